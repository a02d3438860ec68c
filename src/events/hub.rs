//! The live side: one listening connection wakes all subscriptions of a process.

use std::sync::Arc;
use std::time::Duration;

use futures_util::Stream;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::{CHANNEL, Event, store};
use crate::db::Db;
use crate::error::Result;

/// Wake-ups a slow subscription may fall behind; then it simply looks at the log.
const WAKE_UPS: usize = 256;
/// How often a subscription looks at the log when no wake-up comes.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// How long to wait before listening anew after the connection was lost.
const RECONNECT_PAUSE: Duration = Duration::from_millis(500);
/// Said when wake-ups may have been missed: whoever listens looks at the log.
const EVERY_STREAM: Uuid = Uuid::nil();
/// Events read from the log at once: the bound of a subscription's memory.
const BATCH: i64 = 64;

/// Where a process hears of new events. Cheap to clone; it listens until the last clone
/// is dropped.
#[derive(Clone)]
pub struct EventHub {
    db: Db,
    wake_ups: broadcast::Sender<Uuid>,
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
        let (wake_ups, _) = broadcast::channel(WAKE_UPS);
        let stop = CancellationToken::new();
        let listening = Arc::new(stop.clone().drop_guard());
        let (heard, from) = (wake_ups.clone(), db.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = listen(&from, &heard) => {}
            }
        });
        Self { db, wake_ups, poll_interval, _listening: listening }
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
        // Heard before the first look, so that nothing falls between the two.
        let mut wake_ups = self.wake_ups.subscribe();
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
                            yield Ok(event);
                        }
                    }
                    Err(error) => yield Err(error),
                }
                if !is_full {
                    hub.wait(&mut wake_ups, stream_id).await;
                }
            }
        }
    }

    async fn read(&self, account_id: Uuid, stream_id: Uuid, after: i64) -> Result<Vec<Event>> {
        store::list_after(&mut *self.db.conn().await?, account_id, stream_id, after, BATCH).await
    }

    /// Returns when there may be news of the stream.
    async fn wait(&self, wake_ups: &mut broadcast::Receiver<Uuid>, stream_id: Uuid) {
        let heard = async {
            loop {
                match wake_ups.recv().await {
                    Ok(id) if id == stream_id || id == EVERY_STREAM => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                }
            }
        };
        let _is_late = tokio::time::timeout(self.poll_interval, heard).await.is_err();
    }
}

async fn listen(db: &Db, heard: &broadcast::Sender<Uuid>) {
    loop {
        match db.listen(&[CHANNEL]).await {
            Ok(mut listener) => {
                // What was said while nobody listened is in the log.
                let _ = heard.send(EVERY_STREAM);
                while let Ok(notification) = listener.next().await {
                    if let Ok(stream_id) = notification.payload.parse() {
                        // Fails only when nobody subscribes.
                        let _ = heard.send(stream_id);
                    }
                }
                tracing::warn!("the connection that hears of events was lost; subscriptions poll meanwhile");
            }
            Err(error) => tracing::warn!(%error, "events cannot be heard of; subscriptions poll meanwhile"),
        }
        tokio::time::sleep(RECONNECT_PAUSE).await;
    }
}
