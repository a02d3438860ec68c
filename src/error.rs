//! The one error of the house: a kind to act on, a message for a person, and the
//! cause for the log.
//!
//! Which error goes where:
//! - Pure rooms (`language`, `scoring`, `factcheck`) do not fail halfway: they
//!   return a value and findings.
//! - A use case that cannot go on returns an [`Error`]. Its [`ErrorKind`] tells the
//!   caller what can be done; its message says what happened, to which thing, and
//!   what to do next. It never holds a secret, résumé text or the words of a cause.
//! - The cause goes into `source()` and is logged once, at the boundary.
//! - The faces translate the kind into their own language (a GraphQL code, an HTTP
//!   status, an exit code).

use std::error::Error as StdError;
use std::fmt;
use std::panic::Location;

use serde::{Deserialize, Serialize};

/// What a caller can do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The input is wrong; the caller can correct it. [`Error::violations`] names the places.
    Invalid,
    /// Nobody is signed in, or the token is no longer good.
    Unauthenticated,
    /// Somebody is signed in who may not do this.
    Forbidden,
    /// The thing does not exist, or belongs to somebody else (the same answer for both).
    NotFound,
    /// The thing has changed meanwhile, or the request contradicts an earlier one.
    Conflict,
    /// A quota or rate limit; [`Error::retry_after_ms`] tells when to come back.
    LimitReached,
    /// The pinned content cannot be held by the pages asked for.
    DoesNotFit,
    /// A document would say what no fact carries; it is not made.
    Unsupported,
    /// Something the house depends on is away for now; the same call may work later.
    Unavailable,
    /// A fault of the house itself.
    Internal,
}

impl ErrorKind {
    /// The kind in logs, traces and reports.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::LimitReached => "limit_reached",
            Self::DoesNotFit => "does_not_fit",
            Self::Unsupported => "unsupported",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }
}

/// One place of an input that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// From the outermost input field inwards, list positions as decimal numbers.
    pub path: Vec<String>,
    /// What is wrong and what would be right, for a person.
    pub message: String,
    /// A stable word to switch on, such as `required`, `too_long`, `date`.
    pub code: String,
}

impl Violation {
    /// Makes a violation from a dotted path such as `experience.0.startDate`.
    pub fn new(path: &str, code: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            message: message.into(),
            code: code.to_owned(),
        }
    }
}

/// A fault or refusal, told once and completely.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    violations: Vec<Violation>,
    retry_after_ms: Option<u64>,
    source: Option<Box<dyn StdError + Send + Sync + 'static>>,
    place: &'static Location<'static>,
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error of the given kind; the message says what happened and what to do next.
    #[track_caller]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            violations: Vec::new(),
            retry_after_ms: None,
            source: None,
            place: Location::caller(),
        }
    }

    /// Wrong input without a single place to point at.
    #[track_caller]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    /// Wrong input with the places that are wrong.
    #[track_caller]
    pub fn violations(message: impl Into<String>, violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::new(ErrorKind::Invalid, message) }
    }

    /// A thing that does not exist for this caller; `what` is its noun, such as "profile".
    #[track_caller]
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorKind::NotFound, format!("There is no such {what}."))
    }

    /// A fault of the house; the cause is for the log only.
    #[track_caller]
    pub fn internal(message: impl Into<String>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Internal, message).caused_by(source)
    }

    /// A dependency that is away; the cause is for the log only.
    #[track_caller]
    pub fn unavailable(
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::new(ErrorKind::Unavailable, message).caused_by(source)
    }

    /// Adds the cause.
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds when the same call may work again, in milliseconds.
    pub fn retry_after_ms(mut self, retry_after_ms: u64) -> Self {
        self.retry_after_ms = Some(retry_after_ms);
        self
    }

    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence for a person.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The places of the input that are wrong; empty for every other kind.
    pub fn places(&self) -> &[Violation] {
        &self.violations
    }

    /// The line of the source it was made at, such as `src/db/error.rs:29`; for the log and reports.
    pub fn place(&self) -> String {
        short_place(self.place)
    }

    /// Milliseconds until the same call may work again, for limits and outages.
    pub fn wait_ms(&self) -> Option<u64> {
        self.retry_after_ms
    }
}

/// A line of a source, without the folders of the machine that compiled it.
pub fn short_place(place: &Location<'_>) -> String {
    let file = place.file();
    let inside = file.rsplit_once("/registry/src/").and_then(|(_, path)| path.split_once('/'));
    format!("{}:{}", inside.map_or(file, |(_, path)| path), place.line())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
