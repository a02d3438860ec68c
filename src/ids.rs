//! Identifiers and secrets: the only place that draws random numbers.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// Makes a new identifier: a UUIDv7, so that newer rows sort later.
#[expect(clippy::disallowed_methods, reason = "this is the one place that makes identifiers")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// Makes an identifier for a request: one of a number drawn when the process began, and how many
/// requests there were before. It only has to be another each time, so nothing is drawn for it.
pub fn new_request_id() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| {
        let [a, b, c, d, e, f, g, h, ..] = new_secret();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    });
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}-{:x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Draws 32 bytes from the operating system, for tokens and keys.
///
/// # Panics
/// When the operating system has no randomness to give; there is no safe way to go on.
pub fn new_secret() -> [u8; 32] {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system has no randomness to give");
    bytes
}

/// Draws a number from 0 to below 1, for waits that should not fall together.
pub fn new_fraction() -> f64 {
    let [a, b, c, d, ..] = new_secret();
    f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_a_process_share_the_beginning_of_their_ids_and_no_id() {
        let [first, second] = [new_request_id(), new_request_id()];
        assert_ne!(first, second);
        assert_eq!(first.split('-').next(), second.split('-').next());
    }
}
