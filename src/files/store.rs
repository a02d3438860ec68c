//! The SQL of files: which an account has.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::FileHash;
use crate::db::Connection;
use crate::db::schema::files;
use crate::error::{Error, Result};

/// What is known of a kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name within its account.
    pub hash: FileHash,
    /// Its length.
    pub size_bytes: u64,
    /// Such as `application/pdf`.
    pub media_type: String,
    /// When it was first kept.
    pub created_at: DateTime<Utc>,
}

/// Notes that an account has a file; noting the same again changes nothing.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn record(conn: &mut Connection, account_id: Uuid, file: &StoredFile) -> Result<()> {
    diesel::insert_into(files::table)
        .values((
            files::account_id.eq(account_id),
            files::sha256.eq(file.hash.0.as_slice()),
            files::size_bytes.eq(i64::try_from(file.size_bytes).unwrap_or(i64::MAX)),
            files::media_type.eq(&file.media_type),
            files::created_at.eq(file.created_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// What is known of an account's file.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn find(conn: &mut Connection, account_id: Uuid, hash: FileHash) -> Result<Option<StoredFile>> {
    let row: Option<(i64, String, DateTime<Utc>)> = files::table
        .find((account_id, hash.0.as_slice()))
        .select((files::size_bytes, files::media_type, files::created_at))
        .first(conn)
        .await
        .optional()?;
    row.map(|(size_bytes, media_type, created_at)| {
        let size_bytes = u64::try_from(size_bytes)
            .map_err(|cause| Error::internal("A file has a size that cannot be.", cause))?;
        Ok(StoredFile { hash, size_bytes, media_type, created_at })
    })
    .transpose()
}

/// Forgets an account's file; returns whether it was known.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn delete(conn: &mut Connection, account_id: Uuid, hash: FileHash) -> Result<bool> {
    let count = diesel::delete(files::table.find((account_id, hash.0.as_slice()))).execute(conn).await?;
    Ok(count > 0)
}
