//! A generation watched over graphql-transport-ws, as any client watches it.
//! The protocol: <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::client::{self, Client};
use crate::error::{Error, Result};

/// How long nothing may be heard of a generation.
const SILENCE: Duration = Duration::from_secs(120);

const GENERATION_EVENTS: &str = "subscription GenerationEvents($id: ID!) {
    generationEvents(id: $id) {
        __typename
        ... on StageStarted { stage }
        ... on StageProgressed { stage fraction }
        ... on StageFinished { stage elapsedMs }
        ... on GenerationFinished { status }
        ... on GenerationFailed { failure { message } }
    }
}";

/// What is heard of a generation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "__typename")]
pub enum Event {
    /// A stage has begun.
    StageStarted {
        /// Which, as the schema names it.
        stage: String,
    },
    /// A stage has come so far.
    StageProgressed {
        /// Which.
        stage: String,
        /// Done of it, 0 to 1.
        fraction: f64,
    },
    /// A stage is done.
    #[serde(rename_all = "camelCase")]
    StageFinished {
        /// Which.
        stage: String,
        /// Wall time it took, in milliseconds.
        elapsed_ms: f64,
    },
    /// The documents are ready.
    GenerationFinished {
        /// `SUCCEEDED` or `NEEDS_REVIEW`.
        status: String,
    },
    /// There will be no documents.
    GenerationFailed {
        /// Why.
        failure: Failure,
    },
    /// Somebody has ended it.
    GenerationCancelled,
    /// What the demo does not show, such as the words of a model while it writes.
    #[serde(other)]
    Other,
}

/// Why a generation failed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Failure {
    /// What happened and what to do, for a person.
    pub message: String,
}

/// Watches a generation until it has finished; `show` is handed each event.
///
/// # Errors
/// `Invalid` when the generation failed or was cancelled, in the API's words; `Unavailable`
/// when the connection breaks or nothing is heard for two minutes.
pub async fn watch(client: &Client, id: &str, mut show: impl FnMut(&Event)) -> Result<()> {
    let mut socket = Socket::open(client).await?;
    let authorization = client.authorization();
    socket.send(json!({ "type": "connection_init", "payload": { "authorization": authorization } })).await?;
    let payload = json!({ "query": GENERATION_EVENTS, "variables": { "id": id } });
    loop {
        let message = socket.next().await?;
        match message["type"].as_str().unwrap_or_default() {
            "connection_ack" => {
                socket.send(json!({ "type": "subscribe", "id": "1", "payload": payload })).await?;
            }
            "ping" => socket.send(json!({ "type": "pong" })).await?,
            "next" => {
                if let Some(error) = message["payload"]["errors"].get(0) {
                    return Err(client::refused("generationEvents", error));
                }
                let event = message["payload"]["data"]["generationEvents"].clone();
                let event = serde_json::from_value(event).map_err(|cause| {
                    Error::internal("An event of the generation is not of the schema's shape.", cause)
                })?;
                show(&event);
                match event {
                    Event::GenerationFinished { .. } => return Ok(()),
                    Event::GenerationFailed { failure } => return Err(Error::invalid(failure.message)),
                    Event::GenerationCancelled => {
                        return Err(Error::invalid("The generation was cancelled."));
                    }
                    _ => {}
                }
            }
            "error" => return Err(client::refused("generationEvents", &message["payload"][0])),
            "complete" => return Err(broken("it completed before the generation had finished")),
            _ => {}
        }
    }
}

/// An open WebSocket that speaks JSON.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(client: &Client) -> Result<Self> {
        let address = client.endpoint().replacen("http", "ws", 1);
        let mut request = address.into_client_request().map_err(broken)?;
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (stream, _) = tokio_tungstenite::connect_async(request).await.map_err(broken)?;
        Ok(Self(stream))
    }

    async fn send(&mut self, message: Value) -> Result<()> {
        self.0.send(Message::text(message.to_string())).await.map_err(broken)
    }

    async fn next(&mut self) -> Result<Value> {
        loop {
            let message = tokio::time::timeout(SILENCE, self.0.next()).await.map_err(|cause| {
                Error::unavailable("Nothing was heard of the generation for two minutes; try again.", cause)
            })?;
            match message {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(text.as_str()).map_err(broken),
                // Pings of the transport are answered by the library.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => return Err(broken(format!("the server sent {other:?}"))),
                Some(Err(cause)) => return Err(broken(cause)),
                None => return Err(broken("the server has hung up")),
            }
        }
    }
}

fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::unavailable("The subscription to the generation broke off; run the demo again.", cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_as_the_api_sends_it() {
        let check = |sent: Value, expected: Event| {
            assert_eq!(serde_json::from_value::<Event>(sent).expect("an event"), expected);
        };
        let stage = || "JOB_ANALYZER".to_owned();
        check(
            json!({ "__typename": "StageStarted", "stage": "JOB_ANALYZER" }),
            Event::StageStarted { stage: stage() },
        );
        check(
            json!({ "__typename": "StageProgressed", "stage": "JOB_ANALYZER", "fraction": 0.5 }),
            Event::StageProgressed { stage: stage(), fraction: 0.5 },
        );
        check(
            json!({ "__typename": "StageFinished", "stage": "JOB_ANALYZER", "elapsedMs": 3.5 }),
            Event::StageFinished { stage: stage(), elapsed_ms: 3.5 },
        );
        check(json!({ "__typename": "GenerationCancelled" }), Event::GenerationCancelled);
        check(json!({ "__typename": "TextDelta", "text": "Cut" }), Event::Other);
        assert!(serde_json::from_value::<Event>(json!({ "text": "Cut" })).is_err());
    }
}
