//! Three deadlines of a call, watched over every wait of it.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::ai::failure::{Deadline, Failure, FailureClass};

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the beginning to the end.
    pub total: Duration,
    /// From the beginning to the first word, where the answer is streamed. An answer that comes
    /// whole is written before its head is sent, so there the total alone holds.
    pub first_token: Duration,
    /// From one sign of work to the next, once the head of the answer is there.
    pub idle: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(60),
            first_token: Duration::from_secs(20),
            idle: Duration::from_secs(15),
        }
    }
}

/// The deadlines of one call as it goes on. A clone goes on from where it was made.
#[derive(Debug, Clone)]
pub struct Watch {
    total: Instant,
    first_token: Option<Instant>,
    idle: Option<Instant>,
    idle_for: Duration,
}

impl Watch {
    /// Begins a call.
    pub fn begin(deadlines: &Deadlines, is_streamed: bool) -> Self {
        let now = Instant::now();
        Self {
            total: now + deadlines.total,
            first_token: is_streamed.then_some(now + deadlines.first_token),
            idle: None,
            idle_for: deadlines.idle,
        }
    }

    /// Notes a sign of work.
    pub fn progressed(&mut self) {
        self.idle = Some(Instant::now() + self.idle_for);
    }

    /// Notes a word of the answer.
    pub fn spoke(&mut self) {
        self.first_token = None;
        self.progressed();
    }

    /// Brings the deadline in all nearer: what is left to be read is worth that much and no more.
    pub fn end_within(&mut self, time: Duration) {
        self.total = self.total.min(Instant::now() + time);
    }

    /// Waits for something, but no longer than to the nearest deadline.
    ///
    /// # Errors
    /// `TimedOut` with that deadline.
    pub async fn over<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let (at, deadline) = self.nearest();
        // A server that never stops sending never lets a timer speak, so it is asked for here.
        if Instant::now() >= at {
            return Err(passed(deadline));
        }
        timeout_at(at, work).await.map_err(|_| passed(deadline))
    }

    fn nearest(&self) -> (Instant, Deadline) {
        let optional = [(self.first_token, Deadline::FirstToken), (self.idle, Deadline::Idle)];
        let others = optional.into_iter().filter_map(|(at, deadline)| Some((at?, deadline)));
        others.fold(
            (self.total, Deadline::Total),
            |nearest, other| {
                if other.0 < nearest.0 { other } else { nearest }
            },
        )
    }
}

fn passed(deadline: Deadline) -> Failure {
    Failure::new(FailureClass::TimedOut(deadline), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deadlines(total: u64, first_token: u64, idle: u64) -> Deadlines {
        Deadlines {
            connect: Duration::from_secs(1),
            total: Duration::from_secs(total),
            first_token: Duration::from_secs(first_token),
            idle: Duration::from_secs(idle),
        }
    }

    #[test]
    fn the_nearest_deadline_holds() {
        let check = |watch: &Watch, expected: Deadline| assert_eq!(watch.nearest().1, expected);
        let mut streamed = Watch::begin(&deadlines(60, 20, 10), true);
        check(&streamed, Deadline::FirstToken);
        streamed.progressed();
        check(&streamed, Deadline::Idle);
        streamed.spoke();
        check(&streamed, Deadline::Idle);
        let mut whole = Watch::begin(&deadlines(60, 20, 90), false);
        check(&whole, Deadline::Total);
        whole.progressed();
        check(&whole, Deadline::Total);
    }

    #[test]
    fn a_deadline_is_brought_nearer_and_never_farther() {
        let mut watch = Watch::begin(&deadlines(60, 20, 90), false);
        let total = watch.total;
        watch.end_within(Duration::from_secs(90));
        assert_eq!(watch.total, total);
        watch.end_within(Duration::from_secs(2));
        assert!(watch.total < total);
    }

    #[tokio::test]
    async fn a_deadline_that_has_passed_holds_against_what_is_ready() {
        let watch = Watch::begin(&deadlines(0, 1, 1), false);
        let failure = watch.over(async { 1 }).await.expect_err("no time left");
        assert_eq!(failure.class, FailureClass::TimedOut(Deadline::Total));
    }
}
