//! The debug store: words of questions and answers, redacted, for the operator who looks for a
//! fault. Off unless `AI_DEBUG_STORE` is set; what is kept goes by itself after that time, and with
//! its account.

pub mod redact;
mod store;

use std::time::Duration;

use uuid::Uuid;

pub use self::store::sweep;

use super::call::Request;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use redact::Redactor;

/// Words are cut at this many bytes; no question of the house is longer.
const MAX_BYTES: usize = 64 * 1024;

/// What one call was about.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// The stage.
    pub stage: &'a str,
    /// Who was asked.
    pub provider: &'a str,
    /// Which model.
    pub model: &'a str,
    /// The prompt by name and version.
    pub prompt: &'a str,
    /// The question.
    pub request: &'a Request,
    /// The answer, where one came.
    pub answer: Option<&'a str>,
}

/// The store of one run. Cheap to clone.
#[derive(Clone)]
pub struct WordStore {
    db: Db,
    clock: Clock,
    life: Duration,
    account_id: Uuid,
    generation_id: Option<Uuid>,
    redactor: Redactor,
}

impl WordStore {
    /// A store of words for a run, each kept for `life`.
    pub fn new(
        db: Db,
        clock: Clock,
        life: Duration,
        account_id: Uuid,
        generation_id: Option<Uuid>,
        redactor: Redactor,
    ) -> Self {
        Self { db, clock, life, account_id, generation_id, redactor }
    }

    /// Keeps the words of a call.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn keep(&self, spoken: &Spoken<'_>) -> Result<()> {
        let asked = format!("{}\n\n{}", spoken.request.system, spoken.request.user);
        let now = self.clock.now();
        let life = chrono::Duration::from_std(self.life).unwrap_or(chrono::Duration::zero());
        let row = store::NewWords {
            account_id: self.account_id,
            generation_id: self.generation_id,
            stage: spoken.stage,
            provider: spoken.provider,
            model: spoken.model,
            prompt: spoken.prompt,
            asked: self.redacted(&asked),
            answered: spoken.answer.map(|answer| self.redacted(answer)),
            created_at: now,
            expires_at: now + life,
        };
        store::insert(&mut *self.db.conn().await?, row).await
    }

    /// Redacted first and cut then, so that no half of a name is left at the cut.
    fn redacted(&self, text: &str) -> String {
        let mut text = self.redactor.redact(text).replace('\0', "");
        let mut end = text.len().min(MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text
    }
}
