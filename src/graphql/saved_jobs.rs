//! Saved jobs at the GraphQL face: what the viewer tracks.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::attachments::Attachment;
use super::connection::{Connection, connection, page_args};
use super::context::Asking;
use super::documents::Document;
use super::error::Result;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::jobs::Job;
use super::payload::{DeletePayload, Refusal, Violation};
use super::scalars::DateTime;
use crate::error::ErrorKind;
use crate::saved_jobs::model::{self, AttachOutcome, MoveOutcome, SavedJobFilter as Filter, SavedJobPatch};

/// A job the viewer tracks.
pub struct SavedJob(pub model::SavedJob);

/// A job the viewer tracks: marked, hidden, or an application with its history.
#[Object]
impl SavedJob {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::SavedJob, self.0.id).into()
    }

    /// The job; null once it is withdrawn, while `jobTitle` and `company` stay.
    async fn job(&self, ctx: &Context<'_>) -> Result<Option<Job>> {
        Ok(ctx.loaders()?.jobs.load_one(self.0.job_id).await?.map(Job))
    }

    /// The job's title when it was saved.
    async fn job_title(&self) -> &str {
        &self.0.job_title
    }

    /// The job's employer when it was saved; empty when it was not known.
    async fn company(&self) -> &str {
        &self.0.company
    }

    /// How far the application is.
    async fn status(&self) -> ApplicationStatus {
        self.0.status.into()
    }

    /// Whether the viewer marked it.
    async fn favourite(&self) -> bool {
        self.0.is_favourite
    }

    /// Whether the viewer does not want to see it.
    async fn hidden(&self) -> bool {
        self.0.is_hidden
    }

    /// The viewer's notes.
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }

    /// The viewer's tags, in their order.
    async fn tags(&self) -> &[String] {
        &self.0.tags
    }

    /// Every move of the application, oldest first; the first is the saving itself.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<StatusChange>> {
        let changes = ctx.loaders()?.status_changes.load_one(self.0.id).await?;
        Ok(changes.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// The documents that were, or will be, sent.
    async fn documents(&self, ctx: &Context<'_>) -> Result<Vec<Document>> {
        let documents = ctx.loaders()?.attached_documents.load_one(self.0.id).await?;
        Ok(documents.unwrap_or_default().into_iter().map(Document).collect())
    }

    /// The very files that were attached, oldest first. They are kept for good, also when the document
    /// is changed, taken off or deleted; deleting the saved job, or the account, erases them.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        let attachments = ctx.loaders()?.attachments.load_one(self.0.id).await?;
        Ok(attachments.unwrap_or_default().into_iter().map(Attachment).collect())
    }

    /// Where the application can go from here, so that a board need not know the rules.
    async fn next_statuses(&self) -> Vec<ApplicationStatus> {
        self.0.status.next().iter().map(|status| (*status).into()).collect()
    }

    /// When it was saved.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// How far an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ApplicationStatus")]
pub enum ApplicationStatus {
    /// Kept for later.
    Saved,
    /// Sent.
    Applied,
    /// In talks.
    Interviewing,
    /// An offer is on the table.
    Offer,
    /// The offer was taken.
    Accepted,
    /// The employer said no.
    Rejected,
    /// The person said no.
    Withdrawn,
}

/// One move of an application.
#[derive(SimpleObject)]
pub struct StatusChange {
    /// From where; null for the saving itself.
    from: Option<ApplicationStatus>,
    /// To where.
    to: ApplicationStatus,
    /// Why, in the viewer's words.
    reason: Option<String>,
    /// When.
    at: DateTime,
    /// The global id of the account that moved it.
    changed_by: ID,
}

impl From<model::StatusChange> for StatusChange {
    fn from(change: model::StatusChange) -> Self {
        Self {
            from: change.from.map(ApplicationStatus::from),
            to: change.to.into(),
            reason: change.reason,
            at: change.at.into(),
            changed_by: GlobalId::new(NodeKind::Account, change.changed_by).into(),
        }
    }
}

/// Which saved jobs a list holds; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct SavedJobFilter {
    /// With any of these statuses.
    statuses: Option<Vec<ApplicationStatus>>,
    /// The marked ones, or those that are not.
    favourite: Option<bool>,
    /// The hidden ones instead of those that are not hidden.
    hidden: Option<bool>,
    /// With this tag.
    tag: Option<String>,
}

impl From<SavedJobFilter> for Filter {
    fn from(filter: SavedJobFilter) -> Self {
        Self {
            statuses: filter.statuses.unwrap_or_default().into_iter().map(Into::into).collect(),
            is_favourite: filter.favourite,
            is_hidden: filter.hidden.unwrap_or(false),
            tag: filter.tag,
        }
    }
}

/// The root fields about saved jobs.
#[derive(Default)]
pub struct SavedJobsQuery;

#[Object]
impl SavedJobsQuery {
    /// One of the viewer's saved jobs; null when there is none of that id.
    #[graphql(guard = "SignedIn")]
    async fn saved_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The saved job's id.")] id: ID,
    ) -> Result<Option<SavedJob>> {
        let Some(id) = GlobalId::read_as(NodeKind::SavedJob, &id) else { return Ok(None) };
        Ok(ctx.loaders()?.saved_jobs.load_one(id).await?.map(SavedJob))
    }

    /// The viewer's saved jobs, newest first. For a board, ask once for each status.
    #[graphql(guard = "SignedIn")]
    async fn saved_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all that are not hidden when left out.")] filter: Option<
            SavedJobFilter,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<SavedJob>> {
        let filter = filter.unwrap_or_default().into();
        let who = ctx.viewer()?.account_id;
        let page = ctx.app()?.saved_jobs.list(who, &filter, &page_args(first, after)).await?;
        Ok(connection(page.map(SavedJob)))
    }
}

/// The mutations of saved jobs.
#[derive(Default)]
pub struct SavedJobsMutation;

#[Object]
impl SavedJobsMutation {
    /// Tracks a job. One that is tracked already is changed by what is given and answered as it
    /// is then.
    #[graphql(guard = "SignedIn")]
    async fn save_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job and what to keep with it.")] input: SaveJobInput,
    ) -> Result<SavedJobPayload> {
        let Some(job_id) = GlobalId::read_as(NodeKind::Job, &input.job_id) else {
            return Ok(SavedJobPayload::not_found());
        };
        let patch = SavedJobPatch {
            is_favourite: input.favourite,
            is_hidden: input.hidden,
            notes: input.notes,
            tags: input.tags,
        };
        let who = ctx.viewer()?.account_id;
        SavedJobPayload::of(ctx.app()?.saved_jobs.save(who, job_id, patch).await)
    }

    /// Marks or hides a saved job, or changes its notes or tags.
    #[graphql(guard = "SignedIn")]
    async fn update_saved_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change; what is left out stays.")] input: UpdateSavedJobInput,
    ) -> Result<SavedJobPayload> {
        let Some(id) = GlobalId::read_as(NodeKind::SavedJob, &input.id) else {
            return Ok(SavedJobPayload::not_found());
        };
        let patch = SavedJobPatch {
            is_favourite: input.favourite,
            is_hidden: input.hidden,
            notes: input.notes,
            tags: input.tags,
        };
        let who = ctx.viewer()?.account_id;
        SavedJobPayload::of(ctx.app()?.saved_jobs.change(who, id, patch).await)
    }

    /// Moves an application, and keeps who, when and why in its history. A move that does not
    /// happen in life, such as accepting before an offer, is the status `IMPOSSIBLE_MOVE`;
    /// `nextStatuses` tells which do.
    #[graphql(guard = "SignedIn")]
    async fn move_saved_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which saved job, where to, and why.")] input: MoveSavedJobInput,
    ) -> Result<SavedJobPayload> {
        let Some(id) = GlobalId::read_as(NodeKind::SavedJob, &input.id) else {
            return Ok(SavedJobPayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        let moved = ctx.app()?.saved_jobs.move_to(who, id, input.to.into(), input.reason).await;
        match moved {
            Ok(MoveOutcome::Moved(saved)) => SavedJobPayload::of(Ok(saved)),
            Ok(MoveOutcome::Impossible(saved)) => Ok(SavedJobPayload {
                status: SavedJobStatus::ImpossibleMove,
                saved_job: Some(SavedJob(saved)),
                violations: Vec::new(),
            }),
            Err(error) => SavedJobPayload::of(Err(error)),
        }
    }

    /// Attaches a document that was, or will be, sent, and keeps the files of its current version with
    /// the saved job for good; see `attachments`. A document whose files are not printed cannot be
    /// attached (`NOT_PRINTED`).
    #[graphql(guard = "SignedIn")]
    async fn attach_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, to which saved job.")] input: AttachDocumentInput,
    ) -> Result<SavedJobPayload> {
        let Some((saved_job, document)) = input.read() else { return Ok(SavedJobPayload::not_found()) };
        let who = ctx.viewer()?.account_id;
        match ctx.app()?.saved_jobs.attach(who, saved_job, document).await {
            Ok(AttachOutcome::Attached(saved)) => SavedJobPayload::of(Ok(saved)),
            Ok(AttachOutcome::NotPrinted(saved)) => Ok(SavedJobPayload {
                status: SavedJobStatus::NotPrinted,
                saved_job: Some(SavedJob(saved)),
                violations: Vec::new(),
            }),
            Err(error) => SavedJobPayload::of(Err(error)),
        }
    }

    /// Takes a document off a saved job; the document itself stays, and so do the files that were
    /// attached.
    #[graphql(guard = "SignedIn")]
    async fn detach_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, from which saved job.")] input: AttachDocumentInput,
    ) -> Result<SavedJobPayload> {
        let Some((saved_job, document)) = input.read() else { return Ok(SavedJobPayload::not_found()) };
        let who = ctx.viewer()?.account_id;
        SavedJobPayload::of(ctx.app()?.saved_jobs.detach(who, saved_job, document).await)
    }

    /// Deletes a saved job with its history and the files attached to it; the job and the documents
    /// stay.
    #[graphql(guard = "SignedIn")]
    async fn delete_saved_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The saved job's id.")] id: ID,
    ) -> Result<DeletePayload> {
        let Some(uuid) = GlobalId::read_as(NodeKind::SavedJob, &id) else {
            return Ok(DeletePayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        DeletePayload::of(id, ctx.app()?.saved_jobs.delete(who, uuid).await)
    }
}

/// A job to track, and what to keep with it.
#[derive(InputObject)]
pub struct SaveJobInput {
    /// The job.
    job_id: ID,
    /// Whether to mark it.
    favourite: Option<bool>,
    /// Whether to hide it.
    hidden: Option<bool>,
    /// Notes, at most 20,000 characters.
    notes: Option<String>,
    /// Tags, at most 30 of 50 characters each; doubles are dropped.
    tags: Option<Vec<String>>,
}

/// What to change of a saved job; what is left out stays.
#[derive(InputObject)]
pub struct UpdateSavedJobInput {
    /// The saved job.
    id: ID,
    /// Whether to mark it.
    favourite: Option<bool>,
    /// Whether to hide it.
    hidden: Option<bool>,
    /// New notes, at most 20,000 characters; an empty text takes them away.
    notes: Option<String>,
    /// New tags instead of all old ones.
    tags: Option<Vec<String>>,
}

/// Where to move an application.
#[derive(InputObject)]
pub struct MoveSavedJobInput {
    /// The saved job.
    id: ID,
    /// Its new status, one of its `nextStatuses`.
    to: ApplicationStatus,
    /// Why, at most 2,000 characters.
    reason: Option<String>,
}

/// A document and a saved job.
#[derive(InputObject)]
pub struct AttachDocumentInput {
    /// The saved job.
    saved_job_id: ID,
    /// The document.
    document_id: ID,
}

impl AttachDocumentInput {
    fn read(&self) -> Option<(uuid::Uuid, uuid::Uuid)> {
        let saved_job = GlobalId::read_as(NodeKind::SavedJob, &self.saved_job_id)?;
        let document = GlobalId::read_as(NodeKind::Document, &self.document_id)?;
        Some((saved_job, document))
    }
}

/// A saved job after a change, or why there was none.
#[derive(SimpleObject)]
pub struct SavedJobPayload {
    /// What came of it.
    status: SavedJobStatus,
    /// The saved job as it is now; null when it was not found or the input was wrong.
    saved_job: Option<SavedJob>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

impl SavedJobPayload {
    fn of(outcome: crate::error::Result<model::SavedJob>) -> Result<Self> {
        match outcome {
            Ok(saved) => Ok(Self {
                status: SavedJobStatus::Saved,
                saved_job: Some(SavedJob(saved)),
                violations: Vec::new(),
            }),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                Ok(match refusal.kind {
                    ErrorKind::NotFound => Self::not_found(),
                    _ => Self {
                        status: SavedJobStatus::Invalid,
                        saved_job: None,
                        violations: refusal.violations,
                    },
                })
            }
        }
    }

    fn not_found() -> Self {
        Self { status: SavedJobStatus::NotFound, saved_job: None, violations: Vec::new() }
    }
}

/// What came of changing a saved job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SavedJobStatus {
    /// It is as asked now.
    Saved,
    /// Such a move does not happen; see `nextStatuses`.
    ImpossibleMove,
    /// The current version of the document has no files: they are about to be printed, or could not
    /// be; see its `filesStatus`. Nothing was done.
    NotPrinted,
    /// The saved job, job or document does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`.
    Invalid,
}
