//! Wake-ups between processes: who asks for one, and who sends it.
//!
//! A wake-up is only a hint: the tables are the truth and polling is the safety net. It
//! is sent after the commit, because a transaction that commits with a pending `NOTIFY`
//! takes a lock of the whole instance, and at most once every [`PAUSE`], because many
//! would say the same. This process itself hears of it at once (`listening.rs`); the
//! others over Redis where it works, and over `NOTIFY` where it does not.
//!
//! What is told live and kept nowhere travels the same way, see [`Db::say`].

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;

use super::Db;
use super::listening::Inbox;
use crate::error::Result;
use crate::faults;
use crate::ids;
use crate::redis::{Heard, Redis};

/// The least time between two batches of wake-ups of one process.
const PAUSE: Duration = Duration::from_millis(20);
/// Sayings that wait to be sent, of a process; what is said beyond them is lost.
const MAX_SAYINGS: usize = 64;
/// The longest payload Postgres takes, less what the sender is named with (its
/// `NOTIFY_PAYLOAD_MAX_LENGTH` is 8000).
const MAX_SAYING_BYTES: usize = 7_900;

/// A wake-up as it arrives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notification {
    /// The channel it was sent on.
    pub channel: String,
    /// What it is about, such as an id. Empty where something may have been missed: whoever
    /// listens looks at everything.
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

/// Wake-ups on their way out, whether somebody is sending them, and who hears them here.
pub(super) struct Hints {
    /// What this process is known by to the others, so that it does not hear itself twice.
    sender: String,
    outbox: Mutex<Outbox>,
    ears: Mutex<Vec<Weak<Inbox>>>,
    redis: OnceLock<Redis>,
}

impl Default for Hints {
    fn default() -> Self {
        // The end of an id is the part that was drawn.
        let sender = ids::new_id().simple().to_string().split_off(20);
        Self { sender, outbox: Mutex::default(), ears: Mutex::default(), redis: OnceLock::new() }
    }
}

impl Hints {
    /// Puts into an inbox what is told on its channels from now on.
    pub(super) fn listen(&self, inbox: &Arc<Inbox>) {
        let mut ears = self.ears.lock().unwrap_or_else(PoisonError::into_inner);
        ears.retain(|ear| ear.strong_count() > 0);
        ears.push(Arc::downgrade(inbox));
    }

    /// A payload as it travels: behind the name of who sends it.
    fn sealed(&self, payload: &str) -> String {
        format!("{} {payload}", self.sender)
    }

    /// What a payload that has travelled says; none for what this process sent.
    pub(super) fn opened<'p>(&self, payload: &'p str) -> Option<&'p str> {
        match payload.split_once(' ') {
            Some((sender, _)) if sender == self.sender => None,
            Some((_, said)) => Some(said),
            None => Some(payload),
        }
    }

    fn each_ear(&self, tell: impl Fn(&Inbox)) {
        let ears = self.ears.lock().unwrap_or_else(PoisonError::into_inner);
        ears.iter().filter_map(Weak::upgrade).for_each(|inbox| tell(&inbox));
    }
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
        for hint in &hints {
            self.hints.each_ear(|inbox| inbox.hint(hint));
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
        self.hints.each_ear(|inbox| inbox.say(&saying));
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

    /// Lets wake-ups travel by Redis while it works. Does nothing the second time. Must be called
    /// within a runtime.
    pub fn carry_by(&self, redis: Redis) {
        let mut words = redis.hear();
        if self.hints.redis.set(redis).is_err() {
            return;
        }
        let hints = Arc::downgrade(&self.hints);
        tokio::spawn(async move {
            while let Some(heard) = words.next().await {
                let Some(hints) = hints.upgrade() else { return };
                match heard {
                    Heard::Word { channel, text } => {
                        if let Some(payload) = hints.opened(&text) {
                            let told = Notification { channel, payload: payload.to_owned() };
                            hints.each_ear(|inbox| inbox.say(&told));
                        }
                    }
                    Heard::MayHaveMissed => hints.each_ear(Inbox::stir),
                }
            }
        });
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
        if is_carried(&hints, &batch).await {
            tokio::time::sleep(PAUSE).await;
            continue;
        }
        if let Err(error) = SENDING.scope((), send(&db, batch)).await {
            tracing::debug!(%error, "wake-ups were not sent; polling will notice");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether Redis has taken a batch.
async fn is_carried(hints: &Hints, batch: &[Notification]) -> bool {
    let Some(redis) = hints.redis.get() else { return false };
    let words = batch.iter().map(|hint| (hint.channel.as_str(), hints.sealed(&hint.payload)));
    redis.publish(words.collect()).await
}

async fn send(db: &Db, batch: Vec<Notification>) -> Result<()> {
    let (channels, payloads): (Vec<String>, Vec<String>) =
        batch.into_iter().map(|hint| (hint.channel, db.hints.sealed(&hint.payload))).unzip();
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

    #[test]
    fn a_process_knows_what_it_sent_itself() {
        let (ours, theirs) = (Hints::default(), Hints::default());
        assert_eq!(ours.opened(&ours.sealed("x")), None);
        assert_eq!(ours.opened(&theirs.sealed("x y")), Some("x y"));
        assert_eq!(ours.opened(&theirs.sealed("")), Some(""));
        assert_eq!(ours.opened("from-whoever-tells-no-name"), Some("from-whoever-tells-no-name"));
    }
}
