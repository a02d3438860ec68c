//! The worker: claims tasks, runs them side by side, keeps their leases, and lets go of
//! them gracefully. The loop is here; what it does with a task in `running`, how ends are
//! written in `ending`, the heartbeat in `heart`, runs in a child process in `alone`.

pub(super) mod alone;
mod ear;
mod ending;
mod heart;
mod running;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use self::alone::Launcher;
use self::ear::Ear;
use self::ending::Finisher;
use self::heart::Heart;
use self::running::{Crew, Running};
use super::Queue;
use super::model::{Ending, Task};
use super::registry::{Registry, Terms};
use crate::error::Result;

/// How long tasks that were told to stop may take to do so; then they are handed back
/// as they are, and the fence keeps out what they still try to write.
const GRACE: Duration = Duration::from_secs(2);
/// How often what dead workers hold is taken back, and schedules are looked at.
const TIDY_EVERY: Duration = Duration::from_millis(500);
/// How long a worker with a free place waits for more of them before it asks for tasks.
const GATHER: Duration = Duration::from_millis(2);
/// The lease of tasks that are run one after the other, without a heartbeat.
const LEASE_WITHOUT_HEART: Duration = Duration::from_secs(10 * 60);
/// How long handing back may take when the worker stops.
const HAND_BACK_WITHIN: Duration = Duration::from_secs(1);

/// How a worker works.
#[derive(Clone)]
pub struct WorkerOptions {
    /// Tasks run at once.
    pub concurrency: usize,
    /// How long a lease lasts without a heartbeat; heartbeats come four times as often.
    pub lease: Duration,
    /// How often to look for tasks when no wake-up comes.
    pub poll_interval: Duration,
    /// How long a stop may take: tasks may go on until shortly before its end.
    pub drain_timeout: Duration,
    /// Who runs a task alone in a child process; without one such tasks run as any other.
    pub launcher: Option<Launcher>,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            concurrency: 2,
            lease: Duration::from_secs(3),
            poll_interval: Duration::from_secs(2),
            drain_timeout: Duration::from_secs(20),
            launcher: None,
        }
    }
}

/// Runs the tasks of a registry.
pub struct Worker {
    queue: Queue,
    kinds: Vec<(&'static str, Terms)>,
    options: WorkerOptions,
    crew: Crew,
}

impl Worker {
    /// A worker at rest; [`Worker::run`] sets it to work.
    pub fn new(queue: Queue, registry: Registry, options: WorkerOptions) -> Self {
        let kinds = registry.kinds();
        let crew = Crew::new(queue.clone(), Arc::new(registry), options.launcher.clone());
        Self { queue, kinds, options, crew }
    }

    /// Runs tasks until `stop` fires, then lets those on their way end within the drain
    /// time-out and hands back the rest. A database that is away is waited for. Must be called
    /// within a runtime.
    pub async fn run(self, stop: CancellationToken) {
        let (finisher, writing) = Finisher::start(self.queue.clone());
        let heart = Heart::start(self.queue.clone(), self.crew.running.clone(), self.options.lease);
        let mut tasks = JoinSet::new();
        let mut ear = Ear::start(self.queue.db.clone());
        let mut tidy = tokio::time::interval(TIDY_EVERY);
        tidy.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_planned = false;
        // When to ask for tasks; later while nothing speaks for there being any.
        let mut look_at = Instant::now();
        loop {
            let is_free = tasks.len() < self.options.concurrency;
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(_) = tasks.join_next() => {
                    while tasks.try_join_next().is_some() {}
                    look_at = look_at.min(Instant::now() + GATHER);
                }
                _ = tidy.tick() => {
                    if self.tidy(&mut is_planned).await > 0 {
                        look_at = Instant::now();
                    }
                }
                () = tokio::time::sleep_until(look_at), if is_free => {
                    look_at = self.start_due(&mut tasks, &finisher).await;
                }
                woken = ear.next() => {
                    if woken.is_about(|id| self.crew.running.is_running(id)) {
                        heart.hurry();
                    }
                    look_at = Instant::now();
                }
            }
        }
        self.drain(&mut tasks).await;
        // From here on nothing runs that would need a lease, or hand in an end.
        tasks.shutdown().await;
        drop((heart, finisher));
        self.hand_back(writing).await;
    }

    /// Claims and runs every task that is due, one after the other, and returns how many
    /// ran. For tests and one-off programs.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn run_due(&self) -> Result<usize> {
        let (finisher, _) = Finisher::start(self.queue.clone());
        let mut count = 0;
        self.queue.take_back().await?;
        while let Some(task) = self.take(1, LEASE_WITHOUT_HEART).await?.into_iter().next() {
            self.crew.supervise(task, finisher.clone()).await;
            count += 1;
        }
        Ok(count)
    }

    async fn take(&self, limit: usize, lease: Duration) -> Result<Vec<Task>> {
        let lease_ms = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        self.queue.take(&self.kinds, limit as i64, lease_ms).await
    }

    /// Fills the free places; gives when to ask again if nothing happens until then.
    async fn start_due(&self, tasks: &mut JoinSet<()>, finisher: &Finisher) -> Instant {
        let places = self.options.concurrency - tasks.len();
        match self.take(places, self.options.lease).await {
            Ok(claimed) => {
                for task in claimed {
                    tasks.spawn(self.crew.supervise(task, finisher.clone()));
                }
            }
            Err(error) => tracing::warn!(%error, "tasks could not be claimed"),
        }
        Instant::now() + self.options.poll_interval
    }

    /// Takes back what dead workers hold and makes the tasks whose time has come; tells how many
    /// tasks wait for that.
    async fn tidy(&self, is_planned: &mut bool) -> usize {
        let done = async {
            if !*is_planned {
                self.queue.plan(&self.kinds).await?;
                *is_planned = true;
            }
            Ok::<_, crate::error::Error>(
                self.queue.take_back().await? + self.queue.make_scheduled(&self.kinds).await?,
            )
        };
        done.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "lost leases and schedules could not be looked at");
            0
        })
    }

    /// Lets tasks on their way end, and tells them to when it takes too long.
    async fn drain(&self, tasks: &mut JoinSet<()>) {
        let grace = GRACE.min(self.options.drain_timeout / 2);
        let mut deadline = std::pin::pin!(tokio::time::sleep(self.options.drain_timeout - grace));
        let mut is_late = false;
        while !tasks.is_empty() {
            tokio::select! {
                _ = tasks.join_next() => {}
                () = &mut deadline => {
                    if is_late {
                        return;
                    }
                    is_late = true;
                    deadline.as_mut().reset(Instant::now() + grace);
                    self.crew.running.cancel_all();
                }
            }
        }
    }

    /// Hands back what still ran, once the ends of what did not are written.
    async fn hand_back(&self, writing: JoinHandle<()>) {
        let left: Vec<Running> = self.crew.running.drain();
        let ended: Vec<_> = left.iter().map(|running| (&running.task, &Ending::HandedBack)).collect();
        let written = async {
            if !ended.is_empty() {
                self.queue.end_many(&ended).await?;
            }
            // It fails only with its runtime.
            let _ = writing.await;
            Ok::<_, crate::error::Error>(())
        };
        if !matches!(tokio::time::timeout(HAND_BACK_WITHIN, written).await, Ok(Ok(()))) {
            tracing::warn!(tasks = ended.len(), "not all tasks were handed back; their leases run out");
        }
    }
}
