//! Durable tasks on Postgres: enqueued in the caller's transaction, leased, retried.
//!
//! A worker claims tasks and commits, runs them without any connection, and writes their
//! ends later. Between the two stands a *lease*: while its holder's heartbeat renews it
//! nobody else runs the task; when it runs out anybody may. Each claim draws a higher
//! *token*, and whoever holds an older one can no longer write, so a worker that was only
//! slow does no harm.
//!
//! A task may therefore run more than once and must be idempotent: it keeps what it has
//! done under [`TaskContext::hold`] and goes on from there. A run that is lost with its
//! process uses up none of the task's attempts. When that happens again and again at one
//! checkpoint the task is taken to be the cause: it runs once more alone in a child process,
//! and if that dies too it is given up.
//!
//! In reading order: [`model`](self), `registry` (what runs a kind, on which terms), `store`
//! (to enqueue), `leases` (to claim and end), `worker` (who does it), `schedules`, `sweeping`,
//! `office` (what an operator sees and does), `measures`.

mod context;
mod leases;
pub mod measures;
mod model;
pub mod office;
mod registry;
pub mod schedules;
mod store;
pub mod sweeping;
mod worker;

pub use self::context::TaskContext;
pub use self::model::{ALONE_AFTER, Ending, FORGOTTEN_AFTER, Manner, NewTask, PARKED_AFTER, Task, TaskState};
pub use self::registry::{Handler, Registry, Terms};
pub use self::store::{enqueue, find, find_open, has_open, request_cancel};
pub use self::worker::alone::{Launcher, run_alone};
pub use self::worker::{Worker, WorkerOptions};

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use crate::db::Db;

/// The channel that wakes workers.
const CHANNEL: &str = "jobwise_tasks";
/// What a wake-up begins with that is about a task's cancellation; its id follows.
const CANCELLED: &str = "cancelled:";

/// The queue of a database, as a worker sees it. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    db: Db,
    offset_ms: Arc<AtomicI64>,
    turn: Arc<AtomicUsize>,
}

impl Queue {
    /// The queue of this database.
    pub fn new(db: Db) -> Self {
        Self { db, offset_ms: Arc::default(), turn: Arc::default() }
    }

    /// Moves the time that leases and schedules are compared with ahead of Postgres's
    /// `now()`, for this queue and its clones. For tests.
    pub fn advance_ms(&self, by_ms: i64) {
        self.offset_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::SeqCst)
    }

    /// A number that goes up by one each time.
    fn next_turn(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }
}
