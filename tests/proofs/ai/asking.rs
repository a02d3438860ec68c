//! What goes out to a provider: the question in the words of each wire, and nothing more.

use jobwise::ai::call::{Deltas, Request};
use jobwise::ai::providers::Model;
use jobwise::ai::providers::wires::Wire;
use serde_json::{Value, json};

use super::{PATIENT, endpoint, flower, request};
use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Provider, Reply};

/// What the provider is asked by calls of one endpoint, one after the other.
async fn asked(wire: Wire, model: &str, requests: &[Request], modes: &'static [Mode]) -> Vec<Asked> {
    let reply = move |asked: &Asked| {
        Reply::new(modes.get(asked.number).copied().unwrap_or(Mode::Good), "{\"flower\":\"rose\"}", (9, 9))
    };
    let provider = Provider::start(wire, reply).await;
    let endpoint = endpoint(wire, &provider.address, model, PATIENT);
    for request in requests {
        // What comes of it is asserted elsewhere.
        let _ = endpoint.answer(request, &Deltas::silent()).await;
    }
    provider.books().await.into_iter().map(|call| call.asked).collect()
}

async fn asked_once(wire: Wire, model: &str, request: Request) -> Asked {
    let mut asked = asked(wire, model, &[request], &[]).await;
    assert_eq!(asked.len(), 1);
    asked.remove(0)
}

fn wanting_json() -> Request {
    Request { wanted: Some(flower()), ..request(false) }
}

#[tokio::test]
async fn each_wire_says_the_same_in_its_own_words() {
    let chat = asked_once(Wire::OpenAiChat, "gpt-4o-mini", wanting_json()).await;
    assert!(chat.head.starts_with("post /chat/completions http/1.1"), "{}", chat.head);
    assert!(chat.head.contains("authorization: bearer sk-secret"), "{}", chat.head);
    assert_eq!(
        chat.body,
        json!({
            "model": "gpt-4o-mini",
            "messages": [
                { "role": "system", "content": "Answer shortly." },
                { "role": "user", "content": "What blooms in June?" },
            ],
            "max_completion_tokens": 200,
            "temperature": chat.body["temperature"],
            "response_format": {
                "type": "json_schema",
                "json_schema": { "name": "flower", "schema": flower().body, "strict": true },
            },
            "stream": false,
        })
    );
    let responses = asked_once(Wire::OpenAiResponses, "gpt-5-mini", wanting_json()).await;
    assert!(responses.head.starts_with("post /responses http/1.1"), "{}", responses.head);
    assert_eq!(
        responses.body,
        json!({
            "model": "gpt-5-mini",
            "instructions": "Answer shortly.",
            "input": "What blooms in June?",
            "max_output_tokens": 200,
            "reasoning": { "effort": "minimal" },
            "text": {
                "format": { "type": "json_schema", "name": "flower", "schema": flower().body, "strict": true },
            },
            "store": false,
            "stream": false,
        })
    );
    let anthropic = asked_once(Wire::Anthropic, "claude-haiku-4-5", wanting_json()).await;
    assert!(anthropic.head.starts_with("post /messages http/1.1"), "{}", anthropic.head);
    assert!(anthropic.head.contains("x-api-key: sk-secret"), "{}", anthropic.head);
    assert!(anthropic.head.contains("anthropic-version: 2023-06-01"), "{}", anthropic.head);
    assert_eq!(
        anthropic.body,
        json!({
            "model": "claude-haiku-4-5",
            "max_tokens": 200,
            "system": "Answer shortly.",
            "messages": [{ "role": "user", "content": "What blooms in June?" }],
            "temperature": anthropic.body["temperature"],
            "output_config": { "format": { "type": "json_schema", "schema": flower().body } },
            "stream": false,
        })
    );
    let ollama = asked_once(Wire::Ollama, "llama3.1:8b", wanting_json()).await;
    assert!(ollama.head.starts_with("post /api/chat http/1.1"), "{}", ollama.head);
    assert_eq!(
        ollama.body,
        json!({
            "model": "llama3.1:8b",
            "messages": [
                { "role": "system", "content": "Answer shortly." },
                { "role": "user", "content": "What blooms in June?" },
            ],
            "options": { "num_predict": 200, "num_ctx": 8192, "temperature": ollama.body["options"]["temperature"] },
            "format": flower().body,
            "stream": false,
        })
    );
    for body in
        [&chat.body["temperature"], &anthropic.body["temperature"], &ollama.body["options"]["temperature"]]
    {
        assert!((body.as_f64().expect("a temperature") - 0.2).abs() < 1e-6, "{body}");
    }
}

#[tokio::test]
async fn a_stream_is_asked_for_with_its_usage() {
    for wire in Wire::ALL {
        let asked = asked_once(wire, "larch-1", request(true)).await;
        assert_eq!(asked.body["stream"], true, "{wire:?}");
        let options = asked.body.get("stream_options");
        assert_eq!(options.is_some(), wire == Wire::OpenAiChat, "{wire:?}");
        if let Some(options) = options {
            assert_eq!(options, &json!({ "include_usage": true }));
        }
    }
}

#[tokio::test]
async fn a_model_that_is_not_held_to_a_schema_is_told_it() {
    let system_of = |wire: Wire, body: &Value| match wire {
        Wire::OpenAiChat | Wire::Ollama => body["messages"][0]["content"].to_string(),
        Wire::OpenAiResponses => body["instructions"].to_string(),
        Wire::Anthropic => body["system"].to_string(),
    };
    for (wire, model) in [
        (Wire::OpenAiChat, "gpt-4-turbo"),
        (Wire::OpenAiChat, "larch-1"),
        (Wire::OpenAiResponses, "gpt-4-turbo"),
        (Wire::OpenAiResponses, "larch-1"),
        (Wire::Anthropic, "claude-3-haiku-20240307"),
    ] {
        let asked = asked_once(wire, model, wanting_json()).await;
        let system = system_of(wire, &asked.body);
        assert!(
            system.contains("JSON Schema") && system.contains("additionalProperties"),
            "{wire:?} {model}"
        );
        let is_json_mode = asked.body.to_string().contains("\"json_object\"");
        assert_eq!(is_json_mode, model == "gpt-4-turbo", "{wire:?} {model}: {}", asked.body);
    }
}

#[tokio::test]
async fn a_schema_that_is_turned_down_is_not_sent_again() {
    const MODES: &[Mode] = &[Mode::SchemaUnsupported400, Mode::SchemaUnsupported400];
    let requests = [wanting_json(), wanting_json(), wanting_json(), wanting_json()];
    let asked = asked(Wire::OpenAiChat, "gpt-4o-mini", &requests, MODES).await;
    let forms: Vec<Value> = asked.iter().map(|asked| asked.body["response_format"]["type"].clone()).collect();
    assert_eq!(forms, [json!("json_schema"), json!("json_object"), Value::Null, Value::Null]);
}

#[tokio::test]
async fn models_that_take_no_temperature_are_sent_none() {
    for (wire, model) in [(Wire::OpenAiChat, "gpt-5-mini"), (Wire::Anthropic, "claude-opus-5")] {
        let asked = asked_once(wire, model, request(false)).await;
        assert!(asked.body.get("temperature").is_none(), "{model}");
    }
}
