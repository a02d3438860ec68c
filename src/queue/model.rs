//! Tasks and the rules of trying again. Pure.

use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

/// Runs of a task before it is given up, when its maker names no number.
pub const DEFAULT_MAX_ATTEMPTS: i32 = 5;

/// The wait before the second run; it doubles with each further one.
const FIRST_WAIT_MS: u64 = 2_000;
/// The longest wait between two runs.
const LONGEST_WAIT_MS: u64 = 15 * 60 * 1_000;

/// A task to enqueue.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// Which registered function runs it, such as `generation.run`.
    pub kind: &'static str,
    /// What the function is given.
    pub payload: Value,
    /// While an open task of this kind has this key, enqueuing returns that one.
    pub unique_key: Option<String>,
    /// How long to wait before the first run.
    pub delay: Duration,
    /// Higher runs first; 0 is usual.
    pub priority: i16,
    /// Whose task it is; it goes when the account goes.
    pub account_id: Option<Uuid>,
    /// Runs before it is given up.
    pub max_attempts: i32,
}

impl NewTask {
    /// A task that is due at once.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self {
            kind,
            payload,
            unique_key: None,
            delay: Duration::ZERO,
            priority: 0,
            account_id: None,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
        }
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// It waits for a worker, or for its time.
    Waiting,
    /// A worker holds its lease.
    Running,
    /// It ended well.
    Finished,
    /// It failed for the last time.
    Dead,
    /// It was cancelled.
    Cancelled,
}

impl TaskState {
    /// Every state with its word in the database.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Running, "running"),
        (Self::Finished, "finished"),
        (Self::Dead, "dead"),
        (Self::Cancelled, "cancelled"),
    ];

    pub(super) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// A claimed task: what to run, and the lease under which it runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The task's id.
    pub id: Uuid,
    /// Which registered function runs it.
    pub kind: String,
    /// What the function is given.
    pub payload: Value,
    /// Whose task it is.
    pub account_id: Option<Uuid>,
    /// Which run this is, from 1.
    pub attempt: i32,
    /// Runs before it is given up.
    pub max_attempts: i32,
    /// The fence: good until somebody else claims the task.
    pub token: i64,
    /// Whether its cancellation was asked for before this run.
    pub is_cancel_requested: bool,
}

impl Task {
    /// Whether its last run was lost with its worker, so that this one may only tell of its end.
    pub fn is_farewell(&self) -> bool {
        self.attempt > self.max_attempts
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Well.
    Finished,
    /// With an error, whose message for a person is kept; it may be tried again.
    Failed {
        /// The error's message, never its cause.
        message: String,
    },
    /// With an error that another run would meet again.
    Hopeless {
        /// The error's message, never its cause.
        message: String,
    },
    /// Because it was cancelled.
    Cancelled,
    /// The worker stops; the run does not count.
    HandedBack,
}

/// How long to wait after a failed run, in milliseconds: 2 s doubling up to 15 minutes,
/// of which the last half is `share` (0 to 1), drawn anew each time, so that tasks that
/// failed together do not come back together.
pub(super) fn wait_ms(attempt: i32, share: f64) -> i64 {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(30);
    let full = FIRST_WAIT_MS.saturating_mul(1 << doublings).min(LONGEST_WAIT_MS);
    let half = full / 2;
    (half + (half as f64 * share.clamp(0.0, 1.0)) as u64) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let check = |attempt: i32, share: f64, expected: i64| assert_eq!(wait_ms(attempt, share), expected);
        check(1, 0.0, 1_000);
        check(1, 1.0, 2_000);
        check(2, 1.0, 4_000);
        check(3, 0.5, 6_000);
        check(40, 1.0, 900_000);
        check(i32::MAX, 0.0, 450_000);
    }
}
