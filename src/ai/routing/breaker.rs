//! A circuit breaker: a provider that keeps failing is left alone for a while, then asked once to
//! see whether it is back. One for each provider and process, shared by all tasks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// When a breaker opens and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerRule {
    /// Failures in a row after which it opens.
    pub failures: u32,
    /// How long the provider is then left alone.
    pub cool_down: Duration,
}

impl Default for BreakerRule {
    fn default() -> Self {
        Self { failures: 3, cool_down: Duration::from_secs(30) }
    }
}

/// A breaker. Cheap to clone; clones are the same breaker.
#[derive(Debug, Clone)]
pub struct Breaker {
    rule: BreakerRule,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Calls go through; so many have failed in a row.
    Closed { failures: u32 },
    /// No call goes through until then.
    Open { until: Duration },
    /// One call is on its way to see whether the provider is back.
    HalfOpen { until: Duration },
}

/// What a breaker looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Calls go through.
    Closed,
    /// One call is finding out.
    HalfOpen,
    /// No call goes through, until its rest is over and somebody asks.
    Open,
}

impl Breaker {
    /// A closed breaker.
    pub fn new(rule: BreakerRule) -> Self {
        Self { rule, state: Arc::new(Mutex::new(State::Closed { failures: 0 })) }
    }

    /// Asks whether a call may go through now.
    ///
    /// # Errors
    /// How long the provider is still left alone; nothing when another call is just finding out.
    pub fn admit(&self, now: Duration) -> Result<Permit, Duration> {
        let mut state = self.state();
        match *state {
            State::Closed { .. } => Ok(self.permit(false)),
            State::Open { until } if until <= now => {
                *state = State::HalfOpen { until };
                Ok(self.permit(true))
            }
            State::Open { until } => Err(until - now),
            State::HalfOpen { .. } => Err(Duration::ZERO),
        }
    }

    /// How it stands.
    pub fn reading(&self) -> Reading {
        match *self.state() {
            State::Closed { .. } => Reading::Closed,
            State::HalfOpen { .. } => Reading::HalfOpen,
            State::Open { .. } => Reading::Open,
        }
    }

    fn permit(&self, is_probe: bool) -> Permit {
        Permit { breaker: self.clone(), is_probe, is_judged: false }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A state is replaced whole, so a panic elsewhere leaves a good one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leave for one call. One that is dropped without a verdict, as a call that was broken off, says
/// nothing of the provider.
#[derive(Debug)]
#[must_use = "a call has to say what came of it"]
pub struct Permit {
    breaker: Breaker,
    is_probe: bool,
    is_judged: bool,
}

impl Permit {
    /// The provider works.
    pub fn worked(mut self) {
        self.is_judged = true;
        let mut state = self.breaker.state();
        // Of several calls at once an older one does not end the rest that a newer one began.
        if self.is_probe || matches!(*state, State::Closed { .. }) {
            *state = State::Closed { failures: 0 };
        }
    }

    /// The provider failed. `rest` is how long it asks to be left alone; `is_lasting` says that
    /// asking again is useless, so that the breaker opens at once.
    pub fn failed(mut self, now: Duration, rest: Option<Duration>, is_lasting: bool) {
        self.is_judged = true;
        let BreakerRule { failures: most, cool_down } = self.breaker.rule;
        let mut state = self.breaker.state();
        let until = now + rest.unwrap_or_default().max(cool_down);
        *state = match *state {
            State::Closed { failures } if !is_lasting && failures + 1 < most => {
                State::Closed { failures: failures + 1 }
            }
            State::Closed { .. } => State::Open { until },
            State::HalfOpen { .. } if self.is_probe => State::Open { until },
            other => other,
        };
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_probe && !self.is_judged {
            let mut state = self.breaker.state();
            if let State::HalfOpen { until } = *state {
                *state = State::Open { until };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOL_DOWN: Duration = Duration::from_secs(30);

    fn breaker() -> Breaker {
        Breaker::new(BreakerRule { failures: 3, cool_down: COOL_DOWN })
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn open(breaker: &Breaker, now: Duration) {
        for _ in 0..3 {
            breaker.admit(now).expect("closed").failed(now, None, false);
        }
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let breaker = breaker();
        for _ in 0..9 {
            breaker.admit(at(0)).expect("closed").failed(at(0), None, false);
            breaker.admit(at(0)).expect("closed").failed(at(0), None, false);
            breaker.admit(at(0)).expect("closed").worked();
        }
        open(&breaker, at(5));
        assert_eq!(breaker.admit(at(6)).expect_err("open"), at(29));
    }

    #[test]
    fn half_open_lets_exactly_one_call_through() {
        let breaker = breaker();
        open(&breaker, at(0));
        let probe = breaker.admit(at(30)).expect("the cool-down is over");
        for _ in 0..10 {
            assert_eq!(breaker.admit(at(31)).expect_err("one is on its way"), Duration::ZERO);
        }
        probe.failed(at(32), None, false);
        assert_eq!(breaker.admit(at(33)).expect_err("open again"), at(29));
        breaker.admit(at(62)).expect("the next one").worked();
        breaker.admit(at(62)).expect("closed").worked();
        breaker.admit(at(62)).expect("closed for all").worked();
    }

    #[test]
    fn a_probe_that_is_broken_off_leaves_the_place_to_the_next() {
        let breaker = breaker();
        open(&breaker, at(0));
        drop(breaker.admit(at(30)).expect("a probe"));
        let second = breaker.admit(at(30)).expect("another probe");
        assert!(breaker.admit(at(30)).is_err());
        second.worked();
        assert!(breaker.admit(at(30)).is_ok());
    }

    #[test]
    fn what_stays_wrong_opens_it_at_once_and_a_longer_rest_is_kept() {
        let breaker = breaker();
        breaker.admit(at(0)).expect("closed").failed(at(0), Some(at(90)), true);
        assert_eq!(breaker.admit(at(31)).expect_err("resting"), at(59));
    }

    #[test]
    fn calls_that_began_before_it_opened_change_nothing() {
        let breaker = breaker();
        let (late_worked, late_failed) = (breaker.admit(at(0)).expect("a"), breaker.admit(at(0)).expect("b"));
        open(&breaker, at(1));
        late_worked.worked();
        late_failed.failed(at(20), None, false);
        assert_eq!(breaker.admit(at(21)).expect_err("still open"), at(10));
    }
}
