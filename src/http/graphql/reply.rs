//! The HTTP answer of an operation: status, headers, body. Part of GraphQL over HTTP.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::accept::MediaType;
use crate::graphql::answer::{Answer, Outcome};
use crate::graphql::error::{ApiError, ErrorCode};

/// Who may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// Nobody: it may hold tokens, or tells of something that happened.
    Nobody,
    /// The client that asked, as long as it asks each time whether the answer still holds.
    Revalidated,
}

/// The answer of one operation.
///
/// `application/json` answers with 200 whatever is GraphQL, so that clients which know nothing of
/// GraphQL over HTTP read the errors; `application/graphql-response+json` says by its status
/// whether the operation ran.
/// <https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes>
pub fn single(
    mut answer: Answer,
    media_type: MediaType,
    caching: Caching,
    request_id: &str,
    asked: &HeaderMap,
) -> Response {
    let mut headers = std::mem::take(&mut answer.response.http_headers);
    let wait_ms = answer.retry_after_ms();
    let is_unavailable = answer.is_unavailable();
    let (body, outcome) = answer.into_json(request_id);
    // Whatever stands between may send the next request elsewhere.
    let outcome = if is_unavailable { Outcome::Refused(ErrorCode::Unavailable) } else { outcome };
    let status = status(outcome, media_type);
    headers.insert(header::CONTENT_TYPE, media_type.content_type());
    if let Some(wait) = retry_after(outcome, wait_ms) {
        headers.insert(header::RETRY_AFTER, wait);
    }
    if outcome == Outcome::WrongTransport {
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    let is_kept = caching == Caching::Revalidated && outcome == Outcome::Executed;
    if !is_kept {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return reply(status, headers, body.into());
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, authorization"));
    let tag = entity_tag(&body);
    let is_known = tag
        .as_ref()
        .is_some_and(|tag| asked.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, tag)));
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    if is_known {
        headers.remove(header::CONTENT_TYPE);
        return reply(StatusCode::NOT_MODIFIED, headers, Body::empty());
    }
    reply(status, headers, body.into())
}

/// The answers of a batch, in order.
pub fn batch(answers: Vec<Answer>, media_type: MediaType, request_id: &str) -> Response {
    let mut headers = HeaderMap::new();
    let mut body = vec![b'['];
    for (index, mut answer) in answers.into_iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        headers.extend(std::mem::take(&mut answer.response.http_headers));
        body.extend(answer.into_json(request_id).0);
    }
    body.push(b']');
    headers.insert(header::CONTENT_TYPE, media_type.content_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply(StatusCode::OK, headers, body.into())
}

/// A request that carried no operation, answered in the shape of a GraphQL answer, so that a
/// client needs one way to read errors.
pub fn refused(status: StatusCode, fault: ApiError, media_type: MediaType, request_id: &str) -> Response {
    let (body, _) = Answer::refused(fault, request_id).into_json(request_id);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, media_type.content_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    }
    reply(status, headers, body.into())
}

fn status(outcome: Outcome, media_type: MediaType) -> StatusCode {
    let code = match outcome {
        Outcome::Executed => return StatusCode::OK,
        Outcome::WrongTransport => return StatusCode::METHOD_NOT_ALLOWED,
        Outcome::Refused(code) => code,
    };
    match (code, media_type) {
        (ErrorCode::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
        (ErrorCode::Unavailable, _) => StatusCode::SERVICE_UNAVAILABLE,
        // Whatever stands between must be able to tell, too.
        (ErrorCode::LimitReached, _) => StatusCode::TOO_MANY_REQUESTS,
        (_, MediaType::Json) => StatusCode::OK,
        (ErrorCode::Unauthenticated, _) => StatusCode::UNAUTHORIZED,
        (ErrorCode::Forbidden | ErrorCode::DocumentNotTrusted, _) => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// When a request that was refused may be sent again, in whole seconds.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-retry-after>
fn retry_after(outcome: Outcome, wait_ms: Option<u64>) -> Option<HeaderValue> {
    let is_refused = matches!(outcome, Outcome::Refused(ErrorCode::LimitReached | ErrorCode::Unavailable));
    wait_ms.filter(|_| is_refused).map(|wait_ms| HeaderValue::from(wait_ms.div_ceil(1_000)))
}

fn reply(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn entity_tag(body: &[u8]) -> Option<HeaderValue> {
    let digest = Sha256::digest(body);
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("\"{digits}\"")).ok()
}

/// Whether a list of entity tags names this one; weakly, as the body may come compressed.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match>
fn names(list: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(list), Ok(tag)) = (list.to_str(), tag.to_str()) else { return false };
    list.split(',')
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_tag_is_found_in_a_list() {
        let tag = HeaderValue::from_static("\"ab\"");
        for list in ["\"ab\"", "W/\"ab\"", "\"x\", \"ab\"", "*"] {
            assert!(names(&HeaderValue::from_static(list), &tag), "{list}");
        }
        assert!(!names(&HeaderValue::from_static("\"abc\", ab"), &tag));
    }

    #[test]
    fn only_the_newer_media_type_tells_refusals_by_status() {
        let invalid = Outcome::Refused(ErrorCode::ValidationFailed);
        assert_eq!(status(invalid, MediaType::Json), StatusCode::OK);
        assert_eq!(status(invalid, MediaType::GraphqlResponse), StatusCode::BAD_REQUEST);
        assert_eq!(status(Outcome::Executed, MediaType::GraphqlResponse), StatusCode::OK);
        assert_eq!(
            status(Outcome::Refused(ErrorCode::Internal), MediaType::Json),
            StatusCode::INTERNAL_SERVER_ERROR
        );
        for media_type in [MediaType::Json, MediaType::GraphqlResponse] {
            let limited = Outcome::Refused(ErrorCode::LimitReached);
            assert_eq!(status(limited, media_type), StatusCode::TOO_MANY_REQUESTS);
        }
    }

    #[test]
    fn who_is_refused_for_a_while_is_told_how_long() {
        let limited = Outcome::Refused(ErrorCode::LimitReached);
        assert_eq!(retry_after(limited, Some(1_001)), Some(HeaderValue::from_static("2")));
        assert_eq!(retry_after(limited, None), None);
        assert_eq!(retry_after(Outcome::Executed, Some(1_001)), None);
    }
}
