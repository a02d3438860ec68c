//! Profiles by id, with those parts of their content that are asked for. Part of the loaders of
//! the GraphQL face.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use super::Asker;
use super::batch::Batch;
use crate::error::Error;
use crate::profiles::parts::Parts;
use crate::profiles::record::Profile;

/// A profile with the parts of its content that were read; the others are empty.
type Read = (Profile, Parts);

/// The question for profiles. Each who asks names the parts it needs; a batch reads those of all.
pub struct ProfileQuestion {
    asker: Arc<Asker>,
    batch: OnceLock<Batch<(Uuid, Parts), Read, Arc<Error>>>,
}

impl ProfileQuestion {
    /// As whoever asks.
    pub(super) fn new(asker: &Arc<Asker>) -> Self {
        Self { asker: Arc::clone(asker), batch: OnceLock::new() }
    }

    /// The profile of that id with at least those parts, and which it has; fetched together with
    /// the others that are asked for meanwhile.
    ///
    /// # Errors
    /// Those of [`crate::profiles::service::Profiles::find_many`].
    pub async fn load_one(&self, id: Uuid, parts: Parts) -> Result<Option<Read>, Arc<Error>> {
        let asker = Arc::clone(&self.asker);
        let batch = self.batch.get_or_init(Batch::default);
        let fetch = move |asked| async move { Ok(fetch(&asker, asked).await?) };
        batch.load_one((id, parts), &self.asker.loads, fetch).await
    }
}

async fn fetch(asker: &Asker, asked: Vec<(Uuid, Parts)>) -> Result<HashMap<(Uuid, Parts), Read>, Error> {
    let Some(viewer) = asker.viewer else { return Ok(HashMap::new()) };
    let parts = asked.iter().fold(Parts::NONE, |all, (_, parts)| all.and(*parts));
    let mut ids: Vec<Uuid> = asked.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = asker.app.profiles.find_parts(viewer.account_id, &ids, parts).await?;
    if let ([key], [_]) = (&*asked, &*found) {
        return Ok(found.into_iter().map(|profile| (*key, (profile, parts))).collect());
    }
    let found: HashMap<Uuid, Profile> = found.into_iter().map(|profile| (profile.id, profile)).collect();
    let of = |key: (Uuid, Parts)| Some((key, (found.get(&key.0)?.clone(), parts)));
    Ok(asked.into_iter().filter_map(of).collect())
}
