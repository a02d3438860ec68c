//! A degree or course is a common filter.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "education_section", severity: Severity::Warning, points: 4, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_education || evidence.is_letter {
        return Vec::new();
    }
    vec![Observation::new(
        "The résumé has no education.",
        "Add your schooling, courses or training under a heading such as Education.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_education: false, ..good() });
        stays_silent(&RULE, &AtsEvidence { has_education: false, is_letter: true, ..good() });
    }
}
