//! The task that sweeps what is over.

use std::time::Duration;

use jobwise::ai::budget::ledger::{Ledger, PURSE_OF_DAY};
use jobwise::ai::tasks::SWEEP;
use jobwise::queue::{Worker, WorkerOptions};

use crate::harness::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_settles_what_was_never_settled_and_comes_back_by_itself() {
    let app = TestApp::start().await;
    let account = app.database.account().await;
    let dying = Ledger::new(app.database.db.clone(), account, Duration::ZERO);
    let _lost = dying.take(&[(PURSE_OF_DAY, 100)], 60).await.expect("the database").expect("room");
    let (queue, kinds) = (&app.app.queue, app.app.registry().kinds());
    queue.plan(&kinds).await.expect("planned");
    queue.advance_ms(10 * 60_000);
    assert!(queue.make_scheduled(&kinds).await.expect("the queue") >= 1);
    let due = queue.list_tasks(Some(SWEEP), None, 10).await.expect("the tasks");
    assert_eq!(due.len(), 1);
    let worker = Worker::new(queue.clone(), app.app.registry(), WorkerOptions::default());
    assert!(worker.run_due().await.expect("the queue") >= 1);
    assert_eq!(dying.balance(PURSE_OF_DAY).await.expect("the database").spent, 60);
    assert_eq!(queue.list_tasks(Some(SWEEP), None, 10).await.expect("the tasks")[0].state, "finished");
}
