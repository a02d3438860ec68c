//! What is measured of generations: how long each stage took.

use std::time::Duration;

use metrics::{describe_histogram, histogram};

use super::model::StageName;

/// The measure of a stage's time.
pub const SECONDS_OF_STAGES: &str = "jobwise_stage_seconds";

/// Where the parts of the distribution end, in seconds.
pub const SECONDS_BUCKETS: [f64; 10] = [0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 180.0];

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_histogram!(SECONDS_OF_STAGES, "Wall time of stages that were kept, in seconds.");
}

/// Counts a stage that was kept.
pub(super) fn kept(stage: StageName, elapsed: Duration) {
    histogram!(SECONDS_OF_STAGES, "stage" => stage.slug()).record(elapsed.as_secs_f64());
}
