//! The background face of generations: runs the stages one by one, each result saved before
//! the next begins, and tells what happens.
//!
//! Every write is fenced by the task's lease, so a runner that lost it changes nothing; a run
//! that was broken off goes on at its first stage without a result.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::chain::Models;
use super::measures;
use super::model::{
    GenerationInput, MODEL_UNAVAILABLE, RULES_KEPT, RenderedFiles, Reviewed, ReviewedDraft, StageName,
};
use super::notices;
use super::pipeline::{self, Checkpoints, Step};
use super::record::{Failure, Generation, GenerationStatus};
use super::stage::{LiveText, Progress, ProgressSink, StageContext};
use super::store;
use crate::ai::parts;
use crate::ai::setup::Ai;
use crate::clock::Clock;
use crate::db::{Connection, Db};
use crate::documents::changes::{FilesStatus, VersionOrigin};
use crate::documents::record::{Document, DocumentFile, DocumentVersion, FileFormat, file_name};
use crate::documents::service::{Documents, FinishedDocument, cited_facts};
use crate::error::{Error, ErrorKind, Result};
use crate::events::Live;
use crate::factcheck::model::Verdict;
use crate::faults;
use crate::files::FileStore;
use crate::ids;
use crate::notifications::model::Change;
use crate::profiles::facts::list_facts;
use crate::queue::{self, Handler, NewTask, TaskContext, Terms};
use crate::telemetry::Span;

pub use super::events::{EventKind, TEXT_DELTA, tell};

/// The kind of task that runs a generation.
pub const RUN: &str = "generation.run";

/// What the task is given.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RunGeneration {
    /// The run.
    pub generation_id: Uuid,
}

/// Queues a run in the caller's transaction.
pub async fn enqueue(conn: &mut Connection, account_id: Uuid, generation_id: Uuid) -> Result<()> {
    let task = NewTask {
        unique_key: Some(generation_id.to_string()),
        account_id: Some(account_id),
        ..NewTask::new(RUN, json!(RunGeneration { generation_id }))
    };
    queue::enqueue(conn, &task).await?;
    Ok(())
}

/// Asks the run's open task to stop, in the caller's transaction.
pub async fn cancel(conn: &mut Connection, generation_id: Uuid) -> Result<()> {
    if let Some(task_id) = queue::find_open(conn, RUN, &generation_id.to_string()).await? {
        queue::request_cancel(conn, task_id).await?;
    }
    Ok(())
}

/// Runs generations. Cheap to clone.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    clock: Clock,
    files: FileStore,
    documents: Documents,
    outside: StageContext,
    models: Models,
}

impl Runner {
    /// Makes a runner; `outside` is what the stages see, its progress and models are set anew for
    /// each run.
    pub fn new(
        db: Db,
        clock: Clock,
        files: FileStore,
        documents: Documents,
        outside: StageContext,
        models: Models,
    ) -> Self {
        Self { db, clock, files, documents, outside, models }
    }

    /// Runs a generation to its end, from its first stage without a result.
    ///
    /// # Errors
    /// What ended a stage. A fault that may pass is left for another run; any other, and the
    /// last of them, has failed the generation with its reason by then.
    async fn run_to_its_end(
        &self,
        task: TaskContext,
        RunGeneration { generation_id: id }: RunGeneration,
    ) -> Result<()> {
        if task.is_rerun {
            self.reopen(&task, id).await?;
        }
        let Some((generation, input, mut checkpoints)) = self.load(id).await? else { return Ok(()) };
        let ai = self.models.open(generation.account_id, id, &input.profile.basics).await?;
        let run = Run { runner: self, task: &task, generation: &generation, input: Arc::new(input), ai };
        while let Some(stage) = checkpoints.next() {
            if task.cancellation.is_cancelled() {
                return Err(stopped());
            }
            match run.make(stage, &checkpoints).await {
                Ok(Some(result)) => checkpoints.save(stage, result),
                Ok(None) => return Err(stopped()),
                Err(error) => return run.fail(Some(stage), error).await,
            }
        }
        match run.finish(&checkpoints).await.inspect(|()| faults::point("generation.finished")) {
            Err(error) => run.fail(None, error).await,
            done => done,
        }
    }

    /// Fails a generation whose process died at one stage again and again, so that nobody waits for it.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; `Unavailable` when the database is away.
    async fn fail_for_good(
        &self,
        task: TaskContext,
        RunGeneration { generation_id: id }: RunGeneration,
    ) -> Result<()> {
        let Some((generation, input, checkpoints)) = self.load(id).await? else { return Ok(()) };
        let run =
            Run { runner: self, task: &task, generation: &generation, input: Arc::new(input), ai: None };
        let broke_off =
            "The generation broke off at the same stage every time. Start it again, or report it.";
        let error = Error::internal(broke_off, "every run was lost with its process");
        run.note(checkpoints.next(), &error, true).await
    }

    /// Lets a failed generation go on whose task somebody had run again.
    async fn reopen(&self, task: &TaskContext, id: Uuid) -> Result<()> {
        let Some(account_id) = task.account_id else { return Ok(()) };
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                let found = store::find(conn, account_id, id).await?;
                if found.is_some_and(|generation| generation.status == GenerationStatus::Failed) {
                    store::requeue(conn, account_id, id).await?;
                }
                Ok(())
            })
            .await
    }

    /// A generation that has not ended, with what its stages have left.
    async fn load(&self, id: Uuid) -> Result<Option<(Generation, GenerationInput, Checkpoints)>> {
        let (found, saved) = {
            let conn = &mut *self.db.conn().await?;
            (store::load_input(conn, id).await?, store::load_checkpoints(conn, id).await?)
        };
        let mut checkpoints = Checkpoints::default();
        for (stage, result) in saved {
            checkpoints.save(stage, result);
        }
        let open = found.filter(|(generation, _)| !generation.status.is_finished());
        Ok(open.map(|(generation, input)| (generation, input, checkpoints)))
    }
}

/// Runs of an account at once, over all processes.
const MOST_OF_AN_ACCOUNT: u32 = 4;

impl Handler for Runner {
    const KIND: &'static str = RUN;

    type Payload = RunGeneration;

    async fn run(&self, task: TaskContext, asked: RunGeneration) -> Result<()> {
        self.run_to_its_end(task, asked).await
    }

    async fn give_up(&self, task: TaskContext, asked: RunGeneration) -> Result<()> {
        self.fail_for_good(task, asked).await
    }

    fn terms() -> Terms {
        Terms { max_running_per_account: Some(MOST_OF_AN_ACCOUNT), ..Terms::default() }
    }
}

/// One run on its way.
struct Run<'r> {
    runner: &'r Runner,
    task: &'r TaskContext,
    generation: &'r Generation,
    input: Arc<GenerationInput>,
    ai: Option<Ai>,
}

impl Run<'_> {
    /// Begins a stage, runs it and keeps its result; none when the run was ended meanwhile.
    async fn make(&self, stage: StageName, checkpoints: &Checkpoints) -> Result<Option<Value>> {
        if !self.begin(stage).await? {
            return Ok(None);
        }
        faults::point("generation.stage.begun");
        let span = Span::stage(stage.slug(), self.generation.id);
        let step = span.around(self.stage(stage, checkpoints)).await;
        match &step {
            Ok(step) => {
                span.made_by(step.method.slug());
                span.end("made", false);
            }
            Err(error) => span.end(error.kind().slug(), true),
        }
        let step = step?;
        faults::point("generation.stage.made");
        self.keep(step).await.map(Some).inspect(|_| faults::point("generation.stage.kept"))
    }

    /// Marks a stage as begun and tells so; false when the run was ended meanwhile.
    async fn begin(&self, stage: StageName) -> Result<bool> {
        let (id, account_id, now) = (self.generation.id, self.generation.account_id, self.runner.clock.now());
        self.runner
            .db
            .transaction(async |conn| {
                self.task.hold(conn).await?;
                if !store::advance(conn, id, GenerationStatus::Running, None, now).await? {
                    return Ok(false);
                }
                store::begin_stage(conn, account_id, id, stage, now).await?;
                tell(conn, account_id, id, EventKind::StageStarted, json!({ "stage": stage }), now).await?;
                notices::tell_change(conn, account_id, id, Change::Updated, now).await?;
                Ok(true)
            })
            .await
    }

    /// Runs a stage, telling how far it is, without a connection in between.
    async fn stage(&self, stage: StageName, checkpoints: &Checkpoints) -> Result<Step> {
        let (sender, mut progress) = mpsc::unbounded_channel();
        let mut parts = 0;
        let outside = StageContext {
            progress: ProgressSink::new(sender),
            ai: self.ai.as_ref().map(|ai| ai.at_stage(stage.slug())),
            ..self.runner.outside.clone()
        };
        let step = pipeline::run_stage(stage, &self.input, checkpoints, &outside);
        let mut step = std::pin::pin!(step);
        loop {
            tokio::select! {
                biased;
                Some(progress) = progress.recv() => {
                    match progress {
                        Progress::StageProgressed { stage, fraction } => {
                            let payload = json!({ "stage": stage, "fraction": fraction });
                            self.tell_fenced(EventKind::StageProgressed, payload).await?;
                        }
                        Progress::Text(text) => {
                            self.tell_live(&text, parts);
                            parts = parts.wrapping_add(1);
                        }
                        Progress::StageStarted { .. } | Progress::StageFinished { .. } => {}
                    }
                }
                step = &mut step => return step,
                () = self.task.cancellation.cancelled() => return Err(stopped()),
            }
        }
    }

    /// Tells words while they are written. They are not kept, so no fence is needed.
    fn tell_live(&self, text: &LiveText, part: u32) {
        let Ok(payload) = serde_json::to_value(text) else { return };
        let live = Live {
            stream_id: self.generation.id,
            account_id: self.generation.account_id,
            part,
            kind: TEXT_DELTA.to_owned(),
            payload,
            at: self.runner.clock.now(),
        };
        live.tell(&self.runner.db);
    }

    async fn tell_fenced(&self, kind: EventKind, payload: Value) -> Result<()> {
        let (id, account_id, now) = (self.generation.id, self.generation.account_id, self.runner.clock.now());
        self.runner
            .db
            .transaction(async |conn| {
                self.task.hold(conn).await?;
                tell(conn, account_id, id, kind, payload.clone(), now).await
            })
            .await
    }

    /// Keeps a stage's files, then its result together with the event that tells of it.
    async fn keep(&self, mut step: Step) -> Result<Value> {
        let (id, account_id) = (self.generation.id, self.generation.account_id);
        for bytes in std::mem::take(&mut step.files) {
            self.runner.files.put(account_id, bytes).await?;
        }
        let now = self.runner.clock.now();
        let elapsed_ms = step.elapsed.as_secs_f64() * 1_000.0;
        let payload = json!({ "stage": step.stage, "elapsed_ms": elapsed_ms });
        self.runner
            .db
            .transaction(async |conn| {
                self.task.hold_at_checkpoint(conn).await?;
                store::finish_stage(conn, id, &step, now).await?;
                tell(conn, account_id, id, EventKind::StageFinished, payload.clone(), now).await
            })
            .await?;
        measures::kept(step.stage, step.elapsed);
        Ok(step.result)
    }

    /// Keeps the documents and ends the run, all in one transaction.
    async fn finish(&self, checkpoints: &Checkpoints) -> Result<()> {
        let reviewed: Reviewed = checkpoints.get(StageName::QualityValidator)?;
        let rendered: RenderedFiles = checkpoints.get(StageName::PdfExporter)?;
        let (id, account_id, now) = (self.generation.id, self.generation.account_id, self.runner.clock.now());
        let finished = self.documents(&reviewed, &rendered, now)?;
        let is_with_models = self.ai.is_some();
        let is_clean = reviewed.documents.iter().all(is_clean);
        let status = if is_clean { GenerationStatus::Succeeded } else { GenerationStatus::NeedsReview };
        let notification = notices::finished(self.generation, is_clean);
        self.runner
            .db
            .transaction(async |conn| {
                self.task.hold(conn).await?;
                if !store::advance(conn, id, status, None, now).await? {
                    return Ok(());
                }
                self.runner.documents.keep(conn, &finished).await?;
                parts::forget(conn, id).await?;
                tell(conn, account_id, id, EventKind::GenerationFinished, json!({ "status": status }), now)
                    .await?;
                notices::tell_end(conn, self.generation, &notification, is_with_models, now).await
            })
            .await
    }

    /// Ends the run with its reason, unless the fault may pass and another run is left.
    async fn fail(&self, stage: Option<StageName>, error: Error) -> Result<()> {
        let may_pass = matches!(
            error.kind(),
            ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::LimitReached | ErrorKind::Conflict
        );
        if self.task.cancellation.is_cancelled() || (may_pass && !self.task.is_last_attempt) {
            return Err(error);
        }
        self.note(stage, &error, may_pass).await?;
        Err(error)
    }

    /// Ends the run with a reason.
    async fn note(&self, stage: Option<StageName>, error: &Error, is_retryable: bool) -> Result<()> {
        let failure = Failure {
            code: code(error.kind()).to_owned(),
            stage,
            message: error.message().to_owned(),
            is_retryable,
        };
        let (id, account_id, now) = (self.generation.id, self.generation.account_id, self.runner.clock.now());
        let notification = notices::failed(self.generation, &failure);
        let is_with_models = self.ai.is_some();
        self.runner
            .db
            .transaction(async |conn| {
                self.task.hold(conn).await?;
                if let Some(stage) = stage {
                    store::fail_stage(conn, id, stage, now).await?;
                }
                if store::advance(conn, id, GenerationStatus::Failed, Some(&failure), now).await? {
                    let payload = json!({ "failure": failure });
                    tell(conn, account_id, id, EventKind::GenerationFailed, payload, now).await?;
                    notices::tell_end(conn, self.generation, &notification, is_with_models, now).await?;
                }
                Ok(())
            })
            .await
    }

    /// The documents of the run, ready to keep.
    fn documents(
        &self,
        reviewed: &Reviewed,
        rendered: &RenderedFiles,
        now: DateTime<Utc>,
    ) -> Result<Vec<FinishedDocument>> {
        let generation = self.generation;
        let facts = list_facts(&self.input.profile);
        let name = self.input.profile.basics.name.as_ref().map_or("", |name| name.value.text.as_str());
        let pairs = reviewed.documents.iter().zip(&rendered.files);
        pairs
            .map(|(draft, file)| {
                let mut quality = draft.quality.clone();
                quality.ats = file.ats.clone();
                let quality = serde_json::to_value(quality)
                    .map_err(|cause| Error::internal("A quality report cannot be stored.", cause))?;
                let kind = draft.content.kind;
                let document = Document {
                    id: ids::new_id(),
                    account_id: generation.account_id,
                    generation_id: Some(generation.id),
                    profile_id: Some(generation.profile_id),
                    job_id: Some(generation.job_id),
                    kind,
                    version: 1,
                    template: draft.template.clone(),
                    profile_title: generation.profile_title.clone(),
                    job_title: Some(generation.job_title.clone()),
                    company: Some(generation.company.clone()),
                    created_at: now,
                    updated_at: now,
                    title: None,
                    archived_at: None,
                };
                let version = DocumentVersion {
                    document_id: document.id,
                    version: 1,
                    content: draft.content.clone(),
                    quality,
                    facts: cited_facts(&draft.content, &facts),
                    origin: VersionOrigin::generated(),
                    accepted: Vec::new(),
                    pinned: self.input.options.pinned_in(&draft.content),
                    files_status: FilesStatus::Ready,
                    files_failure: None,
                    created_at: now,
                };
                let file = DocumentFile {
                    id: ids::new_id(),
                    document_id: document.id,
                    version: 1,
                    account_id: generation.account_id,
                    format: FileFormat::Pdf,
                    engine: None,
                    paper: None,
                    standard: None,
                    file_name: file_name(name, kind, &generation.company, FileFormat::Pdf),
                    sha256: file.sha256.clone(),
                    size_bytes: file.size_bytes,
                    pages: Some(u32::from(file.pages)),
                    read_back: Some(file.read_back.clone()),
                    created_at: now,
                };
                Ok(FinishedDocument { document, version, files: vec![file] })
            })
            .collect()
    }
}

/// Whether nothing in the document was warned of, stopped or noted, beside who wrote it.
fn is_clean(draft: &ReviewedDraft) -> bool {
    draft.quality.factuality.blocked == 0
        && draft
            .quality
            .notes
            .iter()
            .all(|note| [MODEL_UNAVAILABLE, RULES_KEPT].contains(&note.code.as_str()))
        && draft.content.claims().all(|claim| claim.verdict == Verdict::Pass)
}

/// The word of a failure for clients to switch on.
fn code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::DoesNotFit => "does_not_fit",
        ErrorKind::Unsupported => "unsupported",
        ErrorKind::Invalid => "invalid",
        ErrorKind::Unavailable | ErrorKind::LimitReached => "unavailable",
        _ => "internal",
    }
}

/// The run was told to stop; what is kept so far is enough to go on.
fn stopped() -> Error {
    Error::new(ErrorKind::Unavailable, "The generation was told to stop.")
}
