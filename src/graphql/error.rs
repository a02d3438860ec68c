//! Faults as the client sees them: a code to switch on, a message for a person, and never a
//! cause. Part of the GraphQL face.
//!
//! [`ApiError`] has no `Display` on purpose: async-graphql turns every displayable error into
//! client text, so with the alias [`Result`] a `?` on a foreign error does not compile.
//! Expected outcomes are no faults: they are a status in the payload.

use std::sync::Arc;

use async_graphql::{Enum, ErrorExtensions, ServerError, Value};

use crate::error::{Error, ErrorKind, Violation};

/// The result of a resolver.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

/// The word in `extensions.code` of every error, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ErrorCode {
    /// The document is no GraphQL. Correct it; `locations` tells where reading stopped.
    ParseFailed,
    /// The document does not fit the schema, or is deeper or costlier than allowed. Correct it.
    ValidationFailed,
    /// The request itself cannot be carried out: no document, a mutation over GET, a body that
    /// is too large or no JSON.
    BadRequest,
    /// The operation is larger, deeper or costlier than allowed. `extensions.limit` names what,
    /// with `allowed` and `found`. Ask for less at a time.
    TooCostly,
    /// The hash stands for no document this server knows. Send the document with its hash.
    PersistedQueryNotFound,
    /// The server runs only documents its operator has listed, and this is not one of them.
    DocumentNotTrusted,
    /// A value of the input is wrong. `extensions.fields` lists each place as path, code and
    /// message.
    InvalidInput,
    /// Nobody is signed in, or the access token has ended or is not valid. Refresh the session
    /// or sign in.
    Unauthenticated,
    /// The viewer's role does not allow this.
    Forbidden,
    /// The thing does not exist, or belongs to somebody else.
    NotFound,
    /// The thing has changed meanwhile. Read it again, then decide.
    Conflict,
    /// A limit is reached. Come back after `extensions.retryAfterMs`.
    LimitReached,
    /// The pinned content cannot be held by the pages asked for.
    DoesNotFit,
    /// A document would say what no fact of the profile carries. It was not made.
    Unsupported,
    /// Something the server depends on is away, or the request took too long. The same request
    /// may work later; `extensions.retryAfterMs` may tell when.
    Unavailable,
    /// A fault of the server. Quote `extensions.requestId` to its operator.
    Internal,
}

impl ErrorCode {
    /// Every code, in the order the schema lists them.
    pub const ALL: &[Self] = &[
        Self::ParseFailed,
        Self::ValidationFailed,
        Self::BadRequest,
        Self::TooCostly,
        Self::PersistedQueryNotFound,
        Self::DocumentNotTrusted,
        Self::InvalidInput,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::LimitReached,
        Self::DoesNotFit,
        Self::Unsupported,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The word as it stands in `extensions.code`.
    pub fn word(self) -> &'static str {
        match self {
            Self::ParseFailed => "PARSE_FAILED",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::BadRequest => "BAD_REQUEST",
            Self::TooCostly => "TOO_COSTLY",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::InvalidInput => "INVALID_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::LimitReached => "LIMIT_REACHED",
            Self::DoesNotFit => "DOES_NOT_FIT",
            Self::Unsupported => "UNSUPPORTED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

impl From<ErrorKind> for ErrorCode {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Invalid => Self::InvalidInput,
            ErrorKind::Unauthenticated => Self::Unauthenticated,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::LimitReached => Self::LimitReached,
            ErrorKind::DoesNotFit => Self::DoesNotFit,
            ErrorKind::Unsupported => Self::Unsupported,
            ErrorKind::Unavailable => Self::Unavailable,
            ErrorKind::Internal => Self::Internal,
        }
    }
}

/// A fault on its way to the client.
#[derive(Debug, Clone)]
pub struct ApiError {
    code: ErrorCode,
    message: String,
    fields: Vec<Violation>,
    retry_after_ms: Option<u64>,
    limit: Option<PassedLimit>,
    /// For the log only; the same fault may reach several fields through a loader.
    cause: Option<Arc<Error>>,
}

impl ApiError {
    /// Makes a fault without a cause.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fields: Vec::new(),
            retry_after_ms: None,
            limit: None,
            cause: None,
        }
    }

    /// Nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "Sign in first: send `Authorization: Bearer <access token>`.")
    }

    /// Adds which limit was passed: its word, what it allows and what was found.
    pub fn with_limit(self, word: &'static str, allowed: u64, found: u64) -> Self {
        Self { limit: Some(PassedLimit { word, allowed, found }), ..self }
    }

    /// The word a client switches on.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Milliseconds until the same call may work again, for limits and outages.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.retry_after_ms
    }

    /// The error as the server's answer holds it, outside any field.
    pub fn into_server_error(self) -> ServerError {
        async_graphql::Error::from(self).into_server_error(async_graphql::Pos::default()).without_place()
    }
}

impl From<Arc<Error>> for ApiError {
    fn from(error: Arc<Error>) -> Self {
        let code = ErrorCode::from(error.kind());
        let message = match error.kind() {
            ErrorKind::Internal => INTERNAL_MESSAGE.to_owned(),
            _ => error.message().to_owned(),
        };
        Self {
            code,
            message,
            fields: error.places().to_vec(),
            retry_after_ms: error.wait_ms(),
            limit: None,
            cause: Some(error),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::from(Arc::new(error))
    }
}

/// A limit of the operation that was passed.
#[derive(Debug, Clone, Copy)]
struct PassedLimit {
    word: &'static str,
    allowed: u64,
    found: u64,
}

/// What is said of a fault of the house, whatever it was.
pub const INTERNAL_MESSAGE: &str = "Something went wrong on our side. Quote the request id to the operator.";

impl From<ApiError> for async_graphql::Error {
    fn from(fault: ApiError) -> Self {
        let mut error = Self::new(fault.message).extend_with(|_, extensions| {
            extensions.set("code", fault.code.word());
            if !fault.fields.is_empty() {
                extensions.set("fields", fields_value(&fault.fields));
            }
            if let Some(retry_after_ms) = fault.retry_after_ms {
                extensions.set("retryAfterMs", retry_after_ms);
            }
            if let Some(PassedLimit { word, allowed, found }) = fault.limit {
                extensions.set("limit", word);
                extensions.set("allowed", allowed);
                extensions.set("found", found);
            }
        });
        // The source travels to the boundary, where it is logged with the request's id. It is
        // never serialised.
        error.source = fault.cause.map(|cause| cause as Arc<_>);
        error
    }
}

fn fields_value(fields: &[Violation]) -> Value {
    let each = fields.iter().map(|violation| {
        serde_json::json!({ "path": violation.path, "code": violation.code, "message": violation.message })
    });
    Value::from_json(each.collect()).unwrap_or_default()
}

trait WithoutPlace {
    fn without_place(self) -> Self;
}

impl WithoutPlace for ServerError {
    /// An error of the request as a whole stands nowhere in the document.
    fn without_place(mut self) -> Self {
        self.locations.clear();
        self
    }
}
