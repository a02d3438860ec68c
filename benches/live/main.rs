//! What it costs to be watched, from outside: a server process, its watchers, and a teller of
//! events, all beside each other.
//!
//! `cargo bench --bench live` measures both; `-- crowd` 10,000 subscriptions to 100 generations of
//! which each has an event a second, for a minute; `-- reconnects` 1,000 subscribers that leave and
//! come back ten times each. Nothing may be lost, doubled or out of order, or the bench fails; how
//! long things take is printed. `JOBWISE_BENCH_PROGRAM` names another build of the program to
//! measure, such as a release.

mod crowd;
mod reconnects;
mod stage;
mod watcher;

#[path = "../wire/postgres.rs"]
#[allow(dead_code)]
mod postgres;

#[path = "../../tests/load/mod.rs"]
#[allow(dead_code)]
mod load;

use std::env;

use rustix::process::{Resource, getrlimit, setrlimit};

/// What the measurements of statements ask over.
const CONNECTIONS: usize = 4;

/// What is measured against a budget.
fn tell(what: &str, value: f64, budget: f64, unit: &str) {
    let share = value / budget;
    println!("{what:<58} {value:>9.3} {unit}  ({share:.2} of the budget of {budget} {unit})");
}

/// Lets this program and those it starts open as many files as the system allows.
fn allow_many() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Refused, the measurement stops at the old limit and says so.
    let _ = setrlimit(Resource::Nofile, limit);
}

async fn run(wanted: &[String]) {
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let postgres = postgres::Postgres::start().await;
    if is_wanted("crowd") {
        crowd::measure(&postgres).await;
    }
    if is_wanted("reconnects") {
        reconnects::measure(&postgres).await;
    }
    postgres.remove().await;
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    // `cargo test --benches` only wants to know that it builds.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    allow_many();
    let wanted: Vec<String> = arguments.into_iter().filter(|argument| !argument.starts_with("--")).collect();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(run(&wanted));
}
