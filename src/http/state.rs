//! What every handler of the HTTP face shares.

use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::websocket::session::Patience;
use super::websocket::share::Shares;
use crate::graphql::execute::Graph;

/// What every handler shares. Cheap to clone, as each request and each socket has one.
#[derive(Clone)]
pub struct Http(Arc<Shared>);

/// The parts of it.
pub struct Shared {
    /// The schema over the app.
    pub graph: Graph,
    /// What each account runs over all its sockets.
    pub shares: Shares,
    /// How long a socket waits for its client.
    pub patience: Patience,
    /// The places for requests with files that may arrive at once.
    pub uploading: Semaphore,
    /// The sockets that are open: whoever stops waits until they are closed.
    pub sockets: TaskTracker,
    /// Ends long-lived connections when the server stops.
    pub stop: CancellationToken,
}

impl Http {
    /// Shares these.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for Http {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
