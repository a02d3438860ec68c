//! The mutations that change a document in several places at once, and take it back to an earlier
//! version. Part of the documents of the GraphQL face.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, SimpleObject};
use futures_util::future::BoxFuture;

use super::Document;
use super::changes::DocumentStatus;
use super::check::DocumentPart;
use super::content::{BlockKind, Claim, Finding};
use crate::documents::claims::AskedPlace;
use crate::documents::record::DocumentVersion;
use crate::error::{self, ErrorKind};
use crate::generations::revisions::model::{
    self, Change, Edit, Operation, Revert, Revision, SectionName, Spot,
};
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};
use crate::graphql::profiles::facts::fact_id;

/// The mutations of whole documents.
#[derive(Default)]
pub struct EditsMutation;

#[Object]
impl EditsMutation {
    /// Does several things to a document as one change and one new version: all of them, one after
    /// the other, or none. Words are checked before they are saved, each as `editClaim` checks
    /// them; every operation that is refused is told, not only the first. Keywords, scores and
    /// pages of the new version are in the answer; its files follow.
    #[graphql(guard = "SignedIn")]
    async fn edit_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and what to do.")] input: EditDocumentInput,
    ) -> Result<EditDocumentPayload> {
        let Some(document_id) = GlobalId::read_as(NodeKind::Document, &input.document_id) else {
            return Ok(EditDocumentPayload::refused(DocumentStatus::NotFound, Vec::new()));
        };
        let change = Change {
            document_id,
            version: input.version,
            operations: input.operations.into_iter().map(Operation::from).collect(),
            reason: input.reason,
        };
        let who = ctx.viewer()?.account_id;
        let changed: BoxFuture<'_, _> = Box::pin(ctx.app()?.revisions.change(who, change));
        EditDocumentPayload::of(changed.await)
    }

    /// Gives a document the words of an earlier version again, as a new version. Each claim is held
    /// to the profile as it is now: one whose facts are gone is `BLOCKED` and told in `outcomes`,
    /// one the check has come to doubt is `WARNED`. Pins and acceptances are those of the version,
    /// too; headers stay as they were copied when the document was made.
    #[graphql(guard = "SignedIn")]
    async fn revert_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and to which version.")] input: RevertDocumentInput,
    ) -> Result<EditDocumentPayload> {
        let Some(document_id) = GlobalId::read_as(NodeKind::Document, &input.document_id) else {
            return Ok(EditDocumentPayload::refused(DocumentStatus::NotFound, Vec::new()));
        };
        let revert = Revert {
            document_id,
            version: input.version,
            to: input.to_version,
            overrules_warnings: input.overrule_warnings,
            leaves_out_blocked: input.leave_out_blocked,
            reason: input.reason,
        };
        let who = ctx.viewer()?.account_id;
        let changed: BoxFuture<'_, _> = Box::pin(ctx.app()?.revisions.revert(who, revert));
        EditDocumentPayload::of(changed.await)
    }
}

/// What to do to a document.
#[derive(InputObject)]
pub struct EditDocumentInput {
    /// The document.
    document_id: ID,
    /// The document's version as it was read.
    version: u32,
    /// What to do, in this order, at most 100.
    operations: Vec<DocumentOperationInput>,
    /// Why, at most 500 characters; it stands with the version.
    reason: Option<String>,
}

/// Which earlier words a document is to have again.
#[derive(InputObject)]
pub struct RevertDocumentInput {
    /// The document.
    document_id: ID,
    /// The document's version as it was read.
    version: u32,
    /// The earlier version.
    to_version: u32,
    /// Whether to save words the check has come to doubt (`WARNED`).
    #[graphql(default)]
    overrule_warnings: bool,
    /// Whether to go without the claims the check stops, instead of doing nothing (`BLOCKED`).
    #[graphql(default)]
    leave_out_blocked: bool,
    /// Why, at most 500 characters; it stands with the version.
    reason: Option<String>,
}

/// One thing to do to a document.
#[derive(OneofObject)]
pub enum DocumentOperationInput {
    /// Note that a person wants the claim of this id as it stands.
    Accept(ID),
    /// Take out the claim of this id.
    Remove(ID),
    /// Put the claim of this id back to the own words of a fact it cites.
    Restore(ID),
    /// Put a claim in other words.
    Edit(EditOperationInput),
    /// Write a claim that cites facts.
    Add(AddOperationInput),
    /// Print the fact of this id in its own words, in its section; such as one of
    /// `quality.length.omissions`. The header of its entry comes with it.
    RestoreFact(ID),
    /// Have the fact of this id, which the document prints, stay whatever is changed; `fitPages`
    /// passes over it, and a change that would take it out is refused.
    PinFact(ID),
    /// Let the fact of this id go again.
    UnpinFact(ID),
    /// Move a claim within its entry.
    MoveClaim(MoveClaimInput),
    /// Move an entry within its section.
    MoveEntry(MoveEntryInput),
    /// Move a section.
    MoveSection(MoveSectionInput),
    /// Leave out the lines least worth their place until the pages hold the document; `false` does
    /// nothing.
    FitPages(bool),
}

/// Other words for a claim.
#[derive(InputObject)]
pub struct EditOperationInput {
    /// The claim's id within the document.
    claim_id: ID,
    /// The words: one sentence or item, at most 1,000 bytes.
    text: String,
    /// Ids of the facts of the profile they rest on, at most 50; those cited so far when left
    /// out.
    cites: Option<Vec<ID>>,
    #[graphql(flatten)]
    terms: EditTerms,
}

/// A claim to write.
#[derive(InputObject)]
pub struct AddOperationInput {
    /// Where it goes.
    place: NewClaimPlaceInput,
    /// The words: one sentence or item, at most 1,000 bytes.
    text: String,
    /// Ids of the facts of the profile they rest on, at most 50; none for a sentence of a letter
    /// that says nothing of the person.
    cites: Vec<ID>,
    #[graphql(flatten)]
    terms: EditTerms,
}

/// What a person says of words of their own.
#[derive(InputObject)]
pub struct EditTerms {
    /// Whether to save words the check doubts (`WARNED`). Whoever does so has accepted the claim.
    #[graphql(default)]
    overrule_warnings: bool,
    /// Whether words that no fact supports are a fact by the person's own word; see `editClaim`.
    #[graphql(default)]
    state_as_fact: bool,
    /// The entry of the profile the new fact stands under, where it is not that of the claim.
    fact_entry_id: Option<ID>,
}

/// Where a new claim goes.
#[derive(OneofObject)]
pub enum NewClaimPlaceInput {
    /// Behind the claim of this id, in its entry.
    After(ID),
    /// To the end of the lines under this item of the profile, such as a position; a line's id means
    /// its entry. An entry that is not printed comes with it.
    Entry(ID),
    /// To the end of the summary, or as a new paragraph of a letter.
    Part(DocumentPart),
}

/// A claim to move.
#[derive(InputObject)]
pub struct MoveClaimInput {
    /// The claim's id within the document.
    claim_id: ID,
    /// Its place among the claims of its entry then, from 0.
    to: u32,
}

/// An entry to move.
#[derive(InputObject)]
pub struct MoveEntryInput {
    /// The `factId` of its header, or the id of any of its claims.
    entry_id: ID,
    /// Its place in its section then, from 0.
    to: u32,
}

/// A section to move.
#[derive(InputObject)]
pub struct MoveSectionInput {
    /// What it holds.
    kind: BlockKind,
    /// Its heading, where the document has several of that kind.
    heading: Option<String>,
    /// Its place then, from 0.
    to: u32,
}

/// A document after a change, or why there was none.
#[derive(SimpleObject)]
pub struct EditDocumentPayload {
    /// What came of it: the worst of the outcomes, or what stands against the document as a whole.
    status: DocumentStatus,
    /// The document as it is now, with the `version` to send with the next change; null when it
    /// was not found or the input is wrong.
    document: Option<Document>,
    /// What came of each operation, in the order sent; of a revert, the claims that may not stand
    /// as they did. Empty where nothing was looked at.
    outcomes: Vec<OperationOutcome>,
    /// What the check found of the document as a whole that stopped the change.
    findings: Vec<Finding>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of one operation.
#[derive(SimpleObject)]
pub struct OperationOutcome {
    /// `SAVED` where nothing stands against it; it is saved if all are.
    status: DocumentStatus,
    /// The id of the claim it is about, also of one that would have been added.
    claim_id: Option<ID>,
    /// The claim as it is now; null for one that is not there.
    claim: Option<Claim>,
    /// What the check found of the words asked for.
    findings: Vec<Finding>,
}

impl OperationOutcome {
    /// What came of an operation on a document that is, or would be, of that version.
    pub fn of(outcome: model::Outcome, version: &DocumentVersion) -> Self {
        let claim = version.content.claims().find(|claim| Some(&claim.id) == outcome.claim.as_ref());
        Self {
            status: outcome.status.into(),
            claim: claim.map(|claim| Claim::read(claim, version)),
            claim_id: outcome.claim.clone().map(ID::from),
            findings: outcome.findings.iter().map(Finding::from).collect(),
        }
    }
}

impl EditDocumentPayload {
    fn of(changed: error::Result<Revision>) -> Result<Self> {
        let Revision { status, document, version, outcomes, findings } = match changed {
            Ok(revision) => revision,
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => DocumentStatus::NotFound,
                    _ => DocumentStatus::Invalid,
                };
                return Ok(Self::refused(status, refusal.violations));
            }
        };
        Ok(Self {
            status: status.into(),
            outcomes: outcomes.into_iter().map(|outcome| OperationOutcome::of(outcome, &version)).collect(),
            document: Some(Document(document)),
            findings: findings.iter().map(Finding::from).collect(),
            violations: Vec::new(),
        })
    }

    fn refused(status: DocumentStatus, violations: Vec<Violation>) -> Self {
        Self { status, document: None, outcomes: Vec::new(), findings: Vec::new(), violations }
    }
}

impl EditTerms {
    fn edit(self, text: String, cites: Option<Vec<ID>>) -> Edit {
        Edit {
            text,
            cites: cites.map(|cites| cites.iter().map(fact_id).collect()),
            overrules_warnings: self.overrule_warnings,
            states_fact: self.state_as_fact,
            fact_entry: self.fact_entry_id.as_ref().map(fact_id),
        }
    }
}

impl From<DocumentOperationInput> for Operation {
    fn from(input: DocumentOperationInput) -> Self {
        use DocumentOperationInput as Input;
        let place = |to: u32| usize::try_from(to).unwrap_or(usize::MAX);
        match input {
            Input::Accept(claim) => Self::Accept(claim.to_string()),
            Input::Remove(claim) => Self::Remove(claim.to_string()),
            Input::Restore(claim) => Self::Restore(claim.to_string()),
            Input::Edit(EditOperationInput { claim_id, text, cites, terms }) => {
                Self::Edit(claim_id.to_string(), terms.edit(text, cites))
            }
            Input::Add(AddOperationInput { place, text, cites, terms }) => {
                let spot = match place {
                    NewClaimPlaceInput::After(claim) => Spot::Behind(claim.to_string()),
                    NewClaimPlaceInput::Entry(entry) => Spot::In(AskedPlace::Entry(fact_id(&entry))),
                    NewClaimPlaceInput::Part(DocumentPart::Summary) => Spot::In(AskedPlace::Summary),
                    NewClaimPlaceInput::Part(DocumentPart::Letter) => Spot::In(AskedPlace::Letter),
                };
                Self::Add(spot, terms.edit(text, Some(cites)))
            }
            Input::RestoreFact(fact) => Self::RestoreFact(fact_id(&fact)),
            Input::PinFact(fact) => Self::Pin(fact_id(&fact)),
            Input::UnpinFact(fact) => Self::Unpin(fact_id(&fact)),
            Input::MoveClaim(MoveClaimInput { claim_id, to }) => {
                Self::MoveClaim(claim_id.to_string(), place(to))
            }
            Input::MoveEntry(MoveEntryInput { entry_id, to }) => {
                Self::MoveEntry(entry_id.to_string(), place(to))
            }
            Input::MoveSection(MoveSectionInput { kind, heading, to }) => {
                Self::MoveSection(SectionName { kind: kind.into(), heading }, place(to))
            }
            Input::FitPages(is_wanted) => Self::Fit(is_wanted),
        }
    }
}
