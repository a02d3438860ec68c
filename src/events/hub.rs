//! The live side: one listening connection wakes all subscriptions of a process.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::ready;
use futures_util::{Stream, StreamExt};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::{CHANNEL, Event, Live, live, store};
use crate::db::{Db, Notification};
use crate::error::Result;

/// What a slow subscription may fall behind; then it simply looks at the log, and what was told
/// live meanwhile is lost to it.
const BEHIND: usize = 256;
/// How often a subscription looks at the log when no wake-up comes.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// How long to wait before listening anew after the connection was lost.
const RECONNECT_PAUSE: Duration = Duration::from_millis(500);
/// Said when wake-ups may have been missed: whoever listens looks at the log.
const EVERY_STREAM: Uuid = Uuid::nil();
/// Events read from the log at once: the bound of a subscription's memory.
const BATCH: i64 = 64;

/// What a subscription hears.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// An event of the log.
    Logged(Event),
    /// Something that is not kept.
    Live(Arc<Live>),
}

/// What a process hears.
#[derive(Debug, Clone)]
enum Heard {
    /// There may be an event of this stream.
    Event(Uuid),
    /// Something told live.
    Live(Arc<Live>),
}

/// Where a process hears of new events. Cheap to clone; it listens until the last clone
/// is dropped.
#[derive(Clone)]
pub struct EventHub {
    db: Db,
    heard: broadcast::Sender<Heard>,
    poll_interval: Duration,
    _listening: Arc<DropGuard>,
}

impl EventHub {
    /// Starts to listen in the background. A database that is away is waited for.
    pub fn start(db: Db) -> Self {
        Self::start_with(db, POLL_INTERVAL)
    }

    /// As [`EventHub::start`] with another time between two looks without a wake-up.
    pub fn start_with(db: Db, poll_interval: Duration) -> Self {
        let (heard, _) = broadcast::channel(BEHIND);
        let stop = CancellationToken::new();
        let listening = Arc::new(stop.clone().drop_guard());
        let (told, from) = (heard.clone(), db.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = listen(&from, &told) => {}
            }
        });
        Self { db, heard, poll_interval, _listening: listening }
    }

    /// The events of a stream behind the number `after`: those of the log, then each as
    /// it is committed, by whichever process. It never ends by itself; a database that
    /// is away shows as an error item, after which the stream may be read on.
    pub fn subscribe(
        &self,
        account_id: Uuid,
        stream_id: Uuid,
        after: i64,
    ) -> impl Stream<Item = Result<Event>> + Send + use<> {
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
        // Heard before the first look, so that nothing falls between the two.
        let mut heard = self.heard.subscribe();
        let hub = self.clone();
        async_stream::stream! {
            let mut last = after;
            loop {
                // Boxed, as each subscription would else hold room for a look it seldom takes.
                let found = Box::pin(hub.read(account_id, stream_id, last)).await;
                let is_full = found.as_ref().is_ok_and(|events| events.len() as i64 == BATCH);
                match found {
                    Ok(events) => {
                        for event in events {
                            last = event.number;
                            yield Ok(News::Logged(event));
                        }
                    }
                    Err(error) => yield Err(error),
                }
                if is_full {
                    continue;
                }
                let next_look = Instant::now() + hub.poll_interval;
                while let Some(live) = wait(&mut heard, stream_id, next_look).await {
                    if live.account_id == account_id {
                        yield Ok(News::Live(live));
                    }
                }
            }
        }
    }

    async fn read(&self, account_id: Uuid, stream_id: Uuid, after: i64) -> Result<Vec<Event>> {
        store::list_after(&mut *self.db.conn().await?, account_id, stream_id, after, BATCH).await
    }
}

/// What is told live of the stream, as it comes; none when there may be news of it in the log.
async fn wait(
    heard: &mut broadcast::Receiver<Heard>,
    stream_id: Uuid,
    next_look: Instant,
) -> Option<Arc<Live>> {
    let told = async {
        loop {
            match heard.recv().await {
                Ok(Heard::Event(id)) if id == stream_id || id == EVERY_STREAM => return None,
                Ok(Heard::Live(live)) if live.stream_id == stream_id => return Some(live),
                Ok(_) => {}
                Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            }
        }
    };
    timeout_at(next_look, told).await.unwrap_or_default()
}

async fn listen(db: &Db, heard: &broadcast::Sender<Heard>) {
    loop {
        match db.listen(&[CHANNEL, live::CHANNEL]).await {
            Ok(mut listener) => {
                // What was said while nobody listened is in the log.
                let _ = heard.send(Heard::Event(EVERY_STREAM));
                while let Ok(notification) = listener.next().await {
                    if let Some(news) = read(&notification) {
                        // Fails only when nobody subscribes.
                        let _ = heard.send(news);
                    }
                }
                tracing::warn!("the connection that hears of events was lost; subscriptions poll meanwhile");
            }
            Err(error) => tracing::warn!(%error, "events cannot be heard of; subscriptions poll meanwhile"),
        }
        tokio::time::sleep(RECONNECT_PAUSE).await;
    }
}

/// What a notification says; none for what another version says.
fn read(notification: &Notification) -> Option<Heard> {
    if notification.channel == live::CHANNEL {
        return serde_json::from_str(&notification.payload).ok().map(|live| Heard::Live(Arc::new(live)));
    }
    notification.payload.parse().ok().map(Heard::Event)
}
