//! A section under an unusual heading may be filed as something else.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "standard_headings", severity: Severity::Warning, points: 5, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let headings = evidence.unusual_headings.iter();
    headings
        .map(|heading| {
            Observation::new(
                "A heading is not one that systems know.",
                "Use a usual heading such as Experience, Education or Skills.",
            )
            .of(heading)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { unusual_headings: vec!["My journey".into()], ..good() });
    }
}
