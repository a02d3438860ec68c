//! Measurements in the format of Prometheus, at an address of their own: they tell how much is
//! done here and with whom, which is nothing for everybody who can reach the API.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::measures as of_connections;
use crate::ai::measures;
use crate::error::{Error, ErrorKind, Result};
use crate::events::measures as of_events;
use crate::queue::measures as queue_measures;
use crate::redis::measures as of_redis;
use crate::{db, generations, limits, telemetry};

/// How often distributions are put together, so that they stay small where nobody reads them.
const UPKEEP: Duration = Duration::from_secs(5);

/// The recorder of this process, of which there can be one.
static RECORDER: Mutex<Option<PrometheusHandle>> = Mutex::new(None);

/// Begins to measure and answers `/metrics` at this address until `stop` fires. Returns the
/// address, whose port is found where 0 is asked for.
///
/// # Errors
/// `Unavailable` when the address is taken, or not one of this machine's; `Internal` when
/// measuring cannot begin.
pub async fn serve_metrics(address: SocketAddr, stop: CancellationToken) -> Result<SocketAddr> {
    let handle = recorder()?;
    let refused = |cause: std::io::Error| {
        let message = format!("Cannot listen on {address} for METRICS; choose another address.");
        Error::new(ErrorKind::Unavailable, message).caused_by(cause)
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let read = handle.clone();
    let routes = Router::new().route("/metrics", get(move || std::future::ready(answer(&read))));
    tokio::spawn(async move {
        let served = axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
        let mut upkeep = tokio::time::interval(UPKEEP);
        let mut served = std::pin::pin!(served.into_future());
        loop {
            tokio::select! {
                _ = &mut served => break,
                // Readers that hang on are not waited for.
                () = stop.cancelled() => break,
                _ = upkeep.tick() => handle.run_upkeep(),
            }
        }
    });
    Ok(bound)
}

/// The recorder, installed once a process.
fn recorder() -> Result<PrometheusHandle> {
    let mut recorder = RECORDER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*recorder {
        return Ok(handle.clone());
    }
    let failed =
        |cause: metrics_exporter_prometheus::BuildError| Error::internal("Measuring cannot begin.", cause);
    let seconds = Matcher::Full(measures::SECONDS_OF_CALLS.to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &measures::SECONDS_BUCKETS);
    let runs = Matcher::Full(queue_measures::SECONDS_OF_RUNS.to_owned());
    let builder = builder.map_err(failed)?.set_buckets_for_metric(runs, &queue_measures::SECONDS_BUCKETS);
    let stages = Matcher::Full(generations::measures::SECONDS_OF_STAGES.to_owned());
    let builder = builder.map_err(failed)?;
    let builder = builder.set_buckets_for_metric(stages, &generations::measures::SECONDS_BUCKETS);
    let lag = Matcher::Full(of_events::LAG_SECONDS.to_owned());
    let builder = builder.and_then(|builder| builder.set_buckets_for_metric(lag, &of_events::LAG_BUCKETS));
    let handle = builder.map_err(failed)?.install_recorder().map_err(failed)?;
    measures::describe();
    db::measures::describe();
    generations::measures::describe();
    limits::measures::describe();
    of_connections::describe();
    of_events::describe();
    of_redis::describe();
    queue_measures::describe();
    telemetry::measures::describe();
    *recorder = Some(handle.clone());
    Ok(handle)
}

fn answer(handle: &PrometheusHandle) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}
