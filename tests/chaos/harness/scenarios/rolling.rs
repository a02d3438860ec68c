//! Two servers on two ports are restarted in turn, as an upgrade under traffic does it.

use std::net::TcpListener;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{Line, Outcome, end_all, walk_while};
use crate::harness::client::Client;
use crate::harness::process::Process;
use crate::harness::world::World;

/// Requests that are answered between two restarts, so that each of them happens under load.
const BETWEEN: usize = 200;

/// Restarts so many times while people walk.
pub async fn restarts(count: usize, people: usize) -> Outcome {
    let mut world = World::with_redis().await;
    world.set("SHUTDOWN_TIMEOUT_SECONDS", "10");
    let ports = [free_port(), free_port()];
    let mut servers = [world.serve_at(&ports[0]).await, world.serve_at(&ports[1]).await];
    let worker = world.work().await;
    let client = world.client();
    let restarting = restart(&world, &client, &mut servers, &ports, count);
    let ((), walks) = walk_while(&world, &client, people, restarting).await;
    end_all(servers.into_iter().chain([worker])).await;
    let tally = &client.tally;
    let count_of = |of: &std::sync::atomic::AtomicUsize| of.load(Ordering::Relaxed);
    let breaks: usize = walks.iter().map(|walk| walk.heard.breaks).sum();
    let measured = format!(
        "{} requests answered, {} failed; {} times the client moved on when refused, {} when cut before an answer; \
         {} generations, {breaks} subscriptions went on elsewhere without a lost event",
        count_of(&tally.answered),
        tally.failures().len(),
        count_of(&tally.refused),
        count_of(&tally.cut),
        walks.len()
    );
    let mut cuts = tally.cuts.lock().expect("the tally").clone();
    cuts.sort();
    cuts.dedup();
    if !cuts.is_empty() {
        println!("connections broke so: {cuts:?}");
    }
    let line = Line::new(
        format!("{count} rolling restarts of two servers under load"),
        measured,
        "0 failed requests, 0 lost events",
    );
    let failures = tally.failures();
    assert!(failures.is_empty(), "{failures:?}\n{}", world.logged());
    Outcome::of(&world, walks, vec![line]).await
}

/// A port that nobody has now; a server takes it again and again.
fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port().to_string()
}

async fn restart(
    world: &World,
    client: &Client,
    servers: &mut [Process; 2],
    ports: &[String; 2],
    count: usize,
) {
    for turn in 0..count {
        let answered = || client.tally.answered.load(Ordering::Relaxed);
        let enough = answered() + BETWEEN;
        while answered() < enough {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let at = turn % 2;
        // Clients know its address all the time, and find nobody there.
        let status = servers[at].end().await;
        assert!(status.success(), "a server that was asked to end: {status}");
        servers[at] = world.serve_at(&ports[at]).await;
    }
}
