//! What a task costs that does nothing: enqueued in a transaction of its own, claimed, run, ended.
//!
//! `cargo bench --bench queue` starts a private Postgres that waits for the disk
//! (`synchronous_commit` on) and prints tasks a second, CPU of this process and of Postgres for a
//! task, while nothing, 100,000 and 1,000,000 tasks of the same kind wait besides; then the same of a
//! bare loop over the driver (insert, claim one by `SKIP LOCKED`, end it), and how long a running task
//! waits for its cancellation, and the task of a lost worker for another.
//! `-- --tasks 5000 --backlog 0,100000` changes the numbers.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use diesel_async::SimpleAsyncConnection;
use jobwise::config::Secret;
use jobwise::db::local::LocalPostgres;
use jobwise::db::{Connection, Db, DbConfig};
use jobwise::queue::{NewTask, Queue, Registry, TaskContext, Worker, WorkerOptions, enqueue};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_postgres::NoTls;
use tokio_util::sync::CancellationToken;

const KIND: &str = "bench.nothing";
/// Who enqueues at once, and who loops at once.
const PRODUCERS: usize = 8;
/// Tasks run at once.
const PLACES: usize = 64;
/// Cancellations that are timed.
const CANCELLATIONS: usize = 200;
/// Workers that are lost.
const TAKEOVERS: usize = 20;
/// Clock ticks a second in /proc, which Linux has fixed for what it tells programs.
const TICKS_PER_SECOND: f64 = 100.0;

struct Asked {
    tasks: usize,
    backlogs: Vec<usize>,
}

fn asked() -> Asked {
    let mut asked = Asked { tasks: 20_000, backlogs: vec![0, 100_000, 1_000_000] };
    let arguments: Vec<String> = std::env::args().collect();
    for pair in arguments.windows(2) {
        match pair[0].as_str() {
            "--tasks" => asked.tasks = pair[1].parse().expect("a number of tasks"),
            "--backlog" => {
                asked.backlogs =
                    pair[1].split(',').map(|number| number.parse().expect("numbers of tasks")).collect();
            }
            _ => {}
        }
    }
    asked
}

/// What was measured of `tasks`.
struct Cost {
    seconds: f64,
    our_ms: f64,
    postgres_ms: f64,
}

impl Cost {
    fn print(&self, name: &str, tasks: usize) {
        let each = tasks as f64;
        println!(
            "{name:<34} {:>8.0}/s   ours {:>6.3} ms   Postgres {:>6.3} ms",
            each / self.seconds,
            self.our_ms / each,
            self.postgres_ms / each
        );
    }
}

/// Milliseconds of CPU of a process, from its line in /proc.
fn cpu_ms(stat: &str) -> f64 {
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    // utime and stime, and those of the children that have ended: 14 to 17, counted from the state, 3.
    let ticks: f64 = fields[11..15].iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks * 1_000.0 / TICKS_PER_SECOND
}

fn our_cpu_ms() -> f64 {
    cpu_ms(&fs::read_to_string("/proc/self/stat").expect("our own line"))
}

/// Of the server's processes: the first one and its children.
fn postgres_cpu_ms(postmaster: u32) -> f64 {
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    let stats = processes.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    stats
        .filter(|stat| {
            let parent = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1));
            stat.starts_with(&format!("{postmaster} "))
                || parent.is_some_and(|parent| parent == postmaster.to_string())
        })
        .map(|stat| cpu_ms(&stat))
        .sum()
}

async fn measured(postmaster: u32, work: impl Future<Output = ()>) -> Cost {
    let (ours, theirs, begun) = (our_cpu_ms(), postgres_cpu_ms(postmaster), Instant::now());
    work.await;
    Cost {
        seconds: begun.elapsed().as_secs_f64(),
        our_ms: our_cpu_ms() - ours,
        postgres_ms: postgres_cpu_ms(postmaster) - theirs,
    }
}

/// Enqueues the tasks, each in a transaction of its own, while a worker runs them.
async fn through_the_queue(db: &Db, tasks: usize) {
    let (done, all_done) = (Arc::new(AtomicUsize::new(0)), CancellationToken::new());
    let registry = {
        let (done, all_done) = (Arc::clone(&done), all_done.clone());
        Registry::new().with(KIND, move |_: TaskContext, _: Value| {
            if done.fetch_add(1, Ordering::Relaxed) + 1 >= tasks {
                all_done.cancel();
            }
            async { Ok(()) }
        })
    };
    let options = WorkerOptions { concurrency: PLACES, ..WorkerOptions::default() };
    let worker = Worker::new(Queue::new(db.clone()), registry, options);
    let working = tokio::spawn(worker.run(all_done));
    let producing = (0..PRODUCERS).map(|_| {
        let db = db.clone();
        tokio::spawn(async move {
            let task = NewTask::new(KIND, Value::Null);
            for _ in 0..tasks / PRODUCERS {
                let made = db.transaction(async |conn: &mut Connection| enqueue(conn, &task).await).await;
                made.expect("an enqueued task");
            }
        })
    });
    futures_util::future::join_all(producing).await;
    // Its drain writes the last ends.
    working.await.expect("a worker");
}

/// The least a queue of this kind can do: three statements a task on a table of four columns.
async fn bare_loop(url: &Secret, tasks: usize) {
    let loops = (0..PRODUCERS).map(|_| {
        let url = url.expose().to_owned();
        tokio::spawn(async move {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a connection");
            tokio::spawn(connection);
            let insert = client
                .prepare("INSERT INTO bare (id, state, payload) VALUES (gen_random_uuid(), 0, 'null')")
                .await
                .expect("a statement");
            let claim = client
                .prepare(
                    "UPDATE bare SET state = 1 WHERE id = (SELECT id FROM bare WHERE state = 0
                     ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id::text",
                )
                .await
                .expect("a statement");
            let end = client
                .prepare("UPDATE bare SET state = 2 WHERE id = $1::text::uuid")
                .await
                .expect("a statement");
            for _ in 0..tasks / PRODUCERS {
                client.execute(&insert, &[]).await.expect("a task");
                let row = loop {
                    // Another loop may have the row locked that this one would have had.
                    if let Some(row) = client.query_opt(&claim, &[]).await.expect("a claim") {
                        break row;
                    }
                };
                client.execute(&end, &[&row.get::<_, String>(0)]).await.expect("an end");
            }
        })
    });
    futures_util::future::join_all(loops).await.into_iter().for_each(|ended| ended.expect("a loop"));
}

/// From the answer to whoever cancels to the running task's token, in milliseconds, sorted.
async fn cancellations(db: &Db) -> Vec<f64> {
    let (sender, mut told) = mpsc::unbounded_channel();
    let registry = Registry::new().with("bench.cancelled", move |task: TaskContext, _: Value| {
        let sender = sender.clone();
        async move {
            sender.send(None).expect("a listener");
            task.cancellation.cancelled().await;
            sender.send(Some(Instant::now())).expect("a listener");
            Err(jobwise::error::Error::invalid("cancelled"))
        }
    });
    let (queue, stop) = (Queue::new(db.clone()), CancellationToken::new());
    let working =
        tokio::spawn(Worker::new(queue.clone(), registry, WorkerOptions::default()).run(stop.clone()));
    let mut waits = Vec::new();
    for _ in 0..CANCELLATIONS {
        let task = NewTask::new("bench.cancelled", Value::Null);
        let id = db.transaction(async |conn: &mut Connection| enqueue(conn, &task).await).await;
        told.recv().await.expect("a beginning");
        queue.cancel(id.expect("a task")).await.expect("an answer");
        let asked = Instant::now();
        let heard = told.recv().await.expect("an end").expect("a moment");
        waits.push(heard.saturating_duration_since(asked).as_secs_f64() * 1_000.0);
    }
    stop.cancel();
    working.await.expect("a worker");
    waits.sort_by(f64::total_cmp);
    waits
}

/// From the end of a worker to its task running on another, in milliseconds, sorted. A worker that is
/// dropped beats no more and writes nothing, as one that is killed.
async fn takeovers(db: &Db) -> Vec<f64> {
    let kinds: Vec<&'static str> =
        (0..TAKEOVERS).map(|number| &*Box::leak(format!("bench.lost.{number}").into_boxed_str())).collect();
    let (sender, mut begun) = mpsc::unbounded_channel();
    let queue = Queue::new(db.clone());
    let mut dying = Vec::new();
    for kind in &kinds {
        let begins = sender.clone();
        let registry = Registry::new().with(kind, move |_: TaskContext, _: Value| {
            begins.send((0, Instant::now())).expect("a listener");
            std::future::pending()
        });
        let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
        dying.push(tokio::spawn(worker.run(CancellationToken::new())));
        let task = NewTask::new(kind, Value::Null);
        db.transaction(async |conn: &mut Connection| enqueue(conn, &task).await).await.expect("a task");
        begun.recv().await.expect("a beginning");
    }
    let registry = kinds.iter().enumerate().fold(Registry::new(), |registry, (number, kind)| {
        let sender = sender.clone();
        registry.with(kind, move |_: TaskContext, _: Value| {
            sender.send((number, Instant::now())).expect("a listener");
            async { Ok(()) }
        })
    });
    let stop = CancellationToken::new();
    let working =
        tokio::spawn(Worker::new(queue.clone(), registry, WorkerOptions::default()).run(stop.clone()));
    let mut ended = Vec::new();
    for worker in dying {
        // Spread over the time between two heartbeats, so that some have just beaten and some not.
        tokio::time::sleep(std::time::Duration::from_millis(53)).await;
        worker.abort();
        ended.push(Instant::now());
    }
    let mut waits = Vec::new();
    for _ in &kinds {
        let (number, at) = begun.recv().await.expect("a run");
        waits.push((at - ended[number]).as_secs_f64() * 1_000.0);
    }
    stop.cancel();
    working.await.expect("a worker");
    waits.sort_by(f64::total_cmp);
    waits
}

fn print_waits(what: &str, waits: &[f64]) {
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    println!(
        "{what}: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms of {}",
        at(0.5),
        at(0.99),
        at(1.0),
        waits.len()
    );
}

async fn execute(db: &Db, sql: &str) {
    db.conn().await.expect("a connection").batch_execute(sql).await.expect("a statement");
}

async fn fill(db: &Db, backlog: usize) {
    execute(db, "TRUNCATE tasks CASCADE").await;
    let fill = format!(
        "INSERT INTO tasks (id, kind, payload, max_attempts)
         SELECT gen_random_uuid(), '{KIND}', 'null', 5 FROM generate_series(1, {backlog})"
    );
    execute(db, &fill).await;
    execute(db, "ANALYZE tasks").await;
    execute(db, "CHECKPOINT").await;
}

#[tokio::main]
async fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let asked = asked();
    let data = tempfile::tempdir().expect("a folder");
    let cluster = LocalPostgres::open(data.path()).expect("Postgres's programs");
    let url = cluster.start().await.expect("a private Postgres");
    let pid = fs::read_to_string(Path::new(cluster.cluster_dir()).join("postmaster.pid"));
    let postmaster: u32 =
        pid.expect("its pid").lines().next().and_then(|line| line.parse().ok()).expect("a number");
    let db = Db::connect(&DbConfig::new(url.clone(), PRODUCERS + 4)).await.expect("a database");
    db.migrate().await.expect("tables");
    println!(
        "{} tasks, {PRODUCERS} who enqueue, {PLACES} places, synchronous_commit on; for a task:",
        asked.tasks
    );
    let mut first = None;
    for backlog in &asked.backlogs {
        fill(&db, *backlog).await;
        let cost = measured(postmaster, through_the_queue(&db, asked.tasks)).await;
        cost.print(&format!("queue, {backlog} waiting besides"), asked.tasks);
        let total = cost.our_ms + cost.postgres_ms;
        let before = *first.get_or_insert(total);
        println!("{:<34} {:.2} times the CPU of the first line", "", total / before);
    }
    execute(
        &db,
        "CREATE TABLE bare (id uuid PRIMARY KEY, state smallint, payload jsonb, made_at timestamptz DEFAULT now());
         CREATE INDEX bare_waiting ON bare (made_at) WHERE state = 0;",
    )
    .await;
    let bare = measured(postmaster, bare_loop(&url, asked.tasks)).await;
    bare.print("bare loop over the driver", asked.tasks);
    print_waits("cancellation to the running task", &cancellations(&db).await);
    print_waits("lost worker to running on another", &takeovers(&db).await);
    db.close();
    cluster.remove().expect("a cluster that can be removed");
}
