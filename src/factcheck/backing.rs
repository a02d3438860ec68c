//! What backs each word of a claim: the words of the facts that say the same, however said.

use super::base::KnownFact;
use super::reading::{Reading, SkillAt, Word};
use crate::language::lexicon::Lexicon;
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
pub fn back(
    text: &str,
    claim: &Reading<'_>,
    evidence: &[&KnownFact<'_>],
    lexicon: &Lexicon,
) -> Vec<Vec<Hit>> {
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
            let related = related.filter_map(|(place, own)| Some((place, relate(word, own, lexicon)?)));
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

/// The letters of a word that is written as an acronym, folded: "UTIs" is "uti".
fn acronym(word: &Word<'_>, text: &str) -> Option<String> {
    let written = word.span.of(text);
    let written = written.strip_suffix('s').unwrap_or(written);
    let is_acronym =
        (2..=6).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_uppercase());
    is_acronym.then(|| written.to_ascii_lowercase())
}

/// Stretches of words whose beginnings spell the letters, small words between left out.
fn expansions(words: &[Word<'_>], letters: &str) -> Vec<(usize, usize)> {
    let Some(initial) = letters.chars().next() else { return Vec::new() };
    let starts =
        words.iter().enumerate().filter(|(_, word)| !word.is_number && word.key.starts_with(initial));
    starts
        .filter_map(|(first, _)| {
            let mut rest = letters;
            let mut parts = 0;
            for (at, word) in words.iter().enumerate().skip(first).take(MAX_EXPANSION) {
                let Some(left) = word.key.chars().next().and_then(|first| rest.strip_prefix(first)) else {
                    if word.is_function {
                        continue;
                    }
                    return None;
                };
                parts += 1;
                rest = left;
                if rest.is_empty() {
                    return (parts >= 2).then_some((first, at + 1));
                }
            }
            None
        })
        .collect()
}

/// How a word of a fact says what a word of the claim says, when it is another word.
fn relate(claim: &Word<'_>, fact: &Word<'_>, lexicon: &Lexicon) -> Option<Closeness> {
    if let (Some(one), Some(other)) = (claim.verb, fact.verb)
        && one.sense == other.sense
        && one.level == other.level
    {
        return Some(Closeness::Synonym);
    }
    let synonyms = |key: &str, other: &str| lexicon.synonyms.of(key).iter().any(|word| word == other);
    let lemma = |word: &Word<'_>| word.verb.map_or_else(|| word.key.clone(), |verb| verb.lemma.clone());
    if synonyms(&claim.key, &fact.key) || synonyms(&lemma(claim), &lemma(fact)) {
        return Some(Closeness::Synonym);
    }
    is_derived(&claim.stem, &fact.stem).then_some(Closeness::Derived)
}

/// Endings by which words are built on a root.
const ENDINGS: [&str; 16] = [
    "er", "or", "ment", "anc", "enc", "al", "ship", "iv", "abl", "ion", "at", "ation", "ic", "i", "ist",
    "eri",
];

fn is_derived(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= 4 && long.strip_prefix(short).is_some_and(|ending| ENDINGS.contains(&ending))
}
