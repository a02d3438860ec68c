//! The books of a run: what is spent on models for an account is reserved and settled in its
//! ledger, every call is kept on record, and earlier answers are found again.
//!
//! A call is settled and recorded in one transaction, right after it ended and whatever becomes of
//! the stage that made it, so that ledger and record agree.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use uuid::Uuid;

use super::budget;
use super::budget::ledger::{Held, Ledger, PURSE_OF_DAY};
use super::budget::purse::Purse;
use super::cache::Cache;
use super::call::Request;
use super::failure::FailureClass;
use super::prompts::Prompt;
use super::records::{NewCall, record};
use super::routing::Attempt;
use super::words::{Spoken, WordStore};
use crate::clock::Clock;
use crate::db::Db;

/// The books of a stage of a run. Cheap to clone; clones count their attempts together.
#[derive(Clone)]
pub struct Books {
    run: Arc<RunBooks>,
    stage: &'static str,
    attempts: Arc<AtomicU32>,
}

/// What the books of a run are made of.
pub struct RunBooks {
    /// Where they are kept.
    pub db: Db,
    /// When.
    pub clock: Clock,
    /// Whose they are.
    pub account_id: Uuid,
    /// The run; none for what is no run.
    pub generation_id: Option<Uuid>,
    /// What the account's day may cost, keys of its own left out.
    pub tokens_per_day: u64,
    /// Its purses.
    pub ledger: Ledger,
    /// Its earlier answers.
    pub cache: Cache,
    /// Where words are kept, if they are.
    pub words: Option<WordStore>,
}

/// One attempt, to be put on the books.
pub struct Entry<'a> {
    /// What came of it.
    pub attempt: &'a Attempt,
    /// The prompt it was asked with.
    pub prompt: Option<&'a Prompt>,
    /// The question and the answer, for one that was sent.
    pub words: Option<(&'a Request, Option<&'a str>)>,
}

impl Books {
    /// Opens the books of a run; a stage is named with [`Books::at_stage`].
    pub fn open(run: RunBooks, stage: &'static str) -> Self {
        Self { run: Arc::new(run), stage, attempts: Arc::default() }
    }

    /// The books of a stage of the run, whose attempts are counted from 1.
    pub fn at_stage(&self, stage: &'static str) -> Self {
        Self { run: Arc::clone(&self.run), stage, attempts: Arc::default() }
    }

    /// The run.
    pub fn generation_id(&self) -> Option<Uuid> {
        self.run.generation_id
    }

    /// The earlier answers.
    pub fn cache(&self) -> &Cache {
        &self.run.cache
    }

    /// Puts tokens aside in the purses that are kept here: those with a name, and the account's
    /// day unless it pays with a key of its own. None where no purse is.
    ///
    /// # Errors
    /// The class of failure to report.
    pub async fn reserve(
        &self,
        purses: &[Purse],
        is_own_key: bool,
        tokens: u64,
    ) -> Result<Option<Held>, FailureClass> {
        let day = (!is_own_key).then_some((PURSE_OF_DAY, self.run.tokens_per_day));
        let wanted: Vec<(&str, u64)> = purses.iter().filter_map(Purse::in_ledger).chain(day).collect();
        if wanted.is_empty() {
            return Ok(None);
        }
        match self.run.ledger.take(&wanted, tokens).await {
            Ok(Ok(held)) => Ok(Some(held)),
            Ok(Err(overdrawn)) if overdrawn.purse.starts_with("day/") => Err(FailureClass::DayUsedUp),
            Ok(Err(_)) => Err(FailureClass::OverBudget),
            Err(error) => {
                tracing::warn!(%error, "tokens could not be reserved, so no model is asked");
                Err(FailureClass::NotBooked)
            }
        }
    }

    /// Settles what was reserved for an attempt and puts it on record. Where the database is away
    /// the reservation counts as spent once its lease has run out.
    pub async fn close(&self, held: Option<Held>, entry: Entry<'_>) {
        let Entry { attempt, prompt, words } = entry;
        let prompt_named = prompt.map(Prompt::versioned).unwrap_or_default();
        let call = NewCall {
            account_id: self.run.account_id,
            generation_id: self.run.generation_id,
            stage: self.stage,
            attempt: self.attempts.fetch_add(1, Ordering::Relaxed) + 1,
            provider: &attempt.provider,
            model: &attempt.model,
            prompt: prompt_named.clone(),
            prompt_hash: prompt.map_or("", |prompt| &prompt.hash),
            failure: attempt.failure.as_ref().map(|failure| failure.class.slug()),
            input_tokens: attempt.usage.map(|usage| usage.input_tokens),
            output_tokens: attempt.usage.map(|usage| usage.output_tokens),
            charged_tokens: attempt.charged_tokens,
            cost_micros: attempt.cost_micros,
            elapsed_ms: attempt.elapsed.as_secs_f64() * 1_000.0,
            is_cached: attempt.is_cached,
            is_own_key: attempt.is_own_key,
            created_at: self.run.clock.now(),
        };
        let written = self
            .run
            .db
            .transaction(async |conn| {
                if let Some(held) = held {
                    budget::settle(conn, held.id, attempt.charged_tokens).await?;
                }
                record(conn, &call).await
            })
            .await;
        if let Err(error) = written {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(%error, cause, "a call to a model could not be put on the books");
        }
        if let (Some(store), Some((request, answer))) = (&self.run.words, words) {
            let spoken = Spoken {
                stage: self.stage,
                provider: &attempt.provider,
                model: &attempt.model,
                prompt: &prompt_named,
                request,
                answer,
            };
            if let Err(error) = store.keep(&spoken).await {
                tracing::warn!(%error, "the words of a call could not be kept");
            }
        }
    }
}
