//! Both transports, with the access token on both: queries and mutations over HTTP,
//! subscriptions over graphql-transport-ws.

use cynic::{GraphQlResponse, Operation, StreamingOperation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tungstenite::Message;
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;

use crate::Result;

/// A server's address, and who is asking.
pub struct Connection {
    url: String,
    pub access_token: Option<String>,
}

impl Connection {
    pub fn new(address: &str) -> Self {
        Self { url: format!("{address}/graphql"), access_token: None }
    }

    fn authorization(&self) -> Option<String> {
        Some(format!("Bearer {}", self.access_token.as_ref()?))
    }

    /// The answer's data; a fault is an error. What may happen is a `status` in the payload.
    pub fn ask<Data, Variables>(&self, operation: &Operation<Data, Variables>) -> Result<Data>
    where
        Data: DeserializeOwned + 'static,
        Variables: Serialize,
    {
        let mut request = ureq::post(&self.url).header("accept", "application/json");
        if let Some(authorization) = self.authorization() {
            request = request.header("authorization", authorization);
        }
        data(request.send_json(operation)?.body_mut().read_json()?)
    }

    /// Hands each answer to `hear` until the server completes the subscription.
    pub fn watch<Data, Variables>(
        &self,
        operation: &StreamingOperation<Data, Variables>,
        mut hear: impl FnMut(Data) -> Result<()>,
    ) -> Result<()>
    where
        Data: DeserializeOwned + 'static,
        Variables: Serialize,
    {
        let mut request = self.url.replacen("http", "ws", 1).into_client_request()?;
        request
            .headers_mut()
            .insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        let (mut socket, _) = tungstenite::connect(request)?;
        let init = json!({ "type": "connection_init", "payload": { "authorization": self.authorization() } });
        socket.send(Message::text(init.to_string()))?;
        loop {
            let text = match socket.read()? {
                Message::Text(text) => text,
                Message::Close(frame) => return Err(format!("the server has closed: {frame:?}").into()),
                _ => continue,
            };
            let mut message: Value = serde_json::from_str(&text)?;
            match message["type"].as_str().unwrap_or_default() {
                "connection_ack" => {
                    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": operation });
                    socket.send(Message::text(subscribe.to_string()))?;
                }
                "next" => hear(data(serde_json::from_value(message["payload"].take())?)?)?,
                "ping" => socket.send(Message::text(json!({ "type": "pong" }).to_string()))?,
                "complete" => return Ok(socket.close(None)?),
                _ => return Err(message["payload"].to_string().into()),
            }
        }
    }
}

fn data<Data>(answer: GraphQlResponse<Data>) -> Result<Data> {
    if let Some(error) = answer.errors.into_iter().flatten().next() {
        return Err(error.into());
    }
    answer.data.ok_or_else(|| "the answer has no data".into())
}
