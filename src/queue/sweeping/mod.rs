//! Sweeps out tasks that ended long ago, with their runs, so that the table stays small.

mod store;

use std::time::Duration;

use serde::de::IgnoredAny;

use super::Queue;
use super::context::TaskContext;
use super::registry::{Handler, Terms};
use crate::error::Result;

/// How long tasks are kept that finished or were cancelled.
const KEEP_ENDED: Duration = Duration::from_secs(24 * 60 * 60);
/// How long those are that failed for the last time: long enough to be noticed and run again.
const KEEP_DEAD: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Tasks that are removed by one statement, so that none takes long.
const BATCH: i64 = 1_000;

/// The background face of the queue itself. Cheap to clone.
#[derive(Clone)]
pub struct TaskSweeper {
    queue: Queue,
}

impl TaskSweeper {
    /// A sweeper of this queue.
    pub fn new(queue: Queue) -> Self {
        Self { queue }
    }
}

impl Handler for TaskSweeper {
    const KIND: &'static str = "queue.sweep";

    type Payload = IgnoredAny;

    async fn run(&self, task: TaskContext, _: IgnoredAny) -> Result<()> {
        for (state, keep) in [("finished", KEEP_ENDED), ("cancelled", KEEP_ENDED), ("dead", KEEP_DEAD)] {
            let keep_ms = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
            let remove_some = || async {
                let conn = &mut *self.queue.db.conn().await?;
                store::remove_ended(conn, state, keep_ms, BATCH, self.queue.offset_ms()).await
            };
            let removed = task.sweep(remove_some).await?;
            if removed > 0 {
                tracing::debug!(state, removed, "tasks that ended long ago are swept out");
            }
        }
        Ok(())
    }

    fn terms() -> Terms {
        Terms { max_running: Some(1), every: Some("*/10 * * * *"), ..Terms::default() }
    }
}
