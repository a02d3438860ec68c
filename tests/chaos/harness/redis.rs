//! A Redis of a world's own, which may be killed.

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::PATIENCE;

/// How often a server that starts is asked.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// The server. It dies with this value.
pub struct Redis {
    port: u16,
    child: Child,
}

impl Redis {
    /// Starts one, which keeps nothing, and waits until it answers.
    ///
    /// # Panics
    /// When there is no `redis-server` (Debian package `redis-server`), or it does not start.
    pub async fn start(folder: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        Self::start_at(free.expect("a free port").port(), folder).await
    }

    /// As [`Redis::start`], on a port.
    pub async fn start_at(port: u16, folder: &Path) -> Self {
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("redis-server (Debian package redis-server) is installed");
        let redis = Self { port, child };
        redis.wait_for_clients(0).await;
        redis
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it; gives its port.
    pub async fn kill(mut self) -> u16 {
        self.child.kill().await.expect("a child of ours");
        self.port
    }

    /// How many others are connected; none while it does not answer.
    async fn clients(&self) -> Option<usize> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        stream.write_all(b"INFO clients\r\nQUIT\r\n").await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        let line = answer.lines().find_map(|line| line.strip_prefix("connected_clients:"))?;
        // This one is not counted.
        line.trim().parse::<usize>().ok()?.checked_sub(1)
    }

    /// Waits until so many are connected.
    pub async fn wait_for_clients(&self, least: usize) {
        let connected = async {
            while self.clients().await.is_none_or(|clients| clients < least) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        let waited = timeout(PATIENCE, connected).await;
        assert!(waited.is_ok(), "Redis never had {least} clients");
    }
}
