//! Opening the door and closing it: bind, serve, stop on a signal and let what is under way
//! finish within a bound.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::router;
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};

/// How long requests under way may take after the signal to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Opens the address to listen on; port 0 takes a free one.
///
/// # Errors
/// `Unavailable` when the address is taken, or not one of this machine's.
pub async fn bind(host: &str, port: u16) -> Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|cause| {
        let advice = "is another server running? PORT chooses another port";
        Error::new(ErrorKind::Unavailable, format!("Cannot listen on {host}:{port}; {advice}."))
            .caused_by(cause)
    })
}

/// Serves until `stop` is cancelled, then lets requests under way finish for at most ten
/// seconds. Prints the address on standard output once it listens, for people and for scripts
/// that wait for it.
///
/// # Errors
/// `Internal` when the listener breaks.
pub async fn serve(app: App, listener: TcpListener, stop: CancellationToken) -> Result<()> {
    let broken =
        |cause: std::io::Error| Error::internal("The server can no longer accept connections.", cause);
    let address = listener.local_addr().map_err(broken)?;
    let service = router(app, stop.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    println!("JobWise is ready at http://{address} (GraphiQL at http://{address}/graphiql)");
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        ended = served => ended.map_err(broken)?,
        () = overdue => tracing::warn!("some requests were still under way after {} s and are cut off", DRAIN.as_secs()),
    }
    Ok(())
}

/// Cancels the token on the first SIGTERM or ctrl-c. A second one ends the process at once.
///
/// # Errors
/// `Internal` when the system refuses to hand signals over.
pub fn stop_on_signal() -> Result<CancellationToken> {
    let refused = |cause: std::io::Error| Error::internal("Signals cannot be received.", cause);
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        let mut next = async || {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        next().await;
        tracing::info!("stopping: requests under way may finish");
        token.cancel();
        next().await;
        std::process::exit(130);
    });
    Ok(stop)
}
