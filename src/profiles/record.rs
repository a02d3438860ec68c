//! A profile as it is kept: owned, versioned, with its history.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::ProfileContent;

/// Most profiles of an account.
pub const MAX_PROFILES: i64 = 50;
/// Longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 120;

/// A master résumé.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// What its owner calls it, such as "Backend".
    pub title: String,
    /// One more with each change; sent back with the next.
    pub version: u32,
    /// The facts.
    pub content: ProfileContent,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A version a profile has had.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileVersion {
    /// The profile.
    pub profile_id: Uuid,
    /// Which version, from 1.
    pub version: u32,
    /// Its title then.
    pub title: String,
    /// The facts then.
    pub content: ProfileContent,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeOutcome {
    /// It is done; the profile as it is now.
    Changed(Profile),
    /// The profile has changed since the caller read it; as it is now. Nothing was done.
    Stale(Profile),
}
