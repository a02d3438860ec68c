//! What backs each word of a claim: the words of the facts that say the same, however said.

use super::base::KnownFact;
use super::reading::{Reading, SkillAt, Word};
use crate::language::relations::{Relation, Word as Related};
use crate::language::stems::stem_folded;

/// How closely a word of a fact says what a word of the claim says, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// Built on the same root: "negotiation" for "negotiated".
    Derived,
    /// Another word for it, or a wider one.
    Synonym,
    /// The same word in any form, another name of the same skill, or its acronym.
    Same,
}

/// A word of a fact that backs a word of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which piece of evidence, in their order.
    pub fact: usize,
    /// Which word of it.
    pub word: usize,
    /// How closely.
    pub closeness: Closeness,
}

/// For every word of the claim what backs it, in step with the words.
pub fn back(text: &str, claim: &Reading<'_>, evidence: &[&KnownFact<'_>]) -> Vec<Vec<Hit>> {
    let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); claim.words.len()];
    for (fact, known) in evidence.iter().enumerate() {
        same_words(claim, known, fact, &mut hits);
        same_skills(claim, known, fact, &mut hits);
        closed_compounds(claim, known, fact, &mut hits);
        acronyms(claim, known, fact, &mut hits);
    }
    own_acronyms(text, claim, evidence, &mut hits);
    for (at, word) in claim.words.iter().enumerate() {
        if word.is_function || word.is_number {
            continue;
        }
        for (fact, known) in evidence.iter().enumerate() {
            if known.is_heading || hits[at].iter().any(|hit| hit.fact == fact) {
                continue;
            }
            let related = known.reading.words.iter().enumerate().filter(|(_, own)| !own.is_function);
            let related = related.filter_map(|(place, own)| Some((place, relate(word, own)?)));
            // Who does a thing, and by what name, the fields of an entry say themselves.
            let is_doer = word.related.as_ref().is_some_and(Related::is_doer);
            let related =
                related.filter(|(_, closeness)| known.is_line() || !is_doer || *closeness == Closeness::Same);
            hits[at].extend(related.map(|(word, closeness)| Hit { fact, word, closeness }));
        }
    }
    hits
}

fn same_words(claim: &Reading<'_>, known: &KnownFact<'_>, fact: usize, hits: &mut [Vec<Hit>]) {
    for (at, word) in claim.words.iter().enumerate() {
        // A heading that is not cited lends its names, but no figures and no deeds.
        if known.is_heading && (word.is_number || !word.is_name) {
            continue;
        }
        for place in known.places(word) {
            hits[at].push(Hit { fact, word: place, closeness: Closeness::Same });
        }
    }
}

/// Names of one skill back each other word by word: "Kubernetes" and "K8s". A claim that holds
/// the fact's own name has nothing further said of that skill: "RSLogix 500 and Studio 5000".
fn same_skills(claim: &Reading<'_>, known: &KnownFact<'_>, fact: usize, hits: &mut [Vec<Hit>]) {
    for own in &claim.skills {
        for other in known.reading.skills.iter().filter(|other| other.skill == own.skill) {
            let is_named_twice = claim.skills.iter().any(|third| {
                third.skill == own.skill
                    && third.first != own.first
                    && is_named_alike(claim, third, known, other)
            });
            if is_named_twice {
                continue;
            }
            for (at, hits) in hits.iter_mut().enumerate().take(own.end).skip(own.first) {
                if !hits.iter().any(|hit| hit.fact == fact) {
                    let word = (other.first + at - own.first).min(other.end - 1);
                    hits.push(Hit { fact, word, closeness: Closeness::Same });
                }
            }
        }
    }
}

fn is_named_alike(claim: &Reading<'_>, own: &SkillAt, known: &KnownFact<'_>, other: &SkillAt) -> bool {
    let stems = |reading: &Reading<'_>, at: &SkillAt| -> Vec<String> {
        reading.words[at.first..at.end].iter().map(|word| word.stem.clone()).collect()
    };
    stems(claim, own) == stems(&known.reading, other)
}

/// "back-end" and "backend".
fn closed_compounds(claim: &Reading<'_>, known: &KnownFact<'_>, fact: usize, hits: &mut [Vec<Hit>]) {
    for at in 0..claim.words.len() {
        if !hits[at].iter().any(|hit| hit.fact == fact)
            && let Some(word) = known.compound(&claim.words[at].stem)
        {
            hits[at].push(Hit { fact, word, closeness: Closeness::Same });
        }
        let Some(next) = claim.words.get(at + 1) else { continue };
        if claim.words[at].is_function || next.is_function {
            continue;
        }
        let closed = format!("{}{}", claim.words[at].key, next.key);
        for word in known.places_of_stem(&stem_folded(&closed)) {
            for hits in &mut hits[at..=at + 1] {
                hits.push(Hit { fact, word, closeness: Closeness::Same });
            }
        }
    }
}

/// Longest phrase, in words, that an acronym may stand for.
const MAX_EXPANSION: usize = 6;

fn acronyms(claim: &Reading<'_>, known: &KnownFact<'_>, fact: usize, hits: &mut [Vec<Hit>]) {
    for (place, own) in known.reading.words.iter().enumerate() {
        let Some(letters) = acronym(own, &known.fact.text) else { continue };
        for (first, end) in expansions(&claim.words, &letters) {
            for hits in &mut hits[first..end] {
                hits.push(Hit { fact, word: place, closeness: Closeness::Same });
            }
        }
    }
}

/// The claim's acronyms that the facts spell out.
fn own_acronyms(text: &str, claim: &Reading<'_>, evidence: &[&KnownFact<'_>], hits: &mut [Vec<Hit>]) {
    for (at, word) in claim.words.iter().enumerate() {
        let Some(letters) = acronym(word, text) else { continue };
        for (fact, known) in evidence.iter().enumerate() {
            for (word, _) in expansions(&known.reading.words, &letters) {
                hits[at].push(Hit { fact, word, closeness: Closeness::Same });
            }
        }
    }
}

/// The beginnings of words that an acronym is written of, folded: "UTIs" is "u", "t", "i",
/// "BSc" is "b", "sc".
fn acronym(word: &Word<'_>, text: &str) -> Option<Vec<String>> {
    let written: String = word.span.of(text).chars().filter(|c| !matches!(c, '.' | '&' | '/')).collect();
    let written = match written.strip_suffix('s') {
        Some(singular) if singular.bytes().all(|byte| byte.is_ascii_uppercase()) => singular,
        _ => &written,
    };
    let capitals = written.bytes().filter(u8::is_ascii_uppercase).count();
    let is_acronym = (2..=6).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_alphabetic())
        && written.starts_with(|c: char| c.is_ascii_uppercase())
        && capitals >= 2;
    if !is_acronym {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    for c in written.chars() {
        match parts.last_mut() {
            Some(part) if c.is_ascii_lowercase() => part.push(c),
            _ => parts.push(c.to_ascii_lowercase().to_string()),
        }
    }
    Some(parts)
}

/// Stretches of words that begin with the parts of an acronym, small words between left out.
fn expansions(words: &[Word<'_>], parts: &[String]) -> Vec<(usize, usize)> {
    let Some(initial) = parts.first() else { return Vec::new() };
    let starts = words
        .iter()
        .enumerate()
        .filter(|(_, word)| !word.is_number && word.key.starts_with(initial.as_str()));
    starts
        .filter_map(|(first, _)| {
            let mut left = parts.iter();
            let mut next = left.next();
            for (at, word) in words.iter().enumerate().skip(first).take(MAX_EXPANSION) {
                let part = next?;
                if word.key.starts_with(part.as_str()) {
                    next = left.next();
                    if next.is_none() {
                        return Some((first, at + 1));
                    }
                } else if !word.is_function {
                    return None;
                }
            }
            None
        })
        .collect()
}

/// How a word of a fact says what a word of the claim says, when it is another word.
fn relate(claim: &Word<'_>, fact: &Word<'_>) -> Option<Closeness> {
    let (one, other) = (claim.related.as_ref()?, fact.related.as_ref()?);
    let Some(relation) = one.relation_to(other) else {
        let is_one_sense = matches!((claim.verb, fact.verb), (Some(one), Some(other)) if one.is_synonym_of(other) && one.level == other.level);
        return is_one_sense.then_some(Closeness::Synonym);
    };
    match relation {
        Relation::Same | Relation::Form => Some(Closeness::Same),
        Relation::Synonym | Relation::Broader => Some(Closeness::Synonym),
        Relation::Derived => Some(Closeness::Derived),
        // Who does it is not that it was done: teachers about do not make one's own teaching.
        Relation::Agent => one.is_doer().then_some(Closeness::Derived),
    }
}
