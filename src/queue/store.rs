//! The queue's SQL. Times are Postgres's own `now()` plus the queue's offset.

use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryableByName};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::CHANNEL;
use super::model::{Ending, NewTask, Task, TaskState, wait_ms};
use crate::db::schema::{task_attempts, tasks};
use crate::db::{Connection, hint_after_commit};
use crate::error::{Error, ErrorKind, Result};
use crate::ids;

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Enqueues a task in the caller's transaction and returns its id: it exists once that
/// commits, and not if it rolls back. With a unique key that an open task of the kind
/// already has, that task's id is returned and nothing is made.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn enqueue(conn: &mut Connection, task: &NewTask) -> Result<Uuid> {
    // A conflicting row is locked and returned; it can only be an open one.
    let row: IdRow = diesel::sql_query(
        "INSERT INTO tasks (id, kind, payload, account_id, unique_key, priority, max_attempts, run_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 millisecond')
         ON CONFLICT (kind, unique_key) WHERE state IN ('waiting', 'running')
         DO UPDATE SET kind = excluded.kind
         RETURNING id",
    )
    .bind::<SqlUuid, _>(ids::new_id())
    .bind::<Text, _>(task.kind)
    .bind::<Jsonb, _>(&task.payload)
    .bind::<Nullable<SqlUuid>, _>(task.account_id)
    .bind::<Nullable<Text>, _>(&task.unique_key)
    .bind::<SmallInt, _>(task.priority)
    .bind::<Integer, _>(task.max_attempts)
    .bind::<BigInt, _>(i64::try_from(task.delay.as_millis()).unwrap_or(i64::MAX))
    .get_result(conn)
    .await?;
    hint_after_commit(CHANNEL, "");
    Ok(row.id)
}

/// Asks for a task's end: a waiting one is cancelled at once, a running one learns of it
/// at its next heartbeat. Returns the state after it; `None` when there is no such task.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn request_cancel(conn: &mut Connection, task_id: Uuid) -> Result<Option<TaskState>> {
    diesel::sql_query(
        "UPDATE tasks SET is_cancel_requested = true,
             state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
             ended_at = CASE state WHEN 'waiting' THEN now() ELSE ended_at END
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind::<SqlUuid, _>(task_id)
    .execute(conn)
    .await?;
    find(conn, task_id).await
}

/// The open task of this kind and key, if there is one.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn find_open(conn: &mut Connection, kind: &str, unique_key: &str) -> Result<Option<Uuid>> {
    let found = tasks::table
        .filter(tasks::kind.eq(kind))
        .filter(tasks::unique_key.eq(unique_key))
        .filter(tasks::state.eq_any([TaskState::Waiting.word(), TaskState::Running.word()]))
        .select(tasks::id)
        .first(conn)
        .await
        .optional()?;
    Ok(found)
}

/// Where a task stands; `None` when there is no such task.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn find(conn: &mut Connection, task_id: Uuid) -> Result<Option<TaskState>> {
    let word: Option<String> =
        tasks::table.find(task_id).select(tasks::state).first(conn).await.optional()?;
    word.map(|word| state(&word)).transpose()
}

#[derive(QueryableByName)]
struct TaskRow {
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
    #[diesel(sql_type = BigInt)]
    lease_token: i64,
    #[diesel(sql_type = Bool)]
    is_cancel_requested: bool,
}

pub(super) async fn claim(
    conn: &mut Connection,
    kinds: &[&str],
    limit: i64,
    lease_ms: i64,
    offset_ms: i64,
) -> Result<Vec<Task>> {
    expire(conn, offset_ms).await?;
    let rows: Vec<TaskRow> = diesel::sql_query(
        "WITH due AS (
             SELECT id FROM tasks
             WHERE state = 'waiting' AND kind = ANY($1) AND run_at <= now() + $4 * interval '1 millisecond'
             ORDER BY priority DESC, run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
         ), claimed AS (
             UPDATE tasks SET state = 'running', attempts = attempts + 1,
                 lease_token = nextval('task_lease_tokens'),
                 lease_until = now() + ($3 + $4) * interval '1 millisecond'
             FROM due WHERE tasks.id = due.id RETURNING tasks.*
         ), noted AS (
             INSERT INTO task_attempts (lease_token, task_id, started_at)
             SELECT lease_token, id, now() FROM claimed
         )
         SELECT id, kind, payload, account_id, attempts, max_attempts, lease_token, is_cancel_requested
         FROM claimed ORDER BY priority DESC, run_at, id",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(lease_ms)
    .bind::<BigInt, _>(offset_ms)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Task {
            id: row.id,
            kind: row.kind,
            payload: row.payload,
            account_id: row.account_id,
            attempt: row.attempts,
            max_attempts: row.max_attempts,
            token: row.lease_token,
            is_cancel_requested: row.is_cancel_requested,
        })
        .collect())
}

/// Runs that may only tell of a task's end, each after the one before was lost too.
const MAX_FAREWELLS: i32 = 3;

/// Takes back what dead workers hold: the task waits again. After its last run was lost it waits
/// for one that only tells of its end, and is dead when that is lost as well a few times.
async fn expire(conn: &mut Connection, offset_ms: i64) -> Result<()> {
    diesel::sql_query(
        "WITH lost AS (
             SELECT id, lease_token FROM tasks
             WHERE state = 'running' AND lease_until < now() + $1 * interval '1 millisecond'
             FOR UPDATE SKIP LOCKED
         ), noted AS (
             UPDATE task_attempts SET ended_at = now(), outcome = 'lost'
             FROM lost WHERE task_attempts.lease_token = lost.lease_token
         )
         UPDATE tasks SET lease_token = NULL, lease_until = NULL,
             state = CASE WHEN is_cancel_requested THEN 'cancelled'
                          WHEN attempts < max_attempts + $2 THEN 'waiting' ELSE 'dead' END,
             ended_at = CASE WHEN is_cancel_requested OR attempts >= max_attempts + $2 THEN now() END
         FROM lost WHERE tasks.id = lost.id",
    )
    .bind::<BigInt, _>(offset_ms)
    .bind::<Integer, _>(MAX_FAREWELLS)
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn renew(
    conn: &mut Connection,
    tokens: &[i64],
    lease_ms: i64,
    offset_ms: i64,
) -> Result<Vec<(i64, bool)>> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = BigInt)]
        lease_token: i64,
        #[diesel(sql_type = Bool)]
        is_cancel_requested: bool,
    }
    let held: Vec<Held> = diesel::sql_query(
        "UPDATE tasks SET lease_until = now() + ($2 + $3) * interval '1 millisecond'
         WHERE lease_token = ANY($1) AND state = 'running' RETURNING lease_token, is_cancel_requested",
    )
    .bind::<Array<BigInt>, _>(tokens)
    .bind::<BigInt, _>(lease_ms)
    .bind::<BigInt, _>(offset_ms)
    .load(conn)
    .await?;
    Ok(held.into_iter().map(|held| (held.lease_token, held.is_cancel_requested)).collect())
}

/// Locks the task's row if this run still holds it; the caller's transaction may then
/// write what only the holder may write.
pub(super) async fn hold(conn: &mut Connection, task_id: Uuid, token: i64) -> Result<()> {
    let held: Option<Uuid> = tasks::table
        .filter(tasks::id.eq(task_id))
        .filter(tasks::lease_token.eq(token))
        .select(tasks::id)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    held.map(|_| ()).ok_or_else(stale)
}

pub(super) async fn end(
    conn: &mut Connection,
    task: &Task,
    ending: &Ending,
    offset_ms: i64,
) -> Result<TaskState> {
    hold(conn, task.id, task.token).await?;
    let farewells = if task.is_farewell() { MAX_FAREWELLS } else { 0 };
    let is_last = task.attempt >= task.max_attempts + farewells;
    let (state, outcome, message) = match ending {
        Ending::Finished => (TaskState::Finished, "finished", None),
        Ending::Failed { message } if is_last => (TaskState::Dead, "failed", Some(message)),
        Ending::Failed { message } => (TaskState::Waiting, "failed", Some(message)),
        Ending::Hopeless { message } => (TaskState::Dead, "failed", Some(message)),
        Ending::Cancelled => (TaskState::Cancelled, "cancelled", None),
        Ending::HandedBack => (TaskState::Waiting, "handed_back", None),
    };
    let is_handed_back = *ending == Ending::HandedBack;
    let delay_ms = match (state, is_handed_back) {
        (TaskState::Waiting, false) => wait_ms(task.attempt, share()) + offset_ms,
        _ => 0,
    };
    diesel::sql_query(
        "UPDATE tasks SET state = $2, lease_token = NULL, lease_until = NULL,
             attempts = attempts - $3,
             run_at = CASE $2 WHEN 'waiting' THEN now() + $4 * interval '1 millisecond' ELSE run_at END,
             ended_at = CASE $2 WHEN 'waiting' THEN NULL ELSE now() END
         WHERE id = $1",
    )
    .bind::<SqlUuid, _>(task.id)
    .bind::<Text, _>(state.word())
    .bind::<Integer, _>(i32::from(is_handed_back))
    .bind::<BigInt, _>(delay_ms)
    .execute(conn)
    .await?;
    diesel::update(task_attempts::table.find(task.token))
        .set((
            task_attempts::ended_at.eq(diesel::dsl::now),
            task_attempts::outcome.eq(outcome),
            task_attempts::message.eq(message),
        ))
        .execute(conn)
        .await?;
    if is_handed_back {
        hint_after_commit(CHANNEL, "");
    }
    Ok(state)
}

/// A share from 0 to 1, for the jitter.
fn share() -> f64 {
    f64::from(ids::new_secret()[0]) / 255.0
}

fn state(word: &str) -> Result<TaskState> {
    TaskState::from_word(word)
        .ok_or_else(|| Error::internal("A task has a state this program does not know.", word.to_owned()))
}

fn stale() -> Error {
    Error::new(ErrorKind::Conflict, "The lease of this task was lost; another worker has it now.")
}
