//! How reports get to their server: a bounded outbox, one request a report, and silence for as long
//! as the server asks for. Part of error reports.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry_http::{Bytes, Request, Response};
use sentry::types::Dsn;
use sentry::{Envelope, Transport};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::telemetry::carrier::Carrier;
use crate::telemetry::outbox::{Outbox, outbox};

/// Reports that may wait.
const ROOM: usize = 64;
/// How long a server that is asked too much is left alone when it does not say.
const REST: Duration = Duration::from_secs(60);
/// The longest it is left alone, whatever it says.
const LONGEST_REST: Duration = Duration::from_secs(60 * 60);

const CLIENT: &str = concat!("jobwise/", env!("CARGO_PKG_VERSION"));

/// What the client hands its reports to.
pub(super) struct ToOutbox(Outbox<Envelope>);

impl Transport for ToOutbox {
    fn send_envelope(&self, envelope: Envelope) {
        self.0.put(envelope);
    }
}

/// The transport, and the round that sends what it is handed until `stop` fires.
pub(super) fn open(
    dsn: &Dsn,
    carrier: &Carrier,
    stop: CancellationToken,
) -> (Arc<ToOutbox>, impl Future<Output = ()> + Send + use<>) {
    let (outbox, inbox) = outbox("reports", ROOM);
    let line = Arc::new(Line {
        carrier: carrier.clone(),
        url: dsn.envelope_api_url().to_string(),
        auth: dsn.to_auth(Some(CLIENT)).to_string(),
        resting_until: Mutex::new(None),
    });
    let round = inbox.empty(stop, 1, Duration::ZERO, move |reports| {
        let line = Arc::clone(&line);
        async move {
            let mut is_taken = true;
            for report in &reports {
                is_taken &= line.send(report).await;
            }
            is_taken
        }
    });
    (Arc::new(ToOutbox(outbox)), round)
}

/// The way to the server.
struct Line {
    carrier: Carrier,
    url: String,
    auth: String,
    resting_until: Mutex<Option<Instant>>,
}

impl Line {
    /// Sends a report; tells whether it was taken.
    async fn send(&self, report: &Envelope) -> bool {
        let rest = *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner);
        if rest.is_some_and(|until| Instant::now() < until) {
            return false;
        }
        let mut body = Vec::new();
        if report.to_writer(&mut body).is_err() {
            return false;
        }
        let request = Request::post(&self.url)
            .header("x-sentry-auth", &self.auth)
            .header("content-type", "application/x-sentry-envelope")
            .body(Bytes::from(body));
        let Ok(request) = request else { return false };
        let Ok(answer) = self.carrier.carry(request).await else { return false };
        if answer.status().as_u16() == 429 {
            let until = Instant::now() + rest_of(&answer);
            *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
        }
        answer.status().is_success()
    }
}

/// How long the server wants to be left alone.
fn rest_of(answer: &Response<Bytes>) -> Duration {
    let asked = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    asked.map_or(REST, Duration::from_secs).min(LONGEST_REST)
}
