//! The batches of one request. They are made for one viewer, so nothing is ever shared
//! between two people; each collects the ids its fields ask for and fetches them in one
//! statement, once no field can go on without ([`driver`]). Part of the GraphQL face.

pub mod driver;

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use uuid::Uuid;

use self::driver::Loads;
use crate::accounts::model::{Account, Viewer};
use crate::app::App;
use crate::documents::record::{Document, DocumentFile, DocumentVersion};
use crate::error::{Error, Result};
use crate::generations::record::{Generation, StageRun};
use crate::jobs::record::{Job, JobText};
use crate::profiles::record::Profile;
use crate::saved_jobs::model::{SavedJob, StatusChange};

type Fetched<V> = Pin<Box<dyn Future<Output = Result<HashMap<Uuid, V>>> + Send>>;

/// One batch: ids in, what was found by id out. A foreign id is answered like a missing one,
/// because every service takes the viewer.
pub struct Batch<V>(Box<dyn Fn(Vec<Uuid>) -> Fetched<V> + Send + Sync>);

impl<V: Clone + Send + Sync + 'static> Loader<Uuid> for Batch<V> {
    type Value = V;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> std::result::Result<HashMap<Uuid, V>, Self::Error> {
        Ok((self.0)(ids.to_vec()).await?)
    }
}

/// Every batch of a request: one line a question.
pub struct Loaders {
    /// Accounts by id.
    pub accounts: DataLoader<Batch<Account>>,
    /// Profiles by id.
    pub profiles: DataLoader<Batch<Profile>>,
    /// Jobs by id.
    pub jobs: DataLoader<Batch<Job>>,
    /// The long part of jobs, by job.
    pub job_texts: DataLoader<Batch<JobText>>,
    /// Saved jobs by id.
    pub saved_jobs: DataLoader<Batch<SavedJob>>,
    /// The viewer's saved job for a job.
    pub saved_by_job: DataLoader<Batch<SavedJob>>,
    /// The moves of a saved job, oldest first.
    pub status_changes: DataLoader<Batch<Vec<StatusChange>>>,
    /// The documents attached to a saved job, oldest attachment first.
    pub attached_documents: DataLoader<Batch<Vec<Document>>>,
    /// Generations by id.
    pub generations: DataLoader<Batch<Generation>>,
    /// The stages begun of a generation.
    pub stages: DataLoader<Batch<Vec<StageRun>>>,
    /// The documents a generation made, résumé first.
    pub made_documents: DataLoader<Batch<Vec<Document>>>,
    /// The number of a generation's last event.
    pub last_events: DataLoader<Batch<i64>>,
    /// Documents by id.
    pub documents: DataLoader<Batch<Document>>,
    /// The current version of a document.
    pub document_versions: DataLoader<Batch<DocumentVersion>>,
    /// The files of a document's current version.
    pub files: DataLoader<Batch<Vec<DocumentFile>>>,
    /// The files of every version of a document.
    pub all_files: DataLoader<Batch<Vec<DocumentFile>>>,
}

impl Loaders {
    /// Makes the batches for one viewer, which leave their loads with `loads`; an anonymous
    /// viewer finds the shared catalogue and nothing else.
    pub fn new(app: &App, viewer: Option<Viewer>, loads: &Loads) -> Self {
        let who = viewer.map(|viewer| viewer.account_id);
        let (accounts, profiles, jobs, saved, generations, documents) =
            (&app.accounts, &app.profiles, &app.jobs, &app.saved_jobs, &app.generations, &app.documents);
        Self {
            accounts: batch(loads, accounts, move |accounts, ids| async move {
                let Some(viewer) = viewer.filter(|viewer| ids.contains(&viewer.account_id)) else {
                    return Ok(HashMap::new());
                };
                Ok(one_each(accounts.find_account(&viewer).await?, |account| account.id))
            }),
            profiles: owned(loads, who, profiles, |profiles, who, ids| async move {
                Ok(one_each(profiles.find_many(who, &ids).await?, |profile| profile.id))
            }),
            jobs: batch(loads, jobs, move |jobs, ids| async move {
                Ok(one_each(jobs.find_many(who, &ids).await?, |job| job.id))
            }),
            job_texts: batch(loads, jobs, move |jobs, ids| async move {
                Ok(one_each(jobs.list_texts(who, &ids).await?, |text| text.job_id))
            }),
            saved_jobs: owned(loads, who, saved, |saved, who, ids| async move {
                Ok(one_each(saved.find_many(who, &ids).await?, |saved| saved.id))
            }),
            saved_by_job: owned(loads, who, saved, |saved, who, ids| async move {
                Ok(one_each(saved.list_of_jobs(who, &ids).await?, |saved| saved.job_id))
            }),
            status_changes: owned(loads, who, saved, |saved, who, ids| async move {
                Ok(many_each(saved.list_changes(who, &ids).await?, |change| Some(change.saved_job_id)))
            }),
            attached_documents: owned(loads, who, saved, |saved, who, ids| async move {
                saved.list_attached_documents(who, &ids).await
            }),
            generations: owned(loads, who, generations, |generations, who, ids| async move {
                Ok(one_each(generations.find_many(who, &ids).await?, |generation| generation.id))
            }),
            stages: owned(loads, who, generations, |generations, who, ids| async move {
                Ok(many_each(generations.list_stages(who, &ids).await?, |stage| Some(stage.generation_id)))
            }),
            last_events: owned(loads, who, generations, |generations, who, ids| async move {
                generations.list_last_events(who, &ids).await
            }),
            made_documents: owned(loads, who, documents, |documents, who, ids| async move {
                Ok(many_each(documents.list_of_generations(who, &ids).await?, |document| {
                    document.generation_id
                }))
            }),
            documents: owned(loads, who, documents, |documents, who, ids| async move {
                Ok(one_each(documents.find_many(who, &ids).await?, |document| document.id))
            }),
            document_versions: owned(loads, who, documents, |documents, who, ids| async move {
                Ok(one_each(documents.list_current_versions(who, &ids).await?, |version| version.document_id))
            }),
            files: owned(loads, who, documents, |documents, who, ids| async move {
                Ok(many_each(documents.list_files(who, &ids).await?, |file| Some(file.document_id)))
            }),
            all_files: owned(loads, who, documents, |documents, who, ids| async move {
                Ok(many_each(documents.list_all_files(who, &ids).await?, |file| Some(file.document_id)))
            }),
        }
    }
}

/// A batch that asks a service.
fn batch<S, V, F, Fut>(loads: &Loads, service: &S, fetch: F) -> DataLoader<Batch<V>>
where
    S: Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    F: Fn(S, Vec<Uuid>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<HashMap<Uuid, V>>> + Send + 'static,
{
    let service = service.clone();
    loader(loads, Batch(Box::new(move |ids| Box::pin(fetch(service.clone(), ids)))))
}

/// A batch of what accounts own: an anonymous viewer finds nothing.
fn owned<S, V, F, Fut>(loads: &Loads, who: Option<Uuid>, service: &S, fetch: F) -> DataLoader<Batch<V>>
where
    S: Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    F: Fn(S, Uuid, Vec<Uuid>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<HashMap<Uuid, V>>> + Send + 'static,
{
    let service = service.clone();
    let fetch = move |ids| -> Fetched<V> {
        match who {
            Some(who) => Box::pin(fetch(service.clone(), who, ids)),
            None => Box::pin(std::future::ready(Ok(HashMap::new()))),
        }
    };
    loader(loads, Batch(Box::new(fetch)))
}

/// No time is spent waiting for more ids: a load begins when there can be none.
fn loader<V: Clone + Send + Sync + 'static>(loads: &Loads, batch: Batch<V>) -> DataLoader<Batch<V>> {
    let loads = loads.clone();
    DataLoader::new(batch, move |load| loads.add(load)).delay(Duration::ZERO)
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
