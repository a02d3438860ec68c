//! What the user is told of each class of failure. Part of the failures.

use super::{Deadline, FailureClass};

impl FailureClass {
    /// What happened, as the end of a sentence that begins with the provider's name, and what
    /// to do about it.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::BadKey => ("did not accept its key", "Set a valid key for it."),
            Self::QuotaUsedUp => {
                ("says that its quota is used up", "Raise the limit or add credit in your account there.")
            }
            Self::RateLimited => ("took no more calls for now", "Try again in a few minutes."),
            Self::Overloaded => ("was overloaded", "Try again in a few minutes."),
            Self::ServerFault => {
                ("had a fault of its own", "Try again later; its status page may tell more.")
            }
            Self::TimedOut(Deadline::Total) => {
                ("did not finish in time", "Try again, or choose a faster model.")
            }
            Self::TimedOut(Deadline::FirstToken) => ("did not begin to answer in time", "Try again later."),
            Self::TimedOut(Deadline::Idle) => ("stopped in the middle of its answer", "Try again."),
            Self::Connection => (
                "could not be reached, or the connection broke",
                "Check the address that is set for it, and the network.",
            ),
            Self::Redirected => {
                ("sent the call to another address, which is not followed", "Set its final address.")
            }
            Self::Refused => ("declined to answer", "Another model may answer."),
            Self::ContentFilter => ("held its answer back by a filter", "Another model may answer."),
            Self::ContextTooLong => ("cannot read that much at once", "Choose a model that reads more."),
            Self::CutOff => (
                "used up its limit of words before it was done",
                "Choose a model that thinks less before it answers.",
            ),
            Self::Incomplete => ("broke off before the end of its answer", "Try again."),
            Self::Malformed => {
                ("sent something that is no answer", "Check that the address set for it speaks this API.")
            }
            Self::TooLarge => {
                ("sent far more than an answer can be", "Check that the address set for it speaks this API.")
            }
            Self::UnknownModel => {
                ("does not have that model, or not at that address", "Set the name of a model it has.")
            }
            Self::SchemaUnsupported => {
                ("cannot hold its model to the form asked for", "Choose a model with structured output.")
            }
            Self::BadRequest => ("found fault with the request", "Report it with the time it happened."),
            Self::WrongShape => ("did not answer in the form asked for", "Choose a more capable model."),
            Self::OverBudget => (
                "was not asked, for the budget of tokens is used up",
                "The next document has a budget of its own.",
            ),
            Self::DayUsedUp => (
                "was not asked, for your tokens of this day are used up",
                "There are new ones tomorrow (UTC); a key of your own is not counted.",
            ),
            Self::NotBooked => (
                "was not asked, for what it costs could not be put on the books",
                "Try again in a few minutes.",
            ),
            Self::Resting => {
                ("failed a moment ago and is left alone for now", "It is asked again in a little while.")
            }
            Self::Lost => ("was asked by a process that ended", "It was asked again."),
        }
    }
}
