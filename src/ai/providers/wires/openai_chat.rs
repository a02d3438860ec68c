//! OpenAI chat completions, and whatever speaks like them.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat>, read 2026-11.

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusals::reported;
use super::{Asked, Finish, Reader, Reading, Taken, parsed, parsed_frame, usage_of};
use crate::ai::failure::Failure;
use crate::ai::providers::models::{OutputLimit, Structured};
use crate::ai::providers::transport::frames::Frame;

/// What ends every stream.
const DONE: &str = "[DONE]";

pub(super) fn body(asked: &Asked) -> Value {
    let is_streamed = asked.is_streamed();
    let limit = match asked.capabilities.output_limit {
        OutputLimit::MaxTokens => "max_tokens",
        OutputLimit::MaxCompletionTokens => "max_completion_tokens",
    };
    let mut body = json!({
        "model": asked.model,
        "messages": [
            { "role": "system", "content": asked.system() },
            { "role": "user", "content": asked.request.user },
        ],
        limit: asked.request.max_output_tokens,
        "stream": is_streamed,
    });
    if let Some(temperature) = asked.temperature() {
        body["temperature"] = json!(temperature);
    }
    if let Some(effort) = asked.capabilities.effort {
        body["reasoning_effort"] = json!(effort);
    }
    match (&asked.request.wanted, asked.form) {
        (Some(schema), Structured::Schema) => {
            let schema = json!({ "name": schema.name, "schema": schema.body, "strict": true });
            body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
        }
        (Some(_), Structured::JsonMode) => body["response_format"] = json!({ "type": "json_object" }),
        (_, Structured::Plain) | (None, _) => {}
    }
    // Without it a stream does not say what it cost.
    if is_streamed && asked.row.takes_stream_options {
        body["stream_options"] = json!({ "include_usage": true });
    }
    body
}

/// A whole answer or a chunk of one; what it does not name is left unread.
#[derive(Debug, Deserialize)]
struct Completion {
    model: Option<String>,
    #[serde(default)]
    choices: Option<Vec<Choice>>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    #[serde(alias = "delta")]
    message: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

pub(super) fn read_whole(body: &[u8]) -> Result<Reading, Failure> {
    let mut reading = Reading::default();
    take(parsed(body)?, &mut reading)?;
    reading.is_ended = true;
    if reading.finish.is_none() && reading.text.is_empty() {
        return Err(Failure::malformed("no choices").with_usage(reading.usage));
    }
    Ok(reading)
}

/// Reads the chunks of a stream.
#[derive(Debug, Default)]
pub(super) struct StreamReader(Reading);

impl Reader for StreamReader {
    fn take(&mut self, frame: &Frame) -> Result<Taken, Failure> {
        if frame.data.trim() == DONE {
            self.0.is_ended = true;
            return Ok(Taken::Progress);
        }
        take(parsed_frame(frame)?, &mut self.0)
    }

    fn reading(&mut self) -> &mut Reading {
        &mut self.0
    }
}

/// Adds what came to what was read. The last chunk of a stream has the usage and no choices.
fn take(completion: Completion, reading: &mut Reading) -> Result<Taken, Failure> {
    if let Some(error) = completion.error.filter(|error| !error.is_null()) {
        return Err(reported(&error));
    }
    if completion.model.is_some() {
        reading.model = completion.model;
    }
    if let Some(usage) = usage_of(completion.usage.as_ref(), "prompt_tokens", "completion_tokens") {
        reading.usage = Some(usage);
    }
    let Some(choice) = completion.choices.unwrap_or_default().into_iter().next() else {
        return Ok(Taken::Progress);
    };
    let (content, refusal) =
        choice.message.map_or((None, None), |message| (message.content, message.refusal));
    if let Some(reason) = choice.finish_reason {
        reading.finish = Some(finish(&reason));
    }
    if refusal.is_some_and(|refusal| !refusal.is_empty()) {
        reading.finish = Some(Finish::Refusal);
    }
    match content.filter(|content| !content.is_empty()) {
        Some(content) => {
            reading.text.push_str(&content);
            Ok(Taken::Text(content))
        }
        None => Ok(Taken::Progress),
    }
}

fn finish(reason: &str) -> Finish {
    match reason {
        "stop" | "eos" => Finish::Stop,
        "length" => Finish::Length,
        "content_filter" => Finish::Filter,
        _ => Finish::Other,
    }
}
