//! What is measured of telemetry itself: what was sent, and what was lost because its collector is
//! away or slow.

use metrics::{counter, describe_counter};

const SENT: &str = "jobwise_telemetry_sent_total";
const LOST: &str = "jobwise_telemetry_lost_total";

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_counter!(SENT, "Spans and error reports that collectors took, by what.");
    describe_counter!(LOST, "Spans and error reports that were dropped, by what.");
}

/// Counts what a collector took.
pub(super) fn sent(what: &'static str, count: usize) {
    counter!(SENT, "what" => what).increment(count as u64);
}

/// Counts what was dropped.
pub(super) fn lost(what: &'static str, count: usize) {
    counter!(LOST, "what" => what).increment(count as u64);
}
