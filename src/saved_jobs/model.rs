//! A tracked job and the moves its application can make.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Violation;

/// Longest note, in characters.
pub const MAX_NOTES_CHARS: usize = 20_000;
/// Most tags of one saved job.
pub const MAX_TAGS: usize = 30;
/// Longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 50;
/// Longest reason of a move, in characters.
pub const MAX_REASON_CHARS: usize = 2_000;

/// How far an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// Kept for later.
    Saved,
    /// Sent.
    Applied,
    /// In talks.
    Interviewing,
    /// An offer is on the table.
    Offer,
    /// The offer was taken.
    Accepted,
    /// The employer said no.
    Rejected,
    /// The person said no.
    Withdrawn,
}

impl ApplicationStatus {
    /// Every status, in the order of a board.
    pub const ALL: [Self; 7] = [
        Self::Saved,
        Self::Applied,
        Self::Interviewing,
        Self::Offer,
        Self::Accepted,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The status's name in SQL and logs.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Applied => "applied",
            Self::Interviewing => "interviewing",
            Self::Offer => "offer",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The status with that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }

    /// Where an application can go from here: on by a step that happens in life, or back by
    /// one to mend a slip. An end can be reopened, for employers do call again.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Saved => &[Self::Applied, Self::Interviewing],
            Self::Applied => &[Self::Interviewing, Self::Offer, Self::Rejected, Self::Withdrawn, Self::Saved],
            Self::Interviewing => &[Self::Offer, Self::Rejected, Self::Withdrawn, Self::Applied],
            Self::Offer => &[Self::Accepted, Self::Rejected, Self::Withdrawn, Self::Interviewing],
            Self::Accepted => &[Self::Withdrawn, Self::Offer],
            Self::Rejected | Self::Withdrawn => &[Self::Applied, Self::Interviewing],
        }
    }

    /// Whether the move to `to` is one of [`ApplicationStatus::next`].
    pub fn can_move_to(self, to: Self) -> bool {
        self.next().contains(&to)
    }
}

/// A job as its owner tracks it.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedJob {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The job; it may be withdrawn meanwhile, while title and employer stay.
    pub job_id: Uuid,
    /// The job's title when it was saved.
    pub job_title: String,
    /// The job's employer when it was saved.
    pub company: String,
    /// How far the application is.
    pub status: ApplicationStatus,
    /// Whether its owner marked it.
    pub is_favourite: bool,
    /// Whether its owner does not want to see it.
    pub is_hidden: bool,
    /// The owner's notes.
    pub notes: Option<String>,
    /// The owner's tags, in their order, none twice.
    pub tags: Vec<String>,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// One move of an application: who, when and why.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusChange {
    /// The saved job.
    pub saved_job_id: Uuid,
    /// From where; none when it was saved.
    pub from: Option<ApplicationStatus>,
    /// To where.
    pub to: ApplicationStatus,
    /// The account that moved it.
    pub changed_by: Uuid,
    /// Why, in the owner's words.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What an owner changes of a saved job; what is none stays.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SavedJobPatch {
    /// Marked or not.
    pub is_favourite: Option<bool>,
    /// Hidden or not.
    pub is_hidden: Option<bool>,
    /// New notes; an empty text takes them away.
    pub notes: Option<String>,
    /// New tags instead of all old ones.
    pub tags: Option<Vec<String>>,
}

impl SavedJobPatch {
    /// The patch with tidy tags and notes, or what is wrong with it.
    ///
    /// # Errors
    /// Violations for notes or tags that are too long or too many.
    pub fn tidied(mut self) -> Result<Self, Vec<Violation>> {
        let mut violations = Vec::new();
        if let Some(notes) = &self.notes
            && notes.chars().count() > MAX_NOTES_CHARS
        {
            violations.push(Violation::new(
                "notes",
                "too_long",
                format!("Keep the notes within {MAX_NOTES_CHARS} characters."),
            ));
        }
        if let Some(tags) = self.tags.take() {
            let mut tidy: Vec<String> = Vec::with_capacity(tags.len());
            for tag in tags {
                let tag = tag.trim().to_owned();
                if !tag.is_empty() && !tidy.contains(&tag) {
                    tidy.push(tag);
                }
            }
            if tidy.len() > MAX_TAGS {
                violations.push(Violation::new("tags", "too_many", format!("Keep to {MAX_TAGS} tags.")));
            }
            for (index, tag) in tidy.iter().enumerate() {
                if tag.chars().count() > MAX_TAG_CHARS {
                    violations.push(Violation::new(
                        &format!("tags.{index}"),
                        "too_long",
                        format!("Keep a tag within {MAX_TAG_CHARS} characters."),
                    ));
                }
            }
            self.tags = Some(tidy);
        }
        if violations.is_empty() { Ok(self) } else { Err(violations) }
    }
}

/// Which saved jobs a list holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedJobFilter {
    /// With any of these statuses; every one when empty.
    pub statuses: Vec<ApplicationStatus>,
    /// Marked or not marked only.
    pub is_favourite: Option<bool>,
    /// The hidden ones instead of those that are not.
    pub is_hidden: bool,
    /// With this tag.
    pub tag: Option<String>,
}

/// What came of attaching a document.
#[derive(Debug, Clone, PartialEq)]
pub enum AttachOutcome {
    /// It is attached, and its files are kept.
    Attached(SavedJob),
    /// Its current version has no files: they are about to be printed, or could not be. Nothing
    /// was done.
    NotPrinted(SavedJob),
}

/// What a move came to.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveOutcome {
    /// It is where it was asked to be now.
    Moved(SavedJob),
    /// Such a move does not happen; [`ApplicationStatus::next`] of the saved job tells which do.
    Impossible(SavedJob),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_can_be_left_but_not_to_itself() {
        for status in ApplicationStatus::ALL {
            assert!(!status.next().is_empty(), "{status:?}");
            assert!(!status.can_move_to(status), "{status:?}");
            assert_eq!(ApplicationStatus::from_slug(status.slug()), Some(status));
        }
    }

    #[test]
    fn an_offer_cannot_be_taken_before_it_is_made() {
        assert!(!ApplicationStatus::Applied.can_move_to(ApplicationStatus::Accepted));
        assert!(!ApplicationStatus::Saved.can_move_to(ApplicationStatus::Accepted));
        assert!(ApplicationStatus::Offer.can_move_to(ApplicationStatus::Accepted));
    }

    #[test]
    fn tags_are_tidied_and_long_ones_refused() {
        let tags = |tags: &[&str]| SavedJobPatch {
            tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
            ..SavedJobPatch::default()
        };
        let tidy = tags(&[" remote ", "remote", "", "dream"]).tidied().expect("good tags");
        assert_eq!(tidy.tags, Some(vec!["remote".to_owned(), "dream".to_owned()]));
        assert!(tags(&["x".repeat(MAX_TAG_CHARS + 1).as_str()]).tidied().is_err());
    }
}
