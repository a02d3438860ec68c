//! Ollama's own chat.
//!
//! Source: <https://github.com/ollama/ollama/blob/main/docs/api.md>, read 2026-11.

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusals::reported;
use super::{Asked, Finish, Reader, Reading, Taken, shaped, usage_of};
use crate::ai::failure::Failure;
use crate::ai::providers::models::Structured;

/// Tokens a question and its answer may have together. Ollama cuts off the beginning of a longer
/// question without a word, so this is told, and is above every budget of an attempt.
const CONTEXT_TOKENS: u32 = 8_192;

pub(super) fn body(asked: &Asked) -> Value {
    let mut options = json!({ "num_predict": asked.request.max_output_tokens, "num_ctx": CONTEXT_TOKENS });
    if let Some(temperature) = asked.temperature() {
        options["temperature"] = json!(temperature);
    }
    let mut body = json!({
        "model": asked.model,
        "messages": [
            { "role": "system", "content": asked.system() },
            { "role": "user", "content": asked.request.user },
        ],
        "options": options,
        "stream": asked.is_streamed(),
    });
    match (&asked.request.wanted, asked.form) {
        (Some(schema), Structured::Schema) => body["format"] = schema.body.clone(),
        (Some(_), Structured::JsonMode) => body["format"] = json!("json"),
        _ => {}
    }
    body
}

/// A whole answer or a line of one.
#[derive(Debug, Deserialize)]
struct Line {
    model: Option<String>,
    message: Option<Message>,
    #[serde(default)]
    done: bool,
    done_reason: Option<String>,
    error: Option<Value>,
    #[serde(flatten)]
    counts: Value,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<String>,
}

pub(super) fn read_whole(body: Value) -> Result<Reading, Failure> {
    let mut reading = Reading::default();
    take(shaped(body)?, &mut reading)?;
    Ok(reading)
}

/// Reads the lines of a stream.
#[derive(Debug, Default)]
pub(super) struct StreamReader(Reading);

impl Reader for StreamReader {
    fn take(&mut self, frame: Value) -> Result<Taken, Failure> {
        take(shaped(frame)?, &mut self.0)
    }

    fn reading(&mut self) -> &mut Reading {
        &mut self.0
    }
}

fn take(line: Line, reading: &mut Reading) -> Result<Taken, Failure> {
    if let Some(error) = line.error.filter(|error| !error.is_null()) {
        return Err(reported(&error));
    }
    if line.model.is_some() {
        reading.model = line.model;
    }
    if line.done {
        reading.is_ended = true;
        reading.finish = line.done_reason.as_deref().map(finish);
        reading.usage = usage_of(Some(&line.counts), "prompt_eval_count", "eval_count");
    }
    match line.message.and_then(|message| message.content).filter(|content| !content.is_empty()) {
        Some(content) => {
            reading.text.push_str(&content);
            Ok(Taken::Text(content))
        }
        None => Ok(Taken::Progress),
    }
}

fn finish(reason: &str) -> Finish {
    match reason {
        "stop" => Finish::Stop,
        "length" => Finish::Length,
        _ => Finish::Other,
    }
}
