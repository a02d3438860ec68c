//! The SQL of sections written anew. Every finder of owned rows takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::record::{Outcome, Regeneration, RegenerationStatus};
use super::tasks::REGENERATE;
use crate::db::Connection;
use crate::db::schema::section_regenerations;
use crate::error::{Error, Result};
use crate::queue;

#[derive(Queryable, Selectable)]
#[diesel(table_name = section_regenerations, check_for_backend(diesel::pg::Pg))]
struct RegenerationRow {
    id: Uuid,
    account_id: Uuid,
    document_id: Uuid,
    generation_id: Uuid,
    version: i32,
    place: Value,
    instruction: String,
    status: String,
    outcome: Value,
    made_version: Option<i32>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<RegenerationRow> for Regeneration {
    type Error = Error;

    fn try_from(row: RegenerationRow) -> Result<Self> {
        let status = RegenerationStatus::from_word(&row.status)
            .ok_or_else(|| unreadable(format!("unknown status {:?}", row.status)))?;
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            document_id: row.document_id,
            generation_id: row.generation_id,
            version: read_version(row.version),
            place: serde_json::from_value(row.place).map_err(|cause| unreadable(class(&cause)))?,
            instruction: row.instruction,
            status,
            outcome: serde_json::from_value(row.outcome).map_err(|cause| unreadable(class(&cause)))?,
            made_version: row.made_version.map(read_version),
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

/// Inserts one that is queued. `request_hash` is the SHA-256 of what was asked.
pub async fn insert(
    conn: &mut Connection,
    regeneration: &Regeneration,
    idempotency_key: Option<&str>,
    request_hash: &str,
) -> Result<()> {
    diesel::insert_into(section_regenerations::table)
        .values((
            section_regenerations::id.eq(regeneration.id),
            section_regenerations::account_id.eq(regeneration.account_id),
            section_regenerations::document_id.eq(regeneration.document_id),
            section_regenerations::generation_id.eq(regeneration.generation_id),
            section_regenerations::version.eq(write_version(regeneration.version)),
            section_regenerations::place.eq(write(&regeneration.place)?),
            section_regenerations::instruction.eq(&regeneration.instruction),
            section_regenerations::status.eq(regeneration.status.word()),
            section_regenerations::idempotency_key.eq(idempotency_key),
            section_regenerations::request_hash.eq(request_hash),
            section_regenerations::created_at.eq(regeneration.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account's of those ids, in no order.
pub async fn find_many(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Regeneration>> {
    let rows = section_regenerations::table
        .filter(section_regenerations::account_id.eq(account_id))
        .filter(section_regenerations::id.eq_any(ids))
        .select(RegenerationRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Regeneration::try_from).collect()
}

/// The account's under that key, with the hash of what was asked.
pub async fn find_by_key(
    conn: &mut Connection,
    account_id: Uuid,
    key: &str,
) -> Result<Option<(Regeneration, String)>> {
    let found = section_regenerations::table
        .filter(section_regenerations::account_id.eq(account_id))
        .filter(section_regenerations::idempotency_key.eq(key))
        .select((RegenerationRow::as_select(), section_regenerations::request_hash))
        .first::<(RegenerationRow, String)>(conn)
        .await
        .optional()?;
    found.map(|(row, hash)| Ok((Regeneration::try_from(row)?, hash))).transpose()
}

/// The one of a document that has not ended.
pub async fn find_open_of(
    conn: &mut Connection,
    account_id: Uuid,
    document_id: Uuid,
) -> Result<Option<Regeneration>> {
    section_regenerations::table
        .filter(section_regenerations::account_id.eq(account_id))
        .filter(section_regenerations::document_id.eq(document_id))
        .filter(section_regenerations::status.eq_any(open_words()))
        .select(RegenerationRow::as_select())
        .first(conn)
        .await
        .optional()?
        .map(Regeneration::try_from)
        .transpose()
}

/// Whether any of the account's that rest on that run has not ended and is still to be written.
pub async fn has_open(conn: &mut Connection, account_id: Uuid, generation_id: Uuid) -> Result<bool> {
    let open: Vec<Uuid> = section_regenerations::table
        .filter(section_regenerations::account_id.eq(account_id))
        .filter(section_regenerations::generation_id.eq(generation_id))
        .filter(section_regenerations::status.eq_any(open_words()))
        .select(section_regenerations::id)
        .load(conn)
        .await?;
    if open.is_empty() {
        return Ok(false);
    }
    // One whose task is gone is open for ever.
    let keys: Vec<String> = open.iter().map(Uuid::to_string).collect();
    queue::has_open(conn, REGENERATE, &keys).await
}

/// The one of that id while it has not ended. Takes no account: only the task that writes it asks.
pub async fn load_open(conn: &mut Connection, id: Uuid) -> Result<Option<Regeneration>> {
    section_regenerations::table
        .filter(section_regenerations::id.eq(id))
        .filter(section_regenerations::status.eq_any(open_words()))
        .select(RegenerationRow::as_select())
        .first(conn)
        .await
        .optional()?
        .map(Regeneration::try_from)
        .transpose()
}

/// Marks one as begun; false when it was begun before, or has ended.
pub async fn begin(conn: &mut Connection, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let queued = section_regenerations::table
        .filter(section_regenerations::id.eq(id))
        .filter(section_regenerations::status.eq(RegenerationStatus::Queued.word()));
    let begun = (
        section_regenerations::status.eq(RegenerationStatus::Running.word()),
        section_regenerations::started_at.eq(now),
    );
    Ok(diesel::update(queued).set(begun).execute(conn).await? == 1)
}

/// Ends one; false when it has ended before.
pub async fn end(
    conn: &mut Connection,
    id: Uuid,
    status: RegenerationStatus,
    outcome: &Outcome,
    made_version: Option<u32>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let open = section_regenerations::table
        .filter(section_regenerations::id.eq(id))
        .filter(section_regenerations::status.eq_any(open_words()));
    let ended = (
        section_regenerations::status.eq(status.word()),
        section_regenerations::outcome.eq(write(outcome)?),
        section_regenerations::made_version.eq(made_version.map(write_version)),
        section_regenerations::finished_at.eq(now),
    );
    Ok(diesel::update(open).set(ended).execute(conn).await? == 1)
}

/// Queues one again that has failed, unless another of its document is open.
pub async fn reopen(conn: &mut Connection, id: Uuid) -> Result<()> {
    let others = diesel::alias!(section_regenerations as others);
    let is_taken = diesel::dsl::exists(
        others
            .filter(others.field(section_regenerations::document_id).eq(section_regenerations::document_id))
            .filter(others.field(section_regenerations::status).eq_any(open_words())),
    );
    let failed = section_regenerations::table
        .filter(section_regenerations::id.eq(id))
        .filter(section_regenerations::status.eq(RegenerationStatus::Failed.word()))
        .filter(diesel::dsl::not(is_taken));
    let queued = (
        section_regenerations::status.eq(RegenerationStatus::Queued.word()),
        section_regenerations::finished_at.eq(None::<DateTime<Utc>>),
    );
    diesel::update(failed).set(queued).execute(conn).await?;
    Ok(())
}

fn open_words() -> [&'static str; 2] {
    RegenerationStatus::OPEN.map(RegenerationStatus::word)
}

fn read_version(version: i32) -> u32 {
    u32::try_from(version).unwrap_or(1)
}

fn write_version(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

fn write<T: serde::Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value)
        .map_err(|cause| Error::internal("What was asked cannot be stored.", class(&cause)))
}

/// What is wrong with JSON, and none of its words.
fn class(cause: &serde_json::Error) -> String {
    format!("{:?} at line {}, column {}", cause.classify(), cause.line(), cause.column())
}

fn unreadable(cause: String) -> Error {
    Error::internal("What was asked of a section cannot be read.", cause)
}
