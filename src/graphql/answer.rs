//! What comes of an operation, as every transport sends it. Part of the GraphQL face.

use std::io::{self, Write};

use async_graphql::{Response, ServerError, Value};
use serde::Serialize;

use super::error::{ApiError, ErrorCode};
use super::execute::{finish, refusal};
use super::limits::{Exceeded, Limit};

/// The longest answer, in bytes of JSON.
pub const MAX_ANSWER_BYTES: u64 = 8 * 1024 * 1024;

/// What came of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It ran; there is data, perhaps in part.
    Executed,
    /// It did not run.
    Refused(ErrorCode),
    /// It did not run, as this transport does not carry it.
    WrongTransport,
}

/// An answer with what came of its operation.
#[derive(Debug)]
pub struct Answer {
    /// Data and errors, fit for the client.
    pub response: Response,
    /// What came of the operation.
    pub outcome: Outcome,
}

impl Answer {
    /// An answer that is nothing but one fault.
    pub fn refused(fault: ApiError, request_id: &str) -> Self {
        let outcome = Outcome::Refused(fault.code());
        Self { response: finish(refusal(fault), request_id), outcome }
    }

    /// The answer of an operation that was let in. Validation refuses some of those: their
    /// errors have no path, and there is no data.
    pub fn of(response: Response) -> Self {
        let is_refused = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        let outcome = match is_refused {
            true => Outcome::Refused(code_of(&response.errors[0])),
            false => Outcome::Executed,
        };
        Self { response, outcome }
    }

    /// Whether it ran and brought nothing, because what the server depends on is away.
    pub fn is_unavailable(&self) -> bool {
        let errors = &self.response.errors;
        self.response.data == Value::Null
            && !errors.is_empty()
            && errors.iter().all(|error| code_of(error) == ErrorCode::Unavailable)
    }

    /// The longest wait its errors ask for, in milliseconds.
    pub fn retry_after_ms(&self) -> Option<u64> {
        let errors = self.response.errors.iter().filter_map(|error| error.extensions.as_ref());
        let waits = errors.filter_map(|extensions| match extensions.get("retryAfterMs") {
            Some(Value::Number(wait)) => wait.as_u64(),
            _ => None,
        });
        waits.max()
    }

    /// The answer as JSON. A request that did not run has no `data` at all, as the specification
    /// asks (section 7.1). One that would be too long is a fault instead.
    pub fn into_json(self, request_id: &str) -> (Vec<u8>, Outcome) {
        match to_json(&self) {
            Ok(json) => (json, self.outcome),
            Err(exceeded) => {
                let fault = Self::refused(exceeded.into(), request_id);
                (to_json(&fault).unwrap_or_default(), fault.outcome)
            }
        }
    }
}

fn code_of(error: &ServerError) -> ErrorCode {
    let word = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    let Some(Value::String(word)) = word else { return ErrorCode::ValidationFailed };
    ErrorCode::ALL.iter().copied().find(|code| code.word() == word).unwrap_or(ErrorCode::ValidationFailed)
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: &'a std::collections::BTreeMap<String, Value>,
}

fn to_json(answer: &Answer) -> Result<Vec<u8>, Exceeded> {
    let response = &answer.response;
    let body = Body {
        errors: &response.errors,
        data: (answer.outcome == Outcome::Executed).then_some(&response.data),
        extensions: &response.extensions,
    };
    let mut written = Bounded(Vec::with_capacity(512));
    serde_json::to_writer(&mut written, &body).map_err(|_| Exceeded {
        limit: Limit::AnswerBytes,
        allowed: MAX_ANSWER_BYTES,
        found: MAX_ANSWER_BYTES + 1,
    })?;
    Ok(written.0)
}

struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.0.len() + bytes.len()) as u64 > MAX_ANSWER_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;

    fn json(answer: Answer) -> serde_json::Value {
        serde_json::from_slice(&answer.into_json("r1").0).unwrap()
    }

    #[test]
    fn a_request_that_did_not_run_has_no_data() {
        let refused = Answer::refused(ApiError::new(ErrorCode::BadRequest, "No."), "r1");
        let json = json(refused);
        assert!(json.get("data").is_none());
        assert_eq!(json["errors"][0]["extensions"]["requestId"], "r1");
    }

    #[test]
    fn data_that_an_error_left_empty_is_null() {
        let mut error = ServerError::new("No.", Some(Pos::default()));
        error.path = vec![async_graphql::PathSegment::Field("job".into())];
        let answer = Answer::of(Response::from_errors(vec![error]));
        assert_eq!(answer.outcome, Outcome::Executed);
        assert_eq!(json(answer)["data"], serde_json::Value::Null);
    }

    #[test]
    fn what_brought_nothing_because_something_is_away_is_told_from_the_rest() {
        let error = |code: ErrorCode| {
            let mut error = ApiError::new(code, "No.").into_server_error();
            error.path = vec![async_graphql::PathSegment::Field("job".into())];
            error
        };
        let check = |codes: &[ErrorCode], data: Value, expected: bool| {
            let mut response = Response::from_errors(codes.iter().map(|code| error(*code)).collect());
            response.data = data;
            assert_eq!(Answer::of(response).is_unavailable(), expected, "{codes:?}");
        };
        check(&[ErrorCode::Unavailable, ErrorCode::Unavailable], Value::Null, true);
        check(&[ErrorCode::Unavailable, ErrorCode::NotFound], Value::Null, false);
        check(&[ErrorCode::Unavailable], async_graphql::value!({ "job": null }), false);
        check(&[], Value::Null, false);
    }

    #[test]
    fn an_answer_that_is_too_long_is_a_fault() {
        let long = Value::from("x".repeat(MAX_ANSWER_BYTES as usize));
        let (json, outcome) = Answer::of(Response::new(long)).into_json("r1");
        assert_eq!(outcome, Outcome::Refused(ErrorCode::TooCostly));
        assert!(json.len() < 1_000);
    }
}
