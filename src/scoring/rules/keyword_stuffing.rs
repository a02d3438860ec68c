//! A word repeated without end is taken for a trick, by systems and by people.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "keyword_stuffing", severity: Severity::Warning, points: 8, check };

/// Repeats that are never held against a document.
const MOST_REPEATS: u32 = 8;

/// Beyond these, one in so many words is too often.
const WORDS_A_REPEAT: u32 = 25;

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let words = evidence.words.max(1);
    let is_stuffed = |count: u32| count > MOST_REPEATS && count * WORDS_A_REPEAT > words;
    let stuffed = evidence.keyword_counts.iter().filter(|(_, count)| is_stuffed(*count));
    stuffed
        .map(|(keyword, count)| {
            Observation::new(
                format!("A keyword stands {count} times in {words} words."),
                "Say it where it was used, and not everywhere.",
            )
            .seen_in(keyword)
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
        fires(&RULE, &AtsEvidence { keyword_counts: vec![("sql".to_owned(), 30)], words: 400, ..good() });
        stays_silent(
            &RULE,
            &AtsEvidence { keyword_counts: vec![("sql".to_owned(), 9)], words: 800, ..good() },
        );
    }
}
