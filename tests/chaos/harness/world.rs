//! A world of its own for one scenario: a database, a folder of files, a provider, and as many
//! processes of the program as are asked for.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jobwise::config::Secret;
use jobwise::db::local::LocalPostgres;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

use super::client::Client;
use super::process::Process;
use super::provider::Provider;
use super::redis::Redis;
use super::server::TestServer;

/// Outlives every scenario of the run, as the server of the databases does.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime for databases")
});

static SERVER: OnceCell<TestServer> = OnceCell::const_new();

/// Where the processes of a world serve, in the order in which clients try them. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Addresses(Arc<Mutex<Vec<String>>>);

impl Addresses {
    /// All of them.
    pub fn list(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds one.
    pub fn add(&self, address: &str) {
        let mut addresses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !addresses.iter().any(|known| known == address) {
            addresses.push(address.to_owned());
        }
    }

    /// Takes one away.
    pub fn remove(&self, address: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| known != address);
    }
}

/// Where a world keeps its tables.
enum Tables {
    /// A database of the server all worlds share.
    Shared { name: String },
    /// A cluster of its own, which may be restarted.
    Own { cluster: Box<LocalPostgres> },
}

/// A world. Its processes have to be ended by who started them.
pub struct World {
    /// The provider its generations ask.
    pub provider: Provider,
    /// Where it is served.
    pub addresses: Addresses,
    /// The Redis its processes share, where it has one.
    pub redis: Option<Redis>,
    url: Secret,
    tables: Tables,
    data: tempfile::TempDir,
    settings: Vec<(String, String)>,
    markers: AtomicU64,
}

impl World {
    /// A world on the shared server.
    pub async fn new() -> Self {
        let (name, url) = on_server(async |server| server.create_database().await).await;
        Self::of(Tables::Shared { name }, url, tempfile::tempdir().expect("a folder")).await
    }

    /// A world on the shared server, with a Redis.
    pub async fn with_redis() -> Self {
        let mut world = Self::new().await;
        let redis = Redis::start(world.folder()).await;
        world.set("REDIS_URL", &redis.url());
        world.redis = Some(redis);
        world
    }

    /// A world with a Postgres of its own, which waits for the disk as it should.
    pub async fn with_own_postgres() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let cluster = LocalPostgres::open(&data.path().join("own")).expect("Postgres's programs");
        let url = cluster.start().await.expect("a private Postgres");
        Self::of(Tables::Own { cluster: Box::new(cluster) }, url, data).await
    }

    async fn of(tables: Tables, url: Secret, data: tempfile::TempDir) -> Self {
        // Refused when another test of this process has installed it, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let provider = Provider::start().await;
        let path = data.path().to_str().expect("a path");
        let settings = [
            ("DATABASE_URL", url.expose()),
            ("JOBWISE_DATA", path),
            ("JWT_SECRET", "a secret for chaos that is long enough"),
            ("PORT", "0"),
            ("WORKERS", "3"),
            ("DB_POOL_SIZE", "6"),
            ("GENERATIONS_PER_HOUR", "1000000"),
            ("REQUESTS_PER_MINUTE", "0"),
            ("REQUESTS_PER_MINUTE_ADDRESS", "0"),
            ("AI_PROVIDERS", "compatible:larch-1"),
            ("AI_COMPATIBLE_URL", provider.url.as_str()),
            ("AI_TOKENS_PER_DAY", "1000000000"),
            ("AI_TIMEOUT_SECONDS", "300"),
            ("AI_FIRST_TOKEN_SECONDS", "300"),
            ("JOBWISE_LOG", "warn"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self {
            provider,
            addresses: Addresses::default(),
            redis: None,
            url,
            tables,
            data,
            settings,
            markers: AtomicU64::new(10_000),
        }
    }

    /// Sets a setting for the processes that are started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Starts a server that leaves tasks to others.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn serve(&self) -> Process {
        self.serve_at("0").await
    }

    /// As [`World::serve`], on a port.
    pub async fn serve_at(&self, port: &str) -> Process {
        let ports = [("PORT".to_owned(), port.to_owned())];
        let process = self.start(&["serve", "--no-work"], &ports).await;
        let process = process.unwrap_or_else(|| panic!("no server: {}", self.logged()));
        self.addresses.add(process.address.as_deref().expect("an address"));
        process
    }

    /// Starts a worker.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn work(&self) -> Process {
        self.start(&["work"], &[]).await.unwrap_or_else(|| panic!("no worker: {}", self.logged()))
    }

    /// Starts a worker, or a server where it is told so, to which a fault happens; none when that
    /// was before it was ready.
    pub async fn doomed(&self, arguments: &[&str], fault: &str) -> Option<Process> {
        let process = self.start(arguments, &[("JOBWISE_FAULT".to_owned(), fault.to_owned())]).await?;
        if let Some(address) = &process.address {
            self.addresses.add(address);
        }
        Some(process)
    }

    async fn start(&self, arguments: &[&str], more: &[(String, String)]) -> Option<Process> {
        let environment = [self.settings.as_slice(), more].concat();
        Process::start(arguments, &environment, &self.log()).await
    }

    /// A client that knows where the world is served.
    pub fn client(&self) -> Client {
        Client::new(self.addresses.clone())
    }

    /// A connection of the harness's own.
    pub async fn connect(&self) -> tokio_postgres::Client {
        let (client, connection) = tokio_postgres::connect(self.url.expose(), NoTls).await.expect("Postgres");
        // It ends with the client, or with the server.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        client
    }

    /// The cluster, where the world has one of its own.
    pub fn cluster(&self) -> Option<&LocalPostgres> {
        match &self.tables {
            Tables::Own { cluster } => Some(cluster),
            Tables::Shared { .. } => None,
        }
    }

    /// The address of its tables.
    pub fn url(&self) -> &Secret {
        &self.url
    }

    /// A number that no other generation of this world has.
    pub fn next_marker(&self) -> u64 {
        self.markers.fetch_add(1, Ordering::Relaxed)
    }

    /// Where its files lie.
    pub fn files(&self) -> PathBuf {
        self.data.path().join("files")
    }

    fn log(&self) -> PathBuf {
        self.data.path().join("log")
    }

    /// What its processes have logged.
    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.data.path()
    }
}

impl Drop for World {
    /// Waits until its tables are gone, so that they go even with the last world of a run.
    fn drop(&mut self) {
        match &self.tables {
            Tables::Own { cluster } => {
                if let Err(error) = cluster.remove() {
                    eprintln!("a private Postgres is left behind: {error}");
                }
            }
            Tables::Shared { name } => {
                let name = name.clone();
                let (done, is_done) = std::sync::mpsc::channel();
                RUNTIME.spawn(async move {
                    server().await.drop_database(&name).await;
                    // Fails only when nobody waits any more.
                    let _ = done.send(());
                });
                let _ = is_done.recv();
            }
        }
    }
}

async fn server() -> &'static TestServer {
    SERVER.get_or_init(TestServer::prepare).await
}

/// Runs something about the shared server on the runtime that outlives all scenarios.
async fn on_server<T: Send + 'static>(
    work: impl AsyncFnOnce(&'static TestServer) -> T + Send + 'static,
) -> T {
    let (done, is_done) = tokio::sync::oneshot::channel();
    RUNTIME.spawn_blocking(move || {
        let value = RUNTIME.block_on(async { work(server().await).await });
        // Fails only when the scenario was given up.
        let _ = done.send(value);
    });
    is_done.await.expect("the server answers")
}
