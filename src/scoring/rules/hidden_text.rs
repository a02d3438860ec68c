//! Text that only a machine reads is a trick: systems look for it, and throw the résumé out.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Hidden, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "hidden_text", severity: Severity::Blocker, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let hidden = evidence.hidden_text.iter();
    hidden
        .map(|Hidden { how, seen }| {
            Observation::new(
                format!("The file holds text that is {how}. It counts for nothing."),
                "Take it out, or print it so that it is seen.",
            )
            .of(seen)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        let hidden_text = vec![Hidden { how: "beside the page".to_owned(), seen: "SQL Java Go".into() }];
        fires(&RULE, &AtsEvidence { hidden_text, ..good() });
    }
}
