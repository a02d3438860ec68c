//! Check 2: every claim cites facts of this profile that may be published, as they stand now.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding, Slot};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Citation,
    name: "citation",
    description: "A claim cites facts of this profile that may be published, in the version that stands.",
    run: Run::Claim(run),
};

/// Stops a claim that cites nothing, an unknown or unpublishable fact, or an outdated version.
/// Connective prose of a letter may cite nothing; what it may say is the support check's matter.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let claim = case.claim;
    let stop = |code: &str, message: &str| case.block(CHECK.check, code, case.whole(), message);
    if claim.cites.is_empty() {
        return match claim.slot {
            Slot::Letter => Vec::new(),
            Slot::Summary | Slot::Entry(_) => vec![stop("uncited", "This rests on no fact of the profile.")],
        };
    }
    let mut findings = Vec::new();
    for citation in &claim.cites {
        findings.extend(match base.find(&citation.fact) {
            None => Some(stop("unknown_fact", "It cites a fact the profile does not have.")),
            Some(known) if !known.fact.standing.is_publishable() => {
                Some(stop("unpublishable", "It cites a fact that is not confirmed yet."))
            }
            Some(known) if known.fact.version != citation.version => {
                Some(stop("outdated", "It cites a fact that has changed since."))
            }
            Some(_) => None,
        });
    }
    findings
}
