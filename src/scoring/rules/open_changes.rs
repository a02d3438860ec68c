//! Tracked changes show employers what was struck out, and are read in or out as it comes.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "open_changes", severity: Severity::Warning, points: 6, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.file.open_changes == 0 {
        return Vec::new();
    }
    vec![
        Observation::new(
            "The file holds tracked changes that were neither accepted nor rejected.",
            "Accept or reject them all, and save it again.",
        )
        .seen_in(evidence.file.open_changes.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        let file = FileEvidence { open_changes: 3, ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
