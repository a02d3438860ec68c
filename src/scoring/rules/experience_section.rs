//! Screeners look for experience first.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "experience_section", severity: Severity::Warning, points: 12, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_experience || evidence.is_letter {
        return Vec::new();
    }
    vec![Observation::new(
        "The résumé has no experience, projects or volunteering.",
        "Add positions, projects, placements or volunteering under a heading such as Experience.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_experience: false, ..good() });
        stays_silent(&RULE, &AtsEvidence { has_experience: false, is_letter: true, ..good() });
    }
}
