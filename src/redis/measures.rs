//! What is measured of Redis.

use metrics::{counter, describe_counter, describe_gauge, gauge};

/// Whether Redis works: 1 or 0; absent where none is configured.
const UP: &str = "jobwise_redis_up";
/// How often it stopped working.
const LOST: &str = "jobwise_redis_lost_total";

/// Tells what each measure means.
pub fn describe() {
    describe_gauge!(UP, "Whether Redis works, 1 or 0; wake-ups go over Postgres while it does not.");
    describe_counter!(LOST, "Times Redis stopped working.");
}

/// Keeps whether it works.
pub(super) fn note(is_up: bool) {
    gauge!(UP).set(if is_up { 1.0 } else { 0.0 });
}

/// Counts that it stopped working.
pub(super) fn lost() {
    counter!(LOST).increment(1);
}
