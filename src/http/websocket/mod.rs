//! graphql-transport-ws on the address of the HTTP endpoint. In the HTTP face, around
//! `graphql::execute`.
//!
//! [`message`] reads and writes the messages, [`session`] is the life of one socket, [`close`]
//! the reasons to end it, [`share`] bounds what one account runs over all its sockets.

pub mod close;
pub mod message;
pub mod session;
pub mod share;

use std::future::ready;

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use self::session::Session;
use super::asked::fault;
use super::state::Http;
use crate::config::Config;
use crate::graphql::context::Asked;
use crate::graphql::error::{ApiError, ErrorCode};

/// The protocol's name in `Sec-WebSocket-Protocol`.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// The read buffer of a socket; the stock 128 KiB would be most of what a connection costs.
const READ_BUFFER_BYTES: usize = 1024;

/// The largest message a client may send, in bytes: as large as a body over HTTP.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// Upgrades the request and serves the protocol until the client leaves or the server stops. A
/// client that does not offer the protocol is told so by the close code 4406.
pub async fn upgrade(mut parts: Parts, http: Http, asked: Asked) -> Response {
    if !is_origin_allowed(&parts.headers, &http.graph.app().config) {
        let error =
            ApiError::new(ErrorCode::Forbidden, "Pages of this origin may not connect; see CORS_ORIGINS.");
        return fault(StatusCode::FORBIDDEN, error, &asked.request_id.0);
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => {
            let error = ApiError::new(ErrorCode::BadRequest, "This is no WebSocket handshake of version 13.");
            return fault(rejection.into_response().status(), error, &asked.request_id.0);
        }
    };
    upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(move |socket| {
            let open = http.sockets.token();
            let serving = Session::new(http, asked).serve(socket);
            // A task of its own: that of the upgrade has room for all that the upgrade took, and would
            // hold it for as long as the socket is open.
            tokio::spawn(async move {
                serving.await;
                drop(open);
            });
            ready(())
        })
}

/// Whether a page of this origin may connect. Browsers send the origin and ask no leave before a
/// WebSocket, so the server decides: its own pages, and those it lists.
fn is_origin_allowed(headers: &HeaderMap, config: &Config) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_own = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
        || origin == config.public_url.origin().ascii_serialization();
    is_own || config.cors_origins.iter().any(|listed| listed == origin)
}
