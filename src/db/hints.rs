//! Wake-ups between processes over `LISTEN` and `NOTIFY`.
//!
//! A wake-up is only a hint: the tables are the truth and polling is the safety net. It
//! is sent after the commit, because a transaction that commits with a pending `NOTIFY`
//! takes a lock of the whole instance, and at most once every [`PAUSE`], because many
//! would say the same.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::sql_types::{Array, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::StreamExt;

use super::{Connection, Db};
use crate::error::{Error, Result};

/// The least time between two batches of wake-ups of one process.
const PAUSE: Duration = Duration::from_millis(20);

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
    is_sending: bool,
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
        let mut outbox = self.hints.outbox.lock().unwrap_or_else(PoisonError::into_inner);
        outbox.waiting.extend(hints);
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
            if outbox.waiting.is_empty() {
                outbox.is_sending = false;
                return;
            }
            std::mem::take(&mut outbox.waiting)
        };
        if let Err(error) = SENDING.scope((), send(&db, batch)).await {
            tracing::debug!(%error, "wake-ups were not sent; polling will notice");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn send(db: &Db, batch: BTreeSet<Notification>) -> Result<()> {
    let (channels, payloads): (Vec<String>, Vec<String>) =
        batch.into_iter().map(|hint| (hint.channel, hint.payload)).unzip();
    let mut conn = db.conn().await?;
    diesel::sql_query("SELECT pg_notify(channel, payload) FROM unnest($1, $2) AS hint(channel, payload)")
        .bind::<Array<Text>, _>(channels)
        .bind::<Array<Text>, _>(payloads)
        .execute(&mut conn)
        .await?;
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
