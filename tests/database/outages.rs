//! What the house depends on is cut off, restarted or full: who asks is told so, nothing is said to
//! be there that is not, and everything goes on by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join_all;
use jobwise::db::local::LocalPostgres;
use jobwise::db::{Connection, Db};
use jobwise::error::{Error, ErrorKind};
use jobwise::queue::{self, NewTask, Queue, Registry, TaskContext, TaskState, Worker, WorkerOptions};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::generations::{GENERATE, input, prepared};
use crate::harness::TestDatabase;
use crate::harness::app::{Answer, TestApp, TestUser};

const LIST: &str = "{ profiles(first: 1) { edges { node { id } } } }";

const WATCH: &str = "subscription($id: ID!) { generationEvents(id: $id) { __typename number } }";

const LOOK: &str = "query($id: ID!) { generation(id: $id) { status failure { code retryable }
    documents { id filesStatus files { downloadUrl } } } }";

/// Ends every other session of the database.
async fn cut(admin: &Db) {
    let mut conn = admin.conn().await.expect("a connection");
    diesel::sql_query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .execute(&mut conn)
    .await
    .expect("sessions that end");
}

/// Whether an answer has data; one that has not says that it may be asked again soon.
fn is_answered(answer: &Answer) -> bool {
    if answer.code().is_empty() {
        return true;
    }
    assert_eq!(answer.code(), "UNAVAILABLE", "{}", answer.body);
    let wait = &answer.body["errors"][0]["extensions"]["retryAfterMs"];
    assert!(wait.as_u64().is_some_and(|wait| wait <= 5_000), "{}", answer.body);
    assert_eq!((answer.status, answer.retry_after.as_deref()), (503, Some("1")), "{}", answer.body);
    false
}

/// Runs every task that is due.
async fn work(app: &TestApp) -> usize {
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    worker.run_due().await.expect("the queue")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_that_are_cut_are_told_of_and_the_pool_recovers() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let admin = app.database.another_process().await;
    let mut counts = [0, 0];
    for _ in 0..20 {
        let asking = join_all((0..20).map(|_| user.query(LIST)));
        let (answers, ()) = tokio::join!(asking, cut(&admin));
        for answer in &answers {
            counts[usize::from(is_answered(answer))] += 1;
        }
    }
    println!("{} of {} requests heard of a cut", counts[0], counts[0] + counts[1]);
    assert!(counts[0] > 0 && counts[1] > 0, "some were hit and some were not: {counts:?}");

    // Sessions that died while nobody looked are found out at once, and never twice.
    let mut lost = 0;
    for _ in 0..30 {
        lost += usize::from(!is_answered(&user.query(LIST).await));
    }
    assert!(lost <= 5, "no more than the pool had: {lost}");
    assert!(is_answered(&user.query(LIST).await));
    // Whoever listens does so again.
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    let (told, ran) = tokio::join!(user.watch(WATCH, json!({ "id": id })), work(&app));
    assert_eq!((ran, &told.last().expect("an event")["__typename"]), (1, &json!("GenerationFinished")));
}

/// Asks until there is an answer.
async fn until_answered(user: &TestUser<'_>) {
    let asking = async { while !is_answered(&user.query(LIST).await) {} };
    tokio::time::timeout(Duration::from_secs(60), asking).await.expect("an answer in the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_and_its_worker_outlive_restarts_of_postgres() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = LocalPostgres::open_throwaway(folder.path()).expect("Postgres's programs");
    let url = cluster.start().await.expect("a private Postgres");
    let app = TestApp::start_on(TestDatabase::of(url).await, &[]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let stop = CancellationToken::new();
    let options = WorkerOptions { lease: Duration::from_secs(3), ..WorkerOptions::default() };
    let working = Worker::new(app.app.queue.clone(), app.app.registry(), options);
    let working = tokio::spawn(working.run(stop.clone()));
    let mut longest = Duration::ZERO;
    for kinds in [json!(["RESUME"]), json!(["COVER_LETTER"])] {
        let asked = json!({ "input": { "profileId": profile, "jobId": job, "kinds": kinds } });
        let started = user.query_with(GENERATE, asked).await;
        let id = started.data("/generate/generation/id").clone();
        assert!(cluster.stop().await.expect("a cluster that stops"));
        for _ in 0..20 {
            let begun = Instant::now();
            assert!(!is_answered(&user.query(LIST).await));
            longest = longest.max(begun.elapsed());
        }
        let ready = reqwest::get(app.url("/health/ready")).await.expect("an answer");
        assert_eq!(ready.status(), 503);
        cluster.start().await.expect("the cluster again");
        until_answered(&user).await;
        // The run that was accepted before comes to its end.
        let told = user.watch(WATCH, json!({ "id": id })).await;
        let numbers: Vec<i64> =
            told.iter().map(|event| event["number"].as_i64().expect("a number")).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>(), "no event is lost or told twice");
        let done = user.query_with(LOOK, json!({ "id": id })).await;
        assert_eq!(done.data("/generation/documents").as_array().map(Vec::len), Some(1), "{}", done.body);
    }
    println!("without Postgres the longest answer took {:.0} ms", longest.as_secs_f64() * 1_000.0);
    stop.cancel();
    working.await.expect("a worker that stops");
    app.database.close();
    cluster.stop().await.expect("a cluster that stops");
    cluster.remove().expect("a cluster that goes");
}

/// Downloads the file of a finished run.
async fn download(app: &TestApp, done: &Answer) -> u16 {
    let link = done.data("/generation/documents/0/files/0/downloadUrl").as_str().expect("a link");
    let path = &link[link.find("/files/").expect("a path")..];
    reqwest::get(app.url(path)).await.expect("an answer").status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_files_cannot_be_kept_waits_and_has_no_document_until_they_are() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    // Where the folder should be stands a file, which stops root too.
    std::fs::write(app.files(), "").expect("a file");
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    let look = async || user.query_with(LOOK, json!({ "id": id })).await;
    for _ in 0..2 {
        assert_eq!(work(&app).await, 1);
        let waiting = look().await;
        assert_eq!(waiting.data("/generation/status"), "RUNNING", "{}", waiting.body);
        assert_eq!(*waiting.data("/generation/documents"), json!([]));
        app.app.queue.advance_ms(20 * 60 * 1_000);
    }
    std::fs::remove_file(app.files()).expect("gone");
    assert_eq!(work(&app).await, 1);
    let done = look().await;
    assert_eq!(done.data("/generation/documents").as_array().map(Vec::len), Some(2), "{}", done.body);
    assert_eq!(done.data("/generation/documents/0/filesStatus"), "READY");
    assert_eq!(download(&app, &done).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_files_can_never_be_kept_fails_and_can_be_started_again() {
    let app = TestApp::start_with(&[("GENERATIONS_PER_HOUR", "1")]).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    std::fs::write(app.files(), "").expect("a file");
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    while work(&app).await > 0 {
        app.app.queue.advance_ms(20 * 60 * 1_000);
    }
    let failed = user.query_with(LOOK, json!({ "id": id })).await;
    let generation: &Value = failed.data("/generation");
    assert_eq!((&generation["status"], &generation["documents"]), (&json!("FAILED"), &json!([])));
    assert_eq!(generation["failure"], json!({ "code": "unavailable", "retryable": true }));
    std::fs::remove_file(app.files()).expect("gone");
    let retry = "mutation($id: ID!) { retryGeneration(id: $id) { status } }";
    let retried = user.query_with(retry, json!({ "id": id })).await;
    assert_eq!(retried.data("/retryGeneration/status"), "SAVED", "its unit had come back");
    assert_eq!(work(&app).await, 1);
    assert_eq!(download(&app, &user.query_with(LOOK, json!({ "id": id })).await).await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_end_of_a_task_that_finds_postgres_away_is_written_when_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = Arc::new(LocalPostgres::open_throwaway(folder.path()).expect("Postgres's programs"));
    let database = TestDatabase::of(cluster.start().await.expect("a private Postgres")).await;
    let queue = Queue::new(database.db.clone());
    let task = NewTask::new("test.cut", json!(null));
    let made = database.transaction(async |conn: &mut Connection| queue::enqueue(conn, &task).await).await;
    let id = made.expect("a task");
    // The task itself has Postgres go away, so its end cannot be written at once.
    let (stopped, runs) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let registry = Registry::new().with("test.cut", {
        let (cluster, stopped, runs) = (Arc::clone(&cluster), Arc::clone(&stopped), Arc::clone(&runs));
        move |_: TaskContext, (): ()| {
            let (cluster, stopped, runs) = (Arc::clone(&cluster), Arc::clone(&stopped), Arc::clone(&runs));
            async move {
                runs.fetch_add(1, Ordering::SeqCst);
                cluster.stop().await?;
                stopped.notify_one();
                Ok(())
            }
        }
    });
    let options = WorkerOptions { lease: Duration::from_secs(120), ..WorkerOptions::default() };
    let (stop, worker) = (CancellationToken::new(), Worker::new(queue.clone(), registry, options));
    let working = tokio::spawn(worker.run(stop.clone()));
    tokio::time::timeout(Duration::from_secs(60), stopped.notified()).await.expect("the task to run");
    cluster.start().await.expect("the cluster again");
    let ending = async {
        loop {
            match queue.get_task(id).await {
                Ok(task) if task.task.state == TaskState::Finished.word() => return task.runs.len(),
                Ok(_) => tokio::task::yield_now().await,
                Err(error) => assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}"),
            }
        }
    };
    let written = tokio::time::timeout(Duration::from_secs(60), ending).await.expect("an end");
    assert_eq!((written, runs.fetch_add(0, Ordering::SeqCst)), (1, 1), "it ran once");
    stop.cancel();
    working.await.expect("a worker that stops");
    database.close();
    cluster.stop().await.expect("a cluster that stops");
    cluster.remove().expect("a cluster that goes");
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    idle_in_transaction_session_timeout: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_stands_still_is_ended_and_holds_up_nobody() {
    let database = TestDatabase::new().await;
    let mut still = database.conn().await.expect("a connection");
    let shown = diesel::sql_query("SHOW idle_in_transaction_session_timeout");
    let shown: Setting = shown.get_result(&mut still).await.expect("the setting");
    assert_eq!(shown.idle_in_transaction_session_timeout, "10s");
    // The same sooner, for this one alone, so that nobody has to wait for it.
    still
        .batch_execute(
            "SET idle_in_transaction_session_timeout = '20ms'; BEGIN; LOCK TABLE accounts IN EXCLUSIVE MODE",
        )
        .await
        .expect("a lock");
    let other = database.another_process().await;
    let going_on = other.transaction(async |conn: &mut Connection| {
        conn.batch_execute("LOCK TABLE accounts IN EXCLUSIVE MODE").await?;
        Ok::<(), Error>(())
    });
    tokio::time::timeout(Duration::from_secs(60), going_on).await.expect("the lock").expect("a transaction");
    let late = diesel::sql_query("SELECT 1").execute(&mut still).await;
    assert!(late.is_err(), "it has ended");
}

/// The last event is followed by a look whether more will come; nothing else would wake whoever
/// waits should that look fail.
#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_told_that_all_was_told_is_told_to_come_back() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    let rename = async |from: &str, to: &str| {
        let mut conn = app.database.conn().await.expect("a connection");
        conn.batch_execute(&format!("ALTER TABLE {from} RENAME TO {to}")).await.expect("a table");
    };
    rename("section_regenerations", "out_of_reach").await;
    let watch = async |after: i64| {
        let query = "subscription($id: ID!, $after: Int) { generationEvents(id: $id, after: $after) {
            __typename number } }";
        let request = reqwest::Client::new().post(app.url("/graphql")).header("accept", "text/event-stream");
        let request = request.bearer_auth(user.access_token.as_deref().expect("a token"));
        let body = json!({ "query": query, "variables": { "id": id, "after": after } });
        let answer = request.json(&body).send().await.expect("an answer").text();
        tokio::time::timeout(Duration::from_secs(30), answer).await.expect("an end").expect("words")
    };
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    let (told, ran) = tokio::join!(watch(0), worker.run_due());
    ran.expect("the queue");
    let last = told.rsplit("data: ").find(|data| data.contains("errors")).expect("an error");
    assert!(told.contains("GenerationFinished") && last.contains("INTERNAL"), "{told}");
    // Back again, it hears that this was all.
    rename("out_of_reach", "section_regenerations").await;
    let numbers = told.matches("\"number\"").count() as i64;
    let rest = watch(numbers).await;
    assert!(!rest.contains("errors") && rest.contains("event: complete"), "{rest}");
}
