//! The SQL of sweeping.

use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::error::Result;

/// Removes up to `batch` tasks that ended in this state longer than `keep_ms` ago.
pub(super) async fn remove_ended(
    conn: &mut Connection,
    state: &str,
    keep_ms: i64,
    batch: i64,
    offset_ms: i64,
) -> Result<usize> {
    // Ids begin with the milliseconds of their making (RFC 9562, UUIDv7), and what ended so long ago
    // was made before: it is found by the primary key, from the oldest on.
    let removed = diesel::sql_query(
        "WITH bound AS (
             SELECT now() + ($4 - $2) * interval '1 millisecond' AS moment
         ), before AS (
             SELECT moment,
                 (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('f', 20))::uuid AS id
             FROM bound
         )
         DELETE FROM tasks WHERE id IN (
             SELECT tasks.id FROM tasks
             WHERE tasks.id <= (SELECT id FROM before) AND state = $1
                 AND ended_at < (SELECT moment FROM before)
             ORDER BY tasks.id LIMIT $3)",
    )
    .bind::<Text, _>(state)
    .bind::<BigInt, _>(keep_ms)
    .bind::<BigInt, _>(batch)
    .bind::<BigInt, _>(offset_ms)
    .execute(conn)
    .await?;
    Ok(removed)
}
