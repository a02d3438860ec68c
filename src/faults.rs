//! Named points at which a test has a process die, stand still or panic, so that what is said of crashes
//! is shown. On every floor; where nothing is armed a point costs one look at a word of memory.

use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Signal, getpid, kill_process};

use crate::error::{Error, Result};

/// Every point, in the order in which a generation passes them. Each stands once in the source.
pub const ALL: &[&str] = &[
    // Any transaction: all is written and nothing committed; committed and nobody told.
    "db.commit.before",
    "db.commit.after",
    // Wake-ups and what is told live.
    "db.publish.before",
    "db.publish.after",
    // A run is accepted and its client has no answer yet.
    "generation.accepted",
    // A task is claimed and not begun; its lease was renewed.
    "queue.claimed",
    "queue.renewed",
    // A stage is begun, made and kept.
    "generation.stage.begun",
    "ai.reserved",
    "ai.ask",
    "ai.head",
    "ai.byte",
    "ai.answered",
    "ai.settled",
    "generation.stage.made",
    "files.put.before",
    "files.put.after",
    "generation.stage.kept",
    // The documents are kept, and the task is not ended.
    "generation.finished",
    "queue.end.before",
    "queue.end.after",
];

/// What becomes of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// It dies as by `kill -9`: nothing runs any more.
    Kill,
    /// It stands still as by `kill -STOP` until somebody continues it.
    Stop,
    /// What passes there panics, and the process goes on.
    Panic,
}

/// What is to happen, once: `POINT:N` dies at the Nth passing of a point, `POINT:N:stop` stands
/// still there, `POINT:N:panic` panics there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    point: &'static str,
    passing: u32,
    act: Act,
}

impl FromStr for Fault {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::invalid(
                "JOBWISE_FAULT is POINT:N, POINT:N:stop or POINT:N:panic, of the points in faults.rs.",
            )
        };
        let mut parts = text.split(':');
        let (point, passing) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let act = match (parts.next(), parts.next()) {
            (None, _) => Act::Kill,
            (Some("stop"), None) => Act::Stop,
            (Some("panic"), None) => Act::Panic,
            _ => return Err(wrong()),
        };
        let point = ALL.iter().find(|known| **known == point).ok_or_else(wrong)?;
        let passing = passing.parse().ok().filter(|passing| *passing > 0).ok_or_else(wrong)?;
        Ok(Self { point, passing, act })
    }
}

struct Armed {
    fault: Fault,
    passed: AtomicU32,
}

static ARMED: OnceLock<Armed> = OnceLock::new();

/// Arms a fault for the rest of the process. Of several the first holds.
pub fn arm(fault: Fault) {
    // A second one is no fault of this program.
    let _ = ARMED.set(Armed { fault, passed: AtomicU32::new(0) });
}

/// Passes a point.
pub fn point(name: &'static str) {
    let Some(armed) = ARMED.get() else { return };
    if armed.fault.point != name || armed.passed.fetch_add(1, Ordering::SeqCst) + 1 != armed.fault.passing {
        return;
    }
    let signal = match armed.fault.act {
        Act::Kill => Signal::KILL,
        Act::Stop => Signal::STOP,
        Act::Panic => panic!("a fault that was asked for at {name}"),
    };
    // One may always signal oneself.
    let _ = kill_process(getpid(), signal);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_a_point_and_a_passing() {
        let read =
            |text: &str| text.parse::<Fault>().ok().map(|fault| (fault.point, fault.passing, fault.act));
        assert_eq!(read("db.commit.before:3"), Some(("db.commit.before", 3, Act::Kill)));
        assert_eq!(read("queue.claimed:1:stop"), Some(("queue.claimed", 1, Act::Stop)));
        assert_eq!(read("queue.claimed:1:panic"), Some(("queue.claimed", 1, Act::Panic)));
        for text in [
            "",
            "queue.claimed",
            "queue.claimed:0",
            "nowhere:1",
            "queue.claimed:1:go",
            "queue.claimed:1:stop:1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_point_that_nobody_armed_is_passed() {
        point("queue.claimed");
    }
}
