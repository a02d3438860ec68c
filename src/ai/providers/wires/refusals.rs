//! What a provider's error says, whatever words it has for it. One table for all wires, because
//! compatible servers and proxies borrow each other's codes.

use std::time::Duration;

use serde_json::Value;

use crate::ai::failure::{Failure, FailureClass};

/// The longest code that is kept for the log.
const MAX_CODE_BYTES: usize = 64;

/// Codes and phrases, in small letters, that stand for a class whatever the status; the first
/// that is found decides. Phrases are those of OpenAI, Azure, Anthropic, OpenRouter, vLLM,
/// llama.cpp and Ollama, read 2026-11.
const WORDS: &[(FailureClass, &[&str])] = &[
    (
        FailureClass::QuotaUsedUp,
        &["insufficient_quota", "billing_error", "credit balance is too low", "insufficient balance"],
    ),
    (
        FailureClass::ContextTooLong,
        &[
            "context_length_exceeded",
            "exceed_context_size",
            "maximum context length",
            "prompt is too long",
            "context window",
        ],
    ),
    (
        FailureClass::ContentFilter,
        &["content_filter", "content_policy_violation", "responsibleaipolicyviolation"],
    ),
];

/// Codes of errors that come without a status, in the middle of a stream.
const STREAM_WORDS: &[(FailureClass, &[&str])] = &[
    (FailureClass::Overloaded, &["overloaded", "unavailable"]),
    (FailureClass::RateLimited, &["rate_limit"]),
    (FailureClass::BadKey, &["authentication", "permission", "invalid_api_key"]),
];

/// What says that a request was turned down for its schema.
const SCHEMA_WORDS: &[&str] = &["response_format", "json_schema", "output_config", "text.format", "schema"];

/// The failure that a status and a body tell of.
pub fn refused(status: u16, retry_after: Option<Duration>, body: &[u8]) -> Failure {
    let told = serde_json::from_slice(body).map(|body| Told::of(&body)).unwrap_or_default();
    let class = match status {
        300..=399 => FailureClass::Redirected,
        401 | 403 => FailureClass::BadKey,
        402 => FailureClass::QuotaUsedUp,
        _ => told.class(WORDS).unwrap_or_else(|| match status {
            404 => FailureClass::UnknownModel,
            413 => FailureClass::ContextTooLong,
            429 => FailureClass::RateLimited,
            408 | 503 | 504 | 529 => FailureClass::Overloaded,
            500.. => FailureClass::ServerFault,
            400 | 422 if SCHEMA_WORDS.iter().any(|word| told.says(word)) => FailureClass::SchemaUnsupported,
            _ => FailureClass::BadRequest,
        }),
    };
    Failure::new(class, told.code).with_status(status).with_retry_after(retry_after)
}

/// The failure that an error within a 200 tells of.
pub fn reported(error: &Value) -> Failure {
    let told = Told::of(error);
    let class = told.class(WORDS).or_else(|| told.class(STREAM_WORDS)).unwrap_or(FailureClass::ServerFault);
    // The model may have been at work before it broke, so the call may be billed.
    Failure { status: Some(200), ..Failure::new(class, told.code) }
}

/// What an error says of itself.
#[derive(Debug, Default)]
struct Told {
    /// Its code or type, if it looks like one; the only part that is kept.
    code: String,
    /// All its words, in small letters, to be searched.
    words: String,
}

impl Told {
    /// Reads the shapes in use: `{error: {message, type, code}}`, `{error: "…"}`,
    /// `{type, error: {…}}`, `[{error: {…}}]`, `{message, code}`, `{detail}`.
    fn of(body: &Value) -> Self {
        let body = body.as_array().and_then(|list| list.first()).unwrap_or(body);
        let error = body.get("error").unwrap_or(body);
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        let plain = error.as_str().unwrap_or_default();
        let words = [text("code"), text("type"), text("status"), text("message"), text("detail"), plain];
        let is_code = |code: &&str| {
            !code.is_empty()
                && code.len() <= MAX_CODE_BYTES
                && code.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        };
        let code = [text("code"), text("type"), text("status")].into_iter().find(is_code);
        Self { code: code.unwrap_or_default().to_owned(), words: words.join("\n").to_ascii_lowercase() }
    }

    fn says(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    fn class(&self, table: &[(FailureClass, &[&str])]) -> Option<FailureClass> {
        let row = table.iter().find(|(_, words)| words.iter().any(|word| self.says(word)));
        row.map(|(class, _)| *class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_vendor_is_understood() {
        let check = |status: u16, body: Value, expected: FailureClass| {
            let failure = refused(status, None, body.to_string().as_bytes());
            assert_eq!((failure.class, failure.status), (expected, Some(status)), "{body}");
        };
        let openai = |kind: &str, code: Value, message: &str| json!({ "error": { "message": message, "type": kind, "param": null, "code": code } });
        let anthropic = |kind: &str, message: &str| json!({ "type": "error", "error": { "type": kind, "message": message } });
        check(429, openai("insufficient_quota", json!("insufficient_quota"), "x"), FailureClass::QuotaUsedUp);
        check(429, openai("requests", json!("rate_limit_exceeded"), "x"), FailureClass::RateLimited);
        check(
            400,
            openai("invalid_request_error", json!("context_length_exceeded"), "This model's maximum …"),
            FailureClass::ContextTooLong,
        );
        check(400, openai("x", json!("content_filter"), "…"), FailureClass::ContentFilter);
        check(
            400,
            openai("invalid_request_error", json!(null), "Invalid schema for response_format 'x'"),
            FailureClass::SchemaUnsupported,
        );
        check(400, openai("invalid_request_error", json!(null), "temperature"), FailureClass::BadRequest);
        check(401, openai("x", json!("invalid_api_key"), "Incorrect API key"), FailureClass::BadKey);
        check(404, openai("x", json!("model_not_found"), "…"), FailureClass::UnknownModel);
        check(529, anthropic("overloaded_error", "Overloaded"), FailureClass::Overloaded);
        check(
            400,
            anthropic("invalid_request_error", "prompt is too long: 9 > 8"),
            FailureClass::ContextTooLong,
        );
        check(
            400,
            anthropic("invalid_request_error", "Your credit balance is too low"),
            FailureClass::QuotaUsedUp,
        );
        check(403, anthropic("permission_error", "…"), FailureClass::BadKey);
        check(
            404,
            json!({ "error": "model \"x\" not found, try pulling it first" }),
            FailureClass::UnknownModel,
        );
        check(
            402,
            json!({ "error": { "code": 402, "message": "More credits are needed" } }),
            FailureClass::QuotaUsedUp,
        );
        check(
            500,
            json!({ "error": { "type": "exceed_context_size_error", "code": 400 } }),
            FailureClass::ContextTooLong,
        );
        check(422, json!({ "detail": "…" }), FailureClass::BadRequest);
        check(500, json!([{ "error": { "code": 500, "status": "INTERNAL" } }]), FailureClass::ServerFault);
    }

    #[test]
    fn the_status_alone_tells_enough_where_the_body_is_none_of_ours() {
        let check = |status: u16, expected: FailureClass| {
            let failure = refused(status, None, b"<html><h1>Bad gateway</h1></html>");
            assert_eq!((failure.class, failure.detail.as_str()), (expected, ""), "{status}");
        };
        check(302, FailureClass::Redirected);
        check(400, FailureClass::BadRequest);
        check(401, FailureClass::BadKey);
        check(402, FailureClass::QuotaUsedUp);
        check(408, FailureClass::Overloaded);
        check(413, FailureClass::ContextTooLong);
        check(418, FailureClass::BadRequest);
        check(429, FailureClass::RateLimited);
        check(500, FailureClass::ServerFault);
        check(502, FailureClass::ServerFault);
        check(503, FailureClass::Overloaded);
        check(529, FailureClass::Overloaded);
    }

    #[test]
    fn of_a_providers_words_only_a_code_is_kept() {
        let body =
            json!({ "error": { "message": "Incorrect API key provided: sk-12345", "code": "a b <c>" } });
        assert_eq!(refused(401, None, body.to_string().as_bytes()).detail, "");
        let failure = reported(&json!({ "error": { "type": "overloaded_error", "message": "secret" } }));
        assert_eq!((failure.class, failure.detail.as_str()), (FailureClass::Overloaded, "overloaded_error"));
    }
}
