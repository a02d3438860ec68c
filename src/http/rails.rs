//! The rails beside the road: a request that takes too long or panics ends in a typed answer,
//! and the server goes on.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;

use super::asked::fault;
use crate::graphql::context::RequestId;
use crate::graphql::error::{ApiError, ErrorCode, INTERNAL_MESSAGE};

/// How long a request may take. Generations run in the background, so nothing asked for over
/// HTTP has a reason to.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Runs the rest of the way inside the rails.
pub async fn keep(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(TIMEOUT, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            let words =
                panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
            tracing::error!(request_id = id, panic = words, "request {id}: a handler panicked");
            let error = ApiError::new(ErrorCode::Internal, INTERNAL_MESSAGE);
            fault(StatusCode::INTERNAL_SERVER_ERROR, error, &id)
        }
        Err(_) => {
            tracing::warn!(request_id = id, "request {id}: took longer than {} s", TIMEOUT.as_secs());
            let error = ApiError::new(ErrorCode::Unavailable, "The request took too long; try it again.");
            fault(StatusCode::SERVICE_UNAVAILABLE, error, &id)
        }
    }
}
