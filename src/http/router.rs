//! Every address the server answers, and what each request passes through on its way.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{any, get};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::state::Http;
use super::websocket::session::Patience;
use super::websocket::share::Shares;
use super::{access_log, downloads, graphiql, graphql, health, rails, request_id};
use crate::app::App;
use crate::config::Config;
use crate::error::Result;
use crate::graphql::execute::Graph;

/// The smallest answer that is compressed, in bytes: below, the headers cost what is saved.
const MIN_COMPRESSED_BYTES: u16 = 1024;

/// Requests with files that may arrive at once: what they take of the disk is bounded by it.
const MAX_UPLOADING: usize = 32;

/// Builds the router; `stop` ends its WebSockets.
///
/// # Errors
/// Those of [`Graph::try_new`].
pub fn router(app: App, stop: CancellationToken) -> Result<Router> {
    router_with(app, stop, Patience::default())
}

/// Builds the router with sockets that wait for their clients as long as they are told.
///
/// # Errors
/// Those of [`Graph::try_new`].
pub fn router_with(app: App, stop: CancellationToken, patience: Patience) -> Result<Router> {
    let cors = cors(&app.config);
    let graph = Graph::try_new(app)?;
    let routes = Router::new()
        .route("/graphql", any(graphql::handle))
        .route("/graphiql", get(graphiql::page))
        .route("/graphiql/{asset}", get(graphiql::asset))
        .route("/files/{id}", get(downloads::get))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // One layer of several: each layer of a router costs a request as much as a small query.
        .layer((cors, compression(), middleware::from_fn(along)))
        .with_state(Http {
            graph,
            shares: Shares::default(),
            patience,
            uploading: Arc::new(Semaphore::new(MAX_UPLOADING)),
            stop,
        });
    Ok(routes)
}

/// What each request passes: the id first, then the log, which so sees every answer, and the
/// rails.
async fn along(request: Request, next: Next) -> Response {
    request_id::assign(request, |request| {
        access_log::write(request, |request| rails::keep(request, |request| next.run(request)))
    })
    .await
}

/// Compresses answers that are worth it, for clients that ask. Events are sent as they come, and
/// what is compressed already stays as it is.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth = SizeAbove::new(MIN_COMPRESSED_BYTES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("image/png"));
    CompressionLayer::new().gzip(true).compress_when(worth)
}

/// Lets pages of the listed origins call the API; an empty list allows no other origin. They
/// send access tokens themselves, so credentials are allowed only for the refresh cookie.
fn cors(config: &Config) -> CorsLayer {
    let origins = config.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    let request_id = HeaderName::from_static(request_id::HEADER);
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            HeaderName::from_static("last-event-id"),
            request_id.clone(),
        ])
        .expose_headers([header::ETAG, request_id])
        .allow_credentials(config.is_refresh_cookie)
}
