//! Amounts that are the whole of which a person had a part: "within the plant's $640,000". Below
//! [`super::figures`].

use super::base::KnownFact;
use super::case::Case;
use super::reading::Reading;
use crate::language::quantities::{Quantity, Role};

/// Words by which an amount is the whole that something is a part of.
const CONTAINERS: [&str; 11] =
    ["within", "from", "of", "out", "in", "against", "below", "under", "toward", "on", "across"];

/// Words that may lead the noun of a whole.
const DETERMINERS: [&str; 13] =
    ["the", "a", "an", "its", "their", "my", "our", "your", "his", "her", "this", "that", "whose"];

/// What is less than the amount behind it.
const PARTS: [&str; 15] = [
    "part",
    "parts",
    "portion",
    "share",
    "piece",
    "fraction",
    "half",
    "third",
    "quarter",
    "some",
    "out",
    "most",
    "percent",
    "slice",
    "percentage",
];

/// Whether the figure is led by a word that makes it the whole of something: "within the
/// plant's $640,000".
pub(super) fn contains(reading: &Reading<'_>, figure: &Quantity) -> bool {
    if matches!(figure.role, Some(Role::From | Role::To | Role::By)) {
        return false;
    }
    let words = &reading.words;
    let at = words.partition_point(|word| word.span.end <= figure.span.start);
    let mut is_behind_of = false;
    for (place, word) in words[..at].iter().enumerate().rev().take(8) {
        let is_number = word.key.contains(|c: char| c.is_ascii_digit());
        // "a part of $9,000" is less than that; "a budget of $9,000" is that much, and what the
        // budget is in, tells the word before it.
        if word.key == "of" {
            // "38 enquiries, 9 of which", "of whom two": the figure is of them, not all of them.
            if words.get(place + 1).is_some_and(|next| {
                matches!(next.key.as_str(), "which" | "whom" | "these" | "those" | "them")
            }) {
                return false;
            }
            let before = place.checked_sub(1).map(|before| &words[before]);
            if before.is_none_or(|before| PARTS.contains(&before.key.as_str())) {
                return true;
            }
            is_behind_of = true;
            continue;
        }
        if CONTAINERS.contains(&word.key.as_str()) {
            // "against a quota of $9,000"
            return !(is_behind_of && word.key == "against");
        }
        if is_number {
            return is_behind_of;
        }
        if word.is_function && !DETERMINERS.contains(&word.key.as_str()) {
            return false;
        }
    }
    false
}

/// Whether what is said of the whole stays with it: "$75,000 was requested" for "of the $75,000
/// requested".
pub(super) fn is_told_as_whole(
    case: &Case<'_, '_>,
    figure: &Quantity,
    fact: usize,
    known: &KnownFact<'_>,
    own: &Quantity,
) -> bool {
    let behind = |reading: &Reading<'_>, figure: &Quantity| {
        let from = reading.words.partition_point(|word| word.span.start < figure.span.end);
        (from..reading.words.len().min(from + 3)).find(|at| !reading.words[*at].is_function)
    };
    let is_participle = |at: &usize| {
        known.reading.words[*at].verb.is_some_and(|verb| verb.past == known.reading.words[*at].key)
    };
    let (Some(claimed), Some(stated)) =
        (behind(&case.reading, figure), behind(&known.reading, own).filter(is_participle))
    else {
        return false;
    };
    case.hits[claimed].iter().any(|hit| hit.fact == fact && hit.word == stated)
}

/// Whether the figure is the whole of a share: the 7 of "2 of the hospital's 7 wards".
pub(super) fn is_rest_of_share(reading: &Reading<'_>, figure: &Quantity, all: &[Quantity]) -> bool {
    let words = &reading.words;
    let at = words.partition_point(|word| word.span.end <= figure.span.start);
    let of = words[..at].iter().rev().take(4).position(|word| word.key == "of");
    let Some(of) = of.map(|back| at - 1 - back) else { return false };
    if words.get(of + 1).is_some_and(|next| matches!(next.key.as_str(), "which" | "whom")) {
        return false;
    }
    let is_plain = words[of + 1..at].iter().all(|word| word.is_possessive || word.is_function);
    let before = of.checked_sub(1).map(|before| words[before].span);
    is_plain && before.is_some_and(|before| all.iter().any(|other| other.span.overlaps(&before)))
}
