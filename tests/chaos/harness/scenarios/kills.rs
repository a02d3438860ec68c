//! Servers and workers are killed at random instants, and started again at once.

use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::{Line, Outcome, end_all, walk_while};
use crate::harness::process::Process;
use crate::harness::random::Random;
use crate::harness::world::World;

/// How much harm is done.
#[derive(Debug, Clone, Copy)]
pub struct Kills {
    /// How many processes are killed.
    pub count: usize,
    /// The seed of which and when.
    pub seed: u64,
    /// How many people walk meanwhile.
    pub people: usize,
}

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Server,
    Worker,
}

/// The pause between two kills, in milliseconds: each of five processes lives for some five seconds,
/// in which a stage has to come to its end even where the machine does other things besides.
const LEAST_MS: usize = 100;
const MOST_MS: usize = 1_900;

/// Two servers and three workers with a Redis, any of which but that may be killed.
const PROCESSES: [Kind; 5] = [Kind::Server, Kind::Worker, Kind::Server, Kind::Worker, Kind::Worker];

/// Does it.
pub async fn at_random(kills: Kills) -> Outcome {
    println!("{kills:?}");
    let world = World::with_redis().await;
    let mut alive = Vec::new();
    for kind in PROCESSES {
        alive.push((kind, start(&world, kind).await));
    }
    let client = world.client();
    let harm = kill(&world, &mut alive, kills);
    let (killed, walks) = walk_while(&world, &client, kills.people, harm).await;
    end_all(alive.into_iter().map(|(_, process)| process)).await;
    let count = walks.len();
    let breaks: usize = walks.iter().map(|walk| walk.heard.breaks).sum();
    let mut outcome = Outcome::of(&world, walks, Vec::new()).await;
    let broken: i64 = outcome.record.tasks.iter().map(|task| task.broken).sum();
    outcome.lines.push(Line::new(
        format!(
            "{} servers and {} workers killed at random instants, seed {}",
            killed.0, killed.1, kills.seed
        ),
        format!("{count} generations; {broken} runs broke off, {breaks} subscriptions went on elsewhere"),
        "0 lost, 0 doubled, 0 repeated calls of finished stages, 0 given up",
    ));
    outcome
}

async fn start(world: &World, kind: Kind) -> Process {
    match kind {
        Kind::Server => world.serve().await,
        Kind::Worker => world.work().await,
    }
}

/// Kills one after the other; returns how many servers and workers.
async fn kill(world: &World, alive: &mut Vec<(Kind, Process)>, kills: Kills) -> (usize, usize) {
    let mut random = Random::new(kills.seed);
    let mut starting = FuturesUnordered::new();
    let mut killed = (0, 0);
    for _ in 0..kills.count {
        let next = tokio::time::sleep(Duration::from_millis(random.between(LEAST_MS, MOST_MS) as u64));
        tokio::pin!(next);
        loop {
            tokio::select! {
                Some(started) = starting.next(), if !starting.is_empty() => alive.push(started),
                () = &mut next, if !alive.is_empty() => break,
            }
        }
        let (kind, mut process) = alive.swap_remove(random.below(alive.len()));
        match kind {
            Kind::Server => killed.0 += 1,
            Kind::Worker => killed.1 += 1,
        }
        process.kill().await;
        if let Some(address) = &process.address {
            world.addresses.remove(address);
        }
        starting.push(async move { (kind, start(world, kind).await) });
    }
    alive.extend(starting.collect::<Vec<_>>().await);
    killed
}

/// Kills a worker of its own so many times within some time, and starts it again.
pub async fn kill_workers(world: &World, kills: Kills, lasting: Duration) {
    if kills.count == 0 {
        return;
    }
    let mut random = Random::new(kills.seed);
    let most_ms = 2 * lasting.as_millis() as usize / (kills.count + 1);
    for _ in 0..kills.count {
        let mut worker = world.work().await;
        tokio::time::sleep(Duration::from_millis(random.between(most_ms / 4, most_ms * 3 / 4) as u64)).await;
        worker.kill().await;
    }
}
