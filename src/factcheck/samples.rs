//! Claims for tests: the one place where their parts are put together. Used by the tests of this
//! room and of those that have claims checked.

use super::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use crate::profiles::model::FactId;

/// A claim in a model's words, on facts in their first version, not judged yet.
pub fn claim(text: &str, slot: Slot, cites: &[&str]) -> Claim {
    Claim {
        id: "c1".to_owned(),
        text: text.to_owned(),
        slot,
        cites: cites.iter().map(|fact| Citation { fact: FactId::new(*fact), version: 1 }).collect(),
        quotes: Vec::new(),
        origin: ClaimOrigin::Model,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    }
}

/// The place under an entry.
pub fn under(entry: &str) -> Slot {
    Slot::Entry(FactId::new(entry))
}
