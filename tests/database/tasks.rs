//! Background work as an operator sees it over GraphQL, and what may be done about it.

use jobwise::accounts::model::Role;
use jobwise::db::Connection;
use jobwise::queue::{self, NewTask};
use serde_json::{Value, json};

use crate::harness::app::TestApp;

const LIST: &str = "query($state: TaskState, $kind: String, $first: Int, $after: String) {
    tasks(state: $state, kind: $kind, first: $first, after: $after) {
        edges { node { id kind state attempts failure createdAt runAt startedAt endedAt } }
        pageInfo { hasNextPage endCursor }
    } }";
const RETRY: &str = "mutation($id: ID!) { retryTask(id: $id) { status task { id state } } }";

async fn enqueue(app: &TestApp, kind: &'static str) -> String {
    let task = NewTask::new(kind, json!({ "secret": "a word of the payload" }));
    let made =
        app.database.transaction(async |conn: &mut Connection| queue::enqueue(conn, &task).await).await;
    made.expect("a task").to_string()
}

fn ids(page: &Value) -> Vec<&str> {
    let edges = page["edges"].as_array().expect("edges").iter();
    edges.map(|edge| edge["node"]["id"].as_str().expect("an id")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_pages_through_tasks_and_sees_nothing_they_were_given() {
    let app = TestApp::start().await;
    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    let mut made = Vec::new();
    for kind in ["queue.sweep", "ai.sweep", "queue.sweep", "queue.sweep"] {
        made.push(enqueue(&app, kind).await);
    }
    let asked = json!({ "kind": "queue.sweep", "first": 2 });
    let first = admin.query_with(LIST, asked.clone()).await;
    assert!(!first.body.to_string().contains("a word of the payload"));
    let page = first.data("/tasks");
    assert_eq!(ids(page), [made[3].as_str(), made[2].as_str()], "newest first");
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let node = &page["edges"][0]["node"];
    assert_eq!(
        (&node["state"], &node["attempts"], &node["failure"]),
        (&json!("WAITING"), &json!(0), &Value::Null)
    );
    let mut next = asked;
    next["after"] = page["pageInfo"]["endCursor"].clone();
    let last = admin.query_with(LIST, next).await;
    assert_eq!(ids(last.data("/tasks")), [made[0].as_str()]);
    assert_eq!(last.data("/tasks/pageInfo/hasNextPage"), false);
    let dead = admin.query_with(LIST, json!({ "state": "DEAD" })).await;
    assert_eq!(ids(dead.data("/tasks")), Vec::<&str>::new());
    assert_eq!(admin.query_with(LIST, json!({ "first": 0 })).await.code(), "INVALID_INPUT");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_or_not_there_is_not_run_again() {
    let app = TestApp::start().await;
    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    let waiting = enqueue(&app, "queue.sweep").await;
    let refused = admin.query_with(RETRY, json!({ "id": waiting })).await;
    assert_eq!(
        *refused.data("/retryTask"),
        json!({ "status": "CONFLICT", "task": { "id": waiting, "state": "WAITING" } })
    );
    for unknown in ["nothing", "00000000-0000-7000-8000-000000000000"] {
        let refused = admin.query_with(RETRY, json!({ "id": unknown })).await;
        assert_eq!(*refused.data("/retryTask"), json!({ "status": "NOT_FOUND", "task": null }));
    }
    let user = app.signed_up("ada@example.com").await;
    assert_eq!(user.query_with(RETRY, json!({ "id": waiting })).await.code(), "FORBIDDEN");
    assert_eq!(user.query_with(LIST, json!({})).await.code(), "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_kind_is_not_begun_until_it_is_resumed() {
    let app = TestApp::start().await;
    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    enqueue(&app, "queue.sweep").await;
    let change = async |field: &str, kind: &str| {
        let mutation = format!(
            "mutation {{ {field}(input: {{ kind: \"{kind}\" }}) {{ status kind {{ name paused waiting }} }} }}"
        );
        admin.query(&mutation).await.data(&format!("/{field}")).clone()
    };
    let stands = |status: &str, paused: bool| json!({ "status": status, "kind": { "name": "queue.sweep", "paused": paused, "waiting": 1 } });
    assert_eq!(change("pauseTasks", "queue.sweep").await, stands("PAUSED", true));
    assert_eq!(app.app.queue.claim(&["queue.sweep"], 1, 1_000).await.expect("the queue").len(), 0);
    assert_eq!(change("resumeTasks", "queue.sweep").await, stands("RESUMED", false));
    assert_eq!(app.app.queue.claim(&["queue.sweep"], 1, 1_000).await.expect("the queue").len(), 1);
    assert_eq!(change("pauseTasks", "nothing.run").await, json!({ "status": "NOT_FOUND", "kind": null }));
    let kinds = admin.query("{ taskKinds { name running paused } }").await;
    let kinds = kinds.data("/taskKinds").as_array().expect("kinds").clone();
    assert!(kinds.contains(&json!({ "name": "queue.sweep", "running": 1, "paused": false })), "{kinds:?}");
}
