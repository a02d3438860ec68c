//! The wires: how a question is written for a provider, and how its answer is read. Pure: bytes
//! out, bytes in; nothing here connects, waits or counts time.
//!
//! OpenAI is spoken natively like the others. The client of async-openai cannot hold the bounds
//! of this house over its own HTTP: it collects a body of any size before it looks at it, loses
//! the status of an error that is not its JSON, takes a stream that was cut for a whole one and
//! reads ahead into a queue without bound. The types of its answers refuse what compatible
//! servers leave out, such as `created`, and a whole answer for one unknown finish reason. What
//! would be left, the types of its requests, is a screen of JSON here.

mod anthropic;
mod ollama;
mod openai_chat;
mod openai_responses;
mod refusals;

use serde_json::Value;

pub use refusals::refused;

use super::models::{Capabilities, Structured};
use super::rows::ProviderRow;
use super::transport::frames::{Frame, Framing};
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

impl Asked<'_> {
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

    fn is_streamed(&self) -> bool {
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
    /// Whether a stream comes back.
    pub is_streamed: bool,
}

impl Wire {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OpenAiChat, Self::OpenAiResponses, Self::Anthropic, Self::Ollama];

    /// Writes a question.
    pub fn outgoing(self, asked: &Asked, key: Option<&Secret>) -> Outgoing {
        let (path, body) = match self {
            Self::OpenAiChat => ("/chat/completions", openai_chat::body(asked)),
            Self::OpenAiResponses => ("/responses", openai_responses::body(asked)),
            Self::Anthropic => ("/messages", anthropic::body(asked)),
            Self::Ollama => ("/api/chat", ollama::body(asked)),
        };
        let headers = match (self, key) {
            (Self::Anthropic, key) => anthropic::headers(key),
            (_, Some(key)) => vec![("authorization", Secret::new(format!("Bearer {}", key.expose())))],
            (_, None) => Vec::new(),
        };
        Outgoing { path, headers, body: body.to_string().into_bytes(), is_streamed: asked.is_streamed() }
    }

    /// How its streams are cut into frames.
    pub fn framing(self) -> Framing {
        match self {
            Self::OpenAiChat | Self::OpenAiResponses | Self::Anthropic => Framing::Events,
            Self::Ollama => Framing::Lines,
        }
    }

    /// Reads an answer that came whole.
    ///
    /// # Errors
    /// `Malformed` for what does not speak the wire; what the provider reports in it.
    pub fn read_whole(self, body: &[u8]) -> Result<Reading, Failure> {
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
    fn take(&mut self, frame: &Frame) -> Result<Taken, Failure>;

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

/// The body as what it should be.
fn parsed<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::malformed("nothing came"));
    }
    if std::str::from_utf8(body).is_err() {
        return Err(Failure::malformed("it is not UTF-8"));
    }
    // serde's words may quote the answer, so they are not kept.
    serde_json::from_slice(body).map_err(|error| {
        let what = if error.is_data() { "the JSON is of another shape" } else { "it is not JSON" };
        Failure::malformed(format!("{what} (line {}, column {})", error.line(), error.column()))
    })
}

/// The data of a frame as what it should be.
fn parsed_frame<T: serde::de::DeserializeOwned>(frame: &Frame) -> Result<T, Failure> {
    parsed(frame.data.as_bytes())
}
