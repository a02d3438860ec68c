//! Sweeps out what was told of runs that ended long ago, so that the log stays small.
//!
//! The last event of each run stays: it tells how the run, or the last section of its documents that
//! was written anew, ended, and the numbers go on behind it should more happen. Whoever asks for the events of such a run hears that one alone.

mod store;

use std::time::Duration;

use serde::de::IgnoredAny;

use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::queue::{Handler, TaskContext, Terms};

/// Events that are removed by one statement, so that none takes long.
const BATCH: i64 = 5_000;

/// Sweeps. Cheap to clone.
#[derive(Clone)]
pub struct EventSweeper {
    db: Db,
    clock: Clock,
    keep: Option<Duration>,
}

impl EventSweeper {
    /// A sweeper of this database; `keep` is how long events are kept, none for ever.
    pub fn new(db: Db, clock: Clock, keep: Option<Duration>) -> Self {
        Self { db, clock, keep }
    }
}

impl Handler for EventSweeper {
    const KIND: &'static str = "generation.sweep";

    type Payload = IgnoredAny;

    async fn run(&self, task: TaskContext, _: IgnoredAny) -> Result<()> {
        let Some(keep) = self.keep else { return Ok(()) };
        let before = self.clock.now() - keep;
        let remove_some = || async { store::remove_events(&mut *self.db.conn().await?, before, BATCH).await };
        let removed = task.sweep(remove_some).await?;
        tracing::debug!(removed, "events of runs that ended long ago are swept out");
        Ok(())
    }

    fn terms() -> Terms {
        Terms { max_running: Some(1), every: Some("20 3 * * *"), ..Terms::default() }
    }
}
