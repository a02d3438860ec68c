//! Where a phrase stands in a text, whatever its case and spacing. Over spans alone.

use crate::language::span::Span;

/// Whether the words stand in the text, whatever their case and spacing.
pub fn stands_in(text: &str, words: &str) -> bool {
    find_words(text, words).is_some()
}

/// The first place where the words stand as whole words, whatever their case and spacing.
pub fn find_words(text: &str, words: &str) -> Option<Span> {
    let wanted: Vec<char> = lower_spaced(words.trim()).map(|(_, character)| character).collect();
    let (&first, _) = wanted.split_first()?;
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        let is_start = !previous.is_alphanumeric();
        previous = character;
        if !is_start || character.to_lowercase().next() != Some(first) {
            continue;
        }
        let mut read = lower_spaced(&text[at..]);
        let mut end = at;
        let is_here = wanted.iter().all(|wanted| {
            read.next().is_some_and(|(after, character)| {
                end = at + after;
                character == *wanted
            })
        });
        if is_here && !text[end..].starts_with(char::is_alphanumeric) {
            return Some(Span::new(at, end));
        }
    }
    None
}

/// Lower-case characters with runs of white space as one space, each with the byte after it.
fn lower_spaced(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut was_space = false;
    text.char_indices().flat_map(move |(at, character)| {
        let is_space = character.is_whitespace();
        let is_skipped = is_space && was_space;
        was_space = is_space;
        let after = at + character.len_utf8();
        let lower = if is_space { ' ' } else { character.to_lowercase().next().unwrap_or(character) };
        (!is_skipped).then_some((after, lower))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_whatever_their_case() {
        let check = |text: &str, words: &str, quoted: Option<&str>| {
            assert_eq!(find_words(text, words).map(|span| span.of(text)), quoted, "{text} / {words}");
        };
        check("A SENIOR   Engineer here", "senior engineer", Some("SENIOR   Engineer"));
        check("engineering", "engineer", None);
        check("reengineer engineer", "engineer", Some("engineer"));
        check("Über Öl", "über öl", Some("Über Öl"));
        check("x", "", None);
    }
}
