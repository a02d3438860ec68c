//! OpenAI chat completions.

use serde_json::{Value, json};

use super::{Ending, Said, Stream, event};

fn reason(ending: Ending) -> Value {
    match ending {
        Ending::Done | Ending::Refusal => json!("stop"),
        Ending::Length => json!("length"),
        Ending::Filter => json!("content_filter"),
        Ending::Untold => Value::Null,
    }
}

fn usage(said: &Said) -> Value {
    let Some((read, written)) = said.usage else { return Value::Null };
    json!({ "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written })
}

fn refusal(said: &Said) -> Value {
    if said.ending == Ending::Refusal { json!("I can't help with that.") } else { Value::Null }
}

pub fn whole(said: &Said) -> Value {
    let content = said.pieces.as_ref().map(|_| said.text());
    let message = json!({ "role": "assistant", "content": content, "refusal": refusal(said) });
    let choice =
        json!({ "index": 0, "message": message, "logprobs": null, "finish_reason": reason(said.ending) });
    let choices = if said.is_there { vec![choice] } else { Vec::new() };
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_764_500_000,
        "model": said.model,
        "choices": choices,
        "usage": usage(said),
    })
}

pub fn stream(said: &Said) -> Stream {
    let chunk = |choices: Value, usage: Value| {
        let chunk = json!({
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_764_500_000,
            "model": said.model,
            "choices": choices,
            "usage": usage,
        });
        event("", &chunk)
    };
    let delta = |delta: Value, finish: Value| {
        let choices = json!([{ "index": 0, "delta": delta, "finish_reason": finish }]);
        chunk(if said.is_there { choices } else { json!([]) }, Value::Null)
    };
    let mut end = vec![delta(json!({ "refusal": refusal(said) }), reason(said.ending))];
    if said.usage.is_some() {
        end.push(chunk(json!([]), usage(said)));
    }
    Stream {
        begin: vec![delta(json!({ "role": "assistant", "content": "" }), Value::Null)],
        pieces: said
            .pieces
            .iter()
            .flatten()
            .map(|piece| delta(json!({ "content": piece }), Value::Null))
            .collect(),
        end,
        mark: vec!["data: [DONE]\n\n".to_owned()],
        ping: ": OPENROUTER PROCESSING\n\n".to_owned(),
        error: event(
            "",
            &json!({ "error": { "message": "Overloaded", "type": "overloaded", "code": null } }),
        ),
    }
}
