//! The HTTP face: GraphQL over HTTP and WebSocket, GraphiQL, health. It moves bytes and
//! translates; what is asked for is decided in `graphql` and the rooms.

mod access_log;
mod asked;
mod door;
mod downloads;
mod graphiql;
mod graphql;
mod health;
mod leaving;
mod measures;
mod metrics;
mod peer;
mod previews;
mod rails;
mod ranges;
mod request_id;
mod router;
mod serve;
mod shares;
mod state;
mod traced;
mod websocket;

pub use graphiql::EXAMPLES;
pub use metrics::serve_metrics;
pub use serve::{bind, serve, serve_with, stop_on_signal};
pub use websocket::session::{MAX_OPERATIONS as MAX_OPERATIONS_PER_SOCKET, Patience};
