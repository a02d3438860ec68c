//! One generation is one trace, over processes; and what of it is told to nobody.

use std::collections::{HashMap, HashSet};

use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use jobwise::ai::providers::wires::Wire;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::collector::{Collector, Request, Told};
use super::process::{Client, PATIENCE, Process};
use crate::generations::{GENERATE, input};
use crate::harness::TestDatabase;
use crate::harness::app::{PASSWORD, TestApp};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

const PROFILE: &str = include_str!("../../../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../../../examples/data/job-software-engineer.txt");

/// What stands in the profile, in the posting, and in front of a provider, and nowhere else.
pub const IN_PROFILE: &str = "Quagmire";
pub const IN_POSTING: &str = "Zephyrine";
const KEY: &str = "hush-0123456789";

pub const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
pub const CALLER: &str = "00f067aa0ba902b7";

/// A user's profile and job, with words of their own in both.
pub async fn prepared(client: &Client) -> (Value, Value) {
    let mut resume: Value = serde_json::from_str(PROFILE).expect("a profile");
    resume["basics"]["name"] = format!("Ada {IN_PROFILE}").into();
    let imported = client
        .ask(
            "mutation($input: ImportProfileInput!) { importProfile(input: $input) { status profile { id } } }",
            json!({ "input": { "jsonResume": { "resume": resume } } }),
        )
        .await;
    let text = format!("{POSTING}\nAsk for {IN_POSTING}.\n");
    let created = client
        .ask(
            "mutation($text: String!) { createJob(input: { text: $text }) { job { id } } }",
            json!({ "text": text }),
        )
        .await;
    (imported["importProfile"]["profile"]["id"].clone(), created["createJob"]["job"]["id"].clone())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_is_one_trace_from_the_request_to_the_calls_of_another_process() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let collector = Collector::start().await;
    let said = json!({ "claims": [], "corrections": [] }).to_string();
    let provider =
        Provider::start(Wire::OpenAiChat, move |_| Reply::new(Mode::Good, &said, (700, 210))).await;
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20collect"),
        ("AI_PROVIDERS", "compatible:larch-1"),
        ("AI_COMPATIBLE_URL", provider.address.as_str()),
        ("AI_COMPATIBLE_API_KEY", KEY),
    ];
    let mut server = Process::start(&["serve", "--no-work"], folder.path(), &database, &variables).await;
    let mut worker = Process::start(&["work"], folder.path(), &database, &variables).await;
    let client = Client::signed_up(&server, "ada@example.com").await;
    let (profile, job) = prepared(&client).await;
    let named = GENERATE.replacen("mutation", "mutation StartOne", 1);
    let traceparent = format!("00-{TRACE}-{CALLER}-01");
    let started = client
        .ask_with(&named, json!({ "input": input(&profile, &job) }), &[("traceparent", &traceparent)])
        .await;
    let id = started["generate"]["generation"]["id"].clone();
    let watched = "subscription($id: ID!) { generationEvents(id: $id) { __typename } }";
    let told = client.watch(watched, json!({ "id": id })).await;
    assert!(told.contains("GenerationFinished"), "{told}");
    let files = "query($id: ID!) { generation(id: $id) { documents { files { downloadUrl } } } }";
    let done = client.ask(files, json!({ "id": id })).await;
    let link = done["generation"]["documents"][0]["files"][0]["downloadUrl"].as_str().expect("a link");
    assert!(client.download(link).await > 0);
    let (status, server_log) = server.stop().await;
    assert_eq!(status.code(), Some(0), "{server_log}");
    let (status, worker_log) = worker.stop().await;
    assert_eq!(status.code(), Some(0), "{worker_log}");

    let all = collector.spans();
    let spans: Vec<&Told> = all.iter().filter(|told| hex(&told.span.trace_id) == TRACE).collect();
    let shape = tree(&spans);
    assert_eq!(shape[..3], ["POST /graphql", "  mutation", "    process generation.run"], "{shape:#?}");
    let stages: Vec<&String> = shape.iter().filter(|line| line.starts_with("      stage ")).collect();
    assert_eq!(
        stages,
        [
            "      stage job_analyzer",
            "      stage profile_compiler",
            "      stage document_generator",
            "      stage quality_validator",
            "      stage pdf_exporter"
        ],
        "{shape:#?}"
    );
    let at = shape.iter().position(|line| line.ends_with("document_generator")).expect("the stage");
    assert_eq!(shape[at + 1], "        chat larch-1", "{shape:#?}");
    let calls: Vec<_> = spans.iter().filter(|told| told.span.name == "chat larch-1").collect();
    let books = provider.books().await;
    assert_eq!(calls.len(), books.len(), "each call is a span");
    assert!(books.iter().all(|call| !call.asked.head.contains("traceparent")), "strangers hear of no trace");

    let find = |name: &str| spans.iter().find(|told| told.span.name == name).expect("a span");
    let check = |name: &str, attribute: &str, expected: &str| {
        assert_eq!(find(name).said(attribute).as_deref(), Some(expected), "{name} {attribute}");
    };
    check("POST /graphql", "http.response.status_code", "200");
    check("POST /graphql", "http.request.method", "POST");
    check("POST /graphql", "url.path", "/graphql");
    check("mutation", "graphql.operation.name", "StartOne");
    check("process generation.run", "messaging.destination.name", "generation.run");
    check("process generation.run", "jobwise.outcome", "finished");
    check("chat larch-1", "gen_ai.request.model", "larch-1");
    check("chat larch-1", "gen_ai.provider.name", "the_compatible_server");
    check("chat larch-1", "gen_ai.usage.input_tokens", "700");
    check("chat larch-1", "jobwise.outcome", "answered");
    assert_eq!(hex(&find("POST /graphql").span.parent_span_id), CALLER);
    let instances: HashSet<&str> = spans.iter().map(|told| told.instance.as_str()).collect();
    assert_eq!(instances.len(), 2, "two processes told of it");
    assert!(all.iter().all(|told| told.service == "jobwise"));
    assert!(all.iter().any(|told| told.said("http.route").as_deref() == Some("/files/{id}")));

    for log in [&server_log, &worker_log] {
        let is_joined = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["trace_id"] == TRACE;
        assert!(log.lines().any(is_joined), "no line names the trace: {log}");
    }
    let (_, signature) = link.split_once("signature=").expect("a signature");
    let private =
        [IN_PROFILE, IN_POSTING, KEY, PASSWORD, "ada@example.com", &client.token, signature, "Kubernetes"];
    for Request { path, headers, body } in collector.requests() {
        assert_eq!(
            (path.as_str(), &headers["authorization"]),
            ("/v1/traces", &"Bearer collect".parse().expect("a value"))
        );
        for words in private {
            assert!(!contains(&body, words), "{words} was told");
        }
    }
}

pub fn contains(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

/// The names of spans as a tree, children indented, in the order they began.
fn tree(spans: &[&Told]) -> Vec<String> {
    let known: HashSet<&[u8]> = spans.iter().map(|told| told.span.span_id.as_slice()).collect();
    let mut children: HashMap<&[u8], Vec<&Told>> = HashMap::new();
    let mut roots = Vec::new();
    for told in spans {
        match told.span.parent_span_id.as_slice() {
            parent if known.contains(parent) => children.entry(parent).or_default().push(told),
            _ => roots.push(*told),
        }
    }
    let mut lines = Vec::new();
    draw(roots, &children, 0, &mut lines);
    lines
}

fn draw(mut spans: Vec<&Told>, children: &HashMap<&[u8], Vec<&Told>>, depth: usize, lines: &mut Vec<String>) {
    spans.sort_by_key(|told| told.span.start_time_unix_nano);
    for told in spans {
        lines.push(format!("{}{}", "  ".repeat(depth), told.span.name));
        let below = children.get(told.span.span_id.as_slice()).cloned().unwrap_or_default();
        draw(below, children, depth + 1, lines);
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    traceparent: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_collector_a_task_goes_on_with_no_trace() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = crate::generations::prepared(&user).await;
    let request = reqwest::Client::new()
        .post(app.url("/graphql"))
        .bearer_auth(user.access_token.as_deref().expect("a token"))
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .json(&json!({ "query": GENERATE, "variables": { "input": input(&profile, &job) } }));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer["data"]["generate"]["status"], "ACCEPTED", "{answer}");
    let mut conn = app.database.conn().await.expect("a connection");
    let rows: Vec<Row> =
        diesel::sql_query("SELECT traceparent FROM tasks").load(&mut conn).await.expect("tasks");
    assert!(!rows.is_empty() && rows.iter().all(|row| row.traceparent.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_never_answers_keeps_nobody_waiting() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str())];
    let mut server = Process::start(&["serve"], folder.path(), &database, &variables).await;
    let client = Client::signed_up(&server, "ada@example.com").await;
    // Until it was really asked, and holds what it was sent.
    let held = async { silent.accept().await.expect("a connection") };
    let asking = async {
        loop {
            assert_eq!(
                client.ask("{ viewer { email } }", json!({})).await["viewer"]["email"],
                "ada@example.com"
            );
        }
    };
    let held = tokio::select! {
        held = held => held,
        () = asking => unreachable!("it asks for ever"),
    };
    client.ask("{ viewer { email } }", json!({})).await;
    let (status, log) = server.stop().await;
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("not all telemetry was sent before the end"), "{log}");
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_costs_a_count_and_one_line() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let free =
        async || TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let (away, metrics) = (format!("http://{}", free().await), free().await.to_string());
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", away.as_str()), ("METRICS", metrics.as_str())];
    let mut server = Process::start(&["serve"], folder.path(), &database, &variables).await;
    let client = Client::signed_up(&server, "ada@example.com").await;
    let counted = async {
        loop {
            client.ask("{ viewer { email } }", json!({})).await;
            let read = reqwest::get(format!("http://{metrics}/metrics")).await.expect("an answer");
            if read.text().await.expect("text").contains("jobwise_telemetry_lost_total{what=\"spans\"}") {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, counted).await.expect("a count in time");
    let (status, log) = server.stop().await;
    assert_eq!(status.code(), Some(0), "{log}");
    assert_eq!(log.matches("the collector of spans does not take them").count(), 1, "{log}");
}
