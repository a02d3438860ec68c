//! A file that needs a password is opened by no system.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "password", severity: Severity::Blocker, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if !evidence.file.is_locked {
        return Vec::new();
    }
    vec![Observation::new(
        "The file needs a password to be opened.",
        "Save it again without a password or restrictions.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        let file = FileEvidence { is_locked: true, ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
