//! The time of day, given to whoever needs it. Nothing else reads the wall clock,
//! so a test or `--today` can fix it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

/// A source of the current time. Cheap to clone; clones of a manual clock move together.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until [`Clock::advance_ms`] moves it; in milliseconds since 1970 UTC.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// Makes a clock that stands at the given moment.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.timestamp_millis())))
    }

    /// Makes a clock that stands at midnight UTC of the given day.
    pub fn fixed_day(day: NaiveDate) -> Self {
        Self::fixed(day.and_time(chrono::NaiveTime::MIN).and_utc())
    }

    /// The current moment, UTC, in whole milliseconds.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => {
                let now = Utc::now();
                Utc.timestamp_millis_opt(now.timestamp_millis()).single().unwrap_or(now)
            }
            Self::Manual(ms) => {
                Utc.timestamp_millis_opt(ms.load(Ordering::SeqCst)).single().unwrap_or_default()
            }
        }
    }

    /// The current day, UTC.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Moves a manual clock forward; the machine's clock is left alone.
    pub fn advance_ms(&self, by_ms: i64) {
        if let Self::Manual(ms) = self {
            ms.fetch_add(by_ms, Ordering::SeqCst);
        }
    }
}
