//! Anthropic messages.

use serde_json::{Value, json};

use super::{Ending, Said, Stream, event};

fn reason(ending: Ending) -> Value {
    match ending {
        Ending::Done => json!("end_turn"),
        Ending::Length => json!("max_tokens"),
        // Anthropic has no filter of its own beside the model's refusal.
        Ending::Filter | Ending::Refusal => json!("refusal"),
        Ending::Untold => Value::Null,
    }
}

pub fn whole(said: &Said) -> Value {
    let text = json!({ "type": "text", "text": said.text() });
    let content = if said.is_there && said.pieces.is_some() { vec![text] } else { Vec::new() };
    let usage = said.usage.map(|(read, written)| {
        json!({
            "input_tokens": read,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": null,
            "output_tokens": written,
        })
    });
    json!({
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": said.model,
        "content": content,
        "stop_reason": reason(said.ending),
        "stop_sequence": null,
        "usage": usage,
    })
}

pub fn stream(said: &Said) -> Stream {
    let named = |kind: &str, mut data: Value| {
        data["type"] = json!(kind);
        event(kind, &data)
    };
    let first = said.usage.map(|(read, _)| json!({ "input_tokens": read, "output_tokens": 1 }));
    let last = said.usage.map(|(_, written)| json!({ "output_tokens": written }));
    let message =
        json!({ "id": "msg_1", "model": said.model, "content": [], "stop_reason": null, "usage": first });
    let block = json!({ "index": 0, "content_block": { "type": "text", "text": "" } });
    let delta = |piece: &String| {
        named("content_block_delta", json!({ "index": 0, "delta": { "type": "text_delta", "text": piece } }))
    };
    let stopped =
        json!({ "delta": { "stop_reason": reason(said.ending), "stop_sequence": null }, "usage": last });
    Stream {
        begin: vec![
            named("message_start", json!({ "message": message })),
            named("content_block_start", block),
        ],
        pieces: said.pieces.iter().flatten().filter(|_| said.is_there).map(delta).collect(),
        end: vec![named("content_block_stop", json!({ "index": 0 })), named("message_delta", stopped)],
        mark: vec![named("message_stop", json!({}))],
        ping: named("ping", json!({})),
        error: named("error", json!({ "error": { "type": "overloaded_error", "message": "Overloaded" } })),
    }
}
