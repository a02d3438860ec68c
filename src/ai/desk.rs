//! Where a chain of models is opened for one run of one account: with its own keys before the
//! server's, at its books.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;
use uuid::Uuid;

use super::books::{Books, RunBooks};
use super::budget::ledger::Ledger;
use super::cache::{Cache, CacheRule};
use super::keys::{OpenKey, ProviderKeys};
use super::prompts::Prompts;
use super::routing::{Link, Router};
use super::setup::{Ai, Maker};
use super::words::WordStore;
use super::words::redact::Redactor;
use crate::clock::Clock;
use crate::config::AiConfig;
use crate::db::Db;
use crate::error::Result;

/// How much longer than a call may take its reservation is held.
const MORE_THAN_A_CALL: Duration = Duration::from_secs(60);
/// Links of keys of people's own that are kept in a process, with their breakers.
const KEPT_LINKS: NonZeroUsize = NonZeroUsize::new(1_000).expect("not zero");

/// For whom a chain is opened, and for what.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The account.
    pub account_id: Uuid,
    /// The run.
    pub generation_id: Uuid,
    /// What the account's day may cost.
    pub tokens_per_day: u64,
    /// What tells who somebody is, such as name and mail address: never kept with words.
    pub told: Vec<String>,
}

/// The desk of a process. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    db: Db,
    clock: Clock,
    keys: ProviderKeys,
    router: Router,
    prompts: Arc<Prompts>,
    rules: Rules,
    /// By the id of the key, which is another one once it is replaced.
    own: Arc<Mutex<LruCache<Uuid, Arc<Link>>>>,
}

#[derive(Clone, Copy)]
struct Rules {
    cache: CacheRule,
    lease: Duration,
    words: Option<Duration>,
}

impl Desk {
    /// Opens the desk. Nothing is asked yet.
    ///
    /// # Errors
    /// `Invalid` naming the variable that is missing or wrong; `Internal` where a prompt is wrong
    /// or no client can be made.
    pub fn try_new(
        config: &AiConfig,
        db: Db,
        clock: Clock,
        maker: &Maker,
        keys: ProviderKeys,
    ) -> Result<Self> {
        let rules = Rules {
            cache: CacheRule { analysis: config.cache_analysis, content: config.cache_content },
            lease: config.total + MORE_THAN_A_CALL,
            words: config.debug_store,
        };
        Ok(Self {
            db,
            clock,
            keys,
            router: maker.router()?,
            prompts: Arc::new(Prompts::try_new()?),
            rules,
            own: Arc::new(Mutex::new(LruCache::new(KEPT_LINKS))),
        })
    }

    /// The chain for a run; none where neither the configuration nor the account names anybody.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn open(&self, asker: &Asker) -> Result<Option<Ai>> {
        let own: Vec<Arc<Link>> =
            self.keys.open(asker.account_id).await?.into_iter().map(|key| self.link(key)).collect();
        let router = self.router.preferring(own);
        if router.is_empty() {
            return Ok(None);
        }
        let router = router.at(Books::open(self.books(asker), ""));
        Ok(Some(Ai { router, prompts: Arc::clone(&self.prompts) }))
    }

    fn books(&self, asker: &Asker) -> RunBooks {
        let Asker { account_id, generation_id, tokens_per_day, .. } = *asker;
        let (db, clock) = (self.db.clone(), self.clock.clone());
        RunBooks {
            account_id,
            generation_id: Some(generation_id),
            tokens_per_day,
            ledger: Ledger::new(db.clone(), account_id, self.rules.lease),
            cache: Cache::new(db.clone(), clock.clone(), account_id, self.rules.cache),
            words: self.rules.words.map(|life| {
                let redactor = Redactor::new(asker.told.iter().map(String::as_str));
                WordStore::new(db.clone(), clock.clone(), life, account_id, Some(generation_id), redactor)
            }),
            db,
            clock,
        }
    }

    /// The link of a key, the same one each time, so that its breaker knows what happened.
    fn link(&self, key: OpenKey) -> Arc<Link> {
        let mut kept = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.get_or_insert(key.id, || self.router.own_link(key.model)))
    }
}
