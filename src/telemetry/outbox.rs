//! What waits to be sent: a bounded queue, into which putting never waits, and the round that
//! empties it. Part of telemetry.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::measures;

/// The least time between two warnings.
const WARN_EVERY: Duration = Duration::from_secs(60);

/// Where things are put that are to be sent.
#[derive(Debug, Clone)]
pub(super) struct Outbox<T> {
    what: &'static str,
    sender: mpsc::Sender<T>,
}

/// The other end of an [`Outbox`].
pub(super) struct Inbox<T> {
    what: &'static str,
    receiver: mpsc::Receiver<T>,
}

/// A queue of at most `room` things; `what` is their name in measures and logs.
pub(super) fn outbox<T>(what: &'static str, room: usize) -> (Outbox<T>, Inbox<T>) {
    let (sender, receiver) = mpsc::channel(room);
    (Outbox { what, sender }, Inbox { what, receiver })
}

impl<T> Outbox<T> {
    /// Puts one in; where there is no room it is dropped and counted.
    pub fn put(&self, item: T) {
        if self.sender.try_send(item).is_err() {
            measures::lost(self.what, 1);
        }
    }
}

impl<T> Inbox<T> {
    /// Sends what comes, up to `most` at once, each waiting `gather` at most for others, until
    /// `stop` fires; then what is left. `send` tells whether they were taken.
    pub async fn empty<F: Future<Output = bool>>(
        mut self,
        stop: CancellationToken,
        most: usize,
        gather: Duration,
        send: impl Fn(Vec<T>) -> F,
    ) {
        let mut warned: Option<Instant> = None;
        loop {
            let items = self.next(&stop, most, gather).await;
            if items.is_empty() {
                return;
            }
            let count = items.len();
            if send(items).await {
                measures::sent(self.what, count);
                continue;
            }
            measures::lost(self.what, count);
            if warned.is_none_or(|at| at.elapsed() >= WARN_EVERY) {
                warned = Some(Instant::now());
                tracing::warn!(
                    what = self.what,
                    "the collector of {} does not take them; they are dropped",
                    self.what
                );
            }
        }
    }

    /// The next things to send; none at the end.
    async fn next(&mut self, stop: &CancellationToken, most: usize, gather: Duration) -> Vec<T> {
        let mut items = Vec::new();
        let mut full = std::pin::pin!(None);
        while items.len() < most {
            let left = most - items.len();
            tokio::select! {
                biased;
                () = stop.cancelled(), if !self.receiver.is_closed() => {
                    // Nothing more comes in, and what is in comes at once.
                    self.receiver.close();
                }
                received = self.receiver.recv_many(&mut items, left) => {
                    if received == 0 {
                        break;
                    }
                    if full.is_none() {
                        full.set(Some(tokio::time::sleep(gather)));
                    }
                }
                () = over(full.as_mut()) => break,
            }
        }
        items
    }
}

/// Waits for the end of a time that has begun; for ever where it has not.
async fn over(time: std::pin::Pin<&mut Option<tokio::time::Sleep>>) {
    match time.as_pin_mut() {
        Some(time) => time.await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[tokio::test]
    async fn what_has_no_room_is_dropped_and_the_rest_is_sent_in_bounded_batches_to_the_end() {
        let (outbox, inbox) = outbox("things", 5);
        (0..9).for_each(|thing| outbox.put(thing));
        let (sent, stop) = (Mutex::new(Vec::new()), CancellationToken::new());
        stop.cancel();
        let send = |batch: Vec<i32>| {
            sent.lock().expect("whole").push(batch);
            std::future::ready(true)
        };
        inbox.empty(stop, 2, LONG, send).await;
        assert_eq!(*sent.lock().expect("whole"), [vec![0, 1], vec![2, 3], vec![4]]);
        // Nobody takes it any more, which nobody is told of.
        outbox.put(10);
    }

    #[tokio::test]
    async fn one_thing_waits_for_others_only_so_long_and_a_full_batch_not_at_all() {
        let (outbox, mut inbox) = outbox("things", 5);
        let stop = CancellationToken::new();
        outbox.put(1);
        assert_eq!(inbox.next(&stop, 4, Duration::from_millis(1)).await, [1]);
        (0..5).for_each(|thing| outbox.put(thing));
        assert_eq!(inbox.next(&stop, 4, LONG).await, [0, 1, 2, 3]);
    }

    #[tokio::test]
    async fn what_is_not_taken_holds_up_nothing() {
        let (outbox, inbox) = outbox("things", 5);
        (0..3).for_each(|thing| outbox.put(thing));
        drop(outbox);
        let tried = Mutex::new(0);
        let refuse = |batch: Vec<i32>| {
            *tried.lock().expect("whole") += batch.len();
            std::future::ready(false)
        };
        inbox.empty(CancellationToken::new(), 1, LONG, refuse).await;
        assert_eq!(*tried.lock().expect("whole"), 3);
    }
}
