//! Runs a task and writes its end; knows what is on its way in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::alone::{self, Launcher};
use super::ending::Finisher;
use crate::error::{Error, ErrorKind, Result};
use crate::faults;
use crate::queue::context::TaskContext;
use crate::queue::leases::Held;
use crate::queue::model::{Ending, Manner, PARKED_AFTER, Task};
use crate::queue::registry::Registry;
use crate::queue::{Queue, measures};
use crate::telemetry::{Span, panics};

/// A task on its way.
pub(super) struct Running {
    pub task: Task,
    cancellation: CancellationToken,
    is_cancel_requested: bool,
    /// Whether it has run, and its end is being written.
    is_ending: bool,
}

/// The tasks on their way in this process, by their tokens. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct RunningTasks {
    tasks: Arc<Mutex<HashMap<i64, Running>>>,
}

impl RunningTasks {
    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Running>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn insert(&self, running: Running) {
        self.lock().insert(running.task.token, running);
    }

    fn remove(&self, token: i64) -> Option<Running> {
        self.lock().remove(&token)
    }

    /// What a run's result means for its task; none when the lease was lost. The lease is kept until
    /// that is written.
    fn begin_ending(&self, token: i64, done: Result<()>) -> Option<Ending> {
        let mut tasks = self.lock();
        let running = tasks.get_mut(&token)?;
        running.is_ending = true;
        Some(ending(done, running))
    }

    /// Takes what still runs, when the worker ends.
    pub fn drain(&self) -> Vec<Running> {
        self.lock().drain().map(|(_, running)| running).filter(|running| !running.is_ending).collect()
    }

    /// Whether the task runs here.
    pub fn is_running(&self, id: Uuid) -> bool {
        self.lock().values().any(|running| running.task.id == id)
    }

    /// The leases to keep.
    pub fn held(&self) -> Vec<Held> {
        self.lock().values().map(|running| Held::of(&running.task)).collect()
    }

    /// Tells every task to stop.
    pub fn cancel_all(&self) {
        for running in self.lock().values() {
            running.cancellation.cancel();
        }
    }

    /// Tells tasks of their cancellation, or of the lease that was lost: of those asked, `kept` holds
    /// what is still held, with whether its cancellation was asked for.
    pub fn tell(&self, asked: &[Held], kept: &HashMap<i64, bool>) {
        let mut tasks = self.lock();
        for held in asked {
            match (kept.get(&held.token), tasks.get_mut(&held.token)) {
                (Some(true), Some(running)) => {
                    running.is_cancel_requested = true;
                    running.cancellation.cancel();
                }
                (None, Some(running)) => {
                    running.cancellation.cancel();
                    tasks.remove(&held.token);
                }
                _ => {}
            }
        }
    }
}

/// Who runs tasks.
pub(super) struct Crew {
    queue: Queue,
    registry: Arc<Registry>,
    launcher: Option<Launcher>,
    pub running: RunningTasks,
}

impl Crew {
    pub fn new(queue: Queue, registry: Arc<Registry>, launcher: Option<Launcher>) -> Self {
        Self { queue, registry, launcher, running: RunningTasks::default() }
    }

    /// Runs a task and writes its end.
    pub fn supervise(&self, task: Task, finisher: Finisher) -> impl Future<Output = ()> + Send + 'static {
        let (queue, registry) = (self.queue.clone(), Arc::clone(&self.registry));
        let (launcher, running) = (self.launcher.clone(), self.running.clone());
        let cancellation = CancellationToken::new();
        let is_cancel_requested = task.is_cancel_requested;
        if is_cancel_requested {
            cancellation.cancel();
        }
        running.insert(Running {
            task: task.clone(),
            cancellation: cancellation.clone(),
            is_cancel_requested,
            is_ending: false,
        });
        let writing = task.account_id.map(|account_id| self.queue.db.writing(account_id));
        let span = Span::task(&task.kind, task.id, task.attempt, task.traceparent.as_deref());
        span.around(async move {
            faults::point("queue.claimed");
            let _writing = writing;
            let mut task = task;
            let begun = Instant::now();
            let done = run(&queue, registry, launcher, &mut task, cancellation).await;
            if let Err(error) = &done {
                tell_failure(&task, error);
            }
            let Some(ending) = running.begin_ending(task.token, done) else {
                measures::run(&task.kind, "lost", begun.elapsed());
                Span::current().end("lost", true);
                tracing::warn!(task_id = %task.id, "the lease of task {} was lost", task.id);
                return;
            };
            measures::run(&task.kind, outcome(&ending), begun.elapsed());
            Span::current().end(outcome(&ending), matches!(ending, Ending::Failed { .. } | Ending::Hopeless { .. }));
            let written = finisher.end(task.clone(), ending).await;
            running.remove(task.token);
            match written {
                Ok(state) => {
                    tracing::info!(task_id = %task.id, kind = %task.kind, ?state, "task {} has ended a run", task.id)
                }
                Err(error) => {
                    tracing::warn!(task_id = %task.id, %error, "the end of task {} was not written", task.id)
                }
            }
        })
    }
}

/// Runs a task the way it is to be run. One whose child process died is parked by then.
async fn run(
    queue: &Queue,
    registry: Arc<Registry>,
    launcher: Option<Launcher>,
    task: &mut Task,
    cancellation: CancellationToken,
) -> Result<()> {
    let context = TaskContext::new(task, cancellation.clone());
    let (Manner::Alone, Some(launcher)) = (task.manner(), launcher) else {
        let task = task.clone();
        return in_a_task_of_its_own(async move { registry.run(&task, context).await }).await;
    };
    tracing::warn!(task_id = %task.id, losses = task.losses, "task {} runs alone in a child process", task.id);
    match alone::run_in_child(&launcher, task, &cancellation).await {
        alone::Outcome::Ended(done) => done,
        alone::Outcome::Died => {
            tracing::error!(task_id = %task.id, "the child process of task {} died too; it is given up", task.id);
            task.losses = PARKED_AFTER;
            if let Err(error) = queue.note_losses(task).await {
                tracing::warn!(task_id = %task.id, %error, "that task {} is given up was not noted yet", task.id);
            }
            let task = task.clone();
            in_a_task_of_its_own(async move { registry.give_up(&task, context).await }).await
        }
    }
}

/// So that a panic ends the run and not the worker.
async fn in_a_task_of_its_own(work: impl Future<Output = Result<()>> + Send + 'static) -> Result<()> {
    let broke_off = "The task broke off.";
    match tokio::spawn(Span::current().around(panics::guarded(work))).await {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => Err(Error::internal(broke_off, panic)),
        Err(cause) => Err(Error::internal(broke_off, cause)),
    }
}

/// Logs a failed run: a fault of the house as an error, anything else as what may happen.
fn tell_failure(task: &Task, error: &Error) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    if error.kind() != ErrorKind::Internal {
        tracing::warn!(task_id = %task.id, kind = %task.kind, %error, cause, "a run of task {} has failed", task.id);
        return;
    }
    let (fault, place) = panics::fault(error);
    tracing::error!(
        task_id = %task.id,
        task_kind = %task.kind,
        fault,
        place,
        %error,
        cause,
        "a run of task {} has failed",
        task.id
    );
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

fn outcome(ending: &Ending) -> &'static str {
    match ending {
        Ending::Finished => "finished",
        Ending::Failed { .. } => "failed",
        Ending::Hopeless { .. } => "dead",
        Ending::Cancelled => "cancelled",
        Ending::HandedBack => "handed_back",
    }
}
