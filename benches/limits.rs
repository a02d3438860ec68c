//! What it costs to count a request against a limit that holds over processes: time and statements a
//! request, as long as there is room and when there is none. `cargo bench --bench limits`.

use std::time::{Duration, Instant};

use jobwise::db::local::LocalPostgres;
use jobwise::db::{Db, DbConfig};
use jobwise::limits::{Key, Limiter, Source};

/// Accounts that send requests.
const ACCOUNTS: u64 = 200;
/// Requests each may send in the window.
const LIMIT: u32 = 1_200;
/// Requests each sends.
const EACH: u64 = 2_400;

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().expect("a folder");
    let cluster = LocalPostgres::open_throwaway(data.path()).expect("Postgres's programs");
    let url = cluster.start().await.expect("a private Postgres");
    let dbs = [
        Db::connect(&DbConfig::new(url.clone(), 2)).await.expect("the database"),
        Db::connect(&DbConfig::new(url, 2)).await.expect("the database"),
    ];
    dbs[0].migrate().await.expect("migrations that run");
    let limiters = dbs.each_ref().map(|db| Limiter::new(Source::new(db.clone()), Duration::from_secs(3_600)));
    let keys: Vec<Key> = (0..ACCOUNTS).map(|account| Key::new("requests", &account.to_be_bytes())).collect();
    for (what, requests) in [("with room", 0..EACH / 2 - EACH / 20), ("with all taken", EACH / 2..EACH)] {
        let before: u64 = dbs.iter().map(Db::statement_count).sum();
        let begun = Instant::now();
        let (mut count, mut let_through) = (0_u64, 0_u64);
        for number in requests {
            for key in &keys {
                // Each account's requests come to both processes.
                let limiter = &limiters[number as usize % limiters.len()];
                let taken = match limiter.take_here(key, LIMIT) {
                    Some(taken) => taken,
                    None => limiter.take(key, LIMIT).await,
                };
                count += 1;
                let_through += u64::from(taken.is_ok());
            }
        }
        let elapsed = begun.elapsed();
        let statements = dbs.iter().map(Db::statement_count).sum::<u64>() - before;
        println!(
            "{what}: {:.2} µs a request, {:.1} statements a thousand, {let_through} of {count} let through",
            elapsed.as_secs_f64() * 1e6 / count as f64,
            statements as f64 * 1_000.0 / count as f64,
        );
    }
    dbs.iter().for_each(Db::close);
    cluster.stop().await.expect("a cluster that stops");
    cluster.remove().expect("a cluster that goes");
}
