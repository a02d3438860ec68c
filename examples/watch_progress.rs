//! Watches a generation live over graphql-transport-ws, as a client in any language would.
//!
//! `cargo run --example watch_progress WS_ADDRESS ACCESS_TOKEN GENERATION_ID [AFTER]`, such as
//! `ws://127.0.0.1:8080/graphql` and what `signIn` and `generate` have answered. AFTER is the
//! last number seen: a client that was cut off gives it and misses nothing. The protocol:
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.

use std::error::Error;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

const SUBSCRIPTION: &str = "subscription Watch($id: ID!, $after: Int) {
    generationEvents(id: $id, after: $after) {
        __typename
        number
        ... on StageStarted { stage }
        ... on StageProgressed { stage fraction }
        ... on StageFinished { stage elapsedMs }
        ... on GenerationFinished { status generation { documents { kind files { downloadUrl } } } }
        ... on GenerationFailed { failure { code message retryable } }
    }
}";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, token, id, after @ ..] = arguments.as_slice() else {
        return Err("usage: watch_progress WS_ADDRESS ACCESS_TOKEN GENERATION_ID [AFTER]".into());
    };
    let after = after.first().map_or(Ok(0), |number| number.parse())?;
    watch(address, token, id, after, |event| println!("{event}")).await
}

/// Hands each event to `tell` until the server completes the subscription.
pub async fn watch(
    address: &str,
    token: &str,
    id: &str,
    after: u32,
    mut tell: impl FnMut(&Value),
) -> Result<(), Box<dyn Error>> {
    // 1. The WebSocket, which names the protocol.
    let mut request = address.into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
    let (mut socket, _) = connect_async(request).await?;

    // 2. Who is asking. The answer is `connection_ack`.
    let authorization = format!("Bearer {token}");
    let init = json!({ "type": "connection_init", "payload": { "authorization": authorization } });
    socket.send(Message::text(init.to_string())).await?;

    while let Some(message) = socket.next().await {
        let text = match message? {
            Message::Text(text) => text,
            // The server says why it ends the socket: 4401 "the token has ended", for instance.
            Message::Close(Some(close)) => {
                return Err(
                    format!("the server has closed: {} {}", u16::from(close.code), close.reason).into()
                );
            }
            _ => continue,
        };
        let message: Value = serde_json::from_str(&text)?;
        match message["type"].as_str().unwrap_or_default() {
            // 3. What to watch. One socket can carry many; each has an id of its own.
            "connection_ack" => {
                let payload = json!({ "query": SUBSCRIPTION, "variables": { "id": id, "after": after } });
                let subscribe = json!({ "type": "subscribe", "id": "1", "payload": payload });
                socket.send(Message::text(subscribe.to_string())).await?;
            }
            // 4. What happens, until it is complete.
            "next" if message["payload"]["errors"].is_null() => {
                tell(&message["payload"]["data"]["generationEvents"]);
            }
            "complete" => return Ok(()),
            "ping" => socket.send(Message::text(json!({ "type": "pong" }).to_string())).await?,
            _ => return Err(message["payload"].to_string().into()),
        }
    }
    Err("the server has hung up; watch again after the last number seen".into())
}
