//! The live side: whoever watches a stream hears of its events as they are committed.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::ready;
use futures_util::{Stream, StreamExt};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::reader::{self, BATCH};
use super::rooms::{Census, Key, Rooms, Told};
use super::{Event, Live, store};
use crate::db::Db;
use crate::error::Result;

/// How often the log is looked at when no wake-up comes.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// What a subscription hears.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// An event of the log.
    Logged(Arc<Event>),
    /// Something that is not kept.
    Live(Arc<Live>),
}

/// Where a process hears of new events. Cheap to clone; it listens until the last clone
/// is dropped.
#[derive(Clone)]
pub struct EventHub {
    db: Db,
    rooms: Arc<Rooms>,
    _listening: Arc<DropGuard>,
}

impl EventHub {
    /// Starts to listen in the background. A database that is away is waited for.
    pub fn start(db: Db) -> Self {
        Self::start_with(db, POLL_INTERVAL)
    }

    /// As [`EventHub::start`] with another time between two looks without a wake-up.
    pub fn start_with(db: Db, poll_interval: Duration) -> Self {
        let rooms = Arc::<Rooms>::default();
        let stop = CancellationToken::new();
        let listening = Arc::new(stop.clone().drop_guard());
        let (from, told) = (db.clone(), Arc::clone(&rooms));
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = reader::listen(&from, &told) => {}
                () = reader::read(&from, &told, poll_interval) => {}
            }
        });
        Self { db, rooms, _listening: listening }
    }

    /// How many watch here.
    pub fn census(&self) -> Census {
        self.rooms.census()
    }

    /// The events of a stream behind the number `after`: those of the log, then each as
    /// it is committed, by whichever process. It never ends by itself, and a database that goes
    /// away while it waits is waited for. One that is away while the log has to be read for this
    /// watcher alone shows as an error item, after which the stream may be read on.
    pub fn subscribe(
        &self,
        account_id: Uuid,
        stream_id: Uuid,
        after: i64,
    ) -> impl Stream<Item = Result<Arc<Event>>> + Send + use<> {
        self.watch(account_id, stream_id, after).filter_map(|news| {
            ready(match news {
                Ok(News::Logged(event)) => Some(Ok(event)),
                Ok(News::Live(_)) => None,
                Err(error) => Some(Err(error)),
            })
        })
    }

    /// As [`EventHub::subscribe`], with what is told live in between.
    pub fn watch(
        &self,
        account_id: Uuid,
        stream_id: Uuid,
        after: i64,
    ) -> impl Stream<Item = Result<News>> + Send + use<> {
        // Taken before the first look, so that nothing falls between the two.
        let mut place = self.rooms.enter(Key { stream_id, account_id });
        let hub = self.clone();
        async_stream::stream! {
            let mut last = after;
            loop {
                // Boxed, as each subscription would else hold room for a look it seldom takes.
                let found = Box::pin(hub.read(place.key(), last)).await;
                let is_full = found.as_ref().is_ok_and(|events| events.len() as i64 == BATCH);
                match found {
                    Ok(events) => {
                        for event in events {
                            last = event.number;
                            yield Ok(News::Logged(Arc::new(event)));
                        }
                    }
                    Err(error) => yield Err(error),
                }
                if is_full {
                    continue;
                }
                // Until something was missed.
                while let Some(told) = place.hear().await {
                    match told {
                        Told::Logged(event) if event.number == last + 1 => {
                            last = event.number;
                            yield Ok(News::Logged(event));
                        }
                        Told::Logged(event) if event.number > last => break,
                        Told::Head(head) if head > last => break,
                        Told::Logged(_) | Told::Head(_) => {}
                        Told::Live(live) => yield Ok(News::Live(live)),
                    }
                }
            }
        }
    }

    async fn read(&self, key: Key, after: i64) -> Result<Vec<Event>> {
        store::list_after(&mut *self.db.conn().await?, key.account_id, key.stream_id, after, BATCH).await
    }
}
