//! Comments, form fields and footnotes belong to no page's text.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "notes_unread", severity: Severity::Warning, points: 5, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let notes = evidence.file.notes.iter();
    notes
        .map(|words| {
            Observation::new(
                "Words stand in a comment, a form field or a footnote.",
                "Write them as text of the body, or take them out.",
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
        let file = FileEvidence { notes: vec!["Call me".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
