//! Where shares are taken from: the one thing all processes have in common. Part of the limits.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Granted, Key, store};
use crate::db::Db;
use crate::error::{Error, Result};

/// How long the source is waited for. It answers within a millisecond or two.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often a process removes windows that have ended.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// Postgres as the source of shares.
pub struct Source {
    db: Db,
    begun: Instant,
    /// When the next sweep is due, in milliseconds since the source was opened.
    next_sweep_ms: AtomicU64,
}

impl Source {
    /// The source of this database.
    pub fn new(db: Db) -> Self {
        Self { db, begun: Instant::now(), next_sweep_ms: AtomicU64::new(0) }
    }

    /// Takes up to `wanted` units of `limit` for a key in the window that runs.
    ///
    /// # Errors
    /// `Unavailable` when the database is away or slow.
    pub async fn take(&self, key: &Key, limit: u32, wanted: u32, window_ms: u32) -> Result<Granted> {
        let taking = async {
            let conn = &mut *self.db.conn().await?;
            let granted = store::take(conn, key, limit, wanted, window_ms).await?;
            if self.is_sweep_due() {
                store::sweep(conn).await?;
            }
            Ok(granted)
        };
        timeout(PATIENCE, taking)
            .await
            .unwrap_or_else(|late| Err(Error::unavailable("Limits cannot be looked up now.", late)))
    }

    fn is_sweep_due(&self) -> bool {
        let now_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let next_ms = now_ms + SWEEP_EVERY.as_millis() as u64;
        let due = |due_ms| (now_ms >= due_ms).then_some(next_ms);
        self.next_sweep_ms.fetch_update(Ordering::Relaxed, Ordering::Relaxed, due).is_ok()
    }
}
