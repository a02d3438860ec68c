//! The mutations of single claims of a document. Part of the documents of the GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use futures_util::future::BoxFuture;

use super::Document;
use super::content::{Claim, Finding};
use crate::error::{Error, ErrorKind};
use crate::generations::revisions::model::{Change, Edit, Operation, Revision, RevisionStatus};
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};
use crate::graphql::profiles::facts::fact_id;

/// The mutations of single claims.
#[derive(Default)]
pub struct ClaimsMutation;

#[Object]
impl ClaimsMutation {
    /// Notes that a person has looked at a claim and wants it as it stands, such as one the check
    /// doubts. The files stay as they are.
    #[graphql(guard = "SignedIn")]
    async fn accept_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim of which document.")] input: AcceptClaimInput,
    ) -> Result<DocumentPayload> {
        Box::pin(change(ctx, input.place, Operation::Accept)).await
    }

    /// Takes a claim out of a document, or puts it back to the own words of a fact it cites.
    /// Headers, which are copied from the profile, are no claims.
    #[graphql(guard = "SignedIn")]
    async fn reject_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim of which document.")] input: RejectClaimInput,
    ) -> Result<DocumentPayload> {
        let operation = if input.restore_fact { Operation::Restore } else { Operation::Remove };
        Box::pin(change(ctx, input.place, operation)).await
    }

    /// Puts a claim in other words. They are checked against the profile as it is now before they
    /// are saved; what the check stops is not saved unless the person states it as a fact of
    /// theirs. Employers, titles, dates and degrees are copied from the profile and change with
    /// it alone.
    #[graphql(guard = "SignedIn")]
    async fn edit_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim of which document, and its new words.")] input: EditClaimInput,
    ) -> Result<DocumentPayload> {
        let cites = input.cites.map(|cites| cites.iter().map(fact_id).collect());
        let edit = Edit {
            text: input.text,
            cites,
            overrules_warnings: input.overrule_warnings,
            states_fact: input.state_as_fact,
            fact_entry: input.fact_entry_id.as_ref().map(fact_id),
        };
        Box::pin(change(ctx, input.place, |claim| Operation::Edit(claim, edit))).await
    }
}

async fn change(
    ctx: &Context<'_>,
    place: ClaimPlace,
    operation: impl FnOnce(String) -> Operation,
) -> Result<DocumentPayload> {
    let Some(document_id) = GlobalId::read_as(NodeKind::Document, &place.document_id) else {
        return Ok(DocumentPayload::refused(DocumentStatus::NotFound));
    };
    let who = ctx.viewer()?.account_id;
    let change = Change {
        document_id,
        version: place.version,
        operations: vec![operation(place.claim_id.to_string())],
        reason: place.reason,
    };
    let changed: BoxFuture<'_, _> = Box::pin(ctx.app()?.revisions.change(who, change));
    match changed.await {
        Ok(revision) => Ok(DocumentPayload::of(revision, &place.claim_id)),
        Err(error) => {
            let refusal = Refusal::of(of_one(error), &[ErrorKind::Invalid, ErrorKind::NotFound])?;
            let status = match refusal.kind {
                ErrorKind::NotFound => DocumentStatus::NotFound,
                _ => DocumentStatus::Invalid,
            };
            Ok(DocumentPayload { violations: refusal.violations, ..DocumentPayload::refused(status) })
        }
    }
}

/// The error with the places as the input of a single claim has them, where no list of operations
/// stands.
fn of_one(error: Error) -> Error {
    if error.kind() != ErrorKind::Invalid {
        return error;
    }
    let places = error.places().iter().cloned().map(|mut place| {
        if place.path.first().is_some_and(|outermost| outermost == "operations") {
            place.path.drain(..place.path.len().min(3));
        }
        if place.path.is_empty() {
            place.path.push("claimId".to_owned());
        }
        place
    });
    let places = places.collect();
    Error::violations(error.message(), places)
}

/// A claim of a document.
#[derive(InputObject)]
pub struct ClaimPlace {
    /// The document.
    document_id: ID,
    /// The document's version as it was read.
    version: u32,
    /// The claim's id within the document.
    claim_id: ID,
    /// Why it is changed, at most 500 characters; it stands with the version.
    reason: Option<String>,
}

/// A claim to accept.
#[derive(InputObject)]
pub struct AcceptClaimInput {
    #[graphql(flatten)]
    place: ClaimPlace,
}

/// A claim to reject.
#[derive(InputObject)]
pub struct RejectClaimInput {
    #[graphql(flatten)]
    place: ClaimPlace,
    /// Whether to put the own words of a fact it cites in its place, instead of taking it out.
    /// Only a line under an entry can be, for a bare fact does not read as a sentence of a
    /// summary or letter.
    #[graphql(default)]
    restore_fact: bool,
}

/// New words for a claim.
#[derive(InputObject)]
pub struct EditClaimInput {
    #[graphql(flatten)]
    place: ClaimPlace,
    /// The words: one sentence or item, at most 1,000 bytes.
    text: String,
    /// Ids of the facts of the profile they rest on, at most 50; those cited so far when left
    /// out.
    cites: Option<Vec<ID>>,
    /// Whether to save words the check doubts (`WARNED`). Whoever does so has accepted the claim.
    #[graphql(default)]
    overrule_warnings: bool,
    /// Whether words that no fact supports are a fact by the person's own word. They become a
    /// stated fact of the profile, as a new version of it, and the claim cites that fact. Where
    /// the facts support the words, nothing is stated.
    #[graphql(default)]
    state_as_fact: bool,
    /// The entry of the profile the new fact stands under: a position, project, volunteering,
    /// education, skill group or section. The entry the claim stands under when left out; a claim
    /// of a summary or letter stands under none, so there it has to be named.
    fact_entry_id: Option<ID>,
}

/// A document after a change of a claim, or why there was none.
#[derive(SimpleObject)]
pub struct DocumentPayload {
    /// What came of it.
    status: DocumentStatus,
    /// The document as it is now, with the `version` to send with the next change; null when it
    /// was not found or the input is wrong.
    document: Option<Document>,
    /// The claim as it is now; null once it is taken out.
    claim: Option<Claim>,
    /// What the check found: of the claim that was saved, or of the words or the document that
    /// were not.
    findings: Vec<Finding>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of changing a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DocumentStatus {
    /// The document is as asked, as a new version whose files follow. A change that changes
    /// nothing makes no new version.
    Saved,
    /// The document has changed since it was read. Nothing was done; `document` is it as it is
    /// now: decide anew and send its `version`.
    Stale,
    /// The check doubts the words; see `findings`. Nothing was done. Send them again with
    /// `overruleWarnings`, or change them.
    Warned,
    /// No fact supports the words, or the document would lose a part it has to have; see
    /// `findings`. Nothing was done. Change the words, cite the facts they rest on, or send
    /// `stateAsFact` if they are true.
    Blocked,
    /// Even without all lines that may go the document is longer than its pages. Nothing was done.
    /// Unpin facts, or shorten what stays.
    DoesNotFit,
    /// No fact the claim cites can stand in its place by itself. Nothing was done.
    NoOwnWords,
    /// The profile the document was made from is deleted, so words cannot be checked. Nothing was
    /// done. Claims can still be accepted and taken out.
    ProfileGone,
    /// The document or the claim does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`. Nothing was done.
    Invalid,
}

impl DocumentPayload {
    fn of(revision: Revision, claim_id: &str) -> Self {
        let Revision { status, document, version, outcomes, mut findings } = revision;
        if findings.is_empty() {
            findings = outcomes.into_iter().flat_map(|outcome| outcome.findings).collect();
        }
        let claim = version.content.claims().find(|claim| claim.id == claim_id);
        Self {
            status: status.into(),
            claim: claim.map(|claim| Claim::read(claim, &version)),
            document: Some(Document(document)),
            findings: findings.iter().map(Finding::from).collect(),
            violations: Vec::new(),
        }
    }

    fn refused(status: DocumentStatus) -> Self {
        Self { status, document: None, claim: None, findings: Vec::new(), violations: Vec::new() }
    }
}

impl From<RevisionStatus> for DocumentStatus {
    fn from(status: RevisionStatus) -> Self {
        match status {
            RevisionStatus::Saved => Self::Saved,
            RevisionStatus::Stale => Self::Stale,
            RevisionStatus::Warned => Self::Warned,
            RevisionStatus::Blocked => Self::Blocked,
            RevisionStatus::DoesNotFit => Self::DoesNotFit,
            RevisionStatus::NoOwnWords => Self::NoOwnWords,
            RevisionStatus::ProfileGone => Self::ProfileGone,
        }
    }
}
