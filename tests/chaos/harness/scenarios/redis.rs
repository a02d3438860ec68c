//! Redis is killed and comes back while people walk. It carries only hints, so nothing may be lost
//! and nobody may notice.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{Line, Outcome, end_all, walk_while};
use crate::harness::PATIENCE;
use crate::harness::random::Random;
use crate::harness::world::World;

/// How often a server that starts is asked.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// A Redis of this scenario's own. It dies with this value.
struct Redis {
    port: u16,
    child: Child,
}

impl Redis {
    /// Starts one, which keeps nothing, and waits until it answers.
    ///
    /// # Panics
    /// When there is no `redis-server` (Debian package `redis-server`), or it does not start.
    async fn start(port: u16, folder: &std::path::Path) -> Self {
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

    /// Kills it.
    async fn kill(mut self) {
        self.child.kill().await.expect("a child of ours");
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
    async fn wait_for_clients(&self, least: usize) {
        let connected = async {
            while self.clients().await.is_none_or(|clients| clients < least) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        let waited = timeout(PATIENCE, connected).await;
        assert!(waited.is_ok(), "Redis never had {least} clients");
    }
}

/// Kills Redis so many times.
pub async fn kills(count: usize, seed: u64, people: usize) -> Outcome {
    let mut world = World::new().await;
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    world.set("REDIS_URL", &format!("redis://127.0.0.1:{port}"));
    let redis = Redis::start(port, world.folder()).await;
    let processes = [world.serve().await, world.serve().await, world.work().await, world.work().await];
    // Each process at least is there, or nothing is shown by what follows.
    redis.wait_for_clients(processes.len()).await;
    let client = world.client();
    let harm = harm(&world, redis, count, seed, processes.len());
    let (back_ms, walks) = walk_while(&world, &client, people, harm).await;
    end_all(processes).await;
    let lines = vec![
        Line::times("from Redis's restart until every process has it back", &back_ms, "5,000 ms"),
        Line::new(
            format!("{count} kills of Redis, seed {seed}"),
            format!("{} generations, {} requests failed", walks.len(), client.tally.failures().len()),
            "0 lost, 0 wrong",
        ),
    ];
    Outcome::of(&world, walks, lines).await
}

/// Kills and starts it; gives how long it took each time until all were connected again.
async fn harm(world: &World, mut redis: Redis, count: usize, seed: u64, processes: usize) -> Vec<f64> {
    let mut random = Random::new(seed);
    let mut back_ms = Vec::new();
    let pause = async |random: &mut Random| {
        tokio::time::sleep(Duration::from_millis(random.between(200, 1_500) as u64)).await;
    };
    for _ in 0..count {
        pause(&mut random).await;
        let port = redis.port;
        redis.kill().await;
        pause(&mut random).await;
        redis = Redis::start(port, world.folder()).await;
        let begun = Instant::now();
        redis.wait_for_clients(processes).await;
        back_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    back_ms
}
