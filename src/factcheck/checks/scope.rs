//! Check 6: involvement, extent, direction and outcome are not raised.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};
use crate::factcheck::scope::{praise, raises};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Scope,
    name: "scope",
    description: "Involvement, extent, direction and outcomes are those of the facts, or less.",
    run: Run::Claim(run),
};

/// Stops what claims more than the facts do.
fn run(case: &Case<'_, '_>, _: &FactBase<'_>) -> Vec<Finding> {
    if case.is_verbatim() {
        return Vec::new();
    }
    // Without a fact there is nothing to be raised; praise is what it is.
    let raises = if case.cited.is_empty() { praise::raises(case) } else { raises(case) }.into_iter();
    raises.map(|raise| case.block(CHECK.check, raise.code, raise.span, raise.message)).collect()
}
