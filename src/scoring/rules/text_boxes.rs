//! Text boxes are read last, or not at all.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "text_boxes", severity: Severity::Warning, points: 8, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let boxes = evidence.file.text_boxes.iter();
    boxes
        .map(|words| {
            Observation::new(
                "Words stand in a text box.",
                "Move them into the body: text boxes are read out of order or not at all.",
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
        let file = FileEvidence { text_boxes: vec!["Skills".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
