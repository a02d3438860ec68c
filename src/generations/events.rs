//! What happens in a run, told in its log: the kinds of events with their words, and what is told
//! live. Whoever watches reads them at the GraphQL face.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::db::Connection;
use crate::error::Result;
use crate::events::{self, NewEvent};

/// What happens in a run, as `events` keeps it. The payload of each is an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// `stage`
    StageStarted,
    /// `stage`, `fraction` 0 to 1
    StageProgressed,
    /// `stage`, `elapsed_ms`
    StageFinished,
    /// `status`
    GenerationFinished,
    /// `failure`
    GenerationFailed,
    /// nothing
    GenerationCancelled,
    /// `regeneration`, its id
    SectionRegenerationStarted,
    /// `regeneration`, its id
    SectionRegenerationEnded,
}

impl EventKind {
    /// Every kind with its word in the log.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::StageStarted, "stage_started"),
        (Self::StageProgressed, "stage_progressed"),
        (Self::StageFinished, "stage_finished"),
        (Self::GenerationFinished, "generation_finished"),
        (Self::GenerationFailed, "generation_failed"),
        (Self::GenerationCancelled, "generation_cancelled"),
        (Self::SectionRegenerationStarted, "section_regeneration_started"),
        (Self::SectionRegenerationEnded, "section_regeneration_ended"),
    ];

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether nothing follows it, unless the run is started again or a section is written anew.
    pub fn is_last(self) -> bool {
        matches!(
            self,
            Self::GenerationFinished
                | Self::GenerationFailed
                | Self::GenerationCancelled
                | Self::SectionRegenerationEnded
        )
    }
}

/// The kind of what is told live and not kept: a [`LiveText`].
pub const TEXT_DELTA: &str = "text_delta";

/// Adds an event of a run to the log, in the caller's transaction.
pub async fn tell(
    conn: &mut Connection,
    account_id: Uuid,
    generation_id: Uuid,
    kind: EventKind,
    payload: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let kind = kind.word().to_owned();
    events::append(conn, &NewEvent { stream_id: generation_id, account_id, kind, payload, created_at: now })
        .await?;
    Ok(())
}
