//! The use cases of sections written anew: ask, look, end.

use serde_json::json;
use uuid::Uuid;

use super::model::{StartRegeneration, parts_of};
use super::record::{Outcome, Regeneration, RegenerationStatus, StartOutcome};
use super::rules::note;
use super::{store, tasks};
use crate::clock::Clock;
use crate::db::{Connection, Db};
use crate::documents::service::Documents;
use crate::error::{Error, ErrorKind, Result};
use crate::generations::events::{EventKind, tell};
use crate::generations::service::{check_key, hash};
use crate::generations::store::lock_starts;
use crate::generations::turns::Turns;
use crate::ids;

/// The use cases of sections written anew. Cheap to clone.
#[derive(Clone)]
pub struct Regenerations {
    db: Db,
    clock: Clock,
    documents: Documents,
    turns: Turns,
}

impl Regenerations {
    /// Makes the service.
    pub fn new(db: Db, clock: Clock, documents: Documents) -> Self {
        Self { db, clock, documents, turns: Turns::default() }
    }

    /// Queues a section of one of the account's documents to be written anew, if the document is
    /// still at the version it was read at and nothing else of it is being written. Any number of
    /// requests of an account at once wait for it without a connection.
    ///
    /// # Errors
    /// `Invalid` with the places; `NotFound` for a document the account does not have; `Conflict`
    /// when the run the document was made by is gone.
    pub async fn start(&self, account_id: Uuid, start: StartRegeneration) -> Result<StartOutcome> {
        let start = start.tidied()?;
        check_key(start.idempotency_key.as_deref())?;
        let (key, request_hash) = (start.idempotency_key.as_deref(), hash(&start)?);
        let _turn = self.turns.wait(account_id).await;
        if let Some(key) = key
            && let Some(outcome) = self.find_accepted(account_id, key, &request_hash).await?
        {
            return Ok(outcome);
        }
        let (document, version) = self.documents.get_current(account_id, start.document_id).await?;
        if document.version != start.version {
            return Ok(StartOutcome::Stale);
        }
        parts_of(&version.content, &start.place)?;
        let generation_id = self.documents.find_ground(&document).await?.ok_or_else(|| {
            let message =
                "What this document was made from is gone, so it cannot be changed. Make a new one.";
            Error::new(ErrorKind::Conflict, message)
        })?;
        let regeneration = Regeneration {
            id: ids::new_id(),
            account_id,
            document_id: document.id,
            generation_id,
            version: start.version,
            place: start.place.clone(),
            instruction: start.instruction.clone(),
            status: RegenerationStatus::Queued,
            outcome: Outcome::default(),
            made_version: None,
            created_at: self.clock.now(),
            started_at: None,
            finished_at: None,
        };
        self.db
            .transaction(async |conn| {
                lock_starts(conn, account_id).await?;
                // Another request may have come meanwhile.
                if let Some(key) = key
                    && let Some((earlier, earlier_hash)) = store::find_by_key(conn, account_id, key).await?
                {
                    return Ok(accepted(earlier, earlier_hash == request_hash));
                }
                let document = self.documents.lock(conn, account_id, start.document_id).await?;
                if document.version != start.version {
                    return Ok(StartOutcome::Stale);
                }
                if let Some(open) = store::find_open_of(conn, account_id, document.id).await? {
                    if tasks::is_open(conn, open.id).await? {
                        return Ok(StartOutcome::AlreadyRunning(open));
                    }
                    // Nobody comes back for it.
                    self.end(conn, &open, RegenerationStatus::Failed, &lost()).await?;
                }
                store::insert(conn, &regeneration, key, &request_hash).await?;
                tasks::enqueue(conn, account_id, regeneration.id).await?;
                Ok(StartOutcome::Accepted(regeneration.clone()))
            })
            .await
    }

    /// The account's of those ids, in no order.
    pub async fn find_many(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Regeneration>> {
        let mut conn = self.db.conn().await?;
        store::find_many(&mut conn, account_id, ids).await
    }

    /// Ends one that has not ended; one that has stays as it is. What is being written is told to
    /// stop, and what it still brings is not kept.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id.
    pub async fn cancel(&self, account_id: Uuid, id: Uuid) -> Result<Regeneration> {
        self.db
            .transaction(async |conn| {
                let found = store::find_many(conn, account_id, &[id]).await?.pop();
                let found = found.ok_or_else(|| Error::not_found("section to be written anew"))?;
                // The task first, as its own writes hold it first.
                tasks::cancel(conn, id).await?;
                self.end(conn, &found, RegenerationStatus::Cancelled, &Outcome::default()).await?;
                let ended = store::find_many(conn, account_id, &[id]).await?.pop();
                ended.ok_or_else(|| Error::not_found("section to be written anew"))
            })
            .await
    }

    /// Ends one that has not ended, and tells so.
    async fn end(
        &self,
        conn: &mut Connection,
        regeneration: &Regeneration,
        status: RegenerationStatus,
        outcome: &Outcome,
    ) -> Result<()> {
        let Regeneration { id, account_id, generation_id, .. } = *regeneration;
        let now = self.clock.now();
        if store::end(conn, id, status, outcome, None, now).await? {
            tasks::forget_parts(conn, regeneration).await?;
            let (kind, payload) = (EventKind::SectionRegenerationEnded, json!({ "regeneration": id }));
            tell(conn, account_id, generation_id, kind, payload, now).await?;
        }
        Ok(())
    }

    async fn find_accepted(
        &self,
        account_id: Uuid,
        key: &str,
        request_hash: &str,
    ) -> Result<Option<StartOutcome>> {
        let found = store::find_by_key(&mut *self.db.conn().await?, account_id, key).await?;
        Ok(found.map(|(earlier, hash)| accepted(earlier, hash == request_hash)))
    }
}

/// What a request under a key that was used before is answered.
fn accepted(earlier: Regeneration, is_same: bool) -> StartOutcome {
    if is_same { StartOutcome::Accepted(earlier) } else { StartOutcome::KeyTaken(earlier) }
}

/// What is told of one whose task is gone.
fn lost() -> Outcome {
    let broke_off = note("internal", "The writing broke off and nobody went on with it. Ask for it again.");
    Outcome { notes: vec![broke_off], ..Outcome::default() }
}
