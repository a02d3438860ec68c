//! Faults and panics of processes are reported once each, without a word of anybody's.

use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};

use super::collector::Collector;
use super::process::{Client, Process};
use super::traces::{CALLER, IN_POSTING, IN_PROFILE, TRACE, contains, prepared};
use crate::generations::{GENERATE, input};
use crate::harness::TestDatabase;
use crate::harness::app::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn faults_and_panics_are_reported_once_each_and_expected_outcomes_never() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let collector = Collector::start().await;
    let dsn = format!("{}/42", collector.url.replace("http://", "http://publickey@"));
    let settings = |fault| {
        [
            ("SENTRY_DSN", dsn.clone()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.clone()),
            ("JOBWISE_FAULT", fault),
        ]
    };
    let for_server = settings("generation.accepted:1:panic".to_owned());
    let for_worker = settings("generation.stage.made:1:panic".to_owned());
    let [for_server, for_worker] =
        [&for_server, &for_worker].map(|set| set.each_ref().map(|(name, value)| (*name, value.as_str())));
    let mut server = Process::start(&["serve", "--no-work"], folder.path(), &database, &for_server).await;
    let mut worker = Process::start(&["work"], folder.path(), &database, &for_worker).await;
    let client = Client::signed_up(&server, "ada@example.com").await;
    let (profile, job) = prepared(&client).await;

    // What can be expected: a wrong password, a field that is none, an id that is nobody's.
    let wrong = json!({ "input": { "email": "ada@example.com", "password": "hush hush hush" } });
    let sign_in = "mutation($input: SignInInput!) { signIn(input: $input) { status } }";
    assert_eq!(client.ask(sign_in, wrong).await["signIn"]["status"], "REFUSED");
    let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].clone();
    assert_eq!(code(&client.answer("{ nothing }", json!({}), &[]).await), "VALIDATION_FAILED");
    let unknown = client.answer("{ generation(id: \"nobody\") { id } }", json!({}), &[]).await;
    assert!(unknown.to_string().len() < 1_000, "{unknown}");

    // A handler that panics once its generation is accepted; and the first stage, of its first run.
    let start = json!({ "input": input(&profile, &job) });
    let traceparent = format!("00-{TRACE}-{CALLER}-01");
    let headers = [("x-request-id", "r-panics"), ("traceparent", traceparent.as_str())];
    assert_eq!(code(&client.answer(GENERATE, start, &headers).await), "INTERNAL");
    let listed = client.ask("{ generations(first: 1) { edges { node { id } } } }", json!({})).await;
    let id = listed["generations"]["edges"][0]["node"]["id"].clone();
    let watched = "subscription($id: ID!) { generationEvents(id: $id) { __typename } }";
    let told = client.watch(watched, json!({ "id": id })).await;
    assert!(told.contains("GenerationFinished"), "the next run comes to its end: {told}");

    let mut conn = database.conn().await.expect("a connection");
    conn.batch_execute("DROP TABLE saved_jobs CASCADE").await.expect("a table that is gone");
    let broken = client
        .answer(
            "{ savedJobs(first: 3) { edges { node { id } } } }",
            json!({}),
            &[("x-request-id", "r-broken")],
        )
        .await;
    assert_eq!(code(&broken), "INTERNAL");
    let (_, server_log) = server.stop().await;
    let (_, worker_log) = worker.stop().await;

    let reports = collector.reports();
    let said = |report: &Value| report["message"].as_str().expect("a message").to_owned();
    let find = |fault: &str, id: &str| {
        let is_it = |report: &&Value| {
            said(report).starts_with(fault)
                && report["tags"].as_object().expect("tags").values().any(|value| value == id)
        };
        let found: Vec<&Value> = reports.iter().filter(is_it).collect();
        assert_eq!(found.len(), 1, "{fault} {id}: {reports:#?}");
        found[0].clone()
    };
    assert_eq!(reports.len(), 3, "{reports:#?}\n{server_log}\n{worker_log}");
    let broken = find("internal at src/", "r-broken");
    assert_eq!(broken["release"], concat!("jobwise@", env!("CARGO_PKG_VERSION")));
    assert_eq!(broken["environment"], "development");
    let panicked = find("panic at src/faults.rs:", "r-panics");
    assert_eq!(panicked["tags"]["trace_id"], TRACE);
    let of_task = find("panic at src/faults.rs:", "generation.run");
    assert_eq!(of_task["tags"]["trace_id"], TRACE, "the task goes on with its request's trace");
    assert!(of_task["tags"]["task_id"].is_string(), "{of_task}");
    for report in &reports {
        for absent in ["user", "request", "server_name", "breadcrumbs", "extra", "exception", "modules"] {
            assert!(report[absent].is_null(), "{absent} in {report}");
        }
    }
    let private =
        [IN_PROFILE, IN_POSTING, PASSWORD, "ada@example", "hush", "relation", &client.token, "asked for"];
    for request in collector.requests().iter().filter(|request| request.path.starts_with("/api/")) {
        assert!(request.headers["x-sentry-auth"].to_str().expect("text").contains("sentry_key=publickey"));
        for words in private {
            assert!(!contains(&request.body, words), "{words} in {:?}", request.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_of_sentrys_is_refused_and_not_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_jobwise"))
        .args(["serve"])
        .current_dir(folder.path())
        .env("SENTRY_DSN", "https://hush@sentry.example.com/project")
        .output();
    let output = output.await.expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("SENTRY_DSN") && !told.contains("hush"), "{told}");
}
