//! Panics: caught where what runs must go on, with the place they began at. Part of telemetry.
//!
//! A panic under a guard is told by whoever guards, who knows what it was that broke; any other is
//! told where it happens. What it says stays in the log: it may be anybody's words.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::error::Error as StdError;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use tokio::task::JoinError;

use crate::error::{Error, short_place};

/// What a log line calls the fault of a panic.
pub const PANIC: &str = "panic";
/// What it calls one that was told before.
pub const TOLD: &str = "told";

thread_local! {
    /// How many guards this thread is under.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
    /// Where the last panic under a guard began.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Debug)]
pub struct Panicked {
    /// The line of the source it began at, where that is known.
    pub place: Option<String>,
    words: Option<String>,
}

impl Panicked {
    /// What it said; for the log alone.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a panic: {}", self.words().unwrap_or("without words"))
    }
}

impl StdError for Panicked {}

/// Notes from here on where panics begin, and tells of those that nobody guards.
pub(super) fn watch() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(short_place);
        before(panic);
        if GUARDS.get() > 0 {
            PLACE.set(place);
        } else {
            tracing::error!(fault = PANIC, place, "a thread panicked");
        }
    }));
}

/// Does work, and catches its panic.
///
/// # Errors
/// The panic.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    GUARDS.set(GUARDS.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    done.map_err(|panic| Panicked { place: PLACE.take(), words: words(&*panic) })
}

/// As [`guard`], for work that waits.
///
/// # Errors
/// The panic; the work is then over.
pub async fn guarded<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    std::future::poll_fn(|cx| match guard(|| work.as_mut().poll(cx)) {
        Ok(polled) => polled.map(Ok),
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

/// What a log line calls this error's fault, and the line of the source it began at.
pub fn fault(error: &Error) -> (&'static str, String) {
    let mut cause = StdError::source(error);
    while let Some(deeper) = cause {
        if let Some(panicked) = deeper.downcast_ref::<Panicked>() {
            return (PANIC, panicked.place.clone().unwrap_or_else(|| error.place()));
        }
        if deeper.downcast_ref::<JoinError>().is_some_and(JoinError::is_panic) {
            return (TOLD, error.place());
        }
        cause = deeper.source();
    }
    (error.kind().slug(), error.place())
}

fn words(panic: &(dyn Any + Send)) -> Option<String> {
    panic.downcast_ref::<&str>().map(|words| (*words).to_owned()).or(panic.downcast_ref::<String>().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught_with_its_words_and_work_without_one_is_left_alone() {
        assert_eq!(guarded(async { tokio::task::yield_now().await }).await.ok(), Some(()));
        let caught = guarded(async {
            tokio::task::yield_now().await;
            assert!(std::hint::black_box(false), "on purpose");
        })
        .await;
        assert_eq!(caught.expect_err("a panic").words(), Some("on purpose"));
        assert_eq!(GUARDS.get(), 0);
    }

    #[tokio::test]
    async fn an_error_of_a_panic_is_called_one_and_one_that_was_told_is_not_told_again() {
        let caught = guard(|| assert!(std::hint::black_box(false))).expect_err("a panic");
        assert_eq!(fault(&Error::internal("It broke.", caught)).0, PANIC);
        let joined = tokio::spawn(async { assert!(std::hint::black_box(false)) }).await.expect_err("a panic");
        assert_eq!(fault(&Error::internal("It broke.", joined)).0, TOLD);
        let (kind, place) = fault(&Error::not_found("job"));
        assert_eq!(kind, "not_found");
        assert!(place.starts_with("src/telemetry/panics.rs:"), "{place}");
    }
}
