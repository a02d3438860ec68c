//! What is told while it happens and kept nowhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::db::Db;

/// The channel it is told on.
pub(super) const CHANNEL: &str = "jobwise_live";

/// Something that happens to the thing of a stream and is not worth keeping. It reaches every
/// process that listens, beside the wake-ups; what is too much or too long is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// The thing it happens to.
    pub stream_id: Uuid,
    /// Whose thing it is.
    pub account_id: Uuid,
    /// Its place in what one teller tells, so that no two are the same.
    pub part: u32,
    /// What happens, such as `text_delta`.
    pub kind: String,
    /// The particulars.
    pub payload: Value,
    /// When, by the given clock.
    pub at: DateTime<Utc>,
}

impl Live {
    /// Tells it to whoever listens.
    pub fn tell(&self, db: &Db) {
        if let Ok(payload) = serde_json::to_string(self) {
            db.say(CHANNEL, payload);
        }
    }
}
