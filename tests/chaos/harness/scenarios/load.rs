//! Many people at once, and for long: what an instance holds, and how fast the API answers
//! beside the work.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use super::kills::{Kills, kill_workers};
use super::{Line, Outcome, end_all};
use crate::harness::client::Client;
use crate::harness::percentile;
use crate::harness::process::Process;
use crate::harness::random::Random;
use crate::harness::walkers::{Walk, Walker};
use crate::harness::world::World;

/// Who does what for how long.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// People at once.
    pub people: usize,
    /// For how long.
    pub lasting: Duration,
    /// The time between two things a person does, on the average.
    pub thinking: Duration,
    /// Of so many things a person does one is a generation.
    pub between_generations: usize,
    /// How often a third worker is killed meanwhile; two workers and both servers live through all
    /// of it.
    pub kills: usize,
    /// The seed of all that is random.
    pub seed: u64,
}

/// What a person reads in between.
const READS: [&str; 5] = [
    "{ viewer { id email } }",
    "{ profiles(first: 5) { edges { node { id title } } } }",
    "{ savedJobs(first: 20) { edges { node { id job { title } documents { id } } } } }",
    "{ generations(first: 5) { edges { node { id status progress stages { stage status } } } } }",
    "{ documents(first: 5) { edges { node { id kind files { fileName downloadUrl } } } } }",
];

/// Measurements of a process, taken again and again.
struct Watched {
    name: String,
    megabytes: Vec<f64>,
    descriptors: Vec<usize>,
}

/// Does it.
pub async fn of(load: Load) -> Outcome {
    println!("{load:?}");
    let mut world = World::with_redis().await;
    world.set("DB_POOL_SIZE", "10");
    let mut processes =
        vec![world.serve().await, world.serve().await, world.work().await, world.work().await];
    let client = world.client();
    let everybody = sign_everybody_up(&world, &client, load.people).await;
    client.times.lock().expect("the times").clear();
    let until = Instant::now() + load.lasting;
    let living =
        join_all(everybody.iter().enumerate().map(|(number, walker)| live(walker, number, load, until)));
    let kills = Kills { count: load.kills, seed: load.seed, people: 0 };
    let harm = kill_workers(&world, kills, load.lasting);
    let looking = look(&processes, until);
    let (walks, (), watched) = tokio::join!(living, harm, looking);
    let walks: Vec<Walk> = walks.into_iter().flatten().collect();
    assert!(processes.iter_mut().all(Process::is_alive), "{}", world.logged());
    end_all(processes).await;
    let lines = lines(load, &client, &watched, walks.len());
    Outcome::of(&world, walks, lines).await
}

/// Signs everybody up, a few at a time: that is work of the processor.
async fn sign_everybody_up<'w>(world: &'w World, client: &Client, people: usize) -> Vec<Walker<'w>> {
    let mut everybody = Vec::new();
    while everybody.len() < people {
        let next = (people - everybody.len()).min(4);
        everybody.extend(join_all((0..next).map(|_| Walker::sign_up(world, client))).await);
    }
    everybody
}

/// One person: reads, thinks, and now and then has documents made.
async fn live(walker: &Walker<'_>, number: usize, load: Load, until: Instant) -> Vec<Walk> {
    let mut random = Random::new(load.seed.wrapping_add(number as u64));
    let mut walks = Vec::new();
    while Instant::now() < until {
        let thinking = random.between(0, 2 * load.thinking.as_millis() as usize);
        tokio::time::sleep(Duration::from_millis(thinking as u64)).await;
        if random.below(load.between_generations) == 0 {
            walks.push(walker.walk().await);
        } else {
            walker.client.ask(READS[random.below(READS.len())], json!({})).await;
        }
    }
    walks
}

/// Looks at the processes from time to time.
async fn look(processes: &[Process], until: Instant) -> Vec<Watched> {
    let names = ["server 1", "server 2", "worker 1", "worker 2"];
    let watch =
        |name: &&str| Watched { name: (*name).to_owned(), megabytes: Vec::new(), descriptors: Vec::new() };
    let mut watched: Vec<Watched> = names.iter().map(watch).collect();
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_secs(1)).await;
        for (of, process) in watched.iter_mut().zip(processes) {
            of.megabytes.push(process.resident_bytes() as f64 / 1_000_000.0);
            of.descriptors.push(process.descriptors());
        }
    }
    watched
}

fn lines(load: Load, client: &Client, watched: &[Watched], generations: usize) -> Vec<Line> {
    let times: Vec<f64> = {
        let times = client.times.lock().expect("the times");
        times.iter().map(|(_, took)| took.as_secs_f64() * 1_000.0).collect()
    };
    let what = format!(
        "{} people for {} s, {} kills, seed {}",
        load.people,
        load.lasting.as_secs(),
        load.kills,
        load.seed
    );
    let mut lines = vec![Line::new(
        format!("{what}: requests"),
        format!(
            "{} answered and {generations} generations; half {:.0} ms, p95 {:.0} ms, p99 {:.0} ms",
            times.len(),
            percentile(&times, 50.0),
            percentile(&times, 95.0),
            percentile(&times, 99.0)
        ),
        "p95 100 ms",
    )];
    for of in watched {
        let quarter = of.megabytes.len() / 4;
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        let most = |part: &[usize]| part.iter().copied().max().unwrap_or(0);
        let (second, last) = (quarter..2 * quarter, of.megabytes.len() - quarter..of.megabytes.len());
        lines.push(Line::new(
            format!("{what}: {}", of.name),
            format!(
                "{:.0} MB at most; {:.0} MB in the second quarter, {:.0} MB in the last; descriptors {} and {}",
                percentile(&of.megabytes, 100.0),
                mean(&of.megabytes[second.clone()]),
                mean(&of.megabytes[last.clone()]),
                most(&of.descriptors[second]),
                most(&of.descriptors[last])
            ),
            "256 MB; flat",
        ));
    }
    lines
}
