//! Words of a form that were never filled in are taken for false data, or for the person's own.
//! Greenhouse (support article 200989175) says that its parser passes over such names.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "placeholders", severity: Severity::Warning, points: 10, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let placeholders = evidence.file.placeholders.iter();
    placeholders
        .map(|words| {
            Observation::new(
                "Words of a form were never filled in.",
                "Put your own in their place, or take them out.",
            )
            .of(words)
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
        let file = FileEvidence { placeholders: vec!["First Last".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
