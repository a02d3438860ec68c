//! A character that is shown and not spelt is lost to a search.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "glyphs_spelt", severity: Severity::Warning, points: 15, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let problems = evidence.glyph_problems.iter();
    problems
        .map(|problem| {
            Observation::new(
                "Some characters of the file cannot be read.",
                "Write them with ordinary characters.",
            )
            .of(problem)
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
        fires(&RULE, &AtsEvidence { glyph_problems: vec!["U+FFFD".into()], ..good() });
    }
}
