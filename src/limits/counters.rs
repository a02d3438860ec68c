//! Windows counted in Redis. Part of the limits.
//!
//! A Redis that was away may have forgotten what it counted, and may have been asked by processes
//! that saw it all the while. So whoever finds it away, or too slow once, counts by Postgres for a
//! whole window from then on: in the time of one window no more than one limit is taken here, and
//! one there.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Granted, Key};
use crate::redis::{Counted, Redis};

/// Redis as the source of shares.
pub(super) struct Counters {
    redis: Redis,
    trust: Mutex<Trust>,
}

/// Whether Redis can be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Trust {
    /// How often it had been lost when it was last looked at.
    losses: u64,
    /// Until when Postgres counts.
    away_until: Option<Instant>,
}

impl Trust {
    /// Whether Redis may be asked, which was lost so often.
    fn may_ask(&mut self, losses: u64, window: Duration, now: Instant) -> bool {
        if std::mem::replace(&mut self.losses, losses) != losses {
            self.lose(window, now);
        }
        self.away_until.is_none_or(|until| until <= now)
    }

    /// Has Postgres count for a window.
    fn lose(&mut self, window: Duration, now: Instant) {
        self.away_until = Some(now + window);
    }
}

impl Counters {
    pub(super) fn new(redis: Redis) -> Self {
        Self { redis, trust: Mutex::default() }
    }

    /// Takes up to so many units of a limit, or what is left of them; none where Postgres has to be
    /// asked. Units that Redis has counted and not told of in time are lost.
    pub(super) async fn take(&self, key: &Key, limit: u32, wanted: u32, window_ms: u32) -> Option<Granted> {
        let window = Duration::from_millis(window_ms.into());
        if !self.trust(|trust| trust.may_ask(self.redis.losses(), window, Instant::now())) {
            return None;
        }
        let counted = self.redis.add(&key.to_hex(), wanted, window).await;
        if counted.is_none() {
            self.trust(|trust| trust.lose(window, Instant::now()));
        }
        counted.map(|counted| granted(counted, limit, wanted))
    }

    fn trust<T>(&self, look: impl FnOnce(&mut Trust) -> T) -> T {
        look(&mut self.trust.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What of the units that were added lies below the limit.
fn granted(Counted { total, left_ms }: Counted, limit: u32, wanted: u32) -> Granted {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let before = small(total.saturating_sub(wanted.into()));
    let units = limit.saturating_sub(before).min(wanted);
    Granted { units, remaining: limit.saturating_sub(small(total)), left_ms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_side_by_side_adds_up_to_the_limit() {
        let take = |total| granted(Counted { total, left_ms: 9 }, 25, 10);
        assert_eq!(take(10), Granted { units: 10, remaining: 15, left_ms: 9 });
        assert_eq!(take(20), Granted { units: 10, remaining: 5, left_ms: 9 });
        assert_eq!(take(30), Granted { units: 5, remaining: 0, left_ms: 9 });
        assert_eq!(take(40), Granted { units: 0, remaining: 0, left_ms: 9 });
    }

    #[test]
    fn a_redis_that_was_lost_is_asked_again_a_window_later() {
        let (mut trust, window, now) = (Trust::default(), Duration::from_secs(60), Instant::now());
        assert!(trust.may_ask(0, window, now));
        assert!(!trust.may_ask(1, window, now), "it may have forgotten everything");
        assert!(!trust.may_ask(1, window, now + window / 2));
        assert!(trust.may_ask(1, window, now + window));
        trust.lose(window, now + window);
        assert!(!trust.may_ask(1, window, now + window), "it was slow");
        assert!(trust.may_ask(1, window, now + window * 2));
    }
}
