//! Values of a head as they are best printed. Part of the head.

use super::Found;
use crate::jobs::titles;
use crate::language::span::Span;

pub(super) fn title_found(text: &str, span: Span) -> Found {
    let printed = titles::without_gender_mark(span.of(text));
    let span = trimmed(text, Span::new(span.start, span.start + printed.len()));
    let words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let value = if is_capitals(&words) { in_title_case(&words) } else { words };
    Found { value, span }
}

pub(super) fn place_found(text: &str, span: Span) -> Found {
    // "Pittsburgh, PA (hybrid, two days on site)": the place ends before the brackets.
    let words = span.of(text);
    let end =
        words.find(" (").or_else(|| words.find(" – ")).or_else(|| words.find(" | ")).unwrap_or(words.len());
    as_printed(text, trimmed(text, Span::new(span.start, span.start + end)))
}

pub(super) fn as_printed(text: &str, span: Span) -> Found {
    Found { value: span.of(text).split_whitespace().collect::<Vec<_>>().join(" "), span }
}

/// Whether a short line is written in capitals throughout, as bulletins write titles.
pub(super) fn is_capitals(words: &str) -> bool {
    let letters = words.chars().filter(|character| character.is_alphabetic()).count();
    letters >= 4 && !words.chars().any(char::is_lowercase) && words.split_whitespace().count() <= 8
}

/// "DIRECTOR OF HOUSING II" as "Director of Housing II".
fn in_title_case(words: &str) -> String {
    let case = |(index, word): (usize, &str)| {
        let is_numeral = word.chars().all(|character| "IVX".contains(character));
        let lower = word.to_lowercase();
        if is_numeral
            || word.starts_with('(')
            || ["it", "hr", "gis", "hvac", "qa", "ux", "ui", "edp", "vp", "ems", "cad", "sap"]
                .contains(&lower.as_str())
        {
            word.to_owned()
        } else if index > 0
            && ["of", "and", "the", "for", "in", "to", "or", "with", "at"].contains(&lower.as_str())
        {
            lower
        } else {
            let mut previous = ' ';
            lower
                .chars()
                .map(|character| {
                    let is_first = !previous.is_alphanumeric() && previous != '\'' && previous != '’';
                    previous = character;
                    if is_first { character.to_uppercase().next().unwrap_or(character) } else { character }
                })
                .collect()
        }
    };
    words.split_whitespace().enumerate().map(case).collect::<Vec<_>>().join(" ")
}

/// The span without white space, markdown marks and loose punctuation at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let is_loose = |character: char| character.is_whitespace() || "*#_,;:|–—-".contains(character);
    let words = span.of(text);
    let start = span.start + words.len() - words.trim_start_matches(is_loose).len();
    let end = start + words.trim_matches(is_loose).len();
    Span::new(start, end)
}
