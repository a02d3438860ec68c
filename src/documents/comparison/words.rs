//! The words in which two texts differ. Part of the comparison of versions.

use super::alignment::align;
use crate::language::span::Span;

/// The stretches of the earlier text whose words went, and of the later one whose words came, in
/// bytes. Words that follow each other are one stretch; blanks between words are no difference.
pub fn changed_words(before: &str, after: &str) -> (Vec<Span>, Vec<Span>) {
    let (old, new) = (words(before), words(after));
    let texts = |text: &str, words: &[Span]| -> Vec<String> {
        words.iter().map(|word| text[word.start..word.end].to_owned()).collect()
    };
    let same = align(&texts(before, &old), &texts(after, &new));
    let kept_old: Vec<usize> = same.iter().map(|(old, _)| *old).collect();
    let kept_new: Vec<usize> = same.iter().map(|(_, new)| *new).collect();
    (stretches(&old, &kept_old), stretches(&new, &kept_new))
}

/// Words are parted by blanks, and what ends a clause is a word of its own, so that a word that
/// gains a comma is the same.
fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices() {
        let ends_clause = matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')')
            && !text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
        if c.is_whitespace() || ends_clause {
            words.extend(begin.take().map(|start| Span::new(start, at)));
        } else if begin.is_none() {
            begin = Some(at);
        }
        if ends_clause {
            words.push(Span::new(at, at + c.len_utf8()));
        }
    }
    words.extend(begin.map(|start| Span::new(start, text.len())));
    words
}

/// The words whose places are not among `kept`, neighbours joined.
fn stretches(words: &[Span], kept: &[usize]) -> Vec<Span> {
    let mut stretches: Vec<Span> = Vec::new();
    let mut is_open = false;
    for (place, word) in words.iter().enumerate() {
        if kept.contains(&place) {
            is_open = false;
            continue;
        }
        match stretches.last_mut().filter(|_| is_open) {
            Some(last) => last.end = word.end,
            None => stretches.push(*word),
        }
        is_open = true;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_went_and_came_are_told_by_their_bytes() {
        let check = |before: &str, after: &str, went: &[&str], came: &[&str]| {
            let (old, new) = changed_words(before, after);
            let cut = |text: &str, spans: &[Span]| -> Vec<String> {
                spans.iter().map(|span| text[span.start..span.end].to_owned()).collect()
            };
            assert_eq!(
                (cut(before, &old), cut(after, &new)),
                (owned(went), owned(came)),
                "{before:?} {after:?}"
            );
        };
        let led = "Led a team of 8 engineers";
        check(led, led, &[], &[]);
        check(led, "Led a  team of 8 engineers", &[], &[]);
        check(led, "Led a team of 12 engineers", &["8"], &["12"]);
        check(led, "Led a team", &["of 8 engineers"], &[]);
        check(led, "Led a team, of 8 engineers.", &[], &[",", "."]);
        check("Grew 3.5 % a year", "Grew 3.7 % a year", &["3.5"], &["3.7"]);
        check("", "Größe zählt", &[], &["Größe zählt"]);
        check("Größe zählt", "Größe gilt", &["zählt"], &["gilt"]);
        check("a b a", "b a a", &["a"], &["a"]);
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }
}
