//! The connections to Redis: one that asks and one that hears, both made anew when either is of no
//! use. Part of the Redis ground.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSubStream};
use redis::{AsyncConnectionConfig, Client, FromRedisValue, Msg, Pipeline, RedisResult};
use tokio::sync::{Notify, broadcast};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{Heard, PATIENCE_WITH_WORDS, measures};
use crate::ids;

/// How long a connection may take to be there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// How often this process says something to itself, and how long that may take to come back.
const BEAT: Duration = Duration::from_secs(1);
/// How often those who listen are told to look for themselves while Redis is away, and how often it
/// is looked for.
const AWAY_INTERVAL: Duration = Duration::from_millis(250);
/// Words that a listener may fall behind; then it is told that it missed some.
const BEHIND: usize = 1_024;

/// What is known of Redis, and the way to it.
pub(super) struct Line {
    client: Client,
    prefix: String,
    /// The channel on which this process hears itself.
    beat: String,
    /// None while it does not work.
    asking: Mutex<Option<MultiplexedConnection>>,
    is_broken: Notify,
    losses: AtomicU64,
    heard: broadcast::Sender<Heard>,
}

impl Line {
    pub(super) fn new(client: Client, prefix: String) -> Self {
        let beat = format!("{prefix}beat:{}", ids::new_id());
        let (heard, _) = broadcast::channel(BEHIND);
        let (asking, is_broken, losses) = (Mutex::new(None), Notify::new(), AtomicU64::new(0));
        Self { client, prefix, beat, asking, is_broken, losses, heard }
    }

    pub(super) fn is_up(&self) -> bool {
        self.connection().is_some()
    }

    pub(super) fn losses(&self) -> u64 {
        self.losses.load(Ordering::SeqCst)
    }

    pub(super) fn hear(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }

    /// The name of a channel as Redis knows it.
    pub(super) fn channel(&self, name: &str) -> String {
        format!("{}say:{name}", self.prefix)
    }

    /// The name of a counter as Redis knows it.
    pub(super) fn key(&self, name: &str) -> String {
        format!("{}count:{name}", self.prefix)
    }

    /// The answer, if it comes in time. Whoever does not answer in time is left alone until the
    /// connections are new.
    pub(super) async fn ask<T: FromRedisValue>(&self, pipe: &Pipeline, patience: Duration) -> Option<T> {
        let mut connection = self.connection()?;
        match timeout(patience, pipe.query_async(&mut connection)).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(_)) => {
                self.hang_up();
                None
            }
            // A slow moment is no reason to hang up; the next beat tells whether it is more.
            Err(_) if patience < PATIENCE_WITH_WORDS => None,
            Err(_) => {
                self.hang_up();
                None
            }
        }
    }

    fn connection(&self) -> Option<MultiplexedConnection> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, connection: Option<MultiplexedConnection>) {
        let is_up = connection.is_some();
        let before =
            std::mem::replace(&mut *self.asking.lock().unwrap_or_else(PoisonError::into_inner), connection);
        if before.is_some() && !is_up {
            self.losses.fetch_add(1, Ordering::SeqCst);
        }
        measures::note(is_up);
    }

    fn hang_up(&self) {
        self.set(None);
        self.is_broken.notify_one();
    }

    async fn connect(&self) -> RedisResult<(MultiplexedConnection, PubSubStream)> {
        let config = AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT_TIMEOUT));
        let asking = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut hearing = self.client.get_async_pubsub().await?;
        hearing.psubscribe(self.channel("*")).await?;
        hearing.subscribe(&self.beat).await?;
        Ok((asking, hearing.into_on_message()))
    }

    fn tell(&self, heard: Heard) {
        // Fails only when nobody listens.
        let _ = self.heard.send(heard);
    }
}

/// Keeps in touch for ever.
pub(super) async fn keep(line: &Line) {
    let mut was_told = false;
    measures::note(false);
    loop {
        let connecting = async {
            match timeout(CONNECT_TIMEOUT, line.connect()).await {
                Ok(Ok(connected)) => Ok(connected),
                Ok(Err(error)) => Err(error.category().to_owned()),
                Err(_) => Err("no answer in time".to_owned()),
            }
        };
        match stirring(line, connecting).await {
            Ok((asking, hearing)) => {
                line.set(Some(asking));
                line.tell(Heard::MayHaveMissed);
                tracing::info!("Redis works: wake-ups go over it");
                let why = listen(line, hearing).await;
                line.set(None);
                measures::lost();
                tracing::warn!("Redis is away ({why}): wake-ups go over Postgres meanwhile");
                was_told = true;
            }
            Err(why) if !was_told => {
                tracing::warn!("Redis is away ({why}): wake-ups go over Postgres meanwhile");
                was_told = true;
            }
            Err(_) => {}
        }
        line.tell(Heard::MayHaveMissed);
        tokio::time::sleep(AWAY_INTERVAL).await;
    }
}

/// Waits for something while those who listen are told to look for themselves.
async fn stirring<T>(line: &Line, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let mut looks = interval(AWAY_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks.reset();
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = looks.tick() => line.tell(Heard::MayHaveMissed),
        }
    }
}

/// Hears words until there is a reason to connect anew, which it returns.
async fn listen(line: &Line, mut hearing: PubSubStream) -> &'static str {
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_heard = true;
    let said_before = format!("{}say:", line.prefix);
    loop {
        tokio::select! {
            message = hearing.next() => match message {
                None => return "the connection was lost",
                Some(message) if message.get_channel_name() == line.beat => is_heard = true,
                Some(message) => {
                    if let Some(heard) = read(&message, &said_before) {
                        line.tell(heard);
                    }
                }
            },
            _ = beats.tick() => {
                if !is_heard {
                    return "what is said does not arrive";
                }
                is_heard = false;
                let mut beat = redis::pipe();
                beat.publish(&line.beat, "").ignore();
                if line.ask::<()>(&beat, PATIENCE_WITH_WORDS).await.is_none() {
                    return "no answer in time";
                }
            }
            () = line.is_broken.notified() => {
                // What was hung up before these connections were made does not matter to them.
                if !line.is_up() {
                    return "no answer in time";
                }
            }
        }
    }
}

fn read(message: &Msg, said_before: &str) -> Option<Heard> {
    let channel = message.get_channel_name().strip_prefix(said_before)?.to_owned();
    let text = std::str::from_utf8(message.get_payload_bytes()).ok()?.to_owned();
    Some(Heard::Word { channel, text })
}
