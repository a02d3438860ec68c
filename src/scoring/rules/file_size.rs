//! Some systems parse only files up to 2.5 MB (Greenhouse, support article 200989175).

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "file_size", severity: Severity::Warning, points: 8, check };

/// 2.5 MB, the smallest limit a vendor states.
const LARGEST_FILE_BYTES: u64 = 2_500_000;

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    if evidence.size_bytes <= LARGEST_FILE_BYTES {
        return Vec::new();
    }
    let megabytes = evidence.size_bytes as f64 / 1e6;
    vec![
        Observation::new(
            format!("The file has {megabytes:.1} MB."),
            "Keep it under 2.5 MB: leave out pictures.",
        )
        .seen_in(evidence.size_bytes.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        stays_silent(&RULE, &good());
        fires(&RULE, &AtsEvidence { size_bytes: 3_000_000, ..good() });
    }
}
