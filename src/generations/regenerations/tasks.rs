//! The background face of sections written anew: writes one, and keeps it as a new version.
//!
//! The version, what became of the request and the event that tells of it are kept in one
//! transaction behind the task's fence, so a task that runs twice makes one version. While a model
//! writes no connection is held; what its calls brought is found again by a run that goes on where
//! another was broken off.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::record::{Outcome, Regeneration, RegenerationStatus};
use super::rules::note;
use super::store;
use super::writing::{Made, Order};
use crate::ai::parts;
use crate::clock::Clock;
use crate::db::{Connection, Db};
use crate::documents::changes::FilesStatus;
use crate::documents::service::Documents;
use crate::error::{Error, ErrorKind, Result};
use crate::events::Live;
use crate::generations::asking::Purses;
use crate::generations::chain::Models;
use crate::generations::events::{EventKind, TEXT_DELTA, tell};
use crate::generations::revisions;
use crate::generations::revisions::service::Revisions;
use crate::generations::stage::{LiveText, Progress, ProgressSink, StageContext};
use crate::profiles::service::Profiles;
use crate::queue::{self, Handler, NewTask, TaskContext, Terms};

/// The kind of task that writes a section anew.
pub const REGENERATE: &str = "document.regenerate";

/// The stage its calls to models are on record under.
pub const STAGE: &str = "section_regeneration";

/// Tokens one may cost: what a document has for stages 3 and 4, for it is written and then checked.
const SECTION_TOKENS: u64 = 4_500;

/// What the task is given.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RegenerateSection {
    /// What was asked for.
    pub regeneration_id: Uuid,
}

/// Queues it in the caller's transaction.
pub async fn enqueue(conn: &mut Connection, account_id: Uuid, regeneration_id: Uuid) -> Result<()> {
    let task = NewTask {
        unique_key: Some(regeneration_id.to_string()),
        account_id: Some(account_id),
        ..NewTask::new(REGENERATE, json!(RegenerateSection { regeneration_id }))
    };
    queue::enqueue(conn, &task).await?;
    Ok(())
}

/// Whether anybody is still to write it.
pub async fn is_open(conn: &mut Connection, regeneration_id: Uuid) -> Result<bool> {
    Ok(queue::find_open(conn, REGENERATE, &regeneration_id.to_string()).await?.is_some())
}

/// Asks its open task to stop, in the caller's transaction.
pub async fn cancel(conn: &mut Connection, regeneration_id: Uuid) -> Result<()> {
    if let Some(task_id) = queue::find_open(conn, REGENERATE, &regeneration_id.to_string()).await? {
        queue::request_cancel(conn, task_id).await?;
    }
    Ok(())
}

/// Forgets what the calls of one that has ended brought, in the caller's transaction. Those of
/// others of the run stand beside them, so that the last that is open takes all of them with it.
pub async fn forget_parts(conn: &mut Connection, regeneration: &Regeneration) -> Result<()> {
    let Regeneration { account_id, generation_id, .. } = *regeneration;
    if store::has_open(conn, account_id, generation_id).await? {
        return Ok(());
    }
    parts::forget_stage(conn, generation_id, STAGE).await
}

/// Writes sections anew. Cheap to clone.
#[derive(Clone)]
pub struct Regenerator {
    db: Db,
    clock: Clock,
    profiles: Profiles,
    documents: Documents,
    revisions: Revisions,
    outside: StageContext,
    models: Models,
}

impl Regenerator {
    /// Makes one; `outside` is what the writing sees, its progress and models are set anew for each.
    pub fn new(
        db: Db,
        clock: Clock,
        profiles: Profiles,
        documents: Documents,
        revisions: Revisions,
        outside: StageContext,
        models: Models,
    ) -> Self {
        Self { db, clock, profiles, documents, revisions, outside, models }
    }

    /// Marks it as begun and tells so; a later run of it tells nothing.
    async fn begin(&self, task: &TaskContext, regeneration: &Regeneration) -> Result<()> {
        let (now, kind) = (self.clock.now(), EventKind::SectionRegenerationStarted);
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                if store::begin(conn, regeneration.id, now).await? {
                    self.tell(conn, regeneration, kind).await?;
                }
                Ok(())
            })
            .await
    }

    async fn tell(&self, conn: &mut Connection, regeneration: &Regeneration, kind: EventKind) -> Result<()> {
        let Regeneration { account_id, generation_id, .. } = *regeneration;
        let payload = json!({ "regeneration": regeneration.id });
        tell(conn, account_id, generation_id, kind, payload, self.clock.now()).await
    }

    async fn make(&self, task: &TaskContext, regeneration: &Arc<Regeneration>) -> Result<Made> {
        let Regeneration { account_id, generation_id, document_id, .. } = **regeneration;
        let ground = self.revisions.load(account_id, document_id).await?;
        if ground.document.version != regeneration.version {
            return Ok(stale());
        }
        let ai = match &ground.profile {
            Some(profile) => self.models.open(account_id, generation_id, &profile.content.basics).await?,
            None => None,
        };
        let ai = ai.map(|ai| ai.apart_at_stage(STAGE, regeneration.id));
        let (sender, mut progress) = mpsc::unbounded_channel();
        let outside = StageContext {
            progress: ProgressSink::new(sender),
            purses: Purses::apart(format!("section/{}", regeneration.id), SECTION_TOKENS),
            ..self.outside.clone()
        };
        let order =
            Order { ground: Arc::new(ground), regeneration: Arc::clone(regeneration), now: self.clock.now() };
        let writing = order.write(&outside, ai.as_ref());
        let mut writing = std::pin::pin!(writing);
        let mut parts = 0;
        loop {
            tokio::select! {
                biased;
                Some(progress) = progress.recv() => {
                    if let Progress::Text(text) = progress {
                        self.tell_live(regeneration, text, parts);
                        parts = parts.wrapping_add(1);
                    }
                }
                made = &mut writing => return made,
                () = task.cancellation.cancelled() => return Err(stopped()),
            }
        }
    }

    /// Tells words while they are written. They are not kept, so no fence is needed.
    fn tell_live(&self, regeneration: &Regeneration, text: LiveText, part: u32) {
        let text = LiveText { regeneration: Some(regeneration.id), ..text };
        let Ok(payload) = serde_json::to_value(text) else { return };
        let live = Live {
            stream_id: regeneration.generation_id,
            account_id: regeneration.account_id,
            part,
            kind: TEXT_DELTA.to_owned(),
            payload,
            at: self.clock.now(),
        };
        live.tell(&self.db);
    }

    /// Keeps the version, what came of it and the event that tells so, all in one transaction.
    async fn finish(&self, task: &TaskContext, regeneration: &Regeneration, made: Made) -> Result<()> {
        let Regeneration { id, account_id, document_id, .. } = *regeneration;
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                let document = self.documents.lock(conn, account_id, document_id).await?;
                let status = match made.next {
                    Some(_) if document.version != regeneration.version => RegenerationStatus::Stale,
                    Some(_) => self.status_by_profile(conn, account_id, &made).await?,
                    None => made.status,
                };
                let next = made.next.as_ref().filter(|_| status == made.status);
                let number = next.map(|next| next.version.version);
                if !store::end(conn, id, status, &made.outcome, number, now).await? {
                    // Its owner has ended it meanwhile.
                    return Ok(());
                }
                if let Some(next) = next {
                    let version = &next.version;
                    self.documents.keep_version(conn, document, version, &next.files).await?;
                    if version.files_status == FilesStatus::Pending {
                        revisions::tasks::enqueue(conn, account_id, document_id, version.version).await?;
                    }
                }
                self.ended(conn, regeneration).await
            })
            .await
    }

    /// How what was written ends by the profile as it is now, which stays so until the transaction
    /// ends: words are never kept that were held to facts of another version.
    async fn status_by_profile(
        &self,
        conn: &mut Connection,
        account_id: Uuid,
        made: &Made,
    ) -> Result<RegenerationStatus> {
        let Some((profile_id, read)) = made.profile else { return Ok(RegenerationStatus::ProfileGone) };
        match self.profiles.hold_version(conn, account_id, profile_id).await? {
            None => Ok(RegenerationStatus::ProfileGone),
            Some(now) if now == read => Ok(made.status),
            Some(_) => {
                let message = "The profile was changed while the section was written. Ask for it again.";
                Err(Error::new(ErrorKind::Conflict, message))
            }
        }
    }

    /// Ends it with a reason, unless the fault may pass and another run is left.
    async fn fail(&self, task: &TaskContext, regeneration: &Regeneration, error: Error) -> Result<()> {
        let may_pass = matches!(
            error.kind(),
            ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::LimitReached | ErrorKind::Conflict
        );
        if task.cancellation.is_cancelled() || (may_pass && !task.is_last_attempt) {
            return Err(error);
        }
        self.note(task, regeneration, &error).await?;
        match error.kind() {
            // What its owner has taken away meanwhile is no fault of the task.
            ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        }
    }

    async fn note(&self, task: &TaskContext, regeneration: &Regeneration, error: &Error) -> Result<()> {
        let code = match error.kind() {
            ErrorKind::NotFound => "not_found",
            ErrorKind::Invalid => "invalid",
            ErrorKind::Unavailable | ErrorKind::LimitReached => "unavailable",
            ErrorKind::Conflict => "conflict",
            _ => "internal",
        };
        let outcome = Outcome { notes: vec![note(code, error.message())], ..Outcome::default() };
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                let status = RegenerationStatus::Failed;
                if store::end(conn, regeneration.id, status, &outcome, None, now).await? {
                    self.ended(conn, regeneration).await?;
                }
                Ok(())
            })
            .await
    }

    async fn ended(&self, conn: &mut Connection, regeneration: &Regeneration) -> Result<()> {
        forget_parts(conn, regeneration).await?;
        self.tell(conn, regeneration, EventKind::SectionRegenerationEnded).await
    }

    /// Lets one that has failed be written whose task somebody had run again.
    async fn reopen(&self, task: &TaskContext, id: Uuid) -> Result<()> {
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                store::reopen(conn, id).await
            })
            .await
    }

    async fn load(&self, id: Uuid) -> Result<Option<Regeneration>> {
        store::load_open(&mut *self.db.conn().await?, id).await
    }
}

/// Sections of an account that are written at once, over all processes.
const MOST_OF_AN_ACCOUNT: u32 = 4;

impl Handler for Regenerator {
    const KIND: &'static str = REGENERATE;

    type Payload = RegenerateSection;

    /// Writes a section that has not ended.
    ///
    /// # Errors
    /// A fault that may pass is left for another run; the last of them, and any other, has ended it
    /// with its reason by then.
    async fn run(&self, task: TaskContext, asked: RegenerateSection) -> Result<()> {
        if task.is_rerun {
            self.reopen(&task, asked.regeneration_id).await?;
        }
        let Some(regeneration) = self.load(asked.regeneration_id).await? else { return Ok(()) };
        let regeneration = Arc::new(regeneration);
        self.begin(&task, &regeneration).await?;
        let done = match self.make(&task, &regeneration).await {
            Ok(made) => self.finish(&task, &regeneration, made).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => Ok(()),
            Err(error) => self.fail(&task, &regeneration, error).await,
        }
    }

    /// Ends one whose process died again and again, so that nobody waits for it.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; `Unavailable` when the database is away.
    async fn give_up(&self, task: TaskContext, asked: RegenerateSection) -> Result<()> {
        let Some(regeneration) = self.load(asked.regeneration_id).await? else { return Ok(()) };
        let broke_off = "The writing broke off every time. Ask for it again, or report it.";
        let error = Error::internal(broke_off, "every run was lost with its process");
        self.note(&task, &regeneration, &error).await
    }

    fn terms() -> Terms {
        Terms { max_running_per_account: Some(MOST_OF_AN_ACCOUNT), ..Terms::default() }
    }
}

fn stale() -> Made {
    Made { status: RegenerationStatus::Stale, next: None, profile: None, outcome: Outcome::default() }
}

/// It was told to stop; what is kept so far is enough to go on.
fn stopped() -> Error {
    Error::new(ErrorKind::Unavailable, "The writing of the section was told to stop.")
}
