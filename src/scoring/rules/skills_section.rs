//! A list of skills is what keyword searches hit most surely.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "skills_section", severity: Severity::Warning, points: 5, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_skills || evidence.is_letter {
        return Vec::new();
    }
    vec![Observation::new("The résumé has no section of skills.", "Add them under a heading such as Skills.")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_skills: false, ..good() });
        stays_silent(&RULE, &AtsEvidence { has_skills: false, is_letter: true, ..good() });
    }
}
