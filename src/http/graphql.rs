//! GraphQL over HTTP: JSON by POST, queries by GET, and the way to the WebSocket.

use async_graphql::Request;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::asked::fault;
use super::state::Http;
use super::websocket;
use crate::graphql::context::Asked;
use crate::graphql::error::{ApiError, ErrorCode};
use crate::graphql::execute::is_mutation;

/// Runs the operation of a JSON body: `{ "query": …, "variables": …, "operationName": … }`.
pub async fn post(
    State(http): State<Http>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let id = asked.request_id.0.clone();
    let refuse = |status, message: &str| fault(status, ApiError::new(ErrorCode::BadRequest, message), &id);
    // Only JSON: a form of another site may send text/plain without asking the browser first.
    if !is_json(headers.get(header::CONTENT_TYPE)) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the request as application/json.");
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request is larger than 1 MiB; send less at a time.",
            );
        }
        Err(_) => return refuse(StatusCode::BAD_REQUEST, "The request did not arrive whole; send it again."),
    };
    match read_object(&body) {
        Some(request) => answer(http.graph.execute(request, asked).await),
        None => refuse(
            StatusCode::BAD_REQUEST,
            "Send a JSON object with `query`, and where needed `variables` and `operationName`.",
        ),
    }
}

/// Upgrades to a WebSocket, or runs the query of the query string.
pub async fn get(
    State(http): State<Http>,
    asked: Asked,
    parameters: Result<Query<Parameters>, QueryRejection>,
    request: axum::extract::Request,
) -> Response {
    if request.headers().contains_key(header::UPGRADE) {
        return websocket::upgrade(request.into_parts().0, http, asked).await;
    }
    let id = asked.request_id.0.clone();
    let refuse = |status, message: &str| fault(status, ApiError::new(ErrorCode::BadRequest, message), &id);
    let Some(mut request) = parameters.ok().and_then(|Query(parameters)| parameters.read()) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "Send a query as `?query=…`, or anything by POST; see /graphiql.",
        );
    };
    if is_mutation(&mut request) {
        let mut response =
            refuse(StatusCode::METHOD_NOT_ALLOWED, "Only queries run over GET; send this by POST.");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    answer(http.graph.execute(request, asked).await)
}

/// The query string of a GET request, as GraphQL over HTTP names its parts. The stock reader
/// overlooks `operationName`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: String,
    operation_name: Option<String>,
    variables: Option<String>,
}

impl Parameters {
    fn read(self) -> Option<Request> {
        let mut request = Request::new(self.query);
        request.operation_name = self.operation_name;
        if let Some(variables) = self.variables.filter(|text| !text.is_empty()) {
            request.variables = serde_json::from_str(&variables).ok()?;
        }
        Some(request)
    }
}

/// Reads a request from a JSON object; a list, which serde would read as one too, is none.
fn read_object(body: &[u8]) -> Option<Request> {
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    is_object.then(|| serde_json::from_slice(body).ok()).flatten()
}

/// The answer as JSON, with the headers the resolvers have set. It may hold tokens and belongs
/// to one viewer, so nothing on the way keeps it.
fn answer(mut response: async_graphql::Response) -> Response {
    let mut headers = std::mem::take(&mut response.http_headers);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, Json(response)).into_response()
}

fn is_json(content_type: Option<&HeaderValue>) -> bool {
    let media_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
