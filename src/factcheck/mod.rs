//! Is the claim supported by the facts it cites? Pure: a claim and facts in, findings out.
//!
//! [`check_claim`] runs every check of [`checks::ALL`] over a claim, cheap and certain first;
//! [`check_document`] looks at what is printed as a whole. Claim and facts are read with the
//! same glasses ([`reading`]) and compared part by part. A claim in a fact's own words is held
//! to those words; any other may say only what its facts say, what the posting says where it
//! quotes it, and the few connective words of [`connective`] that say nothing about anybody.
//! Why a finding was made is one of [`reasons::ALL`]. A line that is to stand for another is held
//! to it by [`rewording`]. [`written`] takes in claims that somebody
//! else has written.

mod acronyms;
pub mod backing;
pub mod base;
pub mod case;
pub mod checks;
pub mod connective;
pub mod document;
mod dress;
pub mod figures;
mod frame;
pub mod glossary;
pub mod involvement;
mod leeway;
pub mod model;
mod nominal;
pub mod prose;
pub mod reading;
pub mod reasons;
pub mod rewording;
pub mod scope;
mod settings;
mod skill_names;
mod truths;
mod vouching;
mod weight;
mod wholes;
pub mod written;
mod years;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use base::FactBase;

use case::Case;
use checks::{FactCheck, Run};
use document::PrintedDocument;
use model::{Check, Claim, ClaimOrigin, Finding, Verdict};

use crate::language::span::Span;
use crate::profiles::model::FactId;

/// The longest claim that is looked at, in bytes, unless it is a fact's own words: no sentence of
/// a résumé or letter is longer, and the work grows faster than the text.
pub const MAX_CLAIM_BYTES: usize = 1_000;

/// Checks one claim against the facts of its profile.
///
/// Empty when nothing was found. The claim's own `verdict` and `findings` are not read. A
/// check that fails by itself stops the claim with the reason [`reasons::CHECKER_ERROR`].
pub fn check_claim(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    check_claim_with(claim, base, checks::ALL)
}

/// [`check_claim`] with the given checks alone, to show what each is good for.
pub fn check_claim_with(claim: &Claim, base: &FactBase, checks: &[FactCheck]) -> Vec<Finding> {
    if claim.text.len() > MAX_CLAIM_BYTES && !is_own_words(claim, base) {
        return vec![too_long(claim)];
    }
    let failed = |check| checker_error(check, &claim.text, claim.cites.iter().map(|cite| cite.fact.clone()));
    let Ok(case) = catch_unwind(AssertUnwindSafe(|| Case::new(claim, base))) else {
        return vec![failed(Check::Structure)];
    };
    let mut findings = Vec::new();
    for check in checks {
        let Run::Claim(run) = check.run else { continue };
        // The checks hold nothing that could be left half done.
        match catch_unwind(AssertUnwindSafe(|| run(&case, base))) {
            Ok(found) => findings.extend(found),
            Err(_) => findings.push(failed(check.check)),
        }
    }
    findings
}

/// Checks a document as it is printed; its claims are judged one by one by [`check_claim`].
pub fn check_document(document: &PrintedDocument, base: &FactBase) -> Vec<Finding> {
    check_document_with(document, base, checks::ALL)
}

/// [`check_document`] with the given checks alone.
pub fn check_document_with(
    document: &PrintedDocument,
    base: &FactBase,
    checks: &[FactCheck],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in checks {
        let Run::Document(run) = check.run else { continue };
        match catch_unwind(AssertUnwindSafe(|| run(document, base))) {
            Ok(found) => findings.extend(found),
            Err(_) => findings.push(checker_error(check.check, "", std::iter::empty())),
        }
    }
    findings
}

/// The verdict that follows from what was found: the worst of it.
pub fn verdict(findings: &[Finding]) -> Verdict {
    findings.iter().map(|finding| finding.severity).max().unwrap_or_default()
}

/// Whether a claim is told as a fact's own words and is.
fn is_own_words(claim: &Claim, base: &FactBase) -> bool {
    let text = base::normalised(&claim.text);
    let mut cited = claim.cites.iter().filter_map(|cite| base.find(&cite.fact));
    claim.origin == ClaimOrigin::Verbatim
        && cited.any(|known| known.folded == text || base::contains_words(&known.folded, &text))
}

fn too_long(claim: &Claim) -> Finding {
    Finding {
        check: Check::Structure,
        code: reasons::TOO_LONG.to_owned(),
        severity: Verdict::Block,
        span: Span::new(0, claim.text.len()),
        facts: claim.cites.iter().map(|cite| cite.fact.clone()).collect(),
        message: format!("A claim is a sentence of at most {MAX_CLAIM_BYTES} bytes."),
        mend: Some("Tell it in several sentences, each with its own facts.".to_owned()),
    }
}

/// What is found when a check fails by itself: nothing may pass that was not looked at.
fn checker_error(check: Check, text: &str, facts: impl Iterator<Item = FactId>) -> Finding {
    Finding {
        check,
        code: reasons::CHECKER_ERROR.to_owned(),
        severity: Verdict::Block,
        span: Span::new(0, text.len()),
        facts: facts.collect(),
        message: "The check could not be made, so the claim may not be used.".to_owned(),
        mend: Some("Put it in other words, or use the fact's own.".to_owned()),
    }
}

#[cfg(test)]
mod prose_tests;
#[cfg(test)]
mod reason_tests;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wording_tests;
