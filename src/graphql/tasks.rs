//! Background work as an operator sees it: what waits, runs and has failed, and what may be done
//! about it. Part of the GraphQL face; `jobwise tasks` does the same on the command line. What a
//! task was given is not told.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use uuid::Uuid;

use super::connection::{Connection, connection, page_args};
use super::context::Asking;
use super::error::Result;
use super::guards::RoleAtLeast;
use super::payload::Refusal;
use super::scalars::DateTime;
use crate::accounts::model::Role;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::queue;
use crate::queue::office::{KindReport, TaskReport};

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "queue::TaskState")]
pub enum TaskState {
    /// It waits for a worker, or for its time.
    Waiting,
    /// A worker is at it.
    Running,
    /// It ended well.
    Finished,
    /// It failed for the last time; `retryTask` runs it again.
    Dead,
    /// It was cancelled.
    Cancelled,
}

/// A piece of background work.
pub struct Task(TaskReport);

/// A piece of background work. What it was given is not told.
#[Object]
impl Task {
    /// Its id, as `jobwise tasks` shows it.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it does, such as `generation.run`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// Where it stands.
    async fn state(&self) -> Result<TaskState> {
        let state = queue::TaskState::from_word(&self.0.state).map(TaskState::from);
        Ok(state.ok_or_else(|| Error::internal("The task cannot be read.", self.0.state.clone()))?)
    }

    /// Runs that count: those that failed, and the one on its way.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// How many of those there may be.
    async fn max_attempts(&self) -> i32 {
        self.0.max_attempts
    }

    /// What the last run that failed told; null where none has.
    async fn failure(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was or will be due.
    async fn run_at(&self) -> DateTime {
        self.0.run_at.into()
    }

    /// When the run on its way began, or the last one.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(Into::into)
    }

    /// When it ended; null while it is open.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(Into::into)
    }
}

/// How the tasks of a kind stand. Counts go up to 10,000.
#[derive(SimpleObject)]
pub struct TaskKind {
    /// Its name, such as `generation.run`.
    name: String,
    /// Whether no task of it is begun.
    paused: bool,
    /// Tasks that wait, those for their time among them.
    waiting: i64,
    /// Tasks that run.
    running: i64,
    /// Tasks that failed for the last time.
    dead: i64,
    /// Seconds since the oldest of those that wait for a worker was due; null where none does.
    oldest_seconds: Option<f64>,
}

impl From<KindReport> for TaskKind {
    fn from(report: KindReport) -> Self {
        let KindReport { kind, is_paused, waiting, running, dead, oldest_seconds, .. } = report;
        Self { name: kind, paused: is_paused, waiting, running, dead, oldest_seconds }
    }
}

/// The root fields about background work.
#[derive(Default)]
pub struct TasksQuery;

#[Object]
impl TasksQuery {
    /// Background work, newest first. For administrators.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those of this state; of all when left out.")] state: Option<TaskState>,
        #[graphql(desc = "Those of this kind, such as `generation.run`; of all when left out.")] kind: Option<
            String,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<Task>> {
        let queue = &ctx.app()?.queue;
        let page = queue.page_tasks(kind.as_deref(), state.map(Into::into), &page_args(first, after)).await?;
        Ok(connection(page.map(Task)))
    }

    /// Every kind of background work, by name. For administrators.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn task_kinds(&self, ctx: &Context<'_>) -> Result<Vec<TaskKind>> {
        let app = ctx.app()?;
        Ok(app.queue.report_kinds(&known(app)).await?.into_iter().map(TaskKind::from).collect())
    }
}

/// The mutations of background work.
#[derive(Default)]
pub struct TasksMutation;

#[Object]
impl TasksMutation {
    /// Lets a dead or cancelled task wait again as if it had never run. For administrators.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn retry_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The task's id.")] id: ID,
    ) -> Result<RetryTaskPayload> {
        let refused = |status| Ok(RetryTaskPayload { status, task: None });
        let Ok(id) = Uuid::parse_str(&id) else { return refused(RetryTaskStatus::NotFound) };
        let queue = &ctx.app()?.queue;
        let status = match queue.rerun(id).await {
            Ok(()) => RetryTaskStatus::Queued,
            Err(error) => match Refusal::of(error, &[ErrorKind::NotFound, ErrorKind::Conflict])?.kind {
                ErrorKind::NotFound => return refused(RetryTaskStatus::NotFound),
                _ => RetryTaskStatus::Conflict,
            },
        };
        Ok(RetryTaskPayload { status, task: Some(Task(queue.get_task(id).await?.task)) })
    }

    /// Begins no task of a kind any more, in any process, until `resumeTasks`; those that run go on.
    /// For administrators.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn pause_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which kind.")] input: PauseTasksInput,
    ) -> Result<TaskKindPayload> {
        set_paused(ctx.app()?, &input.kind, true).await
    }

    /// Begins tasks of a paused kind again. For administrators.
    #[graphql(guard = "RoleAtLeast(Role::Admin)")]
    async fn resume_tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which kind.")] input: ResumeTasksInput,
    ) -> Result<TaskKindPayload> {
        set_paused(ctx.app()?, &input.kind, false).await
    }
}

fn known(app: &App) -> Vec<&'static str> {
    app.registry().kinds().into_iter().map(|(kind, _)| kind).collect()
}

async fn set_paused(app: &App, kind: &str, is_paused: bool) -> Result<TaskKindPayload> {
    let known = known(app);
    if !known.contains(&kind) {
        return Ok(TaskKindPayload { status: TaskKindStatus::NotFound, kind: None });
    }
    app.queue.set_paused(kind, is_paused).await?;
    let reports = app.queue.report_kinds(&known).await?;
    let report = reports.into_iter().find(|report| report.kind == kind);
    let status = if is_paused { TaskKindStatus::Paused } else { TaskKindStatus::Resumed };
    Ok(TaskKindPayload { status, kind: report.map(TaskKind::from) })
}

/// Which tasks to begin no more.
#[derive(InputObject)]
pub struct PauseTasksInput {
    /// The kind, such as `generation.run`; `taskKinds` lists them.
    kind: String,
}

/// Which tasks to begin again.
#[derive(InputObject)]
pub struct ResumeTasksInput {
    /// The kind, such as `generation.run`; `taskKinds` lists them.
    kind: String,
}

/// A task that was to run again.
#[derive(SimpleObject)]
pub struct RetryTaskPayload {
    /// What came of it.
    status: RetryTaskStatus,
    /// The task as it is now; null when it was not found.
    task: Option<Task>,
}

/// What came of running a task again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum RetryTaskStatus {
    /// It waits for a worker.
    Queued,
    /// It is open or has finished, or another task for the same is open. Nothing was done.
    Conflict,
    /// There is no such task.
    NotFound,
}

/// A kind of task that was to be paused or resumed.
#[derive(SimpleObject)]
pub struct TaskKindPayload {
    /// What came of it.
    status: TaskKindStatus,
    /// How the kind stands now; null when it was not found.
    kind: Option<TaskKind>,
}

/// What came of pausing or resuming a kind of task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum TaskKindStatus {
    /// No task of it is begun.
    Paused,
    /// Tasks of it are begun.
    Resumed,
    /// There is no such kind.
    NotFound,
}
