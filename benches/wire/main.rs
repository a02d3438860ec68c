//! What the wire costs, beside something real: a trivial query beside the stock handler, reads
//! beside the same SQL under pgbench, a socket with a subscription, and a start.
//!
//! `cargo bench --bench wire` measures all; `-- typename`, `reads`, `sockets` or `start` one of
//! them. It starts the program on a private Postgres and reads processor time and memory of both
//! from `/proc`, so neighbours on the machine disturb it little. `JOBWISE_BENCH_PROGRAM` names
//! another build of the program to measure, such as a release; the stock handler is this bench's
//! own build, so beside another build it tells nothing.

mod postgres;
mod reads;
mod sockets;
mod start;
mod stock;

#[path = "../../tests/load/mod.rs"]
#[allow(dead_code)]
mod load;

use std::env;

use load::http::Client;
use load::served::Served;
use postgres::Postgres;

/// Connections a measurement asks over, each one request at a time.
const CONNECTIONS: usize = 4;

/// What is measured against a budget.
fn tell(what: &str, value: f64, budget: f64, unit: &str) {
    let share = value / budget;
    println!("{what:<58} {value:>9.3} {unit}  ({share:.2} of the budget of {budget} {unit})");
}

/// Asks the same so often over some connections; returns the processor time of the server for
/// each, in microseconds.
async fn cost_us(served: &Served, request: &[u8], count: usize) -> f64 {
    let ask = async |count: usize| {
        let asking = (0..CONNECTIONS).map(|_| async {
            let mut client = Client::new(&served.address);
            for _ in 0..count / CONNECTIONS {
                let answer = client.ask(request).await.expect("an answer");
                assert!(answer.status == 200 && !answer.text().contains("\"errors\""), "{}", answer.text());
            }
        });
        futures_util::future::join_all(asking).await;
    };
    ask(count / 10).await;
    let before = served.cpu_ns();
    ask(count).await;
    (served.cpu_ns() - before) as f64 / 1e3 / (count / CONNECTIONS * CONNECTIONS) as f64
}

async fn run(wanted: &[String]) {
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let postgres = Postgres::start().await;
    if is_wanted("typename") {
        stock::measure(&postgres).await;
    }
    if is_wanted("reads") {
        reads::measure(&postgres).await;
    }
    if is_wanted("sockets") {
        sockets::measure(&postgres).await;
    }
    if is_wanted("start") {
        start::measure(&postgres).await;
    }
    postgres.remove().await;
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == stock::SERVE) {
        stock::serve();
        return;
    }
    // `cargo test --benches` only wants to know that it builds.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    sockets::allow_many();
    let wanted: Vec<String> = arguments.into_iter().filter(|argument| !argument.starts_with("--")).collect();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(run(&wanted));
}
