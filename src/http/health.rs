//! Health: is the process alive, and can it do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::state::Http;
use crate::db::ReplicaStanding;
use crate::redis::Redis;

/// Answers as long as the process does.
pub async fn live() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// Answers 200 when the database does and 503 when it is away, so that a balancer sends
/// requests elsewhere meanwhile. Redis and a replica are told of where there are any; without
/// them everything works, if somewhat slower, so that is `degraded` and 200.
pub async fn ready(State(http): State<Http>) -> Response {
    let app = http.graph.app();
    let is_database_up = app.db.conn().await.is_ok();
    let is_redis_up = app.redis.as_ref().map(Redis::is_up);
    let replica = app.db.replica_standing();
    let is_replica_used = replica.is_none_or(|standing| standing == ReplicaStanding::Used);
    let word = |is_up| if is_up { "ok" } else { "away" };
    let (code, status) = match is_database_up {
        false => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        true if is_redis_up == Some(false) || !is_replica_used => (StatusCode::OK, "degraded"),
        true => (StatusCode::OK, "ok"),
    };
    let mut body = json!({ "status": status, "database": word(is_database_up) });
    if let Some(is_up) = is_redis_up {
        body["redis"] = word(is_up).into();
    }
    if let Some(standing) = replica {
        body["replica"] = standing.word().into();
    }
    (code, Json(body)).into_response()
}
