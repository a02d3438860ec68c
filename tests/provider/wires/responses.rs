//! OpenAI responses.

use serde_json::{Value, json};

use super::{Ending, Said, Stream, event};

pub fn whole(said: &Said) -> Value {
    let (status, why) = match said.ending {
        Ending::Done | Ending::Refusal => (json!("completed"), Value::Null),
        Ending::Length => (json!("incomplete"), json!({ "reason": "max_output_tokens" })),
        Ending::Filter => (json!("incomplete"), json!({ "reason": "content_filter" })),
        Ending::Untold => (Value::Null, Value::Null),
    };
    let part = match (said.ending, &said.pieces) {
        (Ending::Refusal, _) => vec![json!({ "type": "refusal", "refusal": "I can't help with that." })],
        (_, Some(_)) => vec![json!({ "type": "output_text", "text": said.text(), "annotations": [] })],
        (_, None) => Vec::new(),
    };
    let message = json!({ "type": "message", "id": "msg_1", "role": "assistant", "content": part });
    let thought = json!({ "type": "reasoning", "id": "rs_1", "summary": [] });
    let output = if said.is_there { vec![thought, message] } else { Vec::new() };
    let usage = said.usage.map(|(read, written)| {
        json!({ "input_tokens": read, "output_tokens": written, "total_tokens": read + written })
    });
    json!({
        "id": "resp_1",
        "object": "response",
        "created_at": 1_764_500_000,
        "status": status,
        "model": said.model,
        "output": output,
        "incomplete_details": why,
        "usage": usage,
        "error": null,
    })
}

pub fn stream(said: &Said) -> Stream {
    let mut number = 0;
    let mut numbered = |kind: &str, mut data: Value| {
        data["type"] = json!(kind);
        data["sequence_number"] = json!(number);
        number += 1;
        event(kind, &data)
    };
    let begin = vec![
        numbered("response.created", json!({ "response": { "model": said.model, "status": "in_progress" } })),
        numbered("response.output_item.added", json!({ "output_index": 0, "item": { "type": "message" } })),
    ];
    let pieces = said
        .pieces
        .iter()
        .flatten()
        .map(|piece| numbered("response.output_text.delta", json!({ "output_index": 0, "delta": piece })))
        .collect();
    let kind = match said.ending {
        Ending::Length | Ending::Filter => "response.incomplete",
        _ => "response.completed",
    };
    Stream {
        begin,
        pieces,
        end: Vec::new(),
        mark: vec![numbered(kind, json!({ "response": whole(said) }))],
        ping: "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n".to_owned(),
        error: event("error", &json!({ "type": "error", "code": "overloaded", "message": "Overloaded" })),
    }
}
