//! What is said to have come of something needs one fact that says both.

use super::Raise;
use crate::factcheck::case::Case;
use crate::factcheck::involvement::is_outcome;
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

/// Verbs that make something of what stands before them, whatever they are of.
const MAKING_OF: [&str; 16] = [
    "allow",
    "bring",
    "cause",
    "contribute",
    "create",
    "drive",
    "enable",
    "ensure",
    "generate",
    "give",
    "help",
    "lead",
    "let",
    "make",
    "result",
    "yield",
];

/// The links of the claim between what different facts say.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let words = &case.reading.words;
    let mut raises = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(at, _)| is_link(words, *at)) {
        let before = carriers_before(case, at);
        let mut after = carriers(case, |place| place > at && words[place].segment == word.segment);
        if after.is_empty() {
            after = carriers(case, |place| place > at && words[place].clause == word.clause);
        }
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

/// The lines that carry what the link at `at` follows: the segments before it, the nearest first,
/// until one line carries most of them.
fn carriers_before(case: &Case<'_, '_>, at: usize) -> Vec<usize> {
    let words = &case.reading.words;
    let mut found = Vec::new();
    let mut from = at;
    while from > 0 && words[from - 1].clause == words[at].clause {
        let segment = words[from - 1].segment;
        from = words[..from].partition_point(|word| word.segment < segment);
        found = carriers(case, |place| (from..at).contains(&place));
        if found.len() == 1 {
            break;
        }
    }
    found
}

/// The lines that carry most of the words that are meant; several where they carry as many.
fn carriers(case: &Case<'_, '_>, is_meant: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut carried = vec![0_usize; case.evidence.len()];
    for at in (0..case.reading.words.len()).filter(|at| is_meant(*at)) {
        let mut lines = case.lines_of(at);
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            carried[line] += 1;
        }
    }
    let most = carried.iter().copied().max().unwrap_or(0);
    (0..carried.len()).filter(|line| most > 0 && carried[*line] == most).collect()
}

fn is_link(words: &[Word<'_>], at: usize) -> bool {
    let word = &words[at];
    let next = words.get(at + 1);
    let is_pair = next.is_some_and(|next| LINKS.contains(&(word.key.as_str(), next.key.as_str())));
    // ", which raised …" and ", raising …"
    let is_relative = word.key == "which" && word.opening == Opening::Comma;
    let is_participle = word.opening == Opening::Comma
        && word.verb.is_some_and(|verb| {
            verb.gerund == word.key && (is_outcome(&verb.lemma) || MAKING_OF.contains(&verb.lemma.as_str()))
        });
    is_pair || is_relative || is_participle || LINK_WORDS.contains(&word.key.as_str())
}
