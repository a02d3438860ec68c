//! Redis, where there is one: words between processes, and counters they share. Part of the
//! ground.
//!
//! Nothing rests on it. Everything it carries is a hint or may be lost, and whoever asks it is told
//! within [`PATIENCE`] that it does not answer, and at once while it is known not to. A process
//! finds that out by hearing itself (`line`): a word goes out over Redis every second and has
//! to come back, so that a server that takes commands and delivers nothing is noticed too.

mod line;
pub mod measures;

use std::sync::Arc;
use std::time::Duration;

use redis::{Client, IntoConnectionInfo};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::line::Line;
use crate::config::Secret;
use crate::error::{Error, Result};

/// How long Redis may take to answer what a request waits for.
pub const PATIENCE: Duration = Duration::from_millis(5);
/// How long it may take over what nobody waits for.
const PATIENCE_WITH_WORDS: Duration = Duration::from_millis(200);

/// What is heard over Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something that was published, by this process or another.
    Word {
        /// The channel it was published on.
        channel: String,
        /// What was said.
        text: String,
    },
    /// Words may have been missed. Said when the connection is there again, and again and again
    /// while it is not, so that whoever listens looks for itself.
    MayHaveMissed,
}

/// What a counter stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// All that was added.
    pub total: u64,
    /// Milliseconds until it is gone.
    pub left_ms: u64,
}

/// A Redis that may be there or not. Cheap to clone; it is kept in touch with until the last clone
/// is dropped.
#[derive(Clone)]
pub struct Redis {
    line: Arc<Line>,
    _keeping: Arc<DropGuard>,
}

impl Redis {
    /// Begins to keep in touch, in the background. Must be called within a runtime.
    ///
    /// # Errors
    /// `Invalid` when the address cannot be read.
    pub fn open(url: &Secret) -> Result<Self> {
        let wrong = |cause: redis::RedisError| {
            Error::invalid("REDIS_URL must be an address such as redis://:password@host:6379/0.")
                .caused_by(cause)
        };
        let info = url.expose().into_connection_info().map_err(wrong)?;
        // Words do not mind the number of a database, so it is part of their channels.
        let prefix = format!("jobwise:{}:", info.redis_settings().db());
        let line = Arc::new(Line::new(Client::open(info).map_err(wrong)?, prefix));
        let stop = CancellationToken::new();
        let keeping = Arc::new(stop.clone().drop_guard());
        let kept = Arc::clone(&line);
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = line::keep(&kept) => {}
            }
        });
        Ok(Self { line, _keeping: keeping })
    }

    /// Whether it works, as far as this process knows.
    pub fn is_up(&self) -> bool {
        self.line.is_up()
    }

    /// Says words on channels, in their order. False when Redis has not taken them, or not told in
    /// time that it has: they have to go another way.
    pub async fn publish(&self, words: Vec<(&str, String)>) -> bool {
        let mut pipe = redis::pipe();
        for (channel, text) in words {
            pipe.publish(self.line.channel(channel), text).ignore();
        }
        self.line.ask::<()>(&pipe, PATIENCE_WITH_WORDS).await.is_some()
    }

    /// Adds to a counter that begins at nothing and is gone so long after its first count; none
    /// when Redis does not answer within [`PATIENCE`], whether or not it has counted.
    pub async fn add(&self, counter: &str, count: u32, life: Duration) -> Option<Counted> {
        let key = self.line.key(counter);
        let life_ms = u64::try_from(life.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut pipe = redis::pipe();
        pipe.atomic().cmd("SET").arg(&key).arg(0).arg("PX").arg(life_ms).arg("NX").ignore();
        pipe.cmd("INCRBY").arg(&key).arg(count).cmd("PTTL").arg(&key);
        let (total, left_ms) = self.line.ask::<(u64, i64)>(&pipe, PATIENCE).await?;
        Some(Counted { total, left_ms: u64::try_from(left_ms).unwrap_or(0) })
    }

    /// How often it was lost after it had worked. Whoever counts by it looks whether the number has
    /// changed: a Redis that was away may have forgotten everything.
    pub fn losses(&self) -> u64 {
        self.line.losses()
    }

    /// Hears all that is said from now on.
    pub fn hear(&self) -> Words {
        Words(self.line.hear())
    }
}

/// What is said over Redis, as it is heard.
pub struct Words(broadcast::Receiver<Heard>);

impl Words {
    /// Waits for the next word; none once nothing more will come.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(heard) => Some(heard),
            Err(RecvError::Lagged(_)) => Some(Heard::MayHaveMissed),
            Err(RecvError::Closed) => None,
        }
    }
}
