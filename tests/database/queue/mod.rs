//! The queue: nothing runs twice at once, nothing is lost, nobody writes too late.

mod alone;
mod limits;
mod measured;
mod operator;
mod schedules;
mod working;

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use jobwise::db::Connection;
use jobwise::error::{Error, ErrorKind};
use jobwise::queue::{self, Ending, NewTask, Queue, Task, TaskState};
use serde_json::{Value, json};
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
    assert_eq!((next.id, next.attempt, &next.payload), (task_id, 1, &slow.payload));
    assert_eq!((slow.losses, next.losses), (0, 1), "a lost run is none of those that count");
    assert!(next.token > slow.token);
    assert!(queue.renew(&[&slow], LEASE_MS).await.expect("an answer").is_empty());
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
    assert_eq!(queue.renew(&[&task], LEASE_MS).await.expect("renewed"), [(task.token, false)]);
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
async fn ends_of_many_runs_are_one_statement_that_tells_the_stale_ones_apart() {
    let database = TestDatabase::new().await;
    for number in 0..5 {
        enqueue(&database, &NewTask::new(KIND, json!(number))).await;
    }
    let queue = Queue::new(database.db.clone());
    let tasks = claim(&queue, 5).await;
    queue.advance_ms(LEASE_MS - 1);
    let kept: Vec<&Task> = tasks[1..].iter().collect();
    assert_eq!(queue.renew(&kept, LEASE_MS).await.expect("renewed").len(), 4);
    queue.advance_ms(2);
    let again = claim(&queue, 5).await.remove(0);
    assert_eq!(again.id, tasks[0].id);

    let failed = Ending::Failed { message: "no luck".into() };
    let endings = [&Ending::Finished, &Ending::Finished, &failed, &Ending::HandedBack, &Ending::Cancelled];
    let ended: Vec<(&Task, &Ending)> = tasks.iter().zip(endings).collect();
    let before = database.statement_count();
    let states = queue.end_many(&ended).await.expect("an answer");
    assert_eq!(database.statement_count() - before, 3, "BEGIN, one statement, COMMIT");
    let found: Vec<_> = tasks.iter().map(|task| states.get(&task.token).copied()).collect();
    let waiting = Some(TaskState::Waiting);
    let expected = [None, Some(TaskState::Finished), waiting, waiting, Some(TaskState::Cancelled)];
    assert_eq!(found, expected);
    assert_eq!(state(&database, tasks[0].id).await, TaskState::Running, "another holds it");
    let mut attempts = Vec::new();
    for task in &tasks {
        let details = queue.get_task(task.id).await.expect("the task");
        let outcomes = details.runs.iter().map(|run| run.outcome.clone().expect("an outcome"));
        attempts.push((details.task.attempts, outcomes.collect::<Vec<_>>().join(" "), details.task.message));
    }
    let row = |attempts, outcomes: &str, message: Option<&str>| {
        (attempts, outcomes.to_owned(), message.map(str::to_owned))
    };
    let expected = [
        row(1, "lost", None),
        row(1, "finished", None),
        row(1, "failed", Some("no luck")),
        row(0, "handed_back", None),
        row(1, "cancelled", None),
    ];
    assert_eq!(attempts, expected);
}

#[derive(QueryableByName)]
struct Age {
    #[diesel(sql_type = BigInt)]
    age_ms: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn no_lease_is_over_in_the_first_moments_of_the_server() {
    let database = TestDatabase::new().await;
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    let queue = Queue::new(database.db.clone());
    assert_eq!(claim(&queue, 1).await.len(), 1);
    let mut conn = database.conn().await.expect("a connection");
    let query = "SELECT (extract(epoch FROM now() - pg_postmaster_start_time()) * 1000)::bigint AS age_ms";
    let age: Age = diesel::sql_query(query).get_result(&mut conn).await.expect("the age of the server");
    // As if the server had begun a second ago; the lease was over long before.
    diesel::sql_query("UPDATE tasks SET lease_until = '2000-01-01'")
        .execute(&mut conn)
        .await
        .expect("an old lease");
    queue.advance_ms(1_000 - age.age_ms);
    assert!(claim(&queue, 1).await.is_empty());
    assert_eq!(state(&database, task_id).await, TaskState::Running);
    queue.advance_ms(age.age_ms + 60_000);
    assert_eq!(claim(&queue, 1).await.remove(0).id, task_id);
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
    assert_eq!(queue.renew(&[&task], LEASE_MS).await.expect("renewed"), [(task.token, true)]);
    assert_eq!(queue.end(&task, &Ending::Cancelled).await.expect("an end"), TaskState::Cancelled);
}
