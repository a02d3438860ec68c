//! Tasks whose process dies at one checkpoint again and again.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jobwise::db::Connection;
use jobwise::error::Error;
use jobwise::queue::{
    ALONE_AFTER, FORGOTTEN_AFTER, Launcher, Manner, NewTask, PARKED_AFTER, Queue, Registry, TaskContext,
    TaskState, Worker, WorkerOptions,
};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{KIND, LEASE_MS, claim, enqueue, state};
use crate::generations::{GENERATE, input, lose_runs, prepared};
use crate::harness::TestDatabase;
use crate::harness::app::TestApp;

/// Claims the task so many times, each time in a process that dies.
async fn lose(queue: &Queue, times: i32) {
    for _ in 0..times {
        assert_eq!(claim(queue, 1).await.len(), 1);
        queue.advance_ms(LEASE_MS + 1);
    }
}

/// A shell in the place of a child process.
fn shell(script: &'static str) -> Option<Launcher> {
    Some(Launcher::new(move |_, _| {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        command
    }))
}

#[derive(Clone, Default)]
struct Counts {
    runs: Arc<AtomicU32>,
    farewells: Arc<AtomicU32>,
}

impl Counts {
    fn registry(&self) -> Registry {
        let (runs, farewells) = (Arc::clone(&self.runs), Arc::clone(&self.farewells));
        Registry::new()
            .with(KIND, move |_: TaskContext, (): ()| {
                runs.fetch_add(1, Ordering::SeqCst);
                async { Ok(()) }
            })
            .with_farewell(KIND, move |_: TaskContext, (): ()| {
                farewells.fetch_add(1, Ordering::SeqCst);
                async { Ok(()) }
            })
    }

    fn read(&self) -> (u32, u32) {
        (self.runs.load(Ordering::SeqCst), self.farewells.load(Ordering::SeqCst))
    }
}

/// Runs what is due with this child; gives the runs and farewells of this process.
async fn work(queue: &Queue, launcher: Option<Launcher>) -> (u32, u32) {
    let counts = Counts::default();
    let options = WorkerOptions { launcher, ..WorkerOptions::default() };
    let worker = Worker::new(queue.clone(), counts.registry(), options);
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    counts.read()
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_runs_use_up_no_attempts_and_the_fourth_is_alone() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    enqueue(&database, &NewTask { max_attempts: 1, ..NewTask::new(KIND, Value::Null) }).await;
    let mut seen = Vec::new();
    while let Some(task) = claim(&queue, 1).await.pop() {
        assert_eq!(task.attempt, 1);
        seen.push(task.manner());
        queue.advance_ms(LEASE_MS + 1);
    }
    let [usual, alone, farewell] = [ALONE_AFTER, PARKED_AFTER - ALONE_AFTER, FORGOTTEN_AFTER - PARKED_AFTER];
    let count = |manner| seen.iter().filter(|one| **one == manner).count() as i32;
    assert_eq!([Manner::Usual, Manner::Alone, Manner::Farewell].map(count), [usual, alone, farewell]);
    assert!(seen.is_sorted_by_key(|manner| *manner as u8), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_begins_the_count_anew_and_so_does_a_run_that_ends() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    lose(&queue, 2).await;
    let registry = {
        let (db, queue) = (database.db.clone(), queue.clone());
        Registry::new().with(KIND, move |task: TaskContext, (): ()| {
            let (db, queue) = (db.clone(), queue.clone());
            async move {
                let losses = async || queue.get_task(task_id).await.expect("the task").task.losses;
                db.transaction(async |conn: &mut Connection| task.hold(conn).await).await?;
                assert_eq!(losses().await, 2, "a write that is none");
                db.transaction(async |conn: &mut Connection| task.hold_at_checkpoint(conn).await).await?;
                assert_eq!(losses().await, 0);
                Err(Error::invalid("as far as it goes"))
            }
        })
    };
    let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    let task = queue.get_task(task_id).await.expect("the task").task;
    assert_eq!((task.state.as_str(), task.message.as_deref()), ("dead", Some("as far as it goes")));

    // Whoever was only too slow finds the checkpoint fenced.
    let other = enqueue(&database, &NewTask { max_attempts: 9, ..NewTask::new(KIND, Value::Null) }).await;
    lose(&queue, 2).await;
    let failing = Registry::new()
        .with(KIND, |_: TaskContext, (): ()| async { Err(Error::unavailable("away", "a test")) });
    let worker = Worker::new(queue.clone(), failing, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    let task = queue.get_task(other).await.expect("the task").task;
    assert_eq!((task.state.as_str(), task.attempts, task.losses), ("waiting", 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_child_dies_is_told_of_at_once_and_is_dead() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    lose(&queue, ALONE_AFTER).await;
    assert_eq!(work(&queue, shell("kill -9 $$")).await, (0, 1));
    assert_eq!(state(&database, task_id).await, TaskState::Dead);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_its_child_brings_to_an_end_is_a_task_as_any_other() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let check = async |script: &'static str, expected: TaskState, message: Option<&str>| {
        let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
        lose(&queue, ALONE_AFTER).await;
        assert_eq!(work(&queue, shell(script)).await, (0, 0), "nothing runs in this process");
        let task = queue.get_task(task_id).await.expect("the task").task;
        assert_eq!((task.state.as_str(), task.losses), (expected.word(), 0), "{script}");
        assert_eq!(task.message.as_deref(), message);
        queue.advance_ms(10_000_000);
        queue.cancel(task_id).await.expect("an answer");
    };
    check("echo '\"finished\"'", TaskState::Finished, None).await;
    let failed = r#"echo '{"failed":{"kind":"unavailable","message":"away"}}'"#;
    check(failed, TaskState::Waiting, Some("away")).await;
    let hopeless = r#"echo '{"failed":{"kind":"does_not_fit","message":"too long"}}'"#;
    check(hopeless, TaskState::Dead, Some("too long")).await;
    let without_a_word = "The process for a task ended without a word.";
    check("exit 2", TaskState::Waiting, Some(without_a_word)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_six_lost_runs_it_is_told_of_and_nothing_else_is_done() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    lose(&queue, PARKED_AFTER).await;
    assert_eq!(work(&queue, shell("echo '\"finished\"'")).await, (0, 1));
    assert_eq!(state(&database, task_id).await, TaskState::Dead);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_hears_that_the_worker_stops() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let task_id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    lose(&queue, ALONE_AFTER).await;
    let began = Arc::new(Notify::new());
    let launcher = {
        let began = Arc::clone(&began);
        Launcher::new(move |_, _| {
            began.notify_one();
            let mut command = Command::new("sh");
            command
                .arg("-c")
                .arg("cat; echo '{\"failed\":{\"kind\":\"unavailable\",\"message\":\"stopped\"}}'");
            command
        })
    };
    let options = WorkerOptions {
        launcher: Some(launcher),
        drain_timeout: Duration::from_secs(4),
        ..WorkerOptions::default()
    };
    let stop = CancellationToken::new();
    let worker = Worker::new(queue.clone(), Counts::default().registry(), options);
    let working = tokio::spawn(worker.run(stop.clone()));
    began.notified().await;
    stop.cancel();
    working.await.expect("a graceful end");
    let details = queue.get_task(task_id).await.expect("the task");
    assert_eq!((details.task.state.as_str(), details.task.losses), ("waiting", ALONE_AFTER));
    assert_eq!(details.runs.last().and_then(|run| run.outcome.as_deref()), Some("handed_back"));
}

/// The program itself as the child, on this app's database and files.
fn program(app: &TestApp) -> Launcher {
    let (url, data) = (app.database.url.expose().to_owned(), app.files());
    let data = data.parent().expect("the data folder").to_owned();
    Launcher::new(move |task_id: Uuid, token| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
        for variable in jobwise::config::VARIABLES {
            command.env_remove(variable.name);
        }
        command.args(["work", "--task", &task_id.to_string(), "--token", &token.to_string()]);
        command.env("DATABASE_URL", &url).env("JOBWISE_DATA", &data).env("DB_POOL_SIZE", "4");
        command.current_dir(&data);
        command
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_generation_whose_machines_were_unplugged_is_made_by_a_child() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id").clone();
    lose_runs(&app, "generation.run", ALONE_AFTER).await;
    // A registry that would fail whatever it is given, to show that the child does the work.
    let registry = Registry::new().with("generation.run", |_: TaskContext, _: Value| async {
        Err(Error::invalid("run in the worker's own process"))
    });
    let options = WorkerOptions { launcher: Some(program(&app)), ..WorkerOptions::default() };
    let worker = Worker::new(app.app.queue.clone(), registry, options);
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    let look = "query($id: ID!) { generation(id: $id) { status failure { message } documents { id } } }";
    let done = user.query_with(look, json!({ "id": id })).await;
    let status = done.data("/generation/status").as_str().expect("a status");
    assert!(["SUCCEEDED", "NEEDS_REVIEW"].contains(&status), "{}", done.body);
    assert_eq!(done.data("/generation/documents").as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_that_kills_its_child_has_failed_can_be_retried_and_costs_no_quota() {
    let app = TestApp::start_with(&[("GENERATIONS_PER_HOUR", "1")]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let generate = async || user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let started = generate().await;
    let id = started.data("/generate/generation/id").clone();
    lose_runs(&app, "generation.run", ALONE_AFTER).await;
    let options = WorkerOptions { launcher: shell("kill -9 $$"), ..WorkerOptions::default() };
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), options);
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    let look = "query($id: ID!) { generation(id: $id) { status failure { code stage retryable message } } }";
    let failed = user.query_with(look, json!({ "id": id })).await;
    assert_eq!(failed.data("/generation/status"), "FAILED", "{}", failed.body);
    assert_eq!(*failed.data("/generation/failure/retryable"), json!(true));
    assert_eq!(failed.data("/generation/failure/stage"), "JOB_ANALYZER");
    assert_eq!(generate().await.data("/generate/status"), "ACCEPTED", "the unit was given back");
}
