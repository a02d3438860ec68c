//! The demo's own server: in this process, on a free port of this machine.

use std::net::SocketAddr;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::cli::setup;
use crate::config::{Config, PerRole};
use crate::error::{Error, Result};
use crate::http;

/// Far more generations than one tries by hand: whoever repeats the demo uses one account.
const GENERATIONS_PER_HOUR: u32 = 1_000;

/// A server with its worker, until it is ended.
pub struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<Result<()>>,
    worked: JoinHandle<()>,
}

impl Server {
    /// Starts it as configured, but for its address and the quota.
    ///
    /// # Errors
    /// Those of [`setup::open_app`]; `Unavailable` when no port is free.
    pub async fn start(mut config: Config, stop: CancellationToken) -> Result<Self> {
        let listener = http::bind("127.0.0.1", 0).await?;
        let unknown =
            |cause: std::io::Error| Error::internal("The address that was bound is not known.", cause);
        let address = listener.local_addr().map_err(unknown)?;
        config.generations_per_hour = PerRole::all(GENERATIONS_PER_HOUR);
        config.is_refresh_cookie = false;
        config.public_url = Url::parse(&format!("http://{address}"))
            .map_err(|cause| Error::internal("The server's own address is none.", cause))?;
        let app = setup::open_app(config).await?;
        let worked = tokio::spawn(setup::worker(&app)?.run(stop.clone()));
        let served = tokio::spawn(http::serve(app, listener, stop.clone()));
        Ok(Self { address, stop, served, worked })
    }

    /// The address of its API.
    pub fn endpoint(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// Ends it and waits until it has.
    pub async fn end(self) {
        self.stop.cancel();
        let (served, worked) = tokio::join!(self.served, self.worked);
        if let Ok(Err(error)) = served {
            tracing::warn!(%error, "the demo's server ended with an error");
        }
        if let Err(cause) = worked {
            tracing::warn!(%cause, "the demo's worker broke off");
        }
    }
}
