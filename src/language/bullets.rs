//! Lists: the items of a text that is written as one.

use crate::language::span::Span;
use crate::language::tokens::lines;

/// What a list's items begin with.
const MARKS: [char; 17] =
    ['•', '●', '○', '◦', '▪', '■', '□', '‣', '⁃', '∙', '·', '✓', '✔', '➢', '►', '*', '-'];

/// Marks that part items even within a line.
const INNER_MARKS: [char; 8] = ['•', '●', '○', '◦', '▪', '■', '‣', '➢'];

/// The items of a list, in order, without their marks: by bullets, numbers or letters where
/// there are any, else one a line. A marked item takes the unmarked lines that go on with it.
pub fn items(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let marked: Vec<Option<usize>> = lines.iter().map(|line| mark_length(line.of(text))).collect();
    if marked.iter().all(Option::is_none) {
        return lines.iter().flat_map(|line| split_inner(text, *line)).collect();
    }
    let mut items: Vec<Span> = Vec::new();
    let mut has_begun = false;
    for (line, mark) in lines.iter().zip(marked) {
        match mark {
            Some(length) => {
                has_begun = true;
                items.extend(split_inner(text, Span::new(line.start + length, line.end)));
            }
            None if has_begun && goes_on(text, items.last(), *line) => {
                if let Some(item) = items.last_mut() {
                    item.end = line.end;
                }
            }
            None => {
                has_begun = false;
                items.push(*line);
            }
        }
    }
    items
}

/// Whether an unmarked line belongs to the item before it: it begins with a small letter, or
/// is indented; and no blank line parts them.
fn goes_on(text: &str, item: Option<&Span>, line: Span) -> bool {
    let Some(gap) = item.and_then(|item| text.get(item.end..line.start)) else { return false };
    let is_next = gap.matches('\n').count() <= 1;
    let is_indented = gap.ends_with("  ") || gap.ends_with('\t');
    is_next && (is_indented || line.of(text).starts_with(char::is_lowercase))
}

/// The length of the mark a line begins with, spaces behind it included.
fn mark_length(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let mark = if MARKS.contains(&first) || matches!(first, '–' | '—' | '\u{f0b7}') {
        first.len_utf8()
    } else {
        number_mark_length(line)?
    };
    let rest = &line[mark..];
    let text = rest.trim_start();
    // "-5 °C" and "**bold**" are no items, and a lone mark has nothing to say.
    let is_parted = rest.len() > text.len() || INNER_MARKS.contains(&first);
    (is_parted && text.chars().any(char::is_alphanumeric)).then(|| line.len() - text.len())
}

/// "1.", "12)", "(3)", "a)", "(b)".
fn number_mark_length(line: &str) -> Option<usize> {
    let inner = line.strip_prefix('(').unwrap_or(line);
    let is_bracketed = inner.len() < line.len();
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        1 | 2 => digits,
        0 if inner.starts_with(|c: char| c.is_ascii_lowercase()) => 1,
        _ => return None,
    };
    let close = inner[length..].chars().next()?;
    let is_closed = close == ')' || (close == '.' && !is_bracketed && digits > 0);
    is_closed.then_some(length + 1 + usize::from(is_bracketed))
}

/// The parts of a line between inner marks.
fn split_inner(text: &str, line: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = line.start;
    for (at, mark) in line.of(text).match_indices(INNER_MARKS) {
        parts.extend(crate::language::tokens::trimmed(text, Span::new(start, line.start + at)));
        start = line.start + at + mark.len();
    }
    parts.extend(crate::language::tokens::trimmed(text, Span::new(start, line.end)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = items(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn items_are_found_by_their_marks() {
        check("• one\n• two", &["one", "two"]);
        check("- one\n  more of it\n- two\nand its end", &["one\n  more of it", "two\nand its end"]);
        check("1. one\n2.\ttwo\n(3) three\na) four", &["one", "two", "three", "four"]);
        check("* one\n\nAnother paragraph", &["one", "Another paragraph"]);
        check("Skills: • one • two", &["Skills:", "one", "two"]);
        check("•one •two", &["one", "two"]);
        check("one\ntwo\n\nthree", &["one", "two", "three"]);
        check("", &[]);
    }

    #[test]
    fn numbers_and_marks_of_other_meaning_stay() {
        check("-5 degrees", &["-5 degrees"]);
        check("**Bold** words", &["**Bold** words"]);
        check("2021. A good year\n", &["2021. A good year"]);
        check("3.5 years", &["3.5 years"]);
        check("-", &["-"]);
    }
}
