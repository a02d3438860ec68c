//! The books of a run: what is spent on models for an account is reserved and settled in its
//! ledger, every call is kept on record, and earlier answers are found again.
//!
//! A call is settled and recorded in one transaction, right after it ended and whatever becomes of
//! the stage that made it, so that ledger and record agree. What it brought is kept in the same
//! transaction as one of the run's [parts](super::parts). A call that never ended, because its
//! process died, is told to be lost and charged its worst case by whoever goes on with the run, or
//! else by the sweep.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use uuid::Uuid;

use super::budget;
use super::budget::ledger::{Held, Ledger, PURSE_OF_DAY, Underway};
use super::budget::purse::Purse;
use super::cache::Cache;
use super::call::{Answer, Request};
use super::failure::FailureClass;
use super::parts::{self, Known, Part, Place};
use super::prompts::Prompt;
use super::records::{NewCall, record, tell_lost};
use super::routing::Attempt;
use super::words::{Spoken, WordStore};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result as HouseResult;
use crate::ids;
use crate::telemetry::panics;

/// The books of a stage of a run. Cheap to clone; clones count their attempts together.
#[derive(Clone)]
pub struct Books {
    run: Arc<RunBooks>,
    stage: &'static str,
    /// What of the stage is asked for, where that is one of several.
    of: Option<Uuid>,
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

/// A call that is about to be made.
#[derive(Debug, Clone, Copy)]
pub struct Intent<'a> {
    /// Who is asked.
    pub provider: &'a str,
    /// Which model.
    pub model: &'a str,
    /// The prompt it is asked with.
    pub prompt: Option<&'a Prompt>,
    /// What is asked.
    pub part: &'a Part,
    /// The name it is made under.
    pub idempotency_key: Uuid,
    /// Whether the key is the account's own.
    pub is_own_key: bool,
}

/// A call on its way. It has to be closed.
#[derive(Debug, Clone, Copy)]
#[must_use = "a call that is not closed counts as lost"]
pub struct Opened {
    held: Option<Held>,
    number: u32,
}

/// One attempt, to be put on the books.
pub struct Entry<'a> {
    /// What came of it.
    pub attempt: &'a Attempt,
    /// The prompt it was asked with.
    pub prompt: Option<&'a Prompt>,
    /// The question and the answer, for one that was sent.
    pub words: Option<(&'a Request, Option<&'a str>)>,
    /// What was asked, and its answer, where the outcome is to be kept.
    pub part: Option<(&'a Part, Option<&'a Answer>)>,
}

impl Books {
    /// Opens the books of a run; a stage is named with [`Books::at_stage`].
    pub fn open(run: RunBooks, stage: &'static str) -> Self {
        Self { run: Arc::new(run), stage, of: None, attempts: Arc::default() }
    }

    /// The books of a stage of the run, whose attempts are counted from 1.
    pub fn at_stage(&self, stage: &'static str) -> Self {
        Self { run: Arc::clone(&self.run), stage, of: None, attempts: Arc::default() }
    }

    /// The same for one of several things that are asked for at that stage, side by side: the parts
    /// of each are its own, though the questions be the same.
    pub fn apart_at_stage(&self, stage: &'static str, of: Uuid) -> Self {
        Self { of: Some(of), ..self.at_stage(stage) }
    }

    /// Which of several things at the stage they are of.
    pub fn of(&self) -> Option<Uuid> {
        self.of
    }

    /// The run.
    pub fn generation_id(&self) -> Option<Uuid> {
        self.run.generation_id
    }

    /// The earlier answers.
    pub fn cache(&self) -> &Cache {
        &self.run.cache
    }

    /// Whose books they are.
    pub fn account_id(&self) -> Uuid {
        self.run.account_id
    }

    /// What is known of a part from earlier in the run. Calls of it that were lost are charged their
    /// worst case and told. `blank` is an attempt at the model that is to be asked.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn known(&self, part: &Part, blank: Attempt) -> HouseResult<Known> {
        let Some(generation_id) = self.run.generation_id else { return Ok(Known::default()) };
        let place = Place { generation_id, stage: self.stage, part };
        let known = parts::find(&mut *self.run.db.conn().await?, place, blank).await?;
        if known.outcome.is_some() {
            self.attempts.fetch_add(1, Ordering::Relaxed);
        } else if !known.lost.is_empty() {
            let lost: Vec<Uuid> = known.lost.iter().map(|call| call.id).collect();
            self.run
                .db
                .transaction(async |conn| {
                    budget::lapse(conn, &lost).await?;
                    tell_lost(conn, Some(generation_id)).await
                })
                .await?;
            let count = u32::try_from(lost.len()).unwrap_or(u32::MAX);
            self.attempts.fetch_add(count, Ordering::Relaxed);
        }
        Ok(known)
    }

    /// Puts tokens aside in the purses that are kept here: those with a name, and the account's
    /// day unless it pays with a key of its own. Nothing where no purse is.
    ///
    /// # Errors
    /// The class of failure to report.
    pub async fn open_call(
        &self,
        purses: &[Purse],
        intent: &Intent<'_>,
        tokens: u64,
    ) -> Result<Opened, FailureClass> {
        let day = (!intent.is_own_key).then_some((PURSE_OF_DAY, self.run.tokens_per_day));
        let wanted: Vec<(&str, u64)> = purses.iter().filter_map(Purse::in_ledger).chain(day).collect();
        let number = self.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        if wanted.is_empty() {
            return Ok(Opened { held: None, number });
        }
        let underway = Underway {
            generation_id: self.run.generation_id,
            input_hash: self.run.generation_id.map(|_| &intent.part.input_hash),
            idempotency_key: intent.idempotency_key,
            stage: self.stage,
            attempt: number,
            provider: intent.provider,
            model: intent.model,
            prompt: &intent.part.name,
            prompt_hash: intent.prompt.map_or("", |prompt| &prompt.hash),
            is_own_key: intent.is_own_key,
            begun_at: self.run.clock.now(),
        };
        let taken = self
            .run
            .db
            .transaction(async |conn| self.run.ledger.take_for(conn, &underway, &wanted, tokens).await)
            .await;
        if !matches!(taken, Ok(Ok(_))) {
            // What is not asked is no attempt yet.
            self.attempts.fetch_sub(1, Ordering::Relaxed);
        }
        match taken {
            Ok(Ok(held)) => Ok(Opened { held: Some(held), number }),
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
    pub async fn close(&self, opened: Option<Opened>, entry: Entry<'_>) {
        let Entry { attempt, prompt, words, part } = entry;
        let number = opened.map(|opened| opened.number);
        let number = number.unwrap_or_else(|| self.attempts.fetch_add(1, Ordering::Relaxed) + 1);
        let held = opened.and_then(|opened| opened.held);
        let prompt_named = prompt.map(Prompt::versioned).unwrap_or_default();
        let call = NewCall {
            id: held.map_or_else(ids::new_id, |held| held.id),
            account_id: self.run.account_id,
            generation_id: self.run.generation_id,
            stage: self.stage,
            attempt: number,
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
        let kept = part.zip(self.run.generation_id).map(|((part, answer), generation_id)| {
            (Place { generation_id, stage: self.stage, part }, answer)
        });
        let written = self
            .run
            .db
            .transaction(async |conn| {
                if let Some(held) = held {
                    budget::settle(conn, held.id, attempt.charged_tokens).await?;
                }
                if let Some((place, answer)) = kept {
                    parts::keep(conn, call.account_id, place, answer, attempt, call.created_at).await?;
                }
                record(conn, &call).await
            })
            .await;
        if let Err(error) = written {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let (fault, place) = panics::fault(&error);
            tracing::error!(fault, place, %error, cause, "a call to a model could not be put on the books");
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
