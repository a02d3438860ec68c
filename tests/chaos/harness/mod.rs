//! What it takes to pull plugs: real processes of the built program on a private Postgres, a
//! provider that counts its calls, clients that start generations and follow them, and what is
//! held to be true of all that is left. Shared by the tests, which do a little of each scenario,
//! and `benches/chaos.rs`, which does much.
//!
//! A scenario builds a [`world`], does its harm, waits until everything that was accepted has
//! ended, reads the [`record`] and holds it to every one of the [`invariants`].

pub mod client;
pub mod invariants;
pub mod process;
pub mod provider;
pub mod record;
pub mod redis;
pub mod scenarios;
pub mod walkers;
pub mod watch;
pub mod world;

#[path = "../../provider/mod.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod loopback;
#[path = "../../load/random.rs"]
#[allow(dead_code, reason = "shared with other tests")]
pub mod random;
#[path = "../../database/harness/server.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod server;

use std::time::Duration;

use jobwise::clock::Clock;

/// How long anything that has to happen is waited for. No reach is judged by it.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Milliseconds of the machine's clock, which Postgres and all processes here go by.
pub fn now_ms() -> i64 {
    Clock::System.now().timestamp_millis()
}

/// What is left when so many of a hundred are taken, of measurements in any order; 0 of none.
pub fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(at.saturating_sub(1).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

#[test]
fn percentiles_are_measurements() {
    let values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
    assert_eq!([50.0, 99.0, 100.0].map(|percent| percentile(&values, percent)), [100.0, 198.0, 200.0]);
    assert_eq!((percentile(&[7.0], 99.0), percentile(&[], 99.0)), (7.0, 0.0));
}
