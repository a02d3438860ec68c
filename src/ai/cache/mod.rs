//! Answers that are given again: the same question to the same model, asked by the same account,
//! is answered from Postgres, costs nothing and says so.
//!
//! The key is a hash of everything an answer depends on: who is asked, the prompt with its hash,
//! and every word, bound and schema of the question. An account's answers are never given to
//! another one; those to questions that held nothing but what everybody may see are given to all.

mod store;

use std::time::Duration;

use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use self::store::sweep;

use super::call::{Answer, Request};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;

/// To whom, and how long, an answer may be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheScope {
    /// To nobody: the question is asked anew each time.
    #[default]
    Never,
    /// As the analysis of a posting.
    Analysis {
        /// Whether the question holds nothing but what everybody may see, such as a posting of
        /// the shared catalogue; then its answer is given to every account.
        is_public: bool,
    },
    /// As content that was written for one account, which alone is given it again.
    Content,
}

/// How long answers are kept. Nothing is kept for no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheRule {
    /// Analyses.
    pub analysis: Duration,
    /// Content.
    pub content: Duration,
}

impl CacheRule {
    /// How long an answer of this scope is kept; none where it is not.
    fn life(self, scope: CacheScope) -> Option<Duration> {
        let life = match scope {
            CacheScope::Never => return None,
            CacheScope::Analysis { .. } => self.analysis,
            CacheScope::Content => self.content,
        };
        (!life.is_zero()).then_some(life)
    }
}

/// Whom a question goes to and what it is asked with, as far as its answer depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The provider.
    pub provider: &'a str,
    /// The model, as it is asked for.
    pub model: &'a str,
    /// The prompt's name and version.
    pub prompt: &'a str,
    /// The hash of its file.
    pub prompt_hash: &'a str,
    /// The question.
    pub request: &'a Request,
}

/// The place of an answer: whose it is, where it lies and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    key: [u8; 32],
    account_id: Option<Uuid>,
    life: Duration,
}

/// Kept answers, as one account sees them. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    db: Db,
    clock: Clock,
    account_id: Uuid,
    rule: CacheRule,
}

impl Cache {
    /// The answers of this database that are open to an account.
    pub fn new(db: Db, clock: Clock, account_id: Uuid, rule: CacheRule) -> Self {
        Self { db, clock, account_id, rule }
    }

    /// Where the answer to a question lies, or would; none where it is not kept.
    pub fn place(&self, scope: CacheScope, asked: &Asked<'_>) -> Option<Place> {
        let life = self.rule.life(scope)?;
        let is_public = matches!(scope, CacheScope::Analysis { is_public: true });
        let account_id = (!is_public).then_some(self.account_id);
        Some(Place { key: key(account_id, asked), account_id, life })
    }

    /// The answer that lies there and is still good. It cost nothing.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn find(&self, place: &Place) -> Result<Option<Answer>> {
        let conn = &mut *self.db.conn().await?;
        let found = store::find(conn, &place.key, place.account_id, self.clock.now()).await?;
        Ok(found.map(|(text, model)| Answer { text, usage: Some(Default::default()), model }))
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn keep(&self, place: &Place, prompt: &str, answer: &Answer) -> Result<()> {
        let now = self.clock.now();
        let life = chrono::Duration::from_std(place.life).unwrap_or(chrono::Duration::MAX);
        let row = store::NewAnswer {
            key: &place.key,
            account_id: place.account_id,
            prompt,
            model: &answer.model,
            answer: &answer.text,
            created_at: now,
            expires_at: now.checked_add_signed(life).unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC),
        };
        store::keep(&mut *self.db.conn().await?, &row).await
    }
}

/// A hash of all an answer depends on. Each part goes in with its length, so that no two questions
/// run together into the same bytes; how the answer comes and what the call is called is no part.
pub(super) fn key(account_id: Option<Uuid>, asked: &Asked<'_>) -> [u8; 32] {
    let Request { system, user, wanted, max_output_tokens, temperature, .. } = asked.request;
    let schema = wanted.as_ref().map(|schema| format!("{} {}", schema.name, schema.body)).unwrap_or_default();
    let bounds = format!("{max_output_tokens} {temperature:?}");
    let account = account_id.map_or_else(|| "everybody".to_owned(), |id| id.to_string());
    let parts = [
        "1",
        &account,
        asked.provider,
        asked.model,
        asked.prompt,
        asked.prompt_hash,
        system,
        user,
        &schema,
        &bounds,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::ai::call::Schema;

    fn request() -> Request {
        Request {
            system: "Edit.".to_owned(),
            user: "a larch".to_owned(),
            wanted: None,
            max_output_tokens: 100,
            temperature: Some(0.2),
            is_streamed: false,
            idempotency_key: None,
        }
    }

    fn asked(request: &Request) -> Asked<'_> {
        Asked { provider: "Larch AI", model: "larch-1", prompt: "edit/1", prompt_hash: "abc", request }
    }

    #[test]
    fn whatever_an_answer_depends_on_is_in_the_key() {
        let one = request();
        let schema = Schema { name: "flower", body: serde_json::json!({ "type": "object" }) };
        let requests = [
            Request { system: "Edit!".to_owned(), ..request() },
            Request { user: "two larches".to_owned(), ..request() },
            Request { wanted: Some(schema), ..request() },
            Request { max_output_tokens: 101, ..request() },
            Request { temperature: None, ..request() },
            // The border between two parts does not move.
            Request { system: "Edit.a".to_owned(), user: " larch".to_owned(), ..request() },
        ];
        let mut keys: HashSet<[u8; 32]> = requests.iter().map(|request| key(None, &asked(request))).collect();
        let others = [
            asked(&one),
            Asked { provider: "Moss AI", ..asked(&one) },
            Asked { model: "larch-2", ..asked(&one) },
            Asked { prompt: "edit/2", ..asked(&one) },
            Asked { prompt_hash: "abd", ..asked(&one) },
        ];
        keys.extend(others.iter().map(|asked| key(None, asked)));
        keys.extend([Uuid::from_u128(1), Uuid::from_u128(2)].map(|id| key(Some(id), &asked(&one))));
        assert_eq!(keys.len(), requests.len() + others.len() + 2);
        let name = Some(Uuid::from_u128(1));
        let streamed = Request { is_streamed: true, idempotency_key: name, ..request() };
        assert_eq!(key(None, &asked(&streamed)), key(None, &asked(&one)), "how it comes does not matter");
    }

    #[test]
    fn what_is_kept_for_no_time_is_not_kept() {
        let rule = CacheRule { analysis: Duration::from_secs(60), content: Duration::ZERO };
        assert_eq!(rule.life(CacheScope::Analysis { is_public: true }), Some(Duration::from_secs(60)));
        assert_eq!(rule.life(CacheScope::Content), None);
        assert_eq!(rule.life(CacheScope::Never), None);
    }
}
