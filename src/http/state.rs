//! What every handler of the HTTP face shares.

use tokio_util::sync::CancellationToken;

use crate::graphql::execute::Graph;

/// What every handler shares.
#[derive(Clone)]
pub struct Http {
    /// The schema over the app.
    pub graph: Graph,
    /// Ends long-lived connections when the server stops.
    pub stop: CancellationToken,
}
