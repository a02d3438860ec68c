//! The SQL of leases. Times are Postgres's own `now()` plus the queue's offset.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Connection, Db, hint_after_commit};
use crate::error::Result;
use crate::queue::CHANNEL;
use crate::queue::model::{FORGOTTEN_AFTER, Task, TaskState, Written};
use crate::queue::registry::Terms;

/// How long nobody's lease is over after the server began, in milliseconds.
const FORBEARANCE_MS: i64 = 3_000;

/// A kind of which something is due, with its limits.
#[derive(Debug, QueryableByName)]
pub(super) struct DueKind {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = kind)]
    pub name: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub max_running: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub max_running_per_account: Option<i32>,
}

impl DueKind {
    pub fn is_free(&self) -> bool {
        self.max_running.is_none() && self.max_running_per_account.is_none()
    }
}

/// The priorities of what waits, walked from one to the next lower, so that however many tasks wait
/// for a later time none of them is looked at.
macro_rules! levels {
    () => {
        "level (kind, priority) AS (
             SELECT known.kind, top.priority FROM known CROSS JOIN LATERAL (
                 SELECT priority FROM tasks WHERE tasks.kind = known.kind AND state = 'waiting'
                 ORDER BY priority DESC LIMIT 1) AS top
             UNION ALL
             SELECT level.kind, next.priority FROM level CROSS JOIN LATERAL (
                 SELECT priority FROM tasks
                 WHERE tasks.kind = level.kind AND state = 'waiting' AND priority < level.priority
                 ORDER BY priority DESC LIMIT 1) AS next
         )"
    };
}

/// Those of the kinds of which something is due and that are not paused. What the operator said of
/// a limit goes before the program's terms, and 0 lifts it.
pub(super) async fn list_due(
    conn: &mut Connection,
    kinds: &[(&str, Terms)],
    offset_ms: i64,
) -> Result<Vec<DueKind>> {
    let number = |limit: Option<u32>| limit.map_or(0, |limit| i32::try_from(limit).unwrap_or(i32::MAX));
    let names: Vec<&str> = kinds.iter().map(|(name, _)| *name).collect();
    let running: Vec<i32> = kinds.iter().map(|(_, terms)| number(terms.max_running)).collect();
    let per_account: Vec<i32> =
        kinds.iter().map(|(_, terms)| number(terms.max_running_per_account)).collect();
    let due = diesel::sql_query(concat!(
        "WITH RECURSIVE known AS (
             SELECT * FROM unnest($1, $2, $3) AS known (kind, max_running, max_running_per_account)
         ), ",
        levels!(),
        " SELECT known.kind, NULLIF(COALESCE(said.max_running, known.max_running), 0) AS max_running,
             NULLIF(COALESCE(said.max_running_per_account, known.max_running_per_account), 0)
                 AS max_running_per_account
         FROM known LEFT JOIN task_kinds AS said USING (kind)
         WHERE said.is_paused IS NOT TRUE AND EXISTS (
             SELECT FROM level CROSS JOIN LATERAL (
                 SELECT FROM tasks
                 WHERE tasks.kind = level.kind AND state = 'waiting' AND tasks.priority = level.priority
                     AND run_at <= now() + $4 * interval '1 millisecond'
                 ORDER BY run_at LIMIT 1) AS due
             WHERE level.kind = known.kind)
         ORDER BY known.kind"
    ))
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Integer>, _>(running)
    .bind::<Array<Integer>, _>(per_account)
    .bind::<BigInt, _>(offset_ms)
    .load(conn)
    .await?;
    Ok(due)
}

#[derive(QueryableByName)]
pub(super) struct TaskRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account_id: Option<Uuid>,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Integer)]
    max_attempts: i32,
    #[diesel(sql_type = Integer)]
    losses: i32,
    #[diesel(sql_type = Bool)]
    is_rerun: bool,
    #[diesel(sql_type = BigInt)]
    lease_token: i64,
    #[diesel(sql_type = Bool)]
    is_cancel_requested: bool,
    #[diesel(sql_type = Nullable<Text>)]
    traceparent: Option<String>,
}

impl From<TaskRow> for Task {
    fn from(row: TaskRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            payload: row.payload,
            account_id: row.account_id,
            attempt: row.attempts,
            max_attempts: row.max_attempts,
            losses: row.losses,
            is_rerun: row.is_rerun,
            token: row.lease_token,
            is_cancel_requested: row.is_cancel_requested,
            traceparent: row.traceparent,
        }
    }
}

/// Claims tasks of kinds that are not limited, the highest priority first, then who waits longest.
pub(super) async fn claim_free(
    conn: &mut Connection,
    kinds: &[&str],
    limit: i64,
    lease_ms: i64,
    offset_ms: i64,
) -> Result<Vec<Task>> {
    let rows: Vec<TaskRow> = diesel::sql_query(concat!(
        "WITH RECURSIVE known AS (SELECT kind FROM unnest($1) AS known (kind)), ",
        levels!(),
        ", due AS (
             SELECT due.id FROM level CROSS JOIN LATERAL (
                 SELECT id, run_at FROM tasks
                 WHERE tasks.kind = level.kind AND state = 'waiting' AND tasks.priority = level.priority
                     AND run_at <= now() + $4 * interval '1 millisecond'
                 ORDER BY run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
             ORDER BY level.priority DESC, due.run_at, due.id LIMIT $2
         ), claimed AS (
             UPDATE tasks SET state = 'running', attempts = attempts + 1, started_at = now(),
                 lease_token = nextval('task_lease_tokens'),
                 lease_until = now() + ($3 + $4) * interval '1 millisecond'
             FROM due WHERE tasks.id = due.id RETURNING tasks.*
         )
         SELECT id, kind, payload, account_id, attempts, max_attempts, losses, is_rerun, lease_token,
             is_cancel_requested, traceparent
         FROM claimed ORDER BY priority DESC, run_at, id"
    ))
    .bind::<Array<Text>, _>(kinds)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(lease_ms)
    .bind::<BigInt, _>(offset_ms)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// Takes back what dead workers hold: the task waits again, and is dead when even the runs that only
/// tell of its end are lost a few times. A lost run is none of those that count.
pub(super) async fn expire(conn: &mut Connection, offset_ms: i64) -> Result<usize> {
    let lost = diesel::sql_query(
        "WITH lost AS (
             SELECT id, lease_token, started_at FROM tasks
             WHERE state = 'running' AND lease_until < now() + $1 * interval '1 millisecond'
                 AND pg_postmaster_start_time() < now() + ($1 - $2) * interval '1 millisecond'
             FOR UPDATE SKIP LOCKED
         ), noted AS (
             INSERT INTO task_attempts (lease_token, task_id, started_at, ended_at, outcome)
             SELECT lease_token, id, COALESCE(started_at, now()), now(), 'lost' FROM lost
             ON CONFLICT (lease_token) DO UPDATE SET ended_at = excluded.ended_at, outcome = excluded.outcome
         )
         UPDATE tasks SET lease_token = NULL, lease_until = NULL, attempts = attempts - 1, losses = losses + 1,
             state = CASE WHEN is_cancel_requested THEN 'cancelled'
                          WHEN losses + 1 < $3 THEN 'waiting' ELSE 'dead' END,
             ended_at = CASE WHEN is_cancel_requested OR losses + 1 >= $3 THEN now() END
         FROM lost WHERE tasks.id = lost.id",
    )
    .bind::<BigInt, _>(offset_ms)
    .bind::<BigInt, _>(FORBEARANCE_MS)
    .bind::<Integer, _>(FORGOTTEN_AFTER)
    .execute(conn)
    .await?;
    Ok(lost)
}

/// A lease by the task it is of and its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub task_id: Uuid,
    pub token: i64,
}

impl Held {
    pub fn of(task: &Task) -> Self {
        Self { task_id: task.id, token: task.token }
    }
}

/// A connection of which what it commits need not survive a crash of the server.
pub(in crate::queue) async fn open_for_heart(db: &Db) -> Result<Connection> {
    let mut conn = db.connect_apart().await?;
    conn.batch_execute("SET synchronous_commit = off").await?;
    Ok(conn)
}

/// A row that its holder has locked is being written by it just now; its lease is renewed the next
/// time, and nobody takes it back while it is locked.
pub(in crate::queue) async fn renew(
    conn: &mut Connection,
    held: &[Held],
    lease_ms: i64,
    offset_ms: i64,
) -> Result<Vec<(i64, bool)>> {
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = BigInt)]
        token: i64,
        #[diesel(sql_type = Bool)]
        is_cancel_requested: bool,
    }
    let kept: Vec<Kept> = diesel::sql_query(
        "WITH asked AS (SELECT * FROM unnest($1, $2) AS asked (id, token)
         ), free AS (
             SELECT tasks.id FROM tasks JOIN asked ON tasks.id = asked.id AND tasks.lease_token = asked.token
             FOR UPDATE OF tasks SKIP LOCKED
         ), renewed AS (
             UPDATE tasks SET lease_until = now() + ($3 + $4) * interval '1 millisecond'
             FROM free WHERE tasks.id = free.id
         )
         SELECT asked.token, tasks.is_cancel_requested
         FROM tasks JOIN asked ON tasks.id = asked.id AND tasks.lease_token = asked.token",
    )
    .bind::<Array<SqlUuid>, _>(held.iter().map(|held| held.task_id).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(held.iter().map(|held| held.token).collect::<Vec<_>>())
    .bind::<BigInt, _>(lease_ms)
    .bind::<BigInt, _>(offset_ms)
    .load(conn)
    .await?;
    Ok(kept.into_iter().map(|kept| (kept.token, kept.is_cancel_requested)).collect())
}

/// Ends these runs in one statement. Rows are locked in the order of their ids, so that two of these
/// wait for each other at most once.
pub(super) async fn end(
    conn: &mut Connection,
    ended: &[(&Task, Written<'_>)],
    offset_ms: i64,
) -> Result<HashMap<i64, TaskState>> {
    #[derive(QueryableByName)]
    struct Token {
        #[diesel(sql_type = BigInt)]
        token: i64,
    }
    let tokens: Vec<Token> = diesel::sql_query(
        "WITH told AS (
             SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
                 AS told (id, token, state, outcome, message, wait_ms, uncounted, losses)
         ), held AS (
             SELECT tasks.id, tasks.started_at, told.token, told.state, told.outcome, told.message,
                 told.wait_ms, told.uncounted, told.losses
             FROM tasks JOIN told ON tasks.id = told.id AND tasks.lease_token = told.token
             ORDER BY tasks.id FOR UPDATE OF tasks
         ), ended AS (
             UPDATE tasks SET state = held.state, lease_token = NULL, lease_until = NULL,
                 attempts = attempts - held.uncounted, losses = held.losses,
                 run_at = CASE held.state WHEN 'waiting'
                     THEN now() + held.wait_ms * interval '1 millisecond' ELSE run_at END,
                 ended_at = CASE held.state WHEN 'waiting' THEN NULL ELSE now() END
             FROM held WHERE tasks.id = held.id
         ), noted AS (
             INSERT INTO task_attempts (lease_token, task_id, started_at, ended_at, outcome, message)
             SELECT token, id, COALESCE(started_at, now()), now(), outcome, message FROM held
             ON CONFLICT (lease_token) DO UPDATE
                 SET ended_at = excluded.ended_at, outcome = excluded.outcome, message = excluded.message
         )
         SELECT token FROM held",
    )
    .bind::<Array<SqlUuid>, _>(ended.iter().map(|(task, _)| task.id).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(ended.iter().map(|(task, _)| task.token).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(ended.iter().map(|(_, end)| end.state.word()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(ended.iter().map(|(_, end)| end.outcome).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(ended.iter().map(|(_, end)| end.message).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(
        ended
            .iter()
            .map(|(_, end)| if end.wait_ms > 0 { end.wait_ms + offset_ms } else { 0 })
            .collect::<Vec<_>>(),
    )
    .bind::<Array<Integer>, _>(ended.iter().map(|(_, end)| i32::from(!end.is_counted)).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(ended.iter().map(|(_, end)| end.losses).collect::<Vec<_>>())
    .load(conn)
    .await?;
    let states: HashMap<i64, TaskState> = ended.iter().map(|(task, end)| (task.token, end.state)).collect();
    if ended.iter().any(|(_, end)| !end.is_counted) {
        hint_after_commit(CHANNEL, "");
    }
    Ok(tokens.iter().filter_map(|row| Some((row.token, *states.get(&row.token)?))).collect())
}

pub(super) async fn note_losses(conn: &mut Connection, held: Held, losses: i32) -> Result<()> {
    diesel::sql_query("UPDATE tasks SET losses = $3 WHERE id = $1 AND lease_token = $2")
        .bind::<SqlUuid, _>(held.task_id)
        .bind::<BigInt, _>(held.token)
        .bind::<Integer, _>(losses)
        .execute(conn)
        .await?;
    Ok(())
}

/// A running task under this very lease.
pub(super) async fn find_held(conn: &mut Connection, held: Held) -> Result<Option<Task>> {
    let row: Option<TaskRow> = diesel::sql_query(
        "SELECT id, kind, payload, account_id, attempts, max_attempts, losses, is_rerun, lease_token,
             is_cancel_requested, traceparent
         FROM tasks WHERE id = $1 AND lease_token = $2",
    )
    .bind::<SqlUuid, _>(held.task_id)
    .bind::<BigInt, _>(held.token)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(Task::from))
}
