//! A title keeps what makes it less: an assistant manager is no manager, a second author not the
//! first.

use super::Raise;
use crate::factcheck::backing::Closeness;
use crate::factcheck::base::KnownFact;
use crate::factcheck::case::Case;
use crate::factcheck::reading::{Reading, Word};
use crate::language::relations::Word as Related;

/// Words before a title that make it less.
const LESSER: [&str; 16] = [
    "assistant",
    "associate",
    "deputy",
    "junior",
    "trainee",
    "apprentice",
    "vice",
    "acting",
    "interim",
    "student",
    "second",
    "third",
    "co",
    "sub",
    "under",
    "intern",
];

/// Places in an order.
const ORDINALS: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "last"];

/// How far before the noun of a title such a word may stand.
const REACH: usize = 4;

/// The titles of the claim that lost what makes them less.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let words = &case.reading.words;
    let raised = (0..words.len()).filter(|at| is_raised(case, *at));
    raised
        .map(|at| {
            let message = format!("The facts say less than \"{}\".", words[at].span.of(&case.claim.text));
            Raise { code: "rank_raised", span: words[at].span, message }
        })
        .collect()
}

fn is_raised(case: &Case<'_, '_>, at: usize) -> bool {
    let word = &case.reading.words[at];
    if !word.related.as_ref().is_some_and(Related::is_doer) {
        return false;
    }
    let stated = || {
        let hits = case.hits[at].iter().filter(|hit| hit.closeness == Closeness::Same);
        hits.map(|hit| (case.evidence[hit.fact], hit.word))
            .filter(|(known, place)| is_titled(known) && known.reading.words[*place].key == word.key)
    };
    let own = lesser(&case.reading, at);
    let is_lessened = |(known, place): (&KnownFact<'_>, usize)| lesser(&known.reading, place).is_some();
    let is_lost = own.is_none() && stated().next().is_some() && stated().all(is_lessened);
    let place_of = |reading: &Reading<'_>, at: usize| -> Option<&'static str> {
        let before = at.checked_sub(1).map(|before| reading.words[before].key.as_str())?;
        ORDINALS.iter().copied().find(|ordinal| *ordinal == before)
    };
    let is_reordered = place_of(&case.reading, at).is_some_and(|own| {
        let stated: Vec<_> = stated().filter_map(|(known, place)| place_of(&known.reading, place)).collect();
        !stated.is_empty() && !stated.contains(&own)
    });
    is_lost && place_of(&case.reading, at).is_none() && is_of_position(case, at) || is_reordered
}

/// Whether the fact gives a title.
fn is_titled(known: &KnownFact<'_>) -> bool {
    !known.is_line()
}

/// Whether what is called less is a position: an author stays one, whatever their place.
fn is_of_position(case: &Case<'_, '_>, at: usize) -> bool {
    use crate::profiles::model::FactKind;
    case.hits[at].iter().all(|hit| {
        matches!(
            case.evidence[hit.fact].fact.kind,
            FactKind::Position | FactKind::Volunteering | FactKind::Label
        )
    })
}

/// The word that makes the title less whose noun stands at `at`.
fn lesser<'r>(reading: &'r Reading<'_>, at: usize) -> Option<&'r Word<'r>> {
    let segment = reading.words[at].segment;
    let before = reading.words[..at].iter().rev().take(REACH);
    before
        .take_while(|word| word.segment == segment && !word.is_function)
        .find(|word| LESSER.contains(&word.key.as_str()))
}
