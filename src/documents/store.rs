//! The only SQL of documents. Every finder of owned rows takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::model::DocumentKind;
use super::record::{Document, DocumentFile, DocumentFilter, DocumentVersion, FileFormat};
use crate::db::Connection;
use crate::db::page::{Cursor, Page, PageArgs, newest_first};
use crate::db::schema::{document_files, document_versions, documents};
use crate::error::{Error, Result};

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents, check_for_backend(diesel::pg::Pg))]
struct DocumentRow {
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
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_versions, check_for_backend(diesel::pg::Pg))]
struct VersionRow {
    document_id: Uuid,
    version: i32,
    content: Value,
    quality: Value,
    facts: Value,
    created_at: DateTime<Utc>,
}

impl TryFrom<VersionRow> for DocumentVersion {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            document_id: row.document_id,
            version: u32::try_from(row.version).unwrap_or(1),
            content: read_json(row.content)?,
            quality: row.quality,
            facts: read_json(row.facts)?,
            created_at: row.created_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_files, check_for_backend(diesel::pg::Pg))]
struct FileRow {
    id: Uuid,
    document_id: Uuid,
    version: i32,
    account_id: Uuid,
    format: String,
    file_name: String,
    sha256: String,
    size_bytes: i64,
    pages: Option<i32>,
    read_back: Option<Value>,
    created_at: DateTime<Utc>,
}

impl TryFrom<FileRow> for DocumentFile {
    type Error = Error;

    fn try_from(row: FileRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            document_id: row.document_id,
            version: u32::try_from(row.version).unwrap_or(1),
            account_id: row.account_id,
            format: FileFormat::ALL
                .into_iter()
                .find(|format| format.slug() == row.format)
                .ok_or_else(|| unknown("format", &row.format))?,
            file_name: row.file_name,
            sha256: row.sha256,
            size_bytes: u64::try_from(row.size_bytes).unwrap_or(0),
            pages: row.pages.and_then(|pages| u32::try_from(pages).ok()),
            read_back: row.read_back.map(read_json).transpose()?,
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
            documents::version.eq(i32::try_from(document.version).unwrap_or(i32::MAX)),
            documents::template.eq(&document.template),
            documents::profile_title.eq(&document.profile_title),
            documents::job_title.eq(&document.job_title),
            documents::company.eq(&document.company),
            documents::created_at.eq(document.created_at),
            documents::updated_at.eq(document.updated_at),
        ))
        .execute(conn)
        .await?;
    diesel::insert_into(document_versions::table)
        .values((
            document_versions::document_id.eq(version.document_id),
            document_versions::version.eq(i32::try_from(version.version).unwrap_or(i32::MAX)),
            document_versions::account_id.eq(document.account_id),
            document_versions::content.eq(write_json(&version.content)?),
            document_versions::quality.eq(&version.quality),
            document_versions::facts.eq(write_json(&version.facts)?),
            document_versions::created_at.eq(version.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Inserts a file of a document version.
pub async fn insert_file(conn: &mut Connection, file: &DocumentFile) -> Result<()> {
    diesel::insert_into(document_files::table)
        .values((
            document_files::id.eq(file.id),
            document_files::document_id.eq(file.document_id),
            document_files::version.eq(i32::try_from(file.version).unwrap_or(i32::MAX)),
            document_files::account_id.eq(file.account_id),
            document_files::format.eq(file.format.slug()),
            document_files::file_name.eq(&file.file_name),
            document_files::sha256.eq(&file.sha256),
            document_files::size_bytes.eq(i64::try_from(file.size_bytes).unwrap_or(i64::MAX)),
            document_files::pages.eq(file.pages.and_then(|pages| i32::try_from(pages).ok())),
            document_files::read_back.eq(file.read_back.as_ref().map(write_json).transpose()?),
            document_files::created_at.eq(file.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
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
    let slice = page.slice::<()>()?;
    let rows = newest_first!(query, slice, documents::id).select(DocumentRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(Document::try_from).collect::<Result<Vec<_>>>()?;
    Ok(slice.page(items, |document| Cursor { key: (), id: document.id }))
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
    Ok(slice.page(items, |item| Cursor { key: i32::try_from(item.version).unwrap_or(i32::MAX), id }))
}

/// The files of the current versions of the account's documents, in no order.
pub async fn list_files(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<DocumentFile>> {
    let rows = document_files::table
        .inner_join(documents::table.on(
            documents::id.eq(document_files::document_id).and(documents::version.eq(document_files::version)),
        ))
        .filter(document_files::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_files::document_id.eq_any(ids))
        .select(FileRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(DocumentFile::try_from).collect()
}

/// The file of that id while its document is not deleted. Takes no account: a signed link is
/// the permit.
pub async fn find_file(conn: &mut Connection, id: Uuid) -> Result<Option<DocumentFile>> {
    document_files::table
        .inner_join(documents::table)
        .filter(document_files::id.eq(id))
        .filter(documents::deleted_at.is_null())
        .select(FileRow::as_select())
        .first(conn)
        .await
        .optional()?
        .map(DocumentFile::try_from)
        .transpose()
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

fn read_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|cause| Error::internal("A stored document cannot be read.", cause))
}

fn write_json<T: serde::Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(|cause| Error::internal("A document cannot be stored.", cause))
}

fn unknown(column: &str, value: &str) -> Error {
    Error::internal("A stored document cannot be read.", format!("unknown {column} {value:?}"))
}
