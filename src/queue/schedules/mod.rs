//! Tasks that come back by themselves: at the times of a cron pattern, in UTC.
//!
//! A kind has one row that says when its next task is due. Whoever moves it on makes the task in the
//! same transaction, so of any number of processes one does, once. It moves to the first time after
//! now: times that were missed while nobody worked are made up for by one run. While a task of the
//! schedule is still open no second one is made.

mod store;

use std::str::FromStr;

use chrono::{DateTime, Utc};
use croner::Cron;
use serde_json::Value;

use super::Queue;
use super::model::NewTask;
use super::registry::Terms;
use super::store::enqueue;
use crate::error::{Error, Result};

/// The key of every task a schedule makes, of which one of a kind is open.
const UNIQUE_KEY: &str = "schedule";

impl Queue {
    /// Writes down the schedules of these kinds. One whose pattern has not changed keeps its next
    /// time, so that a restart neither loses nor repeats it.
    ///
    /// # Errors
    /// `Unavailable` when the database is away; `Internal` for a pattern that cannot be read.
    pub async fn plan(&self, kinds: &[(&'static str, Terms)]) -> Result<()> {
        let conn = &mut *self.db.conn().await?;
        let now = store::find_now(conn, self.offset_ms()).await?;
        for (kind, cron) in scheduled(kinds) {
            store::plan(conn, kind, cron, next_after(cron, now)?).await?;
        }
        Ok(())
    }

    /// Makes the tasks of these kinds whose time has come; tells how many.
    ///
    /// # Errors
    /// As [`Queue::plan`].
    pub async fn make_scheduled(&self, kinds: &[(&'static str, Terms)]) -> Result<usize> {
        let scheduled: Vec<_> = scheduled(kinds).collect();
        let names: Vec<&str> = scheduled.iter().map(|(kind, _)| *kind).collect();
        let offset_ms = self.offset_ms();
        if names.is_empty() || !store::is_any_due(&mut *self.db.conn().await?, &names, offset_ms).await? {
            return Ok(0);
        }
        self.db
            .transaction(async |conn| {
                let due = store::lock_due(conn, &names, offset_ms).await?;
                for row in &due {
                    let Some((kind, cron)) = scheduled.iter().find(|(kind, _)| *kind == row.kind) else {
                        continue;
                    };
                    let unique_key = Some(UNIQUE_KEY.to_owned());
                    enqueue(conn, &NewTask { unique_key, ..NewTask::new(kind, Value::Null) }).await?;
                    store::move_on(conn, kind, next_after(cron, row.now)?).await?;
                }
                Ok(due.len())
            })
            .await
    }
}

fn scheduled(kinds: &[(&'static str, Terms)]) -> impl Iterator<Item = (&'static str, &'static str)> {
    kinds.iter().filter_map(|(kind, terms)| Some((*kind, terms.every?)))
}

/// The first time of the pattern after `at`.
///
/// # Errors
/// `Internal` for a pattern that cannot be read or has no more times.
pub fn next_after(cron: &str, at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let unreadable = |cause| Error::internal(format!("The schedule `{cron}` cannot be read."), cause);
    let pattern = Cron::from_str(cron).map_err(|cause| unreadable(cause.to_string()))?;
    pattern.find_next_occurrence(&at, false).map_err(|cause| unreadable(cause.to_string()))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_next_time_is_after_now_and_in_utc() {
        let at = |hour, minute, second| {
            Utc.with_ymd_and_hms(2026, 3, 29, hour, minute, second).single().expect("a moment")
        };
        let check = |cron: &str, now, expected| assert_eq!(next_after(cron, now).expect("a time"), expected);
        check("*/10 * * * *", at(1, 59, 59), at(2, 0, 0));
        check("*/10 * * * *", at(2, 0, 0), at(2, 10, 0));
        // The hour that clocks in Europe skip on this day.
        check("30 2 * * *", at(1, 0, 0), at(2, 30, 0));
    }

    #[test]
    fn a_pattern_that_is_none_is_told_of() {
        let error = next_after("every hour", Utc.timestamp_opt(0, 0).single().expect("a moment"));
        assert!(error.expect_err("no pattern").message().contains("every hour"));
    }
}
