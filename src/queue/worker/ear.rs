//! Hears wake-ups, in a task of its own, so that listening is not begun anew whenever the worker
//! does something else.

use std::time::Duration;

use tokio::sync::mpsc;
use uuid::Uuid;

use crate::db::Db;
use crate::error::Result;
use crate::queue::{CANCELLED, CHANNEL};

/// The wait before listening is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// What was heard.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WakeUp {
    /// There may be tasks to begin.
    Work,
    /// The cancellation of this task was asked for.
    Cancelled(Uuid),
    /// It is listened anew: any of these may have been missed.
    Anything,
}

impl WakeUp {
    fn of(payload: &str) -> Self {
        let id = payload.strip_prefix(CANCELLED).and_then(|id| id.parse().ok());
        id.map_or(Self::Work, Self::Cancelled)
    }

    /// Whether it tells of the cancellation of one of ours, or may have.
    pub fn is_about(&self, is_ours: impl FnOnce(Uuid) -> bool) -> bool {
        match self {
            Self::Work => false,
            Self::Cancelled(id) => is_ours(*id),
            Self::Anything => true,
        }
    }
}

/// Where wake-ups arrive, until it is dropped.
pub(super) struct Ear {
    heard: mpsc::UnboundedReceiver<WakeUp>,
}

impl Ear {
    /// Begins to listen. Must be called within a runtime.
    pub fn start(db: Db) -> Self {
        let (sender, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = sender.closed() => return,
                    result = listen(&db, &sender) => {
                        if let Err(error) = result {
                            tracing::debug!(%error, "wake-ups are not heard; polling goes on");
                        }
                    }
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self { heard }
    }

    /// The next wake-up. Safe to drop while waiting.
    pub async fn next(&mut self) -> WakeUp {
        match self.heard.recv().await {
            Some(heard) => heard,
            // The listening task ends with this value or its runtime.
            None => std::future::pending().await,
        }
    }
}

async fn listen(db: &Db, sender: &mpsc::UnboundedSender<WakeUp>) -> Result<()> {
    let mut listener = db.listen(&[CHANNEL]).await?;
    let mut heard = WakeUp::Anything;
    while sender.send(heard).is_ok() {
        heard = WakeUp::of(&listener.next().await?.payload);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancellation_is_told_from_work() {
        let id = Uuid::from_u128(7);
        assert_eq!(WakeUp::of(""), WakeUp::Work);
        assert_eq!(WakeUp::of("cancelled:nobody"), WakeUp::Work);
        assert_eq!(WakeUp::of(&format!("{CANCELLED}{id}")), WakeUp::Cancelled(id));
        assert!(WakeUp::Cancelled(id).is_about(|known| known == id));
        assert!(!WakeUp::Cancelled(id).is_about(|_| false));
        assert!(WakeUp::Anything.is_about(|_| false) && !WakeUp::Work.is_about(|_| true));
    }
}
