//! Postgres goes away under everybody: it is restarted, and its connections are cut.

use std::time::Duration;

use jobwise::db::local::LocalPostgres;
use tokio_postgres::Client as Connection;

use super::{Line, Outcome, end_all, walk_while};
use crate::harness::client::Client;
use crate::harness::now_ms;
use crate::harness::random::Random;
use crate::harness::world::World;

/// How much harm is done.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    /// How often Postgres is restarted.
    pub restarts: usize,
    /// How many connections are cut, in groups between the restarts.
    pub connections: usize,
    /// The seed of when.
    pub seed: u64,
    /// How many people walk meanwhile.
    pub people: usize,
}

/// What a restart took.
#[derive(Debug, Clone, Copy)]
struct Restart {
    /// When Postgres answered again.
    back_ms: i64,
}

/// Does it.
pub async fn cut(cuts: Cuts) -> Outcome {
    println!("{cuts:?}");
    let world = World::with_own_postgres().await;
    let mut processes =
        vec![world.serve().await, world.serve().await, world.work().await, world.work().await];
    let client = world.client();
    let harm = harm(&world, cuts);
    let ((restarts, cut), walks) = walk_while(&world, &client, cuts.people, harm).await;
    let are_alive = processes.iter_mut().all(|process| process.is_alive());
    end_all(processes).await;
    assert!(are_alive, "a process ended with its Postgres: {}", world.logged());
    let answered = answered_after(&client, &restarts);
    let went_on = went_on_after(&world.connect().await, &restarts).await;
    let what = |what: &str| format!("from Postgres's restart to {what}, {} times", restarts.len());
    let lines = vec![
        Line::times(what("the first answered request"), &answered, "5,000 ms"),
        Line::times(what("the next stage begun or ended"), &went_on, "5,000 ms"),
        Line::new(
            format!("{} restarts of Postgres and {cut} cut connections, seed {}", restarts.len(), cuts.seed),
            format!("{} generations", walks.len()),
            "0 lost, 0 wrong",
        ),
    ];
    let mut outcome = Outcome::of(&world, walks, lines).await;
    let failures = client.tally.failures();
    if !failures.is_empty() {
        outcome.lines.push(Line::new("requests that failed for good", failures.join("; "), "0"));
    }
    outcome
}

/// Cuts and restarts; gives the restarts, and how many connections were cut.
async fn harm(world: &World, cuts: Cuts) -> (Vec<Restart>, usize) {
    let cluster = world.cluster().expect("a cluster of its own");
    let mut random = Random::new(cuts.seed);
    let mut restarts = Vec::new();
    let mut cut = 0;
    for round in 0..=cuts.restarts {
        let until = cuts.connections * (round + 1) / (cuts.restarts + 1);
        let connection = world.connect().await;
        while cut < until {
            pause(&mut random, 20, 120).await;
            cut += usize::from(cut_one(&connection).await);
        }
        if round < cuts.restarts {
            pause(&mut random, 100, 900).await;
            restarts.push(restart(cluster).await);
            // What stood still goes on before the next one.
            pause(&mut random, 1_500, 3_000).await;
        }
    }
    (restarts, cut)
}

async fn pause(random: &mut Random, least_ms: usize, most_ms: usize) {
    tokio::time::sleep(Duration::from_millis(random.between(least_ms, most_ms) as u64)).await;
}

async fn restart(cluster: &LocalPostgres) -> Restart {
    cluster.stop().await.expect("a Postgres that stops");
    cluster.start().await.expect("a Postgres that starts");
    Restart { back_ms: now_ms() }
}

/// Cuts a connection of the program's; false when there was none.
async fn cut_one(connection: &Connection) -> bool {
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity WHERE application_name = 'jobwise' ORDER BY random() LIMIT 1) AS one";
    connection.query_one(cut, &[]).await.expect("a connection of our own").get::<_, i64>(0) > 0
}

/// How long after each restart a request was first answered, in milliseconds.
fn answered_after(client: &Client, restarts: &[Restart]) -> Vec<f64> {
    let times = client.times.lock().expect("the times");
    let ends = || times.iter().map(|(begun_ms, took)| begun_ms + took.as_millis() as i64);
    first_after(restarts, ends)
}

/// How long after each restart a stage was first begun or ended.
async fn went_on_after(connection: &Connection, restarts: &[Restart]) -> Vec<f64> {
    let query = "SELECT (extract(epoch FROM created_at) * 1000)::bigint FROM events ORDER BY created_at";
    let rows = connection.query(query, &[]).await.expect("the events");
    let told: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    first_after(restarts, || told.iter().copied())
}

fn first_after<I: Iterator<Item = i64>>(restarts: &[Restart], moments: impl Fn() -> I) -> Vec<f64> {
    let first = |restart: &Restart| {
        moments().filter(|at| *at >= restart.back_ms).min().map(|at| at - restart.back_ms)
    };
    restarts.iter().filter_map(first).map(|took| took as f64).collect()
}

#[test]
fn the_first_moment_after_each_restart_counts() {
    let restarts = [Restart { back_ms: 100 }, Restart { back_ms: 300 }, Restart { back_ms: 900 }];
    assert_eq!(first_after(&restarts, || [50, 450, 120, 310].into_iter()), [20.0, 10.0]);
}
