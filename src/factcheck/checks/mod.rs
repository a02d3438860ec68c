//! The checks of a claim, one file each, in the order they run.

mod attribution;
mod citation;
mod time;
mod verbatim;
mod words;

use super::base::FactBase;
use super::model::{Check, Claim, Finding, Verdict};
use crate::language::span::Span;

/// One check: what it finds in a claim, nothing when all is well.
pub type ClaimCheck = fn(&Claim, &FactBase) -> Vec<Finding>;

/// Every check of a claim, in order.
pub const ALL: &[ClaimCheck] =
    &[citation::check, attribution::check, verbatim::check, words::check, time::check];

/// A finding that stops the claim.
fn block(claim: &Claim, check: Check, code: &str, span: Span, message: String) -> Finding {
    Finding {
        check,
        code: code.to_owned(),
        severity: Verdict::Block,
        span,
        facts: claim.cites.iter().map(|citation| citation.fact.clone()).collect(),
        message,
        mend: None,
    }
}

/// A finding a person should look at; the claim stays.
fn warn(claim: &Claim, check: Check, code: &str, span: Span, message: String) -> Finding {
    Finding { severity: Verdict::Warn, ..block(claim, check, code, span, message) }
}

/// The span of the whole claim.
fn whole(claim: &Claim) -> Span {
    Span::new(0, claim.text.len())
}
