//! The use cases of sections written anew: ask, look, end.

use serde_json::json;
use uuid::Uuid;

use super::model::{StartRegeneration, parts_of};
use super::record::{Outcome, Regeneration, RegenerationStatus, StartOutcome};
use super::{store, tasks};
use crate::clock::Clock;
use crate::db::Db;
use crate::documents::service::Documents;
use crate::error::{Error, ErrorKind, Result};
use crate::generations::events::{EventKind, tell};
use crate::generations::service::{check_key, hash};
use crate::generations::store::lock_starts;
use crate::ids;

/// The use cases of sections written anew. Cheap to clone.
#[derive(Clone)]
pub struct Regenerations {
    db: Db,
    clock: Clock,
    documents: Documents,
}

impl Regenerations {
    /// Makes the service.
    pub fn new(db: Db, clock: Clock, documents: Documents) -> Self {
        Self { db, clock, documents }
    }

    /// Queues a section of one of the account's documents to be written anew, if the document is
    /// still at the version it was read at and nothing else of it is being written.
    ///
    /// # Errors
    /// `Invalid` with the places; `NotFound` for a document the account does not have; `Conflict`
    /// when the run the document was made by is gone.
    pub async fn start(&self, account_id: Uuid, start: StartRegeneration) -> Result<StartOutcome> {
        let start = start.tidied()?;
        check_key(start.idempotency_key.as_deref())?;
        let (key, request_hash) = (start.idempotency_key.as_deref(), hash(&start)?);
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
                    return Ok(StartOutcome::AlreadyRunning(open));
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
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                let found = store::find_many(conn, account_id, &[id]).await?.pop();
                let found = found.ok_or_else(|| Error::not_found("section to be written anew"))?;
                // The task first, as its own writes hold it first.
                tasks::cancel(conn, id).await?;
                let status = RegenerationStatus::Cancelled;
                if store::end(conn, id, status, &Outcome::default(), None, now).await? {
                    let (kind, payload) =
                        (EventKind::SectionRegenerationEnded, json!({ "regeneration": id }));
                    tell(conn, account_id, found.generation_id, kind, payload, now).await?;
                }
                let ended = store::find_many(conn, account_id, &[id]).await?.pop();
                ended.ok_or_else(|| Error::not_found("section to be written anew"))
            })
            .await
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
