//! Check 5: every name of a claim stands in the facts it cites.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Names,
    name: "names",
    description: "Tools, skills, organisations, products, places and credentials stand in the facts.",
    run: Run::Claim(run),
};

/// Stops a word written as a name, past the first, that the facts do not have.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    case.unsupported(CHECK.check, base)
        .map(|word| {
            let name = word.span.of(&case.claim.text);
            let message = format!("The name \"{name}\" does not stand in the facts it cites.");
            let mend = "Cite a fact that names it, or leave it out.".to_owned();
            Finding { mend: Some(mend), ..case.block(CHECK.check, "name", word.span, message) }
        })
        .collect()
}
