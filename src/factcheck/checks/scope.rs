//! Check 6: involvement is not raised.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Scope,
    name: "scope",
    description: "Involvement, adoption and direction are those of the facts, or less.",
    run: Run::Claim(run),
};

/// Stops a verb that claims more of the work than any verb of the facts.
fn run(case: &Case<'_, '_>, _: &FactBase<'_>) -> Vec<Finding> {
    if case.is_verbatim() || case.cited.is_empty() {
        return Vec::new();
    }
    let verbs = case.cited.iter().flat_map(|known| &known.reading.words).filter_map(|word| word.verb);
    let Some(highest) = verbs.map(|verb| verb.level).max() else { return Vec::new() };
    let raised = case.reading.words.iter().filter(|word| {
        let is_stated = case.cited.iter().any(|known| known.reading.has(word));
        word.verb.is_some_and(|verb| verb.level > highest) && !is_stated
    });
    raised
        .map(|word| {
            let verb = word.span.of(&case.claim.text);
            let message = format!("\"{verb}\" claims more of the work than the facts do.");
            case.block(CHECK.check, "involvement_raised", word.span, message)
        })
        .collect()
}
