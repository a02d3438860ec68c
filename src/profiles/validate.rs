//! What a profile may hold: lengths, characters, addresses, order of dates. In the profiles room;
//! pure.

/// The most facts a profile holds. A career of forty years with ten lines a position has about
/// a thousand.
pub const MAX_FACTS: usize = 10_000;

/// The longest single text, in characters: five printed pages.
pub const MAX_TEXT_CHARS: usize = 10_000;

/// Why a text cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFault {
    /// The word to switch on: `too_long` or `character`.
    pub code: &'static str,
    /// What is wrong and what would be right, for a person.
    pub message: &'static str,
}

/// What is wrong with a text of any length-bounded field, if anything is.
///
/// Refused are control characters other than tabs and line breaks, and the characters that
/// reorder the text around them (Unicode's bidirectional embeddings, overrides and isolates):
/// with those, what is printed could read differently from what is checked.
pub fn text_fault(text: &str) -> Option<TextFault> {
    if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
        return Some(TextFault {
            code: "too_long",
            message: "This is longer than 10,000 characters. Shorten it.",
        });
    }
    text.chars().any(is_refused).then_some(TextFault {
        code: "character",
        message: "This holds an invisible control character. Type it anew without formatting.",
    })
}

fn is_refused(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_control(),
    }
}
