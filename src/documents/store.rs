//! The SQL of documents and their versions; that of their files is in `files`, of the lists their
//! owner keeps them in, in `shelf`. Every finder of owned rows takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::changes::{DocumentChange, FilesFailure, FilesStatus, VersionOrigin};
use super::model::{DocumentContent, DocumentKind};
use super::record::{Document, DocumentVersion};
use crate::db::Connection;
use crate::db::json::Json;
use crate::db::page::{Cursor, Page, PageArgs};
use crate::db::schema::{document_versions, documents};
use crate::error::{Error, Result};
use crate::profiles::model::Fact;

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents, check_for_backend(diesel::pg::Pg))]
pub(super) struct DocumentRow {
    id: Uuid,
    account_id: Uuid,
    generation_id: Option<Uuid>,
    profile_id: Option<Uuid>,
    job_id: Option<Uuid>,
    kind: String,
    version: i32,
    template: String,
    profile_title: String,
    job_title: Option<String>,
    company: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    title: Option<String>,
    archived_at: Option<DateTime<Utc>>,
}

impl TryFrom<DocumentRow> for Document {
    type Error = Error;

    fn try_from(row: DocumentRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            generation_id: row.generation_id,
            profile_id: row.profile_id,
            job_id: row.job_id,
            kind: DocumentKind::from_word(&row.kind).ok_or_else(|| unknown("kind", &row.kind))?,
            version: u32::try_from(row.version).unwrap_or(1),
            template: row.template,
            profile_title: row.profile_title,
            job_title: row.job_title,
            company: row.company,
            created_at: row.created_at,
            updated_at: row.updated_at,
            title: row.title,
            archived_at: row.archived_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_versions, check_for_backend(diesel::pg::Pg))]
struct VersionRow {
    document_id: Uuid,
    version: i32,
    content: Json<DocumentContent>,
    quality: Value,
    facts: Json<Vec<Fact>>,
    created_at: DateTime<Utc>,
    change: String,
    changed_by: Option<Uuid>,
    claim_id: Option<String>,
    reason: Option<String>,
    accepted: Value,
    files_status: String,
    files_failure: Option<Value>,
    pinned: Value,
    reverted_to: Option<i32>,
}

impl TryFrom<VersionRow> for DocumentVersion {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            document_id: row.document_id,
            version: u32::try_from(row.version).unwrap_or(1),
            content: row.content.0,
            quality: row.quality,
            facts: row.facts.0,
            origin: VersionOrigin {
                change: DocumentChange::from_word(&row.change)
                    .ok_or_else(|| unknown("change", &row.change))?,
                changed_by: row.changed_by,
                claim_id: row.claim_id,
                reverted_to: row.reverted_to.and_then(|version| u32::try_from(version).ok()),
                reason: row.reason,
            },
            accepted: read_json(row.accepted)?,
            pinned: read_json(row.pinned)?,
            files_status: FilesStatus::from_word(&row.files_status)
                .ok_or_else(|| unknown("files_status", &row.files_status))?,
            files_failure: row.files_failure.map(read_json).transpose()?,
            created_at: row.created_at,
        })
    }
}

/// Inserts a document with its first version.
pub async fn insert(conn: &mut Connection, document: &Document, version: &DocumentVersion) -> Result<()> {
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(document.id),
            documents::account_id.eq(document.account_id),
            documents::generation_id.eq(document.generation_id),
            documents::profile_id.eq(document.profile_id),
            documents::job_id.eq(document.job_id),
            documents::kind.eq(document.kind.word()),
            documents::version.eq(write_version(document.version)),
            documents::template.eq(&document.template),
            documents::profile_title.eq(&document.profile_title),
            documents::job_title.eq(&document.job_title),
            documents::company.eq(&document.company),
            documents::created_at.eq(document.created_at),
            documents::updated_at.eq(document.updated_at),
            documents::title.eq(&document.title),
            documents::archived_at.eq(document.archived_at),
        ))
        .execute(conn)
        .await?;
    insert_version(conn, document.account_id, version).await
}

/// Inserts a further version of a document.
pub async fn insert_version(
    conn: &mut Connection,
    account_id: Uuid,
    version: &DocumentVersion,
) -> Result<()> {
    let origin = &version.origin;
    diesel::insert_into(document_versions::table)
        .values((
            document_versions::document_id.eq(version.document_id),
            document_versions::version.eq(write_version(version.version)),
            document_versions::account_id.eq(account_id),
            document_versions::content.eq(write_json(&version.content)?),
            document_versions::quality.eq(&version.quality),
            document_versions::facts.eq(write_json(&version.facts)?),
            document_versions::created_at.eq(version.created_at),
            document_versions::change.eq(origin.change.word()),
            document_versions::changed_by.eq(origin.changed_by),
            document_versions::claim_id.eq(&origin.claim_id),
            document_versions::reason.eq(&origin.reason),
            document_versions::accepted.eq(write_json(&version.accepted)?),
            document_versions::files_status.eq(version.files_status.word()),
            document_versions::files_failure.eq(version
                .files_failure
                .as_ref()
                .map(write_json)
                .transpose()?),
            document_versions::pinned.eq(write_json(&version.pinned)?),
            document_versions::reverted_to.eq(origin.reverted_to.map(write_version)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes a version the current one of its document. Files of earlier versions that still wait
/// to be printed are wanted no more.
pub async fn set_version(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    version: u32,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(
        documents::table.filter(documents::account_id.eq(account_id)).filter(documents::id.eq(id)),
    )
    .set((documents::version.eq(write_version(version)), documents::updated_at.eq(now)))
    .execute(conn)
    .await?;
    diesel::update(
        document_versions::table
            .filter(document_versions::document_id.eq(id))
            .filter(document_versions::version.lt(write_version(version)))
            .filter(document_versions::files_status.eq(FilesStatus::Pending.word())),
    )
    .set(document_versions::files_status.eq(FilesStatus::Superseded.word()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes what became of the files of a version that waited for them; false when they are not
/// wanted any more.
pub async fn finish_files(
    conn: &mut Connection,
    id: Uuid,
    version: u32,
    quality: Option<&Value>,
    failure: Option<&FilesFailure>,
) -> Result<bool> {
    let status = if failure.is_some() { FilesStatus::Failed } else { FilesStatus::Ready };
    let waiting = document_versions::table
        .filter(document_versions::document_id.eq(id))
        .filter(document_versions::version.eq(write_version(version)))
        .filter(document_versions::files_status.eq(FilesStatus::Pending.word()));
    let failure = failure.map(write_json).transpose()?;
    let ending =
        (document_versions::files_status.eq(status.word()), document_versions::files_failure.eq(failure));
    let changed = match quality {
        Some(quality) => {
            diesel::update(waiting)
                .set((ending, document_versions::quality.eq(quality)))
                .execute(conn)
                .await?
        }
        None => diesel::update(waiting).set(ending).execute(conn).await?,
    };
    Ok(changed == 1)
}

/// Lets the files of a document's current version wait again, where they could not be printed; false
/// where that is not so.
pub async fn ask_files_again(conn: &mut Connection, id: Uuid, version: u32) -> Result<bool> {
    let current = documents::table
        .filter(documents::id.eq(id))
        .filter(documents::deleted_at.is_null())
        .filter(documents::version.eq(write_version(version)))
        .select(documents::id);
    let failed = document_versions::table
        .filter(document_versions::document_id.eq_any(current))
        .filter(document_versions::version.eq(write_version(version)))
        .filter(document_versions::files_status.eq(FilesStatus::Failed.word()));
    let waiting = (
        document_versions::files_status.eq(FilesStatus::Pending.word()),
        document_versions::files_failure.eq(None::<Value>),
    );
    Ok(diesel::update(failed).set(waiting).execute(conn).await? == 1)
}

/// The account's documents of those ids, in no order.
pub async fn find_many(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Document>> {
    let rows = documents::table
        .filter(documents::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(documents::id.eq_any(ids))
        .select(DocumentRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Document::try_from).collect()
}

/// The account's document of that id, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Option<Document>> {
    documents::table
        .filter(documents::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(documents::id.eq(id))
        .select(DocumentRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?
        .map(Document::try_from)
        .transpose()
}

/// The account's document of that id with its current version.
pub async fn find_current(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<(Document, DocumentVersion)>> {
    let found = documents::table
        .inner_join(
            document_versions::table.on(document_versions::document_id
                .eq(documents::id)
                .and(document_versions::version.eq(documents::version))),
        )
        .filter(documents::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(documents::id.eq(id))
        .select((DocumentRow::as_select(), VersionRow::as_select()))
        .first::<(DocumentRow, VersionRow)>(conn)
        .await
        .optional()?;
    found.map(|(document, version)| Ok((document.try_into()?, version.try_into()?))).transpose()
}

/// A version of one of the account's documents that is not deleted.
pub async fn find_version(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    version: u32,
) -> Result<Option<DocumentVersion>> {
    document_versions::table
        .inner_join(documents::table.on(documents::id.eq(document_versions::document_id)))
        .filter(document_versions::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_versions::document_id.eq(id))
        .filter(document_versions::version.eq(write_version(version)))
        .select(VersionRow::as_select())
        .first(conn)
        .await
        .optional()?
        .map(DocumentVersion::try_from)
        .transpose()
}

/// A version with its document while that is not deleted. Takes no account: a signed link is the
/// permit.
pub async fn find_linked_version(
    conn: &mut Connection,
    id: Uuid,
    version: u32,
) -> Result<Option<(Document, DocumentVersion)>> {
    let found = documents::table
        .inner_join(document_versions::table.on(document_versions::document_id.eq(documents::id)))
        .filter(documents::id.eq(id))
        .filter(documents::deleted_at.is_null())
        .filter(document_versions::version.eq(write_version(version)))
        .select((DocumentRow::as_select(), VersionRow::as_select()))
        .first::<(DocumentRow, VersionRow)>(conn)
        .await
        .optional()?;
    found.map(|(document, version)| Ok((document.try_into()?, version.try_into()?))).transpose()
}

/// A version whose files wait to be printed, with its document while that is not deleted. Takes
/// no account: only the task that prints them asks.
pub async fn find_waiting(
    conn: &mut Connection,
    id: Uuid,
    version: u32,
) -> Result<Option<(Document, DocumentVersion)>> {
    let found = find_linked_version(conn, id, version).await?;
    Ok(found.filter(|(_, version)| version.files_status == FilesStatus::Pending))
}

/// The account's documents made by those runs, résumés first.
pub async fn list_of_generations(
    conn: &mut Connection,
    account_id: Uuid,
    generation_ids: &[Uuid],
) -> Result<Vec<Document>> {
    let rows = documents::table
        .filter(documents::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(documents::generation_id.eq_any(generation_ids))
        .order((documents::kind.desc(), documents::id.asc()))
        .select(DocumentRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Document::try_from).collect()
}

/// The current versions of the account's documents of those ids, in no order.
pub async fn list_current_versions(
    conn: &mut Connection,
    account_id: Uuid,
    ids: &[Uuid],
) -> Result<Vec<DocumentVersion>> {
    let rows = document_versions::table
        .inner_join(
            documents::table.on(documents::id
                .eq(document_versions::document_id)
                .and(documents::version.eq(document_versions::version))),
        )
        .filter(document_versions::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_versions::document_id.eq_any(ids))
        .select(VersionRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(DocumentVersion::try_from).collect()
}

/// These versions of one of the account's documents, in no order.
pub async fn find_versions(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    versions: &[u32],
) -> Result<Vec<DocumentVersion>> {
    let versions: Vec<i32> = versions.iter().copied().map(write_version).collect();
    let rows = document_versions::table
        .inner_join(documents::table.on(documents::id.eq(document_versions::document_id)))
        .filter(document_versions::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_versions::document_id.eq(id))
        .filter(document_versions::version.eq_any(versions))
        .select(VersionRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(DocumentVersion::try_from).collect()
}

/// A page of the versions of one of the account's documents, newest first.
pub async fn list_versions(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    page: &PageArgs,
) -> Result<Page<DocumentVersion>> {
    let slice = page.slice::<i32>()?;
    let mut query = document_versions::table
        .filter(document_versions::account_id.eq(account_id))
        .filter(document_versions::document_id.eq(id))
        .limit(slice.limit())
        .into_boxed();
    if let Some(after) = &slice.after {
        query = query.filter(document_versions::version.lt(after.key));
    }
    if let Some(before) = &slice.before {
        query = query.filter(document_versions::version.gt(before.key));
    }
    query = if slice.is_backward {
        query.order(document_versions::version.asc())
    } else {
        query.order(document_versions::version.desc())
    };
    let rows = query.select(VersionRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(DocumentVersion::try_from).collect::<Result<Vec<_>>>()?;
    Ok(slice.page(items, |item| Cursor { key: write_version(item.version), id }))
}

pub(super) fn read_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|cause| Error::internal("A stored document cannot be read.", cause))
}

pub(super) fn write_json<T: serde::Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(|cause| Error::internal("A document cannot be stored.", cause))
}

pub(super) fn write_version(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

pub(super) fn unknown(column: &str, value: &str) -> Error {
    Error::internal("A stored document cannot be read.", format!("unknown {column} {value:?}"))
}
