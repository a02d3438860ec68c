//! Facts are told under the entry they belong to, and of the employer they belong to.

use super::{block, whole};
use crate::factcheck::base::{FactBase, contains_words, normalised};
use crate::factcheck::model::{Check, Claim, Finding, Slot};
use crate::profiles::model::FactKind;

/// Stops a claim under an entry that cites another entry's fact, and a sentence that names an
/// employer but rests on work done elsewhere.
pub fn check(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    match &claim.slot {
        Slot::Entry(entry) => claim
            .cites
            .iter()
            .filter_map(|citation| base.find(&citation.fact))
            .filter(|known| known.fact.id != *entry && known.fact.entry.as_ref() != Some(entry))
            .map(|_| {
                let message = "It tells under one entry what belongs to another.".to_owned();
                block(claim, Check::Attribution, "other_entry", whole(claim), message)
            })
            .collect(),
        Slot::Summary | Slot::Letter => check_employers(claim, base),
    }
}

fn check_employers(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    let folded = normalised(&claim.text);
    let named: Vec<_> = base.employers_named(&folded).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let is_of_named = |id| named.iter().any(|employer| employer.positions.contains(id));
    claim
        .cites
        .iter()
        .filter_map(|citation| base.find(&citation.fact))
        .filter(|known| match known.fact.kind {
            FactKind::Position => !is_of_named(&known.fact.id),
            FactKind::Highlight => {
                let entry = known.fact.entry.as_ref();
                let is_work = entry
                    .and_then(|id| base.find(id))
                    .is_some_and(|entry| entry.fact.kind == FactKind::Position);
                let names_itself = named.iter().any(|employer| contains_words(&known.folded, &employer.name));
                is_work && !names_itself && !entry.is_some_and(is_of_named)
            }
            _ => false,
        })
        .map(|_| {
            let message = "It names one employer for work done at another.".to_owned();
            block(claim, Check::Attribution, "other_employer", whole(claim), message)
        })
        .collect()
}
