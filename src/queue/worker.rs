//! The worker: claims tasks, runs them side by side, keeps their leases, and lets go of
//! them gracefully.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::model::{Ending, Task};
use super::{CHANNEL, Queue, store};
use crate::db::{Connection, Db, Listener};
use crate::error::{Error, ErrorKind, Result};

type Run = Box<dyn Fn(TaskContext, Value) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

/// How long tasks that were told to stop may take to do so; then they are handed back
/// as they are, and the fence keeps out what they still try to write.
const GRACE: Duration = Duration::from_secs(2);

/// What is known of each kind of task: the function that runs it.
#[derive(Default)]
pub struct Registry {
    runs: HashMap<&'static str, Run>,
    farewells: HashMap<&'static str, Run>,
}

impl Registry {
    /// A registry without kinds.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind. A payload that does not read as `P` is an error no retry can mend.
    ///
    /// An error of kind `Unavailable`, `LimitReached`, `Internal` or `Conflict` is tried
    /// again; any other ends the task.
    pub fn with<P, F, R>(mut self, kind: &'static str, run: F) -> Self
    where
        P: DeserializeOwned + Send + 'static,
        F: Fn(TaskContext, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
    {
        self.runs.insert(kind, reading(run));
        self
    }

    /// Adds what tells of the end of a task of this kind whose last run was lost with its worker,
    /// so that nobody waits for it for ever. It must not do again what may have ended the worker.
    /// A kind without one ends in silence.
    pub fn with_farewell<P, F, R>(mut self, kind: &'static str, tell: F) -> Self
    where
        P: DeserializeOwned + Send + 'static,
        F: Fn(TaskContext, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
    {
        self.farewells.insert(kind, reading(tell));
        self
    }

    async fn run(&self, task: &Task, context: TaskContext) -> Result<()> {
        let payload = task.payload.clone();
        if !task.is_farewell() {
            return match self.runs.get(task.kind.as_str()) {
                Some(run) => run(context, payload).await,
                None => Err(Error::invalid("No worker knows this kind of task.")),
            };
        }
        if let Some(tell) = self.farewells.get(task.kind.as_str()) {
            tell(context, payload).await?;
        }
        Err(Error::invalid("Every run of the task was lost with its worker."))
    }
}

/// A run that reads its payload first.
fn reading<P, F, R>(run: F) -> Run
where
    P: DeserializeOwned + Send + 'static,
    F: Fn(TaskContext, P) -> R + Send + Sync + 'static,
    R: Future<Output = Result<()>> + Send + 'static,
{
    Box::new(move |context, payload| match serde_json::from_value(payload) {
        Ok(payload) => Box::pin(run(context, payload)),
        Err(cause) => {
            Box::pin(
                async move { Err(Error::invalid("The task's payload is not of its kind.").caused_by(cause)) },
            )
        }
    })
}

/// What a running task knows of itself.
#[derive(Debug, Clone)]
pub struct TaskContext {
    /// The task's id.
    pub task_id: Uuid,
    /// Whose task it is.
    pub account_id: Option<Uuid>,
    /// Which run this is, from 1.
    pub attempt: i32,
    /// Whether a failure of this run is final.
    pub is_last_attempt: bool,
    /// Fires when the task's cancellation was asked for, its lease was lost, or the
    /// worker stops. Look at it between steps; what is kept so far is enough.
    pub cancellation: CancellationToken,
    token: i64,
}

impl TaskContext {
    /// Fences a write: call it first in the transaction that keeps a step's result.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; the transaction must not go on.
    pub async fn hold(&self, conn: &mut Connection) -> Result<()> {
        store::hold(conn, self.task_id, self.token).await
    }
}

/// How a worker works.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Tasks run at once.
    pub concurrency: usize,
    /// How long a lease lasts without a heartbeat; heartbeats come three times as often.
    pub lease: Duration,
    /// How often to look for tasks when no wake-up comes.
    pub poll_interval: Duration,
    /// How long running tasks may go on after a stop is asked for.
    pub drain_timeout: Duration,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            concurrency: 2,
            lease: Duration::from_secs(30),
            poll_interval: Duration::from_secs(2),
            drain_timeout: Duration::from_secs(20),
        }
    }
}

/// Runs the tasks of a registry.
pub struct Worker {
    queue: Queue,
    registry: Arc<Registry>,
    options: WorkerOptions,
    running: Arc<Mutex<HashMap<i64, Running>>>,
}

/// A task on its way, by its lease token.
struct Running {
    task: Task,
    cancellation: CancellationToken,
    is_cancel_requested: bool,
}

impl Worker {
    /// A worker at rest; [`Worker::run`] sets it to work.
    pub fn new(queue: Queue, registry: Registry, options: WorkerOptions) -> Self {
        Self { queue, registry: Arc::new(registry), options, running: Arc::default() }
    }

    /// Runs tasks until `stop` fires, then lets those on their way end within the drain
    /// time-out and hands back the rest. A database that is away is waited for.
    pub async fn run(self, stop: CancellationToken) {
        let mut tasks = JoinSet::new();
        let mut listener = None;
        let mut heartbeat = tokio::time::interval(self.options.lease / 3);
        heartbeat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            if tasks.len() < self.options.concurrency {
                self.start_due(&mut tasks).await;
            }
            tokio::select! {
                () = stop.cancelled() => break,
                _ = heartbeat.tick() => self.beat().await,
                Some(_) = tasks.join_next() => {}
                () = wake_up(&self.queue.db, &mut listener, self.options.poll_interval) => {}
            }
        }
        self.drain(tasks, heartbeat).await;
    }

    /// Claims and runs every task that is due, one after the other, and returns how many
    /// ran. For tests and one-off programs.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn run_due(&self) -> Result<usize> {
        let mut count = 0;
        while let Some(task) = self.claim(1).await?.into_iter().next() {
            self.supervise(task).await;
            count += 1;
        }
        Ok(count)
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Task>> {
        let kinds: Vec<&str> = self.registry.runs.keys().copied().collect();
        self.queue.claim(&kinds, limit as i64, self.options.lease.as_millis() as i64).await
    }

    async fn start_due(&self, tasks: &mut JoinSet<()>) {
        match self.claim(self.options.concurrency - tasks.len()).await {
            Ok(claimed) => {
                for task in claimed {
                    tasks.spawn(self.supervise(task));
                }
            }
            Err(error) => tracing::warn!(%error, "tasks could not be claimed"),
        }
    }

    /// Runs a task and writes its end.
    fn supervise(&self, task: Task) -> impl Future<Output = ()> + Send + 'static {
        let (queue, registry) = (self.queue.clone(), Arc::clone(&self.registry));
        let running = Arc::clone(&self.running);
        let cancellation = CancellationToken::new();
        if task.is_cancel_requested {
            cancellation.cancel();
        }
        let context = TaskContext {
            task_id: task.id,
            account_id: task.account_id,
            attempt: task.attempt,
            is_last_attempt: task.attempt >= task.max_attempts,
            cancellation: cancellation.clone(),
            token: task.token,
        };
        let is_cancel_requested = task.is_cancel_requested;
        let entry = Running { task: task.clone(), cancellation, is_cancel_requested };
        held(&running).insert(task.token, entry);
        async move {
            // In a task of its own, so that a panic ends the run and not the worker.
            let asked = task.clone();
            let done = tokio::spawn(async move { registry.run(&asked, context).await });
            let done = done.await.unwrap_or_else(|cause| Err(Error::internal("The task broke off.", cause)));
            if let Err(error) = &done {
                let cause = std::error::Error::source(error).map(ToString::to_string);
                tracing::warn!(task_id = %task.id, kind = %task.kind, %error, cause, "a run of task {} has failed", task.id);
            }
            let Some(entry) = held(&running).remove(&task.token) else {
                tracing::warn!(task_id = %task.id, "the lease of task {} was lost", task.id);
                return;
            };
            let ending = ending(done, &entry);
            match queue.end(&task, &ending).await {
                Ok(state) => {
                    tracing::info!(task_id = %task.id, kind = %task.kind, ?state, "task {} has ended a run", task.id)
                }
                Err(error) => {
                    tracing::warn!(task_id = %task.id, %error, "the end of task {} was not written", task.id)
                }
            }
        }
    }

    /// Renews the leases of what runs; tells tasks of their cancellation or lost lease.
    async fn beat(&self) {
        let tokens: Vec<i64> = held(&self.running).keys().copied().collect();
        if tokens.is_empty() {
            return;
        }
        let kept = match self.queue.renew(&tokens, self.options.lease.as_millis() as i64).await {
            Ok(kept) => kept.into_iter().collect::<HashMap<i64, bool>>(),
            Err(error) => return tracing::warn!(%error, "leases could not be renewed"),
        };
        let mut running = held(&self.running);
        for token in tokens {
            match (kept.get(&token), running.get_mut(&token)) {
                (Some(true), Some(entry)) => {
                    entry.is_cancel_requested = true;
                    entry.cancellation.cancel();
                }
                (None, Some(entry)) => {
                    entry.cancellation.cancel();
                    running.remove(&token);
                }
                _ => {}
            }
        }
    }

    async fn drain(&self, mut tasks: JoinSet<()>, mut heartbeat: tokio::time::Interval) {
        let mut deadline = std::pin::pin!(tokio::time::sleep(self.options.drain_timeout));
        let mut is_late = false;
        while !tasks.is_empty() {
            tokio::select! {
                _ = tasks.join_next() => {}
                _ = heartbeat.tick() => self.beat().await,
                () = &mut deadline => {
                    if is_late {
                        break;
                    }
                    is_late = true;
                    deadline.as_mut().reset(tokio::time::Instant::now() + GRACE);
                    for entry in held(&self.running).values() {
                        entry.cancellation.cancel();
                    }
                }
            }
        }
        tasks.abort_all();
        let left: Vec<Task> = held(&self.running).drain().map(|(_, entry)| entry.task).collect();
        for task in left {
            if let Err(error) = self.queue.end(&task, &Ending::HandedBack).await {
                tracing::warn!(task_id = %task.id, %error, "task {} was not handed back", task.id);
            }
        }
    }
}

/// What the run's result means for the task.
fn ending(done: Result<()>, entry: &Running) -> Ending {
    match done {
        Ok(()) => Ending::Finished,
        Err(_) if entry.is_cancel_requested => Ending::Cancelled,
        Err(_) if entry.cancellation.is_cancelled() => Ending::HandedBack,
        Err(error) => {
            let message = error.message().to_owned();
            match error.kind() {
                ErrorKind::Unavailable
                | ErrorKind::LimitReached
                | ErrorKind::Internal
                | ErrorKind::Conflict => Ending::Failed { message },
                _ => Ending::Hopeless { message },
            }
        }
    }
}

/// Returns at a wake-up or after the poll interval, whichever is first. Safe to drop.
async fn wake_up(db: &Db, listener: &mut Option<Listener>, poll_interval: Duration) {
    let woken = async {
        if listener.is_none() {
            *listener = db.listen(&[CHANNEL]).await.ok();
        }
        let Some(open) = listener else { return std::future::pending().await };
        if open.next().await.is_err() {
            *listener = None;
        }
    };
    let _is_late = tokio::time::timeout(poll_interval, woken).await.is_err();
}

fn held(running: &Mutex<HashMap<i64, Running>>) -> std::sync::MutexGuard<'_, HashMap<i64, Running>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
