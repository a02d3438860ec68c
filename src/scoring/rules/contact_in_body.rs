//! Many systems leave out headers, footers and text boxes, and lose whom to call.
//! Greenhouse (support article 200989175) and Personio (article 360010205458) say so themselves.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "contact_in_body", severity: Severity::Warning, points: 15, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let contacts = evidence.file.contact_aside.iter();
    contacts
        .map(|contact| {
            Observation::new(
                "A contact detail stands beside the body of the document alone, where many systems do not look.",
                "Move it to the first lines of the body.",
            )
            .of(contact)
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
        let file = FileEvidence {
            contact_aside: vec!["e-mail address in the header".into()],
            ..FileEvidence::default()
        };
        fires(&RULE, &AtsEvidence { file, ..good() });
    }
}
