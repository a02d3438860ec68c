//! Bullets of two lines or so are read; longer ones are skimmed.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "bullet_length", severity: Severity::Tip, points: 0, check };

/// About three lines of a résumé.
const LONGEST_BULLET_WORDS: u16 = 40;

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let mut long = evidence.bullets.iter().filter(|bullet| bullet.words > LONGEST_BULLET_WORDS);
    let Some(first) = long.next() else { return Vec::new() };
    let long = 1 + long.count();
    vec![
        Observation::new(
            format!(
                "{long} of {} bullets are longer than {LONGEST_BULLET_WORDS} words.",
                evidence.bullets.len()
            ),
            "Split each into what was done and what came of it.",
        )
        .seen_in(long.to_string())
        .at(first.place),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::rule::Bullet;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        let bullets = [12, 41].map(|words| Bullet { words, place: None }).to_vec();
        fires(&RULE, &AtsEvidence { bullets, ..good() });
    }
}
