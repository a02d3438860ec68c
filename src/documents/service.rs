//! The use cases of documents: keep, find, download. How their owner lists and orders them is in
//! `shelf`.

use std::collections::HashSet;

use chrono::Duration;
use uuid::Uuid;

use super::changes::FilesFailure;
use super::copies::store as copies;
use super::files::store as file_store;
use super::links::{LinkError, LinkSigner, MAX_LINK_SECONDS};
use super::model::DocumentContent;
use super::previews::PreviewPlace;
use super::record::{Document, DocumentFile, DocumentVersion, PrintedContent};
use super::store;
use crate::clock::Clock;
use crate::db::page::{Page, PageArgs};
use crate::db::{Connection, Db};
use crate::error::{Error, Result};
use crate::files::{self, FileHash, FileStore, StoredFile};
use crate::profiles::model::Fact;

/// The use cases of documents. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    pub(super) db: Db,
    pub(super) clock: Clock,
    files: FileStore,
    signer: LinkSigner,
    public_url: String,
}

/// A document with its words and files, ready to keep.
pub struct FinishedDocument {
    /// The document.
    pub document: Document,
    /// Its first version.
    pub version: DocumentVersion,
    /// Its files; their bytes are in the file store already.
    pub files: Vec<DocumentFile>,
}

impl Documents {
    /// Makes the service; `public_url` is the base of download links, without a slash at its end.
    pub fn new(db: Db, clock: Clock, files: FileStore, signer: LinkSigner, public_url: String) -> Self {
        Self { db, clock, files, signer, public_url }
    }

    /// Keeps finished documents in the caller's transaction.
    pub async fn keep(&self, conn: &mut Connection, finished: &[FinishedDocument]) -> Result<()> {
        for finished in finished {
            store::insert(conn, &finished.document, &finished.version).await?;
            for file in &finished.files {
                keep_file(conn, file).await?;
            }
        }
        Ok(())
    }

    /// Keeps a copy in the caller's transaction, with the run it rests on.
    pub async fn keep_copy(
        &self,
        conn: &mut Connection,
        copy: &FinishedDocument,
        ground_id: Option<Uuid>,
    ) -> Result<()> {
        self.keep(conn, std::slice::from_ref(copy)).await?;
        match ground_id {
            Some(ground_id) => copies::insert(conn, &copy.document, ground_id).await,
            None => Ok(()),
        }
    }

    /// The run whose profile, posting and reading of it a document rests on: the one that made it,
    /// or made what it was copied from.
    pub async fn find_ground(&self, document: &Document) -> Result<Option<Uuid>> {
        if document.generation_id.is_some() {
            return Ok(document.generation_id);
        }
        let mut conn = self.db.conn().await?;
        copies::find_ground(&mut conn, document.account_id, document.id).await
    }

    /// The account's document of that id with its current version.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get_current(&self, account_id: Uuid, id: Uuid) -> Result<(Document, DocumentVersion)> {
        let mut conn = self.db.conn().await?;
        let found = store::find_current(&mut conn, account_id, id).await?;
        found.ok_or_else(|| Error::not_found("document"))
    }

    /// A version of one of the account's documents.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get_version(&self, account_id: Uuid, id: Uuid, version: u32) -> Result<DocumentVersion> {
        let mut conn = self.db.conn().await?;
        let found = store::find_version(&mut conn, account_id, id, version).await?;
        found.ok_or_else(|| Error::not_found("version of the document"))
    }

    /// Keeps further files of versions, whose bytes are kept already; those that are there are
    /// left as they are.
    pub async fn keep_files(&self, files: &[DocumentFile]) -> Result<()> {
        self.db
            .transaction(async |conn| {
                for file in files {
                    keep_file(conn, file).await?;
                }
                Ok(())
            })
            .await
    }

    /// The account's document of that id, locked until the caller's transaction ends.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn lock(&self, conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Document> {
        store::lock(conn, account_id, id).await?.ok_or_else(|| Error::not_found("document"))
    }

    /// Keeps a further version of a document, with files whose bytes are kept already, and makes
    /// it the current one, in the transaction in which the caller has locked the document.
    pub async fn keep_version(
        &self,
        conn: &mut Connection,
        document: Document,
        version: &DocumentVersion,
        files: &[DocumentFile],
    ) -> Result<Document> {
        store::insert_version(conn, document.account_id, version).await?;
        for file in files {
            keep_file(conn, file).await?;
        }
        let (account_id, now) = (document.account_id, version.created_at);
        store::set_version(conn, account_id, document.id, version.version, now).await?;
        Ok(Document { version: version.version, updated_at: now, ..document })
    }

    /// A version whose files wait to be printed, with its document; none when they are wanted no
    /// more. For the task that prints them.
    pub async fn find_waiting(&self, id: Uuid, version: u32) -> Result<Option<(Document, DocumentVersion)>> {
        let mut conn = self.db.conn().await?;
        store::find_waiting(&mut conn, id, version).await
    }

    /// Keeps the printed file of a version that waits for it, with its quality, in the caller's
    /// transaction. Does nothing and returns false when it is wanted no more.
    pub async fn finish_files(
        &self,
        conn: &mut Connection,
        file: &DocumentFile,
        quality: &serde_json::Value,
    ) -> Result<bool> {
        let is_waiting =
            store::finish_files(conn, file.document_id, file.version, Some(quality), None).await?;
        if is_waiting {
            keep_file(conn, file).await?;
        }
        Ok(is_waiting)
    }

    /// Notes why the files of a version could not be printed, in the caller's transaction. Does
    /// nothing and returns false when they are wanted no more.
    pub async fn fail_files(
        &self,
        conn: &mut Connection,
        id: Uuid,
        version: u32,
        failure: &FilesFailure,
    ) -> Result<bool> {
        store::finish_files(conn, id, version, None, Some(failure)).await
    }

    /// Lets the files of a document's current version wait again, in the caller's transaction. Does
    /// nothing and returns false where printing them has not failed, or another version is current.
    pub async fn ask_files_again(&self, conn: &mut Connection, id: Uuid, version: u32) -> Result<bool> {
        store::ask_files_again(conn, id, version).await
    }

    /// The account's document of that id.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get(&self, account_id: Uuid, id: Uuid) -> Result<Document> {
        self.find_many(account_id, &[id]).await?.pop().ok_or_else(|| Error::not_found("document"))
    }

    /// The account's documents of those ids, in no order.
    pub async fn find_many(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Document>> {
        let mut conn = self.db.conn().await?;
        store::find_many(&mut conn, account_id, ids).await
    }

    /// The account's documents made by those runs, résumés first.
    pub async fn list_of_generations(
        &self,
        account_id: Uuid,
        generation_ids: &[Uuid],
    ) -> Result<Vec<Document>> {
        let mut conn = self.db.conn().await?;
        store::list_of_generations(&mut conn, account_id, generation_ids).await
    }

    /// The current versions of the account's documents of those ids, in no order.
    pub async fn list_current_versions(
        &self,
        account_id: Uuid,
        ids: &[Uuid],
    ) -> Result<Vec<DocumentVersion>> {
        let mut conn = self.db.conn().await?;
        store::list_current_versions(&mut conn, account_id, ids).await
    }

    /// These versions of one of the account's documents, in no order; those there are.
    pub async fn find_versions(
        &self,
        account_id: Uuid,
        id: Uuid,
        versions: &[u32],
    ) -> Result<Vec<DocumentVersion>> {
        let mut conn = self.db.conn().await?;
        store::find_versions(&mut conn, account_id, id, versions).await
    }

    /// A page of the versions of one of the account's documents, newest first.
    pub async fn list_versions(
        &self,
        account_id: Uuid,
        id: Uuid,
        page: &PageArgs,
    ) -> Result<Page<DocumentVersion>> {
        let mut conn = self.db.conn().await?;
        store::list_versions(&mut conn, account_id, id, page).await
    }

    /// The files of the current versions of the account's documents, in no order.
    pub async fn list_files(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<DocumentFile>> {
        let mut conn = self.db.conn().await?;
        file_store::list_files(&mut conn, account_id, ids).await
    }

    /// The files of every version of the account's documents, in no order.
    pub async fn list_all_files(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<DocumentFile>> {
        let mut conn = self.db.conn().await?;
        file_store::list_all_files(&mut conn, account_id, ids).await
    }

    /// What the account's files of these ids print, in no order.
    pub async fn list_printed(&self, account_id: Uuid, file_ids: &[Uuid]) -> Result<Vec<PrintedContent>> {
        let mut conn = self.db.conn().await?;
        file_store::list_printed(&mut conn, account_id, file_ids).await
    }

    /// An address that gives the file to whoever has it, for that many seconds: 1 to
    /// [`MAX_LINK_SECONDS`], others are brought within.
    pub fn download_url(&self, file: &DocumentFile, expires_in_seconds: u32) -> String {
        self.signed_url(file.id, expires_in_seconds)
    }

    /// The address of a file by its id, as [`Documents::download_url`].
    pub fn signed_url(&self, file_id: Uuid, expires_in_seconds: u32) -> String {
        let seconds = i64::from(expires_in_seconds.clamp(1, MAX_LINK_SECONDS));
        let expires_at = (self.clock.now() + Duration::seconds(seconds)).timestamp();
        let signature = self.signer.sign(file_id, expires_at);
        format!("{}/files/{file_id}?expires={expires_at}&signature={signature}", self.public_url)
    }

    /// Whether a link to the file of that id is good now.
    ///
    /// # Errors
    /// `NotFound` alike for a forged and an expired one.
    pub fn check_link(&self, id: Uuid, expires_at: i64, signature: &str) -> Result<()> {
        let now = self.clock.now().timestamp();
        self.signer.verify(id, expires_at, signature, now).map_err(|fault| match fault {
            LinkError::Forged | LinkError::Expired => Error::not_found("file, or the link has ended"),
        })
    }

    /// The bytes of an account's file, proved by their hash.
    ///
    /// # Errors
    /// `NotFound` when they are gone; `Internal` when they have changed; `Unavailable` when the
    /// place of files is away.
    pub async fn read_bytes(&self, account_id: Uuid, hash: FileHash) -> Result<Vec<u8>> {
        self.files.get(account_id, hash).await
    }

    /// The files of the current version of the account's document, in the caller's transaction.
    pub async fn list_files_in(
        &self,
        conn: &mut Connection,
        account_id: Uuid,
        id: Uuid,
    ) -> Result<Vec<DocumentFile>> {
        file_store::list_files(conn, account_id, &[id]).await
    }

    /// An address that shows a picture of a page to whoever has it, for as long as a download link.
    pub fn preview_url(&self, place: &PreviewPlace, expires_in_seconds: u32) -> String {
        let seconds = i64::from(expires_in_seconds.clamp(1, MAX_LINK_SECONDS));
        let expires_at = (self.clock.now() + Duration::seconds(seconds)).timestamp();
        let path = place.path();
        let signature = self.signer.sign_words(&path, expires_at);
        format!("{}/{path}?expires={expires_at}&signature={signature}", self.public_url)
    }

    /// Whether a link to a picture is good now.
    ///
    /// # Errors
    /// `NotFound` alike for a forged and an ended one.
    pub fn check_preview_link(&self, place: &PreviewPlace, expires_at: i64, signature: &str) -> Result<()> {
        let now = self.clock.now().timestamp();
        match self.signer.verify_words(&place.path(), expires_at, signature, now) {
            Ok(()) => Ok(()),
            Err(LinkError::Forged | LinkError::Expired) => {
                Err(Error::not_found("picture, or the link has ended"))
            }
        }
    }

    /// A version that a signed link names, with its document.
    ///
    /// # Errors
    /// `NotFound` when it or its document is gone.
    pub async fn get_linked_version(&self, id: Uuid, version: u32) -> Result<(Document, DocumentVersion)> {
        let mut conn = self.db.conn().await?;
        let found = store::find_linked_version(&mut conn, id, version).await?;
        found.ok_or_else(|| Error::not_found("version of the document"))
    }

    /// The file a link opens, with its bytes.
    ///
    /// # Errors
    /// `NotFound` alike for a forged or expired link and for a file that is gone, so that a
    /// guess learns nothing.
    pub async fn open_link(
        &self,
        id: Uuid,
        expires_at: i64,
        signature: &str,
    ) -> Result<(DocumentFile, Vec<u8>)> {
        self.check_link(id, expires_at, signature)?;
        let file = {
            let mut conn = self.db.conn().await?;
            file_store::find_file(&mut conn, id)
                .await?
                .ok_or_else(|| Error::not_found("file, or the link has ended"))?
        };
        let hash = FileHash::from_hex(&file.sha256).ok_or_else(|| Error::not_found("file"))?;
        let bytes = self.files.get(file.account_id, hash).await?;
        Ok((file, bytes))
    }
}

async fn keep_file(conn: &mut Connection, file: &DocumentFile) -> Result<()> {
    let hash = FileHash::from_hex(&file.sha256).ok_or_else(|| Error::not_found("file"))?;
    let stored = StoredFile {
        hash,
        size_bytes: file.size_bytes,
        media_type: file.format.media_type().to_owned(),
        created_at: file.created_at,
    };
    files::record(conn, file.account_id, &stored).await?;
    file_store::insert_file(conn, file).await
}

/// The facts that a document's claims rest on, in the profile's order.
pub fn cited_facts(content: &DocumentContent, facts: &[Fact]) -> Vec<Fact> {
    let cited: HashSet<_> = content.claims().flat_map(|claim| &claim.cites).map(|cite| &cite.fact).collect();
    facts.iter().filter(|fact| cited.contains(&fact.id)).cloned().collect()
}
