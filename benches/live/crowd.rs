//! 10,000 live subscriptions on one process.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;

use super::load::served::Served;
use super::postgres::Postgres;
use super::stage::{Stage, Times};
use super::tell;
use super::watcher::Watcher;

const GENERATIONS: usize = 100;
const WATCHERS_EACH: usize = 100;
/// Events of each generation, one a second.
const EVENTS: usize = 60;
const INTERVAL: Duration = Duration::from_secs(1);
/// Sockets that are opened at once.
const OPENING: usize = 50;

const MEMORY_BUDGET_MB: f64 = 200.0;
const DELAY_BUDGET_MS: f64 = 250.0;

/// Watches until all events have come; how long each was on its way, in microseconds.
async fn watch(stage: Arc<Stage>, at: usize, mut watcher: Watcher) -> Vec<u64> {
    let watched = &stage.watched[at];
    let mut delays = Vec::with_capacity(EVENTS);
    while watcher.last < EVENTS as i64 {
        let (now, number) = watcher.next().await.expect("an event");
        let came_us = now.duration_since(stage.start).as_micros() as u64;
        delays.push(came_us.saturating_sub(watched.told_us(number)));
    }
    delays
}

fn megabytes(served: &Served) -> f64 {
    served.resident_bytes() as f64 / 1e6
}

/// Prints what they cost.
pub async fn measure(postgres: &Postgres) {
    let served = postgres.serve();
    let stage = Arc::new(Stage::set(postgres, &served, GENERATIONS).await);
    let before = megabytes(&served);
    let count = GENERATIONS * WATCHERS_EACH;
    let opening = stream::iter(0..count).map(|number| {
        let (stage, address) = (Arc::clone(&stage), served.address.clone());
        async move {
            let at = number % GENERATIONS;
            let mut watcher = Watcher::subscribe(&address, &stage.watched[at], 0).await.expect("a socket");
            watcher.settle().await.expect("a subscription");
            (at, watcher)
        }
    });
    let watchers: Vec<(usize, Watcher)> = opening.buffer_unordered(OPENING).collect().await;
    let connected = megabytes(&served);
    println!(
        "{before:.1} MB before, {connected:.1} MB with {count} subscriptions: {:.2} KB each",
        (connected - before) * 1e3 / count as f64
    );
    let watching: Vec<_> = watchers
        .into_iter()
        .map(|(at, watcher)| tokio::spawn(watch(Arc::clone(&stage), at, watcher)))
        .collect();
    let (server_ns, postgres_ns) = (served.cpu_ns(), postgres.cpu_ns());
    let telling = join_all(stage.watched.iter().enumerate().map(|(at, watched)| {
        let delay = INTERVAL * at as u32 / GENERATIONS as u32;
        stage.tell(watched, EVENTS, INTERVAL, delay)
    }));
    let mut highest = connected;
    let looking = async {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            highest = highest.max(megabytes(&served));
        }
    };
    tokio::select! {
        _ = telling => {}
        () = looking => {}
    }
    let mut delays = Times::default();
    for watching in watching {
        delays.add(watching.await.expect("nothing lost, doubled or out of order"));
    }
    highest = highest.max(megabytes(&served));
    let delivered = delays.count();
    assert_eq!(delivered, count * EVENTS, "all of them");
    let each_us = |ns: u64| ns as f64 / 1e3 / delivered as f64;
    println!(
        "{delivered} events delivered, 0 lost; each {:.1} µs of the server's time and {:.1} µs of Postgres's",
        each_us(served.cpu_ns() - server_ns),
        each_us(postgres.cpu_ns() - postgres_ns)
    );
    println!(
        "publish to receive: p50 {:.1} ms, longest {:.1} ms",
        delays.within_ms(500),
        delays.within_ms(1_000)
    );
    tell("publish to receive, p99", delays.within_ms(990), DELAY_BUDGET_MS, "ms");
    tell(&format!("memory with {count} live subscriptions, at most"), highest, MEMORY_BUDGET_MB, "MB");
}
