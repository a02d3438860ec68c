//! What readers of text share: the report on a document's words in a text, and what is told of
//! hidden words.

use super::compare;
use crate::documents::model::{DocumentContent, HiddenText, ReadBack};
use crate::documents::printed::Printed;

/// The most that is told of text hidden in one way, in characters.
const LONGEST_HIDDEN: usize = 160;

/// Looks for every string the content prints in a text read from a file without pages.
pub fn read_back_of(content: &DocumentContent, text: String, size_bytes: usize) -> ReadBack {
    let found = compare::compare(&Printed::new(content), &text);
    ReadBack {
        fields: found.fields,
        is_in_order: found.is_in_order,
        glyph_problems: found.glyph_problems,
        size_bytes: size_bytes as u64,
        text,
        ..ReadBack::default()
    }
}

/// Words hidden in one way, as they are told; none where only spaces are.
pub fn told(how: &str, words: &str) -> Option<HiddenText> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let told: String = words.chars().take(LONGEST_HIDDEN).collect();
    let count = u32::try_from(words.split(' ').count()).unwrap_or(u32::MAX);
    (!told.is_empty()).then(|| HiddenText { how: how.to_owned(), words: told, count, place: None })
}

/// Hidden words by the way each is hidden, in the order in which the ways first come.
pub fn hidden_words(found: &[(&'static str, String)]) -> Vec<HiddenText> {
    let mut ways: Vec<&str> = Vec::new();
    for (how, _) in found {
        if !ways.contains(how) {
            ways.push(how);
        }
    }
    let words = |way: &str| {
        let words = found.iter().filter(|(how, _)| *how == way).map(|(_, words)| words.as_str());
        words.collect::<Vec<_>>().join(" ")
    };
    ways.into_iter().filter_map(|way| told(way, &words(way))).collect()
}
