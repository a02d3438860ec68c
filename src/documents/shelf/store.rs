//! The SQL of the shelf. Every statement takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::db::page::{Cursor, Page, PageArgs, newest_first};
use crate::db::schema::documents;
use crate::documents::record::{Document, DocumentFilter};
use crate::documents::store::DocumentRow;
use crate::error::Result;

/// A page of the account's documents, newest first.
pub async fn list(
    conn: &mut Connection,
    account_id: Uuid,
    filter: &DocumentFilter,
    page: &PageArgs,
) -> Result<Page<Document>> {
    let mut query = documents::table
        .filter(documents::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(documents::kind.eq(kind.word()));
    }
    if let Some(profile_id) = filter.profile_id {
        query = query.filter(documents::profile_id.eq(profile_id));
    }
    if let Some(job_id) = filter.job_id {
        query = query.filter(documents::job_id.eq(job_id));
    }
    query = match filter.is_archived {
        true => query.filter(documents::archived_at.is_not_null()),
        false => query.filter(documents::archived_at.is_null()),
    };
    let slice = page.slice::<()>()?;
    let rows = newest_first!(query, slice, documents::id).select(DocumentRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(Document::try_from).collect::<Result<Vec<_>>>()?;
    Ok(slice.page(items, |document| Cursor { key: (), id: document.id }))
}

/// Gives a document a name of its owner's own, or takes it away; none when the account has no
/// such document.
pub async fn set_title(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    title: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Document>> {
    let changed = diesel::update(
        documents::table
            .filter(documents::account_id.eq(account_id))
            .filter(documents::deleted_at.is_null())
            .filter(documents::id.eq(id)),
    )
    .set((documents::title.eq(title), documents::updated_at.eq(now)))
    .returning(DocumentRow::as_returning())
    .get_result(conn)
    .await
    .optional()?;
    changed.map(Document::try_from).transpose()
}

/// Puts a document away, or takes it back; none when the account has no such document.
pub async fn set_archived(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    archived_at: Option<DateTime<Utc>>,
) -> Result<Option<Document>> {
    let changed = diesel::update(
        documents::table
            .filter(documents::account_id.eq(account_id))
            .filter(documents::deleted_at.is_null())
            .filter(documents::id.eq(id)),
    )
    .set(documents::archived_at.eq(archived_at))
    .returning(DocumentRow::as_returning())
    .get_result(conn)
    .await
    .optional()?;
    changed.map(Document::try_from).transpose()
}

/// Hides a document; false when the account has none of that id.
pub async fn delete(conn: &mut Connection, account_id: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(
        documents::table
            .filter(documents::account_id.eq(account_id))
            .filter(documents::deleted_at.is_null())
            .filter(documents::id.eq(id)),
    )
    .set(documents::deleted_at.eq(now))
    .execute(conn)
    .await?;
    Ok(changed == 1)
}
