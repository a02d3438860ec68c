//! Whoever watches, from without: readers that do not read, and a server that stops.

use std::time::Duration;

use futures_util::StreamExt;
use jobwise::db::{Connection, Db};
use jobwise::events::{NewEvent, append};
use jobwise::graphql::ids::GlobalId;
use jobwise::http::Patience;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use uuid::Uuid;

use crate::harness;
use crate::harness::app::{TestApp, TestUser};
use crate::load::frames::text;
use crate::websocket::{Heard, Socket, impatient, waiting};

/// The account and the stream of a generation.
async fn stream_of(user: &TestUser<'_>, generation: &str) -> (Uuid, Uuid) {
    let viewer = user.query("{ viewer { id } }").await;
    let account = viewer.data("/viewer/id").as_str().expect("an id").into();
    let id = |id| GlobalId::read(&id).expect("an id").id;
    (id(account), id(generation.into()))
}

async fn tell(db: &Db, (account_id, stream_id): (Uuid, Uuid)) {
    let event = NewEvent {
        stream_id,
        account_id,
        kind: "stage_progressed".to_owned(),
        payload: json!({ "stage": "job_analyzer", "fraction": 0.5 }),
        created_at: harness::start(),
    };
    db.transaction(async |conn: &mut Connection| append(conn, &event).await).await.expect("an event");
}

/// Waits for something that is about to be so.
async fn until(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it to be so");
}

/// A client that subscribes and then does not read; its system keeps little for it.
async fn not_reading(address: &str, token: &str, query: &str) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    let mut stream = socket.connect(address.parse().expect("an address")).await.expect("a connection");
    let handshake = format!(
        "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    );
    stream.write_all(handshake.as_bytes()).await.expect("to send");
    let init =
        json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": query } });
    stream
        .write_all(&[text(&init.to_string()), text(&subscribe.to_string())].concat())
        .await
        .expect("to send");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_is_closed_and_others_are_not_moved() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let generation = waiting(&user).await;
    let stream = stream_of(&user, &generation).await;
    let patience = Patience { send: Duration::from_millis(200), ..Patience::default() };
    let (address, _stop) = impatient(&app, patience).await;
    let token = user.access_token.clone().expect("a token");
    // Long names make long answers: what the systems on the way keep is full after some of them.
    let long = (0..50).map(|at| format!("{}{at}: at", "a".repeat(110))).collect::<Vec<_>>().join(" ");
    let query = format!("subscription {{ generationEvents(id: \"{generation}\") {{ number {long} }} }}");
    let mut silent = not_reading(&address, &token, &query).await;
    let mut reader = Socket::acknowledged(&app, Some(&token)).await;
    reader
        .subscribe("r", &format!("subscription {{ generationEvents(id: \"{generation}\") {{ number }} }}"))
        .await;
    until(async || app.app.events.census().watchers == 2).await;
    // Nothing is held on to for the one that does not read, after some messages more than the
    // systems on the way keep.
    let (mut told, mut told_after) = (0, 0);
    while told_after < 5 {
        told += 1;
        tell(&app.database, stream).await;
        let heard = reader.message().await;
        assert_eq!(heard["payload"]["data"]["generationEvents"]["number"], told);
        told_after += usize::from(app.app.events.census().watchers == 1);
        assert!(told < 5_000, "it is never closed");
    }
    let mut heard = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), silent.read_to_end(&mut heard)).await;
    // Thrown away or closed: there is an end.
    let _ = ended.expect("the server to close");
    assert!(heard.starts_with(b"HTTP/1.1 101"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_server_sent_events_is_forgotten() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let generation = waiting(&user).await;
    let stream = stream_of(&user, &generation).await;
    let patience = Patience { send: Duration::from_millis(200), ..Patience::default() };
    let (address, _stop) = impatient(&app, patience).await;
    let long = (0..50).map(|at| format!("{}{at}: at", "a".repeat(110))).collect::<Vec<_>>().join(" ");
    let query = format!("subscription {{ generationEvents(id: \"{generation}\") {{ number {long} }} }}");
    let body = json!({ "query": query }).to_string();
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    let mut silent = socket.connect(address.parse().expect("an address")).await.expect("a connection");
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\n\
         content-type: application/json\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n{body}",
        user.access_token.as_deref().expect("a token"),
        body.len()
    );
    silent.write_all(request.as_bytes()).await.expect("to send");
    until(async || app.app.events.census().watchers == 1).await;
    let mut told = 0;
    while app.app.events.census().watchers == 1 {
        tell(&app.database, stream).await;
        told += 1;
        assert!(told < 20_000, "it is never forgotten");
    }
}

/// The events of a stream of server-sent events, as blocks of lines.
async fn blocks(response: reqwest::Response, count: usize) -> (Vec<String>, impl Future<Output = String>) {
    let mut body = response.bytes_stream();
    let mut text = String::new();
    while text.matches("event: next").count() < count || !text.ends_with("\n\n") {
        let chunk = body.next().await.expect("no end").expect("bytes");
        text.push_str(std::str::from_utf8(&chunk).expect("text"));
    }
    let rest = async move {
        let mut rest = String::new();
        while let Some(Ok(chunk)) = body.next().await {
            rest.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
        rest
    };
    (text.split("\n\n").map(str::to_owned).collect(), rest)
}

#[tokio::test(flavor = "multi_thread")]
async fn server_sent_events_end_when_the_server_stops_and_go_on_from_the_last_id() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let generation = waiting(&user).await;
    let stream = stream_of(&user, &generation).await;
    let (address, stop) = impatient(&app, Patience::default()).await;
    let ask = async |address: &str, last: Option<&str>| {
        let query = "subscription($after: Int) { generationEvents(id: \"ID\", after: $after) { number } }";
        let query = query.replace("ID", &generation);
        let request = reqwest::Client::new().post(format!("http://{address}/graphql"));
        let request = request.bearer_auth(user.access_token.as_deref().expect("a token"));
        let request =
            request.header("accept", "text/event-stream").header("last-event-id", last.unwrap_or("0"));
        request.json(&json!({ "query": query })).send().await.expect("an answer")
    };
    tell(&app.database, stream).await;
    tell(&app.database, stream).await;
    let (heard, rest) = blocks(ask(&address, None).await, 2).await;
    let last = heard.iter().rev().find_map(|block| block.lines().find_map(|line| line.strip_prefix("id: ")));
    assert_eq!(last, Some("2"));
    stop.cancel();
    let rest = tokio::time::timeout(Duration::from_secs(20), rest).await.expect("the stream to end");
    assert!(!rest.contains("complete"), "a client that heard of an end would not come back: {rest}");
    // Another server takes over.
    tell(&app.database, stream).await;
    let (heard, _) = blocks(ask(&app.address.to_string(), last).await, 1).await;
    assert!(heard[0].contains("id: 3"), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_socket_is_doing_when_the_server_stops_is_answered_before_it_is_told_to_come_back() {
    use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let generation = waiting(&user).await;
    let (account_id, _) = stream_of(&user, &generation).await;
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    // The account's stream is held, so that what is told in it has to wait.
    let mut held = app.database.conn().await.expect("a connection");
    held.batch_execute("BEGIN").await.expect("a transaction");
    diesel::sql_query("SELECT id FROM event_streams WHERE id = $1 FOR UPDATE")
        .bind::<diesel::sql_types::Uuid, _>(account_id)
        .execute(&mut held)
        .await
        .expect("a lock");
    socket
        .subscribe("s", &format!("subscription {{ generationEvents(id: \"{generation}\") {{ number }} }}"))
        .await;
    socket
        .subscribe("m", &format!("mutation {{ cancelGeneration(id: \"{generation}\") {{ status }} }}"))
        .await;
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let waits = "SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until(async || {
        let mut conn = app.database.conn().await.expect("a connection");
        diesel::sql_query(waits).get_result::<Count>(&mut conn).await.expect("a count").count > 0
    })
    .await;
    app.stop();
    held.batch_execute("COMMIT").await.expect("to let go");
    let mut answers: Vec<Value> = Vec::new();
    let closed = loop {
        match socket.hear().await {
            Heard::Message(message) if message["id"] == "m" => answers.push(message),
            Heard::Message(_) => {}
            Heard::Closed(code, _) => break code,
        }
    };
    assert_eq!(closed, 1012);
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert_eq!(answers[0]["payload"]["data"]["cancelGeneration"]["status"], "SAVED", "{answers:?}");
    assert_eq!(answers[1]["type"], "complete");
}
