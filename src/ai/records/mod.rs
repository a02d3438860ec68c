//! Calls on record: every attempt to have a model answer, the ones not sent and the ones answered
//! from an earlier answer among them. No words of prompts or answers.

mod store;

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use self::store::{list_refused_keys, record, tell_lost};

use super::budget::ledger::{Balance, Ledger, PURSE_OF_DAY};
use crate::clock::Clock;
use crate::db::Db;
use crate::db::page::{Page, PageArgs};
use crate::error::Result;

/// The stage of a call that tests a key.
pub const KEY_TEST: &str = "key_test";

/// One attempt to have a model answer, to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCall<'a> {
    /// Its id: that of its reservation, where there was one.
    pub id: Uuid,
    /// Whose run it was for.
    pub account_id: Uuid,
    /// The run; none for the test of a key.
    pub generation_id: Option<Uuid>,
    /// Its stage, by name.
    pub stage: &'a str,
    /// Its place among the attempts of the stage, from 1.
    pub attempt: u32,
    /// Who was asked.
    pub provider: &'a str,
    /// The model that answered; where none did, the one asked for.
    pub model: &'a str,
    /// The prompt by name and version, such as `improve_claims/1`.
    pub prompt: String,
    /// The hash of its file.
    pub prompt_hash: &'a str,
    /// The class of failure; none for an answer.
    pub failure: Option<&'a str>,
    /// Tokens read, where the provider told.
    pub input_tokens: Option<u32>,
    /// Tokens written, where the provider told.
    pub output_tokens: Option<u32>,
    /// Tokens charged.
    pub charged_tokens: u64,
    /// Millionths of a US dollar; none where usage or price is unknown.
    pub cost_micros: Option<u64>,
    /// Wall time it took.
    pub elapsed_ms: f64,
    /// Whether it was answered from an earlier answer.
    pub is_cached: bool,
    /// Whether it was asked with a key of the account's own.
    pub is_own_key: bool,
    /// When it was kept.
    pub created_at: DateTime<Utc>,
}

/// A call as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its id.
    pub id: Uuid,
    /// Whose run it was for.
    pub account_id: Uuid,
    /// The run; none for the test of a key.
    pub generation_id: Option<Uuid>,
    /// Its stage, by name, or [`KEY_TEST`].
    pub stage: String,
    /// Its place among the attempts of the stage, from 1.
    pub attempt: u32,
    /// Who was asked.
    pub provider: String,
    /// The model that answered; where none did, the one asked for.
    pub model: String,
    /// The prompt by name and version.
    pub prompt: String,
    /// The hash of its file.
    pub prompt_hash: String,
    /// The class of failure; none for an answer.
    pub failure: Option<String>,
    /// Tokens read, where the provider told.
    pub input_tokens: Option<u32>,
    /// Tokens written, where the provider told.
    pub output_tokens: Option<u32>,
    /// Tokens charged.
    pub charged_tokens: u64,
    /// Millionths of a US dollar; none where usage or price is unknown.
    pub cost_micros: Option<u64>,
    /// Wall time it took.
    pub elapsed_ms: f64,
    /// Whether it was answered from an earlier answer.
    pub is_cached: bool,
    /// Whether it was asked with a key of the account's own.
    pub is_own_key: bool,
    /// When it was kept.
    pub created_at: DateTime<Utc>,
}

/// Which calls a list holds; what is none does not narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallFilter {
    /// Of this account; none only for who may see all.
    pub account_id: Option<Uuid>,
    /// Of this run.
    pub generation_id: Option<Uuid>,
}

/// What some calls came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Calls that went out.
    pub calls: u64,
    /// Questions answered from earlier answers.
    pub cached: u64,
    /// Tokens read, as far as providers told.
    pub input_tokens: u64,
    /// Tokens written, as far as providers told.
    pub output_tokens: u64,
    /// Tokens charged.
    pub charged_tokens: u64,
    /// Millionths of a US dollar, as far as prices are known.
    pub cost_micros: u64,
    /// Calls that were charged and have no known price.
    pub unpriced_calls: u64,
}

/// The calls on record. Cheap to clone.
#[derive(Clone)]
pub struct Calls {
    db: Db,
    clock: Clock,
}

impl Calls {
    /// The calls of this database.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Calls, newest first.
    ///
    /// # Errors
    /// `Invalid` for a page that cannot be; `Unavailable` when the database is away.
    pub async fn list(&self, filter: CallFilter, args: &PageArgs) -> Result<Page<Call>> {
        store::list(&mut *self.db.conn().await?, filter, args).await
    }

    /// How the purse of the account's day stands.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn today(&self, account_id: Uuid) -> Result<Balance> {
        // Nothing is reserved here, so no lease matters.
        Ledger::new(self.db.clone(), account_id, Duration::ZERO).balance(PURSE_OF_DAY).await
    }

    /// What the account's calls of the last so many days came to.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn totals(&self, account_id: Uuid, days: u32) -> Result<Totals> {
        let since = self.clock.now() - chrono::Duration::days(days.into());
        store::totals(&mut *self.db.conn().await?, account_id, since).await
    }
}

/// Slugs of outcomes as they are told beside those of failures.
pub fn outcome_of(call: &Call) -> &str {
    match &call.failure {
        Some(failure) => failure,
        None if call.is_cached => "cached",
        None => "answered",
    }
}
