//! Races between processes for what one of many can have: the last unit of a quota, a key, a refresh
//! token, the move of an application. `cargo bench --bench races -- [ROUNDS [PARALLEL]]` runs 1,000
//! rounds of 50 at once of each, and one of 1,000 requests under one key; it fails when any round
//! has not exactly one winner.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use jobwise::db::local::LocalPostgres;
use jobwise::db::{Db, DbConfig};
use races::{ALL, Arena};

#[path = "../tests/races/mod.rs"]
mod races;

/// Processes' worth of services that race.
const PROCESSES: usize = 3;

#[tokio::main]
async fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let rounds = numbers.first().copied().unwrap_or(1_000);
    let parallel = numbers.get(1).copied().unwrap_or(50);
    let data = tempfile::tempdir().expect("a folder");
    let cluster = LocalPostgres::open_throwaway(data.path()).expect("Postgres's programs");
    let url = cluster.start().await.expect("a private Postgres");
    let db = Db::connect(&DbConfig::new(url.clone(), 1)).await.expect("the database");
    db.migrate().await.expect("migrations that run");
    let arena = Arena::open(&url, data.path(), PROCESSES).await;

    let mut is_fair = true;
    for (name, run) in ALL {
        let begun = Instant::now();
        // How many rounds had so many winners.
        let mut winners: BTreeMap<usize, usize> = BTreeMap::new();
        for round in 0..rounds {
            *winners.entry(run(&arena, round, parallel).await).or_default() += 1;
        }
        let per_round = begun.elapsed().as_secs_f64() * 1_000.0 / rounds.max(1) as f64;
        let told: Vec<String> =
            winners.iter().map(|(won, rounds)| format!("{won} winner(s) in {rounds} rounds")).collect();
        println!("{name}: {parallel} at once, {}; {per_round:.1} ms a round", told.join(", "));
        is_fair &= winners.keys().all(|won| *won == 1);
    }
    let (name, run) = ALL[1];
    let begun = Instant::now();
    let won = run(&arena, rounds, 1_000).await;
    println!("{name}: 1,000 at once, {won} winner(s) in {:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0);
    is_fair &= won == 1;

    drop(arena);
    db.close();
    cluster.stop().await.expect("a cluster that stops");
    cluster.remove().expect("a cluster that goes");
    if is_fair { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
