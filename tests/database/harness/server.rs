//! The server behind the tests: found or started, with one migrated template database.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use jobwise::config::Secret;
use jobwise::db::local::LocalPostgres;
use jobwise::db::{Db, DbConfig};
use tokio::sync::Mutex;

/// Test databases are named after the process that made them, then counted.
const PREFIX: &str = "jobwise_test_";

/// The name space of our advisory locks.
const LOCKS: i32 = 0x6a77;

/// A server on which this run may make databases.
pub struct TestServer {
    /// Holds the advisory lock that tells other runs this one lives.
    admin: Mutex<AsyncPgConnection>,
    url: String,
    template: String,
    count: AtomicU64,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    is_taken: bool,
}

impl TestServer {
    /// Finds or starts the server, clears leftovers and migrates the template.
    pub async fn prepare() -> Self {
        let url = match given_url() {
            Some(url) => url,
            None => private_cluster().await,
        };
        let mut admin = AsyncPgConnection::establish(&url).await.expect("a server to test on");
        hold(&mut admin, std::process::id()).await;
        drop_leftovers(&mut admin).await;
        let template = format!("{PREFIX}{}_template", std::process::id());
        admin.batch_execute(&format!("CREATE DATABASE {template}")).await.expect("a template");
        let db = Db::connect(&DbConfig::new(Secret::new(address(&url, &template)), 1))
            .await
            .expect("the template");
        db.migrate().await.expect("migrations that run");
        db.close();
        let server = Self { admin: Mutex::new(admin), url, template, count: AtomicU64::new(0) };
        server.wait_until_unused(&server.template).await;
        server
    }

    /// Copies the template; returns the copy's name and address.
    pub async fn create_database(&self) -> (String, Secret) {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}_{number}", std::process::id());
        let statement = format!("CREATE DATABASE {name} TEMPLATE {}", self.template);
        self.admin.lock().await.batch_execute(&statement).await.expect("a copy of the template");
        let url = Secret::new(address(&self.url, &name));
        (name, url)
    }

    /// Drops a database with all its connections.
    pub async fn drop_database(&self, name: &str) {
        let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        self.admin.lock().await.batch_execute(&statement).await.expect("a database to drop");
    }

    /// A database can be copied only once its last connection is gone, which the server
    /// notices a moment after the client has closed it.
    async fn wait_until_unused(&self, name: &str) {
        let statement =
            format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
        self.admin.lock().await.batch_execute(&statement).await.expect("an unused template");
    }
}

fn given_url() -> Option<String> {
    ["TEST_DATABASE_URL", "DATABASE_URL"].iter().find_map(|name| {
        #[expect(clippy::disallowed_methods, reason = "tests are configured apart from the program")]
        std::env::var(name).ok().filter(|url| !url.is_empty())
    })
}

/// A cluster of the target folder, left running for the next run. Never the server that
/// happens to answer on 5432.
async fn private_cluster() -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("database-tests");
    let cluster = LocalPostgres::open_throwaway(&folder).expect("Postgres's programs");
    cluster.start().await.expect("a private Postgres").expose().to_owned()
}

/// The same server's address for another database.
fn address(url: &str, database: &str) -> String {
    let (front, query) = url.split_once('?').map_or((url, ""), |(front, query)| (front, query));
    let begin = front.find("://").map_or(0, |at| at + 3);
    let server = front[begin..].find('/').map_or(front, |at| &front[..begin + at]);
    format!("{server}/{database}?{query}")
}

/// Takes the lock that stands for the run of this process.
async fn hold(admin: &mut AsyncPgConnection, process_id: u32) {
    admin
        .batch_execute(&format!("SELECT pg_advisory_lock({LOCKS}, {process_id})"))
        .await
        .expect("the lock of this run");
}

/// Drops the databases of runs that no longer hold their lock.
async fn drop_leftovers(admin: &mut AsyncPgConnection) {
    let names: Vec<Name> = diesel::sql_query(
        "SELECT datname::text AS name FROM pg_database WHERE starts_with(datname::text, $1)",
    )
    .bind::<Text, _>(PREFIX)
    .load(admin)
    .await
    .expect("the names of databases");
    for Name { name } in names {
        let run: Option<i64> = name[PREFIX.len()..].split('_').next().and_then(|run| run.parse().ok());
        let Some(run) = run.filter(|run| *run != i64::from(std::process::id())) else {
            // Our own number: a killed run of an earlier process with the same id.
            admin
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await
                .expect("a leftover");
            continue;
        };
        let lock: Taken = diesel::sql_query("SELECT pg_try_advisory_lock($1, $2::int) AS is_taken")
            .bind::<diesel::sql_types::Integer, _>(LOCKS)
            .bind::<BigInt, _>(run)
            .get_result(admin)
            .await
            .expect("an answer about a lock");
        if lock.is_taken {
            admin
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await
                .expect("a leftover");
            admin
                .batch_execute(&format!("SELECT pg_advisory_unlock({LOCKS}, {run})"))
                .await
                .expect("an unlock");
        }
    }
}
