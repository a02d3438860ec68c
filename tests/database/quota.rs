//! The hour's generations, and requests that are sent again.

use std::collections::BTreeSet;

use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use jobwise::accounts::model::Role;
use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::generations::{GENERATE, input, lose_every_run, prepared};
use crate::harness::app::{Answer, TestApp, TestUser};

const START: &str = "mutation($input: GenerateInput!) { generate(input: $input) {
    status retryAt retryAfterMs generation { id } } }";

const RETRY: &str =
    "mutation($id: ID!) { retryGeneration(id: $id) { status retryAfterMs generation { status } } }";

/// A request unlike the others with another number.
fn request(profile: &Value, job: &Value, number: usize) -> Value {
    json!({ "profileId": profile, "jobId": job, "kinds": ["COVER_LETTER"],
        "coverLetter": { "keyPoints": [format!("point {number}")] } })
}

async fn start(user: &TestUser<'_>, profile: &Value, job: &Value, number: usize) -> Answer {
    user.query_with(START, json!({ "input": request(profile, job, number) })).await
}

/// Loses the run of the only waiting generation so often that it fails.
async fn fail(app: &TestApp) {
    lose_every_run(app, "generation.run").await;
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("the queue"), 1);
}

async fn run(app: &TestApp, statements: &str) {
    app.database.conn().await.expect("a connection").batch_execute(statements).await.expect("statements");
}

fn wait_ms(answer: &Answer, pointer: &str) -> u64 {
    answer.data(pointer).as_u64().unwrap_or_else(|| panic!("no wait: {}", answer.body))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_starts_at_once_with_one_unit_left_exactly_one_is_accepted() {
    let app = TestApp::start_with(&[("GENERATIONS_PER_HOUR", "2")]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    assert_eq!(start(&user, &profile, &job, 0).await.data("/generate/status"), "ACCEPTED");
    let answers = join_all((1..=50).map(|number| start(&user, &profile, &job, number))).await;
    let accepted = answers.iter().filter(|answer| answer.data("/generate/status") == "ACCEPTED").count();
    assert_eq!(accepted, 1);
    for refused in answers.iter().filter(|answer| answer.data("/generate/status") != "ACCEPTED") {
        assert_eq!(refused.data("/generate/status"), "QUOTA_REACHED");
        let wait = wait_ms(refused, "/generate/retryAfterMs");
        assert!((3_500_000..=3_600_000).contains(&wait) && refused.data("/generate/retryAt").is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_run_gives_its_unit_back_and_takes_one_again_when_it_is_retried() {
    let app = TestApp::start_with(&[("GENERATIONS_PER_HOUR", "1")]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let first = start(&user, &profile, &job, 1).await.data("/generate/generation/id").clone();
    assert_eq!(start(&user, &profile, &job, 2).await.data("/generate/status"), "QUOTA_REACHED");
    fail(&app).await;
    let second = start(&user, &profile, &job, 2).await;
    assert_eq!(second.data("/generate/status"), "ACCEPTED", "the failed one gave its unit back");
    let refused = user.query_with(RETRY, json!({ "id": first })).await;
    assert_eq!(refused.data("/retryGeneration/status"), "QUOTA_REACHED", "which the second has now");
    let wait = wait_ms(&refused, "/retryGeneration/retryAfterMs");
    assert!((3_500_000..=3_600_000).contains(&wait), "{wait}");

    // Both were accepted long ago: the unit of the retry counts from now on.
    fail(&app).await;
    run(&app, "UPDATE generation_inputs SET accepted_at = accepted_at - interval '2 hours'").await;
    let retried = user.query_with(RETRY, json!({ "id": first })).await;
    assert_eq!(retried.data("/retryGeneration/generation/status"), "QUEUED", "{}", retried.body);
    assert_eq!(start(&user, &profile, &job, 3).await.data("/generate/status"), "QUOTA_REACHED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_keeps_its_unit_and_needs_no_second_one() {
    let app = TestApp::start_with(&[("GENERATIONS_PER_HOUR", "1")]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let id = start(&user, &profile, &job, 1).await.data("/generate/generation/id").clone();
    user.query_with("mutation($id: ID!) { cancelGeneration(id: $id) { status } }", json!({ "id": id })).await;
    assert_eq!(start(&user, &profile, &job, 2).await.data("/generate/status"), "QUOTA_REACHED");
    let retried = user.query_with(RETRY, json!({ "id": id })).await;
    assert_eq!(retried.data("/retryGeneration/generation/status"), "QUEUED", "{}", retried.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hour_is_as_long_as_the_latest_that_fill_it_and_each_role_has_its_own() {
    let limits = [("GENERATIONS_PER_HOUR", "1"), ("GENERATIONS_PER_HOUR_PREMIUM", "3")];
    let app = TestApp::start_with(&limits).await;
    let user = app.signed_up_as("ada@example.com", Role::Premium).await;
    let (profile, job) = prepared(&user).await;
    for number in 0..3 {
        assert_eq!(start(&user, &profile, &job, number).await.data("/generate/status"), "ACCEPTED");
    }
    assert_eq!(start(&user, &profile, &job, 3).await.data("/generate/status"), "QUOTA_REACHED");
    run(
        &app,
        "UPDATE generation_inputs SET accepted_at = now() - age FROM (
             SELECT generation_id AS id, row_number() OVER (ORDER BY generation_id DESC) * interval '15 minutes' AS age
             FROM generation_inputs) AS aged WHERE aged.id = generation_id",
    )
    .await;
    let minutes = |answer: &Answer| wait_ms(answer, "/generate/retryAfterMs").div_ceil(60_000);
    assert_eq!(minutes(&start(&user, &profile, &job, 3).await), 15, "the oldest of three leaves first");
    // With one an hour, the newest has to leave.
    app.app.accounts.grant("ada@example.com", Role::User).await.expect("an account");
    let user = app.signed_in("ada@example.com").await;
    assert_eq!(minutes(&start(&user, &profile, &job, 3).await), 45);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_at_once_under_a_key_are_one_run_and_leave_the_pool_to_others() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let mut keyed = input(&profile, &job);
    keyed["idempotencyKey"] = json!("a key of one's own");
    let before = app.app.db.statement_count();
    let starts = (0..200).map(|_| user.query_with(GENERATE, json!({ "input": keyed })));
    let answers = join_all(starts).await;
    let cost = app.app.db.statement_count() - before;
    let ids: BTreeSet<&str> = answers
        .iter()
        .map(|answer| answer.data("/generate/generation/id").as_str().expect("an id"))
        .collect();
    assert_eq!(ids.len(), 1);
    assert!(answers.iter().all(|answer| answer.data("/generate/status") == "ACCEPTED"));
    // What each asks of the run it was answered with aside: one statement, and the first its start.
    let asked = "mutation($input: GenerateInput!) { generate(input: $input) { status } }";
    let before = app.app.db.statement_count();
    assert_eq!(user.query_with(asked, json!({ "input": keyed })).await.data("/generate/status"), "ACCEPTED");
    assert_eq!(app.app.db.statement_count() - before, 1, "what is known already costs a look");
    println!("{cost} statements for 200 requests under one key");

    keyed["kinds"] = json!(["RESUME"]);
    let others = join_all((0..20).map(|_| user.query_with(GENERATE, json!({ "input": keyed })))).await;
    assert!(others.iter().all(|answer| answer.data("/generate/status") == "CONFLICT"), "another body");
}
