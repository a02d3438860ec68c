//! The use cases of the keys people bring: bring, list, remove, and seal all of them anew.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::seal::{Sealer, Unsealable};
use super::store::{self, SealedKey};
use super::{NewKey, ProviderKey, SaveOutcome, check_key, check_model, last_four, place, wrong};
use crate::ai::books::{Books, Entry, RunBooks};
use crate::ai::budget::ledger::{DAY, Ledger};
use crate::ai::cache::{Cache, CacheRule};
use crate::ai::call::{Deltas, Request};
use crate::ai::failure::{Failure, FailureClass};
use crate::ai::measures;
use crate::ai::providers::Model;
use crate::ai::providers::rows::ProviderRow;
use crate::ai::providers::transport::deadlines::Deadlines;
use crate::ai::records::KEY_TEST;
use crate::ai::routing::Attempt;
use crate::ai::setup::Maker;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, ErrorKind, Result, Violation};
use crate::ids;

/// Keys an account may have tested in a day: enough for somebody who mistypes, too few for
/// somebody who tries out keys that were found.
const TESTS_PER_DAY: u64 = 20;
/// How long a test may take: somebody waits for it.
const TEST_TOTAL: Duration = Duration::from_secs(15);
/// The most tokens of the answer to a test.
const TEST_TOKENS: u32 = 16;
/// Keys that are read at a time when all are sealed anew.
const BATCH: i64 = 100;

/// A key, opened, with what is asked with it.
pub struct OpenKey {
    /// Its id, drawn anew when it is replaced.
    pub id: Uuid,
    /// The model.
    pub model: Arc<dyn Model>,
}

/// What came of sealing everything anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resealed {
    /// Keys that are sealed with the first of the sealing keys now.
    pub resealed: usize,
    /// Keys that were before.
    pub current: usize,
    /// Keys that none of the sealing keys opens. Their owners have to bring them again.
    pub lost: usize,
}

/// The keys people bring. Cheap to clone.
#[derive(Clone)]
pub struct ProviderKeys {
    db: Db,
    clock: Clock,
    maker: Arc<Maker>,
    sealer: Option<Sealer>,
}

impl ProviderKeys {
    /// The keys of this database; without a sealer none is taken and none opens.
    pub fn new(db: Db, clock: Clock, maker: Arc<Maker>, sealer: Option<Sealer>) -> Self {
        Self { db, clock, maker, sealer }
    }

    /// Takes a key in place of the account's older one for the same provider, once a cheap call
    /// with it has worked.
    ///
    /// # Errors
    /// `Invalid` with violations at `provider`, `key` and `model`; `Unavailable` when the database
    /// is away.
    pub async fn save(&self, account_id: Uuid, new: NewKey) -> Result<SaveOutcome> {
        let Some(sealer) = &self.sealer else { return Ok(SaveOutcome::NotOffered) };
        let (row, model) = self.checked(&new)?;
        let ledger = Ledger::new(self.db.clone(), account_id, TEST_TOTAL);
        let tests = format!("key_tests/{DAY}");
        let Ok(held) = ledger.take(&[(&tests, TESTS_PER_DAY)], 1).await? else {
            return Ok(SaveOutcome::TestsUsedUp);
        };
        ledger.settle(held, 1).await?;
        let deadlines = self.maker.deadlines();
        let deadlines = Deadlines { total: deadlines.total.min(TEST_TOTAL), ..deadlines };
        let asked = self.maker.own(row, &model, new.key.clone(), deadlines)?;
        if let Err(failure) = self.test(account_id, &*asked).await {
            let message = failure.told(row.title, "testing the key");
            return Ok(SaveOutcome::Refused { class: failure.class, message });
        }
        let sealed = sealer.seal(&place(account_id, row.name), new.key.expose().as_bytes());
        let sealed = sealed.map_err(|cause| Error::internal("The key could not be sealed.", cause))?;
        let now = self.clock.now();
        let key = ProviderKey {
            id: ids::new_id(),
            account_id,
            provider: row.name.to_owned(),
            model,
            last_four: last_four(&new.key),
            created_at: now,
            tested_at: now,
        };
        store::save(&mut *self.db.conn().await?, &key, &sealed).await?;
        Ok(SaveOutcome::Saved(key))
    }

    fn checked(&self, new: &NewKey) -> Result<(&'static ProviderRow, String)> {
        let row = self.maker.takes_own_key(&new.provider);
        let model = match (&new.model, row) {
            (Some(model), _) => model.trim().to_owned(),
            (None, Some(row)) => self.maker.usual_model(row).unwrap_or_default().to_owned(),
            (None, None) => String::new(),
        };
        let unknown = || {
            let known: Vec<&str> = self.offered().iter().map(|row| row.name).collect();
            Violation::new("provider", "unknown", format!("Name one of: {}.", known.join(", ")))
        };
        let of_model = row.is_some().then(|| check_model(&model)).flatten();
        let provider = row.is_none().then(unknown);
        let violations: Vec<Violation> =
            [provider, check_key(&new.key), of_model].into_iter().flatten().collect();
        match row {
            Some(row) if violations.is_empty() => Ok((row, model)),
            _ => Err(wrong(violations)),
        }
    }

    /// The providers for which a key may be brought.
    pub fn offered(&self) -> Vec<&'static ProviderRow> {
        let rows = crate::ai::providers::rows::ALL;
        rows.iter().filter_map(|row| self.maker.takes_own_key(row.name)).collect()
    }

    /// One cheap call, on record like any other. That the model was at work is enough: an answer
    /// that was cut or refused took a good key.
    async fn test(&self, account_id: Uuid, model: &dyn Model) -> Result<(), Failure> {
        let request = Request {
            system: "Answer with one word.".to_owned(),
            user: "Say yes.".to_owned(),
            wanted: None,
            max_output_tokens: TEST_TOKENS,
            temperature: None,
            is_streamed: false,
            idempotency_key: None,
        };
        let begun = tokio::time::Instant::now();
        let outcome = model.answer(&request, &Deltas::silent()).await;
        let (usage, named) = match &outcome {
            Ok(answer) => (answer.usage, answer.model.clone()),
            Err(failure) => (failure.usage, model.model().to_owned()),
        };
        let attempt = Attempt {
            provider: model.provider().to_owned(),
            cost_micros: usage.and_then(|usage| model.cost_micros(&named, usage)),
            model: named,
            failure: outcome.as_ref().err().cloned(),
            usage,
            charged_tokens: usage.map_or(0, |usage| usage.total().into()),
            elapsed: begun.elapsed(),
            is_cached: false,
            is_own_key: true,
        };
        measures::call("own_key", &attempt);
        let books = Books::open(
            RunBooks {
                db: self.db.clone(),
                clock: self.clock.clone(),
                account_id,
                generation_id: None,
                tokens_per_day: 0,
                ledger: Ledger::new(self.db.clone(), account_id, TEST_TOTAL),
                cache: Cache::new(self.db.clone(), self.clock.clone(), account_id, CacheRule::default()),
                words: None,
            },
            KEY_TEST,
        );
        books.close(None, Entry { attempt: &attempt, prompt: None, words: None, part: None }).await;
        match outcome {
            Ok(_) => Ok(()),
            Err(failure) if is_at_work(failure.class) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// The account's keys without the keys.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn list(&self, account_id: Uuid) -> Result<Vec<ProviderKey>> {
        store::list(&mut *self.db.conn().await?, account_id).await
    }

    /// Removes the account's key for a provider.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Unavailable` when the database is away.
    pub async fn remove(&self, account_id: Uuid, provider: &str) -> Result<()> {
        match store::remove(&mut *self.db.conn().await?, account_id, provider).await? {
            true => Ok(()),
            false => Err(Error::not_found("provider key")),
        }
    }

    /// The account's keys as models to ask. One that does not open, or whose provider is no longer
    /// there, is left out, and the log says so without saying what it is.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn open(&self, account_id: Uuid) -> Result<Vec<OpenKey>> {
        let Some(sealer) = &self.sealer else { return Ok(Vec::new()) };
        let sealed = store::list_sealed(&mut *self.db.conn().await?, account_id).await?;
        let mut open = Vec::new();
        for key in sealed {
            let opened = unsealed(sealer, &key).map_err(|why| why.to_string());
            let made = opened.and_then(|secret| {
                let row = self.maker.takes_own_key(&key.provider).ok_or("its provider is not offered")?;
                let model = self.maker.own(row, &key.model, secret, self.maker.deadlines());
                model.map_err(|error| error.message().to_owned())
            });
            match made {
                Ok(model) => open.push(OpenKey { id: key.id, model }),
                Err(why) => tracing::warn!(key_id = %key.id, why, "provider key {} cannot be used", key.id),
            }
        }
        Ok(open)
    }

    /// Seals every key with the first of the sealing keys that is not sealed with it yet. May run
    /// while others serve, and again.
    ///
    /// # Errors
    /// `Invalid` when there is nothing to seal with; `Unavailable` when the database is away.
    pub async fn reseal(&self) -> Result<Resealed> {
        let sealer = self.sealer.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Invalid, "There is nothing to seal with; set SEAL_KEYS and run this again.")
        })?;
        let mut done = Resealed::default();
        let mut after = Uuid::nil();
        loop {
            let batch = store::list_after(&mut *self.db.conn().await?, after, BATCH).await?;
            let Some(last) = batch.last() else { return Ok(done) };
            after = last.id;
            for key in &batch {
                if sealer.is_current(&key.sealed) {
                    done.current += 1;
                    continue;
                }
                let Ok(secret) = unsealed(sealer, key) else {
                    tracing::warn!(key_id = %key.id, "provider key {} does not open", key.id);
                    done.lost += 1;
                    continue;
                };
                let anew = sealer.seal(&place(key.account_id, &key.provider), secret.expose().as_bytes());
                let anew = anew.map_err(|cause| Error::internal("A key could not be sealed.", cause))?;
                let is_changed =
                    store::reseal(&mut *self.db.conn().await?, key.id, &key.sealed, &anew).await?;
                // One that was replaced meanwhile was sealed with the first key then.
                done.resealed += usize::from(is_changed);
            }
        }
    }
}

fn unsealed(sealer: &Sealer, key: &SealedKey) -> Result<crate::config::Secret, Unsealable> {
    let bytes = sealer.open(&place(key.account_id, &key.provider), &key.sealed)?;
    let text = String::from_utf8(bytes).map_err(|_| Unsealable::Broken)?;
    Ok(crate::config::Secret::new(text))
}

/// Whether a failure shows that the key was taken and the model was at work.
fn is_at_work(class: FailureClass) -> bool {
    matches!(
        class,
        FailureClass::CutOff | FailureClass::Refused | FailureClass::ContentFilter | FailureClass::WrongShape
    )
}
