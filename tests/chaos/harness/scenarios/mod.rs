//! The scenarios, one file each: what is done to a world, and what is measured of it.

pub mod backup;
pub mod cancel;
pub mod kills;
pub mod load;
pub mod points;
pub mod postgres;
pub mod recovery;
pub mod redis;
pub mod rolling;
pub mod sections;
pub mod stops;

use std::cell::Cell;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::client::Client;
use super::percentile;
use super::process::Process;
use super::record::Record;
use super::walkers::{Walk, Walker};
use super::world::World;

/// A line of the table at the end: what was measured beside what it is to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was done.
    pub what: String,
    /// What came of it.
    pub measured: String,
    /// What it is to be.
    pub reach: String,
}

impl Line {
    /// A line.
    pub fn new(what: impl Into<String>, measured: impl Into<String>, reach: impl Into<String>) -> Self {
        Self { what: what.into(), measured: measured.into(), reach: reach.into() }
    }

    /// A line about times, in milliseconds.
    pub fn times(what: impl Into<String>, times_ms: &[f64], reach: impl Into<String>) -> Self {
        let of = |percent| percentile(times_ms, percent);
        let measured = format!(
            "half {:.0} ms, p99 {:.0} ms, most {:.0} ms, of {}",
            of(50.0),
            of(99.0),
            of(100.0),
            times_ms.len()
        );
        Self::new(what, measured, reach)
    }
}

/// Prints lines as a table that a page can take over.
pub fn print(lines: &[Line]) {
    println!("| what | measured | to reach |\n|---|---|---|");
    for Line { what, measured, reach } in lines {
        println!("| {what} | {measured} | {reach} |");
    }
}

/// The pause between two of these.
const BETWEEN_READS: Duration = Duration::from_millis(10);

/// What is read while people walk.
const READ: &str = "{ viewer { id } }";

/// Has people walk until the harm is done, each whole way to its end, and as many read all the
/// time; gives what they walked.
async fn walk_while<T>(
    world: &World,
    client: &Client,
    people: usize,
    harm: impl Future<Output = T>,
) -> (T, Vec<Walk>) {
    let is_done = Cell::new(false);
    let walking = join_all((0..people).map(|_| async {
        let walker = Walker::sign_up(world, client).await;
        let walking = async {
            let mut walks = Vec::new();
            while !is_done.get() {
                walks.push(walker.walk().await);
            }
            walks
        };
        let reading = async {
            while !is_done.get() {
                walker.client.ask(READ, json!({})).await;
                tokio::time::sleep(BETWEEN_READS).await;
            }
        };
        tokio::join!(walking, reading).0
    }));
    let harming = async {
        let done = harm.await;
        is_done.set(true);
        done
    };
    let (walks, done) = tokio::join!(walking, harming);
    (done, walks.into_iter().flatten().collect())
}

/// Ends processes side by side.
async fn end_all(processes: impl IntoIterator<Item = Process>) {
    join_all(processes.into_iter().map(|mut process| async move { process.end().await })).await;
}

/// What a scenario leaves to judge, and what it measured.
pub struct Outcome {
    /// What is left.
    pub record: Record,
    /// What was measured.
    pub lines: Vec<Line>,
    /// What the processes have logged.
    pub logged: String,
}

impl Outcome {
    /// Reads what is left of a world whose processes have ended.
    async fn of(world: &World, walks: Vec<Walk>, lines: Vec<Line>) -> Self {
        Self { record: Record::read(world, walks).await, lines, logged: world.logged() }
    }
}

#[test]
fn times_are_told_by_their_middle_and_their_end() {
    let line = Line::times("t", &[3.0, 1.0, 2.0], "5 ms");
    assert_eq!(line.measured, "half 2 ms, p99 3 ms, most 3 ms, of 3");
}
