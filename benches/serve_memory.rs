//! Resident memory of `jobwise serve`: idle, and while generations run through its API.
//!
//! `cargo bench --bench serve_memory` starts the program on a private Postgres in a folder of
//! its own, reads `VmRSS` from `/proc`, runs 1,000 generations (`JOBWISE_BENCH_GENERATIONS`
//! for another number) of a résumé each, and prints what it holds on the way. With
//! `JOBWISE_BENCH_PROGRAM` it measures that build of the program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use reqwest::Client;
use serde_json::{Value, json};

const PROFILE: &str = include_str!("../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../examples/data/job-software-engineer.txt");
/// The most an idle server should hold.
const IDLE_BUDGET_MB: f64 = 80.0;
/// How long a server has nothing to do before it counts as idle.
const IDLE: Duration = Duration::from_secs(2);
/// Generations asked for at a time.
const AT_ONCE: usize = 10;

/// The program that is measured.
#[expect(clippy::disallowed_methods, reason = "a setting of the bench and not of the program")]
fn program() -> std::ffi::OsString {
    env::var_os("JOBWISE_BENCH_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_jobwise").into())
}

/// The server, ended when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &str) -> Self {
        let mut child = Command::new(program())
            .arg("serve")
            .env("JOBWISE_DATA", data)
            .env("PORT", "0")
            .env("GENERATIONS_PER_HOUR", "1000000")
            .env("REQUESTS_PER_MINUTE", "0")
            .env("REQUESTS_PER_MINUTE_ADDRESS", "0")
            .env("JOBWISE_LOG", "warn")
            .env_remove("DATABASE_URL")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next().expect("a line when it is ready").expect("text");
        let start = line.find("http://").expect("an address");
        let address =
            line[start..].split_whitespace().next().expect("an address").trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Resident memory in MB (1,000,000 bytes).
    fn resident_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
        let kib: f64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
        kib * 1_024.0 / 1_000_000.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

async fn ask(client: &Client, server: &Server, token: Option<&str>, query: &str, variables: Value) -> Value {
    let mut request = client.post(format!("{}/graphql", server.address));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.json(&json!({ "query": query, "variables": variables })).send().await;
    let body: Value = answer.expect("an answer").json().await.expect("JSON");
    assert!(body["errors"].is_null(), "{body}");
    body["data"].clone()
}

/// How many generations to run.
#[expect(clippy::disallowed_methods, reason = "a bench has no configuration to read it from")]
fn asked() -> usize {
    env::var("JOBWISE_BENCH_GENERATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

async fn run(data: &str) {
    let count = asked();
    let server = Server::start(data);
    let client = Client::new();
    // What the start took and freed is given back within a second.
    tokio::time::sleep(IDLE).await;
    let idle = server.resident_mb();
    println!("idle: {idle:.1} MB ({:.2} of the budget of {IDLE_BUDGET_MB} MB)", idle / IDLE_BUDGET_MB);

    let account = json!({ "email": "bench@example.com", "password": "correct horse battery" });
    let sign_up = "mutation($i: SignUpInput!) { signUp(input: $i) { status } }";
    ask(&client, &server, None, sign_up, json!({ "i": account })).await;
    let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { accessToken } }";
    let signed_in = ask(&client, &server, None, sign_in, json!({ "i": account })).await;
    let mut token = signed_in["signIn"]["accessToken"].as_str().expect("a token").to_owned();
    let resume: Value = serde_json::from_str(PROFILE).expect("a profile");
    let import = "mutation($i: ImportProfileInput!) { importProfile(input: $i) { profile { id } } }";
    let profile =
        ask(&client, &server, Some(&token), import, json!({ "i": { "jsonResume": { "resume": resume } } }))
            .await;
    let create = "mutation($i: CreateJobInput!) { createJob(input: $i) { job { id } } }";
    let job = ask(&client, &server, Some(&token), create, json!({ "i": { "text": POSTING } })).await;

    let began = Instant::now();
    let mut signed_in_at = Instant::now();
    let mut first = None;
    for batch in 0..count.div_ceil(AT_ONCE) {
        if signed_in_at.elapsed() > Duration::from_secs(600) {
            let signed_in = ask(&client, &server, None, sign_in, json!({ "i": account })).await;
            token = signed_in["signIn"]["accessToken"].as_str().expect("a token").to_owned();
            signed_in_at = Instant::now();
        }
        for number in 0..AT_ONCE {
            let input = json!({
                "profileId": profile["importProfile"]["profile"]["id"],
                "jobId": job["createJob"]["job"]["id"],
                "idempotencyKey": format!("{batch}-{number}"),
                "resume": { "emphasisedSkills": [format!("{batch}-{number}")] },
            });
            let generate = "mutation($i: GenerateInput!) { generate(input: $i) { status } }";
            let started = ask(&client, &server, Some(&token), generate, json!({ "i": input })).await;
            assert_eq!(started["generate"]["status"], "ACCEPTED");
        }
        let open = "{ queued: generations(filter: { status: QUEUED }, first: 1) { edges { cursor } }
            running: generations(filter: { status: RUNNING }, first: 1) { edges { cursor } } }";
        loop {
            let left = ask(&client, &server, Some(&token), open, json!({})).await;
            if left["queued"]["edges"] == json!([]) && left["running"]["edges"] == json!([]) {
                break;
            }
        }
        let done = (batch + 1) * AT_ONCE;
        let resident = server.resident_mb();
        let first = *first.get_or_insert(resident);
        if done.is_multiple_of(100) || done >= count {
            println!(
                "after {done} generations: {resident:.1} MB ({:.2} of that after the first {AT_ONCE}), {:.0} ms each",
                resident / first,
                began.elapsed().as_secs_f64() * 1_000.0 / done as f64,
            );
        }
    }
}

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let data = tempfile::tempdir().expect("a folder");
    let path = data.path().to_str().expect("a path").to_owned();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(run(&path));
    let _ = Command::new(program()).args(["db", "stop"]).env("JOBWISE_DATA", &path).status();
}
