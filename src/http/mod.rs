//! The HTTP face: GraphQL over HTTP and WebSocket, GraphiQL, health. It moves bytes and
//! translates; what is asked for is decided in `graphql` and the rooms.

mod access_log;
mod asked;
mod downloads;
mod graphiql;
mod graphql;
mod health;
mod rails;
mod request_id;
mod router;
mod serve;
mod state;
mod websocket;

pub use graphiql::EXAMPLES;
pub use router::{router, router_with};
pub use serve::{bind, serve, stop_on_signal};
pub use websocket::session::{MAX_OPERATIONS as MAX_OPERATIONS_PER_SOCKET, Patience};
