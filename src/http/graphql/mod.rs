//! GraphQL over HTTP: queries by GET, queries and mutations by POST, any operation as a stream
//! of events. In the HTTP face, around `graphql::execute`.
//!
//! [`accept`] finds the form of the answer, [`read`] the operations, [`multipart`] those that come
//! with files, [`reply`] writes status and body. <https://graphql.github.io/graphql-over-http/draft/>

pub mod accept;
pub mod events;
pub mod multipart;
pub mod read;
pub mod reply;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use futures_util::future::join_all;

use self::accept::{MediaType, negotiate};
use self::read::{BodyType, Operations, Unreadable, body_type};
use self::reply::Caching;
use super::state::Http;
use super::websocket;
use crate::graphql::admit::Carries;
use crate::graphql::context::Asked;
use crate::graphql::error::{ApiError, ErrorCode};

/// The largest body of a request without files, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// [`answer`] as the router calls it.
pub async fn handle(State(http): State<Http>, asked: Asked, request: Request) -> Response {
    answer(&http, asked, request).await
}

/// Answers a request to the endpoint: an upgrade to the WebSocket, or an operation.
pub async fn answer(http: &Http, asked: Asked, request: Request) -> Response {
    if request.headers().contains_key(header::UPGRADE) {
        return Box::pin(websocket::upgrade(request.into_parts().0, http.clone(), asked)).await;
    }
    let id = asked.request_id.0.clone();
    let Some(media_type) = negotiate(request.headers()) else {
        let message = "Accept application/graphql-response+json or application/json.";
        let fault = ApiError::new(ErrorCode::BadRequest, message);
        return reply::refused(StatusCode::NOT_ACCEPTABLE, fault, MediaType::Json, &id);
    };
    let answered = match *request.method() {
        Method::GET | Method::HEAD => get(http, asked, request, media_type).await,
        Method::POST => post(http, asked, request, media_type).await,
        _ => {
            let fault = ApiError::new(ErrorCode::BadRequest, "Ask by GET or by POST.");
            Err(Unreadable(StatusCode::METHOD_NOT_ALLOWED, fault))
        }
    };
    answered.unwrap_or_else(|Unreadable(status, fault)| reply::refused(status, fault, media_type, &id))
}

async fn get(
    http: &Http,
    asked: Asked,
    request: Request,
    media_type: MediaType,
) -> Result<Response, Unreadable> {
    let operation = read::query_string(request.uri().query().unwrap_or_default())?;
    if media_type == MediaType::EventStream {
        return Ok(events::answer(
            http,
            operation,
            asked,
            Carries::QueriesAndSubscriptions,
            request.headers(),
        ));
    }
    let id = asked.request_id.0.clone();
    let answer = http.graph.execute(operation, asked, Carries::Queries).await;
    Ok(reply::single(answer, media_type, Caching::Revalidated, &id, request.headers()))
}

async fn post(
    http: &Http,
    asked: Asked,
    mut request: Request,
    media_type: MediaType,
) -> Result<Response, Unreadable> {
    let headers = request.headers().clone();
    let id = asked.request_id.0.clone();
    let max_batch = http.graph.app().config.graphql_batch;
    let operations = match body_type(&headers)? {
        BodyType::Json => {
            DefaultBodyLimit::max(MAX_BODY_BYTES).apply(&mut request);
            let bytes = Bytes::from_request(request, &()).await.map_err(incomplete)?;
            read::body(&bytes, max_batch)?
        }
        BodyType::Multipart => {
            // A browser sends a form of another origin without asking, but not with a token.
            let is_signed_in = asked.caller.find_viewer().map_err(unauthenticated)?.is_some();
            if !is_signed_in {
                return Err(unauthenticated(ApiError::unauthenticated()));
            }
            let Ok(_place) = http.uploading.try_acquire() else { return Err(too_many_uploads()) };
            let folder = http.graph.app().config.data_dir.join("uploads");
            Box::pin(multipart::body(&headers, request.into_body(), max_batch, &folder)).await?
        }
    };
    match operations {
        Operations::Single(operation) if media_type == MediaType::EventStream => {
            Ok(events::answer(http, *operation, asked, Carries::Everything, &headers))
        }
        Operations::Single(operation) => {
            let answer = http.graph.execute(*operation, asked, Carries::QueriesAndMutations).await;
            Ok(reply::single(answer, media_type, Caching::Nobody, &id, &headers))
        }
        Operations::Batch(operations) => {
            let running = operations
                .into_iter()
                .map(|operation| http.graph.execute(operation, asked.clone(), Carries::QueriesAndMutations));
            Ok(reply::batch(Box::pin(join_all(running)).await, media_type, &id))
        }
    }
}

fn unauthenticated(fault: ApiError) -> Unreadable {
    Unreadable(StatusCode::UNAUTHORIZED, fault)
}

fn too_many_uploads() -> Unreadable {
    let message = "Too many files are on their way here; try it again in a moment.";
    Unreadable(StatusCode::SERVICE_UNAVAILABLE, ApiError::new(ErrorCode::Unavailable, message))
}

fn incomplete(rejection: BytesRejection) -> Unreadable {
    let (status, message) = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            (StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than 1 MiB; send less at a time.")
        }
        _ => (StatusCode::BAD_REQUEST, "The request did not arrive whole; send it again."),
    };
    Unreadable(status, ApiError::new(ErrorCode::BadRequest, message))
}
