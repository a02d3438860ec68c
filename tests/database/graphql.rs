//! GraphQL over the WebSocket: who is asking there, and until when.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::TestApp;

/// One graphql-transport-ws connection.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects and waits until the server has acknowledged the payload of `connection_init`.
    async fn open(app: &TestApp, payload: Value) -> Self {
        let url = format!("ws://{}/graphql", app.address);
        let mut request = url.into_client_request().expect("a request");
        let protocol = "graphql-transport-ws".parse().expect("a header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (stream, response) = tokio_tungstenite::connect_async(request).await.expect("a socket");
        assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
        let mut socket = Self(stream);
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.next().await["type"], "connection_ack");
        socket
    }

    async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("an open socket");
    }

    async fn next(&mut self) -> Value {
        loop {
            match self.0.next().await.expect("an open socket").expect("a message") {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The answer to one operation; the server must complete it.
    async fn ask(&mut self, id: &str, query: &str) -> Value {
        self.send(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
        let answer = self.next().await;
        assert_eq!((&answer["type"], &answer["id"]), (&json!("next"), &json!(id)), "{answer}");
        assert_eq!(self.next().await, json!({ "type": "complete", "id": id }));
        answer["payload"].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_asks_as_whoever_opened_it() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let bearer = format!("Bearer {}", user.access_token.as_deref().expect("a token"));
    let mut socket = Socket::open(&app, json!({ "authorization": bearer })).await;
    assert_eq!(socket.ask("1", "{ viewer { email } }").await["data"]["viewer"]["email"], "ada@example.com");
    let mut anonymous = Socket::open(&app, json!({})).await;
    assert_eq!(anonymous.ask("1", "{ viewer { email } }").await["data"], json!({ "viewer": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_socket_does_not_outlive_its_token() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let token = user.access_token.as_deref().expect("a token");
    let mut socket = Socket::open(&app, json!({ "authorization": token })).await;
    app.database.clock.advance_ms(15 * 60 * 1000);
    let answer = socket.ask("1", "{ viewer { email } }").await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_quotes_the_id_of_its_request() {
    let app = TestApp::start().await;
    let refused = app.bearing("junk").query("{ viewer { email } }").await;
    assert_eq!((refused.status, refused.code()), (200, "UNAUTHENTICATED"));
    assert_eq!(refused.body["errors"][0]["extensions"]["requestId"], refused.request_id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_nodes_are_answered_like_missing_ones() {
    let app = TestApp::start().await;
    let ada = app.signed_up("ada@example.com").await;
    let bob = app.signed_up("bob@example.com").await;
    let id = ada.query("{ viewer { id } }").await.data("/viewer/id").clone();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let asked = json!({ "ids": [id, "nonsense", "QWNjb3VudDo"] });
    assert_eq!(*bob.query_with(query, asked.clone()).await.data("/nodes"), json!([null, null, null]));
    assert_eq!(*ada.query_with(query, asked).await.data("/nodes"), json!([{ "id": id }, null, null]));
}

/// `BEGIN` and `COMMIT` would be counted too.
#[tokio::test(flavor = "multi_thread")]
async fn a_single_read_is_one_statement_without_a_transaction() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let generation = started.data("/generate/generation/id").clone();
    let saved = user
        .query_with(
            "mutation($id: ID!) { saveJob(input: { jobId: $id }) { savedJob { id } } }",
            json!({ "id": job }),
        )
        .await;
    let saved = saved.data("/saveJob/savedJob/id").clone();
    for (query, id) in [
        ("{ viewer { email } }", &json!(null)),
        ("query($id: ID!) { profile(id: $id) { title basics { name { text } } } }", &profile),
        ("query($id: ID!) { job(id: $id) { title company } }", &job),
        ("query($id: ID!) { savedJob(id: $id) { status notes } }", &saved),
        ("query($id: ID!) { generation(id: $id) { status kinds } }", &generation),
        ("query($id: ID!) { node(id: $id) { id } }", &job),
    ] {
        let before = app.app.db.statement_count();
        let answer = user.query_with(query, json!({ "id": id })).await;
        assert_eq!(answer.code(), "", "{}", answer.body);
        assert_eq!(app.app.db.statement_count() - before, 1, "{query}");
    }
}

/// Postgres keeps U+0000 neither in a text nor in JSON.
#[tokio::test(flavor = "multi_thread")]
async fn a_character_that_cannot_be_kept_is_the_callers_mistake_wherever_it_is_sent() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let zero = "a\u{0}b";
    for query in [
        "query($zero: String!) { jobs(search: $zero) { totalCount } }",
        "query($zero: String!) { jobs(filter: { location: $zero }) { totalCount } }",
        "query($zero: String!) { savedJobs(filter: { tag: $zero }) { edges { cursor } } }",
    ] {
        let answer = user.query_with(query, json!({ "zero": zero })).await;
        assert_eq!(answer.code(), "INVALID_INPUT", "{query}: {}", answer.body);
    }
    for (query, status) in [
        (
            "mutation($zero: String!, $job: ID!) { saveJob(input: { jobId: $job, notes: $zero }) { status } }",
            "/saveJob/status",
        ),
        (
            "mutation($zero: String!, $job: ID!) { saveJob(input: { jobId: $job, tags: [$zero] }) { status } }",
            "/saveJob/status",
        ),
        (
            "mutation($zero: String!, $job: ID!, $profile: ID!) { generate(input: { profileId: $profile,
                jobId: $job, idempotencyKey: $zero }) { status } }",
            "/generate/status",
        ),
    ] {
        let variables = json!({ "zero": zero, "job": job, "profile": profile });
        let answer = user.query_with(query, variables).await;
        assert_eq!(answer.data(status), "INVALID", "{query}: {}", answer.body);
    }
}
