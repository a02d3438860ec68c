//! The mutations of jobs. Part of the jobs of the GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};

use super::Job;
use super::choices::{EmploymentType, RemotePolicy, SalaryInput, Seniority};
use crate::accounts::model::Role;
use crate::error::ErrorKind;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::{RoleAtLeast, SignedIn};
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{DeletePayload, Refusal, Violation};
use crate::graphql::scalars::DateTime;
use crate::jobs::record::{self, JobPatch, NewJob};

/// The mutations of jobs.
#[derive(Default)]
pub struct JobsMutation;

#[Object]
impl JobsMutation {
    /// Keeps a posting as the viewer's own and reads it by rules. Title, employer and place are
    /// found in the text where they are not given.
    #[graphql(guard = "SignedIn")]
    async fn create_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The posting, as pasted or by fields.")] input: CreateJobInput,
    ) -> Result<JobPayload> {
        let who = ctx.viewer()?.account_id;
        JobPayload::of(ctx.app()?.jobs.create(Some(who), input.into()).await)
    }

    /// Changes one of the viewer's own jobs. With a new text it is read again.
    #[graphql(guard = "SignedIn")]
    async fn update_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change; what is left out stays.")] input: UpdateJobInput,
    ) -> Result<JobPayload> {
        let who = ctx.viewer()?.account_id;
        let Some(id) = GlobalId::read_as(NodeKind::Job, &input.id) else {
            return Ok(JobPayload::not_found());
        };
        JobPayload::of(ctx.app()?.jobs.update(Some(who), id, input.into()).await)
    }

    /// Deletes one of the viewer's own jobs. Generations, documents and saved jobs keep what they
    /// need of it.
    #[graphql(guard = "SignedIn")]
    async fn delete_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's id.")] id: ID,
    ) -> Result<DeletePayload> {
        let who = ctx.viewer()?.account_id;
        let Some(uuid) = GlobalId::read_as(NodeKind::Job, &id) else { return Ok(DeletePayload::not_found()) };
        DeletePayload::of(id, ctx.app()?.jobs.delete(Some(who), uuid).await)
    }

    /// Adds a posting to the shared catalogue, which everybody sees.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn publish_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The posting, as pasted or by fields.")] input: CreateJobInput,
    ) -> Result<JobPayload> {
        JobPayload::of(ctx.app()?.jobs.create(None, input.into()).await)
    }

    /// Takes a posting out of the shared catalogue.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn withdraw_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job's id.")] id: ID,
    ) -> Result<DeletePayload> {
        let Some(uuid) = GlobalId::read_as(NodeKind::Job, &id) else { return Ok(DeletePayload::not_found()) };
        DeletePayload::of(id, ctx.app()?.jobs.delete(None, uuid).await)
    }
}

/// A posting to keep: give one of the two.
#[derive(OneofObject)]
pub enum CreateJobInput {
    /// The posting as pasted, plain text or HTML, at most 200 KiB; the rest is found in it.
    Text(String),
    /// The posting with what is known of it.
    Fields(JobFieldsInput),
}

/// A posting with what is known of it; what is left out is found in the text.
#[derive(InputObject)]
pub struct JobFieldsInput {
    /// The posting's text, plain or HTML, at most 200 KiB.
    text: String,
    /// The job title.
    title: Option<String>,
    /// The employer.
    company: Option<String>,
    /// The place of work.
    location: Option<String>,
    /// Where the work is done.
    remote: Option<RemotePolicy>,
    /// The form of employment.
    employment_type: Option<EmploymentType>,
    /// How senior.
    seniority: Option<Seniority>,
    /// The salary range.
    salary: Option<SalaryInput>,
    /// When it was posted.
    posted_at: Option<DateTime>,
}

impl From<CreateJobInput> for NewJob {
    fn from(input: CreateJobInput) -> Self {
        match input {
            CreateJobInput::Text(text) => Self { text, ..Self::default() },
            CreateJobInput::Fields(fields) => Self {
                text: fields.text,
                title: fields.title,
                company: fields.company,
                location: fields.location,
                remote: fields.remote.map(Into::into),
                employment_type: fields.employment_type.map(Into::into),
                seniority: fields.seniority.map(Into::into),
                salary: fields.salary.map(Into::into),
                posted_at: fields.posted_at.map(|at| at.0),
            },
        }
    }
}

/// What to change of a job; what is left out stays.
#[derive(InputObject)]
pub struct UpdateJobInput {
    /// The job.
    id: ID,
    /// A new text; it is read again.
    text: Option<String>,
    /// The job title.
    title: Option<String>,
    /// The employer.
    company: Option<String>,
    /// The place of work; an empty text takes it away.
    location: Option<String>,
    /// Where the work is done.
    remote: Option<RemotePolicy>,
    /// The form of employment.
    employment_type: Option<EmploymentType>,
    /// How senior.
    seniority: Option<Seniority>,
    /// The salary range.
    salary: Option<SalaryInput>,
    /// When it was posted.
    posted_at: Option<DateTime>,
}

impl From<UpdateJobInput> for JobPatch {
    fn from(input: UpdateJobInput) -> Self {
        Self {
            text: input.text,
            title: input.title,
            company: input.company,
            location: input.location,
            remote: input.remote.map(Into::into),
            employment_type: input.employment_type.map(Into::into),
            seniority: input.seniority.map(Into::into),
            salary: input.salary.map(Into::into),
            posted_at: input.posted_at.map(|at| at.0),
        }
    }
}

/// A job after a change, or why there was none.
#[derive(SimpleObject)]
pub struct JobPayload {
    /// What came of it.
    status: JobStatus,
    /// The job as it is now; null when it was not found or the input was wrong.
    job: Option<Job>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

impl JobPayload {
    fn of(outcome: crate::error::Result<record::Job>) -> Result<Self> {
        match outcome {
            Ok(job) => Ok(Self { status: JobStatus::Saved, job: Some(Job(job)), violations: Vec::new() }),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                Ok(match refusal.kind {
                    ErrorKind::NotFound => Self::not_found(),
                    _ => Self { status: JobStatus::Invalid, job: None, violations: refusal.violations },
                })
            }
        }
    }

    fn not_found() -> Self {
        Self { status: JobStatus::NotFound, job: None, violations: Vec::new() }
    }
}

/// What came of changing a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum JobStatus {
    /// It is as asked now.
    Saved,
    /// The job does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`.
    Invalid,
}
