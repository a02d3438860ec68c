//! A page that is a picture is read as empty, whatever the others say.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "pages_readable", severity: Severity::Warning, points: 12, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let pages = evidence.file.unread_pages.iter();
    pages
        .map(|page| {
            Observation::new(
                "A page shows a picture, and no words can be read on it.",
                "Replace the picture by real text.",
            )
            .seen_in(format!("page {}", page.page))
            .at(Some(*page))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::model::Place;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        let file = FileEvidence {
            unread_pages: vec![Place::new(2, 0.0, 0.0, 595.0, 842.0)],
            ..FileEvidence::default()
        };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
