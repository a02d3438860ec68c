//! Words that run up or down a page are read letter by letter, or after everything else.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "turned_text", severity: Severity::Warning, points: 6, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let turned = evidence.file.turned.iter();
    turned
        .map(|words| {
            Observation::new("Words run up or down the page.", "Set them level, like the others.").of(words)
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
        let file = FileEvidence { turned: vec!["Skills".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
