//! What an account is told: notifications and changes of its lists, listed and live.

use futures_util::StreamExt;
use serde_json::{Value, json};

use jobwise::queue::{Worker, WorkerOptions};

use crate::generations::{GENERATE, input, lose_every_run, prepared};
use crate::harness::app::{TestApp, TestUser};
use crate::websocket::Socket;

const NOTIFICATIONS: &str =
    "query($unread: Boolean) { notifications(filter: { unread: $unread }) { unreadCount
    edges { node { id number kind message at readAt generation { id status } document { id } } } } }";

async fn work(app: &TestApp) {
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    worker.run_due().await.expect("the queue");
}

/// A generation that has finished, and the saved job of its posting.
async fn finished(app: &TestApp, user: &TestUser<'_>) -> (String, String) {
    let (profile, job) = prepared(user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let generation = started.data("/generate/generation/id").as_str().expect("an id").to_owned();
    let save = "mutation($id: ID!) { saveJob(input: { jobId: $id }) { savedJob { id } } }";
    let saved = user.query_with(save, json!({ "id": job })).await;
    work(app).await;
    (generation, saved.data("/saveJob/savedJob/id").as_str().expect("an id").to_owned())
}

/// What a subscription tells first, over a socket.
async fn told(app: &TestApp, user: &TestUser<'_>, query: &str, count: usize) -> Vec<Value> {
    let mut socket = Socket::acknowledged(app, user.access_token.as_deref()).await;
    socket.subscribe("1", query).await;
    let mut told = Vec::new();
    while told.len() < count {
        let message = socket.message().await;
        assert!(message["payload"]["errors"].is_null(), "{message}");
        let fields = message["payload"]["data"].as_object().unwrap_or_else(|| panic!("{message}")).clone();
        told.extend(fields.into_iter().map(|(_, value)| value));
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_generation_is_notified_of_and_can_be_marked_as_read() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (generation, _) = finished(&app, &user).await;
    let listed = user.query_with(NOTIFICATIONS, json!({})).await;
    let page = listed.data("/notifications");
    assert_eq!((&page["unreadCount"], page["edges"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    let one = &page["edges"][0]["node"];
    assert!(one["kind"].as_str().is_some_and(|kind| kind.starts_with("GENERATION_")), "{one}");
    assert!(one["message"].as_str().is_some_and(|message| message.contains("are ready")), "{one}");
    assert_eq!((&one["generation"]["id"], &one["readAt"]), (&json!(generation), &Value::Null));
    let by_id = "query($id: ID!) { node(id: $id) { ... on Notification { number } } }";
    assert_eq!(*user.query_with(by_id, json!({ "id": one["id"] })).await.data("/node/number"), one["number"]);

    let mark = "mutation($n: Int!) { markNotificationsRead(input: { upToNumber: $n }) { status markedCount unreadCount } }";
    let before = one["number"].as_i64().expect("a number") - 1;
    let marked = user.query_with(mark, json!({ "n": before })).await;
    assert_eq!(
        *marked.data("/markNotificationsRead"),
        json!({ "status": "MARKED", "markedCount": 0, "unreadCount": 1 })
    );
    let bob = app.signed_up("bob@example.com").await;
    assert_eq!(
        *bob.query_with(mark, json!({ "n": before + 1 })).await.data("/markNotificationsRead/markedCount"),
        0
    );
    let marked = user.query_with(mark, json!({ "n": before + 1 })).await;
    assert_eq!(
        *marked.data("/markNotificationsRead"),
        json!({ "status": "MARKED", "markedCount": 1, "unreadCount": 0 })
    );
    let unread = user.query_with(NOTIFICATIONS, json!({ "unread": true })).await;
    assert_eq!(*unread.data("/notifications/edges"), json!([]));
    let all = user.query_with(NOTIFICATIONS, json!({})).await;
    assert!(all.data("/notifications/edges/0/node/readAt").is_string());
    let again = user.query_with(mark, json!({ "n": before + 1 })).await;
    assert_eq!(*again.data("/markNotificationsRead/markedCount"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_that_fails_is_notified_of_with_its_reason() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let generation = started.data("/generate/generation/id").clone();
    lose_every_run(&app, "generation.run").await;
    work(&app).await;
    let status = "query($id: ID!) { generation(id: $id) { status failure { message } } }";
    let ended = user.query_with(status, json!({ "id": generation })).await;
    assert_eq!(*ended.data("/generation/status"), "FAILED", "{}", ended.body);
    let reason = ended.data("/generation/failure/message").as_str().expect("a reason").to_owned();
    let listed = user.query_with(NOTIFICATIONS, json!({})).await;
    let one = listed.data("/notifications/edges/0/node");
    assert_eq!((&one["kind"], &one["generation"]["id"]), (&json!("GENERATION_FAILED"), &generation));
    assert!(one["message"].as_str().is_some_and(|message| message.contains(&reason)), "{one}");
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_come_live_and_from_a_number_on() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    // Left out, it is from now on.
    socket.subscribe("live", "subscription { notifications { number kind generation { id } readAt } }").await;
    socket
        .subscribe(
            "lists",
            "subscription { generationChanged(after: 0) { number change generationId generation { id } } }",
        )
        .await;
    let (generation, _) = finished(&app, &user).await;
    let (mut notified, mut changes) = (Vec::new(), Vec::new());
    while notified.is_empty() || changes.len() < 7 {
        let message = socket.message().await;
        assert!(message["payload"]["errors"].is_null(), "{message}");
        match message["id"].as_str() {
            Some("live") => notified.push(message["payload"]["data"]["notifications"].clone()),
            _ => changes.push(message["payload"]["data"]["generationChanged"].clone()),
        }
    }
    assert_eq!(notified[0]["generation"]["id"], generation.as_str());
    let kinds: Vec<&Value> = changes.iter().map(|change| &change["change"]).collect();
    // Accepted, five stages, and its end.
    assert_eq!(kinds, ["CREATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED"]);
    assert!(changes.iter().all(|change| change["generationId"] == generation.as_str()));
    assert!(changes.iter().all(|change| change["generation"]["id"] == generation.as_str()));
    let numbers: Vec<i64> =
        changes.iter().map(|change| change["number"].as_i64().expect("a number")).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    // Whoever comes back with a number hears what came after it and nothing twice.
    let query = format!("subscription {{ generationChanged(after: {}) {{ number }} }}", numbers[4]);
    let again = told(&app, &user, &query, 2).await;
    assert_eq!(again, [json!({ "number": numbers[5] }), json!({ "number": numbers[6] })]);
    let query = format!("subscription {{ notifications(after: {}) {{ number }} }}", numbers[0]);
    assert_eq!(told(&app, &user, &query, 1).await[0]["number"], notified[0]["number"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_saved_job_is_told() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (generation, saved) = finished(&app, &user).await;
    let document = "query($id: ID!) { generation(id: $id) { documents { id } } }";
    let document = user.query_with(document, json!({ "id": generation })).await;
    let document = document.data("/generation/documents/0/id").as_str().expect("an id").to_owned();
    for change in [
        format!("updateSavedJob(input: {{ id: \"{saved}\", favourite: true }}) {{ status }}"),
        format!("moveSavedJob(input: {{ id: \"{saved}\", to: APPLIED }}) {{ status }}"),
        format!(
            "attachDocument(input: {{ savedJobId: \"{saved}\", documentId: \"{document}\" }}) {{ status }}"
        ),
        format!(
            "detachDocument(input: {{ savedJobId: \"{saved}\", documentId: \"{document}\" }}) {{ status }}"
        ),
        format!("deleteSavedJob(id: \"{saved}\") {{ status }}"),
    ] {
        let answer = user.query(&format!("mutation {{ {change} }}")).await;
        assert!(answer.body["errors"].is_null(), "{}", answer.body);
    }
    let query = "subscription { savedJobChanged(after: 0) { change savedJobId savedJob { id } } }";
    let changes = told(&app, &user, query, 6).await;
    let kinds: Vec<&Value> = changes.iter().map(|change| &change["change"]).collect();
    assert_eq!(kinds, ["CREATED", "UPDATED", "UPDATED", "UPDATED", "UPDATED", "DELETED"]);
    assert!(
        changes.iter().all(|change| change["savedJobId"] == saved.as_str() && change["savedJob"].is_null())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_of_another_account_neither_by_socket_nor_by_server_sent_events() {
    let app = TestApp::start().await;
    let ada = app.signed_up("ada@example.com").await;
    let bob = app.signed_up("bob@example.com").await;
    let fields = [
        "notifications(after: 0) { number }",
        "savedJobChanged(after: 0) { number savedJobId }",
        "generationChanged(after: 0) { number generationId }",
    ];
    let mut socket = Socket::acknowledged(&app, bob.access_token.as_deref()).await;
    let mut streams = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        socket.subscribe(&at.to_string(), &format!("subscription {{ {field} }}")).await;
        let request = reqwest::Client::new().post(app.url("/graphql")).header("accept", "text/event-stream");
        let request = request.bearer_auth(bob.access_token.as_deref().expect("a token"));
        let body = json!({ "query": format!("subscription {{ {field} }}") });
        streams.push(request.json(&body).send().await.expect("an answer").bytes_stream());
    }
    finished(&app, &ada).await;
    // The first that bob hears of anything is his own.
    let (generation, saved) = finished(&app, &bob).await;
    let mut first = [Value::Null, Value::Null, Value::Null];
    while first.iter().any(Value::is_null) {
        let message = socket.message().await;
        let at: usize = message["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        if first[at].is_null() {
            let data = message["payload"]["data"].as_object().expect("data").values().next().cloned();
            first[at] = data.expect("a field");
        }
    }
    assert_eq!(first[1]["savedJobId"], saved.as_str());
    assert_eq!(first[2]["generationId"], generation.as_str());
    let own = bob.query_with(NOTIFICATIONS, json!({})).await;
    assert_eq!(first[0]["number"], *own.data("/notifications/edges/0/node/number"));
    for (at, mut stream) in streams.into_iter().enumerate() {
        let mut heard = String::new();
        while !heard.contains("\n\n") || !heard.contains("data: ") {
            let chunk = stream.next().await.expect("no end").expect("bytes");
            heard.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
        let data = heard.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
        let data: Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(data["data"].as_object().expect("data").values().next(), Some(&first[at]));
    }
    let own = ada.query_with(NOTIFICATIONS, json!({})).await;
    let id = own.data("/notifications/edges/0/node/id");
    let by_id = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(*bob.query_with(by_id, json!({ "id": id })).await.data("/node"), Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    socket.subscribe("1", "subscription { notifications(after: -1) { number } }").await;
    let message = socket.message().await;
    let errors = if message["type"] == "error" { &message["payload"] } else { &message["payload"]["errors"] };
    assert_eq!(errors[0]["extensions"]["code"], "INVALID_INPUT", "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_of_a_subscription_is_told_what_it_watches_and_nothing_else() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (generation, saved) = finished(&app, &user).await;
    let query = "subscription { first: savedJobChanged(after: 0) { number savedJobId }
        second: savedJobChanged(after: 0) { change savedJobId }
        generationChanged(after: 0) { generationId } }";
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    socket.subscribe("1", query).await;
    let (mut first, mut second, mut generations) = (0, 0, 0);
    while first == 0 || second == 0 || generations < 3 {
        let message = socket.message().await;
        let data = message["payload"]["data"].as_object().unwrap_or_else(|| panic!("{message}"));
        let (field, value) = data.iter().next().expect("a field");
        assert_eq!(data.len(), 1, "{message}");
        match field.as_str() {
            "first" => {
                assert!(value["number"].is_i64() && value["savedJobId"] == json!(saved), "{message}");
                first += 1;
            }
            "second" => {
                assert_eq!(*value, json!({ "change": "CREATED", "savedJobId": saved }));
                second += 1;
            }
            _ => {
                assert_eq!(*value, json!({ "generationId": generation }));
                generations += 1;
            }
        }
    }
    assert_eq!((first, second), (1, 1), "each once");
}
