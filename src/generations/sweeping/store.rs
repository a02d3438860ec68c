//! The SQL of sweeping events of runs.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::error::Result;
use crate::generations::record::GenerationStatus;

/// Removes up to `batch` events from before a moment, of runs that had ended by then; the last event of
/// each run stays.
pub(super) async fn remove_events(conn: &mut Connection, before: DateTime<Utc>, batch: i64) -> Result<usize> {
    let ended: Vec<&str> = GenerationStatus::ALL
        .into_iter()
        .filter(|status| status.is_finished())
        .map(GenerationStatus::slug)
        .collect();
    let removed = diesel::sql_query(
        "DELETE FROM events WHERE (stream_id, number) IN (
             SELECT old.stream_id, old.number FROM events AS old
             JOIN event_streams AS stream ON stream.id = old.stream_id
             JOIN generations AS run ON run.id = old.stream_id
             WHERE old.created_at < $1 AND old.number < stream.last_number
                 AND run.status = ANY($2) AND run.finished_at < $1
             LIMIT $3)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<Array<Text>, _>(ended)
    .bind::<BigInt, _>(batch)
    .execute(conn)
    .await?;
    Ok(removed)
}
