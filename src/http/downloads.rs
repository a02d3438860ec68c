//! Files by signed link: the link is the permit, so no token is asked for. Part of the HTTP
//! face.

use std::fmt::Write as _;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::state::Http;
use crate::error::ErrorKind;
use crate::telemetry::panics;

/// The parts of a link that prove it.
#[derive(Deserialize)]
pub struct Proof {
    expires: i64,
    signature: String,
}

/// Answers the bytes of a file to whoever has a good link to it. A forged or ended link and a
/// file that is gone are answered alike.
pub async fn get(
    State(http): State<Http>,
    Path(id): Path<String>,
    proof: Result<Query<Proof>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let (Ok(id), Ok(Query(proof))) = (Uuid::parse_str(&id), proof) else { return gone() };
    let opened = http.graph.app().documents.open_link(id, proof.expires, &proof.signature).await;
    let (file, bytes) = match opened {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => return gone(),
        Err(error) => {
            let (fault, place) = panics::fault(&error);
            let cause = std::error::Error::source(&error);
            tracing::error!(file_id = %id, fault, place, ?cause, "file {id} was not sent");
            return (StatusCode::SERVICE_UNAVAILABLE, "The file cannot be read now. Try again later.\n")
                .into_response();
        }
    };
    let etag = format!("\"{}\"", file.sha256);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = bytes.into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.format.media_type()));
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
    for (name, value) in [(header::CONTENT_DISPOSITION, disposition(&file.file_name)), (header::ETAG, etag)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            answer.insert(name, value);
        }
    }
    response
}

fn gone() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file, or the link has ended. Ask for a new downloadUrl.\n")
        .into_response()
}

/// A name to save the file under: in ASCII for old clients, and in full after RFC 6266.
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let mut full = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            full.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(full, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = disposition("Мария\"\r\nSet-Cookie: x.pdf");
        assert!(HeaderValue::from_str(&header).is_ok());
        assert!(!header.contains("\r") && header.matches('"').count() == 2, "{header}");
        assert!(header.ends_with("x.pdf") && header.contains("UTF-8''%D0%9C"));
    }
}
