//! Durable tasks on Postgres: enqueued in the caller's transaction, leased, retried.
//!
//! A worker claims a task and commits, runs it without any connection, and writes the
//! end in a second transaction. Between the two stands a *lease*: while its holder's
//! heartbeat renews it nobody else runs the task; when it runs out anybody may. Each
//! claim draws a higher *token*, and whoever holds an older one can no longer write, so
//! a worker that was only slow does no harm.
//!
//! A task may therefore run more than once and must be idempotent: it keeps what it has
//! done under [`TaskContext::hold`] and goes on from there.

mod model;
mod store;
mod worker;

pub use self::model::{Ending, NewTask, Task, TaskState};
pub use self::store::{enqueue, find, find_open, request_cancel};
pub use self::worker::{Registry, TaskContext, Worker, WorkerOptions};

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::db::Db;
use crate::error::Result;

/// The channel that wakes workers.
const CHANNEL: &str = "jobwise_tasks";

/// The queue of a database, as a worker sees it. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    db: Db,
    offset_ms: Arc<AtomicI64>,
}

impl Queue {
    /// The queue of this database.
    pub fn new(db: Db) -> Self {
        Self { db, offset_ms: Arc::default() }
    }

    /// Moves the time that leases and schedules are compared with ahead of Postgres's
    /// `now()`, for this queue and its clones. For tests.
    pub fn advance_ms(&self, by_ms: i64) {
        self.offset_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::SeqCst)
    }

    /// Claims up to `limit` due tasks of these kinds: those that wait, and those whose
    /// lease ran out. Two workers never claim the same.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn claim(&self, kinds: &[&str], limit: i64, lease_ms: i64) -> Result<Vec<Task>> {
        let offset_ms = self.offset_ms();
        self.db.transaction(async |conn| store::claim(conn, kinds, limit, lease_ms, offset_ms).await).await
    }

    /// Renews the leases of these tasks; returns those still held, each with whether its
    /// cancellation was asked for.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn renew(&self, tokens: &[i64], lease_ms: i64) -> Result<Vec<(i64, bool)>> {
        store::renew(&mut *self.db.conn().await?, tokens, lease_ms, self.offset_ms()).await
    }

    /// Writes how a run ended: a failure is tried again later unless it was the last.
    /// Returns the task's state after it.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost to another worker, which now answers for the
    /// task; `Unavailable` when the database is away.
    pub async fn end(&self, task: &Task, ending: &Ending) -> Result<TaskState> {
        let offset_ms = self.offset_ms();
        self.db.transaction(async |conn| store::end(conn, task, ending, offset_ms).await).await
    }
}
