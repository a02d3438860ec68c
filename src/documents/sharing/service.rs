//! The use cases of sharing: make a link, end it, open it.

use uuid::Uuid;

use super::model::{MAX_SHARES, NewShare, Secret, Share, Shared, SharedFile};
use super::store;
use crate::clock::Clock;
use crate::db::Db;
use crate::documents::model::DocumentContent;
use crate::documents::record::{FileFormat, file_name};
use crate::documents::store as documents;
use crate::error::{Error, Result, Violation};
use crate::files::{FileHash, FileStore};
use crate::ids;

/// The use cases of sharing documents. Cheap to clone.
#[derive(Clone)]
pub struct Sharing {
    db: Db,
    clock: Clock,
    files: FileStore,
    public_url: String,
}

impl Sharing {
    /// Makes the service; `public_url` is the base of links, without a slash at its end.
    pub fn new(db: Db, clock: Clock, files: FileStore, public_url: String) -> Self {
        Self { db, clock, files, public_url }
    }

    /// Makes a link to one of the account's documents. Its secret is told this once.
    ///
    /// # Errors
    /// `NotFound` when the account has no such document; `Invalid` with the place for an end that
    /// cannot be, a version the document does not have, or a link too many.
    pub async fn share(&self, account_id: Uuid, wanted: NewShare) -> Result<(Share, Secret)> {
        let now = self.clock.now();
        let share = Share {
            id: ids::new_id(),
            document_id: wanted.document_id,
            account_id,
            expires_at: wanted.end(now)?,
            version: wanted.version,
            formats: wanted.formats,
            is_counted: wanted.is_counted,
            opened_count: 0,
            revoked_at: None,
            created_at: now,
        };
        let secret = Secret::draw();
        self.db
            .transaction(async |conn| {
                let document = documents::lock(conn, account_id, share.document_id).await?;
                let document = document.ok_or_else(|| Error::not_found("document"))?;
                if share.version.is_some_and(|version| version == 0 || version > document.version) {
                    return Err(wrong("version", "not_found", "The document has no such version."));
                }
                if store::count_open(conn, share.document_id, now).await? >= MAX_SHARES {
                    let message = format!("A document has at most {MAX_SHARES} links at once; revoke one.");
                    return Err(wrong("documentId", "too_many", &message));
                }
                store::insert(conn, &share, secret.hash()).await
            })
            .await?;
        Ok((share, secret))
    }

    /// The address of a link.
    pub fn url(&self, secret: &Secret) -> String {
        format!("{}/s/{}", self.public_url, secret.expose())
    }

    /// The address of a file behind a link.
    pub fn file_url(&self, secret: &Secret, format: FileFormat) -> String {
        format!("{}/{}", self.url(secret), format.slug())
    }

    /// The links of the account's documents, newest first.
    pub async fn list(&self, account_id: Uuid, document_ids: &[Uuid]) -> Result<Vec<Share>> {
        let mut conn = self.db.conn().await?;
        store::list(&mut conn, account_id, document_ids).await
    }

    /// Ends a link of the account's at once. One that was ended before stays so.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id.
    pub async fn revoke(&self, account_id: Uuid, id: Uuid) -> Result<Share> {
        let mut conn = self.db.conn().await?;
        let revoked = store::revoke(&mut conn, account_id, id, self.clock.now()).await?;
        revoked.ok_or_else(|| Error::not_found("share"))
    }

    /// What a secret opens; none alike for one nobody has drawn and one whose link has ended.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn open(&self, secret: &Secret) -> Result<Option<Shared>> {
        let mut conn = self.db.conn().await?;
        let Some((share, kind, content)) = store::open(&mut conn, secret.hash(), self.clock.now()).await?
        else {
            return Ok(None);
        };
        if share.is_counted {
            store::count_opened(&mut conn, share.id).await?;
        }
        let files = store::list_files(&mut conn, &share).await?.into_iter().map(|file| SharedFile {
            format: file.format,
            file_name: shown_name(&content, file.format),
            size_bytes: file.size_bytes,
        });
        Ok(Some(Shared { kind, files: files.collect(), content, expires_at: share.expires_at }))
    }

    /// A file a secret opens, with its bytes; none as [`Sharing::open`], for a format that is not
    /// shared, and while it is not printed.
    ///
    /// # Errors
    /// `Unavailable` when the database or the files are away; `Internal` for bytes that were
    /// changed.
    pub async fn download(&self, secret: &Secret, format: &str) -> Result<Option<(SharedFile, Vec<u8>)>> {
        let found = {
            let mut conn = self.db.conn().await?;
            match store::open(&mut conn, secret.hash(), self.clock.now()).await? {
                Some((share, _, content)) => {
                    let files = store::list_files(&mut conn, &share).await?;
                    let file = files.into_iter().find(|file| file.format.slug() == format);
                    file.map(|file| (file, content))
                }
                None => None,
            }
        };
        let Some((file, content)) = found else { return Ok(None) };
        let hash = FileHash::from_hex(&file.sha256).ok_or_else(|| Error::not_found("file"))?;
        let bytes = self.files.get(file.account_id, hash).await?;
        let shared = SharedFile {
            format: file.format,
            file_name: shown_name(&content, file.format),
            size_bytes: file.size_bytes,
        };
        Ok(Some((shared, bytes)))
    }
}

/// A name to save a shared file under. Whom the document was written for is not told by it.
fn shown_name(content: &DocumentContent, format: FileFormat) -> String {
    let name = content.identity.name.as_ref().map(|name| name.text.as_str()).unwrap_or_default();
    file_name(name, content.kind, "", format)
}

fn wrong(field: &str, code: &str, message: &str) -> Error {
    Error::violations("The document was not shared.", vec![Violation::new(field, code, message)])
}
