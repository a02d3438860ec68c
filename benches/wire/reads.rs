//! Reads that need the database: what the server spends on each, and what Postgres spends beside
//! the same statements under pgbench.

use std::time::Instant;

use serde_json::{Value, json};

use super::load::callers::ask;
use super::load::http::{Client, post_json};
use super::postgres::Postgres;
use super::{cost_us, tell};

const REQUESTS: usize = 8_000;

/// How much more Postgres may spend than under pgbench.
const POSTGRES_BUDGET: f64 = 1.2;

const PROFILE: &str = include_str!("../../examples/data/profile-software-engineer.json");

/// A read: its name, the operation, and what the server may spend on it, in milliseconds.
const READS: [(&str, &str, f64); 3] = [
    ("viewer", "{ viewer { id email role } }", 0.08),
    (
        "a profile by id",
        "query($id: ID!) { profile(id: $id) { id version title basics { name { text } } } }",
        0.08,
    ),
    (
        "20 saved jobs with job and documents",
        "{ savedJobs(first: 20) { edges { node { id status job { id title company } documents { id kind } } } } }",
        0.25,
    ),
];

/// Prints what reads cost.
pub async fn measure(postgres: &Postgres) {
    let served = postgres.serve();
    let mut client = Client::new(&served.address);
    let account = json!({ "i": { "email": "reads@example.com", "password": "correct horse battery" } });
    ask(&mut client, None, "mutation($i: SignUpInput!) { signUp(input: $i) { status } }", account.clone())
        .await;
    let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { accessToken } }";
    let signed_in = ask(&mut client, None, sign_in, account).await;
    let token = signed_in["signIn"]["accessToken"].as_str().expect("a token").to_owned();
    let resume: Value = serde_json::from_str(PROFILE).expect("a profile");
    let import =
        "mutation($r: JSON!) { importProfile(input: { jsonResume: { resume: $r } }) { profile { id } } }";
    let profile = ask(&mut client, Some(&token), import, json!({ "r": resume })).await;
    let id = profile["importProfile"]["profile"]["id"].clone();
    for number in 0..20 {
        let text = format!("Clerk {number} at Quay Office\n\nRequirements\n- Filing\n- Clear writing\n");
        let create = "mutation($t: String!) { createJob(input: { text: $t }) { job { id } } }";
        let job = ask(&mut client, Some(&token), create, json!({ "t": text })).await;
        let save = "mutation($j: ID!) { saveJob(input: { jobId: $j }) { status } }";
        ask(&mut client, Some(&token), save, json!({ "j": job["createJob"]["job"]["id"] })).await;
    }
    for (name, query, budget_ms) in READS {
        let body = json!({ "query": query, "variables": { "id": id } }).to_string();
        let request = post_json(Some(&token), body.as_bytes());
        // What it asks of the database, once its statements have been prepared.
        let logged = postgres.serve_logged();
        let mut client = Client::new(&logged.address);
        for _ in 0..30 {
            client.ask(&request).await.expect("an answer");
        }
        let begin = postgres.log_length();
        client.ask(&request).await.expect("an answer");
        let statements = postgres.statements_since(begin);
        drop(logged);
        let is_bare = |word: &str| statements.iter().all(|one| !one.text.eq_ignore_ascii_case(word));
        assert!(is_bare("begin") && is_bare("commit"), "a transaction around a read: {statements:?}");

        cost_us(&served, &request, REQUESTS / 10).await;
        let before = postgres.cpu_ns();
        let began = Instant::now();
        let server_ms = cost_us(&served, &request, REQUESTS).await / 1e3;
        // As many again to warm up as a tenth, which Postgres has worked for too.
        let asked = (REQUESTS + REQUESTS / 10) as f64;
        let postgres_us = (postgres.cpu_ns() - before) as f64 / 1e3 / asked;
        let pace = asked / began.elapsed().as_secs_f64();
        let pgbench_us = postgres.pgbench_us(&statements, REQUESTS, None);
        let paced_us = postgres.pgbench_us(&statements, REQUESTS, Some(pace));
        let count = statements.len();
        tell(&format!("{name}, {count} statements and no transaction"), server_ms, budget_ms, "ms");
        println!("{:<58} {postgres_us:>9.3} µs", "  processor time of Postgres");
        println!("{:<58} {pgbench_us:>9.3} µs", "  the same statements under pgbench, as fast as it goes");
        println!("{:<58} {paced_us:>9.3} µs", format!("  the same at the same pace, {pace:.0} a second"));
        tell("  beside pgbench as fast as it goes", postgres_us / pgbench_us, POSTGRES_BUDGET, "times");
        tell("  beside pgbench at the same pace", postgres_us / paced_us, POSTGRES_BUDGET, "times");
    }
}
