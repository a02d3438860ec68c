//! What is measured of the queue, as it is read.

use jobwise::http::serve_metrics;
use jobwise::queue::{NewTask, Queue, Registry, TaskContext, Worker, WorkerOptions, measures};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::enqueue;
use crate::harness::TestDatabase;

/// A kind of this test alone: the recorder is one of the whole process.
const KIND: &str = "test.measured";

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_and_how_runs_ended_can_be_read() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let stop = CancellationToken::new();
    let anywhere = "127.0.0.1:0".parse().expect("an address");
    let address = serve_metrics(anywhere, stop.clone()).await.expect("an address");
    let read = async || {
        let answer = reqwest::get(format!("http://{address}/metrics")).await.expect("an answer");
        answer.text().await.expect("text")
    };
    enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    let registry = Registry::new().with(KIND, |_: TaskContext, (): ()| async { Ok(()) });
    let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("a look"), 1);
    let ended = format!("jobwise_task_seconds_count{{kind=\"{KIND}\",outcome=\"finished\"}} 1");
    assert!(read().await.lines().any(|line| line == ended), "{}", read().await);

    for _ in 0..3 {
        enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
    }
    queue.set_paused(KIND, true).await.expect("paused");
    queue.advance_ms(5_000);
    tokio::spawn(measures::watch(queue.clone(), vec![KIND], stop.clone()));
    let last_told = format!("jobwise_queue_paused{{kind=\"{KIND}\"}} 1");
    // Asked at once, then every ten seconds.
    let text = loop {
        let text = read().await;
        if text.lines().any(|line| line == last_told) {
            break text;
        }
    };
    let number = |name: &str| -> f64 {
        let start = format!("{name}{{kind=\"{KIND}\"}} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().expect("a number")
    };
    assert!(number("jobwise_queue_oldest_seconds") >= 5.0);
    assert_eq!((number("jobwise_queue_running"), number("jobwise_queue_dead")), (0.0, 0.0));
    assert!((number("jobwise_queue_depth") - 3.0).abs() < 0.01, "{text}");
    stop.cancel();
}
