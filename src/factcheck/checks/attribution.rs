//! Check 3: facts are told under the entry they belong to, and of the employer they belong to.

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, contains_words, normalised};
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding, Slot};
use crate::profiles::model::FactKind;

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Attribution,
    name: "attribution",
    description: "A fact is told under its own entry, and beside its own employer's name.",
    run: Run::Claim(run),
};

/// Stops a claim under an entry that cites another entry's fact, and a sentence that names an
/// employer but rests on work done elsewhere.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    match &case.claim.slot {
        Slot::Entry(entry) => case
            .cited
            .iter()
            .filter(|known| known.fact.id != *entry && known.fact.entry.as_ref() != Some(entry))
            .map(|_| {
                let message = "It tells under one entry what belongs to another.";
                case.block(CHECK.check, "other_entry", case.whole(), message)
            })
            .collect(),
        Slot::Summary | Slot::Letter => check_employers(case, base),
    }
}

fn check_employers(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let folded = normalised(&case.claim.text);
    let named: Vec<_> = base.employers_named(&folded).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let is_of_named = |id| named.iter().any(|employer| employer.positions.contains(id));
    let others = case.cited.iter().filter(|known| match known.fact.kind {
        FactKind::Position => !is_of_named(&known.fact.id),
        FactKind::Highlight => {
            let entry = known.fact.entry.as_ref();
            let is_work =
                entry.and_then(|id| base.find(id)).is_some_and(|entry| entry.fact.kind == FactKind::Position);
            let names_itself = named.iter().any(|employer| contains_words(&known.folded, &employer.name));
            is_work && !names_itself && !entry.is_some_and(is_of_named)
        }
        _ => false,
    });
    others
        .map(|_| {
            let message = "It names one employer for work done at another.";
            case.block(CHECK.check, "other_employer", case.whole(), message)
        })
        .collect()
}
