//! Purses of accounts in Postgres, which all processes spend from: of a day, of a document. The
//! worst case of a call is reserved before it and settled after it under the purse's row lock, so
//! that processes side by side never overspend.
//!
//! A reservation has a lease. When its process dies it is never given back: it was counted from
//! the moment it was made, and after its lease, or once the run has gone on elsewhere, it counts as
//! spent.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::store;
use crate::db::{Connection, Db};
use crate::error::Result;

/// Stands in a purse's name for the day, by the clock of Postgres, UTC.
pub const DAY: &str = "{day}";

/// The name of the purse of an account's day.
pub const PURSE_OF_DAY: &str = "day/{day}";

/// The ledger of one account. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    db: Db,
    account_id: Uuid,
    lease: Duration,
}

/// Tokens put aside. It has to be settled; one that is dropped counts as spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a reservation that is dropped counts as spent"]
pub struct Held {
    /// Its id.
    pub id: Uuid,
    /// What was put aside.
    pub tokens: u64,
}

/// A call on its way: what is told of it if its process dies.
#[derive(Debug, Clone, Copy)]
pub struct Underway<'a> {
    /// The run; none for what is no run.
    pub generation_id: Option<Uuid>,
    /// What is asked, where it can be found again.
    pub input_hash: Option<&'a [u8; 32]>,
    /// The name it is made under.
    pub idempotency_key: Uuid,
    /// The stage, by name.
    pub stage: &'a str,
    /// Its place among the attempts of the stage, from 1.
    pub attempt: u32,
    /// Who is asked.
    pub provider: &'a str,
    /// Which model.
    pub model: &'a str,
    /// The prompt by name and version.
    pub prompt: &'a str,
    /// The hash of its file.
    pub prompt_hash: &'a str,
    /// Whether the key is the account's own.
    pub is_own_key: bool,
    /// When.
    pub begun_at: DateTime<Utc>,
}

/// A purse has not enough left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdrawn {
    /// The purse's name, the day filled in.
    pub purse: String,
    /// What is left.
    pub left: u64,
}

/// How a purse stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Spent and reserved together.
    pub committed: u64,
    /// Spent.
    pub spent: u64,
}

impl Ledger {
    /// The ledger of an account; `lease` is longer than any call takes.
    pub fn new(db: Db, account_id: Uuid, lease: Duration) -> Self {
        Self { db, account_id, lease }
    }

    /// Puts tokens aside in all of the purses, given by name and limit, or in none.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn take(
        &self,
        purses: &[(&str, u64)],
        tokens: u64,
    ) -> Result<std::result::Result<Held, Overdrawn>> {
        self.db
            .transaction(async |conn| {
                store::take(conn, self.account_id, purses, tokens, self.lease, None).await
            })
            .await
    }

    /// As [`Ledger::take`], for a call that is to be found again if its process dies, in the
    /// caller's transaction.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn take_for(
        &self,
        conn: &mut Connection,
        call: &Underway<'_>,
        purses: &[(&str, u64)],
        tokens: u64,
    ) -> Result<std::result::Result<Held, Overdrawn>> {
        store::take(conn, self.account_id, purses, tokens, self.lease, Some(call)).await
    }

    /// Spends what a call cost and gives the rest back.
    ///
    /// # Errors
    /// `Unavailable` when the database is away; the reservation then counts as spent.
    pub async fn settle(&self, held: Held, spent: u64) -> Result<()> {
        self.db.transaction(async |conn| store::settle(conn, held.id, spent).await).await
    }

    /// How a purse stands; one that nobody took from is untouched.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn balance(&self, purse: &str) -> Result<Balance> {
        store::balance(&mut *self.db.conn().await?, self.account_id, purse).await
    }
}
