//! What a picture shows is not read, be it words, skill bars or a chart.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "pictures", severity: Severity::Warning, points: 5, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let pictures = evidence.file.pictures.iter();
    pictures
        .map(|picture| {
            Observation::new(
                "A picture takes up much of a page.",
                "Write what it shows as text; nothing of a picture is read.",
            )
            .of(picture)
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
        let file = FileEvidence { pictures: vec!["22 % of the page".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
