//! What a stage is, and the only door from a stage to the outside.

use std::future::Future;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use super::asking::Purses;
use super::model::StageName;
use crate::ai::setup::Ai;
use crate::clock::Clock;
use crate::documents::formats::typst::Typesetter;
use crate::documents::formats::wkhtmltopdf::Wkhtmltopdf;
use crate::error::{Error, Result};
use crate::language::lexicon::Lexicon;
use crate::telemetry::{Span, panics};

/// One of the five stages: plain data in, plain data out.
///
/// What comes out is saved before the next stage begins, so it must survive a round trip
/// through JSON; what goes in is shared, so that work can move to another thread without
/// being copied.
pub trait Stage {
    /// What the stage reads.
    type Input: Send + Sync + 'static;
    /// What the stage makes.
    type Output: Serialize + DeserializeOwned + Send + 'static;
    /// Which of the five it is.
    const NAME: StageName;

    /// Does the work of the stage.
    ///
    /// # Errors
    /// What the stage cannot decide by itself: `Invalid` options, content that `DoesNotFit`,
    /// or an `Internal` fault. Poor input is never an error; it makes a poorer result.
    fn run(
        &self,
        ctx: &StageContext,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// Something a run tells while it goes on. Whoever listens turns it into events; nothing
/// waits for the listener.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Progress {
    /// A stage has begun.
    StageStarted {
        /// Which.
        stage: StageName,
    },
    /// A stage has come so far.
    StageProgressed {
        /// Which.
        stage: StageName,
        /// Done of this stage, 0 to 1.
        fraction: f32,
    },
    /// Words of a model while it writes: for the eye alone. What becomes of them is decided when
    /// the answer is whole.
    Text(LiveText),
    /// A stage is done and has a result.
    StageFinished {
        /// Which.
        stage: StageName,
        /// Wall time it took, in milliseconds.
        elapsed_ms: f64,
    },
}

/// Words of a line of a document while a model writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveText {
    /// The stage that asked.
    pub stage: StageName,
    /// The claim whose line it would be.
    pub claim: String,
    /// The words, to be put behind those told before.
    pub text: String,
    /// Whether the line begins with them, so that what was told of it before counts for nothing.
    pub begins: bool,
    /// The section that is written anew it would be a line of; none while a run is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regeneration: Option<Uuid>,
}

/// Where progress goes: a channel, or nowhere.
#[derive(Debug, Clone, Default)]
pub struct ProgressSink(Option<UnboundedSender<Progress>>);

impl ProgressSink {
    /// Sends to whoever holds the other end; a listener that has gone away is no fault.
    pub fn new(sender: UnboundedSender<Progress>) -> Self {
        Self(Some(sender))
    }

    /// Keeps quiet.
    pub fn silent() -> Self {
        Self(None)
    }

    /// Tells one thing.
    pub fn tell(&self, progress: Progress) {
        if let Some(sender) = &self.0 {
            // The run goes on for its result, not for its audience.
            let _ = sender.send(progress);
        }
    }
}

/// The outside as a stage sees it. Cheap to clone.
#[derive(Clone)]
pub struct StageContext {
    /// The words the house knows; read once and kept as long as the process lives.
    pub lexicon: &'static Lexicon,
    /// Lays out and prints, its fonts loaded once.
    pub typesetter: Arc<Typesetter>,
    /// What prints PDFs in its place; none for the typesetter itself.
    pub pdf_engine: Option<Arc<Wkhtmltopdf>>,
    /// The time of day; the day of a run itself is part of its input.
    pub clock: Clock,
    /// Where progress goes.
    pub progress: ProgressSink,
    /// Models that may make words better; none for rules alone.
    pub ai: Option<Ai>,
    /// What may still be spent on them; set anew for each stage of a run.
    pub purses: Purses,
}

impl StageContext {
    /// Tells how far a stage has come, 0 to 1.
    pub fn progressed(&self, stage: StageName, fraction: f32) {
        self.progress.tell(Progress::StageProgressed { stage, fraction });
    }

    /// Does work that keeps a core busy away from the threads that serve requests.
    ///
    /// # Errors
    /// Those of the work; `Internal` when it panicked.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&StageContext) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ctx = self.clone();
        let stopped = "A stage stopped midway. Try again; if it happens again, report it.";
        let span = Span::current();
        let done = tokio::task::spawn_blocking(move || span.within(|| panics::guard(|| work(&ctx)))).await;
        match done {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => Err(Error::internal(stopped, panic)),
            Err(cause) => Err(Error::internal(stopped, cause)),
        }
    }
}
