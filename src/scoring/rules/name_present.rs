//! Without a name a candidate cannot be filed.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "name_present", severity: Severity::Blocker, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_name {
        return Vec::new();
    }
    vec![Observation::new(
        "The document prints no name.",
        "Put your full name on the first line; in a profile it stands in the basics.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_name: false, ..good() });
    }
}
