//! The use case of changing a claim: load what the document rests on, decide off the async
//! threads, keep the new version.

use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::decide::{Asked, Decision, Ground, Next, decide};
use super::model::{ClaimChange, Revision, RevisionStatus};
use super::tasks;
use crate::clock::Clock;
use crate::db::Db;
use crate::documents::changes::FilesStatus;
use crate::documents::record::{Document, DocumentVersion};
use crate::documents::service::Documents;
use crate::error::{Error, ErrorKind, Result};
use crate::factcheck::model::Finding;
use crate::generations::stage::StageContext;
use crate::generations::store;
use crate::profiles::edit;
use crate::profiles::record::ChangeOutcome;
use crate::profiles::service::Profiles;

/// How often a change is decided anew because the profile it states a fact in has changed
/// meanwhile.
const MAX_TRIES: usize = 3;

/// The use case of changing claims. Cheap to clone.
#[derive(Clone)]
pub struct Revisions {
    db: Db,
    clock: Clock,
    profiles: Profiles,
    documents: Documents,
    outside: StageContext,
}

/// What came of keeping a version.
enum Kept {
    Done(Box<Document>),
    Stale,
    ProfileMoved,
}

impl Revisions {
    /// Makes the service; `outside` is what the decision sees.
    pub fn new(
        db: Db,
        clock: Clock,
        profiles: Profiles,
        documents: Documents,
        outside: StageContext,
    ) -> Self {
        Self { db, clock, profiles, documents, outside }
    }

    /// Changes a claim of one of the account's documents as a new version, if the document is
    /// still at the version the change names. New words are checked before they are kept.
    ///
    /// # Errors
    /// `Invalid` with the places; `NotFound` for a document or claim the account does not have;
    /// `Conflict` when the run the document was made by is gone, or the profile does not cease to
    /// change.
    pub async fn change_claim(&self, account_id: Uuid, change: ClaimChange) -> Result<Revision> {
        let change = change.tidied()?;
        for _ in 0..MAX_TRIES {
            let ground = self.load(account_id, change.document_id).await?;
            if ground.document.version != change.version {
                return Ok(revision(RevisionStatus::Stale, ground.document, ground.version, Vec::new()));
            }
            let (ground, decision) = self.decide(ground, &change, account_id).await?;
            let Ground { document, version, .. } = ground;
            let next = match decision {
                Decision::Unchanged => {
                    return Ok(saved(document, version, &change));
                }
                Decision::Refused(status, findings) => {
                    return Ok(revision(status, document, version, findings));
                }
                Decision::Next(next) => next,
            };
            let profile = document.profile_id.zip(ground.profile.map(|profile| profile.version));
            match self.keep(&document, &next, profile).await? {
                Kept::Done(document) => return Ok(saved(*document, next.version, &change)),
                Kept::Stale => {
                    let (document, version) =
                        self.documents.get_current(account_id, change.document_id).await?;
                    return Ok(revision(RevisionStatus::Stale, document, version, Vec::new()));
                }
                Kept::ProfileMoved => {}
            }
        }
        Err(Error::new(ErrorKind::Conflict, "The profile changes all the time. Try again in a moment."))
    }

    /// Has the files of one of the account's documents printed once more, where that has failed; tells
    /// whether it is done.
    ///
    /// # Errors
    /// `NotFound` for a document the account does not have.
    pub async fn reprint(&self, account_id: Uuid, id: Uuid) -> Result<(Document, bool)> {
        self.db
            .transaction(async |conn| {
                let document = self.documents.lock(conn, account_id, id).await?;
                let is_asked = self.documents.ask_files_again(conn, id, document.version).await?;
                if is_asked {
                    tasks::enqueue(conn, account_id, id, document.version).await?;
                }
                Ok((document, is_asked))
            })
            .await
    }

    /// Reads what a document rests on; no connection is held afterwards.
    async fn load(&self, account_id: Uuid, id: Uuid) -> Result<Ground> {
        let (document, version) = self.documents.get_current(account_id, id).await?;
        let files = self.documents.list_files(account_id, &[id]).await?;
        let found = match document.generation_id {
            Some(generation_id) => {
                store::find_ground(&mut *self.db.conn().await?, account_id, generation_id).await?
            }
            None => None,
        };
        let Some((generation, run, analysis)) = found else {
            let message =
                "What this document was made from is gone, so it cannot be changed. Make a new one.";
            return Err(Error::new(ErrorKind::Conflict, message));
        };
        let mut profile = match document.profile_id {
            Some(profile_id) => self.profiles.find_many(account_id, &[profile_id]).await?.pop(),
            None => None,
        };
        if let Some(profile) = &mut profile {
            profile.content = run.with_profile(std::mem::take(&mut profile.content)).profile;
        }
        let run_profile_version = generation.profile_version;
        Ok(Ground { document, version, files, run, run_profile_version, analysis, profile })
    }

    async fn decide(&self, ground: Ground, change: &ClaimChange, who: Uuid) -> Result<(Ground, Decision)> {
        let (change, now) = (change.clone(), self.clock.now());
        self.outside
            .compute(move |ctx| {
                let decision = decide(&ground, &Asked { change: &change, who, now }, ctx.lexicon)?;
                Ok((ground, decision))
            })
            .await
    }

    /// Keeps a version and the fact stated with it, and queues the printing of its file, all in
    /// one transaction. `profile` is the profile's id and its version as it was read.
    async fn keep(&self, document: &Document, next: &Next, profile: Option<(Uuid, u32)>) -> Result<Kept> {
        let (account_id, version) = (document.account_id, &next.version);
        // Its type ends here, or every future above would be as deep as all of them together.
        let kept: BoxFuture<'_, Result<Kept>> = Box::pin(self.db.transaction(async |conn| {
            let document = self.documents.lock(conn, account_id, document.id).await?;
            if document.version + 1 != version.version {
                return Ok(Kept::Stale);
            }
            if let (Some(stated), Some((profile_id, read))) = (&next.stated, profile) {
                let changed = self.profiles.change_in(conn, account_id, profile_id, read, |content| {
                    edit::add_line(content, &stated.entry, &stated.line)
                });
                match changed.await {
                    Ok(ChangeOutcome::Changed(_)) => {}
                    Ok(ChangeOutcome::Stale(_)) => return Ok(Kept::ProfileMoved),
                    Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Kept::ProfileMoved),
                    Err(error) => return Err(error),
                }
            }
            let document = self.documents.keep_version(conn, document, version, &next.files).await?;
            if version.files_status == FilesStatus::Pending {
                tasks::enqueue(conn, account_id, document.id, version.version).await?;
            }
            Ok(Kept::Done(Box::new(document)))
        }));
        kept.await
    }
}

fn revision(
    status: RevisionStatus,
    document: Document,
    version: DocumentVersion,
    findings: Vec<Finding>,
) -> Revision {
    Revision { status, document, version, findings }
}

fn saved(document: Document, version: DocumentVersion, change: &ClaimChange) -> Revision {
    let claim = version.content.claims().find(|claim| claim.id == change.claim_id);
    let findings = claim.map(|claim| claim.findings.clone()).unwrap_or_default();
    revision(RevisionStatus::Saved, document, version, findings)
}
