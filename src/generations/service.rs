//! The use cases of generations: start, watch, cancel, start again.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::model::GenerationInput;
use super::notices::tell_change;
use super::options::check_input;
use super::record::{Generation, GenerationStatus, StageRun, StartGeneration, StartOutcome};
use super::regenerations::store as regenerations;
use super::store::{self, NewGeneration};
use super::tasks::{self, EventKind};
use super::turns::Turns;
use crate::accounts::model::Role;
use crate::clock::Clock;
use crate::config::PerRole;
use crate::db::page::{Page, PageArgs};
use crate::db::{Connection, Db};
use crate::error::{Error, ErrorKind, Result, Violation};
use crate::events;
use crate::faults;
use crate::files::FileHash;
use crate::ids;
use crate::jobs::service::Jobs;
use crate::notifications::model::Change;
use crate::profiles::service::Profiles;

/// Longest idempotency key, in characters.
const MAX_KEY_CHARS: usize = 200;

/// The use cases of generations. Cheap to clone.
#[derive(Clone)]
pub struct Generations {
    db: Db,
    clock: Clock,
    profiles: Profiles,
    jobs: Jobs,
    per_hour: PerRole,
    turns: Turns,
}

impl Generations {
    /// Makes the service; `per_hour` is how many runs an account may start in an hour.
    pub fn new(db: Db, clock: Clock, profiles: Profiles, jobs: Jobs, per_hour: PerRole) -> Self {
        Self { db, clock, profiles, jobs, per_hour, turns: Turns::default() }
    }

    /// Accepts a run: freezes profile, posting and options, and queues its task in the same
    /// transaction. A request that was accepted before under its key costs one statement, and any
    /// number of them at once wait for it without a connection.
    ///
    /// # Errors
    /// `Invalid` with the places for options that cannot be; `NotFound` for a profile or job
    /// the account does not have.
    pub async fn start(&self, account_id: Uuid, role: Role, start: StartGeneration) -> Result<StartOutcome> {
        check_key(start.idempotency_key.as_deref())?;
        let request_hash = hash(&start)?;
        let _turn = self.turns.wait(account_id).await;
        if let Some(key) = &start.idempotency_key {
            let conn = &mut *self.db.conn().await?;
            if let Some(outcome) = find_accepted(conn, account_id, key, &request_hash).await? {
                return Ok(outcome);
            }
        }
        let profile = self.profiles.get(account_id, start.profile_id).await?;
        let (job, posting) = self.jobs.get_posting(account_id, start.job_id).await?;
        let now = self.clock.now();
        let generation = Generation {
            id: ids::new_id(),
            account_id,
            profile_id: profile.id,
            profile_version: profile.version,
            job_id: job.id,
            profile_title: profile.title,
            job_title: job.title,
            company: job.company,
            status: GenerationStatus::Queued,
            kinds: start.options.kinds.clone(),
            failure: None,
            created_at: now,
            started_at: None,
            finished_at: None,
        };
        let input = GenerationInput::new(profile.content, posting, start.options, now.date_naive());
        check_input(&input)?;
        let key = start.idempotency_key.as_deref();
        let per_hour = role.of(&self.per_hour);
        self.db
            .transaction(async |conn| {
                store::lock_starts(conn, account_id).await?;
                // Another process may have accepted it meanwhile.
                if let Some(key) = key
                    && let Some(outcome) = find_accepted(conn, account_id, key, &request_hash).await?
                {
                    return Ok(outcome);
                }
                if let Some(running) = store::find_unfinished(conn, account_id, &request_hash).await? {
                    return Ok(StartOutcome::AlreadyRunning(running));
                }
                if let Some((retry_at, wait_ms)) = store::quota_end(conn, account_id, per_hour).await? {
                    let retry_after_ms = u64::try_from(wait_ms).unwrap_or(0);
                    return Ok(StartOutcome::QuotaReached { retry_at, retry_after_ms });
                }
                let new = NewGeneration {
                    generation: &generation,
                    input: &input,
                    idempotency_key: key,
                    request_hash: &request_hash,
                };
                store::insert(conn, new).await?;
                tasks::enqueue(conn, account_id, generation.id).await?;
                tell_change(conn, account_id, generation.id, Change::Created, now).await?;
                Ok(StartOutcome::Accepted(generation.clone()))
            })
            .await
            .inspect(|_| faults::point("generation.accepted"))
    }

    /// The account's run of that id.
    ///
    /// # Errors
    /// `NotFound` when the account has none.
    pub async fn get(&self, account_id: Uuid, id: Uuid) -> Result<Generation> {
        let mut conn = self.db.conn().await?;
        store::find(&mut conn, account_id, id).await?.ok_or_else(|| Error::not_found("generation"))
    }

    /// The account's runs of those ids, in no order.
    pub async fn find_many(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Generation>> {
        let mut conn = self.db.conn().await?;
        store::find_many(&mut conn, account_id, ids).await
    }

    /// A page of the account's runs, newest first.
    pub async fn list(
        &self,
        account_id: Uuid,
        status: Option<GenerationStatus>,
        page: &PageArgs,
    ) -> Result<Page<Generation>> {
        self.db.read(Some(account_id), async |conn| store::list(conn, account_id, status, page).await).await
    }

    /// The stages begun of those runs, in no order; [`super::record::complete_stages`] adds the rest.
    pub async fn list_stages(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<StageRun>> {
        let mut conn = self.db.conn().await?;
        store::list_stages(&mut conn, account_id, ids).await
    }

    /// The number of the last event of each of those runs.
    pub async fn list_last_events(&self, account_id: Uuid, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>> {
        let mut conn = self.db.conn().await?;
        events::list_last_numbers(&mut conn, account_id, ids).await
    }

    /// Whether the run has ended and `after` is the number of its last event, so that nothing
    /// more will come.
    pub async fn has_told_all(&self, account_id: Uuid, id: Uuid, after: i64) -> Result<bool> {
        if !self.get(account_id, id).await?.status.is_finished() {
            return Ok(false);
        }
        // Of a section that is written anew more will be told. Asked before the last number is: what
        // ends in between is told under a higher one.
        if regenerations::has_open(&mut *self.db.conn().await?, account_id, id).await? {
            return Ok(false);
        }
        let last = self.list_last_events(account_id, &[id]).await?.remove(&id).unwrap_or(0);
        Ok(after >= last)
    }

    /// Ends an unfinished run; one that has ended stays as it is. A stage at work is told to
    /// stop, and what it still brings is not saved.
    ///
    /// # Errors
    /// `NotFound` when the account has no such run.
    pub async fn cancel(&self, account_id: Uuid, id: Uuid) -> Result<Generation> {
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                let found = store::find(conn, account_id, id).await?;
                found.ok_or_else(|| Error::not_found("generation"))?;
                if store::advance(conn, id, GenerationStatus::Cancelled, None, now).await? {
                    tasks::cancel(conn, id).await?;
                    tasks::tell(conn, account_id, id, EventKind::GenerationCancelled, json!({}), now).await?;
                    tell_change(conn, account_id, id, Change::Updated, now).await?;
                }
                store::find(conn, account_id, id).await?.ok_or_else(|| Error::not_found("generation"))
            })
            .await
    }

    /// Queues a failed or cancelled run again; it goes on at its first stage without a result. A
    /// failed one gave its unit of the quota back and takes one again; a cancelled one has its own.
    ///
    /// # Errors
    /// `NotFound` when the account has no such run, `Conflict` when it may not be retried,
    /// `LimitReached` when the hour's quota is used up.
    pub async fn retry(&self, account_id: Uuid, role: Role, id: Uuid) -> Result<Generation> {
        let per_hour = role.of(&self.per_hour);
        let _turn = self.turns.wait(account_id).await;
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                store::lock_starts(conn, account_id).await?;
                let found = store::find(conn, account_id, id).await?;
                let generation = found.ok_or_else(|| Error::not_found("generation"))?;
                if !generation.status.can_retry() {
                    return Err(Error::new(
                        ErrorKind::Conflict,
                        "Only a failed or cancelled generation can be started again.",
                    ));
                }
                if generation.status == GenerationStatus::Failed {
                    if let Some((_, wait_ms)) = store::quota_end(conn, account_id, per_hour).await? {
                        let used_up = "This hour's generations are used up.";
                        let wait_ms = u64::try_from(wait_ms).unwrap_or(0);
                        return Err(Error::new(ErrorKind::LimitReached, used_up).retry_after_ms(wait_ms));
                    }
                    store::take_unit(conn, id).await?;
                }
                store::requeue(conn, account_id, id).await?;
                tasks::enqueue(conn, account_id, id).await?;
                tell_change(conn, account_id, id, Change::Updated, now).await?;
                store::find(conn, account_id, id).await?.ok_or_else(|| Error::not_found("generation"))
            })
            .await
    }
}

/// What a request under a key that was used before is answered; none for a new key.
async fn find_accepted(
    conn: &mut Connection,
    account_id: Uuid,
    key: &str,
    request_hash: &str,
) -> Result<Option<StartOutcome>> {
    let found = store::find_by_key(conn, account_id, key).await?;
    Ok(found.map(|(earlier, earlier_hash)| match earlier_hash == request_hash {
        true => StartOutcome::Accepted(earlier),
        false => StartOutcome::KeyTaken(earlier),
    }))
}

/// Holds the name of a request to its bounds.
///
/// # Errors
/// `Invalid` for one that is empty or too long.
pub fn check_key(key: Option<&str>) -> Result<()> {
    if key.is_some_and(|key| key.is_empty() || key.chars().count() > MAX_KEY_CHARS) {
        let message = format!("An idempotency key has 1 to {MAX_KEY_CHARS} characters.");
        let place = Violation::new("idempotencyKey", "length", message.clone());
        return Err(Error::violations(message, vec![place]));
    }
    Ok(())
}

/// SHA-256 of what was asked, hexadecimal; the key is not part of it.
///
/// # Errors
/// `Internal` for what is no JSON.
pub fn hash(start: &impl Serialize) -> Result<String> {
    let bytes =
        serde_json::to_vec(start).map_err(|cause| Error::internal("The request cannot be read.", cause))?;
    Ok(FileHash::of(&bytes).to_hex())
}
