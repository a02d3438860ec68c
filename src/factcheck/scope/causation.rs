//! What is said to have come of something needs one fact that says both.

use super::Raise;
use crate::factcheck::case::Case;
use crate::factcheck::reading::{Opening, Word};

/// Pairs of words that say one thing came of another.
const LINKS: [(&str, &str); 12] = [
    ("resulting", "in"),
    ("resulted", "in"),
    ("led", "to"),
    ("leading", "to"),
    ("leads", "to"),
    ("so", "that"),
    ("thanks", "to"),
    ("due", "to"),
    ("because", "of"),
    ("result", "of"),
    ("contributing", "to"),
    ("result", "which"),
];

/// Single words that do.
const LINK_WORDS: [&str; 8] =
    ["thereby", "thus", "hence", "therefore", "consequently", "enabling", "causing", "driving"];

/// The links of the claim between what different facts say.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let words = &case.reading.words;
    let mut raises = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(at, _)| is_link(words, *at)) {
        let side = |is_in: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let own = words.iter().enumerate().filter(|(_, other)| other.clause == word.clause);
            let lines = own.filter(|(place, _)| is_in(*place)).flat_map(|(place, _)| case.lines_of(place));
            let mut lines: Vec<usize> = lines.collect();
            lines.sort_unstable();
            lines.dedup();
            lines
        };
        let before = side(&|place| place < at);
        let after = side(&|place| place > at && words[place].segment == words[at].segment);
        if !before.is_empty() && !after.is_empty() && !before.iter().any(|line| after.contains(line)) {
            let message = format!(
                "\"{}\" makes one fact the outcome of another; no fact says so.",
                word.span.of(&case.claim.text)
            );
            raises.push(Raise { code: "outcome_claimed", span: word.span, message });
        }
    }
    raises
}

fn is_link(words: &[Word<'_>], at: usize) -> bool {
    let word = &words[at];
    let next = words.get(at + 1);
    let is_pair = next.is_some_and(|next| LINKS.contains(&(word.key.as_str(), next.key.as_str())));
    // ", which raised …" and ", raising …"
    let is_relative =
        word.key == "which" && word.opening == Opening::Comma && next.is_some_and(|next| next.verb.is_some());
    let is_participle =
        word.opening == Opening::Comma && word.verb.is_some_and(|verb| verb.gerund == word.key);
    is_pair || is_relative || is_participle || LINK_WORDS.contains(&word.key.as_str())
}
