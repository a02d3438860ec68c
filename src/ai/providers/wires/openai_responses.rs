//! OpenAI responses.
//!
//! Source: <https://platform.openai.com/docs/api-reference/responses>, read 2026-11.

use async_openai::types::responses::{
    CreateResponse, InputParam, Reasoning, ResponseTextParam, TextResponseFormatConfiguration,
};
use serde::Deserialize;
use serde_json::Value;

use super::openai_chat::{effort, strict};
use super::refusals::reported;
use super::{Asked, Finish, Reader, Reading, Taken, shaped, usage_of};
use crate::ai::failure::Failure;
use crate::ai::providers::models::Structured;

/// The question.
pub fn request(asked: &Asked) -> CreateResponse {
    let effort = asked.capabilities.effort.and_then(effort);
    CreateResponse {
        model: Some(asked.model.to_owned()),
        instructions: Some(asked.system()),
        input: InputParam::Text(asked.request.user.clone()),
        max_output_tokens: Some(asked.request.max_output_tokens),
        // Kept for thirty days unless told otherwise.
        store: Some(false),
        stream: Some(asked.is_streamed()),
        temperature: asked.temperature(),
        reasoning: effort.map(|effort| Reasoning { effort: Some(effort), ..Reasoning::default() }),
        text: format(asked).map(|format| ResponseTextParam { format, verbosity: None }),
        ..CreateResponse::default()
    }
}

fn format(asked: &Asked) -> Option<TextResponseFormatConfiguration> {
    match (&asked.request.wanted, asked.form) {
        (Some(schema), Structured::Schema) => {
            Some(TextResponseFormatConfiguration::JsonSchema(strict(schema)))
        }
        (Some(_), Structured::JsonMode) => Some(TextResponseFormatConfiguration::JsonObject),
        (_, Structured::Plain) | (None, _) => None,
    }
}

#[derive(Debug, Deserialize)]
struct Response {
    model: Option<String>,
    status: Option<String>,
    incomplete_details: Option<IncompleteDetails>,
    #[serde(default)]
    output: Vec<Item>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct IncompleteDetails {
    reason: Option<String>,
}

/// One thing the model made; of interest are its messages.
#[derive(Debug, Deserialize)]
struct Item {
    #[serde(default)]
    content: Option<Vec<Part>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part {
    OutputText {
        text: String,
    },
    Refusal {
        #[expect(dead_code, reason = "that it declined is enough; its words are not shown")]
        refusal: String,
    },
    #[serde(other)]
    Other,
}

pub(super) fn read_whole(body: Value) -> Result<Reading, Failure> {
    let mut reading = read(shaped(body)?)?;
    reading.is_ended = true;
    Ok(reading)
}

fn read(response: Response) -> Result<Reading, Failure> {
    let usage = usage_of(response.usage.as_ref(), "input_tokens", "output_tokens");
    if let Some(error) = response.error.filter(|error| !error.is_null()) {
        return Err(reported(&error).with_usage(usage));
    }
    let mut text = String::new();
    let mut is_refused = false;
    for part in response.output.into_iter().flat_map(|item| item.content.unwrap_or_default()) {
        match part {
            Part::OutputText { text: more } => text.push_str(&more),
            Part::Refusal { .. } => is_refused = true,
            Part::Other => {}
        }
    }
    let reason = response.incomplete_details.and_then(|details| details.reason);
    let finish = match (response.status.as_deref(), reason.as_deref()) {
        _ if is_refused => Some(Finish::Refusal),
        (Some("completed"), _) => Some(Finish::Stop),
        (Some("incomplete"), Some("max_output_tokens")) => Some(Finish::Length),
        (Some("incomplete"), Some("content_filter")) => Some(Finish::Filter),
        (Some("incomplete" | "failed" | "cancelled"), _) => Some(Finish::Other),
        _ => None,
    };
    Ok(Reading { text, usage, model: response.model, finish, is_ended: false })
}

/// Reads the events of a stream. They are numbered, so that one that comes twice counts once.
#[derive(Debug, Default)]
pub(super) struct StreamReader {
    reading: Reading,
    last_number: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    sequence_number: Option<u64>,
    delta: Option<Value>,
    response: Option<Response>,
}

impl Reader for StreamReader {
    fn take(&mut self, frame: Value) -> Result<Taken, Failure> {
        if frame.get("type").and_then(Value::as_str) == Some("error") || frame.get("type").is_none() {
            return Err(reported(&frame));
        }
        let event: Event = shaped(frame)?;
        if event.sequence_number.is_some() && event.sequence_number <= self.last_number {
            return Ok(Taken::Ping);
        }
        self.last_number = event.sequence_number.or(self.last_number);
        match event.kind.as_str() {
            "response.output_text.delta" => {
                let delta = event.delta.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
                self.reading.text.push_str(&delta);
                Ok(if delta.is_empty() { Taken::Progress } else { Taken::Text(delta) })
            }
            "response.completed" | "response.incomplete" | "response.failed" => {
                let response =
                    event.response.ok_or_else(|| Failure::malformed("an end without a response"))?;
                let whole = read(response)?;
                // The last event has the whole text, which is what counts.
                self.reading = Reading { is_ended: true, ..whole };
                Ok(Taken::Progress)
            }
            "keepalive" => Ok(Taken::Ping),
            _ => Ok(Taken::Progress),
        }
    }

    fn reading(&mut self) -> &mut Reading {
        &mut self.reading
    }
}
