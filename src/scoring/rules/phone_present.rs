//! A telephone number is expected by most application forms.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "phone_present", severity: Severity::Warning, points: 6, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_phone {
        return Vec::new();
    }
    vec![Observation::new(
        "The document prints no telephone number.",
        "Add a number with its country code; in a profile it stands in the basics.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_phone: false, ..good() });
    }
}
