//! A text under the eyes of the readers of quantities: its tokens with what each word means.
//! Over [`super::vocabulary`]; the readers are over this.

use super::vocabulary::{self, Meaning, NOTHING};
use crate::language::span::Span;
use crate::language::tokens::{Token, TokenKind};

/// Tokens with meanings. Positions are indexes of tokens; any position may be asked for, and
/// one past the ends holds nothing.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token<'t>],
    meanings: Vec<&'static Meaning>,
}

impl<'t> Reading<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token<'t>]) -> Self {
        let meaning = |token: &Token<'_>| match token.kind {
            TokenKind::Number => NOTHING,
            TokenKind::Symbol if token.text.is_ascii() && token.text != "%" => NOTHING,
            _ => vocabulary::meaning(token.text),
        };
        Self { text, tokens, meanings: tokens.iter().map(meaning).collect() }
    }

    /// What the token means.
    pub(super) fn meaning(&self, at: usize) -> &'static Meaning {
        self.meanings.get(at).copied().unwrap_or(NOTHING)
    }

    /// The words there, empty past the end.
    pub(super) fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// Whether the token is this, in any case.
    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word)
    }

    /// Whether the token is one of these, in any case.
    pub(super) fn is_any(&self, at: usize, words: &[&str]) -> bool {
        let word = self.word(at);
        words.iter().any(|known| word.eq_ignore_ascii_case(known))
    }

    /// Whether the token is a hyphen or dash.
    pub(super) fn is_dash(&self, at: usize) -> bool {
        matches!(self.word(at), "-" | "‐" | "‑" | "‒" | "–" | "—" | "−")
    }

    /// Whether nothing stands between the token and the one before it.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        at > 0 && at < self.tokens.len() && self.tokens[at - 1].span.end == self.tokens[at].span.start
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
    }

    pub(super) fn starts_with_digit(&self, at: usize) -> bool {
        self.word(at).as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    pub(super) fn starts_upper(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }

    /// The first byte of the token, or the end of the text.
    pub(super) fn start(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.text.len(), |token| token.span.start)
    }

    /// The end of the token before `at`.
    pub(super) fn end_before(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.span.end)
    }

    /// From the token `from` to the end of the token before `to`.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let start = self.start(from);
        Span::new(start, self.end_before(to).max(start))
    }

    /// The first token at or behind the byte.
    pub(super) fn token_at_byte(&self, mut at: usize, byte: usize) -> usize {
        while self.tokens.get(at).is_some_and(|token| token.span.start < byte) {
            at += 1;
        }
        at
    }

    /// Whether a sentence begins with the token, so that its capital says nothing.
    pub(super) fn is_sentence_start(&self, at: usize) -> bool {
        at == 0
            || matches!(self.word(at - 1), "." | "!" | "?" | ":" | ";" | "•" | "·" | "*" | "\"" | "“" | "(")
            || (self.is_dash(at - 1) && !self.is_joined(at))
    }

    /// Whether the word looks like a plural: "engineers", "people".
    pub(super) fn is_plural(&self, at: usize) -> bool {
        const IRREGULAR: [&str; 22] = [
            "people",
            "children",
            "men",
            "women",
            "staff",
            "personnel",
            "feet",
            "teeth",
            "mice",
            "geese",
            "criteria",
            "alumni",
            "cattle",
            "sheep",
            "fish",
            "faculty",
            "police",
            "phenomena",
            "media",
            "aircraft",
            "youth",
            "crew",
        ];
        // Look like plurals and stand before the noun, or are none.
        const SINGULAR: [&str; 34] = [
            "sales",
            "operations",
            "business",
            "logistics",
            "analytics",
            "communications",
            "news",
            "arts",
            "sports",
            "robotics",
            "economics",
            "physics",
            "mathematics",
            "ethics",
            "graphics",
            "electronics",
            "process",
            "access",
            "wireless",
            "cross",
            "less",
            "various",
            "continuous",
            "previous",
            "serious",
            "numerous",
            "plus",
            "aws",
            "bus",
            "gas",
            "always",
            "his",
            "its",
            "across",
        ];
        if !self.is_word(at) {
            return false;
        }
        let word = self.word(at);
        let is_listed = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
        let ends = |end: &str| {
            word.len() >= end.len()
                && word.is_char_boundary(word.len() - end.len())
                && word[word.len() - end.len()..].eq_ignore_ascii_case(end)
        };
        if is_listed(&SINGULAR) {
            return false;
        }
        let looks_plural =
            word.len() > 2 && ends("s") && !ends("ss") && !ends("us") && !ends("is") && !ends("'s");
        looks_plural || is_listed(&IRREGULAR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens::tokenize;

    #[test]
    fn plurals_are_told_by_their_look() {
        for (word, expected) in [
            ("engineers", true),
            ("people", true),
            ("sales", false),
            ("process", false),
            ("status", false),
            ("", false),
        ] {
            let tokens = tokenize(word);
            assert_eq!(Reading::new(word, &tokens).is_plural(0), expected, "{word}");
        }
    }

    #[test]
    fn places_past_the_end_hold_nothing() {
        let tokens = tokenize("one");
        let reading = Reading::new("one", &tokens);
        assert_eq!((reading.word(7), reading.start(7), reading.end_before(0)), ("", 3, 0));
        assert!(!reading.is_joined(0) && !reading.is_joined(9) && !reading.is_plural(9));
    }
}
