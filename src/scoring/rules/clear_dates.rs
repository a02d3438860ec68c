//! 03/04/2019 is in March to some and in April to others, and '19 is a number.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "clear_dates", severity: Severity::Warning, points: 4, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let dates = evidence.file.unclear_dates.iter();
    dates
        .map(|date| {
            Observation::new(
                "A date can be read in two ways.",
                "Write the month as a word and the year with four digits, such as Mar 2019.",
            )
            .of(date)
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
        let file = FileEvidence { unclear_dates: vec!["03/04/2019".into()], ..FileEvidence::default() };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
