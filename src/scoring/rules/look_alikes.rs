//! A word with letters of another script looks right and is found by no search.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "look_alikes", severity: Severity::Warning, points: 8, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let words = evidence.file.look_alikes.iter();
    words
        .map(|word| {
            Observation::new(
                "A word has letters of two scripts that look alike.",
                "Type it again in one script.",
            )
            .of(word)
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
        let file = FileEvidence { look_alikes: vec!["Руthon".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
