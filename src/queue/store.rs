//! The SQL of whoever has tasks: to enqueue, to cancel, to find, to hold. Times are Postgres's own.

use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{NewTask, TaskState};
use super::{CANCELLED, CHANNEL};
use crate::db::{Connection, Prepared, hint_after_commit};
use crate::error::{Error, ErrorKind, Result};
use crate::ids;
use crate::telemetry::current_traceparent;

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
    let statement = diesel::sql_query(
        "INSERT INTO tasks
             (id, kind, payload, account_id, unique_key, priority, max_attempts, run_at, traceparent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 millisecond', $9)
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
    .bind::<Nullable<Text>, _>(current_traceparent());
    let row: IdRow = Prepared(statement).get_result(conn).await?;
    hint_after_commit(CHANNEL, "");
    Ok(row.id)
}

/// Asks for a task's end: a waiting one is cancelled at once, a running one learns of it within
/// moments after the commit, and at its next heartbeat if the wake-up is lost. Returns the state
/// after it; `None` when there is no such task.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn request_cancel(conn: &mut Connection, task_id: Uuid) -> Result<Option<TaskState>> {
    let asked = diesel::sql_query(
        "UPDATE tasks SET is_cancel_requested = true,
             state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
             ended_at = CASE state WHEN 'waiting' THEN now() ELSE ended_at END
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind::<SqlUuid, _>(task_id)
    .execute(conn)
    .await?;
    if asked > 0 {
        hint_after_commit(CHANNEL, &format!("{CANCELLED}{task_id}"));
    }
    find(conn, task_id).await
}

/// The open task of this kind and key, if there is one.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn find_open(conn: &mut Connection, kind: &str, unique_key: &str) -> Result<Option<Uuid>> {
    let statement = diesel::sql_query(
        "SELECT id FROM tasks WHERE kind = $1 AND unique_key = $2 AND state IN ('waiting', 'running')",
    )
    .bind::<Text, _>(kind)
    .bind::<Text, _>(unique_key);
    let found: Option<IdRow> = Prepared(statement).get_result(conn).await.optional()?;
    Ok(found.map(|row| row.id))
}

/// Whether an open task of this kind has one of these keys.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn has_open(conn: &mut Connection, kind: &str, unique_keys: &[String]) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        is_found: bool,
    }
    let statement = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM tasks WHERE kind = $1 AND unique_key = ANY($2)
                            AND state IN ('waiting', 'running')) AS is_found",
    )
    .bind::<Text, _>(kind)
    .bind::<Array<Text>, _>(unique_keys);
    let found: Found = Prepared(statement).get_result(conn).await?;
    Ok(found.is_found)
}

/// Where a task stands; `None` when there is no such task.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn find(conn: &mut Connection, task_id: Uuid) -> Result<Option<TaskState>> {
    #[derive(QueryableByName)]
    struct State {
        #[diesel(sql_type = Text)]
        state: String,
    }
    let statement = diesel::sql_query("SELECT state FROM tasks WHERE id = $1").bind::<SqlUuid, _>(task_id);
    let found: Option<State> = Prepared(statement).get_result(conn).await.optional()?;
    found.map(|row| state(&row.state)).transpose()
}

/// Locks the task's row if this run still holds it; the caller's transaction may then
/// write what only the holder may write.
pub(super) async fn hold(conn: &mut Connection, task_id: Uuid, token: i64) -> Result<()> {
    let statement = diesel::sql_query("SELECT id FROM tasks WHERE id = $1 AND lease_token = $2 FOR UPDATE")
        .bind::<SqlUuid, _>(task_id)
        .bind::<BigInt, _>(token);
    let held: Option<IdRow> = Prepared(statement).get_result(conn).await.optional()?;
    held.map(|_| ()).ok_or_else(stale)
}

pub(super) async fn hold_at_checkpoint(conn: &mut Connection, task_id: Uuid, token: i64) -> Result<()> {
    let statement = diesel::sql_query("UPDATE tasks SET losses = 0 WHERE id = $1 AND lease_token = $2")
        .bind::<SqlUuid, _>(task_id)
        .bind::<BigInt, _>(token);
    if Prepared(statement).execute(conn).await? == 0 { Err(stale()) } else { Ok(()) }
}

/// The state of a word the database has.
pub(super) fn state(word: &str) -> Result<TaskState> {
    TaskState::from_word(word)
        .ok_or_else(|| Error::internal("A task has a state this program does not know.", word.to_owned()))
}

/// What a holder hears who is none any more.
pub(super) fn stale() -> Error {
    Error::new(ErrorKind::Conflict, "The lease of this task was lost; another worker has it now.")
}
