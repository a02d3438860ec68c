//! Redis is killed and comes back while people walk. It carries only hints, so nothing may be lost
//! and nobody may notice.

use std::time::{Duration, Instant};

use super::{Line, Outcome, end_all, walk_while};
use crate::harness::random::Random;
use crate::harness::redis::Redis;
use crate::harness::world::World;

/// Kills Redis so many times.
pub async fn kills(count: usize, seed: u64, people: usize) -> Outcome {
    let mut world = World::with_redis().await;
    let redis = world.redis.take().expect("a world with one");
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
        let port = redis.kill().await;
        pause(&mut random).await;
        redis = Redis::start_at(port, world.folder()).await;
        let begun = Instant::now();
        redis.wait_for_clients(processes).await;
        back_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    back_ms
}
