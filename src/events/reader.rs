//! Reads the log for all watchers of a process: when a wake-up comes, and from time to time without
//! one. Part of the events.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use super::rooms::{Rooms, Woken};
use super::{CHANNEL, Live, live, measures, store};
use crate::db::{Db, Notification};
use crate::error::Result;

/// Streams looked into at once.
const STREAMS: usize = 256;
/// Events of a stream read at once.
pub(super) const BATCH: i64 = 64;
/// How long to wait after the database was away.
const PAUSE: Duration = Duration::from_millis(500);

/// Hears wake-ups for ever and has the rooms they are about looked into.
pub(super) async fn listen(db: &Db, rooms: &Rooms) {
    loop {
        match db.listen(&[CHANNEL, live::CHANNEL]).await {
            Ok(mut listener) => {
                // What was said while nobody listened is in the log.
                rooms.wake_all();
                while let Ok(notification) = listener.next().await {
                    hear(rooms, &notification);
                }
                tracing::warn!(
                    "the connection that hears of events was lost; the log is looked at meanwhile"
                );
            }
            Err(error) => {
                tracing::warn!(%error, "events cannot be heard of; the log is looked at meanwhile");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Does what a notification says; what another version says wakes nobody.
fn hear(rooms: &Rooms, notification: &Notification) {
    if notification.payload.is_empty() {
        rooms.wake_all();
    } else if notification.channel == live::CHANNEL {
        if let Ok(live) = serde_json::from_str::<Live>(&notification.payload) {
            rooms.tell_live(live);
        }
    } else if let Ok(stream_id) = notification.payload.parse::<Uuid>() {
        rooms.wake(stream_id);
    }
}

/// Looks for ever into the rooms that were woken, and every `poll_interval` into all.
pub(super) async fn read(db: &Db, rooms: &Arc<Rooms>, poll_interval: Duration) {
    let mut polls = interval(poll_interval);
    polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
    polls.reset();
    let mut is_away = false;
    loop {
        tokio::select! {
            () = rooms.woken() => {}
            _ = polls.tick() => {
                measures::census(rooms.census());
                rooms.wake_all();
            }
        }
        let woken = rooms.take_woken(STREAMS);
        if woken.is_empty() {
            continue;
        }
        match look(db, rooms, &woken).await {
            Ok(()) => is_away = false,
            Err(error) => {
                // Nothing is lost: the watchers hear of it when the log can be read again.
                if !std::mem::replace(&mut is_away, true) {
                    tracing::warn!(%error, "the log of events cannot be read; trying again");
                }
                tokio::time::sleep(PAUSE).await;
                rooms.put_back(woken);
            }
        }
    }
}

/// Tells rooms what is new: one statement where all are known, one more where some are not.
async fn look(db: &Db, rooms: &Arc<Rooms>, woken: &[Woken]) -> Result<()> {
    let known: Vec<_> = woken.iter().filter_map(|woken| Some((woken.key, woken.told?))).collect();
    let unknown: Vec<_> = woken.iter().filter(|woken| woken.told.is_none()).map(|woken| woken.key).collect();
    let (heads, found) = {
        let mut conn = db.conn().await?;
        let heads = match unknown.is_empty() {
            true => Vec::new(),
            false => store::list_heads(&mut conn, &unknown).await?,
        };
        let found = match known.is_empty() {
            true => Vec::new(),
            false => store::list_behind(&mut conn, &known, BATCH).await?,
        };
        (heads, found)
    };
    for key in unknown {
        let head = heads.iter().find(|(found, _)| *found == key).map_or(0, |(_, head)| *head);
        rooms.begin(key, head);
    }
    let mut unread = Vec::new();
    for (key, events) in found {
        let read = events.len();
        if read as i64 == BATCH {
            unread.extend(woken.iter().copied().filter(|woken| woken.key == key));
        }
        measures::told(&events);
        // Who is told of a change asks for the list it is in.
        db.has_heard(key.account_id);
        let watchers = rooms.tell(key, events);
        measures::delivered(watchers);
    }
    if !unread.is_empty() {
        rooms.put_back(unread);
    }
    Ok(())
}
