//! Telemetry: what the operator's own collectors are told of what happens here. Ground.
//!
//! In reading order: [`span`], `traceparent`, `traces` (where spans go), `lines` (logs that name their
//! trace), [`panics`], `reports` (faults, as they are logged), `outbox`, `carrier`, [`measures`].
//!
//! A [`Span`] times a request, an operation, a task, a stage or a call to a model as a part of a
//! trace; where no collector is named there is none, and making one does nothing. What a span may
//! say is decided in [`span`] alone, by functions that take ids, words of the house and
//! numbers, so that no text of anybody's can get there.
//!
//! What is to be sent waits in a bounded [`outbox`] and is carried by a thread of its own: whoever
//! works never waits for a collector, and what cannot be sent is counted and dropped.

mod carrier;
mod lines;
pub mod measures;
mod outbox;
pub mod panics;
mod reports;
pub mod span;
mod traceparent;
mod traces;

use std::sync::{Mutex, Once, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use tokio_util::sync::CancellationToken;

pub use self::lines::Lines;
pub use self::reports::Reporter;
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

/// Begins to trace and to report where the configuration says so, and to note where panics begin.
/// Gives what has to read the log lines for it. Does nothing where this process has begun.
///
/// # Errors
/// `Invalid` when the server of reports cannot be one; `Internal` when the client or its thread
/// cannot be made.
pub fn start(config: &TelemetryConfig) -> Result<Option<Reporter>> {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(panics::watch);
    if COURIER.get().is_some() || (config.traces.is_none() && config.reports.is_none()) {
        return Ok(None);
    }
    let carrier = Carrier::try_new()?;
    let stop = CancellationToken::new();
    let mut rounds: Vec<BoxFuture<'static, ()>> = Vec::new();
    if let Some(traces) = &config.traces {
        rounds.push(traces::open(traces, &carrier, stop.clone())?);
    }
    let mut reporter = None;
    if let Some(reports) = &config.reports {
        let (reads, round) = reports::open(reports, &carrier, stop.clone())?;
        reporter = Some(reads);
        rounds.push(round);
    }
    let (hang_up, done) = mpsc::channel::<()>();
    if COURIER.set(Courier { stop, done: Mutex::new(done) }).is_err() {
        return Ok(None);
    }
    let failed = |cause| Error::internal("The thread for telemetry cannot be made; try again.", cause);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let thread = std::thread::Builder::new().name("jobwise-telemetry".to_owned());
    let carrying = thread.spawn(move || {
        runtime.block_on(join_all(rounds));
        drop(hang_up);
    });
    carrying.map(|_| reporter).map_err(failed)
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
