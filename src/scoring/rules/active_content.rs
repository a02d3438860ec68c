//! Programs and other files within a file are a reason to refuse it unopened.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "active_content", severity: Severity::Warning, points: 6, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let active = evidence.file.active.iter();
    active
        .map(|what| {
            Observation::new(
                format!("The file carries {what}."),
                "Save it without: mail filters and upload forms refuse such files.",
            )
            .seen_in(what.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        let file = FileEvidence { active: vec!["a script".to_owned()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
