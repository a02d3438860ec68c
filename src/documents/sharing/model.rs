//! A link to share a document by: how long, what of it, and the secret that opens it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::documents::model::{DocumentContent, DocumentKind};
use crate::documents::record::FileFormat;
use crate::error::{Error, Result, Violation};
use crate::ids;

/// The days a link is good where its owner does not say.
pub const DEFAULT_DAYS: u32 = 30;

/// The most days a link is good.
pub const MAX_DAYS: u32 = 365;

/// The most links of a document that are good at once.
pub const MAX_SHARES: usize = 20;

/// A link as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Its id; it opens nothing.
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The version that is shown; none for the current one.
    pub version: Option<u32>,
    /// The formats that may be downloaded.
    pub formats: Vec<FileFormat>,
    /// Whether it is counted how often it is opened.
    pub is_counted: bool,
    /// How often it was opened, where that is counted.
    pub opened_count: u64,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When its owner ended it.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What an owner wants of a link.
#[derive(Debug, Clone, PartialEq)]
pub struct NewShare {
    /// The document.
    pub document_id: Uuid,
    /// When it is to end; none for so many days from now.
    pub expires_at: Option<DateTime<Utc>>,
    /// So many days from now; [`DEFAULT_DAYS`] where neither is said.
    pub days: Option<u32>,
    /// The version to show; none for the current one, whichever that is then.
    pub version: Option<u32>,
    /// The formats that may be downloaded.
    pub formats: Vec<FileFormat>,
    /// Whether to count how often it is opened.
    pub is_counted: bool,
}

impl NewShare {
    /// When it ends.
    ///
    /// # Errors
    /// `Invalid` with the place for an end that is over or too far away, and for two ends.
    pub fn end(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let wrong = |field: &str, code: &str, message: String| {
            Err(Error::violations("The document was not shared.", vec![Violation::new(field, code, message)]))
        };
        let latest = now + Duration::days(i64::from(MAX_DAYS));
        match (self.expires_at, self.days) {
            (Some(_), Some(_)) => {
                wrong("days", "ambiguous", "Say either an end or a number of days.".to_owned())
            }
            (Some(end), None) if end <= now => {
                wrong("expiresAt", "in_the_past", "A link ends in the future.".to_owned())
            }
            (Some(end), None) if end > latest => {
                wrong("expiresAt", "too_late", format!("A link ends within {MAX_DAYS} days."))
            }
            (Some(end), None) => Ok(end),
            (None, days) => match days.unwrap_or(DEFAULT_DAYS) {
                days @ 1..=MAX_DAYS => Ok(now + Duration::days(i64::from(days))),
                _ => wrong("days", "out_of_range", format!("A link is good for 1 to {MAX_DAYS} days.")),
            },
        }
    }
}

/// What a link opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// What it is.
    pub kind: DocumentKind,
    /// What it says.
    pub content: DocumentContent,
    /// The files that may be downloaded.
    pub files: Vec<SharedFile>,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
}

/// A file that may be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFile {
    /// Its format.
    pub format: FileFormat,
    /// The name to save it under; it names no employer.
    pub file_name: String,
    /// Its size.
    pub size_bytes: u64,
}

/// The secret of a link: 256 random bits. Never printed but by [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// What is kept of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretHash(pub [u8; 32]);

impl Secret {
    /// Draws a secret.
    pub fn draw() -> Self {
        Self(URL_SAFE_NO_PAD.encode(ids::new_secret()))
    }

    /// What somebody says the secret is. Any text is hashed, so that one that cannot be a secret
    /// takes the same way.
    pub fn claimed(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The hash it is known by. A link is looked up by it, and what a lookup tells by its time is
    /// of the hash, which nobody can aim at.
    pub fn hash(&self) -> SecretHash {
        let mut hash = Sha256::new();
        hash.update(b"jobwise share v1\0");
        hash.update(self.0.as_bytes());
        SecretHash(hash.finalize().into())
    }

    /// The secret itself, for the link.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-30T12:00:00Z".parse().expect("a time")
    }

    #[test]
    fn a_link_ends_within_a_year_and_not_before_now() {
        let check = |expires_at: Option<&str>, days: Option<u32>, expected: Result<&str, &str>| {
            let share = NewShare {
                document_id: Uuid::nil(),
                expires_at: expires_at.map(|at| at.parse().expect("a time")),
                days,
                version: None,
                formats: Vec::new(),
                is_counted: false,
            };
            let end = share.end(now());
            match expected {
                Ok(at) => assert_eq!(end.expect("an end"), at.parse::<DateTime<Utc>>().expect("a time")),
                Err(code) => assert_eq!(end.expect_err(code).places()[0].code, code),
            }
        };
        check(None, None, Ok("2026-12-30T12:00:00Z"));
        check(None, Some(1), Ok("2026-12-01T12:00:00Z"));
        check(None, Some(365), Ok("2027-11-30T12:00:00Z"));
        check(None, Some(0), Err("out_of_range"));
        check(None, Some(366), Err("out_of_range"));
        check(Some("2026-11-30T12:00:01Z"), None, Ok("2026-11-30T12:00:01Z"));
        check(Some("2026-11-30T12:00:00Z"), None, Err("in_the_past"));
        check(Some("2027-11-30T12:00:01Z"), None, Err("too_late"));
        check(Some("2026-12-01T12:00:00Z"), Some(1), Err("ambiguous"));
    }

    #[test]
    fn a_secret_is_long_never_printed_and_known_by_its_hash() {
        let [one, other] = [Secret::draw(), Secret::draw()];
        assert_eq!(one.expose().len(), 43, "256 bits");
        assert_ne!(one.hash(), other.hash());
        assert_eq!(Secret::claimed(one.expose()).hash(), one.hash());
        assert!(!format!("{one:?}").contains(one.expose()));
        // Neither half a secret nor its hash opens anything.
        assert_ne!(Secret::claimed(&one.expose()[..42]).hash(), one.hash());
        let hash: String = one.hash().0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_ne!(Secret::claimed(&hash).hash(), one.hash());
    }
}
