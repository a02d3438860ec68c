//! A claim said to be in a fact's own words is.

use super::{block, whole};
use crate::factcheck::base::{FactBase, contains_words, normalised};
use crate::factcheck::model::{Check, Claim, ClaimOrigin, Finding};

/// Stops a verbatim claim whose words, case and spacing aside, do not stand in a fact it cites.
pub fn check(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    if claim.origin != ClaimOrigin::Verbatim {
        return Vec::new();
    }
    let text = normalised(&claim.text);
    let stands = claim
        .cites
        .iter()
        .filter_map(|citation| base.find(&citation.fact))
        .any(|known| known.folded == text || contains_words(&known.folded, &text));
    if stands {
        return Vec::new();
    }
    let message = "These are not the words of the fact it cites.".to_owned();
    vec![block(claim, Check::Structure, "not_verbatim", whole(claim), message)]
}
