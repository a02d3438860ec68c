//! Sections written anew, as somebody asks in words of their own. Part of the documents of the
//! GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};
use uuid::Uuid;

use super::Document;
use super::content::BlockKind;
use super::quality::Note;
use crate::error::{self, ErrorKind};
use crate::generations::regenerations::model::{Place, StartRegeneration};
use crate::generations::regenerations::record::{self, StartOutcome};
use crate::generations::revisions::model::SectionName;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::generations::{Generation, Method, Usage};
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};
use crate::graphql::scalars::DateTime;

/// A section that is, or was, to be written anew.
pub struct SectionRegeneration(pub record::Regeneration);

impl SectionRegeneration {
    /// The viewer's of that id.
    pub async fn find(ctx: &Context<'_>, id: Uuid) -> Result<Option<Self>> {
        Ok(ctx.loaders()?.regenerations.load_one(id).await?.map(Self))
    }
}

/// A section of a document that is, or was, to be written anew. What happens is told by
/// `generationEvents` of its `generation`.
#[Object]
impl SectionRegeneration {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::SectionRegeneration, self.0.id).into()
    }

    /// How far it is, and how it ended.
    async fn status(&self) -> SectionRegenerationStatus {
        self.0.status.into()
    }

    /// What was asked.
    async fn instruction(&self) -> &str {
        &self.0.instruction
    }

    /// The document as it is now; null once it is deleted.
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        Ok(ctx.loaders()?.documents.load_one(self.0.document_id).await?.map(Document))
    }

    /// The generation the document rests on, whose events tell of it.
    async fn generation(&self, ctx: &Context<'_>) -> Result<Option<Generation>> {
        Ok(ctx.loaders()?.generations.load_one(self.0.generation_id).await?.map(Generation))
    }

    /// The document's version as it was read.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The version it made; null where it made none.
    async fn made_version(&self) -> Option<u32> {
        self.0.made_version
    }

    /// Who wrote what is kept: `RULES` where no model works, or what one wrote did less of what was
    /// asked.
    async fn method(&self) -> Method {
        self.0.outcome.method.into()
    }

    /// The model that answered last, by its own word; null where none did.
    async fn model(&self) -> Option<&str> {
        self.0.outcome.model.as_deref()
    }

    /// What could not be followed and why, and what a person should know beside that. Of a new
    /// version the other notes are in its `quality`.
    async fn notes(&self) -> Vec<Note> {
        self.0.outcome.notes.iter().cloned().map(Note::from).collect()
    }

    /// What it cost, once it has come to its end; nothing for one that broke off or was ended before,
    /// whose calls count in the account's day alone.
    async fn usage(&self) -> Usage {
        self.0.outcome.usage.into()
    }

    /// When it was accepted.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was begun.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(Into::into)
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(Into::into)
    }
}

/// How far the writing of a section is, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::RegenerationStatus")]
pub enum SectionRegenerationStatus {
    /// Accepted; nothing was done yet.
    Queued,
    /// It is being written.
    Running,
    /// It is a new version of the document, whose files follow. `notes` tells what of the
    /// instruction could not be followed.
    Saved,
    /// Nothing of what was asked could be done, so there is no new version; see `notes`.
    NotFollowed,
    /// The document has changed meanwhile. Nothing was done; ask again with its `version`.
    Stale,
    /// The document as a whole would say what no fact carries, or lose what it has to have; see
    /// `notes`. Nothing was done.
    Blocked,
    /// The document would be longer than its pages. Nothing was done.
    DoesNotFit,
    /// The profile the document was made from is deleted, so words cannot be checked. Nothing was
    /// done.
    ProfileGone,
    /// It broke off; see `notes`. Nothing was done.
    Failed,
    /// Its owner ended it. Nothing was done.
    Cancelled,
}

/// The root fields about sections written anew.
#[derive(Default)]
pub struct RegenerationsQuery;

#[Object]
impl RegenerationsQuery {
    /// One of the viewer's sections that are, or were, to be written anew; null when there is none
    /// of that id.
    #[graphql(guard = "SignedIn")]
    async fn section_regeneration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, as `regenerateSection` answered it.")] id: ID,
    ) -> Result<Option<SectionRegeneration>> {
        let Some(id) = GlobalId::read_as(NodeKind::SectionRegeneration, &id) else { return Ok(None) };
        SectionRegeneration::find(ctx, id).await
    }
}

/// The mutations of sections written anew.
#[derive(Default)]
pub struct RegenerationsMutation;

#[Object]
impl RegenerationsMutation {
    /// Has a section of a document written anew, as you ask in words of your own, such as "shorter"
    /// or "stress the triage". It is queued and answered at once; `generationEvents` of its
    /// `generation` tells what happens, with the words of a model while it writes. Whatever is
    /// asked, each line is held to the facts of the profile as it is now; pinned facts stay; what
    /// could not be followed is told. Without a model shorter, longer, "stress …" and "less about …"
    /// are followed by choosing among the facts. It becomes a new version with the instruction as
    /// its `reason`.
    #[graphql(guard = "SignedIn")]
    async fn regenerate_section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What of which document, and how.")] input: RegenerateSectionInput,
    ) -> Result<RegenerateSectionPayload> {
        let Some(document_id) = GlobalId::read_as(NodeKind::Document, &input.document_id) else {
            return Ok(RegenerateSectionPayload::refused(RegenerateSectionStatus::NotFound));
        };
        let start = StartRegeneration {
            document_id,
            version: input.version,
            place: input.place.into(),
            instruction: input.instruction,
            idempotency_key: input.idempotency_key,
        };
        let who = ctx.viewer()?.account_id;
        let started = ctx.app()?.regenerations.start(who, start).await;
        let mut payload = RegenerateSectionPayload::of(started)?;
        if payload.status != RegenerateSectionStatus::NotFound {
            payload.document = ctx.loaders()?.documents.load_one(document_id).await?.map(Document);
        }
        Ok(payload)
    }

    /// Ends the writing of a section that has not ended; one that has stays as it is.
    #[graphql(guard = "SignedIn")]
    async fn cancel_section_regeneration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, as `regenerateSection` answered it.")] id: ID,
    ) -> Result<SectionRegenerationPayload> {
        let not_found = SectionRegenerationPayload {
            status: SectionRegenerationPayloadStatus::NotFound,
            regeneration: None,
        };
        let Some(id) = GlobalId::read_as(NodeKind::SectionRegeneration, &id) else { return Ok(not_found) };
        match ctx.app()?.regenerations.cancel(ctx.viewer()?.account_id, id).await {
            Ok(regeneration) => Ok(SectionRegenerationPayload {
                status: SectionRegenerationPayloadStatus::Saved,
                regeneration: Some(SectionRegeneration(regeneration)),
            }),
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                Ok(not_found)
            }
        }
    }
}

/// What to write anew, and how.
#[derive(InputObject)]
pub struct RegenerateSectionInput {
    /// The document.
    document_id: ID,
    /// The document's version as it was read.
    version: u32,
    /// What of it.
    place: SectionPlaceInput,
    /// How, in words of your own, at most 500 characters. It is kept with the version, and told to
    /// the model where one works.
    instruction: String,
    /// Names the request, so that repeating it does nothing twice; 1 to 200 characters, such as a
    /// UUID.
    idempotency_key: Option<String>,
}

/// What of a document is to be written anew.
#[derive(OneofObject)]
pub enum SectionPlaceInput {
    /// A section; of a letter `BODY`.
    Section(SectionNameInput),
    /// An entry, such as a position with its lines or a paragraph of a letter: the `factId` of its
    /// header, or the id of any of its claims.
    EntryId(ID),
    /// The claims of these ids, at most 50.
    ClaimIds(Vec<ID>),
}

/// A section by what it holds.
#[derive(InputObject)]
pub struct SectionNameInput {
    /// What it holds.
    kind: BlockKind,
    /// Its heading, where the document has several of that kind.
    heading: Option<String>,
}

impl From<SectionPlaceInput> for Place {
    fn from(input: SectionPlaceInput) -> Self {
        match input {
            SectionPlaceInput::Section(SectionNameInput { kind, heading }) => {
                Self::Section(SectionName { kind: kind.into(), heading })
            }
            SectionPlaceInput::EntryId(id) => Self::Entry(id.0),
            SectionPlaceInput::ClaimIds(ids) => Self::Claims(ids.into_iter().map(|id| id.0).collect()),
        }
    }
}

/// What came of asking for a section to be written anew.
#[derive(SimpleObject)]
pub struct RegenerateSectionPayload {
    /// What came of it.
    status: RegenerateSectionStatus,
    /// What was asked for: the new one, the one already under way, or the one the key was used
    /// for.
    regeneration: Option<SectionRegeneration>,
    /// The document as it is now; null when it was not found.
    document: Option<Document>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of asking for a section to be written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum RegenerateSectionStatus {
    /// It is queued; also the answer to a repeated request under the same key.
    Accepted,
    /// Another section of the document is being written; see `regeneration`.
    AlreadyRunning,
    /// The document has changed since it was read; `document` is it as it is now.
    Stale,
    /// The document does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`.
    Invalid,
    /// The idempotency key was used for another request; see `regeneration`.
    Conflict,
}

impl RegenerateSectionPayload {
    fn of(started: error::Result<StartOutcome>) -> Result<Self> {
        let with = |status, regeneration| Self {
            regeneration: Some(SectionRegeneration(regeneration)),
            ..Self::refused(status)
        };
        Ok(match started {
            Ok(StartOutcome::Accepted(found)) => with(RegenerateSectionStatus::Accepted, found),
            Ok(StartOutcome::AlreadyRunning(found)) => with(RegenerateSectionStatus::AlreadyRunning, found),
            Ok(StartOutcome::KeyTaken(found)) => with(RegenerateSectionStatus::Conflict, found),
            Ok(StartOutcome::Stale) => Self::refused(RegenerateSectionStatus::Stale),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => RegenerateSectionStatus::NotFound,
                    _ => RegenerateSectionStatus::Invalid,
                };
                Self { violations: refusal.violations, ..Self::refused(status) }
            }
        })
    }

    fn refused(status: RegenerateSectionStatus) -> Self {
        Self { status, regeneration: None, document: None, violations: Vec::new() }
    }
}

/// A section after its writing was ended.
#[derive(SimpleObject)]
pub struct SectionRegenerationPayload {
    /// What came of it.
    status: SectionRegenerationPayloadStatus,
    /// The writing as it is now; null when it was not found.
    regeneration: Option<SectionRegeneration>,
}

/// What came of ending the writing of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SectionRegenerationPayloadStatus {
    /// It is as asked now; one that had ended before is as it was.
    Saved,
    /// It does not exist, or belongs to somebody else.
    NotFound,
}
