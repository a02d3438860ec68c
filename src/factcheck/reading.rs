//! A text as the checks read it: its words with stems and verbs, in clauses and sentences.
//! Claims and facts are read with the same glasses and so can be compared part by part.

use crate::language::lexicon::{Lexicon, Verb};
use crate::language::span::Span;
use crate::language::stems::stem_folded;
use crate::language::tokens::{TokenKind, fold, tokenize};

/// A text, read.
#[derive(Debug, Clone, Default)]
pub struct Reading<'l> {
    /// Its words and numbers, in order; marks are left out.
    pub words: Vec<Word<'l>>,
}

/// A word or number of a text.
#[derive(Debug, Clone)]
pub struct Word<'l> {
    /// Where it stands.
    pub span: Span,
    /// Folded, without the possessive.
    pub key: String,
    /// The stem of the key; of a number its digits.
    pub stem: String,
    /// The action verb it is a form of.
    pub verb: Option<&'l Verb>,
    /// Whether it is a number in digits.
    pub is_number: bool,
    /// Whether it is written like a name: with a capital or a digit.
    pub is_name: bool,
    /// Whether it only ties others together.
    pub is_function: bool,
}

impl<'l> Reading<'l> {
    /// Reads a text.
    pub fn of(text: &str, lexicon: &'l Lexicon) -> Self {
        let words = tokenize(text)
            .into_iter()
            .filter(|token| token.kind != TokenKind::Symbol)
            .map(|token| {
                let folded = fold(token.text);
                let is_number = token.kind == TokenKind::Number;
                let key = folded.strip_suffix("'s").unwrap_or(&folded).to_owned();
                let stem = if is_number { plain_number(&key) } else { stem_folded(&key) };
                let verb = lexicon.verb(&key).or_else(|| misspelt_past(&key, lexicon));
                Word {
                    span: token.span,
                    stem,
                    verb,
                    is_number,
                    is_name: token.text.chars().any(|c| c.is_uppercase() || c.is_numeric()),
                    is_function: lexicon.is_function_word(&key),
                    key,
                }
            })
            .collect();
        Self { words }
    }

    /// Whether a word stands here in any of its forms.
    pub fn has(&self, word: &Word<'_>) -> bool {
        self.words.iter().any(|own| own.is_same_as(word))
    }
}

impl Word<'_> {
    /// Whether both are forms of one word, or the same number.
    pub fn is_same_as(&self, other: &Word<'_>) -> bool {
        self.stem == other.stem
            || matches!((self.verb, other.verb), (Some(one), Some(other)) if one.lemma == other.lemma)
    }
}

/// The verb of a past that was formed as if it were regular: "scaned", "breaked".
fn misspelt_past<'l>(word: &str, lexicon: &'l Lexicon) -> Option<&'l Verb> {
    let stem = word.strip_suffix("ed")?;
    [stem.to_owned(), format!("{stem}e")]
        .iter()
        .find_map(|lemma| lexicon.verb(lemma).filter(|verb| verb.lemma == *lemma))
}

fn plain_number(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).replace(',', "")
}
