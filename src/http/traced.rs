//! Requests as parts of traces. In the HTTP face, beside the access log.

use axum::extract::Request;

use super::door::GRAPHQL;
use crate::graphql::context::RequestId;
use crate::telemetry::Span;

/// The header that says of which trace a request is a part.
const TRACEPARENT: &str = "traceparent";

/// The patterns of the paths that are answered.
const ROUTES: [&str; 6] =
    [GRAPHQL, "/graphiql", "/graphiql/{asset}", "/files/{id}", "/health/live", "/health/ready"];

/// Begins the span of a request. Questions after health have none: they come every few seconds, and
/// tell nothing that `/metrics` does not.
pub fn begin(request: &Request, id: &RequestId) -> Span {
    let route = route(request.uri().path());
    if route.is_some_and(|route| route.starts_with("/health/")) {
        return Span::default();
    }
    let parent = request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok());
    Span::request(request.method().as_str(), route, &id.0, parent)
}

/// The pattern a path is of; none for one that nobody answers.
fn route(path: &str) -> Option<&'static str> {
    let is_of = |pattern: &str| match pattern.split_once('{') {
        Some((front, _)) => {
            path.strip_prefix(front).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
        }
        None => path == pattern,
    };
    ROUTES.into_iter().find(|pattern| is_of(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_only_its_pattern_is_told() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(route(path), expected, "{path}");
        check("/graphql", Some("/graphql"));
        check("/graphiql", Some("/graphiql"));
        check("/graphiql/app.js", Some("/graphiql/{asset}"));
        check("/files/0197c2f0-0000-7000-8000-000000000000", Some("/files/{id}"));
        check("/files/", None);
        check("/files/a/b", None);
        check("/ada@example.com", None);
    }
}
