//! A claim before the checks: read, with the facts it cites.

use super::base::{FactBase, KnownFact};
use super::connective::is_connective;
use super::model::{Check, Claim, ClaimOrigin, Finding, Verdict};
use super::reading::{Reading, Word};
use crate::language::span::Span;

/// A claim with its reading and its evidence.
pub struct Case<'c, 'a> {
    /// The claim.
    pub claim: &'c Claim,
    /// Its text, read.
    pub reading: Reading<'a>,
    /// The facts it cites that the profile has, in the order cited.
    pub cited: Vec<&'c KnownFact<'a>>,
    /// The places of the posting it quotes, read.
    pub quoted: Vec<Reading<'a>>,
}

impl<'c, 'a> Case<'c, 'a> {
    /// Reads a claim and looks up what it cites.
    pub fn new(claim: &'c Claim, base: &'c FactBase<'a>) -> Self {
        Self {
            claim,
            reading: Reading::of(&claim.text, base.lexicon()),
            cited: claim.cites.iter().filter_map(|citation| base.find(&citation.fact)).collect(),
            quoted: claim
                .quotes
                .iter()
                .map(|span| Reading::of(span.of(base.posting()), base.lexicon()))
                .collect(),
        }
    }

    /// Whether the words are a fact's own; the structure check holds them to it, and no other
    /// check reads them.
    pub fn is_verbatim(&self) -> bool {
        self.claim.origin == ClaimOrigin::Verbatim
    }

    /// Whether a word stands in what the claim rests on: the facts it cites, the places it
    /// quotes, and where it cites nothing the posting's title and employer, which may be named as
    /// the employer's but never beside a fact of the person.
    pub fn is_evident(&self, word: &Word<'_>, base: &FactBase<'_>) -> bool {
        self.cited.iter().any(|known| known.reading.has(word))
            || self.quoted.iter().any(|quote| quote.has(word))
            || (self.claim.cites.is_empty() && base.addressed().has(word))
    }

    /// The words that say something and stand nowhere in what the claim rests on, that are the
    /// given check's to report. Each has one check: a word of the posting is contamination, one
    /// written as a name is a name, and any other is without support. Numbers are the literals
    /// check's matter.
    pub fn unsupported<'s>(
        &'s self,
        check: Check,
        base: &'s FactBase<'_>,
    ) -> impl Iterator<Item = &'s Word<'a>> + 's {
        let words = self.reading.words.iter().enumerate().filter(|_| !self.is_verbatim());
        words
            .filter(|(_, word)| {
                !word.is_number
                    && !word.is_function
                    && !is_connective(&word.key)
                    && !self.is_evident(word, base)
            })
            .filter(move |(at, word)| {
                check
                    == if base.posting_reading().has(word) {
                        Check::Contamination
                    } else if *at > 0 && word.is_name {
                        Check::Names
                    } else {
                        Check::Support
                    }
            })
            .map(|(_, word)| word)
    }

    /// The span of the whole claim.
    pub fn whole(&self) -> Span {
        Span::new(0, self.claim.text.len())
    }

    /// A finding that stops the claim.
    pub fn block(&self, check: Check, code: &str, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            check,
            code: code.to_owned(),
            severity: Verdict::Block,
            span,
            facts: self.claim.cites.iter().map(|citation| citation.fact.clone()).collect(),
            message: message.into(),
            mend: None,
        }
    }

    /// A finding a person should look at; the claim stays.
    pub fn warn(&self, check: Check, code: &str, span: Span, message: impl Into<String>) -> Finding {
        Finding { severity: Verdict::Warn, ..self.block(check, code, span, message) }
    }
}
