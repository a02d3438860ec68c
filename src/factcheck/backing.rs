//! What backs each word of a claim: the words of the facts that say the same, however said.

use std::collections::HashMap;

use super::acronyms::{meanings, places};
use super::base::{KnownFact, MAX_PLACES};
use super::reading::{Reading, Word};
use super::skill_names::SkillNames;
use crate::language::quantities::{Quantity, Role};
use crate::language::relations::{Relation, Word as Related};
use crate::language::signals::{Signal, SignalKind};
use crate::language::stems::stem_folded;
use crate::profiles::model::FactKind;

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
    let closed = closed_stems(claim);
    let names = SkillNames::of_text(claim);
    for (fact, known) in evidence.iter().enumerate() {
        same_words(claim, known, fact, &mut hits);
        same_skills(claim, &names, known, fact, &mut hits);
        closed_compounds(claim, &closed, known, fact, &mut hits);
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
            // A manager is in management: what a title says of the field, as a noun.
            let is_field = known.fact.kind == FactKind::Position && is_noun(claim, at);
            let related = related.filter_map(|(place, own)| {
                Some((place, relate(word, own, is_deed(known, place), is_field)?))
            });
            // Who does a thing, and by what name, the fields of an entry say themselves.
            let is_doer = word.related.as_ref().is_some_and(Related::is_doer);
            let is_copied = is_copied(known, claim, at);
            let is_told = known.is_line() || known.fact.kind == FactKind::Summary;
            let related = related.filter(|(_, closeness)| {
                (is_told || !is_doer && !is_copied) || *closeness == Closeness::Same
            });
            let related = related.take(MAX_PLACES);
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

/// Whether the fact holds the word, if at all, as part of a name that is copied and has no
/// other words: of a credential, or of a title, employer or place.
fn is_copied(known: &KnownFact<'_>, claim: &Reading<'_>, at: usize) -> bool {
    let word = &claim.words[at];
    let is_of_tool = claim.skills.iter().any(|skill| skill.is_name && (skill.first..skill.end).contains(&at));
    match known.fact.kind {
        FactKind::Certificate | FactKind::Education => true,
        FactKind::Position => word.is_name && (at > 0 || word.verb.is_none()) || is_of_tool,
        _ => is_of_tool,
    }
}

/// Whether the word can only be a noun where it stands: it is no verb, or a gerund behind the
/// word it is compounded with ("science teaching").
fn is_noun(claim: &Reading<'_>, at: usize) -> bool {
    let word = &claim.words[at];
    let before = at.checked_sub(1).map(|before| &claim.words[before]);
    let is_compounded = before.is_some_and(|before| {
        !before.is_function && !before.is_number && before.segment == word.segment && before.verb.is_none()
    });
    match word.verb {
        None => true,
        Some(verb) => word.key == verb.gerund && is_compounded,
    }
}

/// Names of one skill back each other word by word: "Kubernetes" and "K8s". A claim that holds
/// the fact's own name has nothing further said of that skill: "RSLogix 500 and Studio 5000".
fn same_skills(
    claim: &Reading<'_>,
    names: &SkillNames,
    known: &KnownFact<'_>,
    fact: usize,
    hits: &mut [Vec<Hit>],
) {
    for own in &claim.skills {
        let stated = known.skill_names.of(own.skill);
        // A name of the fact that the claim has besides this mention is said of itself.
        let Some(other) = stated.iter().find(|other| !names.has_besides(own, &other.stems, claim)) else {
            continue;
        };
        for (at, hits) in hits.iter_mut().enumerate().take(own.end).skip(own.first) {
            // "PRINCE2 Foundation" and "PRINCE2 Practitioner" are names of one thing, and two.
            if GRADES.contains(&claim.words[at].key.as_str()) {
                continue;
            }
            if !hits.iter().any(|hit| hit.fact == fact) {
                let word = (other.first.first + at - own.first).min(other.first.end - 1);
                hits.push(Hit { fact, word, closeness: Closeness::Same });
            }
        }
    }
}

/// Words by which the grades of a certificate differ; none stands for another.
const GRADES: [&str; 17] = [
    "foundation",
    "practitioner",
    "associate",
    "professional",
    "expert",
    "advanced",
    "basic",
    "intermediate",
    "specialist",
    "master",
    "yellow",
    "green",
    "black",
    "white",
    "i",
    "ii",
    "iii",
];

/// The stem of each word and the one behind it written as one, in step with the words.
fn closed_stems(claim: &Reading<'_>) -> Vec<Option<String>> {
    let pairs = claim.words.iter().zip(claim.words.iter().skip(1));
    let closed = pairs.map(|(one, next)| {
        let is_closable = !one.is_function && !next.is_function;
        is_closable.then(|| stem_folded(&format!("{}{}", one.key, next.key)))
    });
    closed.collect()
}

/// "back-end" and "backend".
fn closed_compounds(
    claim: &Reading<'_>,
    closed: &[Option<String>],
    known: &KnownFact<'_>,
    fact: usize,
    hits: &mut [Vec<Hit>],
) {
    for at in 0..claim.words.len() {
        if !hits[at].iter().any(|hit| hit.fact == fact)
            && let Some(word) = known.compound(&claim.words[at].stem)
        {
            hits[at].push(Hit { fact, word, closeness: Closeness::Same });
        }
        let Some(closed) = closed.get(at).and_then(Option::as_ref) else { continue };
        for word in known.places_of_stem(closed) {
            for hits in &mut hits[at..=at + 1] {
                hits.push(Hit { fact, word, closeness: Closeness::Same });
            }
        }
    }
}

/// Longest phrase, in words, that an acronym may stand for.
const MAX_EXPANSION: usize = 6;

fn acronyms(claim: &Reading<'_>, known: &KnownFact<'_>, fact: usize, hits: &mut [Vec<Hit>]) {
    for short in &known.short_forms {
        let by_letters = short.letters.iter().flat_map(|letters| expansions(&claim.words, letters));
        let listed = short.meanings.iter().flat_map(|meaning| places(&claim.words, meaning));
        for (first, end) in by_letters.chain(listed) {
            for hits in &mut hits[first..end] {
                hits.push(Hit { fact, word: short.word, closeness: Closeness::Same });
            }
        }
    }
}

/// The claim's acronyms that the facts spell out.
fn own_acronyms(text: &str, claim: &Reading<'_>, evidence: &[&KnownFact<'_>], hits: &mut [Vec<Hit>]) {
    for short in short_forms(claim, text) {
        for (fact, known) in evidence.iter().enumerate() {
            let words = &known.reading.words;
            let by_letters = short.letters.iter().flat_map(|letters| expansions(words, letters));
            let listed = short.meanings.iter().flat_map(|meaning| places(words, meaning));
            for word in by_letters.chain(listed).flat_map(|(first, end)| first..end) {
                if !words[word].is_function {
                    hits[short.word].push(Hit { fact, word, closeness: Closeness::Same });
                }
            }
        }
    }
}

/// A word that may stand for several.
pub struct ShortForm {
    /// Which word.
    word: usize,
    /// The beginnings of the words it is written of.
    letters: Option<Vec<String>>,
    /// What it stands for by the list.
    meanings: &'static [Vec<String>],
}

/// How often one short form of a text is looked at.
const MAX_SHORT_FORMS: usize = 16;

/// The words of a text that may stand for several.
pub fn short_forms(reading: &Reading<'_>, text: &str) -> Vec<ShortForm> {
    let words = reading.words.iter().enumerate();
    let short = words.map(|(word, own)| ShortForm {
        word,
        letters: acronym(own, text),
        meanings: meanings(own, text),
    });
    let mut seen: HashMap<&str, usize> = HashMap::new();
    short
        .filter(|short| short.letters.is_some() || !short.meanings.is_empty())
        .filter(|short| {
            let times = seen.entry(reading.words[short.word].span.of(text)).or_default();
            *times += 1;
            *times <= MAX_SHORT_FORMS
        })
        .collect()
}

/// The beginnings of words that an acronym is written of, folded: "UTIs" is "u", "t", "i",
/// "BSc" is "b", "sc", "qPCR" is "q", "p", "c", "r".
fn acronym(word: &Word<'_>, text: &str) -> Option<Vec<String>> {
    if word.span.of(text).bytes().filter(u8::is_ascii_uppercase).count() < 2 {
        return None;
    }
    let written: String = word.span.of(text).chars().filter(|c| !matches!(c, '.' | '&' | '/')).collect();
    let written = match written.strip_suffix('s') {
        Some(singular) if singular.bytes().all(|byte| byte.is_ascii_uppercase()) => singular,
        _ => &written,
    };
    let capitals = written.bytes().filter(u8::is_ascii_uppercase).count();
    let is_acronym = (2..=6).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (written.starts_with(|c: char| c.is_ascii_uppercase())
            || written.bytes().skip(1).all(|byte| byte.is_ascii_uppercase()))
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

/// Stretches of words that begin with the parts of an acronym, small words between left out. A
/// word may give several letters, if others give some too: "CSAT" is "customer satisfaction",
/// "rRNA" is "ribosomal RNA".
fn expansions(words: &[Word<'_>], parts: &[String]) -> Vec<(usize, usize)> {
    let Some(initial) = parts.first() else { return Vec::new() };
    let starts = words
        .iter()
        .enumerate()
        .filter(|(_, word)| !word.is_number && word.key.starts_with(initial.as_str()));
    let matter = |first: usize, end: usize| words[first..end].iter().filter(|word| !word.is_function).count();
    starts
        .filter_map(|(first, _)| Some((first, expansion_end(words, first, parts, 0)?)))
        // "Walgreens in" is no WI.
        .filter(|(first, end)| matter(*first, *end) > 1 && !words[*end - 1].is_function)
        .take(MAX_PLACES)
        .collect()
}

/// One past the last word of the expansion that goes on at `at` with the parts that are left,
/// after so many words.
fn expansion_end(words: &[Word<'_>], at: usize, parts: &[String], taken: usize) -> Option<usize> {
    if parts.is_empty() {
        return (taken > 1).then_some(at);
    }
    let word = words.get(at).filter(|_| taken < MAX_EXPANSION)?;
    let mut letters = String::new();
    let mut ends = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        letters.push_str(part);
        if !word.key.starts_with(&letters) {
            break;
        }
        ends.push(index + 1);
    }
    // The fewest letters first: initials are the rule.
    let found = ends.into_iter().find_map(|used| expansion_end(words, at + 1, &parts[used..], taken + 1));
    let skipped =
        || (taken > 0 && word.is_function).then(|| expansion_end(words, at + 1, parts, taken + 1)).flatten();
    found.or_else(skipped)
}

/// Axes along which verbs of one direction say the same of a figure.
const DIRECTIONS: [&str; 2] = ["amount", "quality"];

/// A verb of growing or shrinking is backed by a verb of the fact that goes the same way:
/// "cut" for "shortened", "improved" for "raised". Which figures it is of, the check of
/// literals compares.
pub fn back_by_direction(
    claim: &Reading<'_>,
    signals: &[Signal],
    evidence: &[&KnownFact<'_>],
    hits: &mut [Vec<Hit>],
) {
    // "accuracy reached 99 %" is said by "raised accuracy to 99 %".
    for (at, word) in claim.words.iter().enumerate() {
        if !hits[at].is_empty() || !word.verb.is_some_and(|verb| ARRIVING.contains(&verb.lemma.as_str())) {
            continue;
        }
        for (fact, known) in evidence.iter().enumerate().filter(|(_, known)| known.is_line()) {
            let figure = known.quantities.iter().find(|figure| figure.role == Some(Role::To));
            let end = figure.and_then(|figure| {
                known.reading.words.iter().position(|word| word.span.overlaps(&figure.span))
            });
            hits[at].extend(end.map(|word| Hit { fact, word, closeness: Closeness::Derived }));
        }
    }
    let own: Vec<(usize, bool)> =
        directions(claim, signals).into_iter().filter(|(at, _)| hits[*at].is_empty()).collect();
    if own.is_empty() {
        return;
    }
    for (fact, known) in evidence.iter().enumerate().filter(|(_, known)| known.is_line()) {
        let mut stated = directions(&known.reading, &known.signals);
        stated.extend(direction_of_figures(known));
        for (at, way) in &own {
            let same = stated.iter().filter(|(_, other)| other == way).take(MAX_PLACES);
            hits[*at].extend(same.map(|(word, _)| Hit { fact, word: *word, closeness: Closeness::Derived }));
        }
    }
}

/// Verbs by which a figure is said to have come to where it is.
const ARRIVING: [&str; 5] = ["reach", "hit", "attain", "total", "stand at"];

/// The verbs of growing and shrinking, by the word, and whether they grow.
fn directions(reading: &Reading<'_>, signals: &[Signal]) -> Vec<(usize, bool)> {
    let poles = signals.iter().filter(|signal| !signal.is_negated).filter_map(|signal| match signal.kind {
        SignalKind::Pole(pole) if DIRECTIONS.contains(&pole.axis) => Some((signal.span, pole.is_positive)),
        _ => None,
    });
    let mut found: Vec<(usize, bool)> = poles
        .filter_map(|(span, is_positive)| {
            let at = reading.words.partition_point(|word| word.span.end <= span.start);
            let at = reading.words.get(at)?.span.overlaps(&span).then_some(at)?;
            reading.words[at].verb.is_some().then_some((at, is_positive))
        })
        .collect();
    // "brought costs down": the particle gives the way.
    for (at, word) in reading.words.iter().enumerate().filter(|(_, word)| word.is_phrasal) {
        let way = word.verb.and_then(|verb| match verb.lemma.rsplit(' ').next() {
            Some("down") => Some(false),
            Some("up") => Some(true),
            _ => None,
        });
        found.extend(way.map(|way| (at, way)));
    }
    found
}

/// The verb before a figure that went from one value to another, and whether it grew: "bring
/// violations from 27 to 12".
fn direction_of_figures(known: &KnownFact<'_>) -> Option<(usize, bool)> {
    let text = &known.fact.text;
    let before = |figure: &Quantity| text.get(..figure.span.start).unwrap_or_default().trim_end();
    let (figure, is_up) = known.quantities.iter().find_map(|figure| {
        let way = if before(figure).ends_with("up from") {
            Some(true)
        } else if before(figure).ends_with("down from") {
            Some(false)
        } else if figure.role == Some(Role::From) {
            figure.other_end.map(|to| to > figure.low)
        } else {
            None
        };
        Some((figure, way?))
    })?;
    let words = &known.reading.words;
    let verb = words.iter().rposition(|word| word.span.end <= figure.span.start && word.verb.is_some());
    Some((verb.unwrap_or(0), is_up))
}

/// Whether the word tells what was done: "program changes" are no programming.
fn is_deed(known: &KnownFact<'_>, place: usize) -> bool {
    known.involvements[place].is_some_and(|own| own.is_predicate)
}

/// How a word of a fact says what a word of the claim says, when it is another word; and
/// whether the fact's is a deed, for verbs are related as verbs only; and whether the claim's
/// is the field of a title.
fn relate(claim: &Word<'_>, fact: &Word<'_>, is_deed: bool, is_field: bool) -> Option<Closeness> {
    // "p95" is the 95th percentile.
    let is_percentile = fact
        .key
        .strip_prefix('p')
        .is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()));
    if claim.key == "percentile" && is_percentile {
        return Some(Closeness::Same);
    }
    if let (Some(one), Some(other)) = (claim.verb, fact.verb) {
        if is_deed && one.is_synonym_of(other) {
            return Some(Closeness::Synonym);
        }
        // "gave up" is no giving.
        if claim.is_phrasal || fact.is_phrasal {
            return None;
        }
    }
    let (one, other) = (claim.related.as_ref()?, fact.related.as_ref()?);
    if is_cut_short(claim, fact) || is_cut_short(fact, claim) {
        return Some(Closeness::Same);
    }
    match one.relation_to(other) {
        Some(Relation::Same | Relation::Form) => Some(Closeness::Same),
        Some(Relation::Synonym | Relation::Broader) => Some(Closeness::Synonym),
        Some(Relation::SynonymDeed | Relation::WeakerDeed) => is_deed.then_some(Closeness::Synonym),
        // Who does it is not that it was done: teachers about do not make one's own teaching.
        Some(Relation::Derived | Relation::Agent) => {
            (one.is_doer() || !other.is_doer() || is_field).then_some(Closeness::Derived)
        }
        None if !one.is_known() || !other.is_known() => {
            is_built_on(&claim.stem, &fact.stem).then_some(Closeness::Derived)
        }
        None => None,
    }
}

/// Whether the first is the beginning of the other, written for the whole: "seq" of "sequencing".
fn is_cut_short(short: &Word<'_>, long: &Word<'_>) -> bool {
    let is_known = |word: &Word<'_>| word.related.as_ref().is_some_and(Related::is_known);
    (3..=5).contains(&short.key.len())
        && long.key.len() >= short.key.len() + 3
        && long.key.starts_with(short.key.as_str())
        && !short.is_name
        && !long.is_name
        && !is_known(short)
        && (is_known(long) || long.verb.is_some())
}

/// Endings by which words that no dictionary holds are built on a root: "preceptor".
const ENDINGS: [&str; 9] = ["er", "or", "ment", "al", "ship", "ion", "ation", "ist", "is"];

fn is_built_on(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= 5 && long.strip_prefix(short).is_some_and(|ending| ENDINGS.contains(&ending))
}
