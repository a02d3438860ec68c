//! Headings inside running text, for postings that have lost their line ends. Over
//! [`headings`](super::headings) and the lexicon.

use crate::language::headings::PostingHeading;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::tokens::{Token, TokenKind, tokenize};

/// The headings inside running text, in order, as found where a posting has lost its line
/// breaks: "… with teams. Responsibilities Developing and deploying … Qualifications: MS or
/// PhD …". Each is capitalised and followed by a colon or a new beginning.
pub fn find_inline_headings(text: &str, lexicon: &Lexicon) -> Vec<(Span, PostingHeading)> {
    let tokens = tokenize(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let taken = inline_heading_at(text, &tokens, at, lexicon);
        if let Some((kind, count)) = taken {
            found.push((Span::new(tokens[at].span.start, tokens[at + count - 1].span.end), kind));
            at += count;
        } else {
            at += 1;
        }
    }
    found
}

fn inline_heading_at(
    text: &str,
    tokens: &[Token<'_>],
    at: usize,
    lexicon: &Lexicon,
) -> Option<(PostingHeading, usize)> {
    if tokens[at].kind != TokenKind::Word || !starts_upper(tokens[at].text) {
        return None;
    }
    let (kind, count) = lexicon.posting_headings.begins_at(&tokens[at..])?;
    let phrase = &tokens[at..at + count];
    let is_capitalised = phrase.iter().all(|token| {
        token.kind != TokenKind::Word || starts_upper(token.text) || lexicon.is_function_word(token.text)
    });
    let next = tokens.get(at + count)?;
    let has_colon = next.text == ":";
    let opens_sentence = has_colon
        || starts_upper(next.text)
        || next.kind == TokenKind::Number
        || matches!(next.text, "•" | "-" | "–" | "*" | "·");
    let is_loud =
        phrase.iter().all(|token| token.text.len() > 2 && token.text.chars().all(|c| !c.is_lowercase()));
    let begins = match at.checked_sub(1).map(|before| &tokens[before]) {
        None => true,
        Some(before) => {
            let gap = &text[before.span.end..tokens[at].span.start];
            let ends = matches!(before.text, "." | "!" | "?" | ":" | ";" | "•" | "*" | "#")
                || before.text.ends_with('.');
            gap.contains('\n')
                || ends
                || (before.kind == TokenKind::Symbol && before.text == ")")
                || (before.kind == TokenKind::Word && (has_colon || is_loud || !starts_upper(before.text)))
                    && !lexicon.is_function_word(before.text)
        }
    };
    (is_capitalised && opens_sentence && begins).then_some((kind, count))
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_in_flattened_text() {
        let text = "We build things with teams Responsibilities Developing and deploying models. \
                    Qualifications MS or PhD. Benefits: health care";
        let found: Vec<(&str, PostingHeading)> = find_inline_headings(text, Lexicon::built_in())
            .iter()
            .map(|(span, kind)| (span.of(text), *kind))
            .collect();
        let expected = [
            ("Responsibilities", PostingHeading::Responsibilities),
            ("Qualifications", PostingHeading::Required),
            ("Benefits", PostingHeading::Benefits),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn words_of_a_sentence_are_no_inline_headings() {
        for text in [
            "You meet the requirements of the role and its responsibilities.",
            "Requirements change often here.",
            "The Benefits Administrator reports to us.",
        ] {
            assert_eq!(find_inline_headings(text, Lexicon::built_in()), [], "{text}");
        }
    }
}
