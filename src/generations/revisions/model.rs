//! What may be done to a claim of a document, and what comes of it.

use serde_json::Value;
use uuid::Uuid;

use crate::documents::claims::MAX_CITES;
use crate::documents::printed::clean;
use crate::documents::record::{Document, DocumentVersion};
use crate::error::{Error, Result, Violation};
use crate::factcheck::MAX_CLAIM_BYTES;
use crate::factcheck::model::Finding;
use crate::generations::model::QualityReport;
use crate::profiles::model::FactId;
use crate::profiles::validate::text_fault;

/// The longest reason of a change, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// A change of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimChange {
    /// The document.
    pub document_id: Uuid,
    /// Its version as the person read it.
    pub version: u32,
    /// The claim's id within it.
    pub claim_id: String,
    /// What to do.
    pub kind: ChangeKind,
    /// Why, in the person's words.
    pub reason: Option<String>,
}

/// What to do with a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// Note that a person has looked at it and wants it as it stands.
    Accept,
    /// Take it out.
    Remove,
    /// Give it the own words of a fact it cites.
    Restore,
    /// Give it other words.
    Edit(Edit),
}

/// Other words for a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The words.
    pub text: String,
    /// The facts they rest on; none for those cited so far.
    pub cites: Option<Vec<FactId>>,
    /// Whether the person wants them in spite of what the check doubts.
    pub overrules_warnings: bool,
    /// Whether the person says of what no fact supports that it is a fact.
    pub states_fact: bool,
    /// The entry of the profile a new fact stands under; none for that the claim stands under.
    pub fact_entry: Option<FactId>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Whether it was made, and if not why.
    pub status: RevisionStatus,
    /// The document as it is now.
    pub document: Document,
    /// Its current version.
    pub version: DocumentVersion,
    /// What was found of the words asked for; of the claim as it stands where they were saved.
    pub findings: Vec<Finding>,
}

/// Whether a change was made, and if not why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionStatus {
    /// The document is as asked.
    Saved,
    /// The document has changed since the person read it.
    Stale,
    /// The check doubts the words and the person has not overruled it.
    Warned,
    /// The check stops the words, or the document as it would be.
    Blocked,
    /// No fact the claim cites can stand in its place in its own words.
    NoOwnWords,
    /// The profile is gone, so nothing can be checked against it.
    ProfileGone,
}

impl ClaimChange {
    /// The change with its texts tidied.
    ///
    /// # Errors
    /// `Invalid` with the places for texts that are empty, too long or hold invisible characters,
    /// and for too many facts.
    pub fn tidied(mut self) -> Result<Self> {
        let mut violations = Vec::new();
        let mut refuse = |path: &str, code: &str, message: String| {
            violations.push(Violation::new(path, code, message));
        };
        if let ChangeKind::Edit(edit) = &mut self.kind {
            if let Some(fault) = text_fault(&edit.text) {
                refuse("text", fault.code, fault.message.to_owned());
            }
            edit.text = clean(&edit.text);
            if edit.text.is_empty() {
                refuse("text", "required", "Write at least one word, or reject the claim.".to_owned());
            }
            if edit.text.len() > MAX_CLAIM_BYTES {
                let message =
                    format!("A claim is a sentence of at most {MAX_CLAIM_BYTES} bytes; shorten it.");
                refuse("text", "too_long", message);
            }
            if edit.cites.as_ref().is_some_and(|cites| cites.len() > MAX_CITES) {
                let message =
                    format!("A claim rests on at most {MAX_CITES} facts; name those it really needs.");
                refuse("cites", "too_many", message);
            }
        }
        self.reason = self.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        if let Some(reason) = &self.reason {
            if reason.chars().count() > MAX_REASON_CHARS {
                refuse("reason", "too_long", format!("A reason has at most {MAX_REASON_CHARS} characters."));
            } else if let Some(fault) = text_fault(reason) {
                refuse("reason", fault.code, fault.message.to_owned());
            }
        }
        if violations.is_empty() {
            return Ok(self);
        }
        Err(Error::violations("The document was not changed; see the fields.", violations))
    }
}

/// The quality report of a version, as JSON in a room that does not know it.
///
/// # Errors
/// `Internal` for a report that cannot be read.
pub fn read_report(quality: &Value) -> Result<QualityReport> {
    serde::Deserialize::deserialize(quality)
        .map_err(|cause: serde_json::Error| Error::internal("A quality report cannot be read.", cause))
}

/// The report as a version keeps it.
///
/// # Errors
/// `Internal` for a report that cannot be written.
pub fn write_report(report: &QualityReport) -> Result<Value> {
    serde_json::to_value(report).map_err(|cause| Error::internal("A quality report cannot be stored.", cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, cites: usize) -> ChangeKind {
        ChangeKind::Edit(Edit {
            text: text.to_owned(),
            cites: Some(vec![FactId::new("f"); cites]),
            overrules_warnings: false,
            states_fact: false,
            fact_entry: None,
        })
    }

    #[test]
    fn texts_are_tidied_and_what_cannot_be_printed_is_refused() {
        let change = |kind: ChangeKind, reason: Option<&str>| ClaimChange {
            document_id: Uuid::nil(),
            version: 1,
            claim_id: "c1".to_owned(),
            kind,
            reason: reason.map(str::to_owned),
        };
        let tidied = change(edit(" Led\n a  team ", 1), Some("  ")).tidied().expect("good texts");
        assert_eq!(tidied, change(edit("Led a team", 1), None));
        let check = |kind: ChangeKind, reason: Option<&str>, expected: &[(&str, &str)]| {
            let error = change(kind, reason).tidied().err();
            let found = error.map(|error| error.places().to_vec()).unwrap_or_default();
            let found: Vec<(&str, &str)> =
                found.iter().map(|place| (place.path[0].as_str(), place.code.as_str())).collect();
            assert_eq!(found, expected);
        };
        check(edit(" \n", 0), None, &[("text", "required")]);
        check(edit(&"a".repeat(MAX_CLAIM_BYTES), MAX_CITES), None, &[]);
        check(edit(&"a".repeat(MAX_CLAIM_BYTES + 1), 0), None, &[("text", "too_long")]);
        check(edit("Led \u{202e}maet a", 0), None, &[("text", "character")]);
        check(edit("Led", MAX_CITES + 1), None, &[("cites", "too_many")]);
        check(ChangeKind::Accept, Some(&"é".repeat(MAX_REASON_CHARS)), &[]);
        check(ChangeKind::Accept, Some(&"é".repeat(MAX_REASON_CHARS + 1)), &[("reason", "too_long")]);
        check(ChangeKind::Remove, Some("so \u{7}"), &[("reason", "character")]);
    }
}
