//! What a handler learns about a request besides its body, and how a fault is answered.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::state::Http;
use crate::accounts::model::Origin;
use crate::graphql::context::{Asked, Caller, RequestId};
use crate::graphql::error::ApiError;
use crate::graphql::execute::{finish, refusal};
use crate::graphql::refresh_cookie::RefreshCookie;

impl FromRequestParts<Http> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Infallible> {
        // A header that is no text cannot hold a token; it is refused like any other junk.
        let authorization =
            parts.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or("unreadable"));
        let is_refresh_cookie = http.graph.app().config.is_refresh_cookie;
        let cookies = parts.headers.get(header::COOKIE).filter(|_| is_refresh_cookie);
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self {
            caller: Caller::read(http.graph.app(), authorization),
            request_id: parts.extensions.get::<RequestId>().cloned().unwrap_or(RequestId(String::new())),
            refresh_cookie: cookies
                .and_then(|value| value.to_str().ok())
                .map(RefreshCookie::read)
                .unwrap_or_default(),
            origin: Origin(peer.map(|ConnectInfo(address)| address.ip())),
        })
    }
}

/// A fault in the shape of a GraphQL answer, so that a client needs one way to read errors.
pub fn fault(status: StatusCode, error: ApiError, request_id: &str) -> Response {
    (status, Json(finish(refusal(error), request_id))).into_response()
}
