//! More pages than two are rarely read, and a letter has one.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "length_in_pages", severity: Severity::Warning, points: 6, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let most = if evidence.is_letter { 1 } else { 2 };
    if evidence.pages <= most {
        return Vec::new();
    }
    let limit = if most == 1 { "1 page".to_owned() } else { format!("{most} pages") };
    vec![
        Observation::new(
            format!("The document has {} pages.", evidence.pages),
            format!("Ask for at most {limit}."),
        )
        .seen_in(evidence.pages.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { pages: 3, ..good() });
        fires(&RULE, &AtsEvidence { pages: 2, is_letter: true, ..good() });
        stays_silent(&RULE, &AtsEvidence { pages: 2, ..good() });
    }
}
