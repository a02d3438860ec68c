//! Writes how runs ended: all ends that arrive while some are written go into the next statement.
//!
//! A database that is away is waited for, so that what was done is not done again because it could
//! not be written down at once; the token keeps out what comes too late.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::error::{Error, ErrorKind, Result};
use crate::faults;
use crate::queue::Queue;
use crate::queue::model::{Ending, Task, TaskState};
use crate::queue::store::stale;

/// Ends that are written by one statement.
const BATCH: usize = 256;
/// The waits between tries while the database is away.
const PAUSES: [Duration; 8] = [
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(16),
];

struct Ended {
    task: Task,
    ending: Ending,
    told: oneshot::Sender<Result<TaskState>>,
}

/// Where ends are handed in. Cheap to clone; it writes until the last clone is dropped.
#[derive(Clone)]
pub(super) struct Finisher {
    sender: mpsc::Sender<Ended>,
}

impl Finisher {
    /// A finisher, and what ends once all that was handed in is written. Must be called within a
    /// runtime.
    pub fn start(queue: Queue) -> (Self, JoinHandle<()>) {
        let (sender, mut receiver) = mpsc::channel::<Ended>(BATCH);
        let writing = tokio::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH);
            while receiver.recv_many(&mut batch, BATCH).await > 0 {
                write(&queue, std::mem::take(&mut batch)).await;
            }
        });
        (Self { sender }, writing)
    }

    /// Writes how a run ended; gives the state of the task after it.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; `Unavailable` when the database stays away.
    pub async fn end(&self, task: Task, ending: Ending) -> Result<TaskState> {
        let gone = || Error::new(ErrorKind::Unavailable, "The worker has ended.");
        let (told, hear) = oneshot::channel();
        self.sender.send(Ended { task, ending, told }).await.map_err(|_| gone())?;
        hear.await.unwrap_or_else(|_| Err(gone()))
    }
}

async fn write(queue: &Queue, batch: Vec<Ended>) {
    faults::point("queue.end.before");
    let mut result = try_to_write(queue, &batch).await;
    for pause in PAUSES {
        if !matches!(&result, Err(error) if error.kind() == ErrorKind::Unavailable) {
            break;
        }
        tokio::time::sleep(pause).await;
        result = try_to_write(queue, &batch).await;
    }
    faults::point("queue.end.after");
    match result {
        Ok(states) => {
            for ended in batch {
                let state = states.get(&ended.task.token).copied().ok_or_else(stale);
                // Whoever does not wait any more has been aborted.
                let _ = ended.told.send(state);
            }
        }
        // One that cannot be written must not keep the others from it.
        Err(error) if error.kind() != ErrorKind::Unavailable && batch.len() > 1 => {
            for ended in batch {
                let state = queue.end(&ended.task, &ended.ending).await;
                let _ = ended.told.send(state);
            }
        }
        Err(error) => {
            for ended in batch {
                let _ = ended.told.send(Err(Error::new(error.kind(), error.message())));
            }
        }
    }
}

async fn try_to_write(queue: &Queue, batch: &[Ended]) -> Result<HashMap<i64, TaskState>> {
    let ended: Vec<_> = batch.iter().map(|ended| (&ended.task, &ended.ending)).collect();
    queue.end_many(&ended).await
}
