//! The only SQL of saved jobs. Every finder takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{ApplicationStatus, SavedJob, SavedJobFilter, SavedJobPatch, StatusChange};
use crate::db::Connection;
use crate::db::page::{Cursor, Page, PageArgs, newest_first};
use crate::db::schema::{saved_job_documents, saved_job_events, saved_jobs};
use crate::error::{Error, Result};

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_jobs, check_for_backend(diesel::pg::Pg))]
struct SavedJobRow {
    id: Uuid,
    account_id: Uuid,
    job_id: Uuid,
    job_title: String,
    company: String,
    status: String,
    is_favourite: bool,
    is_hidden: bool,
    notes: Option<String>,
    tags: Vec<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<SavedJobRow> for SavedJob {
    type Error = Error;

    fn try_from(row: SavedJobRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            job_id: row.job_id,
            job_title: row.job_title,
            company: row.company,
            status: read_status(&row.status)?,
            is_favourite: row.is_favourite,
            is_hidden: row.is_hidden,
            notes: row.notes,
            tags: row.tags,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_job_events, check_for_backend(diesel::pg::Pg))]
struct EventRow {
    saved_job_id: Uuid,
    from_status: Option<String>,
    to_status: String,
    changed_by: Uuid,
    reason: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<EventRow> for StatusChange {
    type Error = Error;

    fn try_from(row: EventRow) -> Result<Self> {
        Ok(Self {
            saved_job_id: row.saved_job_id,
            from: row.from_status.as_deref().map(read_status).transpose()?,
            to: read_status(&row.to_status)?,
            changed_by: row.changed_by,
            reason: row.reason,
            at: row.created_at,
        })
    }
}

/// Inserts a saved job; false when the account tracks that job already.
pub async fn insert(conn: &mut Connection, saved: &SavedJob) -> Result<bool> {
    let inserted = diesel::insert_into(saved_jobs::table)
        .values((
            saved_jobs::id.eq(saved.id),
            saved_jobs::account_id.eq(saved.account_id),
            saved_jobs::job_id.eq(saved.job_id),
            saved_jobs::job_title.eq(&saved.job_title),
            saved_jobs::company.eq(&saved.company),
            saved_jobs::status.eq(saved.status.slug()),
            saved_jobs::is_favourite.eq(saved.is_favourite),
            saved_jobs::is_hidden.eq(saved.is_hidden),
            saved_jobs::notes.eq(&saved.notes),
            saved_jobs::tags.eq(&saved.tags),
            saved_jobs::created_at.eq(saved.created_at),
            saved_jobs::updated_at.eq(saved.updated_at),
        ))
        .on_conflict((saved_jobs::account_id, saved_jobs::job_id))
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(inserted == 1)
}

/// Adds a move to the history.
pub async fn insert_change(
    conn: &mut Connection,
    id: Uuid,
    account_id: Uuid,
    change: &StatusChange,
) -> Result<()> {
    diesel::insert_into(saved_job_events::table)
        .values((
            saved_job_events::id.eq(id),
            saved_job_events::saved_job_id.eq(change.saved_job_id),
            saved_job_events::account_id.eq(account_id),
            saved_job_events::from_status.eq(change.from.map(ApplicationStatus::slug)),
            saved_job_events::to_status.eq(change.to.slug()),
            saved_job_events::reason.eq(&change.reason),
            saved_job_events::changed_by.eq(change.changed_by),
            saved_job_events::created_at.eq(change.at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account's saved job of that id, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Option<SavedJob>> {
    saved_jobs::table
        .filter(saved_jobs::account_id.eq(account_id))
        .filter(saved_jobs::id.eq(id))
        .select(SavedJobRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?
        .map(SavedJob::try_from)
        .transpose()
}

/// The account's saved jobs of those ids, in no order.
pub async fn find_many(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<SavedJob>> {
    let rows = saved_jobs::table
        .filter(saved_jobs::account_id.eq(account_id))
        .filter(saved_jobs::id.eq_any(ids))
        .select(SavedJobRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(SavedJob::try_from).collect()
}

/// The account's saved jobs for those jobs, in no order.
pub async fn list_of_jobs(
    conn: &mut Connection,
    account_id: Uuid,
    job_ids: &[Uuid],
) -> Result<Vec<SavedJob>> {
    let rows = saved_jobs::table
        .filter(saved_jobs::account_id.eq(account_id))
        .filter(saved_jobs::job_id.eq_any(job_ids))
        .select(SavedJobRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(SavedJob::try_from).collect()
}

/// A page of the account's saved jobs, newest first.
pub async fn list(
    conn: &mut Connection,
    account_id: Uuid,
    filter: &SavedJobFilter,
    page: &PageArgs,
) -> Result<Page<SavedJob>> {
    let mut query = saved_jobs::table.filter(saved_jobs::account_id.eq(account_id)).into_boxed();
    if !filter.statuses.is_empty() {
        let statuses: Vec<_> = filter.statuses.iter().map(|status| status.slug()).collect();
        query = query.filter(saved_jobs::status.eq_any(statuses));
    }
    if let Some(is_favourite) = filter.is_favourite {
        query = query.filter(saved_jobs::is_favourite.eq(is_favourite));
    }
    query = query.filter(saved_jobs::is_hidden.eq(filter.is_hidden));
    if let Some(tag) = &filter.tag {
        query = query.filter(saved_jobs::tags.contains(vec![tag.clone()]));
    }
    let slice = page.slice::<()>()?;
    let rows =
        newest_first!(query, slice, saved_jobs::id).select(SavedJobRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(SavedJob::try_from).collect::<Result<Vec<_>>>()?;
    Ok(slice.page(items, |saved| Cursor { key: (), id: saved.id }))
}

/// The moves of the account's saved jobs of those ids, oldest first.
pub async fn list_changes(
    conn: &mut Connection,
    account_id: Uuid,
    ids: &[Uuid],
) -> Result<Vec<StatusChange>> {
    let rows = saved_job_events::table
        .filter(saved_job_events::account_id.eq(account_id))
        .filter(saved_job_events::saved_job_id.eq_any(ids))
        .order(saved_job_events::id.asc())
        .select(EventRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(StatusChange::try_from).collect()
}

/// Which documents are attached to the account's saved jobs of those ids: pairs of saved job
/// and document, oldest first.
pub async fn list_attachments(
    conn: &mut Connection,
    account_id: Uuid,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>> {
    let pairs = saved_job_documents::table
        .filter(saved_job_documents::account_id.eq(account_id))
        .filter(saved_job_documents::saved_job_id.eq_any(ids))
        .order((saved_job_documents::attached_at.asc(), saved_job_documents::document_id.asc()))
        .select((saved_job_documents::saved_job_id, saved_job_documents::document_id))
        .load(conn)
        .await?;
    Ok(pairs)
}

/// Writes a new status.
pub async fn set_status(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    status: ApplicationStatus,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(
        saved_jobs::table.filter(saved_jobs::account_id.eq(account_id)).filter(saved_jobs::id.eq(id)),
    )
    .set((saved_jobs::status.eq(status.slug()), saved_jobs::updated_at.eq(now)))
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = saved_jobs)]
struct PatchRow {
    is_favourite: Option<bool>,
    is_hidden: Option<bool>,
    notes: Option<Option<String>>,
    tags: Option<Vec<String>>,
    updated_at: DateTime<Utc>,
}

/// Writes what a patch changes; none when the account has no such saved job.
pub async fn patch(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    patch: SavedJobPatch,
    now: DateTime<Utc>,
) -> Result<Option<SavedJob>> {
    let row = PatchRow {
        is_favourite: patch.is_favourite,
        is_hidden: patch.is_hidden,
        notes: patch.notes.map(|notes| Some(notes).filter(|notes| !notes.trim().is_empty())),
        tags: patch.tags,
        updated_at: now,
    };
    diesel::update(
        saved_jobs::table.filter(saved_jobs::account_id.eq(account_id)).filter(saved_jobs::id.eq(id)),
    )
    .set(row)
    .returning(SavedJobRow::as_returning())
    .get_result(conn)
    .await
    .optional()?
    .map(SavedJob::try_from)
    .transpose()
}

/// Attaches a document; one attached already stays attached.
pub async fn attach(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    document_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(saved_job_documents::table)
        .values((
            saved_job_documents::saved_job_id.eq(id),
            saved_job_documents::document_id.eq(document_id),
            saved_job_documents::account_id.eq(account_id),
            saved_job_documents::attached_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes a document off; one not attached is no fault.
pub async fn detach(conn: &mut Connection, account_id: Uuid, id: Uuid, document_id: Uuid) -> Result<()> {
    diesel::delete(
        saved_job_documents::table
            .filter(saved_job_documents::account_id.eq(account_id))
            .filter(saved_job_documents::saved_job_id.eq(id))
            .filter(saved_job_documents::document_id.eq(document_id)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes a saved job with its history; false when the account has none of that id.
pub async fn delete(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<bool> {
    let deleted = diesel::delete(
        saved_jobs::table.filter(saved_jobs::account_id.eq(account_id)).filter(saved_jobs::id.eq(id)),
    )
    .execute(conn)
    .await?;
    Ok(deleted == 1)
}

fn read_status(slug: &str) -> Result<ApplicationStatus> {
    ApplicationStatus::from_slug(slug)
        .ok_or_else(|| Error::internal("A saved job cannot be read.", format!("unknown status {slug:?}")))
}
