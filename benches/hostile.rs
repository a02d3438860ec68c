//! What hostile requests cost: processor time of each, memory after all, and what others notice.
//!
//! `cargo bench --bench hostile` starts the program on a private Postgres, sends it 10,000
//! requests made to hurt (another number as the argument) and a tenth as many broken sockets, one
//! after the other, reads what each cost from `/proc`, and then sends them again while another
//! client measures how long its own requests take.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jobwise::db::local::LocalPostgres;

#[path = "../tests/load/mod.rs"]
#[allow(dead_code)]
mod load;

use load::frames::{RawSocket, hostile as hostile_frame};
use load::hostile::{ALL, is_refused};
use load::http::{Client, post_json};
use load::random::Random;
use load::served::Served;

/// The most a refusal should cost, in milliseconds of processor time.
const BUDGET_MS: f64 = 10.0;

const REQUESTS: usize = 10_000;

/// Requests of the client that measures, with and without the others.
const OTHERS: usize = 3_000;

const GOOD: &[u8] = br#"{"query":"{ templates { name } }"}"#;

/// The middle, the 99th of a hundred, and the largest.
fn told(milliseconds: &mut [f64]) -> String {
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
    format!("p50 {:.3} ms, p99 {:.3} ms, max {:.3} ms", at(0.5), at(0.99), at(1.0))
}

/// How long the good requests of a client take, in milliseconds.
async fn latencies(address: &str, count: usize) -> Vec<f64> {
    let mut client = Client::new(address);
    let request = post_json(None, GOOD);
    let mut taken = Vec::with_capacity(count);
    for _ in 0..count {
        let began = Instant::now();
        let answer = client.ask(&request).await.expect("an answer");
        assert_eq!(answer.status, 200);
        taken.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    taken
}

/// Sends every kind in turn; returns the cost of each request by its kind, in milliseconds.
async fn send(served: &Served, count: usize, random: &mut Random) -> BTreeMap<&'static str, Vec<f64>> {
    let mut client = Client::new(&served.address);
    let mut costs: BTreeMap<&'static str, Vec<f64>> = BTreeMap::new();
    for at in 0..count {
        let (kind, make) = ALL[at % ALL.len()];
        let request = make(random);
        let before = served.cpu_ns();
        let answer = client.ask(&request).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
        let cost = served.cpu_ns().saturating_sub(before);
        assert!(is_refused(&answer), "{kind} is answered {} {}", answer.status, answer.text());
        costs.entry(kind).or_default().push(cost as f64 / 1e6);
    }
    costs
}

/// Sends broken frames to a socket each; returns what each cost, in milliseconds.
async fn send_frames(served: &Served, count: usize, random: &mut Random) -> Vec<f64> {
    let mut costs = Vec::new();
    for _ in 0..count {
        let (kind, frames) = hostile_frame(random);
        let before = served.cpu_ns();
        let mut socket = RawSocket::open(&served.address).await.expect("a socket");
        socket.send(&frames).await;
        assert!(socket.closes().await, "{kind} does not close the socket");
        costs.push(served.cpu_ns().saturating_sub(before) as f64 / 1e6);
    }
    costs
}

async fn run(count: usize) {
    let data = tempfile::tempdir().expect("a folder");
    let cluster = LocalPostgres::open_throwaway(data.path()).expect("Postgres's programs");
    let url = cluster.start().await.expect("a private Postgres");
    let folder = data.path().to_string_lossy().into_owned();
    let mut served =
        Served::start(&["--no-work"], &[("DATABASE_URL", url.expose()), ("JOBWISE_DATA", &folder)]);
    let mut random = Random::new(1);

    // The first of each kind make the program ready: threads, caches, the room of the allocator.
    send(&served, ALL.len() * 10, &mut random).await;
    send_frames(&served, 50, &mut random).await;
    latencies(&served.address, 500).await;
    let before = served.resident_bytes();

    let costs = send(&served, count, &mut random).await;
    println!("{:<28} {:>6}", "refused", "number");
    for (kind, costs) in &costs {
        println!("{kind:<28} {:>6}  {}", costs.len(), told(&mut costs.clone()));
    }
    let mut all: Vec<f64> = costs.into_values().flatten().collect();
    let beyond = all.iter().filter(|cost| **cost > BUDGET_MS).count();
    println!("{:<28} {:>6}  {}", "all of them", all.len(), told(&mut all));
    println!("beyond the budget of {BUDGET_MS} ms: {beyond}");
    let mut frames = send_frames(&served, count / 10, &mut random).await;
    println!("{:<28} {:>6}  {}", "broken sockets", frames.len(), told(&mut frames));
    let after = served.resident_bytes();
    println!("memory: {:.1} MB before, {:.1} MB after", before as f64 / 1e6, after as f64 / 1e6);

    println!("others alone:   {}", told(&mut latencies(&served.address, OTHERS).await));
    let is_over = Arc::new(AtomicBool::new(false));
    let mut client = Client::new(&served.address);
    let flood = {
        let is_over = Arc::clone(&is_over);
        let mut random = random.clone();
        tokio::spawn(async move {
            let mut sent = 0;
            while !is_over.load(Ordering::Relaxed) {
                let (kind, make) = ALL[sent % ALL.len()];
                client.ask(&make(&mut random)).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
                sent += 1;
            }
            sent
        })
    };
    let mut during = latencies(&served.address, OTHERS).await;
    is_over.store(true, Ordering::Relaxed);
    let sent = flood.await.expect("the flood");
    println!("others during {sent}: {}", told(&mut during));
    println!("alive after: {}", served.is_alive() && latencies(&served.address, 1).await.len() == 1);
    drop(served);
    cluster.stop().await.expect("a cluster that stops");
    cluster.remove().expect("a cluster that goes");
}

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let count = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(REQUESTS);
    tokio::runtime::Runtime::new().expect("a runtime").block_on(run(count));
}
