//! What every payload shares: violations, and the way from a service's refusal to a status.
//! Part of the GraphQL face.

use async_graphql::SimpleObject;

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
