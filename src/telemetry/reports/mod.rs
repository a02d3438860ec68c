//! Error reports: faults of the house, told to a server of Sentry's kind as they are logged. Part
//! of telemetry.
//!
//! A report is made of fields of the log line that are named in [`told`], and of nothing else: not
//! of its message, whose words may be anybody's. What can be expected, which is every kind of error
//! but `internal`, is no fault and not reported.

mod told;
mod transport;

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sentry::protocol::Event as Report;
use sentry::types::Dsn;
use sentry::{Client, ClientOptions};
use tokio_util::sync::CancellationToken;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use self::told::Told;
use super::carrier::Carrier;
use super::span::current_ids;
use crate::config::ReportsConfig;
use crate::error::{Error, Result};

/// Whose lines are read: those of other crates hold words of theirs.
const OURS: &str = "jobwise";

/// Reads log lines and reports the faults in them.
pub struct Reporter {
    client: Client,
}

/// What reads log lines, and the round that sends what it reports until `stop` fires.
///
/// # Errors
/// `Invalid` for an address that is none of Sentry's.
pub(super) fn open(
    config: &ReportsConfig,
    carrier: &Carrier,
    stop: CancellationToken,
) -> Result<(Reporter, BoxFuture<'static, ()>)> {
    let dsn: Dsn = config.dsn.expose().parse().map_err(|_| {
        // The cause would show the address.
        Error::invalid("The environment variable SENTRY_DSN must be an address that Sentry gives a project.")
    })?;
    let (transport, round) = transport::open(&dsn, carrier, stop);
    let mut options = ClientOptions::new();
    options.dsn = Some(dsn);
    options.release = Some(concat!("jobwise@", env!("CARGO_PKG_VERSION")).into());
    options.environment = Some(config.environment.clone().into());
    options.server_name = config.server_name.clone().map(Into::into);
    options.transport = Some(Arc::new(transport));
    Ok((Reporter { client: Client::with_options(options) }, round.boxed()))
}

impl<S: Subscriber> Layer<S> for Reporter {
    fn on_event(&self, line: &Event<'_>, _: Context<'_, S>) {
        let metadata = line.metadata();
        if *metadata.level() != Level::ERROR || !metadata.target().starts_with(OURS) {
            return;
        }
        let told = Told::read(line);
        if told.is_fault() {
            self.client.capture_event(report(told, metadata), None);
        }
    }
}

/// The report of a line.
fn report(told: Told, line: &Metadata<'_>) -> Report<'static> {
    let Told { fault, place, ids } = told;
    let fault = fault.unwrap_or_else(|| "error".to_owned());
    let place = place.unwrap_or_else(|| {
        format!("{}:{}", line.file().unwrap_or_default(), line.line().unwrap_or_default())
    });
    let trace = current_ids().map(|(trace, _)| ("trace_id".to_owned(), trace.to_string()));
    let fault_tag = ("fault".to_owned(), fault.clone());
    Report {
        message: Some(format!("{fault} at {place}")),
        // What began at one place is one fault, whoever met it.
        fingerprint: vec![fault.into(), place.clone().into()].into(),
        culprit: Some(place),
        logger: Some(line.target().to_owned()),
        tags: ids.into_iter().chain([fault_tag]).chain(trace).collect(),
        ..Report::new()
    }
}
