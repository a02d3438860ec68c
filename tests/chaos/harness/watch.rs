//! Following a generation as front-ends do: over WebSocket, and after every break from the last
//! number that was heard, at whichever server answers.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::PATIENCE;
use super::client::Client;

const WATCH: &str = "subscription($id: ID!, $after: Int) {
    generationEvents(id: $id, after: $after) { __typename number } }";

/// What somebody who followed a generation has heard.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// The generation.
    pub generation: String,
    /// The numbers of its events, in the order in which they came.
    pub numbers: Vec<i64>,
    /// How often the connection broke.
    pub breaks: usize,
    /// Whether it was told that nothing more comes.
    pub is_complete: bool,
}

/// Follows a generation to its end, wherever it is served; an end that does not come in time shows
/// in what was heard.
pub async fn follow(client: &Client, generation: &str) -> Heard {
    let mut heard = Heard { generation: generation.to_owned(), ..Heard::default() };
    let deadline = Instant::now() + PATIENCE;
    while !heard.is_complete && Instant::now() < deadline {
        let Some(address) = client.next_address() else {
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
            continue;
        };
        let token = client.token().await;
        // Whatever ended it, the next one goes on from the last number.
        match timeout_at(deadline, listen(&address, token.clone(), &mut heard)).await {
            Ok(Some(End::Complete)) => heard.is_complete = true,
            Ok(Some(End::SignedOut)) => client.sign_in_again(token).await,
            Ok(None) => {
                heard.breaks += 1;
                tokio::time::sleep(std::time::Duration::from_millis(25)).await;
            }
            // The deadline, which ends the loop.
            Err(_) => {}
        }
    }
    heard
}

/// Why nothing more comes over a connection that did not break.
enum End {
    /// All was told.
    Complete,
    /// The token has ended.
    SignedOut,
}

/// What a server closes with when a token is no good or has ended.
const FORBIDDEN: u16 = 4403;

/// Listens to one server until it ends; none when the connection broke before.
async fn listen(address: &str, token: Option<String>, heard: &mut Heard) -> Option<End> {
    let mut request = format!("ws://{address}/graphql").into_client_request().ok()?;
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request.headers_mut().insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = timeout(PATIENCE, tokio_tungstenite::connect_async(request)).await.ok()?.ok()?;
    let authorization = token.map(|token| format!("Bearer {token}"));
    let variables = json!({ "id": heard.generation, "after": heard.numbers.last().copied().unwrap_or(0) });
    let subscribe =
        json!({ "id": "1", "type": "subscribe", "payload": { "query": WATCH, "variables": variables } });
    for message in
        [json!({ "type": "connection_init", "payload": { "authorization": authorization } }), subscribe]
    {
        socket.send(Message::text(message.to_string())).await.ok()?;
    }
    loop {
        let text = match socket.next().await?.ok()? {
            Message::Text(text) => text,
            Message::Close(Some(frame)) if u16::from(frame.code) == FORBIDDEN => return Some(End::SignedOut),
            _ => continue,
        };
        let message: Value = serde_json::from_str(&text).ok()?;
        match message["type"].as_str()? {
            "next" if message["payload"]["errors"].is_null() => {
                // What is told live only has no number.
                heard.numbers.extend(message["payload"]["data"]["generationEvents"]["number"].as_i64());
            }
            "complete" => return Some(End::Complete),
            "next" | "error" => return None,
            _ => {}
        }
    }
}
