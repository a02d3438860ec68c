//! The batches of one request. They are made for one viewer, so nothing is ever shared
//! between two people; each collects the ids its fields ask for and fetches them in one
//! statement. Part of the GraphQL face.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use uuid::Uuid;

use crate::accounts::model::{Account, Viewer};
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::record::{Job, JobText};
use crate::profiles::record::Profile;

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
}

impl Loaders {
    /// Makes the batches for one viewer; an anonymous one finds the shared catalogue and
    /// nothing else.
    pub fn new(app: &App, viewer: Option<Viewer>) -> Self {
        let who = viewer.map(|viewer| viewer.account_id);
        let (accounts, profiles, jobs) = (&app.accounts, &app.profiles, &app.jobs);
        Self {
            accounts: batch(accounts, move |accounts, ids| async move {
                let Some(viewer) = viewer.filter(|viewer| ids.contains(&viewer.account_id)) else {
                    return Ok(HashMap::new());
                };
                Ok(one_each(accounts.find_account(&viewer).await?, |account| account.id))
            }),
            profiles: owned(who, profiles, |profiles, who, ids| async move {
                Ok(one_each(profiles.find_many(who, &ids).await?, |profile| profile.id))
            }),
            jobs: batch(jobs, move |jobs, ids| async move {
                Ok(one_each(jobs.find_many(who, &ids).await?, |job| job.id))
            }),
            job_texts: batch(jobs, move |jobs, ids| async move {
                Ok(one_each(jobs.list_texts(who, &ids).await?, |text| text.job_id))
            }),
        }
    }
}

/// A batch that asks a service.
fn batch<S, V, F, Fut>(service: &S, fetch: F) -> DataLoader<Batch<V>>
where
    S: Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    F: Fn(S, Vec<Uuid>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<HashMap<Uuid, V>>> + Send + 'static,
{
    let service = service.clone();
    DataLoader::new(Batch(Box::new(move |ids| Box::pin(fetch(service.clone(), ids)))), tokio::spawn)
}

/// A batch of what accounts own: an anonymous viewer finds nothing.
fn owned<S, V, F, Fut>(who: Option<Uuid>, service: &S, fetch: F) -> DataLoader<Batch<V>>
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
    DataLoader::new(Batch(Box::new(fetch)), tokio::spawn)
}

fn one_each<V>(found: impl IntoIterator<Item = V>, key: impl Fn(&V) -> Uuid) -> HashMap<Uuid, V> {
    found.into_iter().map(|value| (key(&value), value)).collect()
}
