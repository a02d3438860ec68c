//! Shared documents: the link is the permit, so no token is asked for and none is looked at. Part
//! of the HTTP face.
//!
//! What was never shared, what has ended and what is gone are answered alike, word for word. No
//! answer is kept by anybody, indexed, or told on by a referrer; none sets a cookie, and the
//! secret stands in no log.

mod page;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::asked::fault;
use super::downloads::disposition;
use super::state::Http;
use crate::documents::sharing::model::Secret;
use crate::error::Error;
use crate::graphql::context::{Asked, Caller};
use crate::graphql::rate::Quota;

/// Where shared documents stand.
pub const PREFIX: &str = "/s/";

/// The page of a shared document.
pub async fn page(
    State(http): State<Http>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    if let Some(refused) = too_many(&http, &asked).await {
        return guarded(refused);
    }
    let secret = Secret::claimed(&said(path));
    let sharing = &http.graph.app().sharing;
    let opened = sharing.open(&secret).await;
    guarded(match opened {
        Ok(Some(shared)) => {
            let links =
                shared.files.iter().map(|file| sharing.file_url(&secret, file.format)).collect::<Vec<_>>();
            let html = page::write(&shared, &links);
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
        }
        Ok(None) => gone(),
        Err(error) => away(&error),
    })
}

/// A file of a shared document.
pub async fn file(
    State(http): State<Http>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    if let Some(refused) = too_many(&http, &asked).await {
        return guarded(refused);
    }
    let (secret, format) = said(path);
    let opened = http.graph.app().sharing.download(&Secret::claimed(&secret), &format).await;
    guarded(match opened {
        Ok(Some((file, bytes))) => {
            let mut response = bytes.into_response();
            let answer = response.headers_mut();
            answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.format.media_type()));
            if let Ok(value) = HeaderValue::from_str(&disposition(&file.file_name)) {
                answer.insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
        Ok(None) => gone(),
        Err(error) => away(&error),
    })
}

/// What the address says. What is no text says nothing, which is looked for like everything else, so
/// that it is answered like everything else that opens nothing.
fn said<T: Default>(path: Result<Path<T>, PathRejection>) -> T {
    path.map_or_else(|_| T::default(), |Path(said)| said)
}

/// A look counts as an operation of somebody who has not signed in, at the address it comes from.
async fn too_many(http: &Http, asked: &Asked) -> Option<Response> {
    let nobody = Asked { caller: Caller::Anonymous, ..asked.clone() };
    let app = http.graph.app();
    let refused = Quota::of(app, &nobody)?.admit(app).await.err()?;
    let wait = refused.retry_after_ms().map(|wait| wait.div_ceil(1_000).max(1));
    let mut response = fault(StatusCode::TOO_MANY_REQUESTS, refused, &asked.request_id.0);
    if let Some(value) = wait.and_then(|wait| HeaderValue::from_str(&wait.to_string()).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    Some(response)
}

fn gone() -> Response {
    (
        StatusCode::NOT_FOUND,
        "There is nothing here, or the link has ended. Ask whoever sent it for another.\n",
    )
        .into_response()
}

fn away(error: &Error) -> Response {
    tracing::error!(cause = ?std::error::Error::source(error), "a shared document was not sent");
    (StatusCode::SERVICE_UNAVAILABLE, "The document cannot be read now. Try again later.\n").into_response()
}

/// The answer with what keeps it between the owner and whoever has the link.
fn guarded(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in [
        ("cache-control", "private, no-store"),
        ("x-robots-tag", "noindex, nofollow, noarchive, nosnippet"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", page::POLICY.as_str()),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}
