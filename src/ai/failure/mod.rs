//! Why a model gave no answer: what can be done about it, and what the user is told.

mod words;

use std::fmt;
use std::time::Duration;

use super::call::Usage;

/// Which deadline of a call passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// The whole call took too long.
    Total,
    /// No word of a streamed answer came.
    FirstToken,
    /// An answer had begun and stood still.
    Idle,
}

/// The kinds of failure. Everything that can go wrong with a call is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureClass {
    /// The key is wrong, missing or may not use this model (401, 403).
    BadKey,
    /// The account at the provider has nothing left to spend.
    QuotaUsedUp,
    /// Too many calls for now (429).
    RateLimited,
    /// The provider is overloaded or gave up waiting (408, 503, 504, 529).
    Overloaded,
    /// The provider is broken (any other 5xx).
    ServerFault,
    /// A deadline of ours passed.
    TimedOut(Deadline),
    /// No connection could be made, or it broke.
    Connection,
    /// The provider sent us elsewhere, where we do not go.
    Redirected,
    /// The model declined to answer.
    Refused,
    /// A filter of the provider held the answer back.
    ContentFilter,
    /// The question is longer than the model can read.
    ContextTooLong,
    /// The answer ran into its own limit of tokens.
    CutOff,
    /// The answer ended without its end.
    Incomplete,
    /// What came is not what this wire speaks: no JSON, no UTF-8, broken gzip, nothing at all.
    Malformed,
    /// The answer is larger than anything that could be one.
    TooLarge,
    /// The provider does not know the model.
    UnknownModel,
    /// The provider cannot hold its model to a schema, or not to this one.
    SchemaUnsupported,
    /// The provider finds fault with the request itself.
    BadRequest,
    /// The answer is not the JSON that was asked for, asked twice.
    WrongShape,
    /// The question would cost more tokens than its budget has left.
    OverBudget,
    /// The question would cost more tokens than the account's day has left.
    DayUsedUp,
    /// What it would cost could not be put on the books, so nothing was spent.
    NotBooked,
    /// The provider failed a moment ago and is left alone for a while.
    Resting,
    /// The process that asked died before the answer had come.
    Lost,
}

/// What a failure costs the caller's patience: the one table that routing goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// Whether the same question to the same provider may work a moment later.
    pub can_retry: bool,
    /// Whether another provider may answer it.
    pub can_ask_another: bool,
    /// Whether it says something about the health of the provider, not about the question.
    pub is_outage: bool,
}

impl FailureClass {
    /// Every class, each deadline for itself.
    pub const ALL: [Self; 26] = [
        Self::BadKey,
        Self::QuotaUsedUp,
        Self::RateLimited,
        Self::Overloaded,
        Self::ServerFault,
        Self::TimedOut(Deadline::Total),
        Self::TimedOut(Deadline::FirstToken),
        Self::TimedOut(Deadline::Idle),
        Self::Connection,
        Self::Redirected,
        Self::Refused,
        Self::ContentFilter,
        Self::ContextTooLong,
        Self::CutOff,
        Self::Incomplete,
        Self::Malformed,
        Self::TooLarge,
        Self::UnknownModel,
        Self::SchemaUnsupported,
        Self::BadRequest,
        Self::WrongShape,
        Self::OverBudget,
        Self::DayUsedUp,
        Self::NotBooked,
        Self::Resting,
        Self::Lost,
    ];

    /// The class in SQL, logs and reports.
    pub fn slug(self) -> &'static str {
        match self {
            Self::BadKey => "bad_key",
            Self::QuotaUsedUp => "quota_used_up",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::ServerFault => "server_fault",
            Self::TimedOut(Deadline::Total) => "timed_out",
            Self::TimedOut(Deadline::FirstToken) => "timed_out_first_token",
            Self::TimedOut(Deadline::Idle) => "timed_out_idle",
            Self::Connection => "connection",
            Self::Redirected => "redirected",
            Self::Refused => "refused",
            Self::ContentFilter => "content_filter",
            Self::ContextTooLong => "context_too_long",
            Self::CutOff => "cut_off",
            Self::Incomplete => "incomplete",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::UnknownModel => "unknown_model",
            Self::SchemaUnsupported => "schema_unsupported",
            Self::BadRequest => "bad_request",
            Self::WrongShape => "wrong_shape",
            Self::OverBudget => "over_budget",
            Self::DayUsedUp => "day_used_up",
            Self::NotBooked => "not_booked",
            Self::Resting => "resting",
            Self::Lost => "lost",
        }
    }

    /// What helps. A call whose whole time is up is not tried again, since it would take that
    /// time again; what is wrong with key, quota, model or request stays wrong.
    pub fn remedy(self) -> Remedy {
        let remedy = |can_retry, can_ask_another, is_outage| Remedy { can_retry, can_ask_another, is_outage };
        match self {
            Self::RateLimited
            | Self::Overloaded
            | Self::ServerFault
            | Self::TimedOut(Deadline::FirstToken | Deadline::Idle)
            | Self::Connection
            | Self::Incomplete
            | Self::Malformed => remedy(true, true, true),
            // The next call asks in a looser way.
            Self::SchemaUnsupported => remedy(true, true, false),
            Self::BadKey
            | Self::QuotaUsedUp
            | Self::TimedOut(Deadline::Total)
            | Self::Redirected
            | Self::TooLarge
            | Self::UnknownModel => remedy(false, true, true),
            Self::Refused
            | Self::ContentFilter
            | Self::ContextTooLong
            | Self::CutOff
            | Self::BadRequest
            | Self::WrongShape
            | Self::OverBudget
            | Self::DayUsedUp
            | Self::NotBooked
            | Self::Resting
            | Self::Lost => remedy(false, true, false),
        }
    }

    /// Whether it says something about the question, which whoever asks again meets again.
    pub fn is_lasting(self) -> bool {
        let Remedy { can_retry, is_outage, .. } = self.remedy();
        !can_retry && !is_outage
    }

    /// The class of that slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.slug() == slug)
    }

    /// Whether a call that was sent may have been billed although no usage came.
    fn may_be_billed(self) -> bool {
        match self {
            Self::BadKey
            | Self::QuotaUsedUp
            | Self::RateLimited
            | Self::Overloaded
            | Self::ServerFault
            | Self::Redirected
            | Self::ContextTooLong
            | Self::UnknownModel
            | Self::SchemaUnsupported
            | Self::BadRequest
            | Self::OverBudget
            | Self::DayUsedUp
            | Self::NotBooked
            | Self::Resting => false,
            Self::TimedOut(_)
            | Self::Connection
            | Self::Refused
            | Self::ContentFilter
            | Self::CutOff
            | Self::Incomplete
            | Self::Malformed
            | Self::TooLarge
            | Self::WrongShape
            | Self::Lost => true,
        }
    }
}

/// A call that gave no answer. Holds nothing of what was asked or sent back: a provider's own
/// message may quote both, and a part of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind.
    pub class: FailureClass,
    /// The HTTP status, where one came.
    pub status: Option<u16>,
    /// How long the provider asks to be left alone.
    pub retry_after: Option<Duration>,
    /// What the provider says it cost all the same.
    pub usage: Option<Usage>,
    /// Whether the question never left the house.
    pub is_unsent: bool,
    /// What exactly, for the log: the house's own words, or a code of the provider's.
    pub detail: String,
}

impl Failure {
    /// A failure of a class; `detail` is for the log.
    pub fn new(class: FailureClass, detail: impl Into<String>) -> Self {
        Self { class, status: None, retry_after: None, usage: None, is_unsent: false, detail: detail.into() }
    }

    /// A failure before anything was sent, which therefore cost nothing.
    pub fn unsent(class: FailureClass, detail: impl Into<String>) -> Self {
        Self { is_unsent: true, ..Self::new(class, detail) }
    }

    /// What came does not speak the wire.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(FailureClass::Malformed, detail)
    }

    /// Adds the HTTP status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds how long the provider asks to be left alone.
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.retry_after = retry_after;
        self
    }

    /// Adds what the provider says it cost.
    pub fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.usage = usage;
        self
    }

    /// Whether the provider may have billed the call. Where it does not say what, the whole
    /// reservation counts as spent.
    pub fn may_be_billed(&self) -> bool {
        let was_begun = self.status == Some(200);
        self.usage.is_some() || (!self.is_unsent && (was_begun || self.class.may_be_billed()))
    }

    /// What the user is told: who failed at what, how, and what to do. `task` completes
    /// "while …", such as "writing the résumé".
    pub fn told(&self, provider: &str, task: &str) -> String {
        let (what, advice) = self.class.words();
        format!("{provider} {what} while {task}. {advice}")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.class.slug())?;
        if let Some(status) = self.status {
            write!(f, " ({status})")?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_class_has_a_slug_of_its_own_and_words_that_say_what_to_do() {
        let mut slugs = HashSet::new();
        for class in FailureClass::ALL {
            assert!(slugs.insert(class.slug()), "{}", class.slug());
            let (what, advice) = class.words();
            assert!(!what.ends_with('.') && advice.ends_with('.'), "{class:?}");
            let told = Failure::new(class, "secret detail").told("Larch AI", "writing the résumé");
            assert!(told.starts_with("Larch AI ") && told.contains("while writing the résumé. "), "{told}");
            assert!(!told.contains("secret detail"), "the log's words are not the user's: {told}");
        }
    }

    #[test]
    fn what_stays_wrong_is_not_tried_again() {
        let check = |class: FailureClass, can_retry: bool| {
            assert_eq!(class.remedy().can_retry, can_retry, "{class:?}");
        };
        for class in [
            FailureClass::QuotaUsedUp,
            FailureClass::BadKey,
            FailureClass::ContentFilter,
            FailureClass::Refused,
            FailureClass::CutOff,
            FailureClass::ContextTooLong,
            FailureClass::Redirected,
            FailureClass::OverBudget,
            FailureClass::DayUsedUp,
        ] {
            check(class, false);
        }
        check(FailureClass::RateLimited, true);
        check(FailureClass::Overloaded, true);
        check(FailureClass::Connection, true);
    }

    #[test]
    fn what_was_answered_may_be_billed_and_what_was_turned_away_is_not() {
        for class in FailureClass::ALL {
            let is_turned_away = matches!(
                class.slug(),
                "bad_key" | "quota_used_up" | "rate_limited" | "overloaded" | "server_fault" | "redirected"
            ) || matches!(
                class.slug(),
                "context_too_long"
                    | "unknown_model"
                    | "schema_unsupported"
                    | "bad_request"
                    | "over_budget"
                    | "day_used_up"
                    | "not_booked"
                    | "resting"
            );
            assert_eq!(class.may_be_billed(), !is_turned_away, "{class:?}");
        }
    }
}
