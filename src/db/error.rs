//! What Postgres says, in the words of the house.

use std::error::Error as StdError;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::error::{Error, ErrorKind};

impl From<DieselError> for Error {
    /// A missing row becomes `NotFound`, a unique violation `Conflict`, a text that Postgres
    /// cannot hold `Invalid`, a lost connection `Unavailable`, all else `Internal`. The cause keeps Postgres's words;
    /// [`violated_constraint`] reads which rule was broken.
    #[track_caller]
    fn from(cause: DieselError) -> Self {
        match &cause {
            DieselError::NotFound => Self::not_found("record").caused_by(cause),
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::new(ErrorKind::Conflict, "The same already exists.").caused_by(cause)
            }
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::new(ErrorKind::Conflict, "Somebody changed the same at the same time; try again.")
                    .caused_by(cause)
            }
            _ if holds_zero(&cause) => {
                Self::invalid("A text holds the character U+0000, which cannot be kept; leave it out.")
                    .caused_by(cause)
            }
            _ if is_away(&cause) => {
                Self::unavailable("The connection to the database was lost; try again.", cause)
                    .retry_after_ms(1_000)
            }
            _ => Self::internal("The database refused a statement.", cause),
        }
    }
}

/// The name of the constraint or unique index that a statement broke, if it broke one.
pub fn violated_constraint(error: &Error) -> Option<&str> {
    match cause(error)? {
        DieselError::DatabaseError(_, information) => information.constraint_name(),
        _ => None,
    }
}

/// Whether the transaction may succeed when it is run again from the start.
pub(super) fn is_worth_repeating(error: &Error) -> bool {
    match cause(error) {
        Some(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
        // Diesel keeps no SQLSTATE for 40P01, only the words.
        Some(DieselError::DatabaseError(_, information)) => information.message() == "deadlock detected",
        _ => false,
    }
}

fn cause(error: &Error) -> Option<&DieselError> {
    error.source().and_then(|source| source.downcast_ref())
}

/// Whether a text or JSON was sent in which U+0000 stands, the one character Postgres keeps
/// nowhere. Anybody may send it, in any field.
fn holds_zero(cause: &DieselError) -> bool {
    match cause {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            ["invalid byte sequence for encoding \"UTF8\": 0x00", "unsupported Unicode escape sequence"]
                .contains(&information.message())
        }
        _ => false,
    }
}

/// Whether the server went away: the link broke, or it is shutting down or starting up.
fn is_away(cause: &DieselError) -> bool {
    match cause {
        DieselError::BrokenTransactionManager => true,
        DieselError::DatabaseError(
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
            _,
        ) => true,
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) => [
            "terminating connection due to administrator command",
            "terminating connection because of crash of another server process",
            "the database system is shutting down",
            "the database system is starting up",
            "the database system is in recovery mode",
        ]
        .contains(&information.message()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: DatabaseErrorKind, message: &str) -> Error {
        DieselError::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn what_postgres_says_gets_its_kind() {
        let check = |error: Error, kind: ErrorKind| assert_eq!(error.kind(), kind, "{error:?}");
        check(DieselError::NotFound.into(), ErrorKind::NotFound);
        let zero = "invalid byte sequence for encoding \"UTF8\": 0x00";
        check(refused(DatabaseErrorKind::Unknown, zero), ErrorKind::Invalid);
        check(refused(DatabaseErrorKind::UniqueViolation, "duplicate key"), ErrorKind::Conflict);
        check(refused(DatabaseErrorKind::UnableToSendCommand, "connection closed"), ErrorKind::Unavailable);
        check(
            refused(DatabaseErrorKind::Unknown, "terminating connection due to administrator command"),
            ErrorKind::Unavailable,
        );
        check(refused(DatabaseErrorKind::Unknown, "syntax error"), ErrorKind::Internal);
        check(refused(DatabaseErrorKind::CheckViolation, "a check"), ErrorKind::Internal);
    }

    #[test]
    fn only_collisions_are_worth_repeating() {
        let check = |error: Error, expected: bool| assert_eq!(is_worth_repeating(&error), expected);
        check(refused(DatabaseErrorKind::SerializationFailure, "could not serialize access"), true);
        check(refused(DatabaseErrorKind::Unknown, "deadlock detected"), true);
        check(refused(DatabaseErrorKind::UniqueViolation, "duplicate key"), false);
        check(Error::invalid("deadlock detected"), false);
    }

    #[test]
    fn messages_do_not_repeat_the_words_of_the_cause() {
        let error = refused(DatabaseErrorKind::Unknown, "secret words");
        assert!(!error.message().contains("secret words"));
    }
}
