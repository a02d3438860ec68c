//! Text out of order files dates and duties under the wrong employer.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "reading_order", severity: Severity::Warning, points: 20, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.is_in_order || !evidence.has_text_layer {
        return Vec::new();
    }
    let found = Observation::new(
        "The file is read in another order than it is printed.",
        "Set the text in one column, written from top to bottom.",
    );
    vec![match &evidence.disorder {
        Some(seen) => found.of(seen),
        None => found,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { is_in_order: false, ..good() });
    }
}
