//! What an operator sees of the queue and does to it: counts by kind, single tasks with their runs,
//! to run again, to pause, to limit, to cancel. Sits beside the worker and knows nothing of it.

mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::model::TaskState;
use super::{Queue, request_cancel};
use crate::db::page::{Cursor, Page, PageArgs};
use crate::db::violated_constraint;
use crate::error::{Error, ErrorKind, Result};

/// Tasks of a kind and state are counted up to here.
pub const MOST_COUNTED: i64 = 10_000;

/// How a kind stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindReport {
    /// Its name.
    pub kind: String,
    /// Whether no task of it is begun.
    pub is_paused: bool,
    /// The limit the operator set; 0 for any number, none for what the program says.
    pub max_running: Option<i32>,
    /// The same of one account.
    pub max_running_per_account: Option<i32>,
    /// Tasks that wait for a worker, up to [`MOST_COUNTED`] of those that wait.
    pub due: i64,
    /// Tasks that wait, those for their time among them, up to [`MOST_COUNTED`].
    pub waiting: i64,
    /// Tasks that run.
    pub running: i64,
    /// Tasks that failed for the last time, up to [`MOST_COUNTED`].
    pub dead: i64,
    /// Seconds since the oldest of those that wait for a worker was due.
    pub oldest_seconds: Option<f64>,
}

/// A task as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskReport {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The word of its state.
    pub state: String,
    /// Whose it is.
    pub account_id: Option<Uuid>,
    /// Higher runs first.
    pub priority: i16,
    /// Runs that count.
    pub attempts: i32,
    /// How many of those may fail.
    pub max_attempts: i32,
    /// Runs lost with their process since the last checkpoint.
    pub losses: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was or will be due.
    pub run_at: DateTime<Utc>,
    /// When the run on its way began, or the last one.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What the last run that failed told.
    pub message: Option<String>,
}

/// A task with all that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskDetails {
    /// As a list shows it.
    #[serde(flatten)]
    pub task: TaskReport,
    /// What it was given: ids.
    pub payload: Value,
    /// Its runs that have ended, the first one first.
    pub runs: Vec<RunReport>,
}

/// One run that has ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunReport {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; none of one that an earlier version of the program has begun.
    pub ended_at: Option<DateTime<Utc>>,
    /// finished, failed, cancelled, handed_back or lost.
    pub outcome: Option<String>,
    /// What went wrong.
    pub message: Option<String>,
}

/// What the operator says of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// As it is.
    Kept,
    /// What the program says.
    OfProgram,
    /// So many at once; 0 for any number.
    Most(u32),
}

impl Queue {
    /// How each kind stands, by name: these, and those of which there are tasks or settings. One
    /// statement.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn report_kinds(&self, known: &[&str]) -> Result<Vec<KindReport>> {
        store::report_kinds(&mut *self.db.conn().await?, known, MOST_COUNTED, self.offset_ms()).await
    }

    /// The newest tasks of a kind and state, up to `limit`.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn list_tasks(
        &self,
        kind: Option<&str>,
        state: Option<TaskState>,
        limit: i64,
    ) -> Result<Vec<TaskReport>> {
        store::list(&mut *self.db.conn().await?, kind, state.map(TaskState::word), None, limit).await
    }

    /// A page of the tasks of a kind and state, newest first.
    ///
    /// # Errors
    /// `Invalid` for a page that cannot be; `Unavailable` when the database is away.
    pub async fn page_tasks(
        &self,
        kind: Option<&str>,
        state: Option<TaskState>,
        page: &PageArgs,
    ) -> Result<Page<TaskReport>> {
        let slice = page.slice::<()>()?;
        let conn = &mut *self.db.conn().await?;
        let before = slice.after.as_ref().map(|cursor| cursor.id);
        let tasks = store::list(conn, kind, state.map(TaskState::word), before, slice.limit()).await?;
        Ok(slice.page(tasks, |task| Cursor { key: (), id: task.id }))
    }

    /// A task with its runs.
    ///
    /// # Errors
    /// `NotFound` when there is none of that id; `Unavailable` when the database is away.
    pub async fn get_task(&self, id: Uuid) -> Result<TaskDetails> {
        let conn = &mut *self.db.conn().await?;
        let found = store::find(conn, id).await?;
        let (task, payload) = found.ok_or_else(|| Error::not_found("task"))?;
        Ok(TaskDetails { task, payload, runs: store::list_runs(conn, id).await? })
    }

    /// Lets a dead or cancelled task wait again as if it had never run.
    ///
    /// # Errors
    /// `NotFound` when there is none of that id; `Conflict` when it is open or has finished, and when
    /// another task of its kind and key is open; `Unavailable` when the database is away.
    pub async fn rerun(&self, id: Uuid) -> Result<()> {
        let conflict = |message: String| Error::new(ErrorKind::Conflict, message);
        let done = self.db.transaction(async |conn| store::rerun(conn, id).await).await;
        match done {
            Ok(true) => Ok(()),
            Ok(false) => {
                let state = self.get_task(id).await?.task.state;
                Err(conflict(format!("Only a dead or cancelled task can be run again; this one is {state}.")))
            }
            Err(error) if violated_constraint(&error) == Some("tasks_unique_key") => Err(conflict(
                "Another task for the same is open already; wait for it or cancel it.".to_owned(),
            )
            .caused_by(error)),
            Err(error) => Err(error),
        }
    }

    /// Lets every dead task of a kind wait again, save those whose key another open task has; tells
    /// how many.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn rerun_kind(&self, kind: &str) -> Result<usize> {
        let mut count = 0;
        loop {
            let some = self.db.transaction(async |conn| store::rerun_dead(conn, kind).await).await?;
            count += some;
            if some == 0 {
                return Ok(count);
            }
        }
    }

    /// Asks for a task's end; gives its state after it, see [`request_cancel`].
    ///
    /// # Errors
    /// `NotFound` when there is none of that id; `Unavailable` when the database is away.
    pub async fn cancel(&self, id: Uuid) -> Result<TaskState> {
        let state = self.db.transaction(async |conn| request_cancel(conn, id).await).await?;
        state.ok_or_else(|| Error::not_found("task"))
    }

    /// Begins no task of this kind any more, in any process, until it is resumed; or begins them
    /// again. Tasks that run go on.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn set_paused(&self, kind: &str, is_paused: bool) -> Result<()> {
        self.db.transaction(async |conn| store::set_paused(conn, kind, is_paused).await).await
    }

    /// Limits how many tasks of this kind run at once, over all processes and of one account. Tasks
    /// that run go on.
    ///
    /// # Errors
    /// `Invalid` for a number out of reach; `Unavailable` when the database is away.
    pub async fn set_limits(&self, kind: &str, running: Limit, per_account: Limit) -> Result<()> {
        let column = |limit: Limit| match limit {
            Limit::Kept => Ok(None),
            Limit::OfProgram => Ok(Some(None)),
            Limit::Most(most) => i32::try_from(most)
                .map(|most| Some(Some(most)))
                .map_err(|_| Error::invalid("A limit is a number up to 2147483647.")),
        };
        let (running, per_account) = (column(running)?, column(per_account)?);
        self.db.transaction(async |conn| store::set_limits(conn, kind, running, per_account).await).await
    }
}
