//! A run alone in a child process: for a task whose process died again and again at one checkpoint.
//! Whatever it does to its process, the worker and its other tasks live on, and see it.
//!
//! The parent keeps the lease and writes the end; the child has the token, and writes behind the
//! fence as any run does. Its standard input is open as long as it may go on: the end of it is a
//! cancellation, also when the parent dies. On standard output it tells how the run ended, one line
//! of JSON; a child that dies tells nothing.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::error::{Error, ErrorKind, Result};
use crate::queue::Queue;
use crate::queue::context::TaskContext;
use crate::queue::leases::Held;
use crate::queue::model::Task;
use crate::queue::registry::Registry;
use crate::queue::store::stale;
use crate::telemetry::Span;

/// What a process that panicked in its main thread exits with.
const PANICKED: i32 = 101;
/// The most that is read of what a child tells.
const MAX_TOLD_BYTES: u64 = 64 * 1024;
/// Where Linux is told which process to end when memory is short, and what says: this one first.
const OOM_SCORE: (&str, &str) = ("/proc/self/oom_score_adj", "1000");

/// Makes the command that runs a task, of this id and token, in a process of its own: it has to end
/// in [`run_alone`]. Cheap to clone.
#[derive(Clone)]
pub struct Launcher(Arc<dyn Fn(Uuid, i64) -> std::process::Command + Send + Sync>);

impl Launcher {
    /// A launcher of these commands.
    pub fn new(command: impl Fn(Uuid, i64) -> std::process::Command + Send + Sync + 'static) -> Self {
        Self(Arc::new(command))
    }
}

/// What became of a child.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Its run came to an end.
    Ended(Result<()>),
    /// It died.
    Died,
}

/// How a run ended, as the child tells it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Finished,
    Failed { kind: ErrorKind, message: String },
}

/// Runs a task in a child process. The child is killed when this is dropped.
pub(super) async fn run_in_child(
    launcher: &Launcher,
    task: &Task,
    cancellation: &CancellationToken,
) -> Outcome {
    let mut command = tokio::process::Command::from((launcher.0)(task.id, task.token));
    // A group of its own: ctrl-c is for the parent, which tells the child.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).kill_on_drop(true);
    let failed =
        |cause| Error::unavailable("The process for a task could not be run; it is tried again.", cause);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(cause) => return Outcome::Ended(Err(failed(cause))),
    };
    let (mut input, output) = (child.stdin.take(), child.stdout.take());
    let ended = async {
        let mut told = String::new();
        if let Some(output) = output {
            output.take(MAX_TOLD_BYTES).read_to_string(&mut told).await?;
        }
        Ok::<_, std::io::Error>((told, child.wait().await?))
    };
    let mut ended = std::pin::pin!(ended);
    let ended = tokio::select! {
        ended = &mut ended => ended,
        () = cancellation.cancelled() => {
            input = None;
            ended.await
        }
    };
    drop(input);
    match ended {
        Ok((told, status)) => outcome(&told, status),
        Err(cause) => Outcome::Ended(Err(failed(cause))),
    }
}

fn outcome(told: &str, status: ExitStatus) -> Outcome {
    match serde_json::from_str(told.trim()) {
        Ok(Told::Finished) => Outcome::Ended(Ok(())),
        Ok(Told::Failed { kind, message }) => Outcome::Ended(Err(Error::new(kind, message))),
        Err(_) if status.signal().is_some() || status.code() == Some(PANICKED) => Outcome::Died,
        Err(cause) => {
            Outcome::Ended(Err(Error::unavailable("The process for a task ended without a word.", cause)))
        }
    }
}

/// In the child: runs the task of this id, whose lease the parent holds under this token, and gives
/// the line to print. Standard input is read; its end cancels the run.
///
/// # Errors
/// `Conflict` when the lease is another's by now; `Unavailable` when the database is away.
pub async fn run_alone(queue: &Queue, registry: &Registry, task_id: Uuid, token: i64) -> Result<String> {
    // Where this is not Linux, or not allowed, whoever is short of memory chooses.
    let _ = std::fs::write(OOM_SCORE.0, OOM_SCORE.1);
    let task = queue.find_held(Held { task_id, token }).await?.ok_or_else(stale)?;
    let cancellation = CancellationToken::new();
    let cancelled = cancellation.clone();
    // A thread that may wait for ever must not be one that the runtime waits for.
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        cancelled.cancel();
    });
    let span = Span::task(&task.kind, task.id, task.attempt, task.traceparent.as_deref());
    let done = span.around(registry.run(&task, TaskContext::new(&task, cancellation))).await;
    span.end(if done.is_ok() { "finished" } else { "failed" }, done.is_err());
    let told = match done {
        Ok(()) => Told::Finished,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(%task_id, %error, cause, "the run of task {task_id} alone has failed");
            Told::Failed { kind: error.kind(), message: error.message().to_owned() }
        }
    };
    serde_json::to_string(&told).map_err(|cause| Error::internal("The end of a run cannot be told.", cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_tells_nothing_and_was_killed_has_died() {
        let check = |told: &str, status: i32, expected: &str| {
            let outcome = outcome(told, ExitStatus::from_raw(status));
            let found = match &outcome {
                Outcome::Died => "died".to_owned(),
                Outcome::Ended(Ok(())) => "finished".to_owned(),
                Outcome::Ended(Err(error)) => format!("{:?}", error.kind()),
            };
            assert_eq!(found, expected, "{told} {status}");
        };
        check("\"finished\"\n", 0, "finished");
        check("{\"failed\":{\"kind\":\"does_not_fit\",\"message\":\"no\"}}\n", 0, "DoesNotFit");
        check("", 9, "died");
        check("{\"fail", 6, "died");
        check("", 101 << 8, "died");
        check("", 2 << 8, "Unavailable");
        // It told, and died of something else on its way out.
        check("\"finished\"", 11, "finished");
    }
}
