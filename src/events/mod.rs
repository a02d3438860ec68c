//! Progress: a durable, numbered log and its live fan-out.
//!
//! A stream is the story of one thing and bears its id. [`append`] numbers its events
//! from 1 without gaps, in the order in which their transactions commit, so that a
//! reader who knows the last number it saw has missed nothing. [`EventHub::subscribe`]
//! reads the log and then waits for more; a wake-up carries no event, only the hint to
//! look, so nothing is lost or doubled. A process looks once for all who watch a stream
//! (`rooms`, `reader`), and a slow reader costs no memory: it reads the log by itself when it
//! comes to it.
//!
//! What is worth hearing only while it happens is [`Live`]: it has no number, is kept nowhere and
//! may be missed.

mod hub;
mod live;
pub mod measures;
mod reader;
mod rooms;
mod store;

pub use self::hub::{EventHub, News};
pub use self::live::Live;
pub use self::rooms::Census;
pub use self::store::{append, list_after, list_last_numbers};

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// The channel that tells of new events; the payload is the stream's id.
const CHANNEL: &str = "jobwise_events";

/// An event to append.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The thing it happened to.
    pub stream_id: Uuid,
    /// Whose thing it is.
    pub account_id: Uuid,
    /// What happened, such as `stage_finished`.
    pub kind: String,
    /// The particulars.
    pub payload: Value,
    /// When it happened, by the given clock.
    pub created_at: DateTime<Utc>,
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The thing it happened to.
    pub stream_id: Uuid,
    /// Its place in the stream, from 1 without gaps.
    pub number: i64,
    /// What happened.
    pub kind: String,
    /// The particulars.
    pub payload: Value,
    /// When it happened.
    pub created_at: DateTime<Utc>,
}
