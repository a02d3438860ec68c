//! A file without text, such as a scanned page, is read as empty.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "text_layer", severity: Severity::Blocker, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.has_text_layer || evidence.file.is_locked {
        return Vec::new();
    }
    vec![Observation::new(
        "No text can be read in the file.",
        "Print the document again as real text; a picture of a page is not read.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { has_text_layer: false, ..good() });
    }
}
