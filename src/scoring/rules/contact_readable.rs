//! Contact details that are printed must come back out of the file.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "contact_readable", severity: Severity::Blocker, points: 0, check };

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let is_contact =
        |field: &&String| ["name: ", "email: ", "phone: "].iter().any(|kind| field.starts_with(kind));
    let unread = evidence.unread_fields.iter().filter(is_contact);
    unread
        .map(|field| {
            Observation::new(
                "A contact detail is printed and cannot be read back from the file.",
                "Choose a template that machines read well, and print again.",
            )
            .seen_in(field)
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
        fires(&RULE, &AtsEvidence { unread_fields: vec!["email: a@b.example".to_owned()], ..good() });
        stays_silent(&RULE, &AtsEvidence { unread_fields: vec!["claim: Led".to_owned()], ..good() });
    }
}
