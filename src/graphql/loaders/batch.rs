//! One batch: the keys that fields ask for are gathered, fetched together, and each field is
//! given its own. Part of the loaders of the GraphQL face.
//!
//! async-graphql brings loaders too, but theirs begin with a timer, even one of no time: a thread
//! of its own is woken for each batch, and wakes this one in turn. That costs more than the
//! statement does.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::driver::Loads;

type Asked<K, V, E> = (K, oneshot::Sender<Result<Option<V>, E>>);

/// The keys gathered for the next batch, each with who asked. Clones share them.
pub struct Batch<K, V, E>(Arc<Mutex<Vec<Asked<K, V, E>>>>);

impl<K, V, E> Clone for Batch<K, V, E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, V, E> Default for Batch<K, V, E> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, V, E> Batch<K, V, E>
where
    K: Copy + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
    E: Clone + Send + 'static,
{
    /// What there is for the key. The first to ask leaves the load of all, which calls `fetch`
    /// with the keys gathered until it begins.
    ///
    /// # Errors
    /// That of the fetch, which each who asked is told. Whoever outlives the operation that
    /// drives the loads waits for ever.
    pub async fn load_one<F>(
        &self,
        key: K,
        loads: &Loads,
        fetch: impl FnOnce(Vec<K>) -> F + Send + 'static,
    ) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<HashMap<K, V>, E>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let is_first = {
            let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push((key, answer));
            asked.len() == 1
        };
        if is_first {
            let batch = self.clone();
            loads.add(Box::pin(async move { batch.load(fetch).await }));
        }
        match answered.await {
            Ok(found) => found,
            // Only a dropped operation drops its loads.
            Err(_) => std::future::pending().await,
        }
    }

    async fn load<F>(self, fetch: impl FnOnce(Vec<K>) -> F)
    where
        F: Future<Output = Result<HashMap<K, V>, E>>,
    {
        let asked = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut times = HashMap::with_capacity(asked.len());
        let mut keys = Vec::with_capacity(asked.len());
        for (key, _) in &asked {
            let times = times.entry(*key).or_insert(0_u32);
            if *times == 0 {
                keys.push(*key);
            }
            *times += 1;
        }
        let mut found = fetch(keys).await;
        for (key, answer) in asked {
            let own = match &mut found {
                Ok(found) => match times.get_mut(&key) {
                    Some(left) if *left > 1 => {
                        *left -= 1;
                        Ok(found.get(&key).cloned())
                    }
                    _ => Ok(found.remove(&key)),
                },
                Err(error) => Err(error.clone()),
            };
            // Nobody hears it when the field was dropped meanwhile.
            let _ = answer.send(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    /// The keys of each batch that was fetched.
    #[derive(Clone, Default)]
    struct Fetched(Arc<Mutex<Vec<Vec<u32>>>>);

    impl Fetched {
        /// Finds a value for each key but 7, and fails for 13.
        async fn fetch(self, keys: Vec<u32>) -> Result<HashMap<u32, String>, &'static str> {
            tokio::task::yield_now().await;
            self.0.lock().expect("no panic").push(keys.clone());
            if keys.contains(&13) {
                return Err("13 cannot be fetched");
            }
            Ok(keys.into_iter().filter(|key| *key != 7).map(|key| (key, key.to_string())).collect())
        }
    }

    async fn ask(keys: &[u32]) -> (Vec<Result<Option<String>, &'static str>>, Vec<Vec<u32>>) {
        let (loads, batch, fetched) = (Loads::default(), Batch::default(), Fetched::default());
        let field = |key: &u32| {
            let (key, fetched) = (*key, fetched.clone());
            let (batch, loads) = (&batch, &loads);
            async move { batch.load_one(key, loads, |keys| fetched.fetch(keys)).await }
        };
        let answers = loads.drive(join_all(keys.iter().map(field))).await;
        let fetched = fetched.0.lock().expect("no panic").clone();
        (answers, fetched)
    }

    #[tokio::test]
    async fn what_is_asked_together_is_fetched_once_and_each_key_once() {
        let (answers, fetched) = ask(&[3, 7, 3, 5, 3]).await;
        let three = || Ok(Some("3".to_owned()));
        assert_eq!(answers, [three(), Ok(None), three(), Ok(Some("5".to_owned())), three()]);
        assert_eq!(fetched, [[3, 7, 5]]);
    }

    #[tokio::test]
    async fn a_batch_that_fails_is_told_to_each() {
        let (answers, _) = ask(&[1, 13]).await;
        assert_eq!(answers, [Err("13 cannot be fetched"), Err("13 cannot be fetched")]);
    }
}
