//! Telemetry: what the operator's own collectors are told of what happens here. Ground.
//!
//! A [`Span`] times a request, an operation, a task, a stage or a call to a model as a part of a
//! trace; where no collector is named there is none, and making one does nothing. What a span may
//! say is decided in [`spans`](span) alone, by functions that take ids, words of the house and
//! numbers, so that no text of anybody's can get there.
//!
//! What is to be sent waits in a bounded [`outbox`] and is carried by a thread of its own: whoever
//! works never waits for a collector, and what cannot be sent is counted and dropped.

mod carrier;
mod lines;
pub mod measures;
mod outbox;
pub mod span;
mod traceparent;
mod traces;

use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use tokio_util::sync::CancellationToken;

pub use self::lines::Lines;
pub use self::span::{Called, Span, current_traceparent};

use self::carrier::Carrier;
use crate::config::TelemetryConfig;
use crate::error::{Error, Result};

/// How long the end of a process waits for what is still to be sent.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// The thread that sends; there is one a process at most.
static COURIER: OnceLock<Courier> = OnceLock::new();

struct Courier {
    stop: CancellationToken,
    /// Says nothing, and is hung up when all is sent.
    done: Mutex<mpsc::Receiver<()>>,
}

/// Begins to trace where the configuration says so. Does nothing where this process has begun.
///
/// # Errors
/// `Internal` when the client or its thread cannot be made.
pub fn start(config: &TelemetryConfig) -> Result<()> {
    let Some(traces) = &config.traces else { return Ok(()) };
    if COURIER.get().is_some() {
        return Ok(());
    }
    let carrier = Carrier::try_new()?;
    let stop = CancellationToken::new();
    let rounds: Vec<BoxFuture<'static, ()>> = vec![traces::open(traces, &carrier, stop.clone())?];
    let (hang_up, done) = mpsc::channel::<()>();
    if COURIER.set(Courier { stop, done: Mutex::new(done) }).is_err() {
        return Ok(());
    }
    let failed = |cause| Error::internal("The thread for telemetry cannot be made; try again.", cause);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let thread = std::thread::Builder::new().name("jobwise-telemetry".to_owned());
    let carrying = thread.spawn(move || {
        runtime.block_on(join_all(rounds));
        drop(hang_up);
    });
    carrying.map(drop).map_err(failed)
}

/// Sends what is left, within two seconds, and ends. Called once nothing works any more.
pub fn close() {
    let Some(courier) = COURIER.get() else { return };
    courier.stop.cancel();
    let done = courier.done.lock().unwrap_or_else(PoisonError::into_inner);
    if done.recv_timeout(CLOSE_WITHIN) == Err(mpsc::RecvTimeoutError::Timeout) {
        tracing::warn!("not all telemetry was sent before the end");
    }
}
