//! Time and chance as routing sees them: given, never taken, so that an outage of ten minutes
//! takes a test no time at all.

use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::ids;

/// A clock that never goes back, a way to wait, and a die.
pub trait Pace: Send + Sync {
    /// Time since some moment of the past.
    fn now(&self) -> Duration;

    /// Waits.
    fn wait(&self, time: Duration) -> BoxFuture<'_, ()>;

    /// A number from 0 to 1, each as likely as any other.
    fn fraction(&self) -> f64;
}

/// The machine's own time and chance.
#[derive(Debug)]
pub struct MachinePace {
    begun: Instant,
}

impl MachinePace {
    /// Time begins now.
    pub fn begin() -> Self {
        Self { begun: Instant::now() }
    }
}

impl Pace for MachinePace {
    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn fraction(&self) -> f64 {
        ids::new_fraction()
    }
}
