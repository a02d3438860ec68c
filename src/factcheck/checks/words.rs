//! Every number, name and content word of a joined or rewritten claim stands in its facts.

use super::block;
use crate::factcheck::base::{FactBase, Words};
use crate::factcheck::connective::is_connective;
use crate::factcheck::model::{Check, Claim, ClaimOrigin, Finding};
use crate::language::dates::{Period, months_covered};
use crate::language::span::Span;
use crate::language::tokens::{Token, TokenKind, fold, tokenize};

/// Stops a claim with a number, name or content word that neither its facts nor the places of
/// the posting it quotes have. The one number that may be derived is the whole years the cited
/// positions cover together.
pub fn check(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    if matches!(claim.origin, ClaimOrigin::Verbatim | ClaimOrigin::Owner) {
        return Vec::new();
    }
    let evidence: Vec<&Words> = claim
        .cites
        .iter()
        .filter_map(|citation| base.find(&citation.fact))
        .map(|known| &known.words)
        .collect();
    let quoted: Vec<Words> =
        claim.quotes.iter().map(|span| Words::of(span.of(base.posting()), base.lexicon())).collect();
    // Position and employer may be named as the employer's, never beside a fact of the person.
    let addressed = claim.cites.is_empty().then(|| base.addressed_words());
    let all = || evidence.iter().copied().chain(&quoted).chain(addressed);
    let tokens = tokenize(&claim.text);
    let mut findings = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Symbol => {}
            TokenKind::Number => {
                let is_known = all().any(|words| words.has_number(&fold(token.text)))
                    || is_years_covered(&tokens, index, claim, base);
                if !is_known {
                    findings.push(unsupported(claim, Check::Literals, "number", token.span, token.text));
                }
            }
            TokenKind::Word => {
                let word = fold(token.text);
                if is_connective(&word)
                    || base.lexicon().is_function_word(&word)
                    || all().any(|words| words.has_word(&word, base.lexicon()))
                {
                    continue;
                }
                let is_name = index > 0 && token.text.chars().any(|c| c.is_uppercase() || c.is_numeric());
                let (check, code) = if base.posting_words().has_word(&word, base.lexicon()) {
                    (Check::Contamination, "of_the_posting")
                } else if is_name {
                    (Check::Names, "name")
                } else {
                    (Check::Support, "word")
                };
                findings.push(unsupported(claim, check, code, token.span, token.text));
            }
        }
    }
    findings
}

/// Whether the number at `index` is followed by "years" and is the years covered by the cited
/// facts' periods, in whole years, overlaps counted once.
fn is_years_covered(tokens: &[Token], index: usize, claim: &Claim, base: &FactBase) -> bool {
    let speaks_of_years = tokens
        .iter()
        .skip(index + 1)
        .find(|token| token.kind == TokenKind::Word)
        .is_some_and(|token| matches!(fold(token.text).as_str(), "year" | "years"));
    let Ok(years) = tokens[index].text.parse::<u32>() else { return false };
    let periods: Vec<Period> = claim
        .cites
        .iter()
        .filter_map(|citation| base.find(&citation.fact))
        .map(|known| known.fact.period)
        .collect();
    speaks_of_years && months_covered(&periods, base.today()) / 12 == years
}

fn unsupported(claim: &Claim, check: Check, code: &str, span: Span, word: &str) -> Finding {
    let message = format!("\"{word}\" does not stand in the facts it cites.");
    let mend = "Cite a fact that says so, or leave it out.".to_owned();
    Finding { mend: Some(mend), ..block(claim, check, code, span, message) }
}
