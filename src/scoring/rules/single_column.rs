//! Columns, tables and text boxes are read across or not at all by many systems.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "single_column", severity: Severity::Warning, points: 12, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.is_single_column {
        return Vec::new();
    }
    vec![
        Observation::new(
            "The text is set in columns.",
            "Set it in one column, as the templates marked as safe for applicant tracking systems do.",
        )
        .at(evidence.columns_at),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { is_single_column: false, ..good() });
    }
}
