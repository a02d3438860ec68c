//! The SQL of the ledger. Days and leases go by the clock of Postgres.

use std::time::Duration;

use diesel::sql_types::{Array, BigInt, Binary, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger::{Balance, Held, Overdrawn, Underway};
use crate::db::Connection;
use crate::error::Result;
use crate::ids;

#[derive(QueryableByName)]
struct PurseRow {
    #[diesel(sql_type = Text)]
    purse: String,
    #[diesel(sql_type = BigInt)]
    committed: i64,
    #[diesel(sql_type = BigInt)]
    most: i64,
}

#[derive(QueryableByName)]
struct ReservationRow {
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
    #[diesel(sql_type = Array<Text>)]
    purses: Vec<String>,
    #[diesel(sql_type = BigInt)]
    tokens: i64,
    #[diesel(sql_type = BigInt)]
    already_spent: i64,
}

#[derive(QueryableByName)]
struct BalanceRow {
    #[diesel(sql_type = BigInt)]
    committed: i64,
    #[diesel(sql_type = BigInt)]
    spent: i64,
}

/// Names of purses with the day in place of its mark, as `wanted (purse, most)`. `now()` is the
/// same throughout a transaction.
macro_rules! wanted {
    () => {
        "(SELECT replace(name, '{day}', to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD')) AS purse, most
          FROM unnest($2, $3) AS given (name, most)) AS wanted"
    };
}

/// Puts tokens aside in all of the purses or in none, in the caller's transaction. Rows are locked
/// in the order of their names, so that two who want the same purses wait for each other.
pub async fn take(
    conn: &mut Connection,
    account_id: Uuid,
    purses: &[(&str, u64)],
    tokens: u64,
    lease: Duration,
    call: Option<&Underway<'_>>,
) -> Result<std::result::Result<Held, Overdrawn>> {
    let (names, most): (Vec<&str>, Vec<i64>) =
        purses.iter().map(|(name, limit)| (*name, large(*limit))).unzip();
    let tokens_in_sql = large(tokens);
    diesel::sql_query(concat!(
        "INSERT INTO ai_purses (account_id, purse) SELECT $1, wanted.purse FROM ",
        wanted!(),
        " ORDER BY wanted.purse ON CONFLICT DO NOTHING"
    ))
    .bind::<SqlUuid, _>(account_id)
    .bind::<Array<Text>, _>(&names)
    .bind::<Array<BigInt>, _>(&most)
    .execute(conn)
    .await?;
    let rows: Vec<PurseRow> = diesel::sql_query(concat!(
        "SELECT ai_purses.purse, ai_purses.committed, wanted.most FROM ai_purses JOIN ",
        wanted!(),
        " ON ai_purses.purse = wanted.purse WHERE ai_purses.account_id = $1
         ORDER BY ai_purses.purse FOR UPDATE OF ai_purses"
    ))
    .bind::<SqlUuid, _>(account_id)
    .bind::<Array<Text>, _>(&names)
    .bind::<Array<BigInt>, _>(&most)
    .load(conn)
    .await?;
    let is_short = |row: &&PurseRow| row.committed.saturating_add(tokens_in_sql) > row.most;
    if let Some(row) = rows.iter().find(is_short) {
        let left = u64::try_from(row.most - row.committed).unwrap_or(0);
        return Ok(Err(Overdrawn { purse: row.purse.clone(), left }));
    }
    let locked: Vec<String> = rows.into_iter().map(|row| row.purse).collect();
    let held = Held { id: ids::new_id(), tokens };
    diesel::sql_query(
        "WITH taken AS (
             UPDATE ai_purses SET committed = committed + $4, updated_at = now()
             WHERE account_id = $2 AND purse = ANY($3)
         )
         INSERT INTO ai_reservations (id, account_id, purses, tokens, lease_until,
             generation_id, input_hash, idempotency_key, call)
         VALUES ($1, $2, $3, $4, now() + $5 * interval '1 millisecond', $6, $7, $8, $9)",
    )
    .bind::<SqlUuid, _>(held.id)
    .bind::<SqlUuid, _>(account_id)
    .bind::<Array<Text>, _>(&locked)
    .bind::<BigInt, _>(tokens_in_sql)
    .bind::<BigInt, _>(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX))
    .bind::<Nullable<SqlUuid>, _>(call.and_then(|call| call.generation_id))
    .bind::<Nullable<Binary>, _>(call.and_then(|call| call.input_hash).map(|hash| hash.as_slice()))
    .bind::<Nullable<SqlUuid>, _>(call.map(|call| call.idempotency_key))
    .bind::<Nullable<Jsonb>, _>(call.map(told))
    .execute(conn)
    .await?;
    Ok(Ok(held))
}

/// What the record says of a call, should it be lost.
fn told(call: &Underway<'_>) -> Value {
    json!({
        "stage": call.stage,
        "attempt": call.attempt,
        "provider": call.provider,
        "model": call.model,
        "prompt": call.prompt,
        "prompt_hash": call.prompt_hash,
        "is_own_key": call.is_own_key,
        "begun_at": call.begun_at,
    })
}

/// Spends what was billed and gives back the rest of a reservation, in the caller's transaction.
/// One that has lapsed is corrected; one that is gone with its account is nobody's.
pub async fn settle(conn: &mut Connection, id: Uuid, spent: u64) -> Result<()> {
    let found: Option<ReservationRow> = diesel::sql_query(
        "DELETE FROM ai_reservations WHERE id = $1
         RETURNING account_id, purses, tokens, CASE WHEN is_lapsed THEN tokens ELSE 0 END AS already_spent",
    )
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = found else { return Ok(()) };
    diesel::sql_query(
        "SELECT 1 FROM ai_purses WHERE account_id = $1 AND purse = ANY($2) ORDER BY purse FOR UPDATE",
    )
    .bind::<SqlUuid, _>(row.account_id)
    .bind::<Array<Text>, _>(&row.purses)
    .execute(conn)
    .await?;
    diesel::sql_query(
        "UPDATE ai_purses SET committed = committed - $3 + $4, spent = spent - $5 + $4, updated_at = now()
         WHERE account_id = $1 AND purse = ANY($2)",
    )
    .bind::<SqlUuid, _>(row.account_id)
    .bind::<Array<Text>, _>(&row.purses)
    .bind::<BigInt, _>(row.tokens)
    .bind::<BigInt, _>(large(spent))
    .bind::<BigInt, _>(row.already_spent)
    .execute(conn)
    .await?;
    Ok(())
}

/// How an account's purse stands.
pub async fn balance(conn: &mut Connection, account_id: Uuid, purse: &str) -> Result<Balance> {
    let found: Option<BalanceRow> = diesel::sql_query(
        "SELECT committed, spent FROM ai_purses
         WHERE account_id = $1 AND purse = replace($2, '{day}', to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD'))",
    )
    .bind::<SqlUuid, _>(account_id)
    .bind::<Text, _>(purse)
    .get_result(conn)
    .await
    .optional()?;
    let small = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(found.map_or_else(Balance::default, |row| Balance {
        committed: small(row.committed),
        spent: small(row.spent),
    }))
}

/// What a sweep of the ledger did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Reservations whose lease had run out, which count as spent now.
    pub lapsed: usize,
    /// Purses of long ago that were removed.
    pub removed: usize,
}

/// Has reservations whose lease ran out count as spent, and removes what nobody asks for any more:
/// reservations lapsed for two days, purses untouched for forty. In the caller's transaction.
pub async fn sweep(conn: &mut Connection) -> Result<Swept> {
    let lapsed: Vec<ReservationRow> = diesel::sql_query(
        "UPDATE ai_reservations SET is_lapsed = true WHERE NOT is_lapsed AND lease_until < now()
         RETURNING account_id, purses, tokens, 0::bigint AS already_spent",
    )
    .load(conn)
    .await?;
    spend(conn, &lapsed).await?;
    diesel::sql_query(
        "DELETE FROM ai_reservations WHERE is_lapsed AND lease_until < now() - interval '2 days'",
    )
    .execute(conn)
    .await?;
    let removed = diesel::sql_query("DELETE FROM ai_purses WHERE updated_at < now() - interval '40 days'")
        .execute(conn)
        .await?;
    Ok(Swept { lapsed: lapsed.len(), removed })
}

/// Has reservations count as spent whose calls are known to be lost, in the caller's transaction;
/// those that do already stay as they are.
pub async fn lapse(conn: &mut Connection, ids: &[Uuid]) -> Result<()> {
    let lapsed: Vec<ReservationRow> = diesel::sql_query(
        "UPDATE ai_reservations SET is_lapsed = true, lease_until = least(lease_until, now())
         WHERE NOT is_lapsed AND id = ANY($1)
         RETURNING account_id, purses, tokens, 0::bigint AS already_spent",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .load(conn)
    .await?;
    spend(conn, &lapsed).await
}

/// Spends reservations whole.
async fn spend(conn: &mut Connection, lapsed: &[ReservationRow]) -> Result<()> {
    diesel::sql_query(
        "WITH lapsed AS (SELECT account_id, purse, sum(tokens) AS tokens
             FROM unnest($1, $2, $3) AS given (account_id, purse, tokens) GROUP BY account_id, purse),
         locked AS (SELECT ai_purses.account_id, ai_purses.purse FROM ai_purses JOIN lapsed USING (account_id, purse)
             ORDER BY ai_purses.account_id, ai_purses.purse FOR UPDATE OF ai_purses)
         UPDATE ai_purses SET spent = spent + lapsed.tokens, updated_at = now()
         FROM lapsed JOIN locked USING (account_id, purse)
         WHERE ai_purses.account_id = lapsed.account_id AND ai_purses.purse = lapsed.purse",
    )
    .bind::<Array<SqlUuid>, _>(each(lapsed, |row, _| row.account_id))
    .bind::<Array<Text>, _>(each(lapsed, |_, purse| purse.to_owned()))
    .bind::<Array<BigInt>, _>(each(lapsed, |row, _| row.tokens))
    .execute(conn)
    .await?;
    Ok(())
}

/// One value for each purse of each reservation.
fn each<T>(rows: &[ReservationRow], value: impl Fn(&ReservationRow, &str) -> T) -> Vec<T> {
    rows.iter().flat_map(|row| row.purses.iter().map(|purse| value(row, purse)).collect::<Vec<_>>()).collect()
}

fn large(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
