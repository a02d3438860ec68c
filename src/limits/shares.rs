//! Shares of limits in this process's memory. Part of the limits.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lru::LruCache;
use tokio::sync::Mutex as Gate;
use tokio::time::Instant;

use super::{Granted, Key, Source, measures};

/// Shares kept in a process. The one that was not asked for longest goes first, and is lost.
const KEPT: NonZeroUsize = NonZeroUsize::new(20_000).expect("not zero");

/// Into how many shares a limit is cut.
const SHARES: u32 = 10;

/// How long a process goes by itself when the source does not answer.
const ALONE: Duration = Duration::from_secs(5);

/// Nothing is left; come back then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Milliseconds until the window ends, at least 1.
    pub retry_after_ms: u64,
}

/// What is left of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Units that are left; others may have taken some of them meanwhile.
    pub remaining: u32,
    /// Milliseconds until the window ends.
    pub left_ms: u64,
}

/// A limit of so many units a window, by key. Cheap to clone; clones share what was taken.
#[derive(Clone)]
pub struct Limiter(Arc<Inner>);

struct Inner {
    source: Source,
    window: Duration,
    shares: Mutex<LruCache<Key, Arc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    share: Mutex<Share>,
    /// Held by whoever asks the source.
    asking: Gate<()>,
}

/// What one key may still use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    units: u32,
    /// What was left for others when it was taken.
    remaining: u32,
    /// Until when it is good; none before the first was taken.
    ends_at: Option<Instant>,
}

impl Default for Share {
    fn default() -> Self {
        Self { units: 0, remaining: u32::MAX, ends_at: None }
    }
}

/// What a share says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spent {
    /// It may go on.
    Let,
    /// All of the window is taken.
    Refused(Refused),
    /// The share is used up or has ended; so many units are to be taken.
    Ask(u32),
}

impl Share {
    /// Uses a unit at a moment.
    fn spend(&mut self, now: Instant, limit: u32) -> Spent {
        let left = self.ends_at.map(|end| end.saturating_duration_since(now)).filter(|left| !left.is_zero());
        let whole = (limit / SHARES).max(1);
        let Some(left) = left else { return Spent::Ask(whole) };
        if let Some(units) = self.units.checked_sub(1) {
            self.units = units;
            return Spent::Let;
        }
        match self.remaining {
            0 => Spent::Refused(Refused { retry_after_ms: millis(left).max(1) }),
            // The less there is, the smaller the shares, so that little is left unused elsewhere.
            remaining => Spent::Ask((remaining / 4).clamp(1, whole)),
        }
    }

    fn standing(&self, now: Instant) -> Option<Standing> {
        let left = self.ends_at?.saturating_duration_since(now);
        let remaining = self.units.saturating_add(self.remaining);
        (!left.is_zero()).then(|| Standing { remaining, left_ms: millis(left) })
    }

    fn taken(granted: Granted, now: Instant) -> Self {
        let ends_at = Some(now + Duration::from_millis(granted.left_ms));
        Self { units: granted.units, remaining: granted.remaining, ends_at }
    }

    /// What the limit allows for the time a process goes by itself.
    fn alone(limit: u32, window: Duration, now: Instant) -> Self {
        let part = f64::from(limit) * (ALONE.as_secs_f64() / window.as_secs_f64()).min(1.0);
        Self { units: (part as u32).max(1), remaining: 0, ends_at: Some(now + ALONE) }
    }
}

impl Limiter {
    /// A limiter whose windows are this long.
    pub fn new(source: Source, window: Duration) -> Self {
        Self(Arc::new(Inner { source, window, shares: Mutex::new(LruCache::new(KEPT)) }))
    }

    /// Uses a unit of what is here; none when the source has to be asked first, see
    /// [`Limiter::take`].
    pub fn take_here(&self, key: &Key, limit: u32) -> Option<Result<(), Refused>> {
        let slot = self.slot(key);
        match held(&slot.share).spend(Instant::now(), limit) {
            Spent::Let => Some(Ok(())),
            Spent::Refused(refused) => Some(refuse(refused)),
            Spent::Ask(_) => None,
        }
    }

    /// Uses a unit of the limit for a key.
    ///
    /// # Errors
    /// [`Refused`] when all of the window is taken.
    pub async fn take(&self, key: &Key, limit: u32) -> Result<(), Refused> {
        let slot = self.slot(key);
        loop {
            // One asks; the others wait for what it brings.
            let _asking = slot.asking.lock().await;
            // Whoever asked meanwhile may have brought enough.
            let wanted = match held(&slot.share).spend(Instant::now(), limit) {
                Spent::Let => return Ok(()),
                Spent::Refused(refused) => return refuse(refused),
                Spent::Ask(wanted) => wanted,
            };
            let window_ms = u32::try_from(self.0.window.as_millis()).unwrap_or(u32::MAX);
            let asked = self.0.source.take(key, limit, wanted, window_ms).await;
            let now = Instant::now();
            let share = match asked {
                Ok(granted) => Share::taken(granted, now),
                Err(error) => {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::warn!(%error, cause, "limits go by this process alone for a while");
                    measures::share("alone");
                    Share::alone(limit, self.0.window, now)
                }
            };
            *held(&slot.share) = share;
        }
    }

    /// How the window of a key stands, as far as this process knows; none before anything was taken of
    /// it.
    pub fn standing(&self, key: &Key) -> Option<Standing> {
        held(&self.slot(key).share).standing(Instant::now())
    }

    fn slot(&self, key: &Key) -> Arc<Slot> {
        Arc::clone(held(&self.0.shares).get_or_insert(*key, Arc::default))
    }
}

fn refuse(refused: Refused) -> Result<(), Refused> {
    measures::refused();
    Err(refused)
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(units: u32, remaining: u32) -> Granted {
        Granted { units, remaining, left_ms: 60_000 }
    }

    #[test]
    fn a_share_is_used_up_then_asked_for_anew_and_refused_once_all_is_taken() {
        let now = Instant::now();
        assert_eq!(Share::default().spend(now, 100), Spent::Ask(10), "a tenth at first");
        assert_eq!(Share::default().spend(now, 5), Spent::Ask(1), "and never nothing");
        let mut share = Share::taken(granted(2, 50), now);
        assert_eq!((share.spend(now, 100), share.spend(now, 100)), (Spent::Let, Spent::Let));
        assert_eq!(share.spend(now, 100), Spent::Ask(10));
        assert_eq!(Share::taken(granted(0, 20), now).spend(now, 100), Spent::Ask(5), "less as it runs out");
        assert_eq!(Share::taken(granted(0, 3), now).spend(now, 100), Spent::Ask(1));
        let mut last = Share::taken(granted(1, 0), now);
        assert_eq!(last.spend(now, 100), Spent::Let);
        let later = now + Duration::from_millis(59_000);
        assert_eq!(last.spend(later, 100), Spent::Refused(Refused { retry_after_ms: 1_000 }));
    }

    #[test]
    fn what_is_left_is_told_until_the_window_ends() {
        let now = Instant::now();
        assert_eq!(Share::default().standing(now), None);
        let mut share = Share::taken(granted(10, 50), now);
        share.spend(now, 60);
        assert_eq!(share.standing(now), Some(Standing { remaining: 59, left_ms: 60_000 }));
        assert_eq!(share.standing(now + Duration::from_secs(60)), None);
    }

    #[test]
    fn a_share_ends_with_its_window() {
        let now = Instant::now();
        let end = now + Duration::from_secs(60);
        assert_eq!(Share::taken(granted(9, 50), now).spend(end, 100), Spent::Ask(10));
        assert_eq!(Share::taken(granted(0, 0), now).spend(end, 100), Spent::Ask(10));
    }

    #[test]
    fn a_process_alone_lets_through_what_the_limit_allows_for_the_time() {
        let now = Instant::now();
        let mut alone = Share::alone(120, Duration::from_secs(60), now);
        let let_through = (0..200).filter(|_| alone.spend(now, 120) == Spent::Let).count();
        assert_eq!(let_through, 10, "five seconds of a minute's 120");
        assert!(matches!(alone.spend(now, 120), Spent::Refused(_)));
        assert_eq!(alone.spend(now + ALONE, 120), Spent::Ask(12), "then the source is asked again");
    }
}
