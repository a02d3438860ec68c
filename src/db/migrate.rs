//! Migrations: embedded, run at start, one process at a time.

use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, Db};
use crate::error::{Error, Result};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Ties this file to the list of migrations that build.rs reads.
const _: &str = env!("JOBWISE_MIGRATIONS");

/// The advisory lock that whoever migrates holds; any number no other program uses.
const LOCK: i64 = 0x6a6f_6277_6973_6501;

impl Db {
    /// Runs the migrations that this database has not seen, under an advisory lock, so
    /// that processes started together do not meet. Returns how many ran.
    ///
    /// # Errors
    /// `Unavailable` when the database is away, `Internal` when a migration fails; those
    /// before it stay.
    pub async fn migrate(&self) -> Result<usize> {
        // A connection of its own: closing it frees the lock whatever happens.
        let mut conn = self.connect_alone().await?;
        diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(&mut conn).await?;
        tokio::task::spawn_blocking(move || run(conn))
            .await
            .map_err(|cause| Error::internal("The migrations were interrupted.", cause))?
    }
}

/// Diesel's migrations know only blocking connections, so this runs off the async threads.
fn run(conn: Connection) -> Result<usize> {
    let mut conn: AsyncConnectionWrapper<Connection> = conn.into();
    let ran = conn.run_pending_migrations(MIGRATIONS).map_err(|cause| {
        Error::internal("A migration of the database failed; its log has the reason.", cause)
    })?;
    Ok(ran.len())
}
