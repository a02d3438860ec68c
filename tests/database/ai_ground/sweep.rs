//! The task that sweeps what is over.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use jobwise::ai::budget::ledger::{Ledger, PURSE_OF_DAY};
use jobwise::ai::tasks::SWEEP;
use jobwise::queue::{self, NewTask, Worker, WorkerOptions};
use serde_json::json;

use crate::harness::app::TestApp;

#[derive(QueryableByName, Debug, PartialEq)]
struct Sweeps {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn sweeps(app: &TestApp) -> Vec<(String, i64)> {
    let mut conn = app.database.conn().await.expect("a connection");
    let query =
        "SELECT state, count(*) AS count FROM tasks WHERE kind = 'ai.sweep' GROUP BY state ORDER BY state";
    let rows: Vec<Sweeps> = diesel::sql_query(query).load(&mut conn).await.expect("the tasks");
    rows.into_iter().map(|row| (row.state, row.count)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_queues_the_next_one_and_processes_plan_one_together() {
    let app = TestApp::start().await;
    let account = app.database.account().await;
    let dying = Ledger::new(app.database.db.clone(), account, Duration::ZERO);
    let _lost = dying.take(&[(PURSE_OF_DAY, 100)], 60).await.expect("the database").expect("room");
    let due = NewTask::new(SWEEP, json!({ "turn": 0 }));
    app.database.transaction(async |conn| queue::enqueue(conn, &due).await).await.expect("a task");
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("the queue"), 1);
    assert_eq!(dying.balance(PURSE_OF_DAY).await.expect("the database").spent, 60);
    let expected = [("finished".to_owned(), 1), ("waiting".to_owned(), 1)];
    assert_eq!(sweeps(&app).await, expected);
    for _ in 0..3 {
        app.app.plan().await.expect("planned");
    }
    assert_eq!(sweeps(&app).await, expected, "it was planned already");
}
