//! Check 9: the remaining words are backed by the facts.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Support,
    name: "support",
    description: "Every remaining word that says something is backed by the facts.",
    run: Run::Claim(run),
};

/// Stops content words that neither the facts nor the quoted places of the posting have.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    case.unsupported(CHECK.check, base)
        .map(|word| {
            let message =
                format!("\"{}\" does not stand in the facts it cites.", word.span.of(&case.claim.text));
            let mend = "Cite a fact that says so, or leave it out.".to_owned();
            Finding { mend: Some(mend), ..case.block(CHECK.check, "word", word.span, message) }
        })
        .collect()
}
