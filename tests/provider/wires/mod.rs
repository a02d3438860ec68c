//! What the wires look like from the provider's side: one answer, written whole or as a stream.

mod anthropic;
mod chat;
mod ollama;
mod responses;

use jobwise::ai::providers::wires::Wire;
use serde_json::{Value, json};

use super::modes::Mode;

/// One answer as it is to be written.
#[derive(Debug, Clone)]
pub struct Said {
    /// The pieces of the text, as they are streamed; none for no text at all.
    pub pieces: Option<Vec<String>>,
    /// Why the model stopped.
    pub ending: Ending,
    /// Tokens read and written; none if not told.
    pub usage: Option<(i64, i64)>,
    /// The model that answers.
    pub model: String,
    /// Whether there is an answer at all.
    pub is_there: bool,
}

/// Why the model stopped, in no wire's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    Length,
    Filter,
    Refusal,
    Untold,
}

impl Said {
    fn text(&self) -> String {
        self.pieces.iter().flatten().map(String::as_str).collect()
    }
}

/// A stream in its parts.
#[derive(Debug, Clone)]
pub struct Stream {
    /// What comes before any text.
    pub begin: Vec<String>,
    /// The text, a frame a piece.
    pub pieces: Vec<String>,
    /// Why the model stopped and what it cost.
    pub end: Vec<String>,
    /// The wire's own mark of the end; empty where the end is said with the reason.
    pub mark: Vec<String>,
    /// A sign of life.
    pub ping: String,
    /// An error in the middle.
    pub error: String,
}

/// An answer as a whole body.
pub fn whole(wire: Wire, said: &Said) -> Value {
    match wire {
        Wire::OpenAiChat => chat::whole(said),
        Wire::OpenAiResponses => responses::whole(said),
        Wire::Anthropic => anthropic::whole(said),
        Wire::Ollama => ollama::whole(said),
    }
}

/// An answer as a stream.
pub fn stream(wire: Wire, said: &Said) -> Stream {
    match wire {
        Wire::OpenAiChat => chat::stream(said),
        Wire::OpenAiResponses => responses::stream(said),
        Wire::Anthropic => anthropic::stream(said),
        Wire::Ollama => ollama::stream(said),
    }
}

/// The task of a question, as the wire carries it: what the user says, without the instructions.
pub fn task(wire: Wire, body: &Value) -> &str {
    let task = match wire {
        Wire::OpenAiChat | Wire::Ollama => &body["messages"][1]["content"],
        Wire::OpenAiResponses => &body["input"],
        Wire::Anthropic => &body["messages"][0]["content"],
    };
    task.as_str().expect("a question has a task")
}

/// The type of a stream.
pub fn stream_type(wire: Wire) -> &'static str {
    match wire {
        Wire::Ollama => "application/x-ndjson",
        _ => "text/event-stream",
    }
}

/// The body of an error, in the words of the wire.
pub fn error(wire: Wire, mode: Mode) -> Value {
    let (code, kind, message) = match mode {
        Mode::QuotaUsedUp => {
            ("insufficient_quota", "billing_error", "You exceeded your current quota: insufficient_quota")
        }
        Mode::ContextTooLong400 => (
            "context_length_exceeded",
            "invalid_request_error",
            "prompt is too long: 9000 tokens > 8192 maximum",
        ),
        Mode::SchemaUnsupported400 => {
            ("invalid_request", "invalid_request_error", "Invalid schema: 'minItems' is not permitted")
        }
        Mode::BadKey401 => {
            ("invalid_api_key", "authentication_error", "Incorrect API key provided: sk-secret")
        }
        Mode::RateLimitedSeconds | Mode::RateLimitedDate => {
            ("rate_limit_exceeded", "rate_limit_error", "Too many requests")
        }
        Mode::Unavailable503 | Mode::Overloaded529 | Mode::ErrorInside => {
            ("overloaded", "overloaded_error", "Overloaded, try again later")
        }
        _ => ("server_error", "api_error", "Something went wrong"),
    };
    match wire {
        Wire::OpenAiChat | Wire::OpenAiResponses => {
            json!({ "error": { "message": message, "type": kind, "param": null, "code": code } })
        }
        Wire::Anthropic => json!({ "type": "error", "error": { "type": kind, "message": message } }),
        Wire::Ollama => json!({ "error": message }),
    }
}

/// A server-sent event.
fn event(name: &str, data: &Value) -> String {
    match name {
        "" => format!("data: {data}\n\n"),
        name => format!("event: {name}\ndata: {data}\n\n"),
    }
}
