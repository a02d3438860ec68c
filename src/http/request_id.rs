//! The correlation id: taken from `x-request-id` where it is fit to log, made where not, and
//! sent back with the answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use crate::graphql::context::RequestId;
use crate::ids;

/// The header, in and out.
pub const HEADER: &str = "x-request-id";

/// The longest id taken from a client, in bytes.
const MAX_BYTES: usize = 128;

/// The id of a request.
pub fn of(headers: &HeaderMap) -> RequestId {
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(|id| is_fit(id));
    RequestId(given.map_or_else(|| ids::new_request_id().into(), Into::into))
}

/// Sends the id back.
pub fn send_back(id: &RequestId, response: &mut Response) {
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HeaderName::from_static(HEADER), value);
    }
}

/// Short, and of characters that cannot break a log line or a search for it.
fn is_fit(id: &str) -> bool {
    (1..=MAX_BYTES).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_fit_to_log_are_taken_over() {
        let check = |id: &str, fits: bool| assert_eq!(is_fit(id), fits, "{id}");
        check("0197-abc_DEF.1", true);
        check(&"a".repeat(128), true);
        check("", false);
        check(&"a".repeat(129), false);
        check("two words", false);
        check("{\"json\":1}", false);
        check("line\nbreak", false);
    }
}
