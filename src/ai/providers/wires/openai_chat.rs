//! OpenAI chat completions, and whatever speaks like them.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat>, read 2026-11.

use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest, ReasoningEffort,
    ResponseFormat, ResponseFormatJsonSchema,
};
use serde::Deserialize;
use serde_json::Value;

use super::refusals::reported;
use super::{Asked, Finish, Reader, Reading, Taken, shaped, usage_of};
use crate::ai::call::Schema;
use crate::ai::failure::Failure;
use crate::ai::providers::models::{OutputLimit, Structured};

/// The question.
pub fn request(asked: &Asked) -> CreateChatCompletionRequest {
    let is_streamed = asked.is_streamed();
    let limit = asked.request.max_output_tokens;
    let limited = |name: OutputLimit| (asked.capabilities.output_limit == name).then_some(limit);
    let include_usage = is_streamed && asked.row.takes_stream_options;
    #[expect(deprecated, reason = "compatible servers know the bound of an answer by its old name only")]
    CreateChatCompletionRequest {
        model: asked.model.to_owned(),
        messages: vec![
            ChatCompletionRequestMessage::System(asked.system().into()),
            ChatCompletionRequestMessage::User(asked.request.user.as_str().into()),
        ],
        max_tokens: limited(OutputLimit::MaxTokens),
        max_completion_tokens: limited(OutputLimit::MaxCompletionTokens),
        temperature: asked.temperature(),
        reasoning_effort: asked.capabilities.effort.and_then(effort),
        response_format: format(asked),
        stream: Some(is_streamed),
        // Without it a stream does not say what it cost.
        stream_options: include_usage
            .then_some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None }),
        ..CreateChatCompletionRequest::default()
    }
}

fn format(asked: &Asked) -> Option<ResponseFormat> {
    match (&asked.request.wanted, asked.form) {
        (Some(schema), Structured::Schema) => {
            Some(ResponseFormat::JsonSchema { json_schema: strict(schema) })
        }
        (Some(_), Structured::JsonMode) => Some(ResponseFormat::JsonObject),
        (_, Structured::Plain) | (None, _) => None,
    }
}

/// A schema that the model is held to.
pub(super) fn strict(schema: &Schema) -> ResponseFormatJsonSchema {
    ResponseFormatJsonSchema {
        description: None,
        name: schema.name.to_owned(),
        schema: schema.body.clone(),
        strict: Some(true),
    }
}

/// How hard a model thinks, by OpenAI's word for it.
pub(super) fn effort(word: &str) -> Option<ReasoningEffort> {
    ReasoningEffort::deserialize(Value::from(word)).ok()
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

pub(super) fn read_whole(body: Value) -> Result<Reading, Failure> {
    let mut reading = Reading::default();
    take(shaped(body)?, &mut reading)?;
    reading.is_ended = true;
    if reading.finish.is_none() && reading.text.is_empty() {
        return Err(Failure::malformed("no choices").with_usage(reading.usage));
    }
    Ok(reading)
}

/// Reads the chunks of a stream. Its end, `[DONE]`, is no JSON and is seen by the client.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ai::providers::models;

    #[test]
    fn every_word_for_thinking_is_one_of_the_clients() {
        let words = models::ALL.iter().filter_map(|row| row.capabilities.effort);
        assert!(words.map(effort).all(|effort| effort.is_some()));
        assert_eq!(effort("strenuous"), None);
    }
}
