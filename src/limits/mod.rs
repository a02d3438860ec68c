//! Limits that hold over all processes and cost a request next to nothing.
//!
//! A process takes *shares* of a key's window from the [`Source`], a tenth of the
//! limit at a time and less as it runs out, and answers requests from its share in memory. Together
//! processes never let more through than the limit. What a process has taken and does not use before
//! the window ends is lost, so with many processes somebody may be refused up to a tenth of the
//! limit a further process early.
//!
//! A window begins with the first request in it. Across the end of one and the beginning of the next
//! twice the limit may come in less than a window's time, never more.
//!
//! Shares come from Redis where there is one (`counters`), from Postgres else. Where Redis goes away
//! or comes back, at most one more limit is let through in the time of a window: what each of the
//! two gives. A process that is started within a window of a Redis that was started anew knows
//! nothing of what was before, and may take of a third.
//!
//! While neither answers, each process lets through what the limit allows for a few seconds at a
//! time, and asks again after these. Nothing waits for a source that is away.

mod counters;
pub mod measures;
mod shares;
mod source;
mod store;

use sha2::{Digest, Sha256};

pub use self::shares::{Limiter, Refused, Standing};
pub use self::source::Source;

/// Whose window of which limit: a hash, so that no address is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of a limit, by its name, for somebody.
    pub fn new(limit: &str, whose: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update((limit.len() as u64).to_be_bytes());
        hash.update(limit);
        hash.update(whose);
        Self(hash.finalize().into())
    }

    /// As text.
    fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What was taken of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Units that may be used until the window ends; none when all are taken.
    pub units: u32,
    /// What is left for whoever asks next.
    pub remaining: u32,
    /// Milliseconds until the window ends.
    pub left_ms: u64,
}
