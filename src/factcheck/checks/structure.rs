//! Check 1: what is copied is equal to what it was copied from.

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, contains_words, normalised};
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Structure,
    name: "structure",
    description: "What is said to be in a fact's own words stands in that fact.",
    run: Run::Claim(run),
};

/// Stops a verbatim claim whose words, case and spacing aside, do not stand in a fact it cites.
fn run(case: &Case<'_, '_>, _: &FactBase<'_>) -> Vec<Finding> {
    if !case.is_verbatim() {
        return Vec::new();
    }
    let text = normalised(&case.claim.text);
    if case.cited.iter().any(|known| known.folded == text || contains_words(&known.folded, &text)) {
        return Vec::new();
    }
    let message = "These are not the words of the fact it cites.";
    vec![case.block(CHECK.check, "not_verbatim", case.whole(), message)]
}
