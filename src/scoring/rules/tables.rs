//! The cells of a table are read across, and dates end up beside the wrong employer.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "tables", severity: Severity::Warning, points: 8, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let tables = evidence.file.tables.iter();
    tables
        .map(|words| {
            Observation::new(
                "Words stand in a table.",
                "Write them as lines of the body: the cells of a table are often read in the wrong order.",
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
        let file = FileEvidence { tables: vec!["2019".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
