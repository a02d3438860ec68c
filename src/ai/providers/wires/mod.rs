//! The wires: how a question is written for a provider, and how its answer is read. Pure: nothing
//! here connects, waits or counts time. What comes is JSON by then, a value at a time: the whole
//! body, or one frame of a stream.
//!
//! Questions to OpenAI, and to whoever speaks like it, are written in the types of async-openai
//! and carried by its client, see [`super::openai`]. Answers are read here on all wires, in types
//! that take what compatible servers leave out, such as `created`, and a finish reason nobody has
//! heard of. Anthropic and Ollama are spoken [natively](Native).

mod anthropic;
mod ollama;
pub(super) mod openai_chat;
pub(super) mod openai_responses;
mod refusals;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use refusals::refused;

use super::models::{Capabilities, Structured};
use super::rows::ProviderRow;
use super::transport::frames::Framing;
use crate::ai::call::{Answer, Request, Usage};
use crate::ai::failure::{Failure, FailureClass};
use crate::config::Secret;

/// What a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// OpenAI chat completions, which most other vendors speak too.
    OpenAiChat,
    /// OpenAI responses.
    OpenAiResponses,
    /// Anthropic messages.
    Anthropic,
    /// Ollama chat.
    Ollama,
}

/// A question on its way to one model.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What is asked.
    pub request: &'a Request,
    /// The model, by the provider's name for it.
    pub model: &'a str,
    /// What it can do.
    pub capabilities: &'a Capabilities,
    /// How it is held to JSON this time.
    pub form: Structured,
    /// Who is asked.
    pub row: &'a ProviderRow,
}

/// The header that names a call. Who does not know it passes over it.
/// <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

impl Asked<'_> {
    /// The call's name, for the header; none on one's own machine, where nothing is billed.
    pub fn idempotency_key(&self) -> Option<String> {
        let key = self.request.idempotency_key.filter(|_| self.row.wire != Wire::Ollama);
        key.map(|key| key.to_string())
    }

    /// The instructions, with the schema where the provider does not hold the model to it.
    fn system(&self) -> String {
        match &self.request.wanted {
            Some(schema) if self.form != Structured::Schema => {
                format!("{}\n\n{}", self.request.system, schema.instructions())
            }
            _ => self.request.system.clone(),
        }
    }

    fn temperature(&self) -> Option<f32> {
        self.request.temperature.filter(|_| self.capabilities.takes_temperature)
    }

    /// Whether a stream is asked for.
    pub fn is_streamed(&self) -> bool {
        self.request.is_streamed && self.capabilities.can_stream
    }
}

/// A question as it goes out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The path behind the base URL.
    pub path: &'static str,
    /// Headers beside the content type, the key among them.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body, JSON.
    pub body: Vec<u8>,
}

/// The wires that are written here byte by byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Native {
    /// Anthropic messages.
    Anthropic,
    /// Ollama chat.
    Ollama,
}

impl Native {
    /// Writes a question.
    pub fn outgoing(self, asked: &Asked, key: Option<&Secret>) -> Outgoing {
        let (path, body, mut headers) = match self {
            Self::Anthropic => ("/messages", anthropic::body(asked), anthropic::headers(key)),
            Self::Ollama => {
                let bearer = |key: &Secret| Secret::new(format!("Bearer {}", key.expose()));
                let headers = key.map(|key| ("authorization", bearer(key))).into_iter().collect();
                ("/api/chat", ollama::body(asked), headers)
            }
        };
        headers.extend(asked.idempotency_key().map(|key| (IDEMPOTENCY_KEY, Secret::new(key))));
        Outgoing { path, headers, body: body.to_string().into_bytes() }
    }

    /// How its streams are cut into frames.
    pub fn framing(self) -> Framing {
        match self {
            Self::Anthropic => Framing::Events,
            Self::Ollama => Framing::Lines,
        }
    }
}

impl Wire {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OpenAiChat, Self::OpenAiResponses, Self::Anthropic, Self::Ollama];

    /// Reads an answer that came whole.
    ///
    /// # Errors
    /// `Malformed` for what does not speak the wire; what the provider reports in it.
    pub fn read_whole(self, body: Value) -> Result<Reading, Failure> {
        match self {
            Self::OpenAiChat => openai_chat::read_whole(body),
            Self::OpenAiResponses => openai_responses::read_whole(body),
            Self::Anthropic => anthropic::read_whole(body),
            Self::Ollama => ollama::read_whole(body),
        }
    }

    /// Reads an answer that comes in frames.
    pub fn reader(self) -> Box<dyn Reader> {
        match self {
            Self::OpenAiChat => Box::<openai_chat::StreamReader>::default(),
            Self::OpenAiResponses => Box::<openai_responses::StreamReader>::default(),
            Self::Anthropic => Box::<anthropic::StreamReader>::default(),
            Self::Ollama => Box::<ollama::StreamReader>::default(),
        }
    }
}

/// Reads the frames of one stream.
pub trait Reader: Send {
    /// Takes the next frame.
    ///
    /// # Errors
    /// `Malformed` for what does not speak the wire; what the provider reports in the stream.
    fn take(&mut self, frame: Value) -> Result<Taken, Failure>;

    /// What has been read.
    fn reading(&mut self) -> &mut Reading;
}

/// What a frame was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// More of the text.
    Text(String),
    /// Something else that shows the model at work.
    Progress,
    /// Nothing but a sign of life of the server.
    Ping,
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// It was done.
    Stop,
    /// It ran into the limit of its answer.
    Length,
    /// A filter held it back.
    Filter,
    /// It declined.
    Refusal,
    /// Anything else, such as a tool nobody offered.
    Other,
}

/// What was read of an answer so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The text.
    pub text: String,
    /// What it cost.
    pub usage: Option<Usage>,
    /// Who answers.
    pub model: Option<String>,
    /// Why the model stopped.
    pub finish: Option<Finish>,
    /// Whether the wire's own end was seen: a whole body, `[DONE]`, `message_stop` …
    pub is_ended: bool,
}

impl Reading {
    /// The answer, if it is one: ended, finished by the model itself and not empty. The one
    /// place where this is decided, for every wire, whole or in a stream.
    ///
    /// # Errors
    /// `Incomplete`, `CutOff`, `ContentFilter`, `Refused` or `Malformed`, with the usage told.
    pub fn concluded(self, asked_model: &str) -> Result<Answer, Failure> {
        let failed =
            |class: FailureClass, detail: &str| Err(Failure::new(class, detail).with_usage(self.usage));
        match self.finish {
            Some(Finish::Refusal) => return failed(FailureClass::Refused, ""),
            Some(Finish::Filter) => return failed(FailureClass::ContentFilter, ""),
            Some(Finish::Length) => return failed(FailureClass::CutOff, ""),
            Some(Finish::Other) => return failed(FailureClass::Incomplete, "stopped for an unknown reason"),
            None => return failed(FailureClass::Incomplete, "no finish reason"),
            Some(Finish::Stop) if !self.is_ended => {
                return failed(FailureClass::Incomplete, "the stream has no end");
            }
            Some(Finish::Stop) => {}
        }
        if self.text.trim().is_empty() {
            return failed(FailureClass::Malformed, "the answer is empty");
        }
        let model = self.model.filter(|model| !model.is_empty()).unwrap_or_else(|| asked_model.to_owned());
        Ok(Answer { text: self.text, usage: self.usage, model })
    }
}

/// Two counts as a usage; none unless both are there and could be.
fn usage_of(counts: Option<&Value>, input: &str, output: &str) -> Option<Usage> {
    let count = |name: &str| counts?.get(name)?.as_u64().and_then(|count| u32::try_from(count).ok());
    Some(Usage { input_tokens: count(input)?, output_tokens: count(output)? })
}

/// A body, or the data of a frame, as JSON.
///
/// # Errors
/// `Malformed`.
pub fn json_of(body: &[u8]) -> Result<Value, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::malformed("nothing came"));
    }
    if std::str::from_utf8(body).is_err() {
        return Err(Failure::malformed("it is not UTF-8"));
    }
    // serde's words may quote the answer, so they are not kept.
    serde_json::from_slice(body).map_err(|error| {
        Failure::malformed(format!("it is not JSON (line {}, column {})", error.line(), error.column()))
    })
}

/// JSON as what it should be.
fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    T::deserialize(value).map_err(|_| Failure::malformed("the JSON is of another shape"))
}
