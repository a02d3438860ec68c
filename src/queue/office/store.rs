//! The SQL of the operator's view.

use chrono::{DateTime, Utc};
use diesel::sql_types::{
    Array, BigInt, Bool, Double, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryableByName};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::{KindReport, RunReport, TaskReport};
use crate::db::schema::{task_attempts, task_kinds};
use crate::db::{Connection, hint_after_commit};
use crate::error::Result;
use crate::queue::CHANNEL;

/// Tasks that are let wait again by one statement.
const BATCH: i64 = 1_000;

#[derive(QueryableByName)]
struct KindRow {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    is_paused: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    max_running: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    max_running_per_account: Option<i32>,
    #[diesel(sql_type = BigInt)]
    due: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    running: i64,
    #[diesel(sql_type = BigInt)]
    dead: i64,
    #[diesel(sql_type = Nullable<Double>)]
    oldest_seconds: Option<f64>,
}

/// Kinds are found by walking the indexes from one to the next, and counted up to `most`, so that
/// it costs the same however much waits.
pub(super) async fn report_kinds(
    conn: &mut Connection,
    known: &[&str],
    most: i64,
    offset_ms: i64,
) -> Result<Vec<KindReport>> {
    let rows: Vec<KindRow> = diesel::sql_query(
        "WITH RECURSIVE waiting_kinds (kind) AS (
             (SELECT kind FROM tasks WHERE state = 'waiting' ORDER BY kind LIMIT 1)
             UNION ALL
             SELECT next.kind FROM waiting_kinds CROSS JOIN LATERAL (
                 SELECT tasks.kind FROM tasks WHERE state = 'waiting' AND tasks.kind > waiting_kinds.kind
                 ORDER BY tasks.kind LIMIT 1) AS next
         ), dead_kinds (kind) AS (
             (SELECT kind FROM tasks WHERE state = 'dead' ORDER BY kind LIMIT 1)
             UNION ALL
             SELECT next.kind FROM dead_kinds CROSS JOIN LATERAL (
                 SELECT tasks.kind FROM tasks WHERE state = 'dead' AND tasks.kind > dead_kinds.kind
                 ORDER BY tasks.kind LIMIT 1) AS next
         ), kinds AS (
             SELECT kind FROM waiting_kinds UNION SELECT kind FROM dead_kinds
             UNION SELECT kind FROM tasks WHERE state = 'running'
             UNION SELECT kind FROM task_kinds UNION SELECT unnest($1)
         )
         SELECT kinds.kind, COALESCE(said.is_paused, false) AS is_paused, said.max_running,
             said.max_running_per_account, waits.due, waits.waiting, runs.running, died.dead,
             extract(epoch FROM now() + $3 * interval '1 millisecond' - waits.oldest)::double precision
                 AS oldest_seconds
         FROM kinds LEFT JOIN task_kinds AS said USING (kind)
         CROSS JOIN LATERAL (
             SELECT count(*) AS waiting, count(*) FILTER (WHERE is_due) AS due,
                 min(run_at) FILTER (WHERE is_due) AS oldest
             FROM (SELECT run_at, run_at <= now() + $3 * interval '1 millisecond' AS is_due FROM tasks
                 WHERE tasks.kind = kinds.kind AND state = 'waiting'
                 ORDER BY priority DESC, run_at LIMIT $2) AS those) AS waits
         CROSS JOIN LATERAL (
             SELECT count(*) AS running FROM tasks WHERE tasks.kind = kinds.kind AND state = 'running') AS runs
         CROSS JOIN LATERAL (
             SELECT count(*) AS dead FROM (SELECT FROM tasks
                 WHERE tasks.kind = kinds.kind AND state = 'dead' LIMIT $2) AS those) AS died
         ORDER BY kinds.kind",
    )
    .bind::<Array<Text>, _>(known)
    .bind::<BigInt, _>(most)
    .bind::<BigInt, _>(offset_ms)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KindReport {
            kind: row.kind,
            is_paused: row.is_paused,
            max_running: row.max_running,
            max_running_per_account: row.max_running_per_account,
            due: row.due,
            waiting: row.waiting,
            running: row.running,
            dead: row.dead,
            oldest_seconds: row.oldest_seconds,
        })
        .collect())
}

#[derive(QueryableByName)]
struct TaskRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account_id: Option<Uuid>,
    #[diesel(sql_type = SmallInt)]
    priority: i16,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Integer)]
    max_attempts: i32,
    #[diesel(sql_type = Integer)]
    losses: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    run_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    started_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
}

impl From<TaskRow> for (TaskReport, Value) {
    fn from(row: TaskRow) -> Self {
        let report = TaskReport {
            id: row.id,
            kind: row.kind,
            state: row.state,
            account_id: row.account_id,
            priority: row.priority,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            losses: row.losses,
            created_at: row.created_at,
            run_at: row.run_at,
            started_at: row.started_at,
            ended_at: row.ended_at,
            message: row.message,
        };
        (report, row.payload)
    }
}

macro_rules! task_columns {
    () => {
        "SELECT id, kind, state, account_id, priority, attempts, max_attempts, losses, created_at, run_at,
             tasks.started_at, tasks.ended_at, payload,
             (SELECT message FROM task_attempts WHERE task_id = tasks.id AND message IS NOT NULL
                 ORDER BY task_attempts.lease_token DESC LIMIT 1) AS message
         FROM tasks "
    };
}

pub(super) async fn list(
    conn: &mut Connection,
    kind: Option<&str>,
    state: Option<&str>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<TaskReport>> {
    let rows: Vec<TaskRow> = diesel::sql_query(concat!(
        task_columns!(),
        "WHERE ($1 IS NULL OR kind = $1) AND ($2 IS NULL OR state = $2) AND ($4 IS NULL OR id < $4)
         ORDER BY id DESC LIMIT $3"
    ))
    .bind::<Nullable<Text>, _>(kind)
    .bind::<Nullable<Text>, _>(state)
    .bind::<BigInt, _>(limit)
    .bind::<Nullable<SqlUuid>, _>(before)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| <(TaskReport, Value)>::from(row).0).collect())
}

pub(super) async fn find(conn: &mut Connection, id: Uuid) -> Result<Option<(TaskReport, Value)>> {
    let row: Option<TaskRow> = diesel::sql_query(concat!(task_columns!(), "WHERE id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Into::into))
}

pub(super) async fn list_runs(conn: &mut Connection, id: Uuid) -> Result<Vec<RunReport>> {
    type Row = (DateTime<Utc>, Option<DateTime<Utc>>, Option<String>, Option<String>);
    let rows: Vec<Row> = task_attempts::table
        .filter(task_attempts::task_id.eq(id))
        .order(task_attempts::lease_token)
        .select((
            task_attempts::started_at,
            task_attempts::ended_at,
            task_attempts::outcome,
            task_attempts::message,
        ))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(started_at, ended_at, outcome, message)| RunReport { started_at, ended_at, outcome, message })
        .collect())
}

macro_rules! run_again {
    () => {
        "UPDATE tasks SET state = 'waiting', attempts = 0, losses = 0, run_at = now(), ended_at = NULL,
             is_cancel_requested = false, is_rerun = true "
    };
}

/// Whether there was a dead or cancelled task of that id.
pub(super) async fn rerun(conn: &mut Connection, id: Uuid) -> Result<bool> {
    let count = diesel::sql_query(concat!(run_again!(), "WHERE id = $1 AND state IN ('dead', 'cancelled')"))
        .bind::<SqlUuid, _>(id)
        .execute(conn)
        .await?;
    hint_after_commit(CHANNEL, "");
    Ok(count > 0)
}

/// Some of the dead tasks of a kind, of each key the newest one; tells how many.
pub(super) async fn rerun_dead(conn: &mut Connection, kind: &str) -> Result<usize> {
    let count = diesel::sql_query(concat!(
        run_again!(),
        "WHERE id IN (
             SELECT DISTINCT ON (COALESCE(unique_key, id::text)) id FROM tasks AS dead
             WHERE kind = $1 AND state = 'dead' AND NOT EXISTS (
                 SELECT FROM tasks AS open
                 WHERE open.kind = $1 AND open.unique_key = dead.unique_key
                     AND open.state IN ('waiting', 'running'))
             ORDER BY COALESCE(unique_key, id::text), id DESC LIMIT $2)"
    ))
    .bind::<Text, _>(kind)
    .bind::<BigInt, _>(BATCH)
    .execute(conn)
    .await?;
    hint_after_commit(CHANNEL, "");
    Ok(count)
}

pub(super) async fn set_paused(conn: &mut Connection, kind: &str, is_paused: bool) -> Result<()> {
    diesel::insert_into(task_kinds::table)
        .values((task_kinds::kind.eq(kind), task_kinds::is_paused.eq(is_paused)))
        .on_conflict(task_kinds::kind)
        .do_update()
        .set(task_kinds::is_paused.eq(is_paused))
        .execute(conn)
        .await?;
    hint_after_commit(CHANNEL, "");
    Ok(())
}

/// Of each limit: none to keep what is there, else what to write.
pub(super) async fn set_limits(
    conn: &mut Connection,
    kind: &str,
    running: Option<Option<i32>>,
    per_account: Option<Option<i32>>,
) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO task_kinds (kind, max_running, max_running_per_account) VALUES ($1, $2, $3)
         ON CONFLICT (kind) DO UPDATE SET
             max_running = CASE WHEN $4 THEN excluded.max_running ELSE task_kinds.max_running END,
             max_running_per_account = CASE WHEN $5 THEN excluded.max_running_per_account
                 ELSE task_kinds.max_running_per_account END",
    )
    .bind::<Text, _>(kind)
    .bind::<Nullable<Integer>, _>(running.flatten())
    .bind::<Nullable<Integer>, _>(per_account.flatten())
    .bind::<Bool, _>(running.is_some())
    .bind::<Bool, _>(per_account.is_some())
    .execute(conn)
    .await?;
    hint_after_commit(CHANNEL, "");
    Ok(())
}
