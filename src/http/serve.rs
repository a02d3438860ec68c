//! Opening the door and closing it: bind, serve, stop on a signal and let what is under way
//! finish within a bound.

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::leaving::{self, Leaving};
use super::router;
use super::websocket::session::Patience;
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};

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

/// Serves until `stop` is cancelled, then lets requests under way finish for at most
/// `shutdown_timeout` of the configuration.
///
/// # Errors
/// `Internal` when the listener breaks.
pub async fn serve(app: App, listener: TcpListener, stop: CancellationToken) -> Result<()> {
    serve_with(app, listener, stop, Patience::default()).await
}

/// [`serve`] with sockets that wait for their clients as long as they are told.
///
/// # Errors
/// Those of [`serve`].
pub async fn serve_with(
    app: App,
    listener: TcpListener,
    stop: CancellationToken,
    patience: Patience,
) -> Result<()> {
    let broken =
        |cause: std::io::Error| Error::internal("The server can no longer accept connections.", cause);
    let drain = app.config.shutdown_timeout;
    let sockets = TaskTracker::new();
    let door = router::open(app, stop.clone(), patience, sockets.clone())?;
    let listener = Leaving::try_new(listener, stop.clone()).map_err(broken)?;
    let serving = axum::serve(listener, door).with_graceful_shutdown(leaving::over(stop.clone()));
    let served = async {
        serving.await?;
        // Once it is one, a socket is no request any more; each is still to be told why it ends.
        sockets.close();
        sockets.wait().await;
        Ok::<(), std::io::Error>(())
    };
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        ended = served => ended.map_err(broken)?,
        () = overdue => tracing::warn!("some requests were still under way after {} s and are cut off", drain.as_secs()),
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
