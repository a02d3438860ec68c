//! The SQL of limits. Windows go by the clock of Postgres.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Integer};
use diesel_async::RunQueryDsl;

use super::{Granted, Key};
use crate::db::Connection;
use crate::error::Result;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Integer)]
    taken: i32,
    #[diesel(sql_type = Integer)]
    granted: i32,
    #[diesel(sql_type = BigInt)]
    left_ms: i64,
}

/// Takes up to so many units of a limit from the window of a key, or what is left of them. One
/// statement, so that processes side by side never take more than there is.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn take(
    conn: &mut Connection,
    key: &Key,
    limit: u32,
    wanted: u32,
    window_ms: u32,
) -> Result<Granted> {
    let row: Row = diesel::sql_query(
        "INSERT INTO limit_windows AS known (key, taken, granted, ends_at)
         VALUES ($1, least($3, $2), least($3, $2), now() + $4 * interval '1 millisecond')
         ON CONFLICT (key) DO UPDATE SET
             granted = CASE WHEN known.ends_at <= now() THEN excluded.granted
                            ELSE least($3, greatest($2 - known.taken, 0)) END,
             taken = CASE WHEN known.ends_at <= now() THEN excluded.taken
                          ELSE known.taken + least($3, greatest($2 - known.taken, 0)) END,
             ends_at = CASE WHEN known.ends_at <= now() THEN excluded.ends_at ELSE known.ends_at END
         RETURNING taken, granted, ceil(extract(epoch FROM ends_at - now()) * 1000)::bigint AS left_ms",
    )
    .bind::<Binary, _>(key.0.as_slice())
    .bind::<Integer, _>(small(limit))
    .bind::<Integer, _>(small(wanted))
    .bind::<BigInt, _>(i64::from(window_ms))
    .get_result(conn)
    .await?;
    let count = |number: i32| u32::try_from(number).unwrap_or(0);
    Ok(Granted {
        units: count(row.granted),
        remaining: limit.saturating_sub(count(row.taken)),
        left_ms: u64::try_from(row.left_ms).unwrap_or(0),
    })
}

/// Removes windows that have ended; tells how many.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn sweep(conn: &mut Connection) -> Result<usize> {
    Ok(diesel::sql_query("DELETE FROM limit_windows WHERE ends_at < now()").execute(conn).await?)
}

fn small(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
