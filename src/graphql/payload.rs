//! What every payload shares: violations, and the way from a service's refusal to a status.
//! Part of the GraphQL face.

use async_graphql::{Enum, ID, SimpleObject};

use crate::error::{self, Error, ErrorKind};

/// One place of an input that is wrong.
#[derive(Debug, Clone, SimpleObject)]
pub struct Violation {
    /// The way to the place, from the outermost input field inwards; list positions are decimal
    /// numbers. Example: `["experience", "0", "startDate"]`.
    path: Vec<String>,
    /// What is wrong and what would be right, for a person.
    message: String,
    /// A stable word to switch on, such as `required`, `too_long` or `date`.
    code: String,
}

impl From<error::Violation> for Violation {
    fn from(violation: error::Violation) -> Self {
        Self { path: violation.path, message: violation.message, code: violation.code }
    }
}

/// A refusal the client had to expect: what a payload's status is made from.
pub struct Refusal {
    /// Why; each payload maps the kinds it expects to a status of its own.
    pub kind: ErrorKind,
    /// The places that are wrong; empty for every other kind.
    pub violations: Vec<Violation>,
    /// Milliseconds until the same call may work.
    pub retry_after_ms: Option<u64>,
}

impl Refusal {
    /// Takes an error apart if the payload expects its kind, and hands it back if not, so that
    /// it leaves as a fault: `let refusal = Refusal::of(error, &[ErrorKind::Invalid])?;`
    ///
    /// # Errors
    /// The error itself, when its kind is not expected.
    pub fn of(error: Error, expected: &[ErrorKind]) -> Result<Self, Error> {
        if !expected.contains(&error.kind()) {
            return Err(error);
        }
        Ok(Self {
            kind: error.kind(),
            violations: error.places().iter().cloned().map(Violation::from).collect(),
            retry_after_ms: error.wait_ms(),
        })
    }
}

/// What came of deleting something.
#[derive(SimpleObject)]
pub struct DeletePayload {
    /// What came of it.
    status: DeleteStatus,
    /// The id of what was deleted; null when it was not found.
    deleted_id: Option<ID>,
}

/// What came of deleting something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DeleteStatus {
    /// It is gone.
    Deleted,
    /// It does not exist, or belongs to somebody else.
    NotFound,
}

impl DeletePayload {
    /// The payload of a service's answer; what was not found is a status.
    ///
    /// # Errors
    /// Every other refusal.
    pub fn of(id: ID, outcome: crate::error::Result<()>) -> super::error::Result<Self> {
        match outcome {
            Ok(()) => Ok(Self { status: DeleteStatus::Deleted, deleted_id: Some(id) }),
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                Ok(Self::not_found())
            }
        }
    }

    /// The payload for an id of another kind, or of nothing.
    pub fn not_found() -> Self {
        Self { status: DeleteStatus::NotFound, deleted_id: None }
    }
}
