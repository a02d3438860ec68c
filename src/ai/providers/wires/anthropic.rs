//! Anthropic messages, spoken natively: the vendor's OpenAI-compatible endpoint ignores
//! `response_format` and so cannot hold a model to a schema.
//!
//! Source: <https://platform.claude.com/docs/en/api/messages>, read 2026-11.

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusals::reported;
use super::{Asked, Finish, Reader, Reading, Taken, shaped};
use crate::ai::call::Usage;
use crate::ai::failure::Failure;
use crate::ai::providers::models::Structured;
use crate::config::Secret;

/// The version of the API this file speaks.
const VERSION: &str = "2023-06-01";

pub(super) fn headers(key: Option<&Secret>) -> Vec<(&'static str, Secret)> {
    let key = key.map(|key| ("x-api-key", key.clone()));
    [("anthropic-version", Secret::new(VERSION))].into_iter().chain(key).collect()
}

pub(super) fn body(asked: &Asked) -> Value {
    let mut body = json!({
        "model": asked.model,
        "max_tokens": asked.request.max_output_tokens,
        "system": asked.system(),
        "messages": [{ "role": "user", "content": asked.request.user }],
        "stream": asked.is_streamed(),
    });
    if let Some(temperature) = asked.temperature() {
        body["temperature"] = json!(temperature);
    }
    // There is no mode for JSON without a schema; the instructions then say it.
    if let (Some(schema), Structured::Schema) = (&asked.request.wanted, asked.form) {
        body["output_config"] = json!({ "format": { "type": "json_schema", "schema": schema.body } });
    }
    body
}

#[derive(Debug, Deserialize)]
struct Message {
    model: Option<String>,
    #[serde(default)]
    content: Option<Vec<Block>>,
    stop_reason: Option<String>,
    usage: Option<Counts>,
    error: Option<Value>,
}

/// A piece of an answer; of interest is text.
#[derive(Debug, Deserialize)]
struct Block {
    text: Option<String>,
}

/// Counts as they come: a stream tells input first and output at its end. What came from the
/// provider's cache or went there is told apart and was read all the same.
#[derive(Debug, Default, Deserialize)]
struct Counts {
    input_tokens: Option<i64>,
    output_tokens: Option<i64>,
    cache_creation_input_tokens: Option<i64>,
    cache_read_input_tokens: Option<i64>,
}

impl Counts {
    fn input(&self) -> Option<u32> {
        let cached = [self.cache_creation_input_tokens, self.cache_read_input_tokens];
        cached.into_iter().try_fold(count(self.input_tokens)?, |sum, cached| {
            sum.checked_add(cached.map_or(Some(0), |cached| count(Some(cached)))?)
        })
    }

    fn usage(&self) -> Option<Usage> {
        Some(Usage { input_tokens: self.input()?, output_tokens: count(self.output_tokens)? })
    }
}

fn count(count: Option<i64>) -> Option<u32> {
    count.and_then(|count| u32::try_from(count).ok())
}

pub(super) fn read_whole(body: Value) -> Result<Reading, Failure> {
    let message: Message = shaped(body)?;
    if let Some(error) = message.error {
        return Err(reported(&error));
    }
    let text = message.content.unwrap_or_default().into_iter().filter_map(|block| block.text).collect();
    let usage = message.usage.as_ref().and_then(Counts::usage);
    let finish = message.stop_reason.as_deref().map(finish);
    Ok(Reading { text, usage, model: message.model, finish, is_ended: true })
}

fn finish(reason: &str) -> Finish {
    match reason {
        "end_turn" | "stop_sequence" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Refusal,
        _ => Finish::Other,
    }
}

/// Reads the events of a stream.
#[derive(Debug, Default)]
pub(super) struct StreamReader {
    reading: Reading,
    input_tokens: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    MessageStart {
        message: Message,
    },
    ContentBlockDelta {
        delta: Block,
    },
    MessageDelta {
        delta: Stopped,
        usage: Option<Counts>,
    },
    MessageStop,
    Ping,
    Error {
        error: Value,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Stopped {
    stop_reason: Option<String>,
}

impl Reader for StreamReader {
    fn take(&mut self, frame: Value) -> Result<Taken, Failure> {
        let reading = &mut self.reading;
        match shaped(frame)? {
            Event::MessageStart { message } => {
                reading.model = message.model;
                self.input_tokens = message.usage.as_ref().and_then(Counts::input);
            }
            Event::ContentBlockDelta { delta } => {
                if let Some(text) = delta.text.filter(|text| !text.is_empty()) {
                    reading.text.push_str(&text);
                    return Ok(Taken::Text(text));
                }
            }
            Event::MessageDelta { delta, usage } => {
                if let Some(reason) = delta.stop_reason {
                    reading.finish = Some(finish(&reason));
                }
                let counts = usage.unwrap_or_default();
                // The counts are running totals, so the last ones count.
                let input_tokens =
                    if counts.input_tokens.is_some() { counts.input() } else { self.input_tokens };
                let output_tokens = count(counts.output_tokens);
                reading.usage = input_tokens
                    .zip(output_tokens)
                    .map(|(input_tokens, output_tokens)| Usage { input_tokens, output_tokens });
            }
            Event::MessageStop => reading.is_ended = true,
            Event::Ping => return Ok(Taken::Ping),
            Event::Error { error } => return Err(reported(&error)),
            Event::Other => {}
        }
        Ok(Taken::Progress)
    }

    fn reading(&mut self) -> &mut Reading {
        &mut self.reading
    }
}
