//! The use case of changing a document: load what it rests on, decide off the async threads, keep
//! the new version.

use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::decide::{Asked, Decision, Ground, Next, Resolution, decide, decide_revert};
use super::model::{Change, Outcome, Revert, Revision, RevisionStatus};
use super::preview::{Previewed, Wanted, preview};
use super::tasks;
use crate::clock::Clock;
use crate::db::Db;
use crate::documents::changes::{DocumentChange, FilesStatus, VersionOrigin};
use crate::documents::record::{Document, DocumentFile, DocumentVersion};
use crate::documents::service::{Documents, FinishedDocument};
use crate::documents::shelf::read_title;
use crate::error::{Error, ErrorKind, Result};
use crate::factcheck::model::Finding;
use crate::generations::stage::StageContext;
use crate::generations::store;
use crate::ids;
use crate::profiles::edit;
use crate::profiles::record::ChangeOutcome;
use crate::profiles::service::Profiles;

/// How often a change is decided anew because the profile it states a fact in has changed
/// meanwhile.
const MAX_TRIES: usize = 3;

/// The use cases of changing documents. Cheap to clone.
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

/// What is asked of a document.
#[derive(Clone)]
enum Wish {
    Change(Change),
    Revert(Revert, Box<DocumentVersion>),
}

impl Wish {
    fn document_id(&self) -> Uuid {
        match self {
            Self::Change(change) => change.document_id,
            Self::Revert(revert, _) => revert.document_id,
        }
    }

    fn version(&self) -> u32 {
        match self {
            Self::Change(change) => change.version,
            Self::Revert(revert, _) => revert.version,
        }
    }
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

    /// Changes one of the account's documents as a new version, if it is still at the version the
    /// change names: all operations, or none. New words are checked before they are kept.
    ///
    /// # Errors
    /// `Invalid` with the places; `NotFound` for a document or claim the account does not have;
    /// `Conflict` when the run the document was made by is gone, or the profile does not cease to
    /// change.
    pub async fn change(&self, account_id: Uuid, change: Change) -> Result<Revision> {
        let wish = Wish::Change(change.tidied()?);
        self.make(account_id, wish).await
    }

    /// Shows what a change would make of one of the account's documents; nothing is kept.
    ///
    /// # Errors
    /// As [`Revisions::change`]; `Invalid` for a page the document would not have, too.
    pub async fn preview(&self, account_id: Uuid, change: Change, wanted: Wanted) -> Result<Previewed> {
        let change = change.tidied_or_empty()?;
        let ground = self.load(account_id, change.document_id).await?;
        if ground.document.version != change.version {
            let Ground { document, version, .. } = ground;
            return Ok(Previewed {
                status: RevisionStatus::Stale,
                document,
                version,
                outcomes: Vec::new(),
                findings: Vec::new(),
                picture: None,
            });
        }
        let asked = Asked { who: account_id, now: self.clock.now() };
        self.outside.compute(move |ctx| preview(ground, asked, &change, wanted, ctx)).await
    }

    /// Gives one of the account's documents the words of an earlier version again, as a new
    /// version. They are held to the profile as it is now.
    ///
    /// # Errors
    /// As [`Revisions::change`]; `NotFound` for a version the document does not have, too.
    pub async fn revert(&self, account_id: Uuid, revert: Revert) -> Result<Revision> {
        let revert = revert.tidied()?;
        let target = self.documents.find_versions(account_id, revert.document_id, &[revert.to]).await?.pop();
        let target = target.ok_or_else(|| Error::not_found("version"))?;
        self.make(account_id, Wish::Revert(revert, Box::new(target))).await
    }

    /// Copies one of the account's documents as it stands, with its files, under a name of its
    /// own.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id; `Invalid` for a name that cannot be.
    pub async fn duplicate(&self, account_id: Uuid, id: Uuid, title: &str) -> Result<Document> {
        let title = read_title(title)?;
        let (document, mut version) = self.documents.get_current(account_id, id).await?;
        let mut files = self.documents.list_files(account_id, &[id]).await?;
        // A change that came meanwhile has other files.
        files.retain(|file| file.version == version.version);
        if version.files_status == FilesStatus::Ready && files.is_empty() {
            version.files_status = FilesStatus::Pending;
        }
        let ground_id = self.documents.find_ground(&document).await?;
        let (copy, now) = (ids::new_id(), self.clock.now());
        let files = files.into_iter().map(|file| DocumentFile {
            id: ids::new_id(),
            document_id: copy,
            version: 1,
            ..file
        });
        let finished = FinishedDocument {
            files: files.collect(),
            version: DocumentVersion {
                document_id: copy,
                version: 1,
                origin: VersionOrigin {
                    change: DocumentChange::Duplicated,
                    changed_by: Some(account_id),
                    ..VersionOrigin::generated()
                },
                created_at: now,
                ..version
            },
            document: Document {
                id: copy,
                generation_id: None,
                version: 1,
                title,
                archived_at: None,
                created_at: now,
                updated_at: now,
                ..document
            },
        };
        let kept: BoxFuture<'_, Result<()>> = Box::pin(self.db.transaction(async |conn| {
            self.documents.keep_copy(conn, &finished, ground_id).await?;
            if finished.version.files_status == FilesStatus::Pending {
                tasks::enqueue(conn, account_id, copy, 1).await?;
            }
            Ok(())
        }));
        kept.await?;
        Ok(finished.document)
    }

    async fn make(&self, account_id: Uuid, wish: Wish) -> Result<Revision> {
        let id = wish.document_id();
        for _ in 0..MAX_TRIES {
            let ground = self.load(account_id, id).await?;
            if ground.document.version != wish.version() {
                return Ok(revision(RevisionStatus::Stale, ground.document, ground.version));
            }
            let (ground, decision) = self.decide(ground, &wish, account_id).await?;
            let Ground { document, version, .. } = ground;
            let Decision { resolution, outcomes } = decision;
            let next = match resolution {
                Resolution::Unchanged => {
                    return Ok(told(RevisionStatus::Saved, document, version, outcomes, Vec::new()));
                }
                Resolution::Refused(status, findings) => {
                    return Ok(told(status, document, version, outcomes, findings));
                }
                Resolution::Next(next) => next,
            };
            let profile = document.profile_id.zip(ground.profile.map(|profile| profile.version));
            match self.keep(&document, &next, profile).await? {
                Kept::Done(document) => {
                    return Ok(told(RevisionStatus::Saved, *document, next.version, outcomes, Vec::new()));
                }
                Kept::Stale => {
                    let (document, version) = self.documents.get_current(account_id, id).await?;
                    return Ok(revision(RevisionStatus::Stale, document, version));
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
    ///
    /// # Errors
    /// `NotFound` for a document the account does not have; `Conflict` when the run it was made by
    /// is gone.
    pub async fn load(&self, account_id: Uuid, id: Uuid) -> Result<Ground> {
        let (document, version) = self.documents.get_current(account_id, id).await?;
        let files = self.documents.list_files(account_id, &[id]).await?;
        let found = match self.documents.find_ground(&document).await? {
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

    async fn decide(&self, ground: Ground, wish: &Wish, who: Uuid) -> Result<(Ground, Decision)> {
        let (wish, asked) = (wish.clone(), Asked { who, now: self.clock.now() });
        self.outside
            .compute(move |ctx| {
                let decision = match &wish {
                    Wish::Change(change) => decide(&ground, asked, change, ctx)?,
                    Wish::Revert(revert, target) => decide_revert(&ground, asked, target, revert, ctx)?,
                };
                Ok((ground, decision))
            })
            .await
    }

    /// Keeps a version and the facts stated with it, and queues the printing of its file, all in
    /// one transaction. `profile` is the profile's id and its version as it was read.
    async fn keep(&self, document: &Document, next: &Next, profile: Option<(Uuid, u32)>) -> Result<Kept> {
        let (account_id, version) = (document.account_id, &next.version);
        // Its type ends here, or every future above would be as deep as all of them together.
        let kept: BoxFuture<'_, Result<Kept>> = Box::pin(self.db.transaction(async |conn| {
            let document = self.documents.lock(conn, account_id, document.id).await?;
            if document.version + 1 != version.version {
                return Ok(Kept::Stale);
            }
            if let Some((profile_id, read)) = profile.filter(|_| !next.stated.is_empty()) {
                let changed = self.profiles.change_in(conn, account_id, profile_id, read, |content| {
                    next.stated
                        .iter()
                        .try_for_each(|stated| edit::add_line(content, &stated.entry, &stated.line))
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

fn revision(status: RevisionStatus, document: Document, version: DocumentVersion) -> Revision {
    told(status, document, version, Vec::new(), Vec::new())
}

fn told(
    status: RevisionStatus,
    document: Document,
    version: DocumentVersion,
    outcomes: Vec<Outcome>,
    findings: Vec<Finding>,
) -> Revision {
    Revision { status, document, version, outcomes, findings }
}
