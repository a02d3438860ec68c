//! How often a model is asked again, and how long is waited in between.

use std::time::Duration;

use crate::ai::failure::{Failure, FailureClass};

/// The rule of tries and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How often a model is asked again.
    pub retries: u32,
    /// The mean first wait; each further one is twice as long.
    pub first_wait: Duration,
    /// Who asks to be left alone longer than this is not waited for; the next one is asked.
    pub longest_wait: Duration,
    /// After this a question is given up where it stands. The last attempt begins before it and
    /// has deadlines of its own.
    pub patience: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            retries: 2,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            patience: Duration::from_secs(90),
        }
    }
}

impl Policy {
    /// How long to wait before asking again for the `retried`-th time after a failure; none when
    /// that would take too long. `jitter`, 0 to 1, spreads it from half to one and a half of its
    /// mean, so that callers turned away together do not come back together. A wait the provider
    /// asks for is never shortened.
    pub fn wait(&self, retried: u32, failure: &Failure, jitter: f64) -> Option<Duration> {
        if failure.class == FailureClass::SchemaUnsupported {
            return Some(Duration::ZERO);
        }
        let mean = self.first_wait * 2_u32.saturating_pow(retried);
        let spread = mean.mul_f64(0.5 + jitter.clamp(0.0, 1.0));
        let wait = failure.retry_after.map_or(spread, |asked| asked + spread - mean / 2);
        (wait <= self.longest_wait).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_are_spread_and_never_shorter_than_asked_for() {
        let policy = Policy::default();
        let check = |retried: u32, asked: Option<u64>, jitter: f64, expected: Option<u64>| {
            let failure = Failure::new(FailureClass::RateLimited, "")
                .with_retry_after(asked.map(Duration::from_millis));
            let wait = policy.wait(retried, &failure, jitter);
            assert_eq!(wait, expected.map(Duration::from_millis), "{retried} {asked:?} {jitter}");
        };
        check(0, None, 0.0, Some(250));
        check(0, None, 0.5, Some(500));
        check(0, None, 1.0, Some(750));
        check(1, None, 0.5, Some(1_000));
        check(0, Some(2_000), 0.0, Some(2_000));
        check(0, Some(2_000), 1.0, Some(2_500));
        check(0, Some(60_000), 0.0, None);
        let schema = Failure::new(FailureClass::SchemaUnsupported, "");
        assert_eq!(policy.wait(1, &schema, 1.0), Some(Duration::ZERO));
    }
}
