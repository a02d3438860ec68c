//! Ollama chat.

use serde_json::{Value, json};

use super::{Ending, Said, Stream};

fn line(said: &Said, content: Option<&str>, is_done: bool) -> Value {
    let mut line = json!({ "model": said.model, "created_at": "2026-11-30T12:00:00Z", "done": is_done });
    if said.is_there {
        line["message"] = json!({ "role": "assistant", "content": content });
    }
    if is_done {
        line["done_reason"] = match said.ending {
            Ending::Done => json!("stop"),
            Ending::Length => json!("length"),
            // Models of one's own have neither.
            Ending::Filter | Ending::Refusal => json!("unload"),
            Ending::Untold => Value::Null,
        };
        if let Some((read, written)) = said.usage {
            line["prompt_eval_count"] = json!(read);
            line["eval_count"] = json!(written);
        }
    }
    line
}

pub fn whole(said: &Said) -> Value {
    let text = said.pieces.as_ref().map(|_| said.text());
    line(said, text.as_deref(), true)
}

pub fn stream(said: &Said) -> Stream {
    let written = |line: Value| format!("{line}\n");
    let pieces = said.pieces.iter().flatten().filter(|_| said.is_there);
    Stream {
        begin: Vec::new(),
        pieces: pieces.map(|piece| written(line(said, Some(piece), false))).collect(),
        end: Vec::new(),
        mark: vec![written(line(said, Some(""), true))],
        ping: "\n".to_owned(),
        error: written(json!({ "error": "the model runner is overloaded" })),
    }
}
