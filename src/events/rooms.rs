//! Who watches what in this process. Part of the events.
//!
//! The watchers of a stream share a room: its log is read once for all of them (`reader.rs`),
//! and what was read last lies in a small ring. A watcher that falls behind the ring reads the log
//! by itself. Nothing here waits, and a watcher without news costs nothing but its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use super::{Event, Live};

/// What a watcher may fall behind before it has to read the log by itself. What was told live
/// meanwhile is lost to it.
pub(super) const RING: usize = 64;

/// A stream as one account sees it. Streams are found by their ids, as wake-ups name no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) stream_id: Uuid,
    pub(super) account_id: Uuid,
}

/// What the watchers of a stream are told.
#[derive(Debug, Clone)]
pub(super) enum Told {
    /// The next event of the log.
    Logged(Arc<Event>),
    /// Something that is not kept.
    Live(Arc<Live>),
    /// The number of the last event, by now: whoever has seen less reads the log.
    Head(i64),
}

/// A room that is to be looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Woken {
    pub(super) key: Key,
    /// The number of the last event its watchers were told; none where the log was not looked at.
    pub(super) told: Option<i64>,
}

struct Room {
    teller: broadcast::Sender<Told>,
    told: Option<i64>,
}

/// The rooms of a process.
#[derive(Default)]
pub(super) struct Rooms {
    open: Mutex<Open>,
    bell: Notify,
}

#[derive(Default)]
struct Open {
    rooms: BTreeMap<Key, Room>,
    woken: BTreeSet<Key>,
}

/// How many watch, and how many streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    /// Streams that are watched.
    pub streams: usize,
    /// Those who watch them.
    pub watchers: usize,
}

impl Rooms {
    /// Takes a place in the room of a stream, which is opened if it was empty.
    pub(super) fn enter(self: &Arc<Self>, key: Key) -> Place {
        let mut open = self.lock();
        let heard = match open.rooms.get(&key) {
            Some(room) => room.teller.subscribe(),
            None => {
                let (teller, heard) = broadcast::channel(RING);
                open.rooms.insert(key, Room { teller, told: None });
                open.woken.insert(key);
                self.bell.notify_one();
                heard
            }
        };
        Place { rooms: Arc::clone(self), key, heard: Some(heard) }
    }

    /// Has the rooms of a stream looked into.
    pub(super) fn wake(&self, stream_id: Uuid) {
        let mut open = self.lock();
        let of_account = |account_id| Key { stream_id, account_id };
        let rooms = open.rooms.range(of_account(Uuid::nil())..=of_account(Uuid::max()));
        let keys: Vec<Key> = rooms.map(|(key, _)| *key).collect();
        self.wake_those(&mut open, keys);
    }

    /// Has every room looked into.
    pub(super) fn wake_all(&self) {
        let mut open = self.lock();
        let keys: Vec<Key> = open.rooms.keys().copied().collect();
        self.wake_those(&mut open, keys);
    }

    /// Has rooms looked into again.
    pub(super) fn put_back(&self, woken: impl IntoIterator<Item = Woken>) {
        let mut open = self.lock();
        let keys = woken.into_iter().map(|woken| woken.key);
        let keys: Vec<Key> = keys.filter(|key| open.rooms.contains_key(key)).collect();
        self.wake_those(&mut open, keys);
    }

    fn wake_those(&self, open: &mut Open, keys: Vec<Key>) {
        open.woken.extend(keys);
        if !open.woken.is_empty() {
            self.bell.notify_one();
        }
    }

    /// Waits until a room is to be looked into.
    pub(super) async fn woken(&self) {
        self.bell.notified().await;
    }

    /// The rooms to look into, at most so many; they are asleep then.
    pub(super) fn take_woken(&self, limit: usize) -> Vec<Woken> {
        let mut open = self.lock();
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some(key) = open.woken.pop_first()
        {
            taken.extend(open.rooms.get(&key).map(|room| Woken { key, told: room.told }));
        }
        if !open.woken.is_empty() {
            self.bell.notify_one();
        }
        taken
    }

    /// Tells a room where its log ends; what comes behind is told event by event.
    pub(super) fn begin(&self, key: Key, head: i64) {
        if let Some(room) = self.lock().rooms.get_mut(&key) {
            room.told = Some(head);
            // Fails only when the last watcher is just leaving.
            let _ = room.teller.send(Told::Head(head));
        }
    }

    /// Tells a room its next events, in their order. Returns how many watchers were told.
    pub(super) fn tell(&self, key: Key, events: Vec<Event>) -> usize {
        let mut open = self.lock();
        let Some(room) = open.rooms.get_mut(&key) else { return 0 };
        let mut watchers = 0;
        for event in events {
            // Room and log were read at two moments: what is told already is not told again.
            if room.told.is_none_or(|told| event.number <= told) {
                continue;
            }
            room.told = Some(event.number);
            watchers += room.teller.send(Told::Logged(Arc::new(event))).unwrap_or(0);
        }
        watchers
    }

    /// Tells the watchers of a stream something that is not kept; those of its own account alone.
    pub(super) fn tell_live(&self, live: Live) {
        let key = Key { stream_id: live.stream_id, account_id: live.account_id };
        if let Some(room) = self.lock().rooms.get(&key) {
            let _ = room.teller.send(Told::Live(Arc::new(live)));
        }
    }

    /// How many watch.
    pub(super) fn census(&self) -> Census {
        let open = self.lock();
        let watchers = open.rooms.values().map(|room| room.teller.receiver_count()).sum();
        Census { streams: open.rooms.len(), watchers }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A watcher's place in a room; the last to leave closes it.
pub(super) struct Place {
    rooms: Arc<Rooms>,
    key: Key,
    /// None only while it is dropped.
    heard: Option<broadcast::Receiver<Told>>,
}

impl Place {
    /// Whose stream it is.
    pub(super) fn key(&self) -> Key {
        self.key
    }

    /// Waits for what is told next; none where something was missed.
    pub(super) async fn hear(&mut self) -> Option<Told> {
        match &mut self.heard {
            Some(heard) => heard.recv().await.ok(),
            None => None,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.rooms.lock();
        self.heard = None;
        if open.rooms.get(&self.key).is_some_and(|room| room.teller.receiver_count() == 0) {
            open.rooms.remove(&self.key);
            open.woken.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use serde_json::Value;

    use super::*;

    fn key(stream: u128, account: u128) -> Key {
        Key { stream_id: Uuid::from_u128(stream), account_id: Uuid::from_u128(account) }
    }

    fn event(number: i64) -> Event {
        Event {
            stream_id: Uuid::from_u128(1),
            number,
            kind: "step".to_owned(),
            payload: Value::Null,
            created_at: DateTime::<Utc>::UNIX_EPOCH,
        }
    }

    async fn number(place: &mut Place) -> Option<i64> {
        match place.hear().await {
            Some(Told::Logged(event)) => Some(event.number),
            _ => None,
        }
    }

    #[tokio::test]
    async fn watchers_share_a_room_and_the_last_to_leave_closes_it() {
        let rooms = Arc::new(Rooms::default());
        let (mut first, mut second) = (rooms.enter(key(1, 1)), rooms.enter(key(1, 1)));
        assert_eq!(rooms.take_woken(9), [Woken { key: key(1, 1), told: None }]);
        rooms.begin(key(1, 1), 4);
        assert_eq!(rooms.tell(key(1, 1), vec![event(5)]), 2);
        for place in [&mut first, &mut second] {
            assert!(matches!(place.hear().await, Some(Told::Head(4))));
            assert_eq!(number(place).await, Some(5));
        }
        assert_eq!(rooms.census(), Census { streams: 1, watchers: 2 });
        drop(first);
        assert_eq!(rooms.census(), Census { streams: 1, watchers: 1 });
        drop(second);
        assert_eq!(rooms.census(), Census::default());
        assert_eq!(rooms.tell(key(1, 1), vec![event(6)]), 0);
    }

    #[tokio::test]
    async fn an_event_is_told_once_however_often_it_is_read() {
        let rooms = Arc::new(Rooms::default());
        let mut place = rooms.enter(key(1, 1));
        assert_eq!(rooms.tell(key(1, 1), vec![event(1)]), 0, "where the log ends is not known yet");
        rooms.begin(key(1, 1), 1);
        rooms.tell(key(1, 1), vec![event(1), event(2)]);
        rooms.tell(key(1, 1), vec![event(2), event(3)]);
        assert!(matches!(place.hear().await, Some(Told::Head(1))));
        assert_eq!((number(&mut place).await, number(&mut place).await), (Some(2), Some(3)));
    }

    #[tokio::test]
    async fn a_watcher_behind_the_ring_is_told_that_it_missed_something() {
        let rooms = Arc::new(Rooms::default());
        let (mut slow, mut quick) = (rooms.enter(key(1, 1)), rooms.enter(key(1, 1)));
        rooms.begin(key(1, 1), 0);
        assert!(matches!(quick.hear().await, Some(Told::Head(0))));
        for at in 1..=RING as i64 + 1 {
            rooms.tell(key(1, 1), vec![event(at)]);
            assert_eq!(number(&mut quick).await, Some(at));
        }
        assert!(slow.hear().await.is_none());
    }

    #[test]
    fn a_wake_up_looks_into_every_room_of_its_stream_and_no_other() {
        let rooms = Arc::new(Rooms::default());
        let _places = [key(1, 1), key(1, 2), key(2, 1)].map(|key| rooms.enter(key));
        assert_eq!(rooms.take_woken(2).len(), 2);
        assert_eq!(rooms.take_woken(2).len(), 1);
        assert!(rooms.take_woken(9).is_empty());
        rooms.wake(Uuid::from_u128(1));
        let woken: Vec<Key> = rooms.take_woken(9).into_iter().map(|woken| woken.key).collect();
        assert_eq!(woken, [key(1, 1), key(1, 2)]);
        rooms.wake(Uuid::from_u128(3));
        assert!(rooms.take_woken(9).is_empty());
        rooms.wake_all();
        assert_eq!(rooms.take_woken(9).len(), 3);
    }

    #[tokio::test]
    async fn live_words_reach_their_account_alone() {
        let rooms = Arc::new(Rooms::default());
        let (mut theirs, mut ours) = (rooms.enter(key(1, 1)), rooms.enter(key(1, 2)));
        let live = Live {
            stream_id: Uuid::from_u128(1),
            account_id: Uuid::from_u128(2),
            part: 0,
            kind: "words".to_owned(),
            payload: Value::Null,
            at: DateTime::<Utc>::UNIX_EPOCH,
        };
        rooms.tell_live(live);
        rooms.begin(key(1, 1), 7);
        assert!(matches!(ours.hear().await, Some(Told::Live(_))));
        assert!(matches!(theirs.hear().await, Some(Told::Head(7))), "and not the words");
    }
}
