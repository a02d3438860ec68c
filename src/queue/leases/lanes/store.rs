//! The SQL of limited kinds.

use diesel::sql_types::{BigInt, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel::{ExpressionMethods, OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::store::TaskRow;
use crate::db::Connection;
use crate::db::schema::task_kinds;
use crate::error::Result;
use crate::queue::model::Task;

/// Makes every other claim of this kind wait until this transaction ends.
pub(super) async fn lock(conn: &mut Connection, kind: &str) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('jobwise.task_kind.' || $1, 0))")
        .bind::<Text, _>(kind)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
pub(super) struct Places {
    /// Tasks of the kind that run.
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub last_lane: Option<Uuid>,
}

pub(super) async fn find_places(conn: &mut Connection, kind: &str) -> Result<Places> {
    let places = diesel::sql_query(
        "SELECT (SELECT count(*) FROM tasks WHERE kind = $1 AND state = 'running') AS running,
             (SELECT last_lane FROM task_kinds WHERE kind = $1) AS last_lane",
    )
    .bind::<Text, _>(kind)
    .get_result(conn)
    .await?;
    Ok(places)
}

/// The lanes to look at: those after one, until one, of each no more than `most` that run.
pub(super) struct Walk<'a> {
    pub kind: &'a str,
    pub after: Uuid,
    pub until: Uuid,
    pub most: i32,
    pub limit: i64,
    /// Lanes looked at.
    pub steps: i64,
}

#[derive(QueryableByName)]
struct Turn {
    #[diesel(embed)]
    task: TaskRow,
    #[diesel(sql_type = SqlUuid)]
    lane: Uuid,
}

/// Claims one task of each lane, then a second of each, and so on; gives the lane served last beside
/// them.
pub(super) async fn claim_in_turn(
    conn: &mut Connection,
    walk: &Walk<'_>,
    lease_ms: i64,
    offset_ms: i64,
) -> Result<(Vec<Task>, Option<Uuid>)> {
    let turns: Vec<Turn> = diesel::sql_query(
        "WITH RECURSIVE running AS MATERIALIZED (
             SELECT COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS lane, count(*) AS places
             FROM tasks WHERE kind = $1 AND state = 'running' GROUP BY 1
         ), walk (lane, step) AS (
             SELECT $2, 0::bigint
             UNION ALL
             SELECT next.lane, walk.step + 1 FROM walk CROSS JOIN LATERAL (
                 SELECT COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS lane FROM tasks
                 WHERE tasks.kind = $1 AND state = 'waiting'
                     AND COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') > walk.lane
                     AND COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') <= $3
                 ORDER BY COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') LIMIT 1) AS next
             WHERE walk.step < $8
         ), due AS (
             SELECT due.id, walk.lane, walk.step, due.nth
             FROM walk LEFT JOIN running USING (lane) CROSS JOIN LATERAL (
                 SELECT own.id, row_number() OVER () AS nth FROM (
                     SELECT id FROM tasks
                     WHERE tasks.kind = $1 AND state = 'waiting'
                         AND COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') = walk.lane
                         AND run_at <= now() + $7 * interval '1 millisecond'
                     ORDER BY priority DESC, run_at, id
                     LIMIT LEAST($5, GREATEST(0, $4 - COALESCE(running.places, 0)))
                     FOR UPDATE SKIP LOCKED) AS own) AS due
             WHERE walk.step > 0 ORDER BY due.nth, walk.step LIMIT $5
         ), claimed AS (
             UPDATE tasks SET state = 'running', attempts = attempts + 1, started_at = now(),
                 lease_token = nextval('task_lease_tokens'),
                 lease_until = now() + ($6 + $7) * interval '1 millisecond'
             FROM due WHERE tasks.id = due.id RETURNING tasks.*, due.lane, due.step, due.nth
         )
         SELECT id, kind, payload, account_id, attempts, max_attempts, losses, is_rerun, lease_token,
             is_cancel_requested, traceparent, lane
         FROM claimed ORDER BY nth, step",
    )
    .bind::<Text, _>(walk.kind)
    .bind::<SqlUuid, _>(walk.after)
    .bind::<SqlUuid, _>(walk.until)
    .bind::<Integer, _>(walk.most)
    .bind::<BigInt, _>(walk.limit)
    .bind::<BigInt, _>(lease_ms)
    .bind::<BigInt, _>(offset_ms)
    .bind::<BigInt, _>(walk.steps)
    .load(conn)
    .await?;
    let last = turns.last().map(|turn| turn.lane);
    Ok((turns.into_iter().map(|turn| Task::from(turn.task)).collect(), last))
}

/// The lane a walk ended with because of its steps; none where it came to its end.
pub(super) async fn find_end(conn: &mut Connection, walk: &Walk<'_>) -> Result<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Lane {
        #[diesel(sql_type = SqlUuid)]
        lane: Uuid,
    }
    let end: Option<Lane> = diesel::sql_query(
        "WITH RECURSIVE walk (lane, step) AS (
             SELECT $2, 0::bigint
             UNION ALL
             SELECT next.lane, walk.step + 1 FROM walk CROSS JOIN LATERAL (
                 SELECT COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS lane FROM tasks
                 WHERE tasks.kind = $1 AND state = 'waiting'
                     AND COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') > walk.lane
                     AND COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') <= $3
                 ORDER BY COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') LIMIT 1) AS next
             WHERE walk.step < $4
         )
         SELECT lane FROM walk WHERE step = $4",
    )
    .bind::<Text, _>(walk.kind)
    .bind::<SqlUuid, _>(walk.after)
    .bind::<SqlUuid, _>(walk.until)
    .bind::<BigInt, _>(walk.steps)
    .get_result(conn)
    .await
    .optional()?;
    Ok(end.map(|row| row.lane))
}

pub(super) async fn set_last_lane(conn: &mut Connection, kind: &str, lane: Uuid) -> Result<()> {
    diesel::insert_into(task_kinds::table)
        .values((task_kinds::kind.eq(kind), task_kinds::last_lane.eq(lane)))
        .on_conflict(task_kinds::kind)
        .do_update()
        .set(task_kinds::last_lane.eq(lane))
        .execute(conn)
        .await?;
    Ok(())
}
