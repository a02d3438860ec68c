//! Words that speak of the whole need a fact that does.

use super::Raise;
use crate::factcheck::case::Case;
use crate::factcheck::reading::{Reading, Word};
use crate::language::quantities::QuantityKind;

/// Words that take in every one, or every time. One of them backs another.
const WHOLE: [&str; 12] = [
    "all",
    "every",
    "each",
    "everyone",
    "everything",
    "entire",
    "whole",
    "always",
    "any",
    "throughout",
    "across",
    "both",
];

/// Those that need such a word in the facts; the others only give it.
const NEEDS_WHOLE: [&str; 7] = ["all", "every", "everyone", "everything", "entire", "whole", "always"];

/// Words that speak of the greater part.
const MOSTLY: [&str; 7] = ["most", "mostly", "mainly", "majority", "chiefly", "largely", "predominantly"];

/// Words that need themselves in the facts.
const NEEDS_ITSELF: [&str; 3] = ["sole", "solely", "ever"];

/// The words of the claim that widen what the facts say.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let words = &case.reading.words;
    let may_widen = |key: &str| {
        NEEDS_WHOLE.contains(&key) || NEEDS_ITSELF.contains(&key) || matches!(key, "only" | "most")
    };
    let widening = words.iter().enumerate().filter(|(_, word)| may_widen(&word.key));
    let widened = widening.filter(|(at, word)| {
        let carriers = case.facts_of_segment(word.segment);
        // A segment without a fact is prose; the support check reads it.
        let is_wide = !carriers.is_empty() || !case.cited.is_empty() && case.is_told(*at);
        let key = word.key.as_str();
        // "every month" is a figure; the literals check compares it.
        if case.quantities.iter().any(|quantity| quantity.span.contains(&word.span)) {
            return false;
        }
        let is_backed = |others: &[&str]| {
            carriers.iter().any(|fact| {
                let known = case.evidence[*fact];
                // "every fourth night" is a figure and speaks of no whole.
                let is_figure = |word: &Word<'_>| {
                    let mut figures = known.quantities.iter();
                    figures.any(|figure| {
                        figure.kind == QuantityKind::Frequency
                            && figure.low < 1.0
                            && figure.span.contains(&word.span)
                    })
                };
                let mut words = known.reading.words.iter().filter(|word| others.contains(&word.key.as_str()));
                words.any(|word| !is_figure(word))
            })
        };
        is_wide
            && !is_of_counted(case, *at)
            && (NEEDS_WHOLE.contains(&key) && !is_idiom(&case.reading, *at) && !is_backed(&WHOLE)
                || NEEDS_ITSELF.contains(&key) && !is_backed(&[key])
                || key == "only" && is_alone(&case.reading, *at) && !is_backed(&["only", "sole"])
                || key == "most" && is_majority(&case.reading, *at) && !is_backed(&MOSTLY))
    });
    widened
        .map(|(_, word)| {
            let message = format!("\"{}\" takes in more than the facts do.", word.span.of(&case.claim.text));
            Raise { code: "extent_widened", span: word.span, message }
        })
        .collect()
}

/// "not every", and "every one of 3 bridges": the figure tells how many there are.
fn is_of_counted(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let is_denied = at > 0 && words[at - 1].key == "not";
    let mut next = at + 1;
    while words.get(next).is_some_and(|word| matches!(word.key.as_str(), "one" | "of" | "the" | "my" | "our"))
    {
        next += 1;
    }
    let is_figure = words.get(next).is_some_and(|word| {
        let mut figures = case.quantities.iter().filter(|figure| figure.span.contains(&word.span));
        figures.any(|figure| figure.kind == QuantityKind::Count && figure.low > 1.0)
    });
    is_denied || is_figure
}

/// "in all", "above all", "all while", "any time".
fn is_idiom(reading: &Reading<'_>, at: usize) -> bool {
    let key = |at: usize| reading.words.get(at).map(|word| word.key.as_str());
    let before = at.checked_sub(1).and_then(key);
    let after = key(at + 1);
    // "at all of our events" and "in all wards" are no idioms.
    let goes_on = reading.words.get(at + 1).is_some_and(|next| {
        next.segment == reading.words[at].segment
            && (next.key == "of" || !next.is_function && !next.is_number)
    });
    matches!((before, reading.words[at].key.as_str()), (Some("in" | "above" | "after" | "at"), "all" | "any"))
        && !(goes_on && matches!(before, Some("in" | "at")))
        || matches!(after, Some("while" | "along"))
}

/// "the only one", and not "only 3".
fn is_alone(reading: &Reading<'_>, at: usize) -> bool {
    at > 0 && matches!(reading.words[at - 1].key.as_str(), "the" | "as" | "my")
}

/// "most of the wards", and not "most recently" or "the work I would most like".
fn is_majority(reading: &Reading<'_>, at: usize) -> bool {
    reading.words.get(at + 1).is_some_and(|next| next.key == "of")
}
