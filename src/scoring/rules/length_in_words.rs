//! Too few words leave little to match, too many bury what matters.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "length_in_words", severity: Severity::Tip, points: 0, check };

/// Fewest and most words of a résumé of one or two pages.
const RESUME_WORDS: (u32, u32) = (200, 1_100);

/// Fewest and most words of a letter of one page, its head included.
const LETTER_WORDS: (u32, u32) = (140, 450);

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let (fewest, most) = if evidence.is_letter { LETTER_WORDS } else { RESUME_WORDS };
    let (what, mend) = if evidence.words < fewest {
        ("little", "Add facts to the profile: what you did, with what, and what came of it.")
    } else if evidence.words > most {
        ("much", "Ask for fewer pages, or pin fewer facts.")
    } else {
        return Vec::new();
    };
    vec![
        Observation::new(format!("The document says {what}: {} words.", evidence.words), mend)
            .seen_in(evidence.words.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { words: 80, ..good() });
        fires(&RULE, &AtsEvidence { words: 2000, ..good() });
        stays_silent(&RULE, &AtsEvidence { words: 160, is_letter: true, ..good() });
    }
}
