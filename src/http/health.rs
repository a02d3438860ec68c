//! Health: is the process alive, and can it do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::state::Http;

/// Answers as long as the process does.
pub async fn live() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// Answers 200 when the database does and 503 when it is away, so that a balancer sends
/// requests elsewhere meanwhile.
pub async fn ready(State(http): State<Http>) -> Response {
    match http.graph.app().db.conn().await {
        Ok(_) => Json(json!({ "status": "ok", "database": "ok" })).into_response(),
        Err(_) => {
            let body = Json(json!({ "status": "unavailable", "database": "away" }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}
