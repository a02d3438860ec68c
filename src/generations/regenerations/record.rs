//! A section written anew as it is kept: what was asked, how far it is, what came of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::Place;
use crate::generations::model::Note;
use crate::generations::record::Usage;
use crate::jobs::model::Method;

/// How far it is, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegenerationStatus {
    /// Accepted; nothing was done yet.
    Queued,
    /// It is being written.
    Running,
    /// It is a new version of the document.
    Saved,
    /// Nothing of what was asked could be done, so there is no new version.
    NotFollowed,
    /// The document has changed meanwhile.
    Stale,
    /// The document as a whole would say what no fact carries, or lose what it has to have.
    Blocked,
    /// The document would be longer than its pages.
    DoesNotFit,
    /// The profile is gone, so nothing can be checked against it.
    ProfileGone,
    /// It broke off.
    Failed,
    /// Its owner ended it.
    Cancelled,
}

impl RegenerationStatus {
    /// Every status with its word in SQL and logs.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Queued, "queued"),
        (Self::Running, "running"),
        (Self::Saved, "saved"),
        (Self::NotFollowed, "not_followed"),
        (Self::Stale, "stale"),
        (Self::Blocked, "blocked"),
        (Self::DoesNotFit, "does_not_fit"),
        (Self::ProfileGone, "profile_gone"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
    ];

    /// Those that have not ended.
    pub const OPEN: [Self; 2] = [Self::Queued, Self::Running];

    /// The status's word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("", |(_, word)| word)
    }

    /// The status of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(status, _)| *status)
    }
}

/// A section that is, or was, to be written anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Regeneration {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The run the document rests on, whose events tell of it.
    pub generation_id: Uuid,
    /// The document's version as it was read.
    pub version: u32,
    /// What of it.
    pub place: Place,
    /// What was asked.
    pub instruction: String,
    /// How far it is.
    pub status: RegenerationStatus,
    /// What came of it, as far as it has ended.
    pub outcome: Outcome,
    /// The version it made.
    pub made_version: Option<u32>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When it was begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// Who wrote what is kept.
    pub method: Method,
    /// The model that answered last, by its own word.
    pub model: Option<String>,
    /// What it cost; nothing where it broke off or was ended before.
    pub usage: Usage,
    /// What could not be followed, and why.
    pub notes: Vec<Note>,
}

/// What came of asking for it.
#[derive(Debug, Clone, PartialEq)]
pub enum StartOutcome {
    /// It is queued; also the answer to a repeated request under the same key.
    Accepted(Regeneration),
    /// Another section of the document is being written.
    AlreadyRunning(Regeneration),
    /// The document has changed since it was read.
    Stale,
    /// The key was used for another request: that one.
    KeyTaken(Regeneration),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_as_the_status_they_name() {
        for (status, word) in RegenerationStatus::ALL {
            assert_eq!((status.word(), RegenerationStatus::from_word(word)), (word, Some(status)));
        }
        assert_eq!(RegenerationStatus::from_word("lost"), None);
    }
}
