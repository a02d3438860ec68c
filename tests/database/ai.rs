//! Generations with a model, from configuration to the calls on record.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use jobwise::ai::providers::wires::Wire;
use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Provider, Reply};

const STAGES: &str = "query($id: ID!) { generation(id: $id) { status
    stages { stage status method }
    usage { tokensIn tokensOut }
    documents { kind claims { text } quality { notes { code message } factuality { blocked } } } } }";

/// An editor that says one line of the example's in another word.
fn edited(asked: &Asked) -> Reply {
    let user = asked.body["messages"][1]["content"].as_str().expect("a question");
    let field = user.split("<data name=\"claims\">\n").nth(1).and_then(|rest| rest.lines().next());
    let lines: Value = serde_json::from_str(field.expect("the lines")).expect("JSON");
    let claims: Vec<Value> = lines
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| {
            let text = line["text"].as_str().expect("a text").replace("Cut yearly", "Reduced yearly");
            json!({ "id": line["id"], "text": text })
        })
        .collect();
    Reply::new(Mode::Good, &json!({ "claims": claims }).to_string(), (700, 210))
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Integer)]
    attempt: i32,
    #[diesel(sql_type = Text)]
    model: String,
    #[diesel(sql_type = Text)]
    prompt: String,
    #[diesel(sql_type = Nullable<Text>)]
    failure: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    input_tokens: Option<i32>,
    #[diesel(sql_type = BigInt)]
    charged_tokens: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    cost_micros: Option<i64>,
}

async fn calls(app: &TestApp) -> Vec<Row> {
    let mut conn = app.database.conn().await.expect("a connection");
    diesel::sql_query(
        "SELECT stage, attempt, model, prompt, failure, input_tokens, charged_tokens, cost_micros
         FROM ai_calls ORDER BY attempt",
    )
    .load(&mut conn)
    .await
    .expect("the calls")
}

/// A finished generation of a server whose model is at this address.
async fn generated(app: &TestApp) -> Value {
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("the queue"), 1);
    let done = user.query_with(STAGES, json!({ "id": started.data("/generate/generation/id") })).await;
    done.data("/generation").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_configured_has_its_part_and_its_call_is_on_record() {
    let provider = Provider::start(Wire::Ollama, edited).await;
    let variables = [("AI_PROVIDERS", "ollama:larch-1"), ("OLLAMA_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let generation = generated(&app).await;
    let methods: Vec<&Value> =
        generation["stages"].as_array().expect("stages").iter().map(|stage| &stage["method"]).collect();
    assert_eq!(methods, ["RULES", "RULES", "MODEL", "RULES", "RULES"], "{generation}");
    assert_eq!(generation["usage"], json!({ "tokensIn": 700, "tokensOut": 210 }));
    let printed = generation["documents"][0]["claims"].to_string();
    assert!(printed.contains("Reduced yearly AWS spending by 23%"), "{printed}");
    assert_eq!(generation["documents"][0]["quality"]["factuality"]["blocked"], 0);

    let calls = calls(&app).await;
    assert_eq!(calls.len(), provider.books().await.len());
    let call = &calls[0];
    assert_eq!((call.stage.as_str(), call.attempt), ("document_generator", 1));
    assert_eq!((call.model.as_str(), call.prompt.as_str()), ("larch-1", "improve_claims/1"));
    assert_eq!((call.input_tokens, call.charged_tokens), (Some(700), 910));
    assert_eq!((call.failure.as_deref(), call.cost_micros), (None, Some(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_is_told_of_and_the_run_finishes_by_rules() {
    let provider = Provider::start(Wire::Ollama, |_| Reply::new(Mode::BadKey401, "", (0, 0))).await;
    let variables = [("AI_PROVIDERS", "ollama:larch-1"), ("OLLAMA_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let generation = generated(&app).await;
    assert_eq!(generation["stages"][2]["method"], "RULES", "{generation}");
    assert_eq!(generation["usage"], json!({ "tokensIn": 0, "tokensOut": 0 }));
    let notes = generation["documents"][0]["quality"]["notes"].as_array().expect("notes");
    let note = notes.iter().find(|note| note["code"] == "model_unavailable").expect("a note");
    let message = note["message"].as_str().expect("words");
    assert!(message.contains("Ollama did not accept its key while improving lines"), "{message}");

    let calls = calls(&app).await;
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].failure.as_deref(), calls[0].charged_tokens), (Some("bad_key"), 0));
}
