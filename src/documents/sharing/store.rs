//! The only SQL of links to share documents by. What an owner asks takes the account; what a
//! secret opens takes none, for the secret is the permit.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{SecretHash, Share};
use crate::db::Connection;
use crate::db::json::Json;
use crate::db::schema::{document_files, document_shares, document_versions, documents};
use crate::documents::model::{DocumentContent, DocumentKind};
use crate::documents::record::FileFormat;
use crate::documents::store::{unknown, write_version};
use crate::error::{Error, Result};

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_shares, check_for_backend(diesel::pg::Pg))]
struct ShareRow {
    id: Uuid,
    document_id: Uuid,
    account_id: Uuid,
    version: Option<i32>,
    formats: Vec<String>,
    is_counted: bool,
    opened_count: i64,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<ShareRow> for Share {
    type Error = Error;

    fn try_from(row: ShareRow) -> Result<Self> {
        let format = |slug: String| {
            let found = FileFormat::ALL.into_iter().find(|format| format.slug() == slug);
            found.ok_or_else(|| unknown("format", &slug))
        };
        Ok(Self {
            id: row.id,
            document_id: row.document_id,
            account_id: row.account_id,
            version: row.version.and_then(|version| u32::try_from(version).ok()),
            formats: row.formats.into_iter().map(format).collect::<Result<_>>()?,
            is_counted: row.is_counted,
            opened_count: u64::try_from(row.opened_count).unwrap_or_default(),
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            created_at: row.created_at,
        })
    }
}

/// A file behind a link.
pub struct FileBehind {
    /// Its format.
    pub format: FileFormat,
    /// Whose it is.
    pub account_id: Uuid,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
}

/// Inserts a link.
pub async fn insert(conn: &mut Connection, share: &Share, secret: SecretHash) -> Result<()> {
    let formats: Vec<&str> = share.formats.iter().map(|format| format.slug()).collect();
    diesel::insert_into(document_shares::table)
        .values((
            document_shares::id.eq(share.id),
            document_shares::document_id.eq(share.document_id),
            document_shares::account_id.eq(share.account_id),
            document_shares::secret_hash.eq(secret.0.as_slice()),
            document_shares::version.eq(share.version.map(write_version)),
            document_shares::formats.eq(formats),
            document_shares::is_counted.eq(share.is_counted),
            document_shares::expires_at.eq(share.expires_at),
            document_shares::created_at.eq(share.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The links of the account's documents, those that are over among them, newest first.
pub async fn list(conn: &mut Connection, account_id: Uuid, document_ids: &[Uuid]) -> Result<Vec<Share>> {
    let rows = document_shares::table
        .inner_join(documents::table)
        .filter(document_shares::account_id.eq(account_id))
        .filter(documents::deleted_at.is_null())
        .filter(document_shares::document_id.eq_any(document_ids))
        .order(document_shares::id.desc())
        .select(ShareRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Share::try_from).collect()
}

/// How many links of a document are good at a time.
pub async fn count_open(conn: &mut Connection, document_id: Uuid, now: DateTime<Utc>) -> Result<usize> {
    let open: i64 = document_shares::table
        .filter(document_shares::document_id.eq(document_id))
        .filter(document_shares::revoked_at.is_null())
        .filter(document_shares::expires_at.gt(now))
        .count()
        .get_result(conn)
        .await?;
    Ok(usize::try_from(open).unwrap_or_default())
}

/// Ends a link of the account's; one that was ended before keeps its time. None when the account
/// has none of that id.
pub async fn revoke(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Share>> {
    let own = || {
        document_shares::table
            .filter(document_shares::account_id.eq(account_id))
            .filter(document_shares::id.eq(id))
    };
    let revoked = diesel::update(own().filter(document_shares::revoked_at.is_null()))
        .set(document_shares::revoked_at.eq(now))
        .returning(ShareRow::as_returning())
        .get_result(conn)
        .await
        .optional()?;
    let found = match revoked {
        Some(row) => Some(row),
        None => own().select(ShareRow::as_select()).first(conn).await.optional()?,
    };
    found.map(Share::try_from).transpose()
}

/// What a secret opens now: the link, what the document is, and what the version says. None for a
/// secret nobody has drawn as for one whose link has ended or whose document is deleted.
pub async fn open(
    conn: &mut Connection,
    secret: SecretHash,
    now: DateTime<Utc>,
) -> Result<Option<(Share, DocumentKind, DocumentContent)>> {
    let shown =
        document_versions::version.nullable().eq(document_shares::version).or(document_shares::version
            .is_null()
            .and(document_versions::version.nullable().eq(documents::version.nullable())));
    let found = document_shares::table
        .inner_join(documents::table)
        .inner_join(
            document_versions::table.on(document_versions::document_id.eq(document_shares::document_id)),
        )
        .filter(document_shares::secret_hash.eq(secret.0.as_slice()))
        .filter(document_shares::revoked_at.is_null())
        .filter(document_shares::expires_at.gt(now))
        .filter(documents::deleted_at.is_null())
        .filter(shown)
        .select((ShareRow::as_select(), documents::kind, document_versions::content))
        .first::<(ShareRow, String, Json<DocumentContent>)>(conn)
        .await
        .optional()?;
    found
        .map(|(share, kind, content)| {
            let kind = DocumentKind::from_word(&kind).ok_or_else(|| unknown("kind", &kind))?;
            Ok((share.try_into()?, kind, content.0))
        })
        .transpose()
}

/// The files behind a link: of its version, or for the current one the newest that are printed.
pub async fn list_files(conn: &mut Connection, share: &Share) -> Result<Vec<FileBehind>> {
    let mut query = document_files::table
        .filter(document_files::document_id.eq(share.document_id))
        .distinct_on(document_files::format)
        .order((
            document_files::format.asc(),
            document_files::version.desc(),
            // The version's own before those somebody wanted otherwise.
            document_files::engine.is_null().desc(),
            document_files::paper.is_null().desc(),
            document_files::standard.is_null().desc(),
        ))
        .select((
            document_files::format,
            document_files::account_id,
            document_files::sha256,
            document_files::size_bytes,
        ))
        .into_boxed();
    if let Some(version) = share.version {
        query = query.filter(document_files::version.eq(write_version(version)));
    }
    let rows: Vec<(String, Uuid, String, i64)> = query.load(conn).await?;
    let formats = rows.into_iter().filter_map(|(slug, account_id, sha256, size_bytes)| {
        let format = share.formats.iter().copied().find(|format| format.slug() == slug)?;
        let size_bytes = u64::try_from(size_bytes).unwrap_or_default();
        Some(FileBehind { format, account_id, sha256, size_bytes })
    });
    Ok(formats.collect())
}

/// Counts that a link was opened.
pub async fn count_opened(conn: &mut Connection, id: Uuid) -> Result<()> {
    diesel::update(document_shares::table.filter(document_shares::id.eq(id)))
        .set(document_shares::opened_count.eq(document_shares::opened_count + 1))
        .execute(conn)
        .await?;
    Ok(())
}
