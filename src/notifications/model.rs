//! Notifications and changes of lists, and their forms as events; pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::events::Event;

/// What a notification tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A generation's documents are ready.
    GenerationFinished,
    /// They are ready, and something of them needs a look.
    GenerationNeedsReview,
    /// A generation ended without documents.
    GenerationFailed,
    /// The files of a changed document are ready.
    FilesReady,
    /// The files of a changed document could not be made.
    FilesFailed,
    /// A provider turned down the account's own key.
    ProviderKeyRefused,
}

impl NotificationKind {
    /// Every kind with its word in SQL.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::GenerationFinished, "generation_finished"),
        (Self::GenerationNeedsReview, "generation_needs_review"),
        (Self::GenerationFailed, "generation_failed"),
        (Self::FilesReady, "files_ready"),
        (Self::FilesFailed, "files_failed"),
        (Self::ProviderKeyRefused, "provider_key_refused"),
    ];

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// Something to tell an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotification {
    /// What it tells of.
    pub kind: NotificationKind,
    /// What happened and what to do, for a person.
    pub message: String,
    /// The generation it is about.
    pub generation_id: Option<Uuid>,
    /// The document it is about.
    pub document_id: Option<Uuid>,
}

/// Something an account was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its identifier.
    pub id: Uuid,
    /// Whom it was told.
    pub account_id: Uuid,
    /// The number of its event in the account's stream.
    pub number: i64,
    /// What it tells of.
    pub kind: NotificationKind,
    /// What happened and what to do, for a person.
    pub message: String,
    /// The generation it is about; it may be gone by now.
    pub generation_id: Option<Uuid>,
    /// The document it is about; it may be gone by now.
    pub document_id: Option<Uuid>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
    /// When its owner marked it as read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A list that is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The saved jobs.
    SavedJobs,
    /// The generations.
    Generations,
}

/// What happened to a line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Created,
    /// It is another than before.
    Updated,
    /// It is gone.
    Deleted,
}

/// An event of an account's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountEvent {
    /// Something the account was told: a [`Notification`] of this id.
    Notified(Uuid),
    /// A line of a list has changed.
    Changed {
        /// Which list.
        list: List,
        /// What happened to it.
        change: Change,
        /// Whose identifier it is.
        id: Uuid,
    },
}

/// The kinds of an account's events.
const NOTIFIED: &str = "notified";
const LISTS: [(List, &str); 2] =
    [(List::SavedJobs, "saved_job_changed"), (List::Generations, "generation_changed")];

#[derive(Deserialize)]
struct Particulars {
    id: Uuid,
    change: Option<Change>,
}

impl AccountEvent {
    /// The kind and the particulars as the log keeps them.
    pub fn write(&self) -> (&'static str, Value) {
        match self {
            Self::Notified(id) => (NOTIFIED, json!({ "id": id })),
            Self::Changed { list, change, id } => {
                let kind = LISTS.iter().find(|(known, _)| known == list).map_or("", |(_, kind)| kind);
                (kind, json!({ "id": id, "change": change }))
            }
        }
    }

    /// The event of the log; none for a kind that a later version wrote.
    pub fn read(event: &Event) -> Option<Self> {
        let Particulars { id, change } = Particulars::deserialize(&event.payload).ok()?;
        if event.kind == NOTIFIED {
            return Some(Self::Notified(id));
        }
        let (list, _) = LISTS.iter().find(|(_, kind)| *kind == event.kind)?;
        Some(Self::Changed { list: *list, change: change?, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(kind: &str, payload: Value) -> Event {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        Event { stream_id: Uuid::nil(), number: 1, kind: kind.to_owned(), payload, created_at: at }
    }

    #[test]
    fn events_read_back() {
        let id = Uuid::from_u128(7);
        let changes = [Change::Created, Change::Updated, Change::Deleted];
        let changed = LISTS
            .iter()
            .flat_map(|(list, _)| changes.map(|change| AccountEvent::Changed { list: *list, change, id }));
        for event in changed.chain([AccountEvent::Notified(id)]) {
            let (kind, payload) = event.write();
            assert_eq!(AccountEvent::read(&logged(kind, payload)), Some(event));
        }
    }

    #[test]
    fn what_a_later_version_tells_is_passed_over() {
        assert_eq!(AccountEvent::read(&logged("moved_house", json!({ "id": Uuid::nil() }))), None);
        assert_eq!(AccountEvent::read(&logged(NOTIFIED, json!({}))), None);
        assert_eq!(AccountEvent::read(&logged("saved_job_changed", json!({ "id": Uuid::nil() }))), None);
    }

    #[test]
    fn kinds_have_words_of_their_own() {
        for (kind, word) in NotificationKind::ALL {
            assert_eq!((NotificationKind::from_word(word), kind.word()), (Some(kind), word));
        }
        assert_eq!(NotificationKind::from_word("raining"), None);
    }
}
