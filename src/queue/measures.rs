//! What is measured of the queue: what waits, how long, what runs and what is dead, by kind, and how
//! runs ended. Who reads them is a matter of the faces; where nobody does, nothing is kept.
//!
//! What waits is asked of the database at a bounded pace, by each process that is read, and tells of
//! the whole queue; runs are those of this process.

use std::collections::BTreeSet;
use std::time::Duration;

use metrics::{describe_gauge, describe_histogram, gauge, histogram};
use tokio_util::sync::CancellationToken;

use super::Queue;
use super::office::KindReport;

const DEPTH: &str = "jobwise_queue_depth";
const OLDEST: &str = "jobwise_queue_oldest_seconds";
const RUNNING: &str = "jobwise_queue_running";
const DEAD: &str = "jobwise_queue_dead";
const PAUSED: &str = "jobwise_queue_paused";
const SECONDS: &str = "jobwise_task_seconds";

/// How often the database is asked.
const EVERY: Duration = Duration::from_secs(10);

/// Where the parts of the distribution of times end, in seconds.
pub const SECONDS_BUCKETS: [f64; 11] = [0.01, 0.05, 0.25, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0, 600.0];

/// The measure those parts are of.
pub const SECONDS_OF_RUNS: &str = SECONDS;

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_gauge!(DEPTH, "Tasks of a kind that wait for a worker, up to 10000; of the whole queue.");
    describe_gauge!(OLDEST, "Seconds since the oldest of those was due; 0 where none waits.");
    describe_gauge!(RUNNING, "Tasks of a kind that run, over all processes.");
    describe_gauge!(DEAD, "Tasks of a kind that failed for the last time, up to 10000.");
    describe_gauge!(PAUSED, "Whether no task of the kind is begun: 1 or 0.");
    describe_histogram!(
        SECONDS,
        "Wall time of runs of this process, in seconds, by outcome: finished, failed, dead, cancelled, handed_back, lost."
    );
}

/// Counts a run of this process.
pub(super) fn run(kind: &str, outcome: &'static str, elapsed: Duration) {
    let labels = [("kind", kind.to_owned()), ("outcome", outcome.to_owned())];
    histogram!(SECONDS, &labels).record(elapsed.as_secs_f64());
}

/// Asks how the queue stands, again and again until `stop` fires, and tells it.
pub async fn watch(queue: Queue, kinds: Vec<&'static str>, stop: CancellationToken) {
    let mut told = BTreeSet::new();
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every.tick() => {}
        }
        match queue.report_kinds(&kinds).await {
            Ok(reports) => tell(&reports, &mut told),
            Err(error) => tracing::debug!(%error, "the queue was not measured"),
        }
    }
}

/// Tells how the kinds stand; those told of before and not any more have nothing.
fn tell(reports: &[KindReport], told: &mut BTreeSet<String>) {
    for kind in told.iter().filter(|kind| !reports.iter().any(|report| report.kind == **kind)) {
        set(kind, [0.0; 5]);
    }
    for report in reports {
        let oldest = report.oldest_seconds.unwrap_or(0.0).max(0.0);
        let paused = if report.is_paused { 1.0 } else { 0.0 };
        let numbers = [report.due as f64, oldest, report.running as f64, report.dead as f64, paused];
        set(&report.kind, numbers);
        told.insert(report.kind.clone());
    }
}

fn set(kind: &str, numbers: [f64; 5]) {
    for (name, number) in [DEPTH, OLDEST, RUNNING, DEAD, PAUSED].into_iter().zip(numbers) {
        gauge!(name, "kind" => kind.to_owned()).set(number);
    }
}
