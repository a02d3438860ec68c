//! Random operations out of the schema, as nobody and as each role, against a live server on a
//! real database: counts what came of them, and prints every fault of the server.
//!
//! `cargo bench --bench wire_fuzz` asks 10,000; `-- 50000 3` asks that many from the seed 3.

use std::env;
use std::time::Instant;

use jobwise::db::local::LocalPostgres;
use jobwise::graphql::schema;

#[path = "../tests/load/mod.rs"]
#[allow(dead_code)]
mod load;

use load::callers::everybody;
use load::fuzz::{Fuzz, Tally};
use load::http::Client;
use load::operations::Operations;
use load::served::Served;

const OPERATIONS: usize = 10_000;

async fn run(count: usize, seed: u64) {
    let data = tempfile::tempdir().expect("a folder");
    let cluster = LocalPostgres::open_throwaway(data.path()).expect("Postgres's programs");
    let url = cluster.start().await.expect("a private Postgres");
    let folder = data.path().to_string_lossy().into_owned();
    let environment =
        [("DATABASE_URL", url.expose()), ("JOBWISE_DATA", folder.as_str()), ("GENERATIONS_PER_HOUR", "3")];
    let mut served = Served::start(&[], &environment);
    let mut client = Client::new(&served.address);
    let callers = everybody(&mut client, &environment).await;

    let (mut tally, began) = (Tally::default(), Instant::now());
    let mut fuzz = Fuzz::new(&schema::print(), seed, client, callers);
    fuzz.run(count, &mut tally).await;
    let seconds = began.elapsed().as_secs_f64();
    println!("{count} operations from the seed {seed} in {seconds:.0} s");
    for (role, asked) in &tally.by_role {
        println!("  {asked:>6} asked by {role}");
    }
    let roots = Operations::read(&schema::print()).roots().len();
    println!("  {} of {roots} root fields", tally.by_root.len());
    for (outcome, number) in &tally.by_outcome {
        println!("  {number:>6} answered {outcome}");
    }
    for fault in &tally.faults {
        println!("FAULT {fault}");
    }
    println!("{} faults of the server; alive after: {}", tally.faults.len(), served.is_alive());
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
    let mut numbers = env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let (count, seed) = (numbers.next().unwrap_or(OPERATIONS as u64), numbers.next().unwrap_or(1));
    tokio::runtime::Runtime::new().expect("a runtime").block_on(run(count as usize, seed));
}
