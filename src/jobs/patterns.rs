//! Patterns written by hand, compiled once. Below `head`, `instructions` and the analysis.

use regex::Regex;

/// A pattern with the words, digits and word boundaries of ASCII. With those of Unicode the quick
/// engine gives up at the first bullet or dash, which postings are full of, and each class takes a
/// thousand states to compile.
pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(&with_ascii_classes(pattern)).expect("a fixed pattern")
}

/// A pattern in which words may hold letters of any language, as names do.
pub(super) fn pattern_of_names(pattern: &str) -> Regex {
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)")).expect("a fixed pattern")
}

fn with_ascii_classes(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len() * 2);
    let mut is_in_brackets = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match (characters.next(), is_in_brackets) {
                (Some('b'), false) => plain.push_str(r"(?-u:\b)"),
                (Some('w'), true) => plain.push_str("[:word:]"),
                (Some('w'), false) => plain.push_str("[[:word:]]"),
                (Some('W'), false) => plain.push_str("[^[:word:]]"),
                (Some('d'), true) => plain.push_str("0-9"),
                (Some('d'), false) => plain.push_str("[0-9]"),
                (Some(other), _) => plain.extend(['\\', other]),
                (None, _) => plain.push('\\'),
            },
            _ => {
                is_in_brackets = character == '[' || (is_in_brackets && character != ']');
                plain.push(character);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_patterns_are_those_of_ascii() {
        let check = |from: &str, to: &str| assert_eq!(with_ascii_classes(from), to);
        check(r"\bx\w+[\w.\d]\W\d\[\]", r"(?-u:\b)x[[:word:]]+[[:word:].0-9][^[:word:]][0-9]\[\]");
        assert!(pattern(r"(?i)\bö?\w+ \d\b").is_match("• Word 5 –"));
        assert!(pattern_of_names(r"^\w+$").is_match("Größe"));
    }
}
