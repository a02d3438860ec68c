//! Leases: to take due tasks, to keep what one holds, to write how it ended, to take back what the
//! dead hold. Sits between the worker, which decides, and the tables.
//!
//! Everything goes in batches: one statement takes as many tasks as a worker has places, one keeps
//! every lease of a process, one writes all the ends that arrived while the last was written.

mod lanes;
mod store;

use std::collections::HashMap;

pub(super) use self::store::{Held, open_for_heart, renew};

use super::Queue;
use super::model::{Ending, Task, TaskState};
use super::registry::Terms;
use super::store::stale;
use crate::error::Result;
use crate::ids;

impl Queue {
    /// Claims up to `limit` due tasks of these kinds: those that wait, and those whose
    /// lease ran out. Two workers never claim the same. Of limits and pauses only those count that
    /// the operator has set.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn claim(&self, kinds: &[&str], limit: i64, lease_ms: i64) -> Result<Vec<Task>> {
        self.take_back().await?;
        let kinds: Vec<_> = kinds.iter().map(|kind| (*kind, Terms::default())).collect();
        self.take(&kinds, limit, lease_ms).await
    }

    /// As [`Queue::claim`] on the terms of the kinds, and without those whose lease ran out.
    pub(super) async fn take(&self, kinds: &[(&str, Terms)], limit: i64, lease_ms: i64) -> Result<Vec<Task>> {
        let offset_ms = self.offset_ms();
        let due = store::list_due(&mut *self.db.conn().await?, kinds, offset_ms).await?;
        let (free, mut limited): (Vec<_>, Vec<_>) = due.into_iter().partition(|kind| kind.is_free());
        let free: Vec<&str> = free.iter().map(|kind| kind.name.as_str()).collect();
        // Who comes first changes, so that a flood of one kind leaves places to the others.
        let turn = self.next_turn();
        let steps = limited.len() + usize::from(!free.is_empty());
        let first = if steps == 0 { 0 } else { turn % steps };
        let kinds = limited.len();
        limited.rotate_left(first.min(kinds));
        let mut taken = Vec::new();
        let mut limited = limited.into_iter();
        for step in 0..steps {
            let left = limit - taken.len() as i64;
            if left <= 0 {
                break;
            }
            if !free.is_empty() && step == first {
                let conn = &mut *self.db.conn().await?;
                taken.extend(store::claim_free(conn, &free, left, lease_ms, offset_ms).await?);
            } else if let Some(kind) = limited.next() {
                let ask = lanes::Ask { kind: &kind, limit: left, lease_ms, offset_ms };
                taken.extend(self.db.transaction(async |conn| lanes::claim(conn, &ask).await).await?);
            }
        }
        Ok(taken)
    }

    /// Lets the tasks wait again whose lease ran out, and tells how many those were. Not within the
    /// first moments of the server: nobody could keep a lease while it was away.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub(super) async fn take_back(&self) -> Result<usize> {
        store::expire(&mut *self.db.conn().await?, self.offset_ms()).await
    }

    /// Renews the leases of these tasks; returns the tokens still held, each with whether its
    /// cancellation was asked for.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn renew(&self, tasks: &[&Task], lease_ms: i64) -> Result<Vec<(i64, bool)>> {
        let held: Vec<Held> = tasks.iter().map(|task| Held::of(task)).collect();
        store::renew(&mut *self.db.conn().await?, &held, lease_ms, self.offset_ms()).await
    }

    /// Writes how a run ended: a failure is tried again later unless it was the last.
    /// Returns the task's state after it.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost to another worker, which now answers for the
    /// task; `Unavailable` when the database is away.
    pub async fn end(&self, task: &Task, ending: &Ending) -> Result<TaskState> {
        let state = self.end_many(&[(task, ending)]).await?.remove(&task.token);
        state.ok_or_else(stale)
    }

    /// Writes how these runs ended, and gives the state of each task after it by its token; a run
    /// that is missing had lost its lease, and nothing of it was written.
    ///
    /// # Errors
    /// `Unavailable` when the database is away; then nothing was written.
    pub async fn end_many(&self, ended: &[(&Task, &Ending)]) -> Result<HashMap<i64, TaskState>> {
        let written: Vec<_> =
            ended.iter().map(|(task, ending)| (*task, ending.written(task, ids::new_fraction()))).collect();
        let offset_ms = self.offset_ms();
        self.db.transaction(async |conn| store::end(conn, &written, offset_ms).await).await
    }

    /// Notes how many runs of a task were lost, while it runs.
    pub(super) async fn note_losses(&self, task: &Task) -> Result<()> {
        store::note_losses(&mut *self.db.conn().await?, Held::of(task), task.losses).await
    }

    /// The task a child process was given, if the lease is still the one it was given with.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub(super) async fn find_held(&self, held: Held) -> Result<Option<Task>> {
        store::find_held(&mut *self.db.conn().await?, held).await
    }
}
