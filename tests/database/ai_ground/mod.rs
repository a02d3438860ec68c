//! The ground models are asked from: purses of accounts, earlier answers, keys people bring, calls
//! on record, measurements.

mod books;
mod cache;
mod keys;
mod ledger;
mod measures;
mod parts;
mod records;
mod resumed;
mod sweep;

use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::generations::{GENERATE, input};
use crate::harness::app::{TestApp, TestUser};
use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Provider, Reply};

/// What is asked of a finished generation.
const FINISHED: &str = "query($id: ID!) { generation(id: $id) { id status
    stages { stage method model usage { tokensIn tokensOut tokensCharged costUsd } }
    usage { tokensIn tokensOut tokensCharged costUsd }
    aiCalls(first: 20) { edges { node { stage attempt provider model prompt promptHash outcome tokensIn tokensOut
        tokensCharged costUsd elapsedMs cached ownKey generationId accountId at } } }
    documents { quality { notes { code message } } } } }";

/// What a model is billed for.
const BILL: (u32, u32) = (700, 210);

/// An editor that says one line of the example's in another word, and has nothing to say to other
/// questions.
fn edited(asked: &Asked) -> Reply {
    Reply::new(Mode::Good, &edit(asked, "Reduced yearly"), BILL)
}

/// The lines a model was given, one of them in another word.
fn edit(asked: &Asked, word: &str) -> String {
    let user = asked.body["messages"][1]["content"].as_str().unwrap_or_default();
    let field = user.split("<data name=\"claims\">\n").nth(1).and_then(|rest| rest.lines().next());
    let lines: Value = field.map_or(Value::Null, |lines| serde_json::from_str(lines).expect("JSON"));
    let claim = |line: &Value| {
        let text = line["text"].as_str().expect("a text").replace("Cut yearly", word);
        json!({ "id": line["id"], "text": text })
    };
    let claims: Vec<Value> = lines.as_array().into_iter().flatten().map(claim).collect();
    json!({ "claims": claims, "corrections": [] }).to_string()
}

/// Whether it is stage 3's question.
fn is_writing(asked: &Asked) -> bool {
    let user = asked.body["messages"][1]["content"].as_str().unwrap_or_default();
    user.contains("<data name=\"terms\">")
}

/// How often a provider was asked by stage 3.
async fn writings(provider: &Provider) -> usize {
    provider.books().await.iter().filter(|call| is_writing(&call.asked)).count()
}

/// Runs a generation to its end and returns it.
async fn generated(app: &TestApp, user: &TestUser<'_>, profile: &Value, job: &Value) -> Value {
    let started = user.query_with(GENERATE, json!({ "input": input(profile, job) })).await;
    assert_eq!(started.data("/generate/status"), "ACCEPTED", "{}", started.body);
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("the queue"), 1);
    let done = user.query_with(FINISHED, json!({ "id": started.data("/generate/generation/id") })).await;
    done.data("/generation").clone()
}

/// The calls of a generation of stage 3, the first made first.
fn writing_calls(generation: &Value) -> Vec<&Value> {
    let edges = generation["aiCalls"]["edges"].as_array().expect("edges");
    let calls = edges.iter().map(|edge| &edge["node"]);
    calls.filter(|call| call["stage"] == "document_generator").rev().collect()
}

/// How stage 3 came to its result.
fn method(generation: &Value) -> &Value {
    &generation["stages"][2]["method"]
}
