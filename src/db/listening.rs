//! Hearing of wake-ups: what Postgres says on a connection of its own, and what this process and
//! Redis put into an inbox.

use std::collections::{BTreeSet, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use diesel_async::SimpleAsyncConnection;
use futures_util::StreamExt;
use tokio::sync::Notify;

use super::hints::Notification;
use super::{Connection, Db};
use crate::error::{Error, Result};

/// Sayings that wait to be heard, of one listener; what is said beyond them is lost.
const MAX_UNHEARD: usize = 256;

/// What a listener was told here and has not heard yet.
pub(super) struct Inbox {
    channels: Vec<String>,
    waiting: Mutex<Waiting>,
    bell: Notify,
}

/// Hints say the same however often they are said, so they are bounded by what there is to hint
/// at. Whatever is said in between goes before them.
#[derive(Default)]
struct Waiting {
    sayings: VecDeque<Notification>,
    hints: BTreeSet<Notification>,
}

impl Inbox {
    fn new(channels: &[&str]) -> Self {
        let channels = channels.iter().map(|&channel| channel.to_owned()).collect();
        Self { channels, waiting: Mutex::default(), bell: Notify::new() }
    }

    /// Puts in a hint, unless it is about another channel.
    pub(super) fn hint(&self, hint: &Notification) {
        if self.channels.contains(&hint.channel) {
            self.put(|waiting| _ = waiting.hints.insert(hint.clone()));
        }
    }

    /// Puts in what is heard in the order in which it was said.
    pub(super) fn say(&self, saying: &Notification) {
        if self.channels.contains(&saying.channel) {
            self.put(|waiting| {
                if waiting.sayings.len() < MAX_UNHEARD {
                    waiting.sayings.push_back(saying.clone());
                } else {
                    // As a hint it is at least looked after.
                    let anything = Notification { payload: String::new(), ..saying.clone() };
                    waiting.hints.insert(anything);
                }
            });
        }
    }

    /// Says on every channel that something may have been missed.
    pub(super) fn stir(&self) {
        let anything = |channel: &String| Notification { channel: channel.clone(), payload: String::new() };
        self.put(|waiting| waiting.hints.extend(self.channels.iter().map(anything)));
    }

    fn put(&self, put: impl FnOnce(&mut Waiting)) {
        put(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.notify_one();
    }

    fn take(&self) -> Option<Notification> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.sayings.pop_front().or_else(|| waiting.hints.pop_first())
    }
}

/// Whoever waits for wake-ups.
pub struct Listener {
    db: Db,
    conn: Connection,
    inbox: Arc<Inbox>,
}

impl Db {
    /// Listens to channels on a connection of its own, and to what is told on them by this process
    /// and by Redis.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener> {
        // Heard before anything else, so that nothing falls in between.
        let inbox = Arc::new(Inbox::new(channels));
        self.hints.listen(&inbox);
        let mut conn = self.connect_alone().await?;
        for channel in channels {
            conn.batch_execute(&format!("LISTEN \"{}\"", channel.replace('"', "\"\""))).await?;
        }
        Ok(Listener { db: self.clone(), conn, inbox })
    }
}

impl Listener {
    /// Waits for the next wake-up. Safe to drop while waiting.
    ///
    /// # Errors
    /// `Unavailable` once the connection is lost; listen anew and look at the tables,
    /// since wake-ups may have been missed.
    pub async fn next(&mut self) -> Result<Notification> {
        loop {
            if let Some(told) = self.inbox.take() {
                return Ok(told);
            }
            let mut notifications = pin!(self.conn.notifications_stream());
            let notification = tokio::select! {
                () = self.inbox.bell.notified() => continue,
                notification = notifications.next() => notification,
            };
            match notification {
                Some(Ok(told)) => {
                    if let Some(payload) = self.db.hints.opened(&told.payload) {
                        return Ok(Notification { channel: told.channel, payload: payload.to_owned() });
                    }
                }
                Some(Err(cause)) => return Err(cause.into()),
                None => {
                    return Err(Error::unavailable(
                        "The connection to the database was lost; try again.",
                        "end of stream",
                    ));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(channel: &str, payload: &str) -> Notification {
        Notification { channel: channel.to_owned(), payload: payload.to_owned() }
    }

    fn all(inbox: &Inbox) -> Vec<Notification> {
        std::iter::from_fn(|| inbox.take()).collect()
    }

    #[test]
    fn a_hint_is_heard_once_however_often_it_is_given_and_after_what_was_said() {
        let inbox = Inbox::new(&["a", "b"]);
        inbox.hint(&told("a", "1"));
        inbox.say(&told("b", "words"));
        inbox.hint(&told("a", "1"));
        inbox.hint(&told("other", "1"));
        inbox.say(&told("other", "words"));
        assert_eq!(all(&inbox), [told("b", "words"), told("a", "1")]);
    }

    #[test]
    fn what_is_said_beyond_the_bound_leaves_a_hint_to_look() {
        let inbox = Inbox::new(&["a"]);
        for _ in 0..MAX_UNHEARD {
            inbox.say(&told("a", "words"));
        }
        assert_eq!(all(&inbox).len(), MAX_UNHEARD);
        for _ in 0..MAX_UNHEARD + 2 {
            inbox.say(&told("a", "words"));
        }
        let heard = all(&inbox);
        assert_eq!((heard.len(), heard.last()), (MAX_UNHEARD + 1, Some(&told("a", ""))));
    }

    #[test]
    fn a_stirred_listener_looks_at_every_channel() {
        let inbox = Inbox::new(&["a", "b"]);
        inbox.stir();
        assert_eq!(all(&inbox), [told("a", ""), told("b", "")]);
    }
}
