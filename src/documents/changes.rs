//! How a version of a document came to be, what of it a person has accepted, and whether its
//! files are printed. Part of what [`record`](super::record) hands out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a version comes from: who changed what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionOrigin {
    /// What was done.
    pub change: DocumentChange,
    /// The account that did it; none for a generation.
    pub changed_by: Option<Uuid>,
    /// The claim it was done to, where it was one.
    pub claim_id: Option<String>,
    /// The version whose words it has again.
    pub reverted_to: Option<u32>,
    /// Why, in the words of whoever did it.
    pub reason: Option<String>,
}

impl VersionOrigin {
    /// That of the version a generation made.
    pub fn generated() -> Self {
        Self {
            change: DocumentChange::Generated,
            changed_by: None,
            claim_id: None,
            reverted_to: None,
            reason: None,
        }
    }
}

/// What was done to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentChange {
    /// A generation made it.
    Generated,
    /// A claim was accepted as it stands.
    ClaimAccepted,
    /// A claim was taken out.
    ClaimRemoved,
    /// A claim gave way to the own words of a fact it cites.
    ClaimRestored,
    /// A claim was put in other words.
    ClaimEdited,
    /// A claim was put in words that became a fact of the profile.
    ClaimStated,
    /// A claim was written anew.
    ClaimAdded,
    /// A fact that was not printed is.
    FactRestored,
    /// A fact was made to stay.
    FactPinned,
    /// A fact need not stay any more.
    FactUnpinned,
    /// A claim was moved within its entry.
    ClaimMoved,
    /// An entry was moved within its section.
    EntryMoved,
    /// A section was moved.
    SectionMoved,
    /// The least worthy lines were left out so that it fits its pages.
    Fitted,
    /// Several of these were done at once.
    Edited,
    /// It has the words of an earlier version again.
    Reverted,
    /// It was copied from another document.
    Duplicated,
    /// A section was written anew, as somebody asked for it.
    SectionRegenerated,
}

impl DocumentChange {
    /// Every change with its word in SQL and logs.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::Generated, "generated"),
        (Self::ClaimAccepted, "claim_accepted"),
        (Self::ClaimRemoved, "claim_removed"),
        (Self::ClaimRestored, "claim_restored"),
        (Self::ClaimEdited, "claim_edited"),
        (Self::ClaimStated, "claim_stated"),
        (Self::ClaimAdded, "claim_added"),
        (Self::FactRestored, "fact_restored"),
        (Self::FactPinned, "fact_pinned"),
        (Self::FactUnpinned, "fact_unpinned"),
        (Self::ClaimMoved, "claim_moved"),
        (Self::EntryMoved, "entry_moved"),
        (Self::SectionMoved, "section_moved"),
        (Self::Fitted, "fitted"),
        (Self::Edited, "edited"),
        (Self::Reverted, "reverted"),
        (Self::Duplicated, "duplicated"),
        (Self::SectionRegenerated, "section_regenerated"),
    ];

    /// The change's word.
    pub fn word(self) -> &'static str {
        word_of(&Self::ALL, self)
    }

    /// The change of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        of_word(&Self::ALL, word)
    }
}

/// A claim that a person has looked at and wants as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedClaim {
    /// The claim's id.
    pub claim: String,
    /// The account that accepted it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Whether the files of a version are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesStatus {
    /// They wait to be printed.
    Pending,
    /// They are printed and read back.
    Ready,
    /// They could not be printed; [`FilesFailure`] says why.
    Failed,
    /// A later version came before they were printed.
    Superseded,
}

impl FilesStatus {
    /// Every status with its word in SQL and logs.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Pending, "pending"),
        (Self::Ready, "ready"),
        (Self::Failed, "failed"),
        (Self::Superseded, "superseded"),
    ];

    /// The status's word.
    pub fn word(self) -> &'static str {
        word_of(&Self::ALL, self)
    }

    /// The status of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        of_word(&Self::ALL, word)
    }
}

/// Why the files of a version could not be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesFailure {
    /// A stable word to switch on, such as `does_not_fit`.
    pub code: String,
    /// What happened and what to do, for a person.
    pub message: String,
}

impl FilesFailure {
    /// The code of what went wrong on our side, and may go right another time.
    pub const INTERNAL: &'static str = "internal";

    /// Whether printing the same again may succeed.
    pub fn may_pass(&self) -> bool {
        self.code == Self::INTERNAL
    }
}

fn word_of<T: PartialEq>(all: &[(T, &'static str)], one: T) -> &'static str {
    all.iter().find(|(known, _)| *known == one).map_or("", |(_, word)| word)
}

fn of_word<T: Copy>(all: &[(T, &'static str)], word: &str) -> Option<T> {
    all.iter().find(|(_, known)| *known == word).map(|(one, _)| *one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_as_what_they_name() {
        for (change, word) in DocumentChange::ALL {
            assert_eq!((change.word(), DocumentChange::from_word(word)), (word, Some(change)));
        }
        for (status, word) in FilesStatus::ALL {
            assert_eq!((status.word(), FilesStatus::from_word(word)), (word, Some(status)));
        }
        assert_eq!(DocumentChange::from_word("lost"), None);
        assert_eq!(FilesStatus::from_word("lost"), None);
    }
}
