//! What is measured of the pool: how many connections are lent, how many there may be, and who
//! waits for one. Looked at from time to time, so that a loan costs nothing for it.

use std::time::Duration;

use metrics::{describe_gauge, gauge};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::Db;

const USED: &str = "jobwise_db_connections_used";
const MOST: &str = "jobwise_db_connections_max";
const WAITING: &str = "jobwise_db_connections_waited_for";

/// How often the pool is looked at.
const RHYTHM: Duration = Duration::from_secs(5);

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_gauge!(USED, "Connections to Postgres that are lent.");
    describe_gauge!(MOST, "The most connections this process may have, listeners left out.");
    describe_gauge!(WAITING, "Callers who wait for a connection.");
}

impl Db {
    /// Looks at the pool until `stop` fires.
    pub fn measure_until(&self, stop: CancellationToken) {
        let db = self.clone();
        let mut rhythm = tokio::time::interval(RHYTHM);
        rhythm.set_missed_tick_behavior(MissedTickBehavior::Skip);
        tokio::spawn(stop.run_until_cancelled_owned(async move {
            loop {
                rhythm.tick().await;
                let status = db.pool_status();
                gauge!(USED).set((status.size - status.available.min(status.size)) as f64);
                gauge!(MOST).set(status.max_size as f64);
                gauge!(WAITING).set(status.waiting as f64);
            }
        }));
    }
}
