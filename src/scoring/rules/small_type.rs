//! Small type is hard on people, and Personio (article 360010205458) names 8 points as too small
//! to be read.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "small_type", severity: Severity::Warning, points: 4, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let small = evidence.file.small_type.iter();
    small
        .map(|(size, words)| {
            Observation::new(
                format!("A good part of the words is set in {size:.1} points or less."),
                "Set all words in 9 points or more.",
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
        let file = FileEvidence { small_type: Some((7.0, "Led".into())), ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
