//! A replica of the database, which lists may be read from instead of the database itself.
//!
//! It is used as far as it is known to be fresh. Twice a second the database is asked how far it has
//! written and the replica how far it has replayed: what the replica has replayed was written up to
//! some moment, and as of that moment it is *fresh*. Whoever wrote something later, or is writing,
//! reads from the database; so does everybody while the replica is more than [`MAX_BEHIND`] behind,
//! away, or fails.
//!
//! What an account has written is known within a process: by operations of its own, by tasks of its
//! that run here, and by events of its that were told here. What it wrote through another process and
//! was not told of here may be missing from a list for up to [`MAX_BEHIND`].

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::measures;
use super::pool::{Db, DbConfig};
use super::transaction::AsyncWork;
use super::{Connection, Prepared};
use crate::error::{Error, ErrorKind, Result};

/// How old a list may be.
pub const MAX_BEHIND: Duration = Duration::from_secs(5);
/// How often it is looked how far the replica is.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long the replica may take to answer before the database is asked instead.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// Marks kept, so that a replica that is behind finds one of its own time.
const MOST_MARKS: usize = 32;

const WRITTEN: &str = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::int8 AS position";
/// None where the server is no replica.
const REPLAYED: &str = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::int8 AS position";

/// A replica and what is known of it.
pub(super) struct Replica {
    db: Db,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// As of when it is fresh; none while that is not known.
    fresh: Option<Instant>,
    /// Whether it did not answer when it was looked at last.
    is_away: bool,
    /// Moments, and how far the database had written by then at least, the oldest first.
    marks: VecDeque<(Instant, i64)>,
    writers: HashMap<Uuid, Writer>,
}

struct Writer {
    /// How many operations and tasks of it are at work.
    at_work: usize,
    /// When the last of them had ended.
    last: Instant,
}

/// How a replica stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaStanding {
    /// Lists are read from it.
    Used,
    /// It is too far behind.
    Behind,
    /// It does not answer, or is no replica.
    Away,
}

impl ReplicaStanding {
    /// The word in logs and health.
    pub fn word(self) -> &'static str {
        match self {
            Self::Used => "ok",
            Self::Behind => "behind",
            Self::Away => "away",
        }
    }
}

/// Says that an account is writing, for as long as it is held.
#[must_use]
pub struct Writing(Option<(Arc<Replica>, Uuid)>);

impl Db {
    /// The database with a replica of it, which is looked at from here on. Must be called within a
    /// runtime. One that is away is waited for.
    ///
    /// # Errors
    /// `Invalid` when the address cannot be read.
    pub fn with_replica(mut self, config: &DbConfig) -> Result<Self> {
        let config = DbConfig { acquire_timeout: ANSWER_WITHIN / 2, ..config.clone() };
        let db = Self::try_new(&config).map_err(|cause| {
            let expected = "an address such as postgres://user:password@host/name";
            Error::invalid(format!("DATABASE_REPLICA_URL must be {expected}.")).caused_by(cause)
        })?;
        let known = Mutex::new(Known { is_away: true, ..Known::default() });
        let replica = Arc::new(Replica { db, known });
        tokio::spawn(look_for_ever(Arc::downgrade(&replica), self.clone()));
        self.replica = Some(replica);
        Ok(self)
    }

    /// Reads a list for an account, or for nobody in particular: from the replica where there is one
    /// that has all the account has written, else from the database. `work` may run twice.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` when the database is away.
    pub async fn read<T, W>(&self, account_id: Option<Uuid>, work: W) -> Result<T>
    where
        W: Send + Sync,
        for<'c> W: AsyncFn(&'c mut Connection) -> Result<T>
            + AsyncWork<&'c mut Connection, Result<T>, Running: Send>,
        T: Send,
    {
        let Some(replica) = &self.replica else { return work(&mut *self.conn().await?).await };
        if replica.has_all_of(account_id) {
            let reading = async { work(&mut *replica.db.conn().await?).await };
            match timeout(ANSWER_WITHIN, reading).await {
                Ok(Err(error)) if is_of_the_replica(error.kind()) => {
                    tracing::warn!(%error, "a list could not be read from the replica");
                    if error.kind() == ErrorKind::Unavailable {
                        replica.lose();
                    }
                }
                Ok(done) => {
                    measures::list_read("replica");
                    return done;
                }
                Err(_) => replica.lose(),
            }
        }
        measures::list_read("primary");
        work(&mut *self.conn().await?).await
    }

    /// Says that an account is about to write, until the answer is dropped.
    pub fn writing(&self, account_id: Uuid) -> Writing {
        let writing = self.replica.as_ref().map(|replica| (Arc::clone(replica), account_id));
        if let Some((replica, account_id)) = &writing {
            replica.known().writer(*account_id).at_work += 1;
        }
        Writing(writing)
    }

    /// Says that an account has heard of something that was written, wherever that was.
    pub fn has_heard(&self, account_id: Uuid) {
        if let Some(replica) = &self.replica {
            replica.known().writer(account_id).last = Instant::now();
        }
    }

    /// How the replica stands; none where there is none.
    pub fn replica_standing(&self) -> Option<ReplicaStanding> {
        self.replica.as_ref().map(|replica| replica.known().standing())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some((replica, account_id)) = &self.0 else { return };
        let mut known = replica.known();
        let writer = known.writer(*account_id);
        writer.at_work = writer.at_work.saturating_sub(1);
        writer.last = Instant::now();
    }
}

impl Replica {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_all_of(&self, account_id: Option<Uuid>) -> bool {
        self.known().has_all_of(account_id)
    }

    /// Notes that it does not answer, until it is looked at again.
    fn lose(&self) {
        let mut known = self.known();
        (known.fresh, known.is_away) = (None, true);
    }

    /// Looks how far both are.
    async fn look(&self, primary: &Db) {
        // What was written before this moment is written by the time the answer is given.
        let begun = Instant::now();
        let written = timeout(ANSWER_WITHIN, position(primary, WRITTEN)).await;
        if let Ok(Ok(Some(written))) = written {
            self.known().mark(begun, written);
        }
        let replayed = timeout(ANSWER_WITHIN, position(&self.db, REPLAYED)).await;
        let replayed = replayed.ok().and_then(Result::ok).flatten();
        let (before, after, behind) = {
            let mut known = self.known();
            let before = known.standing();
            known.replayed(replayed);
            known.forget();
            (before, known.standing(), known.fresh.map(|fresh| fresh.elapsed()))
        };
        measures::replica(after == ReplicaStanding::Used, behind);
        match after {
            _ if before == after => {}
            ReplicaStanding::Used => tracing::info!("lists are read from the replica"),
            _ => tracing::warn!("lists are read from the database: the replica is {}", after.word()),
        }
    }
}

impl Known {
    fn standing(&self) -> ReplicaStanding {
        match self.fresh {
            _ if self.is_away => ReplicaStanding::Away,
            Some(fresh) if fresh.elapsed() <= MAX_BEHIND => ReplicaStanding::Used,
            _ => ReplicaStanding::Behind,
        }
    }

    fn has_all_of(&self, account_id: Option<Uuid>) -> bool {
        let Some(fresh) = self.fresh.filter(|_| self.standing() == ReplicaStanding::Used) else {
            return false;
        };
        let writer = account_id.and_then(|account_id| self.writers.get(&account_id));
        writer.is_none_or(|writer| writer.at_work == 0 && writer.last < fresh)
    }

    fn writer(&mut self, account_id: Uuid) -> &mut Writer {
        self.writers.entry(account_id).or_insert_with(|| Writer { at_work: 0, last: Instant::now() })
    }

    fn mark(&mut self, at: Instant, written: i64) {
        self.marks.push_back((at, written));
        if self.marks.len() > MOST_MARKS {
            // Every second one stays, so that the oldest goes back ever further.
            let mut is_kept = false;
            self.marks.retain(|_| {
                is_kept = !is_kept;
                is_kept
            });
        }
    }

    /// Takes note of how far it has replayed; none where it did not say.
    fn replayed(&mut self, replayed: Option<i64>) {
        self.is_away = replayed.is_none();
        let Some(replayed) = replayed else {
            self.fresh = None;
            return;
        };
        while let Some((at, _)) = self.marks.pop_front_if(|(_, written)| *written <= replayed) {
            self.fresh = Some(at);
        }
    }

    /// Forgets who wrote so long ago that a replica that is used at all has it.
    fn forget(&mut self) {
        self.writers.retain(|_, writer| writer.at_work > 0 || writer.last.elapsed() <= MAX_BEHIND * 2);
    }
}

/// Looks at a replica until it is gone.
async fn look_for_ever(replica: Weak<Replica>, primary: Db) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        let Some(replica) = replica.upgrade() else { return };
        replica.look(&primary).await;
    }
}

async fn position(db: &Db, statement: &str) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<BigInt>)]
        position: Option<i64>,
    }
    let row: Row = Prepared(diesel::sql_query(statement)).get_result(&mut *db.conn().await?).await?;
    Ok(row.position)
}

/// Whether a failure may be the replica's alone: it is away, lacks a table that is new, or has ended
/// a statement that was in the way of what it replays.
fn is_of_the_replica(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::Conflict)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: u128) -> Option<Uuid> {
        Some(Uuid::from_u128(number))
    }

    #[test]
    fn who_wrote_after_the_replica_was_fresh_or_is_writing_does_not_read_from_it() {
        let begun = Instant::now();
        let mut known = Known::default();
        assert!(!known.has_all_of(None), "nothing is known of it");
        known.mark(begun, 100);
        known.replayed(Some(99));
        assert_eq!((known.standing(), known.has_all_of(None)), (ReplicaStanding::Behind, false));
        known.replayed(Some(100));
        assert!(known.has_all_of(None) && known.has_all_of(account(1)));

        known.writer(Uuid::from_u128(1)).last = Instant::now();
        assert!(!known.has_all_of(account(1)), "it wrote since");
        assert!(known.has_all_of(account(2)));
        let later = Instant::now();
        known.mark(later, 130);
        known.replayed(Some(129));
        assert!(!known.has_all_of(account(1)), "what it wrote is not replayed yet");
        known.replayed(Some(130));
        known.writer(Uuid::from_u128(1)).at_work = 1;
        assert!(!known.has_all_of(account(1)), "it is writing");
        known.writer(Uuid::from_u128(1)).at_work = 0;
        assert_eq!(known.has_all_of(account(1)), known.writers[&Uuid::from_u128(1)].last < later);

        known.replayed(None);
        assert_eq!((known.standing(), known.has_all_of(None)), (ReplicaStanding::Away, false));
    }

    #[test]
    fn one_that_is_too_far_behind_is_not_read_from_and_marks_stay_few() {
        let mut known = Known::default();
        let long_ago = Instant::now().checked_sub(MAX_BEHIND * 2).expect("a machine that runs for a while");
        known.mark(long_ago, 1);
        (2..200).for_each(|written| known.mark(Instant::now(), written));
        assert!(known.marks.len() <= MOST_MARKS);
        known.replayed(Some(1));
        assert_eq!(known.standing(), ReplicaStanding::Behind);
        known.replayed(Some(200));
        assert_eq!((known.standing(), known.marks.len()), (ReplicaStanding::Used, 0));
    }
}
