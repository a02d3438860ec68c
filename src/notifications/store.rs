//! The only SQL of notifications. Every finder takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{Notification, NotificationKind};
use crate::db::Connection;
use crate::db::page::{Cursor, Page, PageArgs, newest_first};
use crate::db::schema::notifications;
use crate::error::{Error, Result};

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    account_id: Uuid,
    number: i64,
    kind: String,
    message: String,
    generation_id: Option<Uuid>,
    document_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Notification {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let unknown =
            || Error::internal("A notification cannot be read.", format!("unknown kind {:?}", row.kind));
        Ok(Self {
            kind: NotificationKind::from_word(&row.kind).ok_or_else(unknown)?,
            id: row.id,
            account_id: row.account_id,
            number: row.number,
            message: row.message,
            generation_id: row.generation_id,
            document_id: row.document_id,
            created_at: row.created_at,
            read_at: row.read_at,
        })
    }
}

/// Inserts a notification.
pub async fn insert(conn: &mut Connection, new: &Notification) -> Result<()> {
    diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(new.id),
            notifications::account_id.eq(new.account_id),
            notifications::number.eq(new.number),
            notifications::kind.eq(new.kind.word()),
            notifications::message.eq(&new.message),
            notifications::generation_id.eq(new.generation_id),
            notifications::document_id.eq(new.document_id),
            notifications::created_at.eq(new.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account's notifications of those ids, in no order.
pub async fn find_many(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Notification>> {
    let rows = notifications::table
        .filter(notifications::account_id.eq(account_id))
        .filter(notifications::id.eq_any(ids))
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Notification::try_from).collect()
}

/// A page of the account's notifications, newest first.
pub async fn list(
    conn: &mut Connection,
    account_id: Uuid,
    is_unread_only: bool,
    page: &PageArgs,
) -> Result<Page<Notification>> {
    let mut query = notifications::table.filter(notifications::account_id.eq(account_id)).into_boxed();
    if is_unread_only {
        query = query.filter(notifications::read_at.is_null());
    }
    let slice = page.slice::<()>()?;
    let rows = newest_first!(query, slice, notifications::id).select(Row::as_select()).load(conn).await?;
    let items = rows.into_iter().map(Notification::try_from).collect::<Result<Vec<_>>>()?;
    Ok(slice.page(items, |one| Cursor { key: (), id: one.id }))
}

/// How many the account has not read.
pub async fn count_unread(conn: &mut Connection, account_id: Uuid) -> Result<i64> {
    let count = notifications::table
        .filter(notifications::account_id.eq(account_id))
        .filter(notifications::read_at.is_null())
        .count()
        .get_result(conn)
        .await?;
    Ok(count)
}

/// Marks the account's notifications up to a number as read; those marked already keep their time.
pub async fn mark_read(
    conn: &mut Connection,
    account_id: Uuid,
    up_to: i64,
    now: DateTime<Utc>,
) -> Result<usize> {
    let marked = diesel::update(
        notifications::table
            .filter(notifications::account_id.eq(account_id))
            .filter(notifications::read_at.is_null())
            .filter(notifications::number.le(up_to)),
    )
    .set(notifications::read_at.eq(now))
    .execute(conn)
    .await?;
    Ok(marked)
}

/// Removes up to `batch` notifications, and as many events of accounts' own streams, from before a
/// moment; tells how many rows that were.
pub async fn remove_before(conn: &mut Connection, before: DateTime<Utc>, batch: i64) -> Result<usize> {
    let told = diesel::sql_query(
        "DELETE FROM notifications WHERE id IN (
             SELECT id FROM notifications WHERE created_at < $1 LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(batch)
    .execute(conn)
    .await?;
    let happened = diesel::sql_query(
        "DELETE FROM events WHERE (stream_id, number) IN (
             SELECT stream_id, number FROM events
             WHERE created_at < $1 AND stream_id = account_id LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(batch)
    .execute(conn)
    .await?;
    Ok(told + happened)
}
