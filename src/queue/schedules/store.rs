//! The SQL of schedules. Times are Postgres's own `now()` plus the queue's offset.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel::{ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::db::schema::task_schedules;
use crate::error::Result;

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

pub(super) async fn find_now(conn: &mut Connection, offset_ms: i64) -> Result<DateTime<Utc>> {
    let row: Now = diesel::sql_query("SELECT now() + $1 * interval '1 millisecond' AS now")
        .bind::<BigInt, _>(offset_ms)
        .get_result(conn)
        .await?;
    Ok(row.now)
}

pub(super) async fn plan(conn: &mut Connection, kind: &str, cron: &str, next: DateTime<Utc>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO task_schedules (kind, cron, next_at) VALUES ($1, $2, $3)
         ON CONFLICT (kind) DO UPDATE SET cron = excluded.cron, next_at = excluded.next_at
         WHERE task_schedules.cron <> excluded.cron",
    )
    .bind::<Text, _>(kind)
    .bind::<Text, _>(cron)
    .bind::<Timestamptz, _>(next)
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
pub(super) struct DueRow {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

/// Whether one of these is due, without a lock.
pub(super) async fn is_any_due(conn: &mut Connection, kinds: &[&str], offset_ms: i64) -> Result<bool> {
    let due: Vec<DueRow> = select_due(conn, kinds, offset_ms, "").await?;
    Ok(!due.is_empty())
}

/// Those that are due and that nobody else is making.
pub(super) async fn lock_due(conn: &mut Connection, kinds: &[&str], offset_ms: i64) -> Result<Vec<DueRow>> {
    select_due(conn, kinds, offset_ms, " FOR UPDATE SKIP LOCKED").await
}

async fn select_due(
    conn: &mut Connection,
    kinds: &[&str],
    offset_ms: i64,
    lock: &str,
) -> Result<Vec<DueRow>> {
    let query = format!(
        "SELECT kind, now() + $2 * interval '1 millisecond' AS now FROM task_schedules
         WHERE kind = ANY($1) AND next_at <= now() + $2 * interval '1 millisecond' ORDER BY kind{lock}"
    );
    let due = diesel::sql_query(query)
        .bind::<Array<Text>, _>(kinds)
        .bind::<BigInt, _>(offset_ms)
        .load(conn)
        .await?;
    Ok(due)
}

pub(super) async fn move_on(conn: &mut Connection, kind: &str, next: DateTime<Utc>) -> Result<()> {
    diesel::update(task_schedules::table.find(kind))
        .set((
            task_schedules::last_at.eq(task_schedules::next_at.nullable()),
            task_schedules::next_at.eq(next),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
