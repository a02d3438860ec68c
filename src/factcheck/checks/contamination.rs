//! Check 8: nothing of the posting is said of the person without a fact.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Contamination,
    name: "contamination",
    description: "A term of the posting said of the person needs a fact; without one it is a gap.",
    run: Run::Claim(run),
};

/// Stops words of the posting that the facts do not have.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    case.unsupported(CHECK.check, base)
        .map(|word| {
            let term = word.span.of(&case.claim.text);
            let message = format!("\"{term}\" is of the posting and does not stand in the facts it cites.");
            let mend = "Treat it as a gap: leave it out, or add a fact if it is true.".to_owned();
            Finding { mend: Some(mend), ..case.block(CHECK.check, "of_the_posting", word.span, message) }
        })
        .collect()
}
