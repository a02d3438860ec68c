//! The pool of connections, and what is asked of a database as a whole.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::QueueMode;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use futures_util::FutureExt;

use super::Connection;
use super::connect::{Purpose, connect, parse};
use super::hints::Hints;
use super::replica::Replica;
use crate::config::Secret;
use crate::error::{Error, Result};

/// How to reach a database.
#[derive(Debug, Clone)]
pub struct DbConfig {
    /// A `postgres://` address.
    pub url: Secret,
    /// The most connections.
    pub pool_size: usize,
    /// How long a caller waits for a free or new connection before `Unavailable`.
    pub acquire_timeout: Duration,
}

impl DbConfig {
    /// A pool of `pool_size` connections to `url`, waited for 5 seconds at most.
    pub fn new(url: Secret, pool_size: usize) -> Self {
        Self { url, pool_size, acquire_timeout: Duration::from_secs(5) }
    }
}

/// A database. Cheap to clone; clones share the pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
    url: Arc<Secret>,
    pub(super) hints: Arc<Hints>,
    statements: Arc<AtomicU64>,
    pub(super) replica: Option<Arc<Replica>>,
}

/// A connection borrowed from the pool; it goes back when dropped.
pub struct Conn(Object<AsyncPgConnection>);

impl Deref for Conn {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Conn {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

impl Db {
    /// Makes the pool and opens one connection, so that a wrong address shows at once.
    ///
    /// # Errors
    /// `Invalid` when the address cannot be read, `Unavailable` when nobody answers there.
    pub async fn connect(config: &DbConfig) -> Result<Self> {
        let db = Self::try_new(config)?;
        db.conn().await?;
        Ok(db)
    }

    /// Makes the pool without opening a connection.
    ///
    /// # Errors
    /// `Invalid` when the address cannot be read.
    pub fn try_new(config: &DbConfig) -> Result<Self> {
        parse(config.url.expose()).map_err(|cause| {
            Error::invalid("DATABASE_URL must be an address such as postgres://user:password@host/name.")
                .caused_by(cause)
        })?;
        let statements = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&statements);
        let mut manager = ManagerConfig::default();
        // A closed connection is noticed without asking the server, so neither a statement nor a
        // timer is spent on each loan.
        manager.recycling_method = RecyclingMethod::Fast;
        manager.custom_setup = Box::new(move |url| {
            let (url, counted) = (url.to_owned(), Arc::clone(&counted));
            async move { connect(&url, Purpose::Statements, counted).await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(config.url.expose(), manager);
        let pool = Pool::builder(manager)
            .max_size(config.pool_size)
            // The connection used last is lent first: few of the server's processes stay warm
            // instead of all of them taking turns.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(config.acquire_timeout))
            .create_timeout(Some(config.acquire_timeout))
            .build()
            .map_err(|cause| Error::internal("The pool of database connections cannot be made.", cause))?;
        Ok(Self { pool, url: Arc::new(config.url.clone()), hints: Arc::default(), statements, replica: None })
    }

    /// Borrows a connection. Don't hold one while waiting for anything but Postgres.
    ///
    /// # Errors
    /// `Unavailable` when the server is away or all connections stay in use; try again.
    pub async fn conn(&self) -> Result<Conn> {
        self.pool.get().await.map(Conn).map_err(|cause| {
            Error::unavailable("The database does not answer; try again in a moment.", cause)
                .retry_after_ms(1_000)
        })
    }

    /// Opens a connection outside the pool for whoever must not wait for one, driven by the runtime
    /// it is opened on.
    ///
    /// # Errors
    /// `Unavailable` when the server is away.
    pub async fn connect_apart(&self) -> Result<Connection> {
        connect(self.url.expose(), Purpose::Statements, Arc::clone(&self.statements)).await.map_err(|cause| {
            Error::unavailable("The database does not answer; try again in a moment.", cause)
                .retry_after_ms(1_000)
        })
    }

    /// Opens a connection outside the pool, for one that is held for long or listens.
    ///
    /// # Errors
    /// `Unavailable` when the server is away.
    pub(super) async fn connect_alone(&self) -> Result<Connection> {
        connect(self.url.expose(), Purpose::Listening, Arc::clone(&self.statements)).await.map_err(|cause| {
            Error::unavailable("The database does not answer; try again in a moment.", cause)
                .retry_after_ms(1_000)
        })
    }

    /// Statements sent since the pool was made, over all its connections, `BEGIN` and
    /// `COMMIT` included and wake-ups left out. Tests compare two readings to keep an operation's
    /// number constant.
    pub fn statement_count(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// How the pool stands.
    pub(super) fn pool_status(&self) -> deadpool::Status {
        self.pool.status()
    }

    /// Closes the pool; every later call answers `Unavailable`.
    pub fn close(&self) {
        self.pool.close();
    }
}
