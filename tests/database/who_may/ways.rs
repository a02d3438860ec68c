//! The two ways to ask: HTTP, where operations go by the batch, and a WebSocket, where they go one
//! after the other without waiting.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::harness::app::TestApp;

/// Operations asked for together; the server of the test takes so many in a batch.
pub const AT_ONCE: usize = 25;

/// The way of one caller.
pub enum Way {
    /// By HTTP: queries and mutations in batches, subscriptions as a stream of events.
    Http { client: Client, address: String, token: Option<String> },
    /// By a socket that has been acknowledged.
    Socket(Box<Socket>),
}

impl Way {
    /// By HTTP.
    pub fn http(app: &TestApp, token: Option<&str>) -> Self {
        let token = token.map(str::to_owned);
        Self::Http { client: Client::new(), address: app.url("/graphql"), token }
    }

    /// By a socket.
    pub async fn socket(app: &TestApp, token: Option<&str>) -> Self {
        let mut socket = Socket::open(app).await;
        assert_eq!(socket.initialise(token).await, Heard::Message(json!({ "type": "connection_ack" })));
        Self::Socket(Box::new(socket))
    }

    /// The answers to some operations, in their order.
    pub async fn ask(&mut self, operations: &[String]) -> Vec<Value> {
        match self {
            Self::Http { client, address, token } => {
                let (client, address, token) = (&*client, address.as_str(), token.as_deref());
                let mut answers = Vec::new();
                for batch in operations.chunks(AT_ONCE) {
                    let is_batch = !batch.iter().any(|one| one.starts_with("subscription"));
                    answers.extend(match is_batch {
                        true => ask_batch(client, address, token, batch).await,
                        false => join_all(batch.iter().map(|one| ask_one(client, address, token, one))).await,
                    });
                }
                answers
            }
            Self::Socket(socket) => {
                let mut answers = Vec::new();
                for batch in operations.chunks(AT_ONCE) {
                    answers.extend(socket.ask(batch).await);
                }
                answers
            }
        }
    }
}

async fn ask_batch(client: &Client, address: &str, token: Option<&str>, batch: &[String]) -> Vec<Value> {
    let body: Vec<Value> = batch.iter().map(|operation| json!({ "query": operation })).collect();
    let request = authorised(client.post(address), token).json(&body);
    let answers: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    let answers = answers.as_array().unwrap_or_else(|| panic!("no batch: {answers}")).clone();
    assert_eq!(answers.len(), batch.len());
    answers
}

/// One operation by itself: any of them as JSON, a subscription as events.
async fn ask_one(client: &Client, address: &str, token: Option<&str>, operation: &str) -> Value {
    let is_subscription = operation.starts_with("subscription");
    let accept = if is_subscription { "text/event-stream" } else { "application/json" };
    let request = authorised(client.post(address), token).header("accept", accept);
    let response = request.json(&json!({ "query": operation })).send().await.expect("an answer");
    let is_stream = response.headers().get("content-type").is_some_and(|form| form == "text/event-stream");
    match is_subscription && is_stream {
        true => first_event(response).await,
        false => response.json().await.expect("JSON"),
    }
}

/// The first of a stream of events, which may have no end.
async fn first_event(response: reqwest::Response) -> Value {
    let (mut chunks, mut text) = (response.bytes_stream(), String::new());
    loop {
        let is_whole = text.ends_with("\n\n");
        if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: ")).filter(|_| is_whole) {
            return serde_json::from_str(data).expect("JSON");
        }
        match chunks.next().await {
            Some(chunk) => text.push_str(std::str::from_utf8(&chunk.expect("bytes")).expect("text")),
            None => return Value::Null,
        }
    }
}

fn authorised(request: reqwest::RequestBuilder, token: Option<&str>) -> reqwest::RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

/// What is heard on a socket.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// A message of the protocol.
    Message(Value),
    /// The server has closed, with this code.
    Closed(u16),
}

/// A client of graphql-transport-ws.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects, and says nothing yet.
    pub async fn open(app: &TestApp) -> Self {
        let address = app.url("/graphql").replace("http", "ws");
        let mut request = address.into_client_request().expect("a request");
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        Self(tokio_tungstenite::connect_async(request).await.expect("a socket").0)
    }

    /// Says who is there; what is heard to that.
    pub async fn initialise(&mut self, token: Option<&str>) -> Heard {
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        self.send(json!({ "type": "connection_init", "payload": payload })).await;
        self.hear().await
    }

    /// Starts an operation.
    pub async fn subscribe(&mut self, id: &str, operation: &str) {
        self.send(json!({ "id": id, "type": "subscribe", "payload": { "query": operation } })).await;
    }

    async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("an open socket");
    }

    /// The next message, or the close.
    pub async fn hear(&mut self) -> Heard {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Message(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(Some(frame)))) => return Heard::Closed(frame.code.into()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("heard {other:?}"),
            }
        }
    }

    /// The first answer to each operation. Queries and mutations have to end; a subscription is
    /// ended after its first answer, and what it still says is not listened to.
    async fn ask(&mut self, operations: &[String]) -> Vec<Value> {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let first = ASKED.fetch_add(operations.len(), Ordering::Relaxed);
        for (at, operation) in operations.iter().enumerate() {
            self.subscribe(&(first + at).to_string(), operation).await;
        }
        let mut open: HashSet<usize> = (0..operations.len()).collect();
        let mut answers = HashMap::new();
        while !open.is_empty() {
            let Heard::Message(message) = self.hear().await else { panic!("the server closed the socket") };
            let id: usize = message["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            let Some(at) = id.checked_sub(first).filter(|at| open.contains(at)) else { continue };
            match message["type"].as_str() {
                Some("next") => {
                    answers.insert(at, message["payload"].clone());
                    if operations[at].starts_with("subscription") {
                        self.send(json!({ "id": message["id"], "type": "complete" })).await;
                        open.remove(&at);
                    }
                }
                Some("error") => {
                    answers.insert(at, refused(&message));
                    open.remove(&at);
                }
                Some("complete") => _ = open.remove(&at),
                _ => panic!("{message}"),
            }
        }
        let answer =
            |at| answers.get(&at).cloned().unwrap_or_else(|| panic!("no answer: {}", operations[at]));
        (0..operations.len()).map(answer).collect()
    }
}

/// The errors of an operation that did not run, as HTTP would answer them.
pub fn refused(message: &Value) -> Value {
    json!({ "errors": message["payload"] })
}
