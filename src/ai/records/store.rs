//! The SQL of calls on record.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Call, CallFilter, NewCall, Totals};
use crate::db::Connection;
use crate::db::page::{Cursor, Page, PageArgs};
use crate::error::Result;

/// Keeps a call, in the caller's transaction. One that was told to be lost, because its run had gone
/// on elsewhere, and that has ended after all, is told as it ended.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn record(conn: &mut Connection, call: &NewCall<'_>) -> Result<()> {
    let small = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let large = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    diesel::sql_query(
        "INSERT INTO ai_calls (id, account_id, generation_id, stage, attempt, provider, model, prompt, prompt_hash,
             failure, input_tokens, output_tokens, charged_tokens, cost_micros, elapsed_ms, is_cached, is_own_key,
             created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         ON CONFLICT (id) DO UPDATE SET model = excluded.model, failure = excluded.failure,
             input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
             charged_tokens = excluded.charged_tokens, cost_micros = excluded.cost_micros,
             elapsed_ms = excluded.elapsed_ms, created_at = excluded.created_at
         WHERE ai_calls.failure = 'lost'",
    )
    .bind::<SqlUuid, _>(call.id)
    .bind::<SqlUuid, _>(call.account_id)
    .bind::<Nullable<SqlUuid>, _>(call.generation_id)
    .bind::<Text, _>(call.stage)
    .bind::<Integer, _>(small(call.attempt))
    .bind::<Text, _>(call.provider)
    .bind::<Text, _>(call.model)
    .bind::<Text, _>(&call.prompt)
    .bind::<Text, _>(call.prompt_hash)
    .bind::<Nullable<Text>, _>(call.failure)
    .bind::<Nullable<Integer>, _>(call.input_tokens.map(small))
    .bind::<Nullable<Integer>, _>(call.output_tokens.map(small))
    .bind::<BigInt, _>(large(call.charged_tokens))
    .bind::<Nullable<BigInt>, _>(call.cost_micros.map(large))
    .bind::<Double, _>(call.elapsed_ms)
    .bind::<Bool, _>(call.is_cached)
    .bind::<Bool, _>(call.is_own_key)
    .bind::<Timestamptz, _>(call.created_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells of the calls that were lost with their processes, those of a run or all of them, in the
/// caller's transaction: their reservations have [lapsed](crate::ai::budget::lapse), and are what
/// they are charged. What was told already is not told twice.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn tell_lost(conn: &mut Connection, generation_id: Option<Uuid>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO ai_calls (id, account_id, generation_id, stage, attempt, provider, model, prompt, prompt_hash,
             failure, charged_tokens, elapsed_ms, is_own_key, created_at)
         SELECT id, account_id, generation_id, call->>'stage', (call->>'attempt')::integer, call->>'provider',
             call->>'model', call->>'prompt', call->>'prompt_hash', 'lost', tokens, 0,
             (call->>'is_own_key')::boolean, (call->>'begun_at')::timestamptz
         FROM ai_reservations AS lost
         WHERE is_lapsed AND call IS NOT NULL AND ($1 IS NULL OR generation_id = $1)
             AND (generation_id IS NULL OR EXISTS (SELECT FROM generations WHERE generations.id = lost.generation_id))
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<Nullable<SqlUuid>, _>(generation_id)
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct CallRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    generation_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Integer)]
    attempt: i32,
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = Text)]
    model: String,
    #[diesel(sql_type = Text)]
    prompt: String,
    #[diesel(sql_type = Text)]
    prompt_hash: String,
    #[diesel(sql_type = Nullable<Text>)]
    failure: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    input_tokens: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    output_tokens: Option<i32>,
    #[diesel(sql_type = BigInt)]
    charged_tokens: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    cost_micros: Option<i64>,
    #[diesel(sql_type = Double)]
    elapsed_ms: f64,
    #[diesel(sql_type = Bool)]
    is_cached: bool,
    #[diesel(sql_type = Bool)]
    is_own_key: bool,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

impl From<CallRow> for Call {
    fn from(row: CallRow) -> Self {
        let small = |number: i32| u32::try_from(number).unwrap_or(0);
        Self {
            id: row.id,
            account_id: row.account_id,
            generation_id: row.generation_id,
            stage: row.stage,
            attempt: small(row.attempt),
            provider: row.provider,
            model: row.model,
            prompt: row.prompt,
            prompt_hash: row.prompt_hash,
            failure: row.failure,
            input_tokens: row.input_tokens.map(small),
            output_tokens: row.output_tokens.map(small),
            charged_tokens: count(row.charged_tokens),
            cost_micros: row.cost_micros.map(count),
            elapsed_ms: row.elapsed_ms,
            is_cached: row.is_cached,
            is_own_key: row.is_own_key,
            created_at: row.created_at,
        }
    }
}

/// A page of calls, newest first. The account is none only for whoever may see all.
pub async fn list(conn: &mut Connection, filter: CallFilter, args: &PageArgs) -> Result<Page<Call>> {
    let slice = args.slice::<()>()?;
    // Only what narrows stands in the statement, so that Postgres can go by the index that fits.
    let narrowing = [
        (filter.account_id.is_some(), "account_id = $1"),
        (filter.generation_id.is_some(), "generation_id = $2"),
        (slice.after.is_some(), "id < $3"),
        (slice.before.is_some(), "id > $4"),
    ];
    let conditions: Vec<&str> =
        narrowing.into_iter().filter(|(is_given, _)| *is_given).map(|(_, condition)| condition).collect();
    let narrowed = match conditions.is_empty() {
        true => String::new(),
        false => format!("WHERE {} ", conditions.join(" AND ")),
    };
    let order = if slice.is_backward { "ASC" } else { "DESC" };
    let rows: Vec<CallRow> =
        diesel::sql_query(format!("SELECT * FROM ai_calls {narrowed}ORDER BY id {order} LIMIT $5"))
            .bind::<Nullable<SqlUuid>, _>(filter.account_id)
            .bind::<Nullable<SqlUuid>, _>(filter.generation_id)
            .bind::<Nullable<SqlUuid>, _>(slice.after.as_ref().map(|cursor| cursor.id))
            .bind::<Nullable<SqlUuid>, _>(slice.before.as_ref().map(|cursor| cursor.id))
            .bind::<BigInt, _>(slice.limit())
            .load(conn)
            .await?;
    let calls = rows.into_iter().map(Call::from).collect();
    Ok(slice.page(calls, |call| Cursor { key: (), id: call.id }))
}

#[derive(QueryableByName)]
struct TotalsRow {
    #[diesel(sql_type = BigInt)]
    calls: i64,
    #[diesel(sql_type = BigInt)]
    cached: i64,
    #[diesel(sql_type = BigInt)]
    input_tokens: i64,
    #[diesel(sql_type = BigInt)]
    output_tokens: i64,
    #[diesel(sql_type = BigInt)]
    charged_tokens: i64,
    #[diesel(sql_type = BigInt)]
    cost_micros: i64,
    #[diesel(sql_type = BigInt)]
    unpriced_calls: i64,
}

/// What the account's calls since a moment came to. What was not sent is no call.
pub async fn totals(conn: &mut Connection, account_id: Uuid, since: DateTime<Utc>) -> Result<Totals> {
    let row: TotalsRow = diesel::sql_query(
        "SELECT count(*) FILTER (WHERE NOT is_cached AND (elapsed_ms > 0 OR charged_tokens > 0)) AS calls,
             count(*) FILTER (WHERE is_cached) AS cached,
             coalesce(sum(input_tokens), 0)::bigint AS input_tokens,
             coalesce(sum(output_tokens), 0)::bigint AS output_tokens,
             coalesce(sum(charged_tokens), 0)::bigint AS charged_tokens,
             coalesce(sum(cost_micros), 0)::bigint AS cost_micros,
             count(*) FILTER (WHERE charged_tokens > 0 AND cost_micros IS NULL) AS unpriced_calls
         FROM ai_calls WHERE account_id = $1 AND created_at >= $2",
    )
    .bind::<SqlUuid, _>(account_id)
    .bind::<Timestamptz, _>(since)
    .get_result(conn)
    .await?;
    Ok(Totals {
        calls: count(row.calls),
        cached: count(row.cached),
        input_tokens: count(row.input_tokens),
        output_tokens: count(row.output_tokens),
        charged_tokens: count(row.charged_tokens),
        cost_micros: count(row.cost_micros),
        unpriced_calls: count(row.unpriced_calls),
    })
}

/// The providers that turned down the account's own key during a run, or its account with them.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn list_refused_keys(conn: &mut Connection, generation_id: Uuid) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        provider: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT DISTINCT provider FROM ai_calls
         WHERE generation_id = $1 AND is_own_key AND failure IN ('bad_key', 'quota_used_up') ORDER BY provider",
    )
    .bind::<SqlUuid, _>(generation_id)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.provider).collect())
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
