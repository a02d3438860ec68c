//! What may be done to a document, and what comes of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::documents::claims::{AskedPlace, MAX_CITES};
use crate::documents::model::BlockKind;
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

/// The most operations of one change.
pub const MAX_OPERATIONS: usize = 100;

/// A change of a document: all of its operations are made, one after the other, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The document.
    pub document_id: Uuid,
    /// Its version as the person read it.
    pub version: u32,
    /// What to do.
    pub operations: Vec<Operation>,
    /// Why, in the person's words.
    pub reason: Option<String>,
}

/// One thing to do to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Note that a person has looked at a claim and wants it as it stands.
    Accept(String),
    /// Take a claim out.
    Remove(String),
    /// Give a claim the own words of a fact it cites.
    Restore(String),
    /// Give a claim other words.
    Edit(String, Edit),
    /// Write a claim.
    Add(Spot, Edit),
    /// Print a fact that is not, in its own words, where such facts stand.
    RestoreFact(FactId),
    /// Have a printed fact stay whatever is changed.
    Pin(FactId),
    /// Let a fact go again.
    Unpin(FactId),
    /// Give a claim another place among those of its entry, from 0.
    MoveClaim(String, usize),
    /// Give an entry another place in its section, from 0. It is known by the fact of its header,
    /// or by any of its claims.
    MoveEntry(String, usize),
    /// Give a section another place, from 0.
    MoveSection(SectionName, usize),
    /// Whether to leave out the least worthy lines until the pages hold the document; what is pinned
    /// stays.
    Fit(bool),
}

/// Where a new claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Behind a claim.
    Behind(String),
    /// At the end of a part of the document.
    In(AskedPlace),
}

/// A section by what it holds; the heading tells sections of one kind apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionName {
    /// What it holds.
    pub kind: BlockKind,
    /// Its heading as printed, where it has to be told.
    pub heading: Option<String>,
}

/// Words for a claim.
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

/// An earlier version whose words a document is to have again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revert {
    /// The document.
    pub document_id: Uuid,
    /// Its version as the person read it.
    pub version: u32,
    /// The earlier version.
    pub to: u32,
    /// Whether the person wants its words in spite of what the check doubts.
    pub overrules_warnings: bool,
    /// Whether to go without the claims the check stops, instead of doing nothing.
    pub leaves_out_blocked: bool,
    /// Why, in the person's words.
    pub reason: Option<String>,
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
    /// What was found of each thing asked for, in order; empty where nothing was looked at.
    pub outcomes: Vec<Outcome>,
    /// What was found of the document as a whole that stopped the change.
    pub findings: Vec<Finding>,
}

/// What came of one thing that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// [`RevisionStatus::Saved`] where nothing stands against it.
    pub status: RevisionStatus,
    /// The claim it is about: one that is there, or would be.
    pub claim: Option<String>,
    /// What the check found of the claim.
    pub findings: Vec<Finding>,
}

/// Whether a change was made, and if not why; the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RevisionStatus {
    /// The document is as asked.
    Saved,
    /// The document has changed since the person read it.
    Stale,
    /// The check doubts the words and the person has not overruled it.
    Warned,
    /// Even without all that may go the document is longer than its pages.
    DoesNotFit,
    /// No fact the claim cites can stand in its place in its own words.
    NoOwnWords,
    /// The check stops the words, or the document as it would be.
    Blocked,
    /// The profile is gone, so nothing can be checked against it.
    ProfileGone,
}

impl Operation {
    /// The name of the operation at the GraphQL face, for the places of what is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept",
            Self::Remove(_) => "remove",
            Self::Restore(_) => "restore",
            Self::Edit(..) => "edit",
            Self::Add(..) => "add",
            Self::RestoreFact(_) => "restoreFact",
            Self::Pin(_) => "pinFact",
            Self::Unpin(_) => "unpinFact",
            Self::MoveClaim(..) => "moveClaim",
            Self::MoveEntry(..) => "moveEntry",
            Self::MoveSection(..) => "moveSection",
            Self::Fit(_) => "fitPages",
        }
    }

    /// The claim it is about, of those that are there.
    pub fn claim(&self) -> Option<&str> {
        match self {
            Self::Accept(claim) | Self::Remove(claim) | Self::Restore(claim) => Some(claim),
            Self::Edit(claim, _) | Self::MoveClaim(claim, _) => Some(claim),
            _ => None,
        }
    }

    fn edit_mut(&mut self) -> Option<&mut Edit> {
        match self {
            Self::Edit(_, edit) | Self::Add(_, edit) => Some(edit),
            _ => None,
        }
    }
}

impl Change {
    /// The change with its texts tidied.
    ///
    /// # Errors
    /// `Invalid` with the places, such as `operations.0.edit.text`, for texts that are empty, too
    /// long or hold invisible characters, for too many facts, and for no operation or too many.
    pub fn tidied(self) -> Result<Self> {
        if self.operations.is_empty() {
            let message = "Say what to do: one operation at least.";
            return tidy(self, vec![Violation::new("operations", "required", message)]);
        }
        self.tidied_or_empty()
    }

    /// As [`Change::tidied`], for a change that may do nothing, too.
    ///
    /// # Errors
    /// As [`Change::tidied`].
    pub fn tidied_or_empty(mut self) -> Result<Self> {
        let mut violations = Vec::new();
        if self.operations.len() > MAX_OPERATIONS {
            let message = format!("A change has at most {MAX_OPERATIONS} operations; send them in several.");
            violations.push(Violation::new("operations", "too_many", message));
        }
        for (index, operation) in self.operations.iter_mut().enumerate() {
            let at = format!("operations.{index}.{}", operation.field());
            if let Some(edit) = operation.edit_mut() {
                edit.tidy(&at, &mut violations);
            }
        }
        self.reason = tidied_reason(self.reason, &mut violations);
        tidy(self, violations)
    }
}

impl Revert {
    /// The same with its reason tidied.
    ///
    /// # Errors
    /// `Invalid` for a reason that is too long or holds invisible characters.
    pub fn tidied(mut self) -> Result<Self> {
        let mut violations = Vec::new();
        self.reason = tidied_reason(self.reason, &mut violations);
        tidy(self, violations)
    }
}

impl Edit {
    fn tidy(&mut self, at: &str, violations: &mut Vec<Violation>) {
        let mut refuse = |path: &str, code: &str, message: String| {
            violations.push(Violation::new(&format!("{at}.{path}"), code, message));
        };
        if let Some(fault) = text_fault(&self.text) {
            refuse("text", fault.code, fault.message.to_owned());
        }
        self.text = clean(&self.text);
        if self.text.is_empty() {
            refuse("text", "required", "Write at least one word, or reject the claim.".to_owned());
        }
        if self.text.len() > MAX_CLAIM_BYTES {
            let message = format!("A claim is a sentence of at most {MAX_CLAIM_BYTES} bytes; shorten it.");
            refuse("text", "too_long", message);
        }
        if self.cites.as_ref().is_some_and(|cites| cites.len() > MAX_CITES) {
            let message = format!("A claim rests on at most {MAX_CITES} facts; name those it really needs.");
            refuse("cites", "too_many", message);
        }
    }
}

/// A reason without what stands around it; none for an empty one.
pub fn tidied_reason(reason: Option<String>, violations: &mut Vec<Violation>) -> Option<String> {
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty())?;
    if reason.chars().count() > MAX_REASON_CHARS {
        let message = format!("A reason has at most {MAX_REASON_CHARS} characters.");
        violations.push(Violation::new("reason", "too_long", message));
    } else if let Some(fault) = text_fault(&reason) {
        violations.push(Violation::new("reason", fault.code, fault.message));
    }
    Some(reason)
}

/// The value, unless something is wrong with it.
fn tidy<T>(value: T, violations: Vec<Violation>) -> Result<T> {
    if violations.is_empty() {
        return Ok(value);
    }
    Err(Error::violations("The document was not changed; see the fields.", violations))
}

/// The quality report of a version, as JSON in a room that does not know it.
///
/// # Errors
/// `Internal` for a report that cannot be read.
pub fn read_report(quality: &Value) -> Result<QualityReport> {
    Deserialize::deserialize(quality)
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

    fn edit(text: &str, cites: usize) -> Operation {
        let edit = Edit {
            text: text.to_owned(),
            cites: Some(vec![FactId::new("f"); cites]),
            overrules_warnings: false,
            states_fact: false,
            fact_entry: None,
        };
        Operation::Edit("c1".to_owned(), edit)
    }

    fn change(operations: Vec<Operation>, reason: Option<&str>) -> Change {
        let reason = reason.map(str::to_owned);
        Change { document_id: Uuid::nil(), version: 1, operations, reason }
    }

    #[test]
    fn texts_are_tidied_and_what_cannot_be_printed_is_refused() {
        let tidied = change(vec![edit(" Led\n a  team ", 1)], Some("  ")).tidied().expect("good texts");
        assert_eq!(tidied, change(vec![edit("Led a team", 1)], None));
        let check = |operations: Vec<Operation>, reason: Option<&str>, expected: &[(&str, &str)]| {
            let error = change(operations, reason).tidied().err();
            let found = error.map(|error| error.places().to_vec()).unwrap_or_default();
            let found: Vec<(String, &str)> =
                found.iter().map(|place| (place.path.join("."), place.code.as_str())).collect();
            let expected: Vec<(String, &str)> =
                expected.iter().map(|(path, code)| ((*path).to_owned(), *code)).collect();
            assert_eq!(found, expected);
        };
        let text = "operations.0.edit.text";
        check(vec![edit(" \n", 0)], None, &[(text, "required")]);
        check(vec![edit(&"a".repeat(MAX_CLAIM_BYTES), MAX_CITES)], None, &[]);
        check(vec![edit(&"a".repeat(MAX_CLAIM_BYTES + 1), 0)], None, &[(text, "too_long")]);
        check(vec![edit("Led \u{202e}maet a", 0)], None, &[(text, "character")]);
        check(vec![edit("Led", MAX_CITES + 1)], None, &[("operations.0.edit.cites", "too_many")]);
        let accept = || Operation::Accept("c1".to_owned());
        check(vec![accept()], Some(&"é".repeat(MAX_REASON_CHARS)), &[]);
        check(vec![accept()], Some(&"é".repeat(MAX_REASON_CHARS + 1)), &[("reason", "too_long")]);
        check(vec![Operation::Remove("c1".to_owned())], Some("so \u{7}"), &[("reason", "character")]);
        check(vec![], None, &[("operations", "required")]);
        check(vec![accept(); MAX_OPERATIONS], None, &[]);
        check(vec![accept(); MAX_OPERATIONS + 1], None, &[("operations", "too_many")]);
        let added = Operation::Add(
            Spot::In(AskedPlace::Summary),
            match edit(" ", 0) {
                Operation::Edit(_, edit) => edit,
                _ => unreachable!("an edit"),
            },
        );
        check(vec![accept(), added], None, &[("operations.1.add.text", "required")]);
    }
}
