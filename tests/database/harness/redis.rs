//! A Redis of the test's own, which can be killed and started again, and a way to it that can be
//! made to stall.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A server that keeps nothing.
pub struct TestRedis {
    port: u16,
    folder: tempfile::TempDir,
    running: Option<Child>,
}

impl TestRedis {
    /// Starts one on a port of its own.
    pub fn start() -> Self {
        // Another may take the port before it is used; then the start says so.
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one").port();
        let mut redis = Self { port, folder: tempfile::tempdir().expect("a folder"), running: None };
        redis.restart();
        redis
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Its address for `REDIS_URL`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().expect("to kill it");
            running.wait().expect("to see it end");
        }
    }

    /// Starts it where it was, and waits until it takes connections.
    pub fn restart(&mut self) {
        let mut command = Command::new("redis-server");
        command.args([
            "--port",
            &self.port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]);
        command.arg("--dir").arg(self.folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = command
            .spawn()
            .expect("redis-server, which scripts/setup installs (Debian's package redis-server)");
        let output = running.stdout.take().expect("its output");
        self.running = Some(running);
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("eady to accept connections")), "redis-server does not start");
        // What else it says is thrown away, or it would wait for somebody to read it.
        std::thread::spawn(move || lines.for_each(drop));
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A way to a server on which everything stands still when told to.
pub struct StallingWay {
    /// Where it begins.
    pub address: SocketAddr,
    is_stalled: watch::Sender<bool>,
}

impl StallingWay {
    /// Opens a way.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (is_stalled, stalled) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(server).await else { continue };
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(carry(from_client, to_server, stalled.clone()));
                tokio::spawn(carry(from_server, to_client, stalled.clone()));
            }
        });
        Self { address, is_stalled }
    }

    /// Its address for `REDIS_URL`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Lets nothing through from now on, on connections old and new.
    pub fn stall(&self) {
        self.is_stalled.send_replace(true);
    }

    /// Lets everything through again.
    pub fn go_on(&self) {
        self.is_stalled.send_replace(false);
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut stalled: watch::Receiver<bool>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if stalled.wait_for(|is_stalled| !is_stalled).await.is_err()
            || to.write_all(&bytes[..read]).await.is_err()
        {
            return;
        }
    }
}
