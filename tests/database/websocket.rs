//! graphql-transport-ws, rule by rule, by raw frames. The rules are those of
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jobwise::http::{MAX_OPERATIONS_PER_SOCKET, Patience, serve_with};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tokio_util::sync::CancellationToken;

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::{TestApp, TestUser};

pub const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

/// What a client hears.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Message(Value),
    Closed(u16, String),
}

/// A client that sends what it is told to, right or wrong.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn open(address: &str, headers: &[(&'static str, &str)]) -> Self {
        Self(Self::try_open(address, headers).await.expect("a socket"))
    }

    async fn try_open(
        address: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, tokio_tungstenite::tungstenite::Error> {
        let mut request = format!("ws://{address}/graphql").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).expect("a header"));
        }
        tokio_tungstenite::connect_async(request).await.map(|(socket, _)| socket)
    }

    /// A socket of the app that has been acknowledged.
    pub async fn acknowledged(app: &TestApp, token: Option<&str>) -> Self {
        let mut socket = Self::open(&app.address.to_string(), &[PROTOCOL]).await;
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.message().await, json!({ "type": "connection_ack" }));
        socket
    }

    pub async fn send(&mut self, message: Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    async fn send_raw(&mut self, message: Message) {
        self.0.send(message).await.expect("an open socket");
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    /// What is heard next; pings of the transport aside.
    pub async fn hear(&mut self) -> Heard {
        loop {
            match tokio::time::timeout(Duration::from_secs(20), self.0.next())
                .await
                .expect("to hear something")
            {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Message(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("heard {other:?}"),
            }
        }
    }

    pub async fn message(&mut self) -> Value {
        match self.hear().await {
            Heard::Message(message) => message,
            closed => panic!("heard {closed:?}"),
        }
    }

    pub async fn close_code(&mut self) -> u16 {
        match self.hear().await {
            Heard::Closed(code, reason) => {
                assert!(!reason.is_empty(), "{code} without a reason");
                code
            }
            message => panic!("heard {message:?}"),
        }
    }
}

/// A generation that waits, so that a subscription to its events does not end.
pub async fn waiting(user: &TestUser<'_>) -> String {
    let (profile, job) = prepared(user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    started.data("/generate/generation/id").as_str().expect("an id").to_owned()
}

fn events(generation: &str) -> String {
    format!("subscription {{ generationEvents(id: \"{generation}\") {{ number }} }}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_over_the_socket_is_answered_and_completed_and_its_id_may_be_used_again() {
    let app = TestApp::start().await;
    let mut socket = Socket::acknowledged(&app, None).await;
    for _ in 0..2 {
        socket.subscribe("q", "{ __typename }").await;
        let next = socket.message().await;
        assert_eq!(
            next,
            json!({ "id": "q", "type": "next", "payload": { "data": { "__typename": "Query" } } })
        );
        assert_eq!(socket.message().await, json!({ "id": "q", "type": "complete" }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_another_protocol_is_closed_with_4406() {
    let app = TestApp::start().await;
    let address = app.address.to_string();
    assert_eq!(Socket::open(&address, &[]).await.close_code().await, 4406);
    // The older protocol of the same purpose is not spoken either; the library refuses to go on
    // when it is offered something it did not ask for, so the handshake itself tells.
    let legacy = Socket::try_open(&address, &[("sec-websocket-protocol", "graphql-ws")]).await;
    assert!(legacy.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_before_the_acknowledgement_closes_with_4401() {
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app.address.to_string(), &[PROTOCOL]).await;
    socket.subscribe("q", "{ __typename }").await;
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_initialisation_closes_with_4429() {
    let app = TestApp::start().await;
    let mut socket = Socket::acknowledged(&app, None).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.close_code().await, 4429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_no_good_closes_with_4403() {
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app.address.to_string(), &[PROTOCOL]).await;
    socket
        .send(json!({ "type": "connection_init", "payload": { "authorization": "Bearer nonsense" } }))
        .await;
    assert_eq!(socket.close_code().await, 4403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_token_closes_with_4403_and_a_new_token_opens_again() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let generation = waiting(&user).await;
    let token = user.access_token.clone().expect("a token");
    let mut socket = Socket::acknowledged(&app, Some(&token)).await;
    socket.subscribe("e", &events(&generation)).await;
    // Messages are read in order: once this is answered, the subscription runs.
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.message().await, json!({ "type": "pong" }));
    app.database.clock.advance_ms(16 * 60 * 1000);
    // The clock of tests stands still until it is moved; a message makes the server look again.
    socket.send(json!({ "type": "ping" })).await;
    loop {
        match socket.hear().await {
            Heard::Closed(code, reason) => {
                assert_eq!(code, 4403);
                assert!(reason.contains("expired"), "{reason}");
                break;
            }
            Heard::Message(message) => {
                assert!(message["type"] == "pong" || message["type"] == "next", "{message}")
            }
        }
    }
    let again = app.signed_in("ada@example.com").await;
    Socket::acknowledged(&app, again.access_token.as_deref()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_the_protocol_does_not_know_close_with_4400() {
    let app = TestApp::start().await;
    let wrong = [
        Message::text("nonsense"),
        Message::text("[]"),
        Message::text(r#"{ "type": "hello" }"#),
        Message::text(r#"{ "type": "next", "id": "1", "payload": {} }"#),
        Message::text(r#"{ "type": "subscribe", "id": "1" }"#),
        Message::text(r#"{ "type": "subscribe", "id": "", "payload": { "query": "{ __typename }" } }"#),
        Message::text(r#"{ "type": "subscribe", "id": "1", "payload": { "query": 7 } }"#),
        Message::text(r#"{ "type": "ping", "payload": 7 }"#),
        Message::binary(b"{}".to_vec()),
    ];
    for message in wrong {
        let mut socket = Socket::acknowledged(&app, None).await;
        socket.send_raw(message.clone()).await;
        assert_eq!(socket.close_code().await, 4400, "{message:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_long_closes_with_1009() {
    let app = TestApp::start().await;
    let mut socket = Socket::acknowledged(&app, None).await;
    // The server may close before all of it is sent.
    let _ = socket.0.send(Message::text("x".repeat(1024 * 1024 + 1))).await;
    let closed = loop {
        match socket.0.next().await {
            Some(Ok(Message::Close(Some(frame)))) => break Some(u16::from(frame.code)),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => break None,
        }
    };
    assert!(matches!(closed, None | Some(1009)), "{closed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_are_answered_before_and_after_the_acknowledgement() {
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app.address.to_string(), &[PROTOCOL]).await;
    socket.send(json!({ "type": "ping", "payload": { "any": "thing" } })).await;
    assert_eq!(socket.message().await, json!({ "type": "pong" }));
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    socket.send(json!({ "type": "pong" })).await;
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.message().await, json!({ "type": "pong" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_cannot_run_is_an_error_and_nothing_else() {
    let app = TestApp::start().await;
    let mut socket = Socket::acknowledged(&app, None).await;
    let bomb = format!("{{ {} }}", "a: __typename ".repeat(100));
    for (query, code) in [("{ nothing }", "VALIDATION_FAILED"), ("{", "PARSE_FAILED"), (&bomb, "TOO_COSTLY")]
    {
        socket.subscribe("x", query).await;
        let error = socket.message().await;
        assert_eq!((&error["id"], &error["type"]), (&json!("x"), &json!("error")));
        assert_eq!(error["payload"][0]["extensions"]["code"], code);
    }
    // No `complete` followed: the next thing heard is the answer to what is asked next.
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.message().await, json!({ "type": "pong" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_running_closes_with_4409() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let events = events(&waiting(&user).await);
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    socket.subscribe("e", &events).await;
    socket.subscribe("e", &events).await;
    assert_eq!(socket.close_code().await, 4409);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_after_a_clients_complete_and_its_id_is_free() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let generation = waiting(&user).await;
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    socket.subscribe("e", &events(&generation)).await;
    socket.send(json!({ "id": "e", "type": "complete" })).await;
    socket.send(json!({ "id": "unknown", "type": "complete" })).await;
    // What was on its way before the server read this may still come; nothing after it.
    socket.send(json!({ "type": "ping" })).await;
    while socket.message().await != json!({ "type": "pong" }) {}
    let cancel = "mutation($id: ID!) { cancelGeneration(id: $id) { status } }";
    let cancelled = user.query_with(cancel, json!({ "id": generation })).await;
    assert!(cancelled.body["errors"].is_null(), "{}", cancelled.body);
    socket.subscribe("e", "{ __typename }").await;
    assert_eq!(socket.message().await["payload"]["data"]["__typename"], "Query");
    assert_eq!(socket.message().await, json!({ "id": "e", "type": "complete" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_runs_only_so_many_operations_at_once() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let events = events(&waiting(&user).await);
    let mut socket = Socket::acknowledged(&app, user.access_token.as_deref()).await;
    for index in 0..=MAX_OPERATIONS_PER_SOCKET {
        socket.subscribe(&index.to_string(), &events).await;
    }
    let refused = loop {
        let message = socket.message().await;
        if message["type"] == "error" {
            break message;
        }
    };
    assert_eq!(refused["id"], MAX_OPERATIONS_PER_SOCKET.to_string());
    assert_eq!(refused["payload"][0]["extensions"]["code"], "LIMIT_REACHED");
    socket.send(json!({ "id": "0", "type": "complete" })).await;
    socket.subscribe("again", "{ __typename }").await;
    let answered = loop {
        let message = socket.message().await;
        if message["id"] == "again" {
            break message;
        }
    };
    assert_eq!(answered["type"], "next");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_origin_may_not_connect() {
    let app = TestApp::start_with(&[("CORS_ORIGINS", "https://app.example.com")]).await;
    let address = app.address.to_string();
    let own = format!("http://{address}");
    for origin in ["https://app.example.com", own.as_str()] {
        Socket::open(&address, &[PROTOCOL, ("origin", origin)]).await;
    }
    for origin in ["https://evil.example.com", "null", "https://app.example.com.evil.example"] {
        let refused = Socket::try_open(&address, &[PROTOCOL, ("origin", origin)]).await;
        assert!(refused.is_err(), "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_are_told_to_come_back_when_the_server_stops() {
    let app = TestApp::start().await;
    let mut socket = Socket::acknowledged(&app, None).await;
    app.stop();
    assert_eq!(socket.close_code().await, 1012);
}

/// The address of a server that waits for nobody.
pub async fn impatient(app: &TestApp, patience: Patience) -> (String, CancellationToken) {
    let stop = CancellationToken::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(serve_with(app.app.clone(), listener, stop.clone(), patience));
    (address, stop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_initialises_is_closed_with_4408() {
    let app = TestApp::start().await;
    let patience = Patience { initialisation: Duration::from_millis(50), ..Patience::default() };
    let (address, _stop) = impatient(&app, patience).await;
    let mut socket = Socket::open(&address, &[PROTOCOL]).await;
    assert_eq!(socket.close_code().await, 4408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_with_nothing_to_do_is_closed() {
    let app = TestApp::start().await;
    let patience = Patience { idle: Duration::from_millis(50), ..Patience::default() };
    let (address, _stop) = impatient(&app, patience).await;
    let mut socket = Socket::open(&address, &[PROTOCOL]).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    assert_eq!(socket.close_code().await, 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_answers_pings_stays_and_one_that_does_not_is_closed() {
    let app = TestApp::start().await;
    let patience = Patience { ping: Duration::from_millis(250), ..Patience::default() };
    let (address, _stop) = impatient(&app, patience).await;
    let mut alive = Socket::open(&address, &[PROTOCOL]).await;
    alive.send(json!({ "type": "connection_init" })).await;
    assert_eq!(alive.message().await["type"], "connection_ack");
    let mut pings = 0;
    while pings < 4 {
        // Reading answers the ping.
        match alive.0.next().await {
            Some(Ok(Message::Ping(_))) => pings += 1,
            Some(Ok(_)) => {}
            other => panic!("the server went away: {other:?}"),
        }
    }
    alive.subscribe("q", "{ __typename }").await;
    assert_eq!(alive.message().await["type"], "next");

    // Speaks HTTP by hand, so that nothing answers pings for it.
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut silent = TcpStream::connect(&address).await.expect("a connection");
    let handshake = format!(
        "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    );
    silent.write_all(handshake.as_bytes()).await.expect("to send");
    let mut heard = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), silent.read_to_end(&mut heard)).await;
    ended.expect("the server to close").expect("to read");
    // The close frame: final, code 1001.
    assert!(heard.windows(4).any(|bytes| bytes[0] == 0x88 && bytes[2..4] == 1001_u16.to_be_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_too_many_a_minute_is_refused_and_the_socket_stays_open() {
    let app = TestApp::start_with(&[("REQUESTS_PER_MINUTE_ADDRESS", "2")]).await;
    let mut socket = Socket::acknowledged(&app, None).await;
    for id in ["1", "2"] {
        socket.subscribe(id, "{ __typename }").await;
        assert_eq!(socket.message().await["type"], "next");
        assert_eq!(socket.message().await["type"], "complete");
    }
    socket.subscribe("3", "{ __typename }").await;
    let refused = socket.message().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("3")), "{refused}");
    let extensions = &refused["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "LIMIT_REACHED", "{refused}");
    assert!(extensions["retryAfterMs"].as_u64().is_some_and(|wait| wait > 0), "{refused}");
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.message().await, json!({ "type": "pong" }));
}
