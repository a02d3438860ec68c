//! graphql-transport-ws on the address of the HTTP endpoint, by the stock protocol loop.

use async_graphql::Data;
use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use super::asked::fault;
use super::state::Http;
use crate::graphql::context::Asked;
use crate::graphql::error::{ApiError, ErrorCode};
use crate::graphql::execute::ConnectionGraph;

/// The read buffer of a socket; the stock 128 KiB would be most of what a connection costs.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// The largest message a client may send, in bytes: as large as a body over HTTP.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// Upgrades the request and serves the protocol until the client leaves or the server stops.
pub async fn upgrade(mut parts: Parts, http: Http, asked: Asked) -> Response {
    let protocol = match GraphQLProtocol::from_request_parts(&mut parts, &()).await {
        Ok(protocol) => protocol,
        Err(_) => {
            let error =
                ApiError::new(ErrorCode::BadRequest, "Offer the WebSocket protocol graphql-transport-ws.");
            return fault(StatusCode::BAD_REQUEST, error, &asked.request_id.0);
        }
    };
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    upgrade
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            let graph = ConnectionGraph::new(http.graph, asked);
            let (sink, messages) = socket.split();
            let messages = messages.take_until(http.stop.cancelled_owned()).boxed();
            GraphQLWebSocket::new_with_pair(sink, messages, graph.clone(), protocol)
                .on_connection_init(async move |payload| {
                    graph.initialise(&payload);
                    Ok(Data::default())
                })
                .serve()
                .await;
        })
}
