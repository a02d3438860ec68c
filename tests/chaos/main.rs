//! A little of each scenario of chaos; `cargo bench --bench chaos` does much of them. Only what is
//! true whatever dies is asserted, and no time.

mod harness;

use harness::invariants::hold;
use harness::scenarios::kills::{self, Kills};
use harness::scenarios::points::{self, Place, first_passings};
use harness::scenarios::postgres::{self, Cuts};
use harness::scenarios::{Outcome, backup, cancel, load, print, recovery, redis, rolling, sections, stops};

/// Holds what is left to the invariants, and tells what was measured.
fn judge(outcome: Outcome) {
    print(&outcome.lines);
    assert!(!outcome.record.generations.is_empty(), "something was done");
    assert!(!outcome.record.calls.is_empty(), "models were asked");
    hold(&outcome.record, &outcome.logged);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_kills_lose_and_double_nothing() {
    judge(kills::at_random(Kills { count: 30, seed: 1, people: 4 }).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_named_point_loses_and_doubles_nothing() {
    let mut places = first_passings();
    // Of what is passed often, some in the middle too.
    places.extend([
        Place::of_worker("db.commit.before", 3),
        Place::of_worker("db.commit.after", 3),
        Place::of_worker("ai.byte", 4),
        Place::of_server("db.commit.before", 2),
        Place::of_server("db.commit.after", 3),
    ]);
    points::in_lanes(&places, 4).await.into_iter().for_each(judge);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_a_section_is_written_makes_one_version() {
    let outcome = sections::at(&sections::FEW, 3).await;
    print(&[outcome.line]);
    assert_eq!(outcome.broken, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_stood_still_past_its_lease_writes_nothing() {
    let places = [
        "generation.stage.begun:2",
        "generation.stage.made:3",
        "ai.byte:2",
        "files.put.after:1",
        "queue.end.before:1",
    ];
    judge(stops::at(&places).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restarts_of_postgres_and_cut_connections_lose_nothing() {
    judge(postgres::cut(Cuts { restarts: 2, connections: 20, seed: 1, people: 3 }).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_cancelled_asks_nobody_any_more() {
    judge(cancel::of(3).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rolling_restarts_fail_no_request_and_lose_no_event() {
    judge(rolling::restarts(3, 3).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generation_goes_on_when_its_worker_is_killed() {
    judge(recovery::of(2, true).await);
    judge(recovery::of(2, false).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_at_once_are_all_served() {
    let load = load::Load {
        people: 8,
        lasting: std::time::Duration::from_secs(8),
        thinking: std::time::Duration::from_millis(300),
        between_generations: 6,
        kills: 1,
        seed: 1,
    };
    judge(load::of(load).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_backed_up_is_served_again() {
    let outcome = backup::restored().await;
    assert_eq!(outcome.lines[0].measured, "2", "résumé and letter");
    judge(outcome);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_of_redis_lose_nothing() {
    judge(redis::kills(2, 1, 2).await);
}
