//! Everything a provider does wrong, and the right thing.

/// What a call is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A whole answer, as the wire has it.
    Good,
    /// The same, compressed.
    GoodGzip,
    /// 429, to come back in so many seconds.
    RateLimitedSeconds,
    /// 429, to come back at a date.
    RateLimitedDate,
    /// The account has no money left.
    QuotaUsedUp,
    /// 500 with an error of the wire.
    Fault500,
    /// 502 with a page.
    Html502,
    /// 503.
    Unavailable503,
    /// 529, as Anthropic says it is overloaded.
    Overloaded529,
    /// 408.
    Timeout408,
    /// The connection is reset before a head is sent.
    Reset,
    /// 401.
    BadKey401,
    /// 400, the question is too long.
    ContextTooLong400,
    /// 400, the schema is not supported.
    SchemaUnsupported400,
    /// Never says anything.
    HangBeforeHead,
    /// Sends its head a byte at a time and never ends it.
    SlowHead,
    /// Goes on answering for ever, a bit at a time.
    SlowBody,
    /// 503, the reason of which never ends.
    SlowError,
    /// Begins to answer and stands still.
    Stalled,
    /// Sends nothing but signs of life.
    PingsOnly,
    /// Begins to answer and breaks the connection.
    Cut,
    /// Leaves out the end of its stream.
    NoEnd,
    /// Leaves out why the model stopped.
    NoFinish,
    /// Sends an event that is not JSON, or a body that is not.
    BadJson,
    /// Reports an error in the middle of an answer.
    ErrorInside,
    /// Sends what is not UTF-8.
    BadUtf8,
    /// Says gzip and sends something else.
    BadGzip,
    /// 200 with nothing.
    Empty200,
    /// 200 with a page.
    Html200,
    /// Sends a piece of its stream twice.
    DuplicatedPiece,
    /// The model ran into its limit.
    FinishByLength,
    /// The model said nothing.
    NullContent,
    /// There is no answer in the answer.
    NoChoices,
    /// A filter held the answer back.
    ContentFilter,
    /// The model declined.
    Refusal,
    /// Does not say what it cost.
    NoUsage,
    /// Says it cost less than nothing.
    NegativeUsage,
    /// Another model answers than was asked.
    OtherModel,
    /// Sends 256 MB.
    Huge,
    /// Sends little that becomes much when decompressed.
    GzipBomb,
    /// Sends elsewhere.
    Redirect,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 41] = [
        Self::Good,
        Self::GoodGzip,
        Self::RateLimitedSeconds,
        Self::RateLimitedDate,
        Self::QuotaUsedUp,
        Self::Fault500,
        Self::Html502,
        Self::Unavailable503,
        Self::Overloaded529,
        Self::Timeout408,
        Self::Reset,
        Self::BadKey401,
        Self::ContextTooLong400,
        Self::SchemaUnsupported400,
        Self::HangBeforeHead,
        Self::SlowHead,
        Self::SlowBody,
        Self::SlowError,
        Self::Stalled,
        Self::PingsOnly,
        Self::Cut,
        Self::NoEnd,
        Self::NoFinish,
        Self::BadJson,
        Self::ErrorInside,
        Self::BadUtf8,
        Self::BadGzip,
        Self::Empty200,
        Self::Html200,
        Self::DuplicatedPiece,
        Self::FinishByLength,
        Self::NullContent,
        Self::NoChoices,
        Self::ContentFilter,
        Self::Refusal,
        Self::NoUsage,
        Self::NegativeUsage,
        Self::OtherModel,
        Self::Huge,
        Self::GzipBomb,
        Self::Redirect,
    ];

    /// Whether the model was at work, so that the call is billed.
    pub fn is_billed(self) -> bool {
        !matches!(
            self,
            Self::RateLimitedSeconds
                | Self::RateLimitedDate
                | Self::QuotaUsedUp
                | Self::Fault500
                | Self::Html502
                | Self::Unavailable503
                | Self::SlowError
                | Self::Overloaded529
                | Self::Timeout408
                | Self::BadKey401
                | Self::ContextTooLong400
                | Self::SchemaUnsupported400
                | Self::Redirect
        )
    }
}
