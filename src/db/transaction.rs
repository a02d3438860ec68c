//! Transactions: all or nothing, repeated when two of them collide.

use std::time::Duration;

use diesel_async::AsyncConnection;

use super::error::is_worth_repeating;
use super::hints;
use super::{Connection, Db};
use crate::error::Result;
use crate::faults;

/// How often a transaction is run before a collision becomes the caller's error.
const MAX_RUNS: u32 = 4;

/// Work that can run in a transaction: an async closure over a connection.
///
/// It is implemented for every `async |conn| …` that borrows what it uses (no `move`,
/// nothing consumed), because it may have to run again. The trait exists only to say
/// that the closure's future can change threads, which `AsyncFn` cannot say by itself.
pub trait AsyncWork<C, R>: AsyncFn(C) -> R + Fn(C) -> <Self as AsyncWork<C, R>>::Running {
    /// The future of one run.
    type Running: Future<Output = R>;
}

impl<W, C, R, Running> AsyncWork<C, R> for W
where
    W: AsyncFn(C) -> R + Fn(C) -> Running,
    Running: Future<Output = R>,
{
    type Running = Running;
}

impl Db {
    /// Runs `work` in a transaction: commits when it returns `Ok`, rolls back otherwise.
    /// After a deadlock or serialization failure it is run again, four times in all, so
    /// it must do nothing but talk to its connection.
    ///
    /// Wake-ups given with [`super::hint_after_commit`] are sent once it has committed.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` when the database is away, `Conflict` when the
    /// collisions do not end.
    pub async fn transaction<T, W>(&self, work: W) -> Result<T>
    where
        W: Send + Sync,
        for<'c> W: AsyncFn(&'c mut Connection) -> Result<T>
            + AsyncWork<&'c mut Connection, Result<T>, Running: Send>,
        T: Send,
    {
        let mut run = 1;
        loop {
            let mut conn = self.conn().await?;
            let (result, hints) = hints::collected(conn.transaction(async |conn| {
                let done = work(conn).await?;
                faults::point("db.commit.before");
                Ok(done)
            }))
            .await;
            drop(conn);
            match result {
                Ok(value) => {
                    faults::point("db.commit.after");
                    self.send_hints(hints);
                    return Ok(value);
                }
                Err(error) if run < MAX_RUNS && is_worth_repeating(&error) => {
                    // The other side of the collision gets time to finish.
                    tokio::time::sleep(Duration::from_millis(5 << run)).await;
                    run += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
