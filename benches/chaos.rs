//! Chaos at full size: processes killed, stopped and restarted, Postgres cut, people by the
//! hundred; prints what was measured beside what it is to reach, and fails where an invariant is
//! broken.
//!
//! `cargo bench --bench chaos` does all of it, some 40 minutes without the soak. Words behind `--`
//! choose: `kills`, `points`, `sections`, `recovery`, `stops`, `postgres`, `redis`, `cancel`, `rolling`, `load`, `soak`; a
//! word may have a count, as `kills=300`, and `seed=7` changes the seed. `soak` has minutes, `soak=30`,
//! and is done only when it is named. `JOBWISE_BENCH_PROGRAM` names another build of the program.

#[path = "../tests/chaos/harness/mod.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod harness;

use std::time::{Duration, Instant};

use harness::invariants::broken;
use harness::scenarios::kills::{self, Kills};
use harness::scenarios::load::{self, Load};
use harness::scenarios::points::{self, Place, first_passings};
use harness::scenarios::postgres::{self, Cuts};
use harness::scenarios::{Line, Outcome, cancel, print, recovery, redis, rolling, sections, stops};

/// How often a named point is passed at most before the run is over, in the long run.
const PASSINGS: u32 = 40;

/// Worlds side by side in which processes die at named points.
const LANES: usize = 4;

/// What was asked for on the command line.
struct Asked(Vec<String>);

impl Asked {
    /// The number given with a word; none when the word was not asked for.
    fn count(&self, word: &str, default: usize) -> Option<usize> {
        let given = self.0.iter().find_map(|argument| match argument.split_once('=') {
            Some((name, count)) if name == word => count.parse().ok(),
            None if argument == word => Some(default),
            _ => None,
        });
        let names_none = self.0.iter().all(|argument| argument.starts_with("seed="));
        given.or((names_none && word != "soak").then_some(default))
    }

    fn seed(&self) -> u64 {
        self.0.iter().find_map(|argument| argument.strip_prefix("seed=")?.parse().ok()).unwrap_or(1)
    }
}

fn main() {
    // A bench is a program of its own; the floors hold for src alone.
    #[allow(clippy::disallowed_methods)]
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` only wants to know that it builds.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let asked = Asked(arguments.into_iter().filter(|argument| argument != "--bench").collect());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut judged = Judged::default();
    runtime.block_on(run(&asked, &mut judged));
    println!();
    print(&judged.lines);
    if !judged.broken.is_empty() {
        eprintln!("\nbroken:\n{}", judged.broken.join("\n"));
        std::process::exit(1);
    }
}

async fn run(asked: &Asked, judged: &mut Judged) {
    let seed = asked.seed();
    if let Some(count) = asked.count("kills", 300) {
        judged.take("kills", kills::at_random(Kills { count, seed, people: 6 })).await;
    }
    if let Some(passings) = asked.count("points", PASSINGS as usize) {
        let places = all_passings(passings as u32);
        for outcome in points::in_lanes(&places, LANES).await {
            judged.judge("points", outcome);
        }
    }
    if let Some(passings) = asked.count("sections", 12) {
        let mut places = sections::FEW.to_vec();
        for point in
            ["db.commit.before", "db.commit.after", "db.publish.before", "db.publish.after", "ai.byte"]
        {
            places.extend((1..=passings as u32).map(|passing| (point, passing)));
        }
        let outcome = sections::at(&places, LANES).await;
        print(std::slice::from_ref(&outcome.line));
        judged.lines.push(outcome.line);
        judged.broken.extend(outcome.broken);
    }
    if let Some(count) = asked.count("recovery", 50) {
        judged.take("recovery, another worker", recovery::of(count, true)).await;
        judged.take("recovery, restarted", recovery::of(count, false)).await;
    }
    if let Some(count) = asked.count("stops", 100) {
        let places = stops_at(count);
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        judged.take("stops", stops::at(&places)).await;
    }
    if let Some(restarts) = asked.count("postgres", 20) {
        judged
            .take("postgres", postgres::cut(Cuts { restarts, connections: restarts * 25, seed, people: 4 }))
            .await;
    }
    if let Some(count) = asked.count("redis", 20) {
        judged.take("redis", redis::kills(count, seed, 4)).await;
    }
    if let Some(count) = asked.count("cancel", 100) {
        judged.take("cancel", cancel::of(count)).await;
    }
    if let Some(count) = asked.count("rolling", 50) {
        judged.take("rolling", rolling::restarts(count, 4)).await;
    }
    if let Some(people) = asked.count("load", 500) {
        let load = Load {
            people,
            lasting: Duration::from_secs(120),
            // Half a generation a second, which is what two cores have to spare.
            thinking: Duration::from_secs(10),
            between_generations: 100,
            kills: 0,
            seed,
        };
        judged.take("load", load::of(load)).await;
    }
    if let Some(minutes) = asked.count("soak", 30) {
        let load = Load {
            people: 20,
            lasting: Duration::from_secs(minutes as u64 * 60),
            thinking: Duration::from_secs(3),
            between_generations: 15,
            kills: minutes * 4,
            seed,
        };
        judged.take("soak", load::of(load)).await;
    }
}

/// Every point, and of what is passed more than once the later passings.
fn all_passings(most: u32) -> Vec<Place> {
    let mut places = first_passings();
    for point in ["db.commit.before", "db.commit.after", "db.publish.before", "db.publish.after", "ai.byte"] {
        places.extend((2..=most).map(|passing| Place::of_worker(point, passing)));
    }
    for point in ["generation.stage.begun", "generation.stage.made", "generation.stage.kept"] {
        places.extend((2..=5).map(|passing| Place::of_worker(point, passing)));
    }
    for point in [
        "ai.reserved",
        "ai.ask",
        "ai.head",
        "ai.answered",
        "ai.settled",
        "files.put.before",
        "files.put.after",
    ] {
        places.push(Place::of_worker(point, 2));
    }
    for point in ["db.commit.before", "db.commit.after", "db.publish.before", "db.publish.after"] {
        places.extend((1..=most / 4).map(|passing| Place::of_server(point, passing)));
    }
    places
}

/// So many places to stand still at, in turn those where something is about to be written.
fn stops_at(count: usize) -> Vec<String> {
    const PLACES: [&str; 14] = [
        "generation.stage.begun:1",
        "generation.stage.begun:3",
        "generation.stage.made:1",
        "generation.stage.made:2",
        "generation.stage.made:3",
        "generation.stage.made:4",
        "generation.stage.made:5",
        "ai.reserved:1",
        "ai.byte:1",
        "ai.byte:3",
        "ai.answered:1",
        "files.put.after:1",
        "files.put.before:2",
        "queue.end.before:1",
    ];
    (0..count).map(|at| PLACES[at % PLACES.len()].to_owned()).collect()
}

/// What all scenarios came to.
#[derive(Default)]
struct Judged {
    lines: Vec<Line>,
    broken: Vec<String>,
}

impl Judged {
    async fn take(&mut self, name: &str, scenario: impl Future<Output = Outcome>) {
        let begun = Instant::now();
        println!("{name} ...");
        let outcome = scenario.await;
        println!("{name}: {:.0} s", begun.elapsed().as_secs_f64());
        self.judge(name, outcome);
    }

    fn judge(&mut self, name: &str, outcome: Outcome) {
        print(&outcome.lines);
        let faults = broken(&outcome.record);
        if !faults.is_empty() {
            println!("{}", outcome.logged);
        }
        let generations = outcome.record.generations.len();
        let held = format!("{} broken by {generations} generations", faults.len());
        self.lines.push(Line::new(format!("{name}: the invariants of the whole"), held, "0"));
        self.broken.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
        self.lines.extend(outcome.lines);
    }
}
