//! The questions of one request, each answered in batches. They are made for one viewer, so nothing
//! is ever shared between two people; a batch collects the ids its fields ask for and fetches them in one
//! statement ([`batch`]), once no field can go on without ([`driver`]). Part of the GraphQL face.

mod batch;
pub mod driver;
mod profiles;

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use self::batch::Batch;
use self::driver::Loads;
use self::profiles::ProfileQuestion;
use crate::accounts::model::{Account, Viewer};
use crate::app::App;
use crate::documents::record::{Document, DocumentFile, DocumentVersion, PrintedContent};
use crate::documents::sharing::model::Share;
use crate::error::{Error, Result};
use crate::generations::record::{Generation, StageRun};
use crate::generations::regenerations::record::Regeneration;
use crate::jobs::record::{Job, JobText};
use crate::notifications::model::Notification;
use crate::saved_jobs::attachments::Attachment;
use crate::saved_jobs::model::{SavedJob, StatusChange};

type Fetched<V> = Pin<Box<dyn Future<Output = Result<HashMap<Uuid, V>>> + Send>>;

/// How a batch is fetched: ids in, what was found by id out.
enum Fetch<V> {
    /// Whoever asks may find something.
    Anybody(fn(Arc<App>, Option<Viewer>, Vec<Uuid>) -> Fetched<V>),
    /// What accounts own: an anonymous viewer finds nothing.
    Owner(fn(Arc<App>, Uuid, Vec<Uuid>) -> Fetched<V>),
}

impl<V> Fetch<V> {
    async fn fetch(self, asker: &Asker, ids: Vec<Uuid>) -> Result<HashMap<Uuid, V>> {
        let (app, viewer) = (Arc::clone(&asker.app), asker.viewer);
        match (self, viewer) {
            (Self::Anybody(fetch), viewer) => fetch(app, viewer, ids).await,
            (Self::Owner(fetch), Some(viewer)) => fetch(app, viewer.account_id, ids).await,
            (Self::Owner(_), None) => Ok(HashMap::new()),
        }
    }
}

impl<V> Copy for Fetch<V> {}

impl<V> Clone for Fetch<V> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Who asks, and where loads are left.
struct Asker {
    app: Arc<App>,
    viewer: Option<Viewer>,
    loads: Loads,
}

/// A question that fields ask by id. A foreign id is answered like a missing one, because every
/// service takes the viewer.
pub struct Question<V: Clone + Send + Sync + 'static> {
    asker: Arc<Asker>,
    fetch: Fetch<V>,
    /// Made when the first field asks, as most operations ask few questions.
    batch: OnceLock<Batch<Uuid, V, Arc<Error>>>,
}

impl<V: Clone + Send + Sync + 'static> Question<V> {
    /// What there is for the id; fetched together with the others that are asked for meanwhile.
    ///
    /// # Errors
    /// Those of the service that was asked.
    pub async fn load_one(&self, id: Uuid) -> std::result::Result<Option<V>, Arc<Error>> {
        let (asker, fetch) = (Arc::clone(&self.asker), self.fetch);
        let fetch = move |ids| async move { Ok(fetch.fetch(&asker, ids).await?) };
        self.batch.get_or_init(Batch::default).load_one(id, &self.asker.loads, fetch).await
    }
}

/// The questions of an operation, made when the first is asked: many operations ask none, and an
/// open subscription would hold them for as long as it lasts.
pub struct LoadersOfOperation {
    app: Arc<App>,
    viewer: Option<Viewer>,
    loads: Loads,
    made: OnceLock<Box<Loaders>>,
}

impl LoadersOfOperation {
    /// As [`Loaders::new`], later.
    pub fn new(app: Arc<App>, viewer: Option<Viewer>, loads: Loads) -> Self {
        Self { app, viewer, loads, made: OnceLock::new() }
    }

    /// The questions.
    pub fn made(&self) -> &Loaders {
        self.made.get_or_init(|| Box::new(Loaders::new(Arc::clone(&self.app), self.viewer, &self.loads)))
    }
}

/// Every question of a request: one line each.
pub struct Loaders {
    /// Accounts by id.
    pub accounts: Question<Account>,
    /// Profiles by id.
    pub profiles: ProfileQuestion,
    /// Jobs by id.
    pub jobs: Question<Job>,
    /// The long part of jobs, by job.
    pub job_texts: Question<JobText>,
    /// Saved jobs by id.
    pub saved_jobs: Question<SavedJob>,
    /// The viewer's saved job for a job.
    pub saved_by_job: Question<SavedJob>,
    /// The moves of a saved job, oldest first.
    pub status_changes: Question<Vec<StatusChange>>,
    /// The documents attached to a saved job, oldest attachment first.
    pub attached_documents: Question<Vec<Document>>,
    /// The files attached to a saved job, oldest attachment first.
    pub attachments: Question<Vec<Attachment>>,
    /// Generations by id.
    pub generations: Question<Generation>,
    /// The stages begun of a generation.
    pub stages: Question<Vec<StageRun>>,
    /// The documents a generation made, résumé first.
    pub made_documents: Question<Vec<Document>>,
    /// The number of a generation's last event.
    pub last_events: Question<i64>,
    /// Documents by id.
    pub documents: Question<Document>,
    /// The current version of a document.
    pub document_versions: Question<DocumentVersion>,
    /// The files of a document's current version.
    pub files: Question<Vec<DocumentFile>>,
    /// The files of every version of a document.
    pub all_files: Question<Vec<DocumentFile>>,
    /// What a file prints, by file.
    pub printed: Question<PrintedContent>,
    /// The links to share a document by, newest first.
    pub shares: Question<Vec<Share>>,
    /// Notifications by id.
    pub notifications: Question<Notification>,
    /// Sections written anew by id.
    pub regenerations: Question<Regeneration>,
}

impl Loaders {
    /// Makes the questions of one viewer, whose loads are left with `loads`; an anonymous viewer
    /// finds the shared catalogue and nothing else.
    pub fn new(app: Arc<App>, viewer: Option<Viewer>, loads: &Loads) -> Self {
        let asker = Arc::new(Asker { app, viewer, loads: loads.clone() });
        Self {
            accounts: open(&asker, |app, viewer, ids| {
                Box::pin(async move {
                    let Some(viewer) = viewer.filter(|viewer| ids.contains(&viewer.account_id)) else {
                        return Ok(HashMap::new());
                    };
                    Ok(one_each(app.accounts.find_account(&viewer).await?, |account| account.id))
                })
            }),
            profiles: ProfileQuestion::new(&asker),
            jobs: open(&asker, |app, viewer, ids| {
                Box::pin(
                    async move { Ok(one_each(app.jobs.find_many(id_of(viewer), &ids).await?, |job| job.id)) },
                )
            }),
            job_texts: open(&asker, |app, viewer, ids| {
                Box::pin(async move {
                    Ok(one_each(app.jobs.list_texts(id_of(viewer), &ids).await?, |text| text.job_id))
                })
            }),
            saved_jobs: owned(&asker, |app, who, ids| {
                Box::pin(
                    async move { Ok(one_each(app.saved_jobs.find_many(who, &ids).await?, |saved| saved.id)) },
                )
            }),
            saved_by_job: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    Ok(one_each(app.saved_jobs.list_of_jobs(who, &ids).await?, |saved| saved.job_id))
                })
            }),
            status_changes: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let changes = app.saved_jobs.list_changes(who, &ids).await?;
                    Ok(many_each(changes, |change| Some(change.saved_job_id)))
                })
            }),
            attached_documents: owned(&asker, |app, who, ids| {
                Box::pin(async move { app.saved_jobs.list_attached_documents(who, &ids).await })
            }),
            attachments: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let attachments = app.saved_jobs.list_attachments(who, &ids).await?;
                    Ok(many_each(attachments, |attachment| Some(attachment.saved_job_id)))
                })
            }),
            generations: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    Ok(one_each(app.generations.find_many(who, &ids).await?, |generation| generation.id))
                })
            }),
            stages: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let stages = app.generations.list_stages(who, &ids).await?;
                    Ok(many_each(stages, |stage| Some(stage.generation_id)))
                })
            }),
            last_events: owned(&asker, |app, who, ids| {
                Box::pin(async move { app.generations.list_last_events(who, &ids).await })
            }),
            made_documents: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let documents = app.documents.list_of_generations(who, &ids).await?;
                    Ok(many_each(documents, |document| document.generation_id))
                })
            }),
            documents: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    Ok(one_each(app.documents.find_many(who, &ids).await?, |document| document.id))
                })
            }),
            document_versions: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let versions = app.documents.list_current_versions(who, &ids).await?;
                    Ok(one_each(versions, |version| version.document_id))
                })
            }),
            files: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let files = app.documents.list_files(who, &ids).await?;
                    Ok(many_each(files, |file| Some(file.document_id)))
                })
            }),
            all_files: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let files = app.documents.list_all_files(who, &ids).await?;
                    Ok(many_each(files, |file| Some(file.document_id)))
                })
            }),
            printed: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    Ok(one_each(app.documents.list_printed(who, &ids).await?, |printed| printed.file_id))
                })
            }),
            shares: owned(&asker, |app, who, ids| {
                Box::pin(async move {
                    let shares = app.sharing.list(who, &ids).await?;
                    Ok(many_each(shares, |share| Some(share.document_id)))
                })
            }),
            notifications: owned(&asker, |app, who, ids| {
                Box::pin(
                    async move { Ok(one_each(app.notifications.find_many(who, &ids).await?, |one| one.id)) },
                )
            }),
            regenerations: owned(&asker, |app, who, ids| {
                Box::pin(
                    async move { Ok(one_each(app.regenerations.find_many(who, &ids).await?, |one| one.id)) },
                )
            }),
        }
    }
}

/// A question whose answer may be the same for everybody.
fn open<V: Clone + Send + Sync + 'static>(
    asker: &Arc<Asker>,
    fetch: fn(Arc<App>, Option<Viewer>, Vec<Uuid>) -> Fetched<V>,
) -> Question<V> {
    Question { asker: Arc::clone(asker), fetch: Fetch::Anybody(fetch), batch: OnceLock::new() }
}

/// A question about what accounts own.
fn owned<V: Clone + Send + Sync + 'static>(
    asker: &Arc<Asker>,
    fetch: fn(Arc<App>, Uuid, Vec<Uuid>) -> Fetched<V>,
) -> Question<V> {
    Question { asker: Arc::clone(asker), fetch: Fetch::Owner(fetch), batch: OnceLock::new() }
}

fn id_of(viewer: Option<Viewer>) -> Option<Uuid> {
    viewer.map(|viewer| viewer.account_id)
}

fn one_each<V>(found: impl IntoIterator<Item = V>, key: impl Fn(&V) -> Uuid) -> HashMap<Uuid, V> {
    found.into_iter().map(|value| (key(&value), value)).collect()
}

/// Keeps the order of what was found within each key.
fn many_each<V, K: Hash + Eq>(
    found: impl IntoIterator<Item = V>,
    key: impl Fn(&V) -> Option<K>,
) -> HashMap<K, Vec<V>> {
    let mut grouped: HashMap<K, Vec<V>> = HashMap::new();
    for value in found {
        if let Some(key) = key(&value) {
            grouped.entry(key).or_default().push(value);
        }
    }
    grouped
}
