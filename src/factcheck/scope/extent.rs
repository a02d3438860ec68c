//! Words that speak of the whole need a fact that does.

use super::Raise;
use crate::factcheck::case::Case;
use crate::factcheck::reading::Reading;

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
const NEEDS_WHOLE: [&str; 8] = ["all", "every", "everyone", "everything", "entire", "whole", "always", "any"];

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
                let reading = &case.evidence[*fact].reading;
                others.iter().any(|other| reading.has_key(other))
            })
        };
        is_wide
            && (NEEDS_WHOLE.contains(&key) && !is_idiom(&case.reading, *at) && !is_backed(&WHOLE)
                || NEEDS_ITSELF.contains(&key) && !is_backed(&[key])
                || key == "only" && is_alone(&case.reading, *at) && !is_backed(&["only", "sole"])
                || key == "most" && is_majority(&case.reading, *at) && !is_backed(&["most"]))
    });
    widened
        .map(|(_, word)| {
            let message = format!("\"{}\" takes in more than the facts do.", word.span.of(&case.claim.text));
            Raise { code: "extent_widened", span: word.span, message }
        })
        .collect()
}

/// "in all", "above all", "all while", "any time".
fn is_idiom(reading: &Reading<'_>, at: usize) -> bool {
    let key = |at: usize| reading.words.get(at).map(|word| word.key.as_str());
    let before = at.checked_sub(1).and_then(key);
    let after = key(at + 1);
    matches!((before, reading.words[at].key.as_str()), (Some("in" | "above" | "after" | "at"), "all" | "any"))
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
