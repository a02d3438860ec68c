//! Every address the server answers, and whose pages may ask.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::routing::{any, get};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::door::{Door, GRAPHQL};
use super::state::{Http, Shared};
use super::websocket::session::Patience;
use super::websocket::share::Shares;
use super::{downloads, graphiql, graphql, health, previews, request_id, shares};
use crate::app::App;
use crate::config::Config;
use crate::error::Result;
use crate::graphql::execute::Graph;

/// Requests with files that may arrive at once: what they take of the disk is bounded by it.
const MAX_UPLOADING: usize = 32;

/// Opens the door to all addresses; `stop` ends its WebSockets, which wait for their clients as
/// long as they are told, and each of which `sockets` knows of.
///
/// # Errors
/// Those of [`Graph::try_new`].
pub fn open(app: App, stop: CancellationToken, patience: Patience, sockets: TaskTracker) -> Result<Door> {
    let cors = cors(&app.config);
    let http = Http::new(Shared {
        graph: Graph::try_new(app)?,
        shares: Shares::default(),
        patience,
        uploading: Semaphore::new(MAX_UPLOADING),
        sockets,
        stop,
    });
    let router = Router::new()
        .route(GRAPHQL, any(graphql::handle))
        .route("/graphiql", get(graphiql::page))
        .route("/graphiql/{asset}", get(graphiql::asset))
        .route("/files/{id}", get(downloads::get))
        .route("/previews/{document}/{version}/{page}/{file}", get(previews::get))
        .route("/s/{secret}", get(shares::page))
        .route("/s/{secret}/{format}", get(shares::file))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(http.clone());
    Ok(Door::new(http, cors, router))
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
            header::RANGE,
            header::IF_RANGE,
            HeaderName::from_static("last-event-id"),
            request_id.clone(),
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
            header::CONTENT_DISPOSITION,
            header::CONTENT_RANGE,
            request_id,
        ])
        .allow_credentials(config.is_refresh_cookie)
}
