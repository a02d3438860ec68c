//! Old events and notifications are swept out, and what is asked of them afterwards is answered.

use jobwise::db::Connection;
use jobwise::events::{NewEvent, append};
use jobwise::graphql::ids::GlobalId;
use jobwise::queue::{self, NewTask, Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::{TestApp, TestUser};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const WATCH: &str = "subscription($id: ID!, $after: Int) { generationEvents(id: $id, after: $after) {
    __typename number ... on GenerationFinished { status } } }";
const NOTIFICATIONS: &str = "{ notifications { edges { node { generation { id } } } } }";

async fn work(app: &TestApp) {
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    worker.run_due().await.expect("the queue");
}

async fn sweep(app: &TestApp) {
    for kind in ["generation.sweep", "notification.sweep"] {
        let task = NewTask::new(kind, json!(null));
        let made =
            app.database.transaction(async |conn: &mut Connection| queue::enqueue(conn, &task).await).await;
        made.expect("a task");
    }
    work(app).await;
}

async fn generate(user: &TestUser<'_>) -> Value {
    let (profile, job) = prepared(user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    started.data("/generate/generation/id").clone()
}

/// The numbers of what a subscription tells until it completes, and what came last.
async fn told(user: &TestUser<'_>, id: &Value, after: i64) -> (Vec<i64>, Value) {
    let told = user.watch(WATCH, json!({ "id": id, "after": after })).await;
    let numbers = told.iter().filter_map(|event| event["number"].as_i64()).collect();
    (numbers, told.last().cloned().unwrap_or_default())
}

async fn last_number(user: &TestUser<'_>, id: &Value) -> i64 {
    let asked =
        user.query_with("query($id: ID!) { generation(id: $id) { lastEventNumber } }", json!({ "id": id }));
    asked.await.data("/generation/lastEventNumber").as_i64().expect("a number")
}

/// Two events of a run that waits.
async fn stage_told(app: &TestApp, id: &Value) {
    let account_id = account_of(app, id).await;
    let event = NewEvent {
        stream_id: GlobalId::read(&id.as_str().expect("an id").into()).expect("an id").id,
        account_id,
        kind: "stage_progressed".to_owned(),
        payload: json!({ "stage": "job_analyzer", "fraction": 0.5 }),
        created_at: app.database.clock.now(),
    };
    for _ in 0..2 {
        let written =
            app.database.transaction(async |conn: &mut Connection| append(conn, &event).await).await;
        written.expect("an event");
    }
}

async fn account_of(app: &TestApp, id: &Value) -> uuid::Uuid {
    use diesel::{ExpressionMethods, QueryDsl};
    use diesel_async::RunQueryDsl;
    use jobwise::db::schema::generations;
    let id = GlobalId::read(&id.as_str().expect("an id").into()).expect("an id").id;
    let mut conn = app.database.conn().await.expect("a connection");
    let owner = generations::table.filter(generations::id.eq(id)).select(generations::account_id);
    owner.get_result(&mut conn).await.expect("a generation")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_run_that_ended_long_ago_its_end_is_told() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let old = generate(&user).await;
    work(&app).await;
    let last = last_number(&user, &old).await;
    assert_eq!(told(&user, &old, 0).await.0, (1..=last).collect::<Vec<_>>());

    // Within the time they are kept nothing goes.
    app.database.clock.advance_ms(89 * DAY_MS);
    sweep(&app).await;
    let user = app.signed_in("ada@example.com").await;
    assert_eq!(told(&user, &old, 0).await.0.len() as i64, last);

    let new = generate(&user).await;
    work(&app).await;
    // One that waits for as long as this still has all of its events.
    app.app.queue.set_paused("generation.run", true).await.expect("the queue");
    let waiting = generate(&user).await;
    stage_told(&app, &waiting).await;
    app.database.clock.advance_ms(2 * DAY_MS);
    sweep(&app).await;
    let user = app.signed_in("ada@example.com").await;

    let (numbers, end) = told(&user, &old, 0).await;
    assert_eq!((numbers, &end["__typename"]), (vec![last], &json!("GenerationFinished")), "{end}");
    assert!(["SUCCEEDED", "NEEDS_REVIEW"].contains(&end["status"].as_str().unwrap_or_default()), "{end}");
    assert_eq!(told(&user, &old, last).await.0, Vec::<i64>::new(), "it completes");
    assert_eq!(last_number(&user, &old).await, last);
    assert_eq!(told(&user, &new, 0).await.0.len() as i64, last_number(&user, &new).await);

    app.database.clock.advance_ms(91 * DAY_MS);
    sweep(&app).await;
    let user = app.signed_in("ada@example.com").await;
    let cancel = "mutation($id: ID!) { cancelGeneration(id: $id) { status } }";
    user.query_with(cancel, json!({ "id": waiting })).await;
    assert_eq!(told(&user, &waiting, 0).await.0, [1, 2, 3], "it had not ended");
    assert_eq!(*user.query(NOTIFICATIONS).await.data("/notifications/edges"), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_go_when_they_are_old_and_numbers_go_on() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    generate(&user).await;
    work(&app).await;
    let account = "{ notifications { edges { node { number } } } }";
    let before = user.query(account).await.data("/notifications/edges/0/node/number").as_i64();
    app.database.clock.advance_ms(91 * DAY_MS);
    sweep(&app).await;
    let user = app.signed_in("ada@example.com").await;
    assert_eq!(*user.query(account).await.data("/notifications/edges"), json!([]));
    generate(&user).await;
    work(&app).await;
    assert!(user.query(account).await.data("/notifications/edges/0/node/number").as_i64() > before);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_kept_where_the_setting_says_so() {
    let app = TestApp::start_with(&[("KEEP_EVENTS_DAYS", "0")]).await;
    let user = app.signed_up("ada@example.com").await;
    let old = generate(&user).await;
    work(&app).await;
    let last = last_number(&user, &old).await;
    app.database.clock.advance_ms(9_999 * DAY_MS);
    sweep(&app).await;
    let user = app.signed_in("ada@example.com").await;
    assert_eq!(told(&user, &old, 0).await.0.len() as i64, last);
    assert_eq!(
        user.query(NOTIFICATIONS).await.data("/notifications/edges").as_array().map(Vec::len),
        Some(1)
    );
}
