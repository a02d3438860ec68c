//! Decorative signs are dropped or garbled by older readers.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "special_characters", severity: Severity::Warning, points: 3, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let Some(first) = evidence.special_characters.first() else { return Vec::new() };
    let characters: String = evidence.special_characters.iter().map(|seen| seen.words.as_str()).collect();
    vec![
        Observation::new(
            "The document has decorative characters.",
            "Write them as words, or leave them out.",
        )
        .seen_in(characters)
        .at(first.place),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { special_characters: vec!["★".into()], ..good() });
    }
}
