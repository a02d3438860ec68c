//! Pictures of pages by signed link, for the pages of a front end. Part of the HTTP face.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::downloads::{Proof, SHOWN_SAFELY, gone, matches};
use super::state::Http;
use crate::documents::previews::PreviewPlace;
use crate::error::ErrorKind;
use crate::files::FileHash;

/// Answers the picture of a page to whoever has a good link to it. A forged or ended link, a
/// document that is gone and a page that is not there are answered alike.
pub async fn get(
    State(http): State<Http>,
    Path((document, version, page, file)): Path<(String, String, String, String)>,
    proof: Result<Query<Proof>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let place = PreviewPlace::read(&document, &version, &page, &file);
    let (Some(place), Ok(Query(proof))) = (place, proof) else { return gone() };
    let app = http.graph.app();
    if app.documents.check_preview_link(&place, proof.expires, &proof.signature).is_err() {
        return gone();
    }
    let bytes = match app.exports.preview(place).await {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid) => return gone(),
        Err(error) => {
            let cause = std::error::Error::source(&error);
            tracing::error!(document_id = %place.document_id, ?cause, "a page was not pictured");
            return (StatusCode::SERVICE_UNAVAILABLE, "The page cannot be pictured now. Try again later.\n")
                .into_response();
        }
    };
    let etag = format!("\"{}\"", FileHash::of(&bytes).to_hex());
    let described = [
        (header::CONTENT_TYPE, place.format.media_type().to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable".to_owned()),
        (header::CONTENT_SECURITY_POLICY, SHOWN_SAFELY.to_owned()),
        (header::ETAG, etag.clone()),
    ];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| matches(known, &etag)) {
        return (StatusCode::NOT_MODIFIED, described).into_response();
    }
    (described, bytes.to_vec()).into_response()
}
