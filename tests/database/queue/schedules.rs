//! Tasks that come back by themselves, and the sweeping of those that ended.

use jobwise::queue::schedules::next_after;
use jobwise::queue::sweeping::TaskSweeper;
use jobwise::queue::{
    Ending, Handler, NewTask, Queue, Registry, TaskState, Terms, Worker, WorkerOptions, find,
};
use serde_json::Value;

use super::{KIND, LEASE_MS, claim, enqueue};
use crate::harness::TestDatabase;
use crate::harness::app::TestApp;

const MINUTE_MS: i64 = 60_000;
const EVERY: [(&str, Terms); 1] =
    [(KIND, Terms { every: Some("*/10 * * * *"), max_running: None, max_running_per_account: None })];

#[tokio::test(flavor = "multi_thread")]
async fn a_due_time_makes_one_task_over_all_processes() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    queue.plan(&EVERY).await.expect("planned");
    assert_eq!(queue.make_scheduled(&EVERY).await.expect("an answer"), 0, "its time has not come");
    queue.advance_ms(10 * MINUTE_MS);
    let others = [queue.clone(), queue.clone()];
    let made = (0..12).map(|number| others[number % 2].make_scheduled(&EVERY));
    let made: usize =
        futures_util::future::join_all(made).await.into_iter().map(|made| made.expect("an answer")).sum();
    assert_eq!(made, 1);
    assert_eq!(claim(&queue, 9).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn missed_times_are_made_up_for_by_one_run_and_a_restart_moves_nothing() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    queue.plan(&EVERY).await.expect("planned");
    queue.advance_ms(60 * MINUTE_MS);
    queue.plan(&EVERY).await.expect("planned again");
    assert_eq!(queue.make_scheduled(&EVERY).await.expect("an answer"), 1);
    assert_eq!(queue.make_scheduled(&EVERY).await.expect("an answer"), 0);
    let task = claim(&queue, 9).await.remove(0);
    queue.advance_ms(10 * MINUTE_MS);
    queue.renew(&[&task], LEASE_MS).await.expect("renewed");
    queue.make_scheduled(&EVERY).await.expect("an answer");
    assert!(claim(&queue, 9).await.is_empty(), "one is still open");
    queue.end(&task, &Ending::Finished).await.expect("an end");
    queue.advance_ms(10 * MINUTE_MS);
    queue.make_scheduled(&EVERY).await.expect("an answer");
    assert_eq!(claim(&queue, 9).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_schedule_of_the_app_can_be_read() {
    let app = TestApp::start().await;
    let kinds = app.app.registry().kinds();
    let scheduled: Vec<_> = kinds.iter().filter_map(|(kind, terms)| Some((*kind, terms.every?))).collect();
    assert!(scheduled.iter().any(|(kind, _)| *kind == TaskSweeper::KIND), "{scheduled:?}");
    for (kind, cron) in scheduled {
        next_after(cron, crate::harness::start()).unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_long_ago_is_swept_out_and_the_rest_stays() {
    let database = TestDatabase::new().await;
    let queue = Queue::new(database.db.clone());
    let mut ids = Vec::new();
    for ending in [
        Some(Ending::Finished),
        Some(Ending::Cancelled),
        Some(Ending::Hopeless { message: "no".into() }),
        None,
    ] {
        let id = enqueue(&database, &NewTask::new(KIND, Value::Null)).await;
        if let Some(ending) = ending {
            queue.end(&claim(&queue, 1).await.remove(0), &ending).await.expect("an end");
        }
        ids.push(id);
    }
    let sweep = async || {
        let registry = Registry::new().with_handler(TaskSweeper::new(queue.clone()));
        enqueue(&database, &NewTask::new(TaskSweeper::KIND, Value::Null)).await;
        let worker = Worker::new(queue.clone(), registry, WorkerOptions::default());
        assert_eq!(worker.run_due().await.expect("the queue"), 1);
    };
    let left = async || {
        let mut conn = database.conn().await.expect("a connection");
        let mut left = Vec::new();
        for id in &ids {
            left.push(find(&mut conn, *id).await.expect("an answer"));
        }
        left
    };
    let (dead, waiting) = (Some(TaskState::Dead), Some(TaskState::Waiting));
    sweep().await;
    assert_eq!(left().await, [Some(TaskState::Finished), Some(TaskState::Cancelled), dead, waiting]);
    queue.advance_ms(25 * 60 * MINUTE_MS);
    sweep().await;
    assert_eq!(left().await, [None, None, dead, waiting]);
    queue.advance_ms(30 * 24 * 60 * MINUTE_MS);
    sweep().await;
    assert_eq!(left().await, [None, None, None, waiting]);
}
