//! Generations at the GraphQL face: runs of the five stages, started, watched and ended.

mod changes;
mod events;
mod looks;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

pub use self::changes::GenerationsMutation;
pub use self::events::{GenerationEvent, GenerationsSubscription};
pub use self::looks::Look;

use super::ai::{AiCall, dollars, list_of_generation};
use super::connection::{Connection, connection, page_args};
use super::context::Asking;
use super::documents::{Document, DocumentKind};
use super::error::Result;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::jobs::Job;
use super::profiles::Profile;
use super::scalars::DateTime;
use crate::generations::model::{self, StageName};
use crate::generations::record::{self, complete_stages};
use crate::jobs::model as job;

/// A run of the five stages.
pub struct Generation(pub record::Generation);

impl Generation {
    async fn stage_runs(&self, ctx: &Context<'_>) -> Result<Vec<record::StageRun>> {
        let begun = ctx.loaders()?.stages.load_one(self.0.id).await?;
        Ok(complete_stages(&self.0, &begun.unwrap_or_default()))
    }
}

/// One run of the five stages for a profile and a job. Watch it with `generationEvents`.
#[Object]
impl Generation {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Generation, self.0.id).into()
    }

    /// How far it is.
    async fn status(&self) -> GenerationStatus {
        self.0.status.into()
    }

    /// The documents asked for.
    async fn kinds(&self) -> Vec<DocumentKind> {
        self.0.kinds.iter().map(|kind| (*kind).into()).collect()
    }

    /// Always the five stages, in order.
    async fn stages(&self, ctx: &Context<'_>) -> Result<Vec<StageRun>> {
        Ok(self.stage_runs(ctx).await?.into_iter().map(StageRun::from).collect())
    }

    /// How much of it is done, 0 to 1: the share of the stages that have a result.
    async fn progress(&self, ctx: &Context<'_>) -> Result<f64> {
        let stages = self.stage_runs(ctx).await?;
        let done = stages.iter().filter(|run| run.status == record::StageStatus::Succeeded).count();
        Ok(done as f64 / stages.len() as f64)
    }

    /// The calls to models it made, newest first: who was asked, what came of it and what it cost.
    async fn ai_calls(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<AiCall>> {
        list_of_generation(ctx, self.0.account_id, self.0.id, first, after).await
    }

    /// What it cost in all.
    async fn usage(&self, ctx: &Context<'_>) -> Result<Usage> {
        let runs = self.stage_runs(ctx).await?;
        Ok(runs.iter().fold(record::Usage::default(), |sum, run| sum.plus(run.usage)).into())
    }

    /// The documents it made; empty until it has finished.
    async fn documents(&self, ctx: &Context<'_>) -> Result<Vec<Document>> {
        let documents = ctx.loaders()?.made_documents.load_one(self.0.id).await?;
        Ok(documents.unwrap_or_default().into_iter().map(Document).collect())
    }

    /// Why it failed, and what to do; null unless the status is `FAILED`.
    async fn failure(&self) -> Option<Failure> {
        self.0.failure.clone().map(Failure::from)
    }

    /// The number of its last event; give it to `generationEvents` as `after` to hear only what
    /// comes.
    async fn last_event_number(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.loaders()?.last_events.load_one(self.0.id).await?.unwrap_or(0))
    }

    /// The profile it was made from; null once that is deleted, while `profileTitle` stays.
    async fn profile(&self, ctx: &Context<'_>) -> Result<Option<Profile>> {
        Profile::find(ctx, self.0.profile_id).await
    }

    /// The job it was made for; null once that is deleted, while `jobTitle` and `company` stay.
    async fn job(&self, ctx: &Context<'_>) -> Result<Option<Job>> {
        Ok(ctx.loaders()?.jobs.load_one(self.0.job_id).await?.map(Job))
    }

    /// The version of the profile that was frozen.
    async fn profile_version(&self) -> u32 {
        self.0.profile_version
    }

    /// The profile's title when it was accepted.
    async fn profile_title(&self) -> &str {
        &self.0.profile_title
    }

    /// The job's title when it was accepted.
    async fn job_title(&self) -> &str {
        &self.0.job_title
    }

    /// The job's employer when it was accepted; empty when it was not known.
    async fn company(&self) -> &str {
        &self.0.company
    }

    /// When it was accepted.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When its first stage began.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(Into::into)
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(Into::into)
    }
}

/// How far a generation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::GenerationStatus")]
pub enum GenerationStatus {
    /// Accepted; no stage has begun.
    Queued,
    /// A stage has begun.
    Running,
    /// Finished; the files are ready.
    Succeeded,
    /// Finished, the files are ready, and something was warned of, dropped or noted.
    NeedsReview,
    /// Ended without files; `failure` says why.
    Failed,
    /// Ended by its owner.
    Cancelled,
}

/// The five stages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "StageName")]
pub enum Stage {
    /// Reads the posting.
    JobAnalyzer,
    /// Scores and chooses the facts.
    ProfileCompiler,
    /// Writes the drafts.
    DocumentGenerator,
    /// Checks and mends the drafts.
    QualityValidator,
    /// Prints the files and reads them back.
    PdfExporter,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::StageStatus")]
pub enum StageStatus {
    /// Not begun.
    Pending,
    /// Begun.
    Running,
    /// Its result is saved.
    Succeeded,
    /// It ended the run.
    Failed,
    /// The run ended before it.
    Skipped,
}

/// How a stage came to its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "job::Method")]
pub enum Method {
    /// By rules alone.
    Rules,
    /// By rules, refined by a model.
    Model,
    /// From an earlier answer to the same question.
    Cache,
}

/// The tone of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Tone")]
pub enum Tone {
    /// Plain and businesslike.
    Professional,
    /// Warm.
    Friendly,
    /// Reserved, full forms.
    Formal,
    /// Short and direct.
    Direct,
}

/// One stage of a generation.
#[derive(SimpleObject)]
pub struct StageRun {
    /// Which stage.
    stage: Stage,
    /// How far it is.
    status: StageStatus,
    /// How its result was made.
    method: Method,
    /// When it began.
    started_at: Option<DateTime>,
    /// When its result was saved.
    finished_at: Option<DateTime>,
    /// Wall time its result took, in milliseconds.
    elapsed_ms: Option<f64>,
    /// What it cost.
    usage: Usage,
    /// The model that answered last, by its own word; null where none did.
    model: Option<String>,
}

impl From<record::StageRun> for StageRun {
    fn from(run: record::StageRun) -> Self {
        Self {
            stage: run.stage.into(),
            status: run.status.into(),
            method: run.method.into(),
            started_at: run.started_at.map(Into::into),
            finished_at: run.finished_at.map(Into::into),
            elapsed_ms: run.elapsed_ms,
            usage: run.usage.into(),
            model: run.model,
        }
    }
}

/// What was spent on models. All zero where the rules did the work, or an earlier answer was given
/// again.
#[derive(SimpleObject)]
pub struct Usage {
    /// Tokens sent to a model.
    tokens_in: u64,
    /// Tokens a model wrote.
    tokens_out: u64,
    /// Tokens charged: those providers told, and the worst case of calls that may have been billed
    /// and told nothing.
    tokens_charged: u64,
    /// What it cost in US dollars; null where some of it has no known price.
    cost_usd: Option<f64>,
}

impl From<record::Usage> for Usage {
    fn from(usage: record::Usage) -> Self {
        Self {
            tokens_in: usage.tokens_in.into(),
            tokens_out: usage.tokens_out.into(),
            tokens_charged: usage.charged_tokens,
            cost_usd: usage.cost_micros.map(dollars),
        }
    }
}

/// Why a generation ended without files.
#[derive(Clone, SimpleObject)]
pub struct Failure {
    /// A stable word to switch on, such as `does_not_fit` or `unsupported`.
    code: String,
    /// The stage it ended in.
    stage: Option<Stage>,
    /// What happened and what to do, for a person.
    message: String,
    /// Whether `retryGeneration` may work without changing anything.
    retryable: bool,
}

impl From<record::Failure> for Failure {
    fn from(failure: record::Failure) -> Self {
        Self {
            code: failure.code,
            stage: failure.stage.map(Into::into),
            message: failure.message,
            retryable: failure.is_retryable,
        }
    }
}

/// Which generations a list holds; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct GenerationFilter {
    /// With this status.
    status: Option<GenerationStatus>,
}

/// The root fields about generations.
#[derive(Default)]
pub struct GenerationsQuery;

#[Object]
impl GenerationsQuery {
    /// One of the viewer's generations; null when there is none of that id.
    #[graphql(guard = "SignedIn")]
    async fn generation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The generation's id.")] id: ID,
    ) -> Result<Option<Generation>> {
        let Some(id) = GlobalId::read_as(NodeKind::Generation, &id) else { return Ok(None) };
        Ok(ctx.loaders()?.generations.load_one(id).await?.map(Generation))
    }

    /// The viewer's generations, newest first.
    #[graphql(guard = "SignedIn")]
    async fn generations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<GenerationFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<Generation>> {
        let status = filter.unwrap_or_default().status.map(Into::into);
        let who = ctx.viewer()?.account_id;
        let page = ctx.app()?.generations.list(who, status, &page_args(first, after)).await?;
        Ok(connection(page.map(Generation)))
    }
}
