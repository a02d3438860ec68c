//! Where shares are taken from: the one thing all processes have in common. Part of the limits.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::counters::Counters;
use super::{Granted, Key, measures, store};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::redis::Redis;

/// How long Postgres is waited for. It answers within a millisecond or two.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often a process removes windows that have ended.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// The source of shares: Redis where there is one that can be relied upon, Postgres else.
pub struct Source {
    db: Db,
    counters: Option<Counters>,
    begun: Instant,
    /// When the next sweep is due, in milliseconds since the source was opened.
    next_sweep_ms: AtomicU64,
}

impl Source {
    /// The source of this database.
    pub fn new(db: Db) -> Self {
        Self { db, counters: None, begun: Instant::now(), next_sweep_ms: AtomicU64::new(0) }
    }

    /// The same, with Redis before it where there is one.
    #[must_use]
    pub fn with_redis(self, redis: Option<Redis>) -> Self {
        Self { counters: redis.map(Counters::new), ..self }
    }

    /// Takes up to `wanted` units of `limit` for a key in the window that runs.
    ///
    /// # Errors
    /// `Unavailable` when neither Redis nor the database answers in time.
    pub async fn take(&self, key: &Key, limit: u32, wanted: u32, window_ms: u32) -> Result<Granted> {
        if let Some(counters) = &self.counters
            && let Some(granted) = counters.take(key, limit, wanted, window_ms).await
        {
            measures::share("redis");
            return Ok(granted);
        }
        let granted = timeout(PATIENCE, self.take_of_postgres(key, limit, wanted, window_ms))
            .await
            .unwrap_or_else(|late| Err(Error::unavailable("Limits cannot be looked up now.", late)))?;
        measures::share("postgres");
        Ok(granted)
    }

    async fn take_of_postgres(&self, key: &Key, limit: u32, wanted: u32, window_ms: u32) -> Result<Granted> {
        let conn = &mut *self.db.conn().await?;
        let granted = store::take(conn, key, limit, wanted, window_ms).await?;
        if self.is_sweep_due() {
            store::sweep(conn).await?;
        }
        Ok(granted)
    }

    fn is_sweep_due(&self) -> bool {
        let now_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let next_ms = now_ms + SWEEP_EVERY.as_millis() as u64;
        let due = |due_ms| (now_ms >= due_ms).then_some(next_ms);
        self.next_sweep_ms.fetch_update(Ordering::Relaxed, Ordering::Relaxed, due).is_ok()
    }
}
