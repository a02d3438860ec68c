//! Calls of a stage that was broken off: none that had ended is made again, and one on its way is
//! made again once a kill, under the name it had.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use jobwise::ai::books::{Books, Entry, Intent, RunBooks};
use jobwise::ai::budget::ledger::{Ledger, PURSE_OF_DAY};
use jobwise::ai::budget::purse::Purse;
use jobwise::ai::cache::{Cache, CacheRule};
use jobwise::ai::call::{Answer, Usage};
use jobwise::ai::parts::Part;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::Attempt;
use jobwise::ai::tasks::SWEEP;
use jobwise::app::App;
use jobwise::db::{Db, DbConfig};
use jobwise::ids;
use jobwise::language::lexicon::Lexicon;
use jobwise::queue::{self, NewTask, Worker, WorkerOptions};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::edit;
use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::{TestApp, TestUser};
use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Call, Provider, Reply};

/// Longer than the lease of a run that is due.
const LEASE_MS: i64 = 601_000;

/// A model that never answers one call of each run, and whose words the fact check stops.
#[derive(Clone, Default)]
struct Silent {
    count: Arc<AtomicUsize>,
    never: Arc<AtomicUsize>,
}

impl Silent {
    /// From now on it does not answer the call of that number, counted from 0, and all others.
    fn never_answer(&self, number: usize) {
        self.count.store(0, Ordering::SeqCst);
        self.never.store(number, Ordering::SeqCst);
    }

    fn reply(&self, asked: &Asked) -> Reply {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let is_answered = number != AtomicUsize::load(&self.never, Ordering::SeqCst);
        let mode = if is_answered { Mode::Good } else { Mode::HangBeforeHead };
        Reply::new(mode, &edit(asked, "Tripled yearly"), (300, 90))
    }
}

/// A process of its own that works on what is due, by a clock so far ahead, until it is killed.
fn process(app: &TestApp, ahead_ms: i64) -> Runtime {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (config, url, clock) =
        ((*app.app.config).clone(), app.database.url.clone(), app.database.clock.clone());
    runtime.spawn(async move {
        let db = Db::connect(&DbConfig::new(url, 5)).await.expect("the database");
        let app = App::try_new(config, db, clock, Lexicon::built_in()).expect("an app");
        app.queue.advance_ms(ahead_ms);
        Worker::new(app.queue.clone(), app.registry(), WorkerOptions::default()).run_due().await
    });
    runtime
}

/// Runs what is due to its end.
async fn work(app: &TestApp) -> usize {
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    worker.run_due().await.expect("the queue")
}

/// The words of a finished run's documents, by claim.
async fn words(user: &TestUser<'_>, id: &Value) -> Vec<String> {
    let query = "query($id: ID!) { generation(id: $id) { status documents { kind claims { text } } } }";
    let done = user.query_with(query, json!({ "id": id })).await;
    let status = done.data("/generation/status");
    assert!(status == "SUCCEEDED" || status == "NEEDS_REVIEW", "{}", done.body);
    let documents = done.data("/generation/documents").as_array().expect("documents");
    let claims = documents.iter().flat_map(|document| document["claims"].as_array().expect("claims"));
    claims.map(|claim| claim["text"].as_str().expect("a text").to_owned()).collect()
}

#[derive(QueryableByName)]
struct Record {
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Nullable<Text>)]
    failure: Option<String>,
    #[diesel(sql_type = BigInt)]
    charged_tokens: i64,
}

/// The calls on record, the first made first.
async fn record(app: &TestApp) -> Vec<Record> {
    let mut conn = app.database.conn().await.expect("a connection");
    let query = "SELECT stage, failure, charged_tokens FROM ai_calls ORDER BY id";
    diesel::sql_query(query).load(&mut conn).await.expect("the calls")
}

#[derive(QueryableByName)]
pub struct Sums {
    #[diesel(sql_type = BigInt)]
    pub spent: i64,
    #[diesel(sql_type = BigInt)]
    pub committed: i64,
    #[diesel(sql_type = BigInt)]
    pub charged: i64,
    #[diesel(sql_type = BigInt)]
    pub parts: i64,
}

/// What days were charged, by the ledger and by the record.
pub async fn sums(app: &TestApp) -> Sums {
    let mut conn = app.database.conn().await.expect("a connection");
    diesel::sql_query(
        "SELECT coalesce(sum(spent), 0)::bigint AS spent, coalesce(sum(committed), 0)::bigint AS committed,
             (SELECT coalesce(sum(charged_tokens), 0)::bigint FROM ai_calls) AS charged,
             (SELECT count(*) FROM ai_parts) AS parts
         FROM ai_purses WHERE purse LIKE 'day/%'",
    )
    .get_result(&mut conn)
    .await
    .expect("the sums")
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// The stages of all runs that have a result.
async fn finished_stages(app: &TestApp) -> Vec<String> {
    let mut conn = app.database.conn().await.expect("a connection");
    let query = "SELECT stage AS word FROM generation_stages WHERE status = 'succeeded'";
    let rows: Vec<Word> = diesel::sql_query(query).load(&mut conn).await.expect("the stages");
    rows.into_iter().map(|row| row.word).collect()
}

/// The calls by what was asked, each with the names it was made under.
fn by_question(calls: &[Call]) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for call in calls {
        let name = call.asked.head.lines().find_map(|line| line.strip_prefix("idempotency-key: "));
        let name = name.expect("a call with a name").trim().to_owned();
        found.entry(call.asked.body.to_string()).or_default().push(name);
    }
    found
}

/// A server whose model is silent when it is told to, and which gives no answer twice.
async fn served(silent: &Silent) -> (Provider, TestApp) {
    let model = silent.clone();
    let provider = Provider::start(Wire::OpenAiChat, move |asked| model.reply(asked)).await;
    let variables = [
        ("AI_PROVIDERS", "compatible:larch-1"),
        ("AI_COMPATIBLE_URL", provider.address.as_str()),
        ("AI_CACHE_ANALYSIS_MINUTES", "0"),
        ("AI_CACHE_CONTENT_MINUTES", "0"),
    ];
    let app = TestApp::start_with(&variables).await;
    (provider, app)
}

/// Kills a run in its call of that number, so many times, and returns what was asked and told.
async fn killed_in(number: usize, times: usize) -> (Vec<Call>, Vec<String>) {
    let silent = Silent::default();
    let (provider, app) = served(&silent).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    let mut finished = Vec::new();
    for time in 0..times {
        // What was answered before is not asked again, so that a call killed twice comes first.
        let number = if time == 0 { number } else { 0 };
        silent.never_answer(number);
        let begun = provider.call_count();
        let killed = process(&app, LEASE_MS * time as i64);
        provider.has_begun(begun + number + 1).await;
        finished = finished_stages(&app).await;
        killed.shutdown_background();
        app.app.queue.advance_ms(LEASE_MS);
    }
    silent.never_answer(usize::MAX);
    assert_eq!(work(&app).await, 1);
    let words = words(&user, id).await;

    let record = record(&app).await;
    let lost: Vec<&Record> = record.iter().filter(|call| call.failure.as_deref() == Some("lost")).collect();
    let calls = provider.books().await;
    let repeated: usize = by_question(&calls).values().map(|names| names.len() - 1).sum();
    assert_eq!(lost.len(), repeated, "each call that was made again is told to have been lost");
    assert!(lost.len() >= times && lost.iter().all(|call| call.charged_tokens > 390), "at its worst case");
    assert!(lost.iter().all(|call| !finished.contains(&call.stage)), "none of a stage that had finished");
    assert_eq!(record.len(), calls.len(), "each call is on record once");
    let Sums { spent, committed, charged, parts } = sums(&app).await;
    assert_eq!((spent, committed), (charged, charged), "the ledger is the record");
    assert_eq!(parts, 0, "nothing is kept of a run that has ended");
    (calls, words)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_run_killed_in_any_call_makes_that_call_again_and_no_other() {
    let (whole, expected) = killed_in(usize::MAX, 0).await;
    let stages = whole.len();
    assert!(stages >= 3, "calls of several stages: {stages}");
    for number in 0..stages {
        let (calls, words) = killed_in(number, 1).await;
        let questions = by_question(&calls);
        assert_eq!(questions.len(), stages, "the same questions as without the kill");
        for (question, names) in &questions {
            assert!(names.len() <= 2, "made again once a kill: {question}");
            assert!(names.iter().all(|name| name == &names[0]), "under the same name: {names:?}");
        }
        let once = questions.values().filter(|names| names.len() == 1).count();
        assert!(once < stages && (number == 0 || once > 0), "{once} of {stages} were made once");
        assert_eq!(words, expected, "the documents are those of a run that was not killed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_killed_twice_is_made_three_times_under_one_name() {
    let (calls, _) = killed_in(0, 2).await;
    let names = by_question(&calls).remove(&calls[0].asked.body.to_string()).expect("the first question");
    assert_eq!(names, vec![names[0].clone(); 3]);
    let all: std::collections::HashSet<String> = by_question(&calls).into_values().flatten().collect();
    assert_eq!(all.len(), by_question(&calls).len(), "no two questions share a name");
}

/// The books of a stage of a run, as one process has them.
pub fn books(app: &TestApp, account_id: Uuid, generation_id: Uuid, lease: Duration) -> Books {
    let (db, clock) = (app.database.db.clone(), app.database.clock.clone());
    let run = RunBooks {
        account_id,
        generation_id: Some(generation_id),
        tokens_per_day: 10_000,
        ledger: Ledger::new(db.clone(), account_id, lease),
        cache: Cache::new(db.clone(), clock.clone(), account_id, CacheRule::default()),
        words: None,
        db,
        clock,
    };
    Books::open(run, "document_generator")
}

fn attempt(charged_tokens: u64) -> Attempt {
    Attempt {
        provider: "Larch AI".to_owned(),
        model: "larch-1".to_owned(),
        failure: None,
        usage: None,
        charged_tokens,
        cost_micros: Some(0),
        elapsed: Duration::from_millis(1),
        is_cached: false,
        is_own_key: false,
    }
}

fn intent(part: &Part) -> Intent<'_> {
    let (provider, model) = ("Larch AI", "larch-1");
    Intent { provider, model, prompt: None, part, idempotency_key: ids::new_id(), is_own_key: false }
}

#[derive(QueryableByName)]
pub struct Run {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub account_id: Uuid,
}

/// A run that waits, as the tables name it.
pub async fn waiting_run(app: &TestApp) -> Run {
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let mut conn = app.database.conn().await.expect("a connection");
    let query = diesel::sql_query("SELECT id, account_id FROM generations");
    query.get_result(&mut conn).await.expect("a run")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_told_to_be_lost_that_ends_after_all_is_told_as_it_ended_and_charged_once() {
    let app = TestApp::start().await;
    let Run { id, account_id } = waiting_run(&app).await;
    let lease = Duration::from_secs(3_600);
    let [slow, next] = [(); 2].map(|()| books(&app, account_id, id, lease));
    let part = Part { name: "improve_claims/1".to_owned(), input_hash: [7; 32] };
    let purses = [Purse::named("document/one", 8_000)];
    let nothing = next.known(&part, attempt(0)).await.expect("the database");
    assert!(nothing.outcome.is_none() && nothing.lost.is_empty());

    let asked = intent(&part);
    let opened = slow.open_call(&purses, &asked, 500).await.expect("room");
    for _ in 0..2 {
        let known = next.known(&part, attempt(0)).await.expect("the database");
        let lost: Vec<(u64, Uuid)> =
            known.lost.iter().map(|call| (call.tokens, call.idempotency_key)).collect();
        assert_eq!(lost, [(500, asked.idempotency_key)]);
    }
    let told: Vec<(Option<String>, i64)> =
        record(&app).await.into_iter().map(|call| (call.failure, call.charged_tokens)).collect();
    assert_eq!(told, [(Some("lost".to_owned()), 500)]);
    let Sums { spent, committed, .. } = sums(&app).await;
    assert_eq!((spent, committed), (500, 500));

    let usage = Some(Usage { input_tokens: 150, output_tokens: 60 });
    let answer = Answer { text: "a larch".to_owned(), usage, model: "larch-1".to_owned() };
    let ended = Attempt { usage, ..attempt(210) };
    let entry = Entry { attempt: &ended, prompt: None, words: None, part: Some((&part, Some(&answer))) };
    slow.close(Some(opened), entry).await;
    let told: Vec<(Option<String>, i64)> =
        record(&app).await.into_iter().map(|call| (call.failure, call.charged_tokens)).collect();
    assert_eq!(told, [(None, 210)], "one call, as it ended");
    let Sums { spent, committed, charged, parts } = sums(&app).await;
    assert_eq!((spent, committed, charged, parts), (210, 210, 210, 1));
    let known = next.known(&part, attempt(0)).await.expect("the database");
    assert_eq!(known.outcome.expect("an outcome").answer, Ok(answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_call_of_a_run_nobody_goes_on_with_is_told_by_the_sweep() {
    let app = TestApp::start().await;
    let Run { id, account_id } = waiting_run(&app).await;
    let dying = books(&app, account_id, id, Duration::ZERO);
    let part = Part { name: "improve_claims/1".to_owned(), input_hash: [7; 32] };
    let _lost = dying.open_call(&[], &intent(&part), 400).await.expect("room");
    for turn in 0..2 {
        let due = NewTask::new(SWEEP, json!({ "turn": turn }));
        app.database.transaction(async |conn| queue::enqueue(conn, &due).await).await.expect("a task");
        let registry = app.app.registry();
        let swept = Worker::new(app.app.queue.clone(), registry, WorkerOptions::default()).run_due().await;
        assert!(swept.expect("the queue") >= 1);
        let told: Vec<(Option<String>, i64)> =
            record(&app).await.into_iter().map(|call| (call.failure, call.charged_tokens)).collect();
        assert_eq!(told, [(Some("lost".to_owned()), 400)], "told once");
        let day = Ledger::new(app.database.db.clone(), account_id, Duration::ZERO);
        assert_eq!(day.balance(PURSE_OF_DAY).await.expect("the database").spent, 400, "and charged once");
    }
}
