//! The only SQL of the files of documents. Every finder of owned rows takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::config::PdfEngine;
use crate::db::Connection;
use crate::db::json::Json;
use crate::db::schema::{document_files, document_versions, documents};
use crate::documents::look::Paper;
use crate::documents::model::DocumentContent;
use crate::documents::pdf_standard::PdfStandard;
use crate::documents::record::{DocumentFile, FileFormat, PrintedContent};
use crate::documents::store::{read_json, unknown, write_json, write_version};
use crate::error::{Error, Result};

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_files, check_for_backend(diesel::pg::Pg))]
struct FileRow {
    id: Uuid,
    document_id: Uuid,
    version: i32,
    account_id: Uuid,
    format: String,
    engine: Option<String>,
    paper: Option<String>,
    file_name: String,
    sha256: String,
    size_bytes: i64,
    pages: Option<i32>,
    read_back: Option<Value>,
    created_at: DateTime<Utc>,
    standard: Option<String>,
}

impl TryFrom<FileRow> for DocumentFile {
    type Error = Error;

    fn try_from(row: FileRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            document_id: row.document_id,
            version: u32::try_from(row.version).unwrap_or(1),
            account_id: row.account_id,
            format: FileFormat::from_slug(&row.format).ok_or_else(|| unknown("format", &row.format))?,
            engine: row.engine.map(|word| word.parse().map_err(|()| unknown("engine", &word))).transpose()?,
            paper: row
                .paper
                .map(|word| Paper::from_word(&word).ok_or_else(|| unknown("paper", &word)))
                .transpose()?,
            standard: row
                .standard
                .map(|word| PdfStandard::from_word(&word).ok_or_else(|| unknown("standard", &word)))
                .transpose()?,
            file_name: row.file_name,
            sha256: row.sha256,
            size_bytes: u64::try_from(row.size_bytes).unwrap_or(0),
            pages: row.pages.and_then(|pages| u32::try_from(pages).ok()),
            read_back: row.read_back.map(read_json).transpose()?,
            created_at: row.created_at,
        })
    }
}

/// Inserts a file of a document version, unless one of its format, engine, paper and
/// standard is there.
pub async fn insert_file(conn: &mut Connection, file: &DocumentFile) -> Result<()> {
    diesel::insert_into(document_files::table)
        .values((
            document_files::id.eq(file.id),
            document_files::document_id.eq(file.document_id),
            document_files::version.eq(write_version(file.version)),
            document_files::account_id.eq(file.account_id),
            document_files::format.eq(file.format.slug()),
            document_files::engine.eq(file.engine.map(PdfEngine::word)),
            document_files::paper.eq(file.paper.map(Paper::word)),
            document_files::standard.eq(file.standard.map(PdfStandard::word)),
            document_files::file_name.eq(&file.file_name),
            document_files::sha256.eq(&file.sha256),
            document_files::size_bytes.eq(i64::try_from(file.size_bytes).unwrap_or(i64::MAX)),
            document_files::pages.eq(file.pages.and_then(|pages| i32::try_from(pages).ok())),
            document_files::read_back.eq(file.read_back.as_ref().map(write_json).transpose()?),
            document_files::created_at.eq(file.created_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// The files of the current versions of the account's documents, the first made first.
pub async fn list_files(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<DocumentFile>> {
    let rows = document_files::table
        .inner_join(documents::table.on(
            documents::id.eq(document_files::document_id).and(documents::version.eq(document_files::version)),
        ))
        .filter(document_files::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_files::document_id.eq_any(ids))
        .order((document_files::created_at, document_files::id))
        .select(FileRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(DocumentFile::try_from).collect()
}

/// The files of every version of the account's documents, the first made first.
pub async fn list_all_files(
    conn: &mut Connection,
    account_id: Uuid,
    ids: &[Uuid],
) -> Result<Vec<DocumentFile>> {
    let rows = document_files::table
        .inner_join(documents::table)
        .filter(document_files::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_files::document_id.eq_any(ids))
        .order((document_files::created_at, document_files::id))
        .select(FileRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(DocumentFile::try_from).collect()
}

/// What the account's files of these ids print, in no order.
pub async fn list_printed(
    conn: &mut Connection,
    account_id: Uuid,
    file_ids: &[Uuid],
) -> Result<Vec<PrintedContent>> {
    let rows: Vec<(Uuid, String, Json<DocumentContent>)> = document_files::table
        .inner_join(documents::table)
        .inner_join(
            document_versions::table.on(document_versions::document_id
                .eq(document_files::document_id)
                .and(document_versions::version.eq(document_files::version))),
        )
        .filter(document_files::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_files::id.eq_any(file_ids))
        .select((document_files::id, documents::template, document_versions::content))
        .load(conn)
        .await?;
    let printed = |(file_id, template, content): (Uuid, String, Json<DocumentContent>)| PrintedContent {
        file_id,
        template,
        content: content.0,
    };
    Ok(rows.into_iter().map(printed).collect())
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
