//! What is measured of events: written, watched, handed on, and how late.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

use super::Event;
use super::rooms::Census;
use crate::clock::Clock;

/// Streams that are watched here.
const STREAMS: &str = "jobwise_event_streams_watched";
/// Those who watch.
const WATCHERS: &str = "jobwise_event_watchers";
/// Events this process has written.
const WRITTEN: &str = "jobwise_events_written_total";
/// Events handed to watchers, each as often as somebody was told.
const DELIVERED: &str = "jobwise_events_delivered_total";
/// From writing an event to handing it to its watchers here.
pub const LAG_SECONDS: &str = "jobwise_event_lag_seconds";
/// The buckets of the lag.
pub const LAG_BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Tells what each measure means.
pub fn describe() {
    describe_gauge!(STREAMS, "Streams of events that are watched.");
    describe_gauge!(WATCHERS, "Watchers of streams of events.");
    describe_counter!(WRITTEN, "Events written by this process.");
    describe_counter!(DELIVERED, "Events handed to watchers, once for each of them.");
    describe_histogram!(LAG_SECONDS, "From writing an event to handing it to its watchers.");
}

/// Counts an event as written.
pub(super) fn written() {
    counter!(WRITTEN).increment(1);
}

/// Counts an event as handed to so many.
pub(super) fn delivered(watchers: usize) {
    counter!(DELIVERED).increment(watchers as u64);
}

/// Keeps how old events were when they were read.
pub(super) fn told(events: &[Event]) {
    let now = Clock::System.now();
    for event in events {
        histogram!(LAG_SECONDS).record((now - event.created_at).as_seconds_f64().max(0.0));
    }
}

/// Keeps how many watch.
pub(super) fn census(census: Census) {
    gauge!(STREAMS).set(census.streams as f64);
    gauge!(WATCHERS).set(census.watchers as f64);
}
