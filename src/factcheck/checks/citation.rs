//! Every claim cites facts of this profile that may be published, as they stand now.

use super::{block, whole};
use crate::factcheck::base::FactBase;
use crate::factcheck::model::{Check, Claim, Finding, Slot};

/// Stops a claim that cites nothing, an unknown or unpublishable fact, or an outdated version.
/// Connective prose of a letter may cite nothing; what it may say is the word check's matter.
pub fn check(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    let stop = |code: &str, message: String| block(claim, Check::Citation, code, whole(claim), message);
    if claim.cites.is_empty() {
        return match claim.slot {
            Slot::Letter => Vec::new(),
            Slot::Summary | Slot::Entry(_) => {
                vec![stop("uncited", "This rests on no fact of the profile.".to_owned())]
            }
        };
    }
    let mut findings = Vec::new();
    for citation in &claim.cites {
        match base.find(&citation.fact) {
            None => {
                findings.push(stop("unknown_fact", "It cites a fact the profile does not have.".to_owned()))
            }
            Some(known) if !known.fact.standing.is_publishable() => {
                findings.push(stop("unpublishable", "It cites a fact that is not confirmed yet.".to_owned()));
            }
            Some(known) if known.fact.version != citation.version => {
                findings.push(stop("outdated", "It cites a fact that has changed since.".to_owned()));
            }
            Some(_) => {}
        }
    }
    findings
}
