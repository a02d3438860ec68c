//! A position without dates counts for no years of experience.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "positions_dated", severity: Severity::Warning, points: 8, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let positions = evidence.undated_positions.iter();
    positions
        .map(|title| {
            Observation::new("A position prints no date.", "Add when it began and ended; a year is enough.")
                .of(title)
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
        fires(&RULE, &AtsEvidence { undated_positions: vec!["Nurse".into()], ..good() });
    }
}
