//! The log's SQL.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryableByName};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::rooms::Key;
use super::{CHANNEL, Event, NewEvent, measures};
use crate::db::schema::{event_streams, events};
use crate::db::{Connection, hint_after_commit};
use crate::error::{Error, Result};

/// Appends an event in the caller's transaction and returns its number. Other appenders
/// to the same stream wait until that transaction ends, so keep it short.
///
/// # Errors
/// `NotFound` when the stream belongs to another account.
pub async fn append(conn: &mut Connection, event: &NewEvent) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let row: Option<Row> = diesel::sql_query(
        "WITH head AS (
             INSERT INTO event_streams (id, account_id, last_number) VALUES ($1, $2, 1)
             ON CONFLICT (id) DO UPDATE SET last_number = event_streams.last_number + 1
             WHERE event_streams.account_id = excluded.account_id
             RETURNING last_number
         )
         INSERT INTO events (stream_id, number, account_id, kind, payload, created_at)
         SELECT $1, last_number, $2, $3, $4, $5 FROM head RETURNING number",
    )
    .bind::<SqlUuid, _>(event.stream_id)
    .bind::<SqlUuid, _>(event.account_id)
    .bind::<Text, _>(&event.kind)
    .bind::<Jsonb, _>(&event.payload)
    .bind::<Timestamptz, _>(event.created_at)
    .get_result(conn)
    .await
    .optional()?;
    let number = row.ok_or_else(|| Error::not_found("stream of events"))?.number;
    hint_after_commit(CHANNEL, &event.stream_id.to_string());
    measures::written();
    Ok(number)
}

/// The events of a stream behind the number `after`, in order, at most `limit`. A
/// stream that is absent or another account's has none.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn list_after(
    conn: &mut Connection,
    account_id: Uuid,
    stream_id: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    let rows: Vec<(i64, String, Value, DateTime<Utc>)> = events::table
        .filter(events::stream_id.eq(stream_id))
        .filter(events::account_id.eq(account_id))
        .filter(events::number.gt(after))
        .order(events::number)
        .limit(limit)
        .select((events::number, events::kind, events::payload, events::created_at))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(number, kind, payload, created_at)| Event { stream_id, number, kind, payload, created_at })
        .collect())
}

/// The number of the last event of each of those streams; one without events is absent.
pub(super) async fn list_heads(conn: &mut Connection, keys: &[Key]) -> Result<Vec<(Key, i64)>> {
    let ids: Vec<Uuid> = keys.iter().map(|key| key.stream_id).collect();
    let rows: Vec<(Uuid, Uuid, i64)> = event_streams::table
        .filter(event_streams::id.eq_any(ids))
        .select((event_streams::id, event_streams::account_id, event_streams::last_number))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(stream_id, account_id, head)| (Key { stream_id, account_id }, head)).collect())
}

/// The events of several streams, of each those behind a number of its own, in order and at most
/// `limit`. A stream without any is absent.
pub(super) async fn list_behind(
    conn: &mut Connection,
    places: &[(Key, i64)],
    limit: i64,
) -> Result<Vec<(Key, Vec<Event>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        stream_id: Uuid,
        #[diesel(sql_type = SqlUuid)]
        account_id: Uuid,
        #[diesel(sql_type = BigInt)]
        number: i64,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = Jsonb)]
        payload: Value,
        #[diesel(sql_type = Timestamptz)]
        created_at: DateTime<Utc>,
    }
    let streams: Vec<Uuid> = places.iter().map(|(key, _)| key.stream_id).collect();
    let accounts: Vec<Uuid> = places.iter().map(|(key, _)| key.account_id).collect();
    let numbers: Vec<i64> = places.iter().map(|(_, number)| *number).collect();
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT found.* FROM unnest($1, $2, $3) AS place(stream_id, account_id, number)
         CROSS JOIN LATERAL (
             SELECT stream_id, account_id, number, kind, payload, created_at FROM events
             WHERE events.stream_id = place.stream_id AND events.account_id = place.account_id
               AND events.number > place.number
             ORDER BY events.number LIMIT $4
         ) AS found ORDER BY found.stream_id, found.account_id, found.number",
    )
    .bind::<Array<SqlUuid>, _>(streams)
    .bind::<Array<SqlUuid>, _>(accounts)
    .bind::<Array<BigInt>, _>(numbers)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await?;
    let mut found: Vec<(Key, Vec<Event>)> = Vec::new();
    for row in rows {
        let Row { stream_id, account_id, number, kind, payload, created_at } = row;
        let key = Key { stream_id, account_id };
        let event = Event { stream_id, number, kind, payload, created_at };
        match found.last_mut().filter(|(last, _)| *last == key) {
            Some((_, events)) => events.push(event),
            None => found.push((key, vec![event])),
        }
    }
    Ok(found)
}

/// The number of the last event of each of the account's streams of those ids; a stream
/// without events is absent.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn list_last_numbers(
    conn: &mut Connection,
    account_id: Uuid,
    stream_ids: &[Uuid],
) -> Result<HashMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = event_streams::table
        .filter(event_streams::account_id.eq(account_id))
        .filter(event_streams::id.eq_any(stream_ids))
        .select((event_streams::id, event_streams::last_number))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
