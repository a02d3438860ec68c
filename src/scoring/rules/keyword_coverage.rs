//! Searches hit only the words that are written.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "keyword_coverage", severity: Severity::Warning, points: 10, check };

/// The share of supportable keywords a résumé should say.
const LEAST_COVERAGE: f32 = 0.7;

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    // A letter argues with the few that matter and need not list the rest.
    if evidence.is_letter {
        return Vec::new();
    }
    let Some(coverage) = evidence.keyword_coverage.filter(|coverage| *coverage < LEAST_COVERAGE) else {
        return Vec::new();
    };
    let percent = (coverage * 100.0).round();
    vec![
        Observation::new(
            format!("The document says {percent} % of the posting's keywords that your facts back."),
            "Let the skills and highlights that name the missing ones be printed.",
        )
        .seen_in(format!("{coverage:.2}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { keyword_coverage: Some(0.5), ..good() });
        stays_silent(&RULE, &AtsEvidence { keyword_coverage: None, ..good() });
        stays_silent(&RULE, &AtsEvidence { keyword_coverage: Some(0.5), is_letter: true, ..good() });
    }
}
