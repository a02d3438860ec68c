//! Subscribers that leave and come back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::load::random::Random;
use super::postgres::Postgres;
use super::stage::{Stage, Times};
use super::tell;
use super::watcher::Watcher;

const GENERATIONS: usize = 100;
const SUBSCRIBERS_EACH: usize = 10;
/// How often each leaves and comes back.
const RECONNECTS: usize = 10;
const EVENTS: usize = 60;
const INTERVAL: Duration = Duration::from_millis(500);

const DELAY_BUDGET_MS: f64 = 150.0;

/// Watches to the last event and reconnects on the way; how long each event was on its way that was
/// told while it was there, in microseconds.
async fn watch(stage: Arc<Stage>, address: String, number: usize) -> (usize, Vec<u64>) {
    let watched = Arc::clone(&stage.watched[number % GENERATIONS]);
    let mut random = Random::new(number as u64);
    let (mut last, mut reconnects, mut delays) = (0, 0, Vec::new());
    while last < EVENTS as i64 {
        // The last time it stays.
        let is_last_time = reconnects == RECONNECTS;
        let most = (EVENTS - last as usize) / (RECONNECTS + 1 - reconnects).max(1);
        let stays_for = if is_last_time { EVENTS } else { random.between(0, most * 2) };
        let mut watcher = Watcher::subscribe(&address, &watched, last).await.expect("a socket");
        if random.is(50) {
            watcher.settle().await.expect("a subscription");
        }
        let came_us = Instant::now().duration_since(stage.start).as_micros() as u64;
        for _ in 0..stays_for {
            if watcher.last >= EVENTS as i64 {
                break;
            }
            let (now, number) = watcher.next().await.expect("an event");
            let told_us = watched.told_us(number);
            if told_us > came_us {
                delays.push((now.duration_since(stage.start).as_micros() as u64).saturating_sub(told_us));
            }
        }
        last = watcher.last;
        reconnects += 1;
    }
    (reconnects - 1, delays)
}

/// Prints what comes of it.
pub async fn measure(postgres: &Postgres) {
    let served = postgres.serve();
    let stage = Arc::new(Stage::set(postgres, &served, GENERATIONS).await);
    let subscribers: Vec<_> = (0..GENERATIONS * SUBSCRIBERS_EACH)
        .map(|number| tokio::spawn(watch(Arc::clone(&stage), served.address.clone(), number)))
        .collect();
    join_all(stage.watched.iter().enumerate().map(|(at, watched)| {
        let delay = INTERVAL * at as u32 / GENERATIONS as u32;
        stage.tell(watched, EVENTS, INTERVAL, delay)
    }))
    .await;
    let (mut all, mut delays) = (0, Times::default());
    let count = subscribers.len();
    for subscriber in subscribers {
        let (reconnects, times) = subscriber.await.expect("no gap, no double, in order");
        all += reconnects;
        delays.add(times);
    }
    println!(
        "{count} subscribers, {all} reconnects: 0 gaps, 0 doubles, in order; {} events live, p50 {:.1} ms",
        delays.count(),
        delays.within_ms(500)
    );
    tell("publish to receive, p99", delays.within_ms(990), DELAY_BUDGET_MS, "ms");
}
