//! The background face of notifications: sweeps out old ones, and what happened in accounts long
//! ago, so that neither grows for ever. Numbers go on where they were.

use std::time::Duration;

use serde::de::IgnoredAny;

use super::store;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::queue::{Handler, TaskContext, Terms};

/// Rows that are removed by one statement, so that none takes long.
const BATCH: i64 = 5_000;

/// Sweeps. Cheap to clone.
#[derive(Clone)]
pub struct NotificationSweeper {
    db: Db,
    clock: Clock,
    keep: Option<Duration>,
}

impl NotificationSweeper {
    /// A sweeper of this database; `keep` is how long notifications are kept, none for ever.
    pub fn new(db: Db, clock: Clock, keep: Option<Duration>) -> Self {
        Self { db, clock, keep }
    }
}

impl Handler for NotificationSweeper {
    const KIND: &'static str = "notification.sweep";

    type Payload = IgnoredAny;

    async fn run(&self, task: TaskContext, _: IgnoredAny) -> Result<()> {
        let Some(keep) = self.keep else { return Ok(()) };
        let before = self.clock.now() - keep;
        let remove_some = || async { store::remove_before(&mut *self.db.conn().await?, before, BATCH).await };
        let removed = task.sweep(remove_some).await?;
        tracing::debug!(removed, "old notifications and changes of lists are swept out");
        Ok(())
    }

    fn terms() -> Terms {
        Terms { max_running: Some(1), every: Some("40 3 * * *"), ..Terms::default() }
    }
}
