//! Generations as a client starts, watches and ends them, and the documents they make.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use jobwise::generations::tasks::EventKind;
use jobwise::queue::{PARKED_AFTER, Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::harness::app::{TestApp, TestUser};

const PROFILE: &str = include_str!("../../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../../examples/data/job-software-engineer.txt");

pub const GENERATE: &str = "mutation($input: GenerateInput!) { generate(input: $input) {
    status retryAt violations { path code } generation { id status kinds stages { stage status } progress }
} }";

/// A user with a profile and a job: their ids.
pub async fn prepared(user: &TestUser<'_>) -> (Value, Value) {
    let resume: Value = serde_json::from_str(PROFILE).expect("a profile");
    let profile = user
        .query_with(
            "mutation($input: ImportProfileInput!) { importProfile(input: $input) { status profile { id } } }",
            json!({ "input": { "jsonResume": { "resume": resume } } }),
        )
        .await;
    let job = user
        .query_with(
            "mutation($text: String!) { createJob(input: { text: $text }) { status job { id title company } } }",
            json!({ "text": POSTING }),
        )
        .await;
    assert_eq!(job.data("/createJob/status"), "SAVED", "{}", job.body);
    (profile.data("/importProfile/profile/id").clone(), job.data("/createJob/job/id").clone())
}

pub fn input(profile: &Value, job: &Value) -> Value {
    json!({ "profileId": profile, "jobId": job, "kinds": ["RESUME", "COVER_LETTER"] })
}

/// Runs every task that is due.
async fn work(app: &TestApp) -> usize {
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    worker.run_due().await.expect("the queue")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_makes_two_documents_whose_files_can_be_downloaded() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    assert_eq!(started.data("/generate/status"), "ACCEPTED", "{}", started.body);
    assert_eq!(started.data("/generate/generation/status"), "QUEUED");
    assert_eq!(started.data("/generate/generation/stages/4/status"), "PENDING");
    assert_eq!(work(&app).await, 1);

    let id = started.data("/generate/generation/id");
    let done = user
        .query_with(
            "query($id: ID!) { generation(id: $id) { status progress failure { message } lastEventNumber
                stages { stage status method elapsedMs }
                profile { title } job { title }
                documents { id kind version profileTitle company
                    claims { id text verdict facts { id text } }
                    quality { factuality { claims blocked } coverage { ratio gaps } ats { score }
                        readBack { perfect missing } length { pages pagesAsked } readability { words } }
                    files { format fileName pages sizeBytes sha256 downloadUrl } } } }",
            json!({ "id": id }),
        )
        .await;
    let status = done.data("/generation/status").as_str().expect("a status");
    assert!(["SUCCEEDED", "NEEDS_REVIEW"].contains(&status), "{}", done.body);
    assert_eq!(*done.data("/generation/progress"), json!(1.0));
    let documents = done.data("/generation/documents").as_array().expect("documents");
    assert_eq!(documents.iter().map(|one| &one["kind"]).collect::<Vec<_>>(), ["RESUME", "COVER_LETTER"]);
    for document in documents {
        assert_eq!(document["quality"]["readBack"]["perfect"], true);
        assert_eq!(document["quality"]["factuality"]["blocked"], 0);
        let claims = document["claims"].as_array().expect("claims");
        assert!(claims.iter().any(|claim| !claim["facts"].as_array().expect("facts").is_empty()));
        let file = &document["files"][0];
        let link = file["downloadUrl"].as_str().expect("a link");
        let path = &link[link.find("/files/").expect("a path")..];
        let response = reqwest::get(app.url(path)).await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/pdf");
        let bytes = response.bytes().await.expect("bytes");
        assert!(
            bytes.starts_with(b"%PDF-") && bytes.len() as u64 == file["sizeBytes"].as_u64().expect("a size")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_told_without_gap_from_any_number_on_and_then_end() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id").as_str().expect("an id").to_owned();
    let watched = "subscription($id: ID!, $after: Int) { generationEvents(id: $id, after: $after) { __typename number
            ... on StageStarted { stage } ... on StageFinished { stage elapsedMs } ... on GenerationFinished { status } } }";
    // The reader is there before the work begins, so most of what it hears is live.
    let (told, _) = tokio::join!(user.watch(watched, json!({ "id": id })), work(&app));
    let numbers: Vec<i64> = told.iter().map(|event| event["number"].as_i64().expect("a number")).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    let finished: Vec<&str> = told
        .iter()
        .filter(|event| event["__typename"] == "StageFinished")
        .map(|event| event["stage"].as_str().expect("a stage"))
        .collect();
    let stages =
        ["JOB_ANALYZER", "PROFILE_COMPILER", "DOCUMENT_GENERATOR", "QUALITY_VALIDATOR", "PDF_EXPORTER"];
    assert_eq!(finished, stages);
    assert_eq!(told.last().expect("an event")["__typename"], "GenerationFinished");

    let rest = user.watch(watched, json!({ "id": id, "after": 4 })).await;
    assert_eq!(rest, told[4..]);
    let nothing = user.watch(watched, json!({ "id": id, "after": numbers.len() })).await;
    assert!(nothing.is_empty(), "{nothing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gives_the_same_run_and_another_request_under_it_is_a_conflict() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let mut keyed = input(&profile, &job);
    keyed["idempotencyKey"] = json!("k1");
    let starts = (0..20).map(|_| user.query_with(GENERATE, json!({ "input": keyed })));
    let answers = futures_util::future::join_all(starts).await;
    let ids: BTreeSet<&str> = answers
        .iter()
        .map(|answer| answer.data("/generate/generation/id").as_str().expect("an id"))
        .collect();
    assert_eq!(ids.len(), 1);
    assert!(answers.iter().all(|answer| answer.data("/generate/status") == "ACCEPTED"));
    keyed["kinds"] = json!(["RESUME"]);
    let other = user.query_with(GENERATE, json!({ "input": keyed })).await;
    assert_eq!(other.data("/generate/status"), "CONFLICT");
    let again = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    assert_eq!(again.data("/generate/status"), "ALREADY_RUNNING");
    assert_eq!(work(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quota_stops_one_too_many_and_says_when_to_come_back() {
    let app = TestApp::start_with(&[("GENERATIONS_PER_HOUR", "2")]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let mut statuses = Vec::new();
    for kinds in [json!(["RESUME"]), json!(["COVER_LETTER"]), json!(["RESUME", "COVER_LETTER"])] {
        let input = json!({ "profileId": profile, "jobId": job, "kinds": kinds });
        let answer = user.query_with(GENERATE, json!({ "input": input })).await;
        statuses.push(answer.data("/generate/status").clone());
        assert_eq!(answer.data("/generate/retryAt").is_null(), statuses.len() < 3);
    }
    assert_eq!(statuses, ["ACCEPTED", "ACCEPTED", "QUOTA_REACHED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_generation_does_no_work_and_can_be_started_again() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    let cancel =
        "mutation($id: ID!) { cancelGeneration(id: $id) { status generation { status stages { status } } } }";
    let cancelled = user.query_with(cancel, json!({ "id": id })).await;
    assert_eq!(cancelled.data("/cancelGeneration/generation/status"), "CANCELLED");
    assert_eq!(cancelled.data("/cancelGeneration/generation/stages/0/status"), "SKIPPED");
    assert_eq!(work(&app).await, 0);
    let retry = "mutation($id: ID!) { retryGeneration(id: $id) { status generation { status } } }";
    let retried = user.query_with(retry, json!({ "id": id })).await;
    assert_eq!(retried.data("/retryGeneration/generation/status"), "QUEUED", "{}", retried.body);
    assert_eq!(work(&app).await, 1);
    let again = user.query_with(retry, json!({ "id": id })).await;
    assert_eq!(again.data("/retryGeneration/status"), "NOT_RETRYABLE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_broken_off_goes_on_at_its_first_stage_without_a_result() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id").clone();
    // A worker that is lost after it has claimed the task, before it writes anything.
    let claimed = app.app.queue.claim(&["generation.run"], 1, 1_000).await.expect("the queue");
    assert_eq!(claimed.len(), 1);
    assert_eq!(work(&app).await, 0);
    app.app.queue.advance_ms(2_000);
    assert_eq!(work(&app).await, 1);
    let done = user
        .query_with(
            "query($id: ID!) { generation(id: $id) { progress documents { id } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(*done.data("/generation/progress"), json!(1.0));
    assert_eq!(done.data("/generation/documents").as_array().map(Vec::len), Some(2));
}

/// Claims a task so many times, each time by a process that dies.
pub async fn lose_runs(app: &TestApp, kind: &str, times: i32) {
    for _ in 0..times {
        let claimed = app.app.queue.claim(&[kind], 1, 1_000).await.expect("the queue");
        assert_eq!(claimed.len(), 1);
        app.app.queue.advance_ms(2_000);
    }
}

/// Claims a task as often as it is run at one checkpoint, each time by a process that dies.
pub async fn lose_every_run(app: &TestApp, kind: &str) {
    lose_runs(app, kind, PARKED_AFTER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_lost_with_its_worker_every_time_has_failed_and_can_be_started_again() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id").clone();
    lose_every_run(&app, "generation.run").await;
    assert_eq!(work(&app).await, 1, "what tells of it, and nothing else");
    let look =
        "query($id: ID!) { generation(id: $id) { status failure { code retryable } documents { id } } }";
    let failed = user.query_with(look, json!({ "id": id })).await;
    assert_eq!(failed.data("/generation/status"), "FAILED", "{}", failed.body);
    assert_eq!(failed.data("/generation/failure/code"), "internal");
    assert_eq!(*failed.data("/generation/failure/retryable"), json!(true));
    let retry = "mutation($id: ID!) { retryGeneration(id: $id) { status generation { status } } }";
    let retried = user.query_with(retry, json!({ "id": id })).await;
    assert_eq!(retried.data("/retryGeneration/generation/status"), "QUEUED", "{}", retried.body);
    assert_eq!(work(&app).await, 1);
    let done = user.query_with(look, json!({ "id": id })).await;
    assert_eq!(done.data("/generation/documents").as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_options_are_a_status_with_their_places() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let input =
        json!({ "profileId": profile, "jobId": job, "kinds": [], "resume": { "pages": 3, "template": "x" } });
    let answer = user.query_with(GENERATE, json!({ "input": input })).await;
    assert_eq!(answer.data("/generate/status"), "INVALID");
    assert!(answer.data("/generate/violations").as_array().expect("places").len() >= 3, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_is_answered_like_what_is_missing() {
    let app = TestApp::start().await;
    let ada = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&ada).await;
    let started = ada.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    work(&app).await;
    let eve = app.signed_up("eve@example.com").await;
    let answer = eve.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    assert_eq!(answer.data("/generate/status"), "NOT_FOUND");
    let look = "query($id: ID!, $job: ID!, $profile: ID!) { generation(id: $id) { id } node(id: $id) { id }
        job(id: $job) { id } profile(id: $profile) { id } generations { edges { node { id } } }
        documents { edges { node { id } } } jobs { edges { node { id } } } }";
    let answer = eve.query_with(look, json!({ "id": id, "job": job, "profile": profile })).await;
    for pointer in ["/generation", "/node", "/job", "/profile"] {
        assert!(answer.data(pointer).is_null(), "{pointer}");
    }
    for pointer in ["/generations/edges", "/documents/edges", "/jobs/edges"] {
        assert_eq!(*answer.data(pointer), json!([]), "{pointer}");
    }
    let cancel =
        "mutation($id: ID!) { cancelGeneration(id: $id) { status } retryGeneration(id: $id) { status } }";
    let answer = eve.query_with(cancel, json!({ "id": id })).await;
    assert_eq!(answer.data("/cancelGeneration/status"), "NOT_FOUND");
    assert_eq!(answer.data("/retryGeneration/status"), "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_or_ended_link_opens_nothing() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    user.query_with(GENERATE, json!({ "input": { "profileId": profile, "jobId": job } })).await;
    work(&app).await;
    let answer = user
        .query("{ documents { edges { node { id files { downloadUrl(expiresInSeconds: 60) } } } } }")
        .await;
    let link =
        answer.data("/documents/edges/0/node/files/0/downloadUrl").as_str().expect("a link").to_owned();
    let path = link[link.find("/files/").expect("a path")..].to_owned();
    let status = async |path: &str| reqwest::get(app.url(path)).await.expect("an answer").status().as_u16();
    assert_eq!(status(&path).await, 200);
    let (stem, signature) = path.rsplit_once('=').expect("a signature");
    let turned: String = signature.chars().rev().collect();
    assert_eq!(status(&format!("{stem}={turned}")).await, 404);
    assert_eq!(status(path.split_once('?').expect("a query").0).await, 404);
    app.database.clock.advance_ms(61_000);
    assert_eq!(status(&path).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_in_the_house_sees_what_a_client_sees() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    work(&app).await;
    let viewer = user.query("{ viewer { id } }").await;
    let read = |id: &Value| {
        use jobwise::graphql::ids::GlobalId;
        GlobalId::read(&id.as_str().expect("an id").into()).expect("a global id").id
    };
    let mut events = Box::pin(app.app.events.subscribe(read(viewer.data("/viewer/id")), read(id), 0));
    let mut last = None;
    while let Some(event) = events.next().await {
        let event = event.expect("the log");
        let kind = EventKind::from_word(&event.kind).expect("a known kind");
        last = Some(kind);
        if kind.is_last() {
            break;
        }
    }
    assert_eq!(last, Some(EventKind::GenerationFinished));
}
