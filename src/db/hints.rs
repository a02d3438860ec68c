//! Wake-ups between processes over `LISTEN` and `NOTIFY`.
//!
//! A wake-up is only a hint: the tables are the truth and polling is the safety net. It
//! is sent after the commit, because a transaction that commits with a pending `NOTIFY`
//! takes a lock of the whole instance, and at most once every [`PAUSE`], because many
//! would say the same.
//!
//! What is told live and kept nowhere travels the same way, see [`Db::say`].

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::sql_types::{Array, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::StreamExt;

use super::{Connection, Db};
use crate::error::{Error, Result};
use crate::faults;

/// The least time between two batches of wake-ups of one process.
const PAUSE: Duration = Duration::from_millis(20);
/// Sayings that wait to be sent, of a process; what is said beyond them is lost.
const MAX_SAYINGS: usize = 64;
/// The longest payload Postgres takes, less a little (its `NOTIFY_PAYLOAD_MAX_LENGTH` is 8000).
const MAX_SAYING_BYTES: usize = 7_900;

/// A wake-up as it arrives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notification {
    /// The channel it was sent on.
    pub channel: String,
    /// What it is about, such as an id; may be empty.
    pub payload: String,
}

tokio::task_local! {
    static COLLECTED: RefCell<BTreeSet<Notification>>;
    /// Around the sending of wake-ups.
    static SENDING: ();
}

/// Whether this task sends wake-ups. They are statements of no operation: one sends those of
/// several, some time later.
pub(super) fn is_sending() -> bool {
    SENDING.try_with(|()| ()).is_ok()
}

/// Wake-ups on their way out, and whether somebody is sending them.
#[derive(Default)]
pub(super) struct Hints {
    outbox: Mutex<Outbox>,
}

#[derive(Default)]
struct Outbox {
    waiting: BTreeSet<Notification>,
    /// In the order they were said.
    sayings: VecDeque<Notification>,
    is_sending: bool,
}

impl Outbox {
    /// Everything that waits. Sayings go first, so that they are heard before the hint at an event
    /// that was kept after them.
    fn take(&mut self) -> Vec<Notification> {
        self.sayings.drain(..).chain(std::mem::take(&mut self.waiting)).collect()
    }
}

/// Wakes the listeners of `channel` once the transaction of [`Db::transaction`] around
/// this call has committed. Outside of one nothing is sent and polling has to find out.
pub fn hint_after_commit(channel: &str, payload: &str) {
    let hint = Notification { channel: channel.to_owned(), payload: payload.to_owned() };
    let _is_outside_a_transaction = COLLECTED.try_with(|hints| hints.borrow_mut().insert(hint)).is_err();
}

/// Runs `work` and returns the wake-ups it asked for beside its result.
pub(super) async fn collected<T>(work: impl Future<Output = T>) -> (T, BTreeSet<Notification>) {
    COLLECTED
        .scope(RefCell::default(), async {
            let result = work.await;
            (result, COLLECTED.with(RefCell::take))
        })
        .await
}

impl Db {
    /// Sends wake-ups in the background, those of the last moments together.
    pub(super) fn send_hints(&self, hints: BTreeSet<Notification>) {
        if hints.is_empty() {
            return;
        }
        self.send(|outbox| outbox.waiting.extend(hints));
    }

    /// Tells the listeners of `channel` something that is kept nowhere: it is lost to who does not
    /// listen, where too much waits to be sent, and when the database is away. Of equal payloads
    /// sent together Postgres delivers one, so whoever wants each heard numbers them.
    pub fn say(&self, channel: &str, payload: String) {
        if payload.len() > MAX_SAYING_BYTES {
            return;
        }
        let saying = Notification { channel: channel.to_owned(), payload };
        self.send(|outbox| {
            if outbox.sayings.len() < MAX_SAYINGS {
                outbox.sayings.push_back(saying);
            }
        });
    }

    fn send(&self, put: impl FnOnce(&mut Outbox)) {
        let mut outbox = self.hints.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        put(&mut outbox);
        if !std::mem::replace(&mut outbox.is_sending, true) {
            tokio::spawn(send_until_empty(self.clone(), Arc::clone(&self.hints)));
        }
    }

    /// Listens to channels on a connection of its own.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener> {
        let mut conn = self.connect_alone().await?;
        for channel in channels {
            conn.batch_execute(&format!("LISTEN \"{}\"", channel.replace('"', "\"\""))).await?;
        }
        Ok(Listener { conn })
    }
}

async fn send_until_empty(db: Db, hints: Arc<Hints>) {
    loop {
        let batch = {
            let mut outbox = hints.outbox.lock().unwrap_or_else(PoisonError::into_inner);
            let batch = outbox.take();
            if batch.is_empty() {
                outbox.is_sending = false;
                return;
            }
            batch
        };
        if let Err(error) = SENDING.scope((), send(&db, batch)).await {
            tracing::debug!(%error, "wake-ups were not sent; polling will notice");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn send(db: &Db, batch: Vec<Notification>) -> Result<()> {
    let (channels, payloads): (Vec<String>, Vec<String>) =
        batch.into_iter().map(|hint| (hint.channel, hint.payload)).unzip();
    let mut conn = db.conn().await?;
    faults::point("db.publish.before");
    diesel::sql_query("SELECT pg_notify(channel, payload) FROM unnest($1, $2) AS hint(channel, payload)")
        .bind::<Array<Text>, _>(channels)
        .bind::<Array<Text>, _>(payloads)
        .execute(&mut conn)
        .await?;
    faults::point("db.publish.after");
    Ok(())
}

/// A connection that waits for wake-ups.
pub struct Listener {
    conn: Connection,
}

impl Listener {
    /// Waits for the next wake-up. Safe to drop while waiting.
    ///
    /// # Errors
    /// `Unavailable` once the connection is lost; listen anew and look at the tables,
    /// since wake-ups may have been missed.
    pub async fn next(&mut self) -> Result<Notification> {
        let mut notifications = pin!(self.conn.notifications_stream());
        match notifications.next().await {
            Some(Ok(notification)) => {
                Ok(Notification { channel: notification.channel, payload: notification.payload })
            }
            Some(Err(cause)) => Err(cause.into()),
            None => Err(Error::unavailable(
                "The connection to the database was lost; try again.",
                "end of stream",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(payload: &str) -> Notification {
        Notification { channel: "c".to_owned(), payload: payload.to_owned() }
    }

    #[test]
    fn sayings_go_first_and_in_their_order() {
        let mut outbox = Outbox::default();
        outbox.waiting.insert(notification("hint"));
        outbox.sayings.extend([notification("two"), notification("one"), notification("two")]);
        let payloads: Vec<String> = outbox.take().into_iter().map(|sent| sent.payload).collect();
        assert_eq!(payloads, ["two", "one", "two", "hint"]);
        assert!(outbox.take().is_empty());
    }
}
