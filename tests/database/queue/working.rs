//! Workers: woken, told of cancellations, killed, stopped, too late.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use jobwise::db::Connection;
use jobwise::error::{Error, ErrorKind};
use jobwise::queue::{self, NewTask, Queue, Registry, TaskContext, TaskState, Worker, WorkerOptions, find};
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::{KIND, LEASE_MS, claim, enqueue, state};
use crate::harness::TestDatabase;

/// Leases during which no second heartbeat comes.
fn long_leases() -> WorkerOptions {
    WorkerOptions { lease: Duration::from_secs(3_600), ..WorkerOptions::default() }
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
    let options = WorkerOptions { lease: Duration::from_millis(LEASE_MS as u64), ..WorkerOptions::default() };
    let worker = Worker::new(queue.clone(), hanging, options);
    let killed = tokio::spawn(worker.run(CancellationToken::new()));
    began.notified().await;
    killed.abort();
    assert!(killed.await.expect_err("killed").is_cancelled());

    let runs = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&runs);
    let registry = Registry::new().with(KIND, move |_: TaskContext, (): ()| {
        seen.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }
    });
    let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("a look"), 0, "the lease still holds");
    queue.advance_ms(LEASE_MS + 1);
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    assert_eq!(AtomicU32::load(&runs, Ordering::SeqCst), 1);
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

#[tokio::test(flavor = "multi_thread")]
async fn a_running_task_hears_of_its_cancellation_without_waiting_for_a_heartbeat() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let began = Arc::new(Notify::new());
    let registry = {
        let began = Arc::clone(&began);
        Registry::new().with(KIND, move |context: TaskContext, is_ours: bool| {
            began.notify_one();
            async move {
                if is_ours {
                    context.cancellation.cancelled().await;
                    return Err(Error::invalid("cancelled in the middle"));
                }
                std::future::pending().await
            }
        })
    };
    let stop = CancellationToken::new();
    let options = WorkerOptions { drain_timeout: Duration::ZERO, ..long_leases() };
    let working = tokio::spawn(Worker::new(queue.clone(), registry, options).run(stop.clone()));
    let other = enqueue(&database, &NewTask::new(KIND, json!(false))).await;
    let ours = enqueue(&database, &NewTask::new(KIND, json!(true))).await;
    began.notified().await;
    began.notified().await;
    assert_eq!(queue.cancel(ours).await.expect("an answer"), TaskState::Running);
    // The end of the run, which only its cancellation brings about, is a wake-up to nobody: it is
    // looked for until it is there.
    while state(&database, ours).await == TaskState::Running {
        tokio::task::yield_now().await;
    }
    assert_eq!(state(&database, ours).await, TaskState::Cancelled);
    assert_eq!(state(&database, other).await, TaskState::Running, "another task is left alone");
    stop.cancel();
    working.await.expect("a graceful end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_comes_back_after_its_lease_writes_nothing() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let (go_on, told) = (Arc::new(Notify::new()), mpsc::unbounded_channel());
    let (sender, mut results) = told;
    let registry = {
        let (go_on, db) = (Arc::clone(&go_on), database.db.clone());
        Registry::new().with(KIND, move |context: TaskContext, (): ()| {
            let (go_on, db, sender) = (Arc::clone(&go_on), db.clone(), sender.clone());
            async move {
                sender.send(None).expect("a listener");
                go_on.notified().await;
                let written = db
                    .transaction(async |conn: &mut Connection| {
                        context.hold(conn).await?;
                        queue::enqueue(conn, &NewTask::new("test.trace", Value::Null)).await
                    })
                    .await;
                sender.send(written.err().map(|error| error.kind())).expect("a listener");
                Ok(())
            }
        })
    };
    let stop = CancellationToken::new();
    let options = WorkerOptions { concurrency: 1, ..long_leases() };
    let working = tokio::spawn(Worker::new(queue.clone(), registry, options).run(stop.clone()));
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    results.recv().await.expect("a beginning");
    // Another process, by whose clock the lease is over.
    let other = Queue::new(database.another_process().await);
    other.advance_ms(2 * 3_600_000);
    let taken = claim(&other, 1).await.remove(0);
    assert_eq!(taken.id, task_id);
    go_on.notify_one();
    assert_eq!(results.recv().await.expect("a result"), Some(ErrorKind::Conflict));
    stop.cancel();
    working.await.expect("a graceful end");
    let details = queue.get_task(task_id).await.expect("the task");
    assert_eq!((details.task.state.as_str(), details.runs.len()), ("running", 1));
    assert_eq!(details.runs[0].outcome.as_deref(), Some("lost"), "its end was not written either");
    assert!(queue.claim(&["test.trace"], 1, LEASE_MS).await.expect("a claim").is_empty());
}

#[derive(QueryableByName)]
struct Moment {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_keeps_leases_that_are_shorter_than_its_runs() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let (sender, mut begun) = mpsc::unbounded_channel();
    let go_on = Arc::new(Notify::new());
    let registry = {
        let go_on = Arc::clone(&go_on);
        Registry::new().with(KIND, move |_: TaskContext, (): ()| {
            sender.send(()).expect("a listener");
            let go_on = Arc::clone(&go_on);
            async move {
                go_on.notified().await;
                Ok(())
            }
        })
    };
    let stop = CancellationToken::new();
    let working =
        tokio::spawn(Worker::new(queue.clone(), registry, WorkerOptions::default()).run(stop.clone()));
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    begun.recv().await.expect("a beginning");
    let lease_until = async || {
        let mut conn = database.conn().await.expect("a connection");
        let query = "SELECT lease_until AS at FROM tasks";
        let row: Moment = diesel::sql_query(query).get_result(&mut conn).await.expect("the task");
        row.at.expect("a lease")
    };
    let first = lease_until().await;
    while lease_until().await == first {
        tokio::task::yield_now().await;
    }
    go_on.notify_one();
    stop.cancel();
    working.await.expect("a graceful end");
    assert_eq!(state(&database, task_id).await, TaskState::Finished);
    assert_eq!(queue.get_task(task_id).await.expect("the task").runs.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_tasks_run_at_once_as_there_are_places() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let (sender, mut begun) = mpsc::unbounded_channel();
    let go_on = Arc::new(tokio::sync::Semaphore::new(0));
    let registry = {
        let go_on = Arc::clone(&go_on);
        Registry::new().with(KIND, move |_: TaskContext, number: u32| {
            sender.send(number).expect("a listener");
            let go_on = Arc::clone(&go_on);
            async move {
                go_on.acquire().await.expect("an open semaphore").forget();
                Ok(())
            }
        })
    };
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(enqueue(&database, &NewTask::new(KIND, json!(number))).await);
    }
    let stop = CancellationToken::new();
    let options = WorkerOptions { concurrency: 5, ..WorkerOptions::default() };
    let working = tokio::spawn(Worker::new(queue.clone(), registry, options).run(stop.clone()));
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(begun.recv().await.expect("a beginning"));
    }
    seen.sort_unstable();
    assert_eq!(seen, [0, 1, 2, 3, 4], "who waits longest comes first");
    assert!(begun.try_recv().is_err(), "there are five places");
    go_on.add_permits(12);
    for _ in 5..12 {
        begun.recv().await.expect("the next ones");
    }
    stop.cancel();
    working.await.expect("a graceful end");
    let mut conn = database.conn().await.expect("a connection");
    for id in ids {
        assert_eq!(find(&mut conn, id).await.expect("an answer"), Some(TaskState::Finished));
    }
}
