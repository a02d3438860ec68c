//! Identifiers and secrets: the only place that draws random numbers.

use uuid::Uuid;

/// Makes a new identifier: a UUIDv7, so that newer rows sort later.
#[expect(clippy::disallowed_methods, reason = "this is the one place that makes identifiers")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
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
