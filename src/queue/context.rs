//! What a running task knows of itself, and the fence it writes behind.

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::model::Task;
use super::store;
use crate::db::Connection;
use crate::error::Result;

/// What a running task knows of itself.
#[derive(Debug, Clone)]
pub struct TaskContext {
    /// The task's id.
    pub task_id: Uuid,
    /// Whose task it is.
    pub account_id: Option<Uuid>,
    /// Which run this is, from 1, of those that count.
    pub attempt: i32,
    /// Whether a failure of this run is final.
    pub is_last_attempt: bool,
    /// Whether somebody had it run again after it was dead or cancelled.
    pub is_rerun: bool,
    /// Fires when the task's cancellation was asked for, its lease was lost, or the
    /// worker stops. Look at it between steps; what is kept so far is enough.
    pub cancellation: CancellationToken,
    token: i64,
}

impl TaskContext {
    pub(super) fn new(task: &Task, cancellation: CancellationToken) -> Self {
        Self {
            task_id: task.id,
            account_id: task.account_id,
            attempt: task.attempt,
            is_last_attempt: task.attempt >= task.max_attempts,
            is_rerun: task.is_rerun,
            cancellation,
            token: task.token,
        }
    }

    /// Fences a write: call it first in the transaction that keeps a step's result.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; the transaction must not go on.
    pub async fn hold(&self, conn: &mut Connection) -> Result<()> {
        store::hold(conn, self.task_id, self.token).await
    }

    /// As [`TaskContext::hold`], for a write after which the task does not come to the same point
    /// again: a checkpoint. Runs lost with their process are counted anew from here.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; the transaction must not go on.
    pub async fn hold_at_checkpoint(&self, conn: &mut Connection) -> Result<()> {
        store::hold_at_checkpoint(conn, self.task_id, self.token).await
    }

    /// Removes rows by small statements, until one finds none or the task is to stop; how many
    /// rows they were.
    pub(crate) async fn sweep<R>(&self, mut remove_some: impl FnMut() -> R) -> Result<usize>
    where
        R: Future<Output = Result<usize>>,
    {
        let mut removed = 0;
        while !self.cancellation.is_cancelled() {
            match remove_some().await? {
                0 => break,
                some => removed += some,
            }
        }
        Ok(removed)
    }
}
