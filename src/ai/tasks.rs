//! The background face of asking models: sweeps what is over, every ten minutes.

use serde::de::IgnoredAny;

use super::{budget, cache, parts, records, words};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::queue::{Handler, TaskContext, Terms};

/// The kind of task that sweeps.
pub const SWEEP: &str = "ai.sweep";

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
}

impl Handler for Sweeper {
    const KIND: &'static str = SWEEP;

    type Payload = IgnoredAny;

    async fn run(&self, task: TaskContext, _: IgnoredAny) -> Result<()> {
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                let swept = budget::sweep(conn).await?;
                records::tell_lost(conn, None).await?;
                let parts = parts::sweep(conn, now).await?;
                let answers = cache::sweep(conn, now).await?;
                let words = words::sweep(conn, now).await?;
                if swept.lapsed > 0 {
                    tracing::warn!(
                        lapsed = swept.lapsed,
                        "{} calls to models were never settled and count as spent",
                        swept.lapsed
                    );
                }
                tracing::debug!(answers, parts, words, purses = swept.removed, "what was over is swept");
                Ok(())
            })
            .await
    }

    fn terms() -> Terms {
        Terms { max_running: Some(1), every: Some("*/10 * * * *"), ..Terms::default() }
    }
}
