//! What deploy/ asks the database.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use jobwise::queue::{NewTask, enqueue};
use serde_json::Value;

use crate::harness::TestDatabase;

const SCALING: &str = include_str!("../../deploy/kubernetes/scaling/work.yaml");

/// The query by which KEDA scales workers, as the manifest folds it.
fn query() -> String {
    let (_, rest) = SCALING.split_once("query: >-\n").expect("a query");
    let (query, _) = rest.split_once("targetQueryValue").expect("its end");
    query.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[tokio::test]
async fn workers_are_scaled_by_the_tasks_that_are_due() {
    let database = TestDatabase::new().await;
    let later = NewTask { delay: Duration::from_secs(3_600), ..NewTask::new("test.task", Value::Null) };
    for task in [NewTask::new("test.task", Value::Null), later, NewTask::new("test.other", Value::Null)] {
        database.transaction(async |conn| enqueue(conn, &task).await).await.expect("a task");
    }
    let mut conn = database.conn().await.expect("a connection");
    let row: Row = diesel::sql_query(query()).get_result(&mut conn).await.expect("a count");
    assert_eq!(row.count, 2, "{}", query());
}
