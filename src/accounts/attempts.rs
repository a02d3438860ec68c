//! Who may try to sign in how often. Part of the accounts room; the counting is Postgres's.
//!
//! Three counts bound guessing. One for a mail address from one origin: few, and nobody else's
//! business. One for an origin in all: who tries one password at many accounts meets it. And one
//! for a mail address from all origins together, which bounds what many machines can guess. The
//! last would let strangers lock somebody out, so it does not hold where the right password has
//! been given for that address lately: its owner goes on signing in from home while strangers are
//! refused.

use sha2::{Digest, Sha256};

use super::model::{Email, Origin};
use super::store;
use crate::db::Connection;
use crate::error::{Error, ErrorKind, Result};

/// How long attempts are counted together.
const WINDOW_SECONDS: i32 = 15 * 60;

/// Attempts a window for one mail address from one origin.
const MAX_PER_PAIR: i32 = 10;
/// Attempts a window from one origin.
const MAX_PER_ORIGIN: i32 = 100;
/// Attempts a window for one mail address, from all origins that are strange to it.
const MAX_PER_ADDRESS: i32 = 50;

/// How long an origin is known to an address after the right password came from it.
const KNOWN_SECONDS: i32 = 30 * 24 * 60 * 60;

/// The keys an attempt is counted under: hashes, so that no mail address is kept for somebody who
/// has no account.
pub struct Attempt {
    pair: Vec<u8>,
    origin: Vec<u8>,
    address: Vec<u8>,
    known: Vec<u8>,
}

impl Attempt {
    /// An attempt for this mail address from there.
    pub fn new(origin: &Origin, email: &Email) -> Self {
        let origin = origin.network().map(|network| network.to_string()).unwrap_or_default();
        let key = |of: &str, origin: &str, email: &str| {
            let parts = [of, origin, email].map(|part| Sha256::digest(part.as_bytes()));
            Sha256::digest(parts.concat()).to_vec()
        };
        Self {
            pair: key("pair", &origin, email.as_str()),
            origin: key("origin", &origin, ""),
            address: key("address", "", email.as_str()),
            known: key("known", &origin, email.as_str()),
        }
    }

    /// Counts the attempt, unless there were too many.
    ///
    /// # Errors
    /// `LimitReached` with the time to wait; whether the address has an account makes no
    /// difference.
    pub async fn permit(&self, conn: &mut Connection) -> Result<()> {
        count(conn, &self.pair, MAX_PER_PAIR).await?;
        count(conn, &self.origin, MAX_PER_ORIGIN).await?;
        if store::has_open_window(conn, &self.known).await? {
            return Ok(());
        }
        count(conn, &self.address, MAX_PER_ADDRESS).await
    }

    /// Takes back what a right password has shown to be no guess, and knows the origin from now
    /// on.
    pub async fn forgive(&self, conn: &mut Connection) -> Result<()> {
        store::forgive_attempts(conn, &self.pair, &[&self.origin, &self.address]).await?;
        store::open_window(conn, &self.known, KNOWN_SECONDS).await
    }
}

async fn count(conn: &mut Connection, key: &[u8], max_attempts: i32) -> Result<()> {
    let counted = store::count_attempt(conn, key, WINDOW_SECONDS).await?;
    if counted.attempts <= max_attempts {
        return Ok(());
    }
    Err(Error::new(ErrorKind::LimitReached, "Too many attempts to sign in; wait a while and try again.")
        .retry_after_ms(counted.wait_ms.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_one_customer_has() {
        let check = |left: &str, right: &str, is_one: bool| {
            let network = |text: &str| Origin(Some(text.parse().expect("an address"))).network();
            let [left, right] = [left, right].map(network);
            assert_eq!(left == right, is_one, "{left:?} {right:?}");
        };
        check("192.0.2.1", "192.0.2.1", true);
        check("192.0.2.1", "192.0.2.2", false);
        check("::ffff:192.0.2.1", "192.0.2.1", true);
        check("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true);
        check("2001:db8:1:2::1", "2001:db8:1:3::1", false);
    }

    #[test]
    fn no_two_counts_share_a_key() {
        let email = Email::try_new("ada@example.com").expect("an address");
        let Attempt { pair, origin, address, known } = Attempt::new(&Origin(None), &email);
        let keys = [&pair, &origin, &address, &known];
        assert_eq!(keys.iter().collect::<std::collections::HashSet<_>>().len(), 4);
    }
}
