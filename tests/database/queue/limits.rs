//! Kinds that are limited or paused, and accounts that take turns.

use std::collections::BTreeSet;
use std::time::Duration;

use jobwise::queue::office::Limit;
use jobwise::queue::{Ending, NewTask, Queue, Task};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{KIND, LEASE_MS, claim, enqueue};
use crate::harness::TestDatabase;

fn of(account: Uuid) -> NewTask {
    NewTask { account_id: Some(account), ..NewTask::new(KIND, Value::Null) }
}

async fn finish(queue: &Queue, task: &Task) {
    queue.end(task, &Ending::Finished).await.expect("an end");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_of_a_kind_run_than_may_over_all_processes() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    queue.set_limits(KIND, Limit::Most(3), Limit::Kept).await.expect("a limit");
    for number in 0..20 {
        enqueue(&database, &NewTask::new(KIND, json!(number))).await;
    }
    let other = Queue::new(database.another_process().await);
    let claims = (0..8).map(|number| claim(if number % 2 == 0 { &queue } else { &other }, 2));
    let mut running: Vec<Task> = futures_util::future::join_all(claims).await.into_iter().flatten().collect();
    assert_eq!(running.len(), 3);
    assert!(claim(&queue, 9).await.is_empty());
    finish(&queue, &running.pop().expect("a task")).await;
    assert_eq!(claim(&other, 9).await.len(), 1);
    // Another kind is not held up, and a limit of any number is none.
    enqueue(&database, &NewTask::new("test.other", Value::Null)).await;
    assert_eq!(queue.claim(&[KIND, "test.other"], 9, LEASE_MS).await.expect("a claim").len(), 1);
    queue.set_limits(KIND, Limit::Most(0), Limit::Kept).await.expect("no limit");
    assert_eq!(claim(&queue, 99).await.len(), 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_many_tasks_has_its_turn_as_often_as_one_with_few() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    queue.set_limits(KIND, Limit::Kept, Limit::Most(2)).await.expect("a limit");
    let busy = database.account().await;
    for _ in 0..200 {
        enqueue(&database, &of(busy)).await;
    }
    let (bob, eve) = (database.account().await, database.account().await);
    enqueue(&database, &of(bob)).await;
    enqueue(&database, &of(eve)).await;
    enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    // One place, so that what runs says nothing about whose turn it is.
    let mut order = Vec::new();
    for _ in 0..6 {
        let task = claim(&queue, 1).await.remove(0);
        finish(&queue, &task).await;
        order.push(task.account_id);
    }
    let nobody = None;
    assert_eq!(order, [Some(busy), Some(bob), Some(eve), nobody, Some(busy), Some(busy)]);

    let running = claim(&queue, 9).await;
    assert_eq!(running.len(), 2, "the account may not have more");
    enqueue(&database, &of(bob)).await;
    assert_eq!(claim(&queue, 9).await.iter().map(|task| task.account_id).collect::<Vec<_>>(), [Some(bob)]);
    finish(&queue, &running[0]).await;
    assert_eq!(claim(&queue, 9).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_an_account_holds_when_many_claim_at_once() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    queue.set_limits(KIND, Limit::Most(7), Limit::Most(2)).await.expect("limits");
    let mut accounts = Vec::new();
    for _ in 0..5 {
        let account = database.account().await;
        for _ in 0..4 {
            enqueue(&database, &of(account)).await;
        }
        accounts.push(account);
    }
    let claims = futures_util::future::join_all((0..8).map(|_| claim(&queue, 3))).await;
    let running: Vec<Task> = claims.into_iter().flatten().collect();
    assert_eq!(running.len(), 7);
    let of = |account: &Uuid| running.iter().filter(|task| task.account_id == Some(*account)).count();
    let counts: Vec<usize> = accounts.iter().map(of).collect();
    assert!(counts.iter().all(|count| (1..=2).contains(count)), "{counts:?}");
    assert_eq!(running.iter().map(|task| task.id).collect::<BTreeSet<_>>().len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_whose_tasks_wait_for_later_keep_nobody_from_having_a_turn() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    queue.set_limits(KIND, Limit::Kept, Limit::Most(1)).await.expect("a limit");
    for _ in 0..80 {
        let later = NewTask { delay: Duration::from_secs(3_600), ..of(database.account().await) };
        enqueue(&database, &later).await;
    }
    let last = database.account().await;
    enqueue(&database, &of(last)).await;
    // A walk passes over a bounded number of them, and the next goes on from there.
    let mut walks = 0;
    let found = loop {
        walks += 1;
        if let Some(task) = claim(&queue, 1).await.pop() {
            break task;
        }
        assert!(walks < 10, "nobody comes to the last account");
    };
    assert_eq!(found.account_id, Some(last));
    assert!(walks > 1, "{walks}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_paused_kind_is_begun_until_it_is_resumed() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    enqueue(&database, &NewTask::new("test.other", Value::Null)).await;
    queue.set_paused(KIND, true).await.expect("paused");
    let other = Queue::new(database.another_process().await);
    let begun = other.claim(&[KIND, "test.other"], 9, LEASE_MS).await.expect("a claim");
    assert_eq!(begun.iter().map(|task| task.kind.as_str()).collect::<Vec<_>>(), ["test.other"]);
    queue.set_paused(KIND, false).await.expect("resumed");
    assert_eq!(claim(&other, 9).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn priority_comes_before_age_and_what_waits_for_later_is_passed_over() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let with = |name: &str, priority: i16, delay_s: u64| NewTask {
        priority,
        delay: Duration::from_secs(delay_s),
        ..NewTask::new(KIND, json!(name))
    };
    for task in [with("old", 0, 0), with("later", 9, 60), with("low", -5, 0), with("high", 5, 0)] {
        enqueue(&database, &task).await;
    }
    let order: Vec<Value> = claim(&queue, 9).await.into_iter().map(|task| task.payload).collect();
    assert_eq!(order, ["high", "old", "low"]);
    queue.advance_ms(61_000);
    queue.set_limits(KIND, Limit::Kept, Limit::Most(99)).await.expect("a limit");
    for task in [with("old", 0, 0), with("high", 5, 0)] {
        enqueue(&database, &task).await;
    }
    let mut order = Vec::new();
    while let Some(task) = queue.claim(&[KIND], 1, 10 * LEASE_MS).await.expect("a claim").pop() {
        order.push(task.payload);
    }
    // The leases of the first three are over as well.
    assert_eq!(order, ["later", "high", "high", "old", "old", "low"]);
}
