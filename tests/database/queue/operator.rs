//! What an operator sees and does: dead letters, counts, single tasks, on the command line too.

use std::process::{Command, Output};

use jobwise::error::ErrorKind;
use jobwise::queue::office::MOST_COUNTED;
use jobwise::queue::{Ending, NewTask, Queue, TaskState, Worker, WorkerOptions};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{KIND, claim, enqueue, state};
use crate::generations::{GENERATE, input, lose_every_run, prepared};
use crate::harness::TestDatabase;
use crate::harness::app::TestApp;

async fn die(database: &TestDatabase, queue: &Queue, key: Option<&str>) -> Uuid {
    let unique_key = key.map(str::to_owned);
    let id = enqueue(database, &NewTask { unique_key, ..NewTask::new(KIND, Value::Null) }).await;
    let task = claim(queue, 1).await.remove(0);
    queue.end(&task, &Ending::Hopeless { message: "no hope".into() }).await.expect("an end");
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_tasks_are_seen_with_their_reason_and_can_be_run_again() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let id = die(&database, &queue, None).await;
    let dead = queue.list_tasks(Some(KIND), Some(TaskState::Dead), 10).await.expect("a list");
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].id, dead[0].message.as_deref()), (id, Some("no hope")));
    queue.rerun(id).await.expect("rerun");
    let task = claim(&queue, 1).await.remove(0);
    assert_eq!((task.id, task.attempt, task.is_rerun), (id, 1, true));
    let refused = queue.rerun(id).await.expect_err("it runs");
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    assert!(refused.message().contains("running"), "{refused}");
    assert_eq!(queue.rerun(Uuid::nil()).await.expect_err("none").kind(), ErrorKind::NotFound);
    queue.end(&task, &Ending::Finished).await.expect("an end");
    assert_eq!(queue.get_task(id).await.expect("the task").runs.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_task_is_not_run_again_beside_an_open_one_of_its_key() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let (first, second) = (die(&database, &queue, Some("a")).await, die(&database, &queue, Some("a")).await);
    let keyless = [die(&database, &queue, None).await, die(&database, &queue, None).await];
    let keyed = NewTask { unique_key: Some("b".into()), ..NewTask::new(KIND, Value::Null) };
    let held_up = die(&database, &queue, Some("b")).await;
    enqueue(&database, &keyed).await;
    assert_eq!(queue.rerun(held_up).await.expect_err("one is open").kind(), ErrorKind::Conflict);
    assert_eq!(queue.rerun_kind(KIND).await.expect("an answer"), 3, "of one key the newest");
    let (dead, waiting) = (TaskState::Dead, TaskState::Waiting);
    for (id, expected) in
        [(first, dead), (second, waiting), (keyless[0], waiting), (keyless[1], waiting), (held_up, dead)]
    {
        assert_eq!(state(&database, id).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_are_reported_with_what_is_due_and_how_old_it_is() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    die(&database, &queue, None).await;
    enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    assert_eq!(claim(&queue, 1).await.len(), 1);
    enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    let later = std::time::Duration::from_secs(600);
    enqueue(&database, &NewTask { delay: later, ..NewTask::new(KIND, Value::Null) }).await;
    queue.set_paused("test.paused", true).await.expect("paused");
    queue.advance_ms(20_000);
    let before = database.statement_count();
    let reports = queue.report_kinds(&["test.idle", KIND]).await.expect("a report");
    assert_eq!(database.statement_count() - before, 1);
    let names: Vec<(&str, bool)> = reports.iter().map(|one| (one.kind.as_str(), one.is_paused)).collect();
    assert_eq!(names, [("test.idle", false), ("test.paused", true), (KIND, false)]);
    let one = &reports[2];
    assert_eq!((one.due, one.waiting, one.running, one.dead), (1, 2, 1, 1));
    assert!(one.oldest_seconds.is_some_and(|age| (20.0..80.0).contains(&age)), "{one:?}");
    assert!(one.waiting < MOST_COUNTED && reports[0].oldest_seconds.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_generation_that_is_run_again_is_made() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id").clone();
    lose_every_run(&app, "generation.run").await;
    let queue = &app.app.queue;
    let worker = Worker::new(queue.clone(), app.app.registry(), WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("the queue"), 1);
    assert_eq!(queue.rerun_kind("generation.run").await.expect("an answer"), 1);
    assert_eq!(worker.run_due().await.expect("the queue"), 1);
    let look = "query($id: ID!) { generation(id: $id) { status documents { id } } }";
    let done = user.query_with(look, json!({ "id": id })).await;
    assert_eq!(done.data("/generation/documents").as_array().map(Vec::len), Some(2), "{}", done.body);
}

fn tasks(arguments: &[&str], database: &TestDatabase, folder: &std::path::Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
    for variable in jobwise::config::VARIABLES {
        command.env_remove(variable.name);
    }
    command.arg("tasks").args(arguments).env("DATABASE_URL", database.url.expose()).env("DB_POOL_SIZE", "3");
    command.current_dir(folder).output().expect("the binary runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_and_does_the_same() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let queue = Queue::new(database.db.clone());
    let run = |arguments: &[&str]| {
        let output = tasks(arguments, &database, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), error)
    };
    let read = |arguments: &[&str]| -> Value {
        let (code, out, error) = run(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {error}");
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}"))
    };
    let id = die(&database, &queue, None).await.to_string();
    let listed = read(&["list", "--state", "dead", "--json"]);
    assert_eq!((&listed["id"], &listed["message"]), (&json!(id), &json!("no hope")));
    let shown = read(&["show", &id, "--json"]);
    assert_eq!(shown["runs"][0]["outcome"], "failed");
    assert_eq!(read(&["retry", &id, "--json"])["rerun"], 1);
    assert_eq!(read(&["cancel", &id, "--json"])["state"], "cancelled");
    assert_eq!(read(&["pause", "generation.run", "--json"])["is_paused"], true);
    read(&["limit", "generation.run", "--running", "3", "--per-account", "any", "--json"]);
    let (code, out, _) = run(&[]);
    assert_eq!(code, Some(0));
    let row = out.lines().find(|line| line.starts_with("generation.run")).expect("a row");
    assert!(row.ends_with("paused, 3 in all, any an account"), "{out}");
    assert_eq!(run(&["resume", "generation.run"]).1, "generation.run is begun again.\n");

    let (code, _, error) = run(&["pause", "generation.walk"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("There is no kind of task `generation.walk`; there are "), "{error}");
    let (code, _, error) = run(&["show", &Uuid::nil().to_string()]);
    assert_eq!((code, error.contains("There is no such task.")), (Some(2), true), "{error}");
    let fresh = enqueue(&database, &NewTask::new(KIND, Value::Null)).await.to_string();
    let (code, _, error) = run(&["retry", &fresh]);
    assert_eq!((code, error.contains("this one is waiting")), (Some(1), true), "{error}");
}
