//! Verbs claim no more of the work than the facts do.

use super::Raise;
use crate::factcheck::backing::{Closeness, Hit};
use crate::factcheck::case::Case;
use crate::factcheck::involvement::Involvement;
use crate::factcheck::reading::Opening;
use crate::language::lexicon::VerbLevel;

/// Verbs without matter of their own that still say the person did it.
const DOING: [&str; 6] = ["perform", "carry", "make", "undertake", "complete", "conduct"];

/// The verbs that claim more of the work than the facts do.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let raised = (0..case.reading.words.len()).filter(|at| is_raised(case, *at));
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
fn is_raised(case: &Case<'_, '_>, at: usize) -> bool {
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
    match governing(case, at).max() {
        Some(highest) => rung(own.level) > highest,
        None => own.level > VerbLevel::Build,
    }
}

/// The levels of the deeds that the facts tell of what the verb at `at` is told of: for each
/// word of its segment the deed before it in the fact's clause, else the first of the clause.
fn governing<'s>(case: &'s Case<'_, '_>, at: usize) -> impl Iterator<Item = VerbLevel> + 's {
    let segment = case.reading.words[at].segment;
    let others = case
        .reading
        .segment(segment)
        .filter(move |(place, word)| *place != at && !word.is_function && !case.connectives[*place]);
    let hits = others.flat_map(|(place, _)| &case.hits[place]);
    hits.filter_map(|hit| {
        let known = case.evidence[hit.fact];
        let clause = known.reading.words[hit.word].clause;
        let deeds = || {
            known.involvements.iter().enumerate().filter_map(|(place, deed)| {
                let deed = deed.filter(|deed| deed.is_predicate)?;
                (known.reading.words[place].clause == clause).then_some((place, rung(deed.level)))
            })
        };
        deeds().rfind(|(place, _)| *place <= hit.word).or_else(|| deeds().next()).map(|(_, level)| level)
    })
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
