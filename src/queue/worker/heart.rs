//! The heartbeat: keeps the leases of a process with one statement a beat, and hears of
//! cancellations by it.
//!
//! It has a thread, a runtime and a connection of its own: neither a pool whose connections are all
//! lent nor threads that are all computing keep it from beating, so that leases can be short. What it
//! writes need not survive a crash of Postgres, for a lease that looks older than it is does no harm;
//! so it does not wait for the disk either.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::running::RunningTasks;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::faults;
use crate::queue::{Queue, leases};

/// Beats of a lease: one that is missed, and one more, do not lose it.
const BEATS_OF_A_LEASE: u32 = 4;
/// The least time between two beats, however many are asked for.
const LEAST_PAUSE: Duration = Duration::from_millis(20);

/// Beats until it is dropped.
pub(super) struct Heart {
    hurry: Arc<Notify>,
    _stopped_when_dropped: DropGuard,
}

impl Heart {
    /// Begins to beat.
    pub fn start(queue: Queue, running: RunningTasks, lease: Duration) -> Self {
        let (hurry, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let beating = Beating { queue, running, lease, conn: None };
        let (hurried, stopped) = (Arc::clone(&hurry), stop.clone());
        let thread = std::thread::Builder::new().name("jobwise-heart".to_owned()).spawn(move || {
            match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime.block_on(beating.beat_until(&stopped, &hurried)),
                Err(cause) => tracing::error!(%cause, "leases are not kept: the heartbeat has no runtime"),
            }
        });
        if let Err(cause) = thread {
            tracing::error!(%cause, "leases are not kept: the heartbeat has no thread");
        }
        Self { hurry, _stopped_when_dropped: stop.drop_guard() }
    }

    /// Beats at once.
    pub fn hurry(&self) {
        self.hurry.notify_one();
    }
}

struct Beating {
    queue: Queue,
    running: RunningTasks,
    lease: Duration,
    conn: Option<Connection>,
}

impl Beating {
    async fn beat_until(mut self, stop: &CancellationToken, hurry: &Notify) {
        let mut beats = tokio::time::interval(self.lease / BEATS_OF_A_LEASE);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = beats.tick() => {}
                () = hurry.notified() => tokio::time::sleep_until(last + LEAST_PAUSE).await,
            }
            last = Instant::now();
            if let Err(error) = self.beat().await {
                tracing::warn!(%error, "leases could not be renewed");
            }
        }
    }

    /// Renews the leases of what runs; tells tasks of their cancellation or lost lease.
    async fn beat(&mut self) -> Result<()> {
        let held = self.running.held();
        if held.is_empty() {
            return Ok(());
        }
        let lease_ms = i64::try_from(self.lease.as_millis()).unwrap_or(i64::MAX);
        let (queue, conn) = (&self.queue, self.conn.take());
        let renewed = async {
            let mut conn = match conn {
                Some(conn) => conn,
                None => leases::open_for_heart(&queue.db).await?,
            };
            let kept = leases::renew(&mut conn, &held, lease_ms, queue.offset_ms()).await?;
            Ok::<_, Error>((conn, kept))
        };
        // A connection that does not answer is given up with the statement.
        let late = |cause| Error::unavailable("The database does not answer in time.", cause);
        let (conn, kept) = tokio::time::timeout(self.lease / 2, renewed).await.map_err(late)??;
        faults::point("queue.renewed");
        self.conn = Some(conn);
        self.running.tell(&held, &kept.into_iter().collect::<HashMap<i64, bool>>());
        Ok(())
    }
}
