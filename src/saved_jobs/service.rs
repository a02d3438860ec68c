//! The use cases of saved jobs: track a job, move its application, keep what was sent.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::attachments::{self, Attachment, Proof};
use super::model::{
    ApplicationStatus, AttachOutcome, MAX_REASON_CHARS, MoveOutcome, SavedJob, SavedJobFilter, SavedJobPatch,
    StatusChange,
};
use super::store;
use crate::clock::Clock;
use crate::db::page::{Page, PageArgs};
use crate::db::{Connection, Db};
use crate::documents::model::DocumentKind;
use crate::documents::record::{Document, DocumentFile};
use crate::documents::service::Documents;
use crate::error::{Error, ErrorKind, Result, Violation};
use crate::files::FileHash;
use crate::ids;
use crate::jobs::service::Jobs;
use crate::notifications::model::{Change, List};
use crate::notifications::service::tell_change;

/// How many attached files are looked up at once when all are proved.
const PROVED_AT_ONCE: i64 = 500;

/// The use cases of saved jobs. Cheap to clone.
#[derive(Clone)]
pub struct SavedJobs {
    db: Db,
    clock: Clock,
    jobs: Jobs,
    documents: Documents,
}

impl SavedJobs {
    /// Makes the service.
    pub fn new(db: Db, clock: Clock, jobs: Jobs, documents: Documents) -> Self {
        Self { db, clock, jobs, documents }
    }

    /// Tracks a job the account can see; one tracked already is given back, changed by `patch`
    /// alone.
    ///
    /// # Errors
    /// `NotFound` for a job the account cannot see; `Invalid` for notes or tags that cannot be.
    pub async fn save(&self, account_id: Uuid, job_id: Uuid, patch: SavedJobPatch) -> Result<SavedJob> {
        let patch = tidied(patch)?;
        let job = self.jobs.get(Some(account_id), job_id).await?;
        let now = self.clock.now();
        let saved = SavedJob {
            id: ids::new_id(),
            account_id,
            job_id,
            job_title: job.title,
            company: job.company,
            status: ApplicationStatus::Saved,
            is_favourite: false,
            is_hidden: false,
            notes: None,
            tags: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        let change = StatusChange {
            saved_job_id: saved.id,
            from: None,
            to: ApplicationStatus::Saved,
            changed_by: account_id,
            reason: None,
            at: now,
        };
        self.db
            .transaction(async |conn| {
                let is_new = store::insert(conn, &saved).await?;
                if is_new {
                    store::insert_change(conn, ids::new_id(), account_id, &change).await?;
                }
                let kept = store::list_of_jobs(conn, account_id, &[job_id]).await?.pop();
                let mut kept = kept.ok_or_else(|| Error::not_found("saved job"))?;
                let is_patched = patch != SavedJobPatch::default();
                if is_patched {
                    let changed = store::patch(conn, account_id, kept.id, patch.clone(), now).await?;
                    kept = changed.ok_or_else(|| Error::not_found("saved job"))?;
                }
                if is_new || is_patched {
                    let change = if is_new { Change::Created } else { Change::Updated };
                    tell(conn, &kept, change, now).await?;
                }
                Ok(kept)
            })
            .await
    }

    /// Marks, hides, or changes notes and tags.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id; `Invalid` for notes or tags that cannot be.
    pub async fn change(&self, account_id: Uuid, id: Uuid, patch: SavedJobPatch) -> Result<SavedJob> {
        let patch = tidied(patch)?;
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                let changed = store::patch(conn, account_id, id, patch.clone(), now).await?;
                let changed = changed.ok_or_else(|| Error::not_found("saved job"))?;
                tell(conn, &changed, Change::Updated, now).await?;
                Ok(changed)
            })
            .await
    }

    /// Moves the application and keeps who, when and why; a move that does not happen in life
    /// is an outcome, not an error.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id; `Invalid` for a reason that is too long.
    pub async fn move_to(
        &self,
        account_id: Uuid,
        id: Uuid,
        to: ApplicationStatus,
        reason: Option<String>,
    ) -> Result<MoveOutcome> {
        let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > MAX_REASON_CHARS) {
            let message = format!("Keep the reason within {MAX_REASON_CHARS} characters.");
            return Err(Error::violations(
                "The saved job was not moved.",
                vec![Violation::new("reason", "too_long", message)],
            ));
        }
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                let saved = store::lock(conn, account_id, id).await?;
                let mut saved = saved.ok_or_else(|| Error::not_found("saved job"))?;
                if !saved.status.can_move_to(to) {
                    return Ok(MoveOutcome::Impossible(saved));
                }
                let change = StatusChange {
                    saved_job_id: id,
                    from: Some(saved.status),
                    to,
                    changed_by: account_id,
                    reason: reason.clone(),
                    at: now,
                };
                store::set_status(conn, account_id, id, to, now).await?;
                store::insert_change(conn, ids::new_id(), account_id, &change).await?;
                saved.status = to;
                saved.updated_at = now;
                tell(conn, &saved, Change::Updated, now).await?;
                Ok(MoveOutcome::Moved(saved))
            })
            .await
    }

    /// Attaches a document that was, or will be, sent. The files of its current version are kept with
    /// the saved job from then on, whatever becomes of the document.
    ///
    /// # Errors
    /// `NotFound` when the account has no such saved job or document.
    pub async fn attach(&self, account_id: Uuid, id: Uuid, document_id: Uuid) -> Result<AttachOutcome> {
        let document = self.documents.get(account_id, document_id).await?;
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                let saved = store::lock(conn, account_id, id).await?;
                let saved = saved.ok_or_else(|| Error::not_found("saved job"))?;
                let files = self.documents.list_files_in(conn, account_id, document_id).await?;
                if files.is_empty() {
                    return Ok(AttachOutcome::NotPrinted(saved));
                }
                let kept = files.into_iter().map(|file| attachment(file, id, document.kind, now));
                attachments::store::insert(conn, &kept.collect::<Result<Vec<_>>>()?).await?;
                store::attach(conn, account_id, id, document_id, now).await?;
                tell(conn, &saved, Change::Updated, now).await?;
                Ok(AttachOutcome::Attached(saved))
            })
            .await
    }

    /// Takes a document off; the document itself stays, and so do the files that were attached.
    ///
    /// # Errors
    /// `NotFound` when the account has no such saved job.
    pub async fn detach(&self, account_id: Uuid, id: Uuid, document_id: Uuid) -> Result<SavedJob> {
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                let saved = store::find_many(conn, account_id, &[id]).await?.pop();
                let saved = saved.ok_or_else(|| Error::not_found("saved job"))?;
                store::detach(conn, account_id, id, document_id).await?;
                attachments::store::detach(conn, account_id, id, document_id, now).await?;
                tell(conn, &saved, Change::Updated, now).await?;
                Ok(saved)
            })
            .await
    }

    /// The account's saved job of that id.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get(&self, account_id: Uuid, id: Uuid) -> Result<SavedJob> {
        self.find_many(account_id, &[id]).await?.pop().ok_or_else(|| Error::not_found("saved job"))
    }

    /// The account's saved jobs of those ids, in no order.
    pub async fn find_many(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<SavedJob>> {
        let mut conn = self.db.conn().await?;
        store::find_many(&mut conn, account_id, ids).await
    }

    /// The account's saved jobs for those jobs, in no order.
    pub async fn list_of_jobs(&self, account_id: Uuid, job_ids: &[Uuid]) -> Result<Vec<SavedJob>> {
        let mut conn = self.db.conn().await?;
        store::list_of_jobs(&mut conn, account_id, job_ids).await
    }

    /// A page of the account's saved jobs, newest first.
    pub async fn list(
        &self,
        account_id: Uuid,
        filter: &SavedJobFilter,
        page: &PageArgs,
    ) -> Result<Page<SavedJob>> {
        self.db.read(Some(account_id), async |conn| store::list(conn, account_id, filter, page).await).await
    }

    /// The moves of those saved jobs, oldest first.
    pub async fn list_changes(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<StatusChange>> {
        let mut conn = self.db.conn().await?;
        store::list_changes(&mut conn, account_id, ids).await
    }

    /// The documents attached to each of those saved jobs, oldest attachment first. Two
    /// statements, however many there are, and one when there are none.
    pub async fn list_attached_documents(
        &self,
        account_id: Uuid,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Document>>> {
        let pairs = {
            let mut conn = self.db.conn().await?;
            store::list_attachments(&mut conn, account_id, ids).await?
        };
        if pairs.is_empty() {
            return Ok(HashMap::new());
        }
        let document_ids: Vec<Uuid> = pairs.iter().map(|(_, document)| *document).collect();
        let documents = self.documents.find_many(account_id, &document_ids).await?;
        let documents: HashMap<Uuid, Document> =
            documents.into_iter().map(|document| (document.id, document)).collect();
        let mut attached: HashMap<Uuid, Vec<Document>> = HashMap::new();
        for (saved_job, document) in pairs {
            if let Some(document) = documents.get(&document) {
                attached.entry(saved_job).or_default().push(document.clone());
            }
        }
        Ok(attached)
    }

    /// The files attached to those saved jobs, oldest attachment first; those of documents that were
    /// taken off or deleted among them.
    pub async fn list_attachments(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Attachment>> {
        let mut conn = self.db.conn().await?;
        attachments::store::list(&mut conn, account_id, ids).await
    }

    /// An address that gives an attached file to whoever has it, for that many seconds.
    pub fn download_url(&self, attachment: &Attachment, expires_in_seconds: u32) -> String {
        self.documents.signed_url(attachment.id, expires_in_seconds)
    }

    /// The attached file a link opens, with its bytes.
    ///
    /// # Errors
    /// `NotFound` alike for a forged or expired link and for a file that was erased.
    pub async fn open_link(
        &self,
        id: Uuid,
        expires_at: i64,
        signature: &str,
    ) -> Result<(DocumentFile, Vec<u8>)> {
        self.documents.check_link(id, expires_at, signature)?;
        let found = {
            let mut conn = self.db.conn().await?;
            attachments::store::find(&mut conn, id).await?
        };
        let found = found.ok_or_else(|| Error::not_found("file, or the link has ended"))?;
        let bytes = self.documents.read_bytes(found.account_id, found.hash).await?;
        Ok((found.file(), bytes))
    }

    /// Reads every attached file of every account and proves it by its hash. For whoever runs the
    /// house.
    ///
    /// # Errors
    /// `Unavailable` when the database or the place of files is away.
    pub async fn prove_attachments(&self) -> Result<Proof> {
        let (mut proof, mut after) = (Proof::default(), Uuid::nil());
        loop {
            let page = {
                let mut conn = self.db.conn().await?;
                attachments::store::list_all(&mut conn, after, PROVED_AT_ONCE).await?
            };
            let Some(last) = page.last() else { return Ok(proof) };
            after = last.id;
            for attachment in &page {
                match self.documents.read_bytes(attachment.account_id, attachment.hash).await {
                    Ok(_) => proof.proved += 1,
                    Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Internal) => {
                        proof.lost.push(attachment.id);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Deletes a saved job with its history and the files attached to it; job and documents stay.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id.
    pub async fn delete(&self, account_id: Uuid, id: Uuid) -> Result<()> {
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                if !store::delete(conn, account_id, id).await? {
                    return Err(Error::not_found("saved job"));
                }
                tell_change(conn, account_id, List::SavedJobs, Change::Deleted, id, now).await
            })
            .await
    }
}

/// Tells the owner of a saved job what happened to it.
async fn tell(conn: &mut Connection, saved: &SavedJob, change: Change, now: DateTime<Utc>) -> Result<()> {
    tell_change(conn, saved.account_id, List::SavedJobs, change, saved.id, now).await
}

fn tidied(patch: SavedJobPatch) -> Result<SavedJobPatch> {
    patch
        .tidied()
        .map_err(|violations| Error::violations("The saved job was not changed; see the fields.", violations))
}

/// A file of a document as it is kept with a saved job.
fn attachment(
    file: DocumentFile,
    saved_job_id: Uuid,
    kind: DocumentKind,
    now: DateTime<Utc>,
) -> Result<Attachment> {
    let hash = FileHash::from_hex(&file.sha256).ok_or_else(|| Error::not_found("file"))?;
    Ok(Attachment {
        id: ids::new_id(),
        saved_job_id,
        account_id: file.account_id,
        document_id: file.document_id,
        version: file.version,
        kind,
        format: file.format,
        file_name: file.file_name,
        hash,
        size_bytes: file.size_bytes,
        attached_at: now,
        detached_at: None,
    })
}
