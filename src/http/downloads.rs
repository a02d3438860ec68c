//! Files by signed link: the link is the permit, so no token is asked for. Part of the HTTP
//! face.

use std::fmt::Write as _;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::ranges::{self, Asked};
use super::state::Http;
use crate::documents::record::DocumentFile;
use crate::error::ErrorKind;
use crate::telemetry::panics;

/// The parts of a link that prove it.
#[derive(Deserialize)]
pub struct Proof {
    /// Seconds since 1970.
    pub expires: i64,
    /// Of the file, or of the picture's path, and the time.
    pub signature: String,
}

/// A browser that shows a file, and a page is among the formats, runs nothing of it and lets it ask
/// for nothing.
pub const SHOWN_SAFELY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// Answers the bytes of a file to whoever has a good link to it. A forged or ended link and a
/// file that is gone are answered alike.
pub async fn get(
    State(http): State<Http>,
    Path(id): Path<String>,
    proof: Result<Query<Proof>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let (Ok(id), Ok(Query(proof))) = (Uuid::parse_str(&id), proof) else { return gone() };
    let app = http.graph.app();
    let opened = match app.documents.open_link(id, proof.expires, &proof.signature).await {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            app.saved_jobs.open_link(id, proof.expires, &proof.signature).await
        }
        opened => opened,
    };
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
    let described = describe(&file, &etag);
    let sent = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if sent(header::IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        return (StatusCode::NOT_MODIFIED, described).into_response();
    }
    // A range of a file that the client has parts of is wanted only while it is the same file.
    let is_same = sent(header::IF_RANGE).is_none_or(|known| known == etag);
    match ranges::read(sent(header::RANGE).filter(|_| is_same), bytes.len()) {
        Asked::Whole => (described, bytes).into_response(),
        Asked::Part(range) => {
            let place = format!("bytes {}-{}/{}", range.start, range.end - 1, bytes.len());
            (StatusCode::PARTIAL_CONTENT, described, [(header::CONTENT_RANGE, place)], bytes[range].to_vec())
                .into_response()
        }
        Asked::Unsatisfiable => {
            let size = format!("bytes */{}", bytes.len());
            (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, size)]).into_response()
        }
    }
}

/// What is told of a file whether or not its bytes follow.
fn describe(file: &DocumentFile, etag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let fixed = [
        (header::CONTENT_TYPE, file.format.media_type()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CONTENT_SECURITY_POLICY, SHOWN_SAFELY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in
        [(header::CONTENT_DISPOSITION, disposition(&file.file_name)), (header::ETAG, etag.to_owned())]
    {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    headers
}

/// Whether `If-None-Match` names the tag, alone, among others, or as any (RFC 9110, 13.1.2).
pub fn matches(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
}

/// What is said of every link that opens nothing.
pub fn gone() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file, or the link has ended. Ask for a new downloadUrl.\n")
        .into_response()
}

/// A name to save the file under: in ASCII for old clients, and in full after RFC 6266 and 8187.
pub fn disposition(name: &str) -> String {
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
    fn a_tag_is_known_alone_and_among_others() {
        let check = |known: &str, is_known: bool| assert_eq!(matches(known, "\"ab\""), is_known, "{known}");
        check("\"ab\"", true);
        check("\"x\", W/\"ab\"", true);
        check("*", true);
        check("\"a\"", false);
        check("ab", false);
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let header = disposition("Мария\"\r\nSet-Cookie: x.pdf");
        assert!(HeaderValue::from_str(&header).is_ok());
        assert!(!header.contains("\r") && header.matches('"').count() == 2, "{header}");
        assert!(header.ends_with("x.pdf") && header.contains("UTF-8''%D0%9C"));
    }
}
