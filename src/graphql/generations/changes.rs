//! The mutations of generations. Part of the generations of the GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::looks::LookInput;
use super::{Generation, Tone};
use crate::documents::look::Look;
use crate::documents::model as document;
use crate::error::ErrorKind;
use crate::generations::model::GenerationOptions;
use crate::generations::record::{self, StartGeneration, StartOutcome};
use crate::graphql::context::Asking;
use crate::graphql::documents::DocumentKind;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};
use crate::graphql::scalars::DateTime;
use crate::profiles::model::FactId;

/// The mutations of generations.
#[derive(Default)]
pub struct GenerationsMutation;

#[Object]
impl GenerationsMutation {
    /// Starts a generation: profile, posting and options are frozen, the run is queued, and the
    /// answer comes at once. Watch it with `generationEvents`. With an `idempotencyKey` a
    /// repeated request is answered with the run it started.
    #[graphql(guard = "SignedIn")]
    async fn generate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to make, from which profile, for which job.")] input: GenerateInput,
    ) -> Result<GeneratePayload> {
        let who = ctx.viewer()?;
        let Some(start) = input.read() else { return Ok(GeneratePayload::refused(GenerateStatus::NotFound)) };
        match ctx.app()?.generations.start(who.account_id, who.role, start).await {
            Ok(outcome) => Ok(GeneratePayload::from(outcome)),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => GenerateStatus::NotFound,
                    _ => GenerateStatus::Invalid,
                };
                Ok(GeneratePayload { violations: refusal.violations, ..GeneratePayload::refused(status) })
            }
        }
    }

    /// Ends a generation that has not finished; one that has stays as it is.
    #[graphql(guard = "SignedIn")]
    async fn cancel_generation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The generation's id.")] id: ID,
    ) -> Result<GenerationPayload> {
        let who = ctx.viewer()?.account_id;
        let Some(id) = GlobalId::read_as(NodeKind::Generation, &id) else {
            return Ok(GenerationPayload::refused(GenerationPayloadStatus::NotFound));
        };
        GenerationPayload::of(ctx.app()?.generations.cancel(who, id).await)
    }

    /// Starts a failed or cancelled generation again, at its first stage without a result.
    #[graphql(guard = "SignedIn")]
    async fn retry_generation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The generation's id.")] id: ID,
    ) -> Result<GenerationPayload> {
        let who = ctx.viewer()?;
        let Some(id) = GlobalId::read_as(NodeKind::Generation, &id) else {
            return Ok(GenerationPayload::refused(GenerationPayloadStatus::NotFound));
        };
        GenerationPayload::of(ctx.app()?.generations.retry(who.account_id, who.role, id).await)
    }
}

/// What to make, from which profile, for which job.
#[derive(InputObject)]
pub struct GenerateInput {
    /// The profile to write from.
    profile_id: ID,
    /// The job to write for.
    job_id: ID,
    /// The documents to make, each once.
    #[graphql(default_with = "vec![DocumentKind::Resume]")]
    kinds: Vec<DocumentKind>,
    /// Names the request, so that repeating it does not start a second run; 1 to 200 characters,
    /// such as a UUID.
    idempotency_key: Option<String>,
    /// How the résumé is made.
    resume: Option<ResumeOptions>,
    /// How the letter is made.
    cover_letter: Option<CoverLetterOptions>,
}

/// How a résumé is made.
#[derive(InputObject, Default)]
pub struct ResumeOptions {
    /// The template's name; the letter's pair when left out, else `ats`. See `templates`.
    template: Option<String>,
    /// How it is to look beyond that.
    look: Option<LookInput>,
    /// Its pages at most, from 1 to the template's `maxPages`; 1 when left out. One less is printed
    /// where the last would be nearly empty.
    pages: Option<u8>,
    /// Skills to put first where the profile has them.
    emphasised_skills: Option<Vec<String>>,
    /// Ids of the projects to print whatever their worth.
    chosen_projects: Option<Vec<ID>>,
    /// Ids of other facts to print whatever their worth.
    pinned_facts: Option<Vec<ID>>,
}

/// How a letter is made.
#[derive(InputObject, Default)]
pub struct CoverLetterOptions {
    /// The template's name; the résumé's pair when left out, else `letter`. See `templates`.
    template: Option<String>,
    /// How it is to look beyond that; as the résumé when left out.
    look: Option<LookInput>,
    /// Its tone; `PROFESSIONAL` when left out.
    tone: Option<Tone>,
    /// Points it should make. They choose among the facts; their words are never copied.
    key_points: Option<Vec<String>>,
}

impl GenerateInput {
    /// The request as the room knows it; none when an id is of another kind or of nothing.
    fn read(self) -> Option<StartGeneration> {
        let facts = |ids: Option<Vec<ID>>| -> Vec<FactId> {
            ids.unwrap_or_default().into_iter().map(|id| FactId::new(id.0)).collect()
        };
        let (resume, letter) = (self.resume.unwrap_or_default(), self.cover_letter.unwrap_or_default());
        let usual = GenerationOptions::default();
        let look = resume.look.map(Look::from).unwrap_or_default();
        let mut options = GenerationOptions {
            kinds: self.kinds.into_iter().map(document::DocumentKind::from).collect(),
            letter_look: letter.look.map_or_else(|| look.clone(), Look::from),
            resume_look: look,
            pages: resume.pages.unwrap_or(usual.pages),
            emphasised_skills: resume.emphasised_skills.unwrap_or_default(),
            chosen_projects: facts(resume.chosen_projects),
            pinned: facts(resume.pinned_facts),
            tone: letter.tone.map_or(usual.tone, Into::into),
            key_points: letter.key_points.unwrap_or_default(),
            ..usual
        };
        if let Some(template) = &resume.template {
            options.set_template(document::DocumentKind::Resume, template, letter.template.is_none());
        }
        if let Some(template) = &letter.template {
            options.set_template(document::DocumentKind::CoverLetter, template, resume.template.is_none());
        }
        Some(StartGeneration {
            profile_id: GlobalId::read_as(NodeKind::Profile, &self.profile_id)?,
            job_id: GlobalId::read_as(NodeKind::Job, &self.job_id)?,
            options,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// A generation that was started, or why none was.
#[derive(SimpleObject)]
pub struct GeneratePayload {
    /// What came of it.
    status: GenerateStatus,
    /// The run: the new one, the one already under way, or the one the key was used for.
    generation: Option<Generation>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
    /// When one more may be started, when the status is `QUOTA_REACHED`.
    retry_at: Option<DateTime>,
    /// Milliseconds until then.
    retry_after_ms: Option<u64>,
}

impl GeneratePayload {
    fn refused(status: GenerateStatus) -> Self {
        Self { status, generation: None, violations: Vec::new(), retry_at: None, retry_after_ms: None }
    }
}

impl From<StartOutcome> for GeneratePayload {
    fn from(outcome: StartOutcome) -> Self {
        let with =
            |status, generation| Self { generation: Some(Generation(generation)), ..Self::refused(status) };
        match outcome {
            StartOutcome::Accepted(generation) => with(GenerateStatus::Accepted, generation),
            StartOutcome::AlreadyRunning(generation) => with(GenerateStatus::AlreadyRunning, generation),
            StartOutcome::KeyTaken(generation) => with(GenerateStatus::Conflict, generation),
            StartOutcome::QuotaReached { retry_at, retry_after_ms } => Self {
                retry_at: Some(retry_at.into()),
                retry_after_ms: Some(retry_after_ms),
                ..Self::refused(GenerateStatus::QuotaReached)
            },
        }
    }
}

/// What came of asking for a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum GenerateStatus {
    /// It is queued; also the answer to a repeated request under the same key.
    Accepted,
    /// The same is being made already; see `generation`.
    AlreadyRunning,
    /// A value of the input is wrong; see `violations`.
    Invalid,
    /// The profile or job does not exist, or belongs to somebody else.
    NotFound,
    /// The hour's generations are used up; `retryAt` tells when to come back.
    QuotaReached,
    /// The idempotency key was used for another request; see `generation`.
    Conflict,
}

/// A generation after a change, or why there was none.
#[derive(SimpleObject)]
pub struct GenerationPayload {
    /// What came of it.
    status: GenerationPayloadStatus,
    /// The generation as it is now; null when it was not changed.
    generation: Option<Generation>,
    /// Milliseconds until it may be tried again, when the status is `QUOTA_REACHED`.
    retry_after_ms: Option<u64>,
}

impl GenerationPayload {
    fn of(outcome: crate::error::Result<record::Generation>) -> Result<Self> {
        match outcome {
            Ok(generation) => Ok(Self {
                status: GenerationPayloadStatus::Saved,
                generation: Some(Generation(generation)),
                retry_after_ms: None,
            }),
            Err(error) => {
                let expected = [ErrorKind::NotFound, ErrorKind::Conflict, ErrorKind::LimitReached];
                let refusal = Refusal::of(error, &expected)?;
                let status = match refusal.kind {
                    ErrorKind::Conflict => GenerationPayloadStatus::NotRetryable,
                    ErrorKind::LimitReached => GenerationPayloadStatus::QuotaReached,
                    _ => GenerationPayloadStatus::NotFound,
                };
                Ok(Self { retry_after_ms: refusal.retry_after_ms, ..Self::refused(status) })
            }
        }
    }

    fn refused(status: GenerationPayloadStatus) -> Self {
        Self { status, generation: None, retry_after_ms: None }
    }
}

/// What came of cancelling or retrying a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum GenerationPayloadStatus {
    /// It is as asked now.
    Saved,
    /// The generation does not exist, or belongs to somebody else.
    NotFound,
    /// Only a failed or cancelled generation can be started again.
    NotRetryable,
    /// The hour's generations are used up.
    QuotaReached,
}
