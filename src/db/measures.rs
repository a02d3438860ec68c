//! What is measured of the pool: how many connections are lent, how many there may be, and who
//! waits for one. Looked at from time to time, so that a loan costs nothing for it.

use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, gauge};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::Db;

const USED: &str = "jobwise_db_connections_used";
const MOST: &str = "jobwise_db_connections_max";
const WAITING: &str = "jobwise_db_connections_waited_for";

const REPLICA_USED: &str = "jobwise_db_replica_used";
const REPLICA_BEHIND: &str = "jobwise_db_replica_behind_seconds";
const LIST_READS: &str = "jobwise_db_list_reads_total";

/// How often the pool is looked at.
const RHYTHM: Duration = Duration::from_secs(5);

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_gauge!(USED, "Connections to Postgres that are lent.");
    describe_gauge!(MOST, "The most connections this process may have, listeners left out.");
    describe_gauge!(WAITING, "Callers who wait for a connection.");
    describe_gauge!(
        REPLICA_USED,
        "Whether lists are read from the replica: 1, or 0 while it is away or behind."
    );
    describe_gauge!(REPLICA_BEHIND, "How old what the replica has may be, in seconds.");
    describe_counter!(LIST_READS, "Lists read while there is a replica, by where from: replica or primary.");
}

/// Tells how the replica stands.
pub(super) fn replica(is_used: bool, behind: Option<Duration>) {
    gauge!(REPLICA_USED).set(if is_used { 1.0 } else { 0.0 });
    if let Some(behind) = behind {
        gauge!(REPLICA_BEHIND).set(behind.as_secs_f64());
    }
}

/// Counts a list.
pub(super) fn list_read(from: &'static str) {
    counter!(LIST_READS, "from" => from).increment(1);
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
