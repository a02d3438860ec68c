//! A font that is not in the file is replaced, and its letters may be misread.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "fonts_embedded", severity: Severity::Warning, points: 10, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.are_fonts_embedded {
        return Vec::new();
    }
    vec![Observation::new(
        "A font is not embedded in the file.",
        "Print the document again with its fonts embedded.",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { are_fonts_embedded: false, ..good() });
    }
}
