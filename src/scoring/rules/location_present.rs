//! A place lets a system answer searches by distance.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "location_present", severity: Severity::Tip, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_location || evidence.is_letter {
        return Vec::new();
    }
    vec![Observation::new(
        "The document prints no place.",
        "Add your city and region; in a profile they stand in the basics.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_location: false, ..good() });
        stays_silent(&RULE, &AtsEvidence { has_location: false, is_letter: true, ..good() });
    }
}
