//! The only SQL of attached files. Every finder takes the account, but for those whose permit is a
//! signed link, or who run the house.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::Attachment;
use crate::db::Connection;
use crate::db::schema::saved_job_files;
use crate::documents::model::DocumentKind;
use crate::documents::record::FileFormat;
use crate::error::{Error, Result};
use crate::files::FileHash;

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_job_files, check_for_backend(diesel::pg::Pg))]
struct AttachmentRow {
    id: Uuid,
    saved_job_id: Uuid,
    account_id: Uuid,
    document_id: Uuid,
    version: i32,
    kind: String,
    format: String,
    file_name: String,
    sha256: Vec<u8>,
    size_bytes: i64,
    attached_at: DateTime<Utc>,
    detached_at: Option<DateTime<Utc>>,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = Error;

    fn try_from(row: AttachmentRow) -> Result<Self> {
        let unread = |what: &str| Error::internal("An attached file cannot be read.", what.to_owned());
        let format = FileFormat::ALL.into_iter().find(|format| format.slug() == row.format);
        Ok(Self {
            id: row.id,
            saved_job_id: row.saved_job_id,
            account_id: row.account_id,
            document_id: row.document_id,
            version: u32::try_from(row.version).unwrap_or(1),
            kind: DocumentKind::from_word(&row.kind).ok_or_else(|| unread("unknown kind"))?,
            format: format.ok_or_else(|| unread("unknown format"))?,
            file_name: row.file_name,
            hash: FileHash(row.sha256.try_into().map_err(|_| unread("a hash of another length"))?),
            size_bytes: u64::try_from(row.size_bytes).unwrap_or_default(),
            attached_at: row.attached_at,
            detached_at: row.detached_at,
        })
    }
}

/// Keeps files with a saved job. One that was kept before stays, and counts as attached again.
pub async fn insert(conn: &mut Connection, attachments: &[Attachment]) -> Result<()> {
    let rows: Vec<_> = attachments
        .iter()
        .map(|one| {
            (
                saved_job_files::id.eq(one.id),
                saved_job_files::saved_job_id.eq(one.saved_job_id),
                saved_job_files::account_id.eq(one.account_id),
                saved_job_files::document_id.eq(one.document_id),
                saved_job_files::version.eq(i32::try_from(one.version).unwrap_or(i32::MAX)),
                saved_job_files::kind.eq(one.kind.word()),
                saved_job_files::format.eq(one.format.slug()),
                saved_job_files::file_name.eq(&one.file_name),
                saved_job_files::sha256.eq(one.hash.0.as_slice()),
                saved_job_files::size_bytes.eq(i64::try_from(one.size_bytes).unwrap_or(i64::MAX)),
                saved_job_files::attached_at.eq(one.attached_at),
                saved_job_files::detached_at.eq(one.detached_at),
            )
        })
        .collect();
    diesel::insert_into(saved_job_files::table)
        .values(rows)
        .on_conflict((
            saved_job_files::saved_job_id,
            saved_job_files::document_id,
            saved_job_files::version,
            saved_job_files::format,
        ))
        .do_update()
        .set(saved_job_files::detached_at.eq(excluded(saved_job_files::detached_at)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a document was taken off a saved job; its files stay.
pub async fn detach(
    conn: &mut Connection,
    account_id: Uuid,
    saved_job_id: Uuid,
    document_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(
        saved_job_files::table
            .filter(saved_job_files::account_id.eq(account_id))
            .filter(saved_job_files::saved_job_id.eq(saved_job_id))
            .filter(saved_job_files::document_id.eq(document_id))
            .filter(saved_job_files::detached_at.is_null()),
    )
    .set(saved_job_files::detached_at.eq(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// The files attached to those saved jobs, oldest attachment first.
pub async fn list(conn: &mut Connection, account_id: Uuid, saved_jobs: &[Uuid]) -> Result<Vec<Attachment>> {
    let rows = saved_job_files::table
        .filter(saved_job_files::account_id.eq(account_id))
        .filter(saved_job_files::saved_job_id.eq_any(saved_jobs))
        .order((saved_job_files::attached_at.asc(), saved_job_files::id.asc()))
        .select(AttachmentRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The attached file of that id. Takes no account: a signed link is the permit.
pub async fn find(conn: &mut Connection, id: Uuid) -> Result<Option<Attachment>> {
    let row = saved_job_files::table
        .filter(saved_job_files::id.eq(id))
        .select(AttachmentRow::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Attachment::try_from).transpose()
}

/// Attached files of all accounts behind that id, by id. For whoever runs the house.
pub async fn list_all(conn: &mut Connection, after: Uuid, most: i64) -> Result<Vec<Attachment>> {
    let rows = saved_job_files::table
        .filter(saved_job_files::id.gt(after))
        .order(saved_job_files::id.asc())
        .limit(most)
        .select(AttachmentRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}
