//! Verbs claim no more of the work than the facts do.

use std::cell::OnceCell;

use super::Raise;
use crate::factcheck::backing::{Closeness, Hit};
use crate::factcheck::base::KnownFact;
use crate::factcheck::case::Case;
use crate::factcheck::involvement::Involvement;
use crate::factcheck::reading::Opening;
use crate::language::lexicon::VerbLevel;

/// Verbs without matter of their own that still say the person did it.
const DOING: [&str; 6] = ["perform", "carry", "make", "undertake", "complete", "conduct"];

/// The verbs that claim more of the work than the facts do.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let deeds = vec![OnceCell::new(); case.evidence.len()];
    let raised = (0..case.reading.words.len()).filter(|at| is_raised(case, *at, &deeds));
    raised
        .map(|at| {
            let span = case.reading.words[at].span;
            let message =
                format!("\"{}\" claims more of the work than the facts do.", span.of(&case.claim.text));
            Raise { code: "involvement_raised", span, message }
        })
        .collect()
}

/// Whether the verb at `at` claims more than the same verb does in the facts, or, where they
/// have it not, more than any verb of the facts that carry its segment.
fn is_raised(case: &Case<'_, '_>, at: usize, deeds: &[Deeds]) -> bool {
    let Some(own) = case.involvements[at].filter(|own| own.is_predicate) else { return false };
    let Some(verb) = case.reading.words[at].verb else { return false };
    // A noun of the same root is no deed told: "shift lead" manages nothing yet.
    let is_told = |hit: &Hit, stated: &Involvement| stated.is_predicate || hit.closeness == Closeness::Same;
    let stated = case.hits[at].iter().filter_map(|hit| {
        case.evidence[hit.fact].involvements[hit.word].filter(|stated| is_told(hit, stated))
    });
    if let Some(level) = stated.map(|stated| rung(stated.governor.unwrap_or(VerbLevel::Lead))).max() {
        return rung(own.governor.unwrap_or(VerbLevel::Lead)) > level && rung(own.level) > level;
    }
    let is_light = case.connectives[at] && !DOING.contains(&verb.lemma.as_str());
    let is_backed =
        case.hits[at].iter().any(|hit| hit.closeness == Closeness::Same || own.level < VerbLevel::Own);
    if is_backed || is_light && own.level <= VerbLevel::Do || !is_told_of_oneself(case, at) {
        return false;
    }
    match governing(case, at, deeds).max() {
        Some(highest) => rung(own.level) > highest,
        None => own.level > VerbLevel::Build,
    }
}

/// For each word of a fact the level of the deed it is told with, found when it is asked for.
type Deeds = OnceCell<Vec<Option<VerbLevel>>>;

/// The levels of the deeds that the facts tell of what the verb at `at` is told of.
fn governing<'s>(
    case: &'s Case<'_, '_>,
    at: usize,
    deeds: &'s [Deeds],
) -> impl Iterator<Item = VerbLevel> + 's {
    let segment = case.reading.words[at].segment;
    let others = case
        .reading
        .segment(segment)
        .filter(move |(place, word)| *place != at && !word.is_function && !case.connectives[*place]);
    let hits = others.flat_map(|(place, _)| &case.hits[place]);
    hits.filter_map(|hit| deeds[hit.fact].get_or_init(|| deeds_by_word(case.evidence[hit.fact]))[hit.word])
}

/// For each word the deed before it in its clause, else the first of the clause.
fn deeds_by_word(known: &KnownFact<'_>) -> Vec<Option<VerbLevel>> {
    let words = &known.reading.words;
    let mut found = Vec::with_capacity(words.len());
    for clause in words.chunk_by(|one, next| one.clause == next.clause) {
        let deeds = &known.involvements[found.len()..found.len() + clause.len()];
        let level = |deed: &Option<Involvement>| {
            deed.as_ref().filter(|deed| deed.is_predicate).map(|deed| rung(deed.level))
        };
        let mut told = deeds.iter().find_map(level);
        for deed in deeds {
            told = level(deed).or(told);
            found.push(told);
        }
    }
    found
}

/// The level as it is compared: helping and contributing are one, doing and making are one.
fn rung(level: VerbLevel) -> VerbLevel {
    match level {
        VerbLevel::Assist | VerbLevel::Contribute => VerbLevel::Contribute,
        VerbLevel::Do | VerbLevel::Build => VerbLevel::Do,
        VerbLevel::Own | VerbLevel::Lead => level,
    }
}

/// Whether the verb is what the sentence tells of the person: it opens a stretch or follows
/// "I", "who", "also"; and is no "used by".
fn is_told_of_oneself(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let is_passive_participle = words.get(at + 1).is_some_and(|next| next.key == "by");
    let before = at.checked_sub(1).map(|before| words[before].key.as_str());
    let is_led = before.is_none_or(|before| {
        matches!(before, "i" | "we" | "who" | "and" | "to" | "also" | "by" | "then" | "now" | "have" | "has")
            || before.ends_with("ly")
    });
    !is_passive_participle && (is_led || words[at].opening != Opening::No)
}
