//! A fresh, migrated database for each test: `let database = TestDatabase::new().await;`.
//!
//! The first test of a run finds the server, clears what killed runs left behind and
//! migrates a template; each test then copies it in some 30 ms. All of that runs on one
//! runtime of its own, because each test's runtime ends with the test.

pub mod app;
pub mod redis;
mod server;

use std::ops::Deref;
use std::sync::LazyLock;

use chrono::{DateTime, TimeZone, Utc};
use diesel_async::RunQueryDsl;
use jobwise::clock::Clock;
use jobwise::config::Secret;
use jobwise::db::{Db, DbConfig};
use jobwise::ids;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;
use uuid::Uuid;

use self::server::TestServer;

/// Outlives every test of the run.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the harness")
});

static SERVER: OnceCell<TestServer> = OnceCell::const_new();

/// Connections of one test; the server has room for some tens of tests at once.
const POOL_SIZE: usize = 5;

/// A database that nobody else uses. It is dropped with this value.
pub struct TestDatabase {
    /// The pool, made within the test's runtime.
    pub db: Db,
    /// The database's address, for a test that needs a second pool or process.
    pub url: Secret,
    /// A clock that stands at [`start`] until the test moves it.
    pub clock: Clock,
    name: String,
}

/// The moment at which each test's clock stands.
pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single().expect("a moment")
}

impl TestDatabase {
    /// Makes the database, migrated and empty.
    pub async fn new() -> Self {
        Self::with_pool_of(POOL_SIZE).await
    }

    /// As [`TestDatabase::new`] with another number of connections.
    pub async fn with_pool_of(pool_size: usize) -> Self {
        let (name, url) = on_harness(async { server().await.create_database().await }).await;
        let db = Db::connect(&DbConfig::new(url.clone(), pool_size)).await.expect("a fresh database");
        Self { db, url, clock: Clock::fixed(start()), name }
    }

    /// The empty database at this address, migrated now; it is left to whoever made it.
    pub async fn of(url: Secret) -> Self {
        let db = Db::connect(&DbConfig::new(url.clone(), POOL_SIZE)).await.expect("a database");
        db.migrate().await.expect("migrations that run");
        Self { db, url, clock: Clock::fixed(start()), name: String::new() }
    }

    /// A second pool on the same database, as another process would have.
    pub async fn another_process(&self) -> Db {
        Db::connect(&DbConfig::new(self.url.clone(), POOL_SIZE)).await.expect("a second pool")
    }

    /// Inserts an account that owns things; its password fits nothing.
    pub async fn account(&self) -> Uuid {
        use diesel::ExpressionMethods;
        use jobwise::db::schema::accounts;
        let id = ids::new_id();
        let mut conn = self.db.conn().await.expect("a connection");
        diesel::insert_into(accounts::table)
            .values((
                accounts::id.eq(id),
                accounts::email.eq(format!("{id}@example.com")),
                accounts::password_hash.eq("none"),
                accounts::created_at.eq(start()),
                accounts::updated_at.eq(start()),
            ))
            .execute(&mut conn)
            .await
            .expect("an account");
        id
    }
}

impl Deref for TestDatabase {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDatabase {
    /// Waits until the database is gone, so that the run's last ones go too.
    fn drop(&mut self) {
        self.db.close();
        let name = std::mem::take(&mut self.name);
        if name.is_empty() {
            return;
        }
        let (done, is_done) = std::sync::mpsc::channel();
        RUNTIME.spawn(async move {
            server().await.drop_database(&name).await;
            // The receiver is gone only when the process is going too.
            let _ = done.send(());
        });
        let _ = is_done.recv();
    }
}

async fn server() -> &'static TestServer {
    SERVER.get_or_init(TestServer::prepare).await
}

async fn on_harness<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    RUNTIME.spawn(work).await.expect("the harness does not fail")
}
