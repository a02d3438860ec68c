//! Generations with a model, from configuration to the calls on record.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use futures_util::StreamExt;
use jobwise::ai::providers::wires::Wire;
use jobwise::events::{self, EventHub, Live, NewEvent, News};
use jobwise::ids;
use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Provider, Reply};

/// How long somebody is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

const STAGES: &str = "query($id: ID!) { generation(id: $id) { status
    stages { stage status method }
    usage { tokensIn tokensOut }
    documents { kind claims { text } quality { notes { code message } factuality { blocked } } } } }";

/// What stands in a field of data of a question; nothing where it has no such field.
fn field(asked: &Asked, name: &str) -> Vec<Value> {
    let user = asked.body["messages"][1]["content"].as_str().expect("a question");
    let mark = format!("<data name=\"{name}\">\n");
    let field = user.split(&mark).nth(1).and_then(|rest| rest.lines().next());
    field.map(|field| serde_json::from_str(field).expect("a list")).unwrap_or_default()
}

/// The lines of a question with one of the example's in another word.
fn lines(asked: &Asked) -> Vec<(String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().expect("a text").to_owned();
    let line = |line: &Value| (text(line, "id"), text(line, "text").replace("Cut yearly", "Reduced yearly"));
    field(asked, "claims").iter().map(line).collect()
}

/// An editor of lines, who has nothing to say to other questions.
fn edited(asked: &Asked) -> Reply {
    let claims: Vec<Value> =
        lines(asked).into_iter().map(|(id, text)| json!({ "id": id, "text": text })).collect();
    let said = json!({ "claims": claims, "corrections": [] });
    Reply::new(Mode::Good, &said.to_string(), (700, 210))
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
    let count = provider.books().await.len() as u64;
    assert_eq!(generation["usage"], json!({ "tokensIn": 700 * count, "tokensOut": 210 * count }));
    let printed = generation["documents"][0]["claims"].to_string();
    assert!(printed.contains("Reduced yearly AWS spending by 23%"), "{printed}");
    assert_eq!(generation["documents"][0]["quality"]["factuality"]["blocked"], 0);

    let calls = calls(&app).await;
    assert_eq!(calls.len(), provider.books().await.len());
    let call = calls.iter().find(|call| call.stage == "document_generator").expect("stage 3's call");
    assert_eq!((call.stage.as_str(), call.attempt), ("document_generator", 1));
    assert_eq!((call.model.as_str(), call.prompt.as_str()), ("larch-1", "improve_claims/1"));
    assert_eq!((call.input_tokens, call.charged_tokens), (Some(700), 910));
    assert_eq!((call.failure.as_deref(), call.cost_micros), (None, Some(0)));
}

const WATCHED: &str = "subscription($id: ID!) { generationEvents(id: $id) { __typename number
    ... on TextDelta { stage claimId text begins generationId } } }";

/// A model that does not begin to write before somebody listens.
fn listened_to(is_heard: Arc<(Mutex<bool>, Condvar)>) -> impl Fn(&Asked) -> Reply + Send + Sync {
    move |asked| {
        if !lines(asked).is_empty() {
            let (is_heard, heard) = &*is_heard;
            let waiting = is_heard.lock().expect("the sign");
            drop(heard.wait_timeout_while(waiting, PATIENCE, |is_heard| !*is_heard).expect("the sign"));
        }
        edited(asked)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn words_of_a_model_are_told_while_it_writes_and_kept_nowhere() {
    let is_heard = Arc::new((Mutex::new(false), Condvar::new()));
    let provider = Provider::start(Wire::OpenAiChat, listened_to(Arc::clone(&is_heard))).await;
    let variables =
        [("AI_PROVIDERS", "compatible:larch-1"), ("AI_COMPATIBLE_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id").clone();
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    let watching = user.watch_with(WATCHED, json!({ "id": id }), |_| {
        *is_heard.0.lock().expect("the sign") = true;
        is_heard.1.notify_all();
    });
    let (told, _) = tokio::join!(watching, worker.run_due());

    // What is on record is numbered without a gap, and no text is on record.
    let is_text = |event: &&Value| event["__typename"] == "TextDelta";
    let numbers: Vec<i64> = told.iter().filter_map(|event| event["number"].as_i64()).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    assert!(told.iter().all(|event| event["number"].is_null() == is_text(&event)), "{told:?}");
    let again = user.watch(WATCHED, json!({ "id": id })).await;
    assert_eq!(again.len(), numbers.len());

    // Who listens in time hears every line the model writes, while stage 3 is at work.
    let asked = provider.books().await.into_iter().map(|call| call.asked);
    let written: HashMap<String, String> = asked.flat_map(|asked| lines(&asked)).collect();
    let mut heard: HashMap<String, String> = HashMap::new();
    for event in told.iter().filter(is_text) {
        assert_eq!((&event["stage"], &event["generationId"]), (&json!("DOCUMENT_GENERATOR"), &id));
        let text = heard.entry(event["claimId"].as_str().expect("an id").to_owned()).or_default();
        if event["begins"] == true {
            text.clear();
        }
        text.push_str(event["text"].as_str().expect("a text"));
    }
    assert_eq!(heard, written);
    let begun = told.iter().position(|event| event["__typename"] == "TextDelta").expect("words");
    let stages = told[..begun].iter().filter(|event| event["__typename"] == "StageFinished").count();
    assert_eq!(stages, 2, "after the first two stages: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_told_to_nobody_else() {
    let database = crate::harness::TestDatabase::new().await;
    let (mine, theirs) = (database.account().await, database.account().await);
    let hub = EventHub::start(database.db.clone());
    let other = database.another_process().await;
    let (stream_id, at) = (ids::new_id(), crate::harness::start());
    let live = |account_id, part, text: &str| Live {
        stream_id,
        account_id,
        part,
        kind: "text_delta".to_owned(),
        payload: json!({ "text": text }),
        at,
    };
    let mut news = Box::pin(hub.watch(mine, stream_id, 0));
    // Once an event was heard of, the hub listens.
    let event =
        NewEvent { stream_id, account_id: mine, kind: "step".to_owned(), payload: json!({}), created_at: at };
    let append = async || other.transaction(async |conn| events::append(conn, &event).await).await;
    append().await.expect("an event");
    assert!(matches!(news.next().await, Some(Ok(News::Logged(_)))));
    // Live words may be lost on a busy machine, so they are told until they are heard.
    let mut heard = Vec::new();
    'telling: for _ in 0..60 {
        live(theirs, 0, "theirs").tell(&other);
        live(mine, 1, &"x".repeat(9_000)).tell(&other);
        live(mine, 2, "mine").tell(&other);
        live(mine, 3, "mine").tell(&other);
        while let Ok(told) = tokio::time::timeout(Duration::from_secs(1), news.next()).await {
            match told {
                Some(Ok(News::Live(live))) => heard.push((live.part, live.payload["text"].clone())),
                Some(Ok(News::Logged(_))) => {}
                other => panic!("{other:?}"),
            }
            if heard.last().is_some_and(|(part, _)| *part == 3) {
                break 'telling;
            }
        }
    }
    assert!(!heard.is_empty(), "nothing was heard in a minute");
    let is_mine = |(part, text): &(u32, Value)| matches!(part, 2 | 3) && *text == json!("mine");
    assert!(heard.iter().all(is_mine), "only the own words that are not too long are told: {heard:?}");
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
    assert!(message.contains("Ollama did not accept its key while"), "{message}");

    // Who has refused a key is not asked again.
    let calls = calls(&app).await;
    let failures: Vec<Option<&str>> = calls.iter().map(|call| call.failure.as_deref()).collect();
    assert_eq!(failures.iter().filter(|failure| **failure == Some("bad_key")).count(), 1);
    assert!(failures.iter().all(|failure| matches!(failure, Some("bad_key" | "resting"))), "{failures:?}");
    assert!(calls.iter().all(|call| call.charged_tokens == 0));
    assert_eq!(provider.call_count(), 1);
}
