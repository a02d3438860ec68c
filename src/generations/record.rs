//! A run as it is kept: its way from queued to finished, stage by stage.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{GenerationOptions, StageName};
use crate::documents::model::DocumentKind;
use crate::jobs::model::Method;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenerationStatus {
    /// Accepted; no stage has begun.
    Queued,
    /// A stage has begun.
    Running,
    /// Finished; the files are ready.
    Succeeded,
    /// Finished, the files are ready, and something was warned of or dropped.
    NeedsReview,
    /// Ended without files; [`Failure`] says why.
    Failed,
    /// Ended by its owner.
    Cancelled,
}

impl GenerationStatus {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Running, Self::Succeeded, Self::NeedsReview, Self::Failed, Self::Cancelled];

    /// The status's name in SQL and logs.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::NeedsReview => "needs_review",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_finished(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }

    /// Whether [`crate::generations::service::Generations::retry`] may start it again.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled)
    }
}

/// Why a run ended without files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A stable word to switch on, such as `does_not_fit` or `unsupported`.
    pub code: String,
    /// The stage it ended in.
    pub stage: Option<StageName>,
    /// What happened and what to do, for a person.
    pub message: String,
    /// Whether the same run may work when started again.
    pub is_retryable: bool,
}

/// A run without its frozen input.
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The profile it was made from.
    pub profile_id: Uuid,
    /// The version of the profile that was frozen.
    pub profile_version: u32,
    /// The job it was made for.
    pub job_id: Uuid,
    /// The profile's title when it was accepted.
    pub profile_title: String,
    /// The job's title when it was accepted.
    pub job_title: String,
    /// The job's employer when it was accepted.
    pub company: String,
    /// How far it is.
    pub status: GenerationStatus,
    /// The documents asked for.
    pub kinds: Vec<DocumentKind>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When its first stage began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageStatus {
    /// Not begun.
    Pending,
    /// Begun.
    Running,
    /// Its result is saved.
    Succeeded,
    /// It ended the run.
    Failed,
    /// The run ended before it.
    Skipped,
}

impl StageStatus {
    /// The status's name in SQL and logs.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The status with that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Pending, Self::Running, Self::Succeeded, Self::Failed, Self::Skipped]
            .into_iter()
            .find(|status| status.slug() == slug)
    }
}

/// What a stage cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens sent to a model.
    pub tokens_in: u32,
    /// Tokens a model wrote.
    pub tokens_out: u32,
    /// Tokens charged, failed attempts included.
    pub charged_tokens: u64,
    /// Millionths of a US dollar; none where some of it has no known price.
    pub cost_micros: Option<u64>,
}

impl Default for Usage {
    /// Nothing was asked, so nothing was spent.
    fn default() -> Self {
        Self { tokens_in: 0, tokens_out: 0, charged_tokens: 0, cost_micros: Some(0) }
    }
}

impl Usage {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            tokens_in: self.tokens_in.saturating_add(other.tokens_in),
            tokens_out: self.tokens_out.saturating_add(other.tokens_out),
            charged_tokens: self.charged_tokens.saturating_add(other.charged_tokens),
            cost_micros: self.cost_micros.zip(other.cost_micros).map(|(one, other)| one + other),
        }
    }
}

/// One stage of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRun {
    /// The run.
    pub generation_id: Uuid,
    /// Which stage.
    pub stage: StageName,
    /// How far it is.
    pub status: StageStatus,
    /// How its result was made.
    pub method: Method,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its result was saved.
    pub finished_at: Option<DateTime<Utc>>,
    /// Wall time it took, in milliseconds.
    pub elapsed_ms: Option<f64>,
    /// What it cost.
    pub usage: Usage,
    /// The model that answered last, by its own word; none where none did.
    pub model: Option<String>,
}

/// The five stages of a run in order, those not begun included.
pub fn complete_stages(generation: &Generation, begun: &[StageRun]) -> Vec<StageRun> {
    let waiting = if generation.status.is_finished() { StageStatus::Skipped } else { StageStatus::Pending };
    StageName::ALL
        .into_iter()
        .map(|stage| {
            begun.iter().find(|run| run.stage == stage).cloned().unwrap_or(StageRun {
                generation_id: generation.id,
                stage,
                status: waiting,
                method: Method::Rules,
                started_at: None,
                finished_at: None,
                elapsed_ms: None,
                usage: Usage::default(),
                model: None,
            })
        })
        .collect()
}

/// What an owner asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartGeneration {
    /// The profile to write from.
    pub profile_id: Uuid,
    /// The job to write for.
    pub job_id: Uuid,
    /// How.
    pub options: GenerationOptions,
    /// Names the request, so that repeating it does not start a second run. 1 to 200 characters.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// What came of asking for a run.
#[derive(Debug, Clone, PartialEq)]
pub enum StartOutcome {
    /// It is queued; also the answer to a repeated request under the same key.
    Accepted(Generation),
    /// The same is being made already.
    AlreadyRunning(Generation),
    /// Too many in the last hour; one more may be asked for then.
    QuotaReached {
        /// When.
        retry_at: DateTime<Utc>,
        /// In how many milliseconds.
        retry_after_ms: u64,
    },
    /// The key was used for another request; the run of that one.
    KeyTaken(Generation),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_the_status_they_name() {
        for status in GenerationStatus::ALL {
            assert_eq!(GenerationStatus::from_slug(status.slug()), Some(status));
        }
        assert_eq!(GenerationStatus::from_slug("lost"), None);
    }
}
