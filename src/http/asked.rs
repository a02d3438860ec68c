//! What a handler learns about a request besides its body, and how a fault is answered.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::peer;
use super::state::Http;
use crate::graphql::context::{Asked, Caller, RequestId};
use crate::graphql::error::ApiError;
use crate::graphql::execute::{finish, refusal};
use crate::graphql::refresh_cookie::RefreshCookie;

/// Reads what a request tells besides its operation.
pub fn read(http: &Http, headers: &HeaderMap, peer: Option<SocketAddr>, request_id: RequestId) -> Asked {
    let app = http.graph.app();
    // A header that is no text cannot hold a token; it is refused like any other junk.
    let authorization =
        headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or("unreadable"));
    let cookies = headers.get(header::COOKIE).filter(|_| app.config.is_refresh_cookie);
    let cookie = cookies.and_then(|value| value.to_str().ok()).map(RefreshCookie::read);
    Asked {
        caller: Caller::read(app, authorization),
        request_id,
        refresh_cookie: cookie.unwrap_or_default(),
        origin: peer::origin(headers, peer.map(|peer| peer.ip()), &app.config.trusted_proxies),
    }
}

impl FromRequestParts<Http> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        let id = parts.extensions.get::<RequestId>().cloned().unwrap_or_default();
        Ok(read(http, &parts.headers, peer, id))
    }
}

/// A fault in the shape of a GraphQL answer, so that a client needs one way to read errors.
pub fn fault(status: StatusCode, error: ApiError, request_id: &str) -> Response {
    (status, Json(finish(refusal(error), request_id))).into_response()
}
