//! Tasks and the rules of trying again. Pure.

use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

/// Runs of a task before it is given up, when its maker names no number.
pub const DEFAULT_MAX_ATTEMPTS: i32 = 5;

/// Runs lost with their process at one checkpoint, after which the next is alone in a child process.
pub const ALONE_AFTER: i32 = 3;
/// Runs lost at one checkpoint after which no further one is tried. Where a child's own death was
/// seen it does not take that many: these are runs of which only the lease is known to have ended,
/// which a machine that is unplugged again and again does to a healthy task too.
pub const PARKED_AFTER: i32 = 30;
/// Runs that only tell of a task's end, each after the one before was lost too, end with this one.
pub const FORGOTTEN_AFTER: i32 = PARKED_AFTER + 3;

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
    /// Higher runs first; 0 is usual. Of a kind whose accounts take turns, it counts among the tasks
    /// of one account.
    pub priority: i16,
    /// Whose task it is; it goes when the account goes.
    pub account_id: Option<Uuid>,
    /// Failed runs before it is given up.
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

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// How a task is run, by what its earlier runs came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Beside others.
    Usual,
    /// Alone in a child process, because its process died again and again at one checkpoint.
    Alone,
    /// Not any more: what is left is to tell of its end.
    Farewell,
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
    /// Which run this is, from 1, of those that count.
    pub attempt: i32,
    /// Failed runs before it is given up.
    pub max_attempts: i32,
    /// Runs lost with their process since the last checkpoint.
    pub losses: i32,
    /// Whether somebody had it run again after it was dead or cancelled.
    pub is_rerun: bool,
    /// The fence: good until somebody else claims the task.
    pub token: i64,
    /// Whether its cancellation was asked for before this run.
    pub is_cancel_requested: bool,
    /// Where it was queued, in the form of `traceparent`, where that was part of a trace.
    pub traceparent: Option<String>,
}

impl Task {
    /// How it is to be run.
    pub fn manner(&self) -> Manner {
        match self.losses {
            ..ALONE_AFTER => Manner::Usual,
            ALONE_AFTER..PARKED_AFTER => Manner::Alone,
            _ => Manner::Farewell,
        }
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

impl Ending {
    /// What is written of a run of `task` that ended so; `share` (0 to 1) is drawn for the wait.
    pub(super) fn written(&self, task: &Task, share: f64) -> Written<'_> {
        let is_farewell = task.manner() == Manner::Farewell;
        let is_last =
            if is_farewell { task.losses + 1 >= FORGOTTEN_AFTER } else { task.attempt >= task.max_attempts };
        let (state, outcome, message) = match self {
            Self::Finished => (TaskState::Finished, "finished", None),
            Self::Failed { message } if is_last => (TaskState::Dead, "failed", Some(message)),
            Self::Failed { message } => (TaskState::Waiting, "failed", Some(message)),
            Self::Hopeless { message } => (TaskState::Dead, "failed", Some(message)),
            Self::Cancelled => (TaskState::Cancelled, "cancelled", None),
            Self::HandedBack => (TaskState::Waiting, "handed_back", None),
        };
        let is_handed_back = *self == Self::HandedBack;
        let is_tried_again = state == TaskState::Waiting && !is_handed_back;
        Written {
            state,
            outcome,
            message: message.map(String::as_str),
            wait_ms: if is_tried_again { wait_ms(task.attempt, share) } else { 0 },
            is_counted: !is_handed_back,
            // A run that came to an end has not ended its process; one that only tells does not tell that.
            losses: match (is_handed_back, is_farewell) {
                (true, _) => task.losses,
                (false, true) => task.losses + 1,
                (false, false) => 0,
            },
        }
    }
}

/// What the end of a run makes of its task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Written<'e> {
    pub state: TaskState,
    /// Of the attempt: finished, failed, cancelled, handed_back.
    pub outcome: &'static str,
    pub message: Option<&'e str>,
    pub wait_ms: i64,
    /// Whether the run is one of those that may be no more than `max_attempts`.
    pub is_counted: bool,
    pub losses: i32,
}

/// How long to wait after a failed run, in milliseconds: 2 s doubling up to 15 minutes,
/// of which the last half is `share` (0 to 1), drawn anew each time, so that tasks that
/// failed together do not come back together.
fn wait_ms(attempt: i32, share: f64) -> i64 {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(30);
    let full = FIRST_WAIT_MS.saturating_mul(1 << doublings).min(LONGEST_WAIT_MS);
    let half = full / 2;
    (half + (half as f64 * share.clamp(0.0, 1.0)) as u64) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(attempt: i32, losses: i32) -> Task {
        Task {
            id: Uuid::nil(),
            kind: "test".to_owned(),
            payload: Value::Null,
            account_id: None,
            attempt,
            max_attempts: 3,
            losses,
            is_rerun: false,
            token: 1,
            is_cancel_requested: false,
            traceparent: None,
        }
    }

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

    #[test]
    fn three_lost_runs_at_a_checkpoint_are_followed_by_runs_alone_and_thirty_by_none() {
        let manners: Vec<Manner> = (0..32).map(|losses| task(1, losses).manner()).collect();
        let expected = [vec![Manner::Usual; 3], vec![Manner::Alone; 27], vec![Manner::Farewell; 2]].concat();
        assert_eq!(manners, expected);
    }

    #[test]
    fn the_end_of_a_run_says_what_becomes_of_its_task() {
        let failed = Ending::Failed { message: "no".into() };
        let check = |ending: &Ending, task: Task, state, is_counted, losses| {
            let written = ending.written(&task, 1.0);
            assert_eq!((written.state, written.is_counted, written.losses), (state, is_counted, losses));
            assert_eq!(written.wait_ms > 0, written.outcome == "failed" && state == TaskState::Waiting);
        };
        check(&Ending::Finished, task(1, 2), TaskState::Finished, true, 0);
        check(&failed, task(1, 4), TaskState::Waiting, true, 0);
        check(&failed, task(3, 0), TaskState::Dead, true, 0);
        check(&Ending::HandedBack, task(3, 2), TaskState::Waiting, false, 2);
        check(&failed, task(3, PARKED_AFTER), TaskState::Waiting, true, PARKED_AFTER + 1);
        check(&failed, task(1, FORGOTTEN_AFTER - 1), TaskState::Dead, true, FORGOTTEN_AFTER);
        check(&Ending::Hopeless { message: "no".into() }, task(1, 0), TaskState::Dead, true, 0);
    }
}
