//! The examples that need a server, on one.

use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::harness::app::TestApp;

#[path = "../../examples/watch_progress.rs"]
#[expect(dead_code, reason = "the example's main")]
mod watch_progress;

const PROFILE: &str = include_str!("../../examples/data/profile-registered-nurse.json");
const POSTING: &str = include_str!("../../examples/data/job-registered-nurse.txt");

#[tokio::test(flavor = "multi_thread")]
async fn watch_progress_hears_every_event_and_goes_on_after_a_number() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let resume: Value = serde_json::from_str(PROFILE).expect("a profile");
    let made = user
        .query_with(
            "mutation($profile: ImportProfileInput!, $job: CreateJobInput!) {
                importProfile(input: $profile) { profile { id } }
                createJob(input: $job) { job { id } }
            }",
            json!({ "profile": { "jsonResume": { "resume": resume } }, "job": { "text": POSTING } }),
        )
        .await;
    let input = json!({
        "profileId": made.data("/importProfile/profile/id"),
        "jobId": made.data("/createJob/job/id"),
    });
    let started = user
        .query_with(
            "mutation($input: GenerateInput!) { generate(input: $input) { generation { id } } }",
            json!({ "input": input }),
        )
        .await;
    let id = started.data("/generate/generation/id").as_str().expect("an id");

    let address = app.url("/graphql").replacen("http", "ws", 1);
    let token = user.access_token.as_deref().expect("a token");
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    let mut events: Vec<Value> = Vec::new();
    let watched = watch_progress::watch(&address, token, id, 0, |event| events.push(event.clone()));
    let (watched, ran) = tokio::join!(watched, worker.run_due());
    watched.expect("a complete subscription");
    assert_eq!(ran.expect("the queue"), 1);
    let numbers: Vec<u64> = events.iter().filter_map(|event| event["number"].as_u64()).collect();
    assert_eq!(numbers, (1..=events.len() as u64).collect::<Vec<_>>());
    let of_kind = |kind: &str| events.iter().filter(|event| event["__typename"] == kind).count();
    assert_eq!((of_kind("StageStarted"), of_kind("StageFinished"), of_kind("GenerationFinished")), (5, 5, 1));

    let mut rest = 0;
    let after = u32::try_from(events.len() - 3).expect("a small number");
    watch_progress::watch(&address, token, id, after, |_| rest += 1).await.expect("the rest");
    assert_eq!(rest, 3);
    let refused = watch_progress::watch(&address, "no token", id, 0, |_| {}).await.expect_err("no token");
    assert!(refused.to_string().contains("4403"), "the reason is told: {refused}");
}
