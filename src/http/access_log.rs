//! One log line for each request: what was asked for and what came of it, never a body, a
//! query string, a token or a person.

use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;

use crate::graphql::context::RequestId;

/// Writes the line once the answer is there.
pub async fn write<F>(request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next(request).await;
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        target: "jobwise::access",
        request_id = id,
        %method,
        path,
        status,
        duration_ms,
        "{method} {path} {status} in {duration_ms} ms, request {id}"
    );
    response
}
