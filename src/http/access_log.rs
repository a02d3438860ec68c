//! One log line for each request: what was asked for and what came of it, never a body, a
//! query string, a token or a person, nor the secret of a shared document.

use std::time::Instant;

use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;

use super::shares;
use crate::graphql::context::RequestId;

/// What the lines are filtered by.
const TARGET: &str = "jobwise::access";

/// What stands for the address of a shared document.
const SHARED: &str = "/s/…";

/// A line that is written once the answer is there.
pub struct Line {
    began: Instant,
    method: Method,
    path: String,
    id: RequestId,
}

impl Line {
    /// Begins the line of a request; none when nobody wants it.
    pub fn begin(request: &Request, id: &RequestId) -> Option<Self> {
        let is_wanted = tracing::enabled!(target: TARGET, tracing::Level::INFO);
        is_wanted.then(|| Self {
            began: Instant::now(),
            method: request.method().clone(),
            path: told(request.uri().path()).to_owned(),
            id: id.clone(),
        })
    }

    /// Writes it.
    pub fn write(self, response: &Response) {
        let Self { began, method, path, id } = self;
        let status = response.status().as_u16();
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            target: TARGET,
            request_id = &*id.0,
            %method,
            path,
            status,
            duration_ms,
            "{method} {path} {status} in {duration_ms} ms, request {}",
            id.0
        );
    }
}

/// The path as it may be told: what opens a shared document stands in it.
fn told(path: &str) -> &str {
    if path.starts_with(shares::PREFIX) { SHARED } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_shared_document_is_told_to_no_log() {
        let check = |path: &str, expected: &str| assert_eq!(told(path), expected);
        check("/s/abc", "/s/…");
        check("/s/abc/pdf", "/s/…");
        check("/s/", "/s/…");
        check("/graphql", "/graphql");
        check("/files/1", "/files/1");
    }
}
