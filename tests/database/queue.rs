//! The queue: nothing runs twice at once, nothing is lost, nobody writes too late.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jobwise::db::Connection;
use jobwise::error::{Error, ErrorKind};
use jobwise::queue::{
    self, Ending, NewTask, Queue, Registry, Task, TaskContext, TaskState, Worker, WorkerOptions,
};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::harness::TestDatabase;

const KIND: &str = "test.run";
const LEASE_MS: i64 = 30_000;

async fn enqueue(database: &TestDatabase, task: &NewTask) -> Uuid {
    database
        .transaction(async |conn: &mut Connection| queue::enqueue(conn, task).await)
        .await
        .expect("an enqueued task")
}

async fn claim(queue: &Queue, limit: i64) -> Vec<Task> {
    queue.claim(&[KIND], limit, LEASE_MS).await.expect("a claim")
}

async fn state(database: &TestDatabase, task_id: Uuid) -> TaskState {
    let mut conn = database.conn().await.expect("a connection");
    queue::find(&mut conn, task_id).await.expect("an answer").expect("the task")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_claimed_by_one_worker_only() {
    let database = TestDatabase::new().await;
    for number in 0..40 {
        enqueue(&database, &NewTask::new(KIND, json!(number))).await;
    }
    let queue = Queue::new(database.db.clone());
    let claims = futures_util::future::join_all((0..8).map(|_| claim(&queue, 10))).await;
    let mut ids: Vec<Uuid> = claims.into_iter().flatten().map(|task| task.id).collect();
    ids.extend(claim(&queue, 40).await.into_iter().map(|task| task.id));
    assert_eq!(ids.len(), 40);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 40, "a task was claimed twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_token_is_refused_and_the_task_goes_on_elsewhere() {
    let database = TestDatabase::new().await;
    let task_id = enqueue(&database, &NewTask::new(KIND, json!({"step": 1}))).await;
    let queue = Queue::new(database.db.clone());
    let slow = claim(&queue, 1).await.remove(0);
    assert!(claim(&queue, 1).await.is_empty(), "the lease holds");

    queue.advance_ms(LEASE_MS + 1);
    let next = claim(&queue, 1).await.remove(0);
    assert_eq!((next.id, next.attempt, &next.payload), (task_id, 2, &slow.payload));
    assert!(next.token > slow.token);
    assert!(queue.renew(&[slow.token], LEASE_MS).await.expect("an answer").is_empty());
    let refused = queue.end(&slow, &Ending::Finished).await.expect_err("a stale token");
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    assert_eq!(state(&database, task_id).await, TaskState::Running);
    assert_eq!(queue.end(&next, &Ending::Finished).await.expect("the holder"), TaskState::Finished);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_lease_is_not_taken() {
    let database = TestDatabase::new().await;
    enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    let queue = Queue::new(database.db.clone());
    let task = claim(&queue, 1).await.remove(0);
    queue.advance_ms(LEASE_MS - 1_000);
    assert_eq!(queue.renew(&[task.token], LEASE_MS).await.expect("renewed"), [(task.token, false)]);
    queue.advance_ms(LEASE_MS - 1_000);
    assert!(claim(&queue, 1).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn enqueuing_rolls_back_with_its_transaction() {
    let database = TestDatabase::new().await;
    let failed: Result<(), Error> = database
        .transaction(async |conn: &mut Connection| {
            queue::enqueue(conn, &NewTask::new(KIND, Value::Null)).await?;
            Err(Error::invalid("no"))
        })
        .await;
    assert!(failed.is_err());
    assert!(claim(&Queue::new(database.db.clone()), 1).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_task_is_not_made_twice_under_one_key() {
    let database = TestDatabase::new().await;
    let task = NewTask { unique_key: Some("one".into()), ..NewTask::new(KIND, Value::Null) };
    let first = enqueue(&database, &task).await;
    assert_eq!(enqueue(&database, &task).await, first);
    let queue = Queue::new(database.db.clone());
    let claimed = claim(&queue, 9).await;
    assert_eq!(claimed.len(), 1);
    queue.end(&claimed[0], &Ending::Finished).await.expect("an end");
    assert_ne!(enqueue(&database, &task).await, first, "a closed task does not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_task_waits_longer_each_time_and_dies_after_its_last_run() {
    let database = TestDatabase::new().await;
    let task = NewTask { max_attempts: 3, ..NewTask::new(KIND, Value::Null) };
    let task_id = enqueue(&database, &task).await;
    let queue = Queue::new(database.db.clone());
    let failed = Ending::Failed { message: "no luck".into() };
    for (attempt, longest_wait_ms) in [(1, 2_000), (2, 4_000)] {
        let task = claim(&queue, 1).await.remove(0);
        assert_eq!(task.attempt, attempt);
        assert_eq!(queue.end(&task, &failed).await.expect("an end"), TaskState::Waiting);
        assert!(claim(&queue, 1).await.is_empty(), "it waits");
        queue.advance_ms(longest_wait_ms);
    }
    let task = claim(&queue, 1).await.remove(0);
    assert_eq!(queue.end(&task, &failed).await.expect("an end"), TaskState::Dead);
    queue.advance_ms(10_000_000);
    assert!(claim(&queue, 1).await.is_empty());
    assert_eq!(state(&database, task_id).await, TaskState::Dead);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_last_run_was_lost_is_told_of_once_and_is_not_run_again() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let counts: [Arc<AtomicU32>; 2] = <_>::default();
    let [runs, farewells] = counts.clone();
    let registry = Registry::new()
        .with(KIND, move |_: TaskContext, (): ()| {
            runs.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        })
        .with_farewell(KIND, move |_: TaskContext, (): ()| {
            farewells.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
    let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
    let task_id = enqueue(&database, &NewTask { max_attempts: 2, ..NewTask::new(KIND, Value::Null) }).await;
    for attempt in 1..=2 {
        let lost = claim(&queue, 1).await.remove(0);
        assert_eq!((lost.attempt, lost.is_farewell()), (attempt, false));
        queue.advance_ms(LEASE_MS + 1);
    }
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    let [runs, farewells] = counts.map(|count| count.load(Ordering::SeqCst));
    assert_eq!((runs, farewells), (0, 1));
    assert_eq!(state(&database, task_id).await, TaskState::Dead);
    assert_eq!(worker.run_due().await.expect("a look"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_of_which_nothing_can_be_told_is_dead_in_the_end() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let task_id = enqueue(&database, &NewTask { max_attempts: 1, ..NewTask::new(KIND, Value::Null) }).await;
    let mut claims = Vec::new();
    while let Some(task) = claim(&queue, 1).await.pop() {
        claims.push(task.is_farewell());
        queue.advance_ms(LEASE_MS + 1);
    }
    assert_eq!(claims, [false, true, true, true]);
    assert_eq!(state(&database, task_id).await, TaskState::Dead);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_task_is_cancelled_at_once_and_a_running_one_is_told() {
    let database = TestDatabase::new().await;
    let waiting =
        enqueue(&database, &NewTask { delay: Duration::from_secs(60), ..NewTask::new(KIND, Value::Null) })
            .await;
    let running = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    let queue = Queue::new(database.db.clone());
    let task = claim(&queue, 9).await.remove(0);
    let mut conn = database.conn().await.expect("a connection");
    let cancel = async |conn: &mut Connection, id| queue::request_cancel(conn, id).await.expect("an answer");
    assert_eq!(cancel(&mut conn, waiting).await, Some(TaskState::Cancelled));
    assert_eq!(cancel(&mut conn, running).await, Some(TaskState::Running));
    assert_eq!(cancel(&mut conn, Uuid::nil()).await, None);
    assert_eq!(queue.renew(&[task.token], LEASE_MS).await.expect("renewed"), [(task.token, true)]);
    assert_eq!(queue.end(&task, &Ending::Cancelled).await.expect("an end"), TaskState::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_of_a_killed_worker_is_resumed() {
    let database = TestDatabase::new().await;
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    let queue = Queue::new(database.db.clone());
    let began = Arc::new(Notify::new());
    let hanging = {
        let began = Arc::clone(&began);
        Registry::new().with(KIND, move |_: TaskContext, (): ()| {
            began.notify_one();
            std::future::pending()
        })
    };
    let worker = Worker::new(queue.clone(), hanging, WorkerOptions::default());
    let killed = tokio::spawn(worker.run(CancellationToken::new()));
    began.notified().await;
    killed.abort();
    assert!(killed.await.expect_err("killed").is_cancelled());

    let attempts = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&attempts);
    let registry = Registry::new().with(KIND, move |context: TaskContext, (): ()| {
        seen.store(context.attempt as u32, Ordering::SeqCst);
        async { Ok(()) }
    });
    let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("a look"), 0, "the lease still holds");
    queue.advance_ms(LEASE_MS + 1);
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    assert_eq!(state(&database, task_id).await, TaskState::Finished);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_woken_and_hands_back_what_it_cannot_finish() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let began = Arc::new(Notify::new());
    let registry = {
        let began = Arc::clone(&began);
        Registry::new().with(KIND, move |context: TaskContext, (): ()| {
            began.notify_one();
            async move {
                context.cancellation.cancelled().await;
                Err(Error::invalid("stopped in the middle"))
            }
        })
    };
    let options = WorkerOptions { drain_timeout: Duration::ZERO, ..WorkerOptions::default() };
    let stop = CancellationToken::new();
    let working = tokio::spawn(Worker::new(queue.clone(), registry, options).run(stop.clone()));
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    began.notified().await;
    stop.cancel();
    working.await.expect("a graceful end");
    assert_eq!(state(&database, task_id).await, TaskState::Waiting);
    assert_eq!(claim(&queue, 1).await.remove(0).attempt, 1, "the interrupted run does not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_or_a_wrong_payload_ends_the_run_and_not_the_worker() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let panics = enqueue(&database, &NewTask::new(KIND, json!(1))).await;
    let unreadable = enqueue(&database, &NewTask::new(KIND, json!("text"))).await;
    let registry = Registry::new().with(KIND, |_: TaskContext, number: u32| async move {
        assert_eq!(number, 0, "a fault of the task");
        Ok(())
    });
    let worker = Worker::new(queue, registry, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("both ran"), 2);
    assert_eq!(state(&database, panics).await, TaskState::Waiting);
    assert_eq!(state(&database, unreadable).await, TaskState::Dead);
}
