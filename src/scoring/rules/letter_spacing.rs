//! "E n g i n e e r" is eight words to a machine, and none of them is a skill.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "letter_spacing", severity: Severity::Warning, points: 12, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let apart = evidence.file.letters_apart.iter();
    apart
        .map(|words| {
            Observation::new(
                "The letters of words are set apart with spaces.",
                "Write the words whole; set the distance of letters as a style if you like it.",
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
        let file = FileEvidence { letters_apart: vec!["A d a".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
