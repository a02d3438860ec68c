//! The background face of asking models: sweeps what is over. Each sweep queues the next one, under
//! the number of its turn, so that of any number of processes one sweeps.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{budget, cache, words};
use crate::clock::Clock;
use crate::db::{Connection, Db};
use crate::error::Result;
use crate::queue::{self, NewTask, TaskContext};

/// The kind of task that sweeps.
pub const SWEEP: &str = "ai.sweep";

/// The time between two sweeps.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// What the task is given: the number of its turn, counted in [`EVERY`] since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// The number.
    pub turn: i64,
}

/// Sweeps. Cheap to clone.
#[derive(Clone)]
pub struct Sweeper {
    db: Db,
    clock: Clock,
}

impl Sweeper {
    /// A sweeper of this database.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Queues the next sweep, unless another process has.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn plan(&self) -> Result<()> {
        let turn = self.turn() + 1;
        self.db.transaction(async |conn| enqueue(conn, turn, EVERY).await).await
    }

    /// Sweeps and queues the next sweep.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn run(&self, task: TaskContext, Sweep { turn }: Sweep) -> Result<()> {
        let now = self.clock.now();
        let next = self.turn().max(turn) + 1;
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                let swept = budget::sweep(conn).await?;
                let answers = cache::sweep(conn, now).await?;
                let words = words::sweep(conn, now).await?;
                if swept.lapsed > 0 {
                    tracing::warn!(
                        lapsed = swept.lapsed,
                        "{} calls to models were never settled and count as spent",
                        swept.lapsed
                    );
                }
                tracing::debug!(answers, words, purses = swept.removed, "what was over is swept");
                enqueue(conn, next, EVERY).await
            })
            .await
    }

    fn turn(&self) -> i64 {
        self.clock.now().timestamp() / i64::try_from(EVERY.as_secs()).unwrap_or(i64::MAX)
    }
}

async fn enqueue(conn: &mut Connection, turn: i64, delay: Duration) -> Result<()> {
    let task =
        NewTask { unique_key: Some(turn.to_string()), delay, ..NewTask::new(SWEEP, json!(Sweep { turn })) };
    queue::enqueue(conn, &task).await?;
    Ok(())
}
