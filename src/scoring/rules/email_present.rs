//! The e-mail address is the key most systems file a candidate under.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "email_present", severity: Severity::Blocker, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_email {
        return Vec::new();
    }
    vec![Observation::new(
        "The document prints no e-mail address that can be read.",
        "Add an address such as name@example.com as words of the body, not as a link alone; in a profile it stands in the basics.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_email: false, ..good() });
    }
}
