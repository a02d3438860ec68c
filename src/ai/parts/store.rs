//! The SQL of kept parts.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Known, LostCall, Part, oldest, read, write};
use crate::ai::call::Answer;
use crate::ai::routing::Attempt;
use crate::db::Connection;
use crate::error::Result;

/// Where a part stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The run.
    pub generation_id: Uuid,
    /// Its stage, by name.
    pub stage: &'a str,
    /// What is asked.
    pub part: &'a Part,
}

#[derive(QueryableByName)]
struct KnownRow {
    #[diesel(sql_type = Nullable<Jsonb>)]
    result: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    lost: Option<Value>,
}

/// What is known of a part. `blank` is an attempt at the model that is to be asked.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn find(conn: &mut Connection, place: Place<'_>, blank: Attempt) -> Result<Known> {
    let row: KnownRow = diesel::sql_query(
        "SELECT (SELECT result FROM ai_parts
                 WHERE generation_id = $1 AND stage = $2 AND part = $3 AND input_hash = $4) AS result,
             (SELECT jsonb_agg(jsonb_build_object('id', id, 'tokens', tokens, 'idempotency_key', idempotency_key)
                               ORDER BY id DESC)
              FROM ai_reservations
              WHERE generation_id = $1 AND input_hash = $4 AND call->>'stage' = $2
                  AND idempotency_key IS NOT NULL) AS lost",
    )
    .bind::<SqlUuid, _>(place.generation_id)
    .bind::<Text, _>(place.stage)
    .bind::<Text, _>(&place.part.name)
    .bind::<Binary, _>(place.part.input_hash.as_slice())
    .get_result(conn)
    .await?;
    let lost = row.lost.and_then(|lost| Vec::<LostCall>::deserialize(lost).ok());
    Ok(Known { outcome: row.result.and_then(|result| read(result, blank)), lost: lost.unwrap_or_default() })
}

/// Keeps what a call brought, in the caller's transaction; what was kept before stays.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn keep(
    conn: &mut Connection,
    account_id: Uuid,
    place: Place<'_>,
    answer: Option<&Answer>,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO ai_parts (generation_id, stage, part, input_hash, account_id, result, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(place.generation_id)
    .bind::<Text, _>(place.stage)
    .bind::<Text, _>(&place.part.name)
    .bind::<Binary, _>(place.part.input_hash.as_slice())
    .bind::<SqlUuid, _>(account_id)
    .bind::<Jsonb, _>(write(answer, attempt)?)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the parts of a run that has ended, in the caller's transaction.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn forget(conn: &mut Connection, generation_id: Uuid) -> Result<()> {
    diesel::sql_query("DELETE FROM ai_parts WHERE generation_id = $1")
        .bind::<SqlUuid, _>(generation_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the parts of one stage of a run, in the caller's transaction.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn forget_stage(conn: &mut Connection, generation_id: Uuid, stage: &str) -> Result<()> {
    diesel::sql_query("DELETE FROM ai_parts WHERE generation_id = $1 AND stage = $2")
        .bind::<SqlUuid, _>(generation_id)
        .bind::<Text, _>(stage)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what nobody comes back for, in the caller's transaction; tells how many.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn sweep(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    let removed = diesel::sql_query("DELETE FROM ai_parts WHERE created_at < $1")
        .bind::<Timestamptz, _>(oldest(now))
        .execute(conn)
        .await?;
    Ok(removed)
}
