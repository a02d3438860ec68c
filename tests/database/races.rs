//! Races with one winner, a few rounds of each; `cargo bench --bench races` runs many.

use crate::harness::TestDatabase;
use crate::race::{ALL, Arena};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_at_once_exactly_one_wins() {
    let database = TestDatabase::new().await;
    let data = tempfile::tempdir().expect("a folder");
    let arena = Arena::open(&database.url, data.path(), 2).await;
    for (name, run) in ALL {
        for round in 0..10 {
            assert_eq!(run(&arena, round, 20).await, 1, "{name}, round {round}");
        }
    }
}
