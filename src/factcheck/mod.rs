//! Is the claim supported by the facts it cites? Pure: a claim and facts in, findings out.
//!
//! [`check_claim`] runs every check of [`checks::ALL`] in order, cheap and certain first. A
//! claim in a fact's own words is held to those words; a claim joined or rewritten may use
//! only words of the facts it cites, of the posting it quotes, and the few connective words
//! of [`connective`] that say nothing about anybody.

pub mod base;
pub mod checks;
pub mod connective;
pub mod model;

pub use base::FactBase;

use model::{Claim, Finding, Verdict};

/// Checks one claim against the facts of its profile.
///
/// Empty when nothing was found. The claim's own `verdict` and `findings` are not read.
pub fn check_claim(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    checks::ALL.iter().flat_map(|check| check(claim, base)).collect()
}

/// The verdict that follows from what was found: the worst of it.
pub fn verdict(findings: &[Finding]) -> Verdict {
    findings.iter().map(|finding| finding.severity).max().unwrap_or_default()
}
