//! The messages of graphql-transport-ws: what clients send, read strictly, and what they are
//! sent.

use async_graphql::Request;
use serde_json::{Map, Value};

use super::close::Close;
use crate::graphql::answer::{Answer, Outcome};
use crate::graphql::limits::variables;
use crate::http::graphql::read;

/// The longest id of an operation, in bytes.
const MAX_ID_BYTES: usize = 128;

/// What a client sends.
#[derive(Debug)]
pub enum FromClient {
    /// Opens the connection; the payload may hold a token.
    ConnectionInit(Option<Map<String, Value>>),
    /// Asks for a pong.
    Ping,
    /// Answers a ping.
    Pong,
    /// Starts an operation.
    Subscribe {
        /// What its messages will carry.
        id: String,
        /// The operation.
        request: Box<Request>,
    },
    /// Ends an operation.
    Complete {
        /// Which.
        id: String,
    },
}

impl FromClient {
    /// Reads a text message.
    ///
    /// # Errors
    /// The reason to close the socket, when the protocol does not know such a message.
    pub fn read(text: &str) -> Result<Self, Close> {
        variables::check_json(text.as_bytes())
            .map_err(|_| Close::BadMessage("The message holds too many values"))?;
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Close::BadMessage("Messages are JSON objects"));
        };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err(Close::BadMessage("Messages have a type"));
        };
        match kind.as_str() {
            "connection_init" => Ok(Self::ConnectionInit(payload(&mut message)?)),
            "ping" => payload(&mut message).map(|_| Self::Ping),
            "pong" => payload(&mut message).map(|_| Self::Pong),
            "subscribe" => {
                let id = id(&mut message)?;
                let Some(payload) = payload(&mut message)? else {
                    return Err(Close::BadMessage("A subscribe message has a payload"));
                };
                let request = read::operation(payload).map_err(|_| {
                    Close::BadMessage(
                        "The payload of subscribe is { query, operationName, variables, extensions }",
                    )
                })?;
                Ok(Self::Subscribe { id, request: Box::new(request) })
            }
            "complete" => Ok(Self::Complete { id: id(&mut message)? }),
            _ => Err(Close::BadMessage("The type of the message is unknown")),
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= MAX_ID_BYTES => Ok(id),
        _ => Err(Close::BadMessage("The message needs an id of 1 to 128 bytes")),
    }
}

fn payload(message: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, Close> {
    match message.remove("payload") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(payload)) => Ok(Some(payload)),
        Some(_) => Err(Close::BadMessage("The payload must be an object")),
    }
}

/// `connection_ack`
pub const CONNECTION_ACK: &str = r#"{"type":"connection_ack"}"#;

/// `pong`
pub const PONG: &str = r#"{"type":"pong"}"#;

/// `complete`: the operation has no more answers.
pub fn complete(id: &str) -> String {
    format!(r#"{{"id":{},"type":"complete"}}"#, Value::from(id))
}

/// An answer: `next`, or `error` when the operation did not run, which also ends it.
pub fn answer(id: &str, answer: Answer, request_id: &str) -> (String, IsLast) {
    let id = Value::from(id);
    let (json, outcome) = answer.into_json(request_id);
    let json = String::from_utf8_lossy(&json);
    if outcome == Outcome::Executed {
        return (format!(r#"{{"id":{id},"type":"next","payload":{json}}}"#), IsLast(false));
    }
    // A request that did not run is answered with its errors alone.
    let errors = serde_json::from_str::<Value>(&json)
        .ok()
        .and_then(|mut body| body.get_mut("errors").map(Value::take));
    let errors = errors.unwrap_or_else(|| Value::Array(Vec::new()));
    (format!(r#"{{"id":{id},"type":"error","payload":{errors}}}"#), IsLast(true))
}

/// Whether a message ends its operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsLast(pub bool);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_in_all_their_forms() {
        assert!(matches!(
            FromClient::read(r#"{"type":"connection_init"}"#),
            Ok(FromClient::ConnectionInit(None))
        ));
        let with_payload = FromClient::read(r#"{"type":"connection_init","payload":{"a":1}}"#);
        assert!(matches!(with_payload, Ok(FromClient::ConnectionInit(Some(_)))));
        assert!(matches!(FromClient::read(r#"{"type":"ping","payload":null}"#), Ok(FromClient::Ping)));
        assert!(matches!(FromClient::read(r#"{"type":"pong","payload":{}}"#), Ok(FromClient::Pong)));
        assert!(matches!(
            FromClient::read(r#"{"type":"complete","id":"1"}"#),
            Ok(FromClient::Complete { .. })
        ));
        let subscribe = FromClient::read(r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }"}}"#);
        assert!(matches!(subscribe, Ok(FromClient::Subscribe { id, .. }) if id == "1"));
    }

    #[test]
    fn anything_else_is_a_bad_message() {
        for wrong in [
            "",
            "null",
            "[]",
            "{",
            "{}",
            r#"{"type":7}"#,
            r#"{"type":"next"}"#,
            r#"{"type":"ping","payload":"x"}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"complete","id":""}"#,
            r#"{"type":"complete","id":7}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":7}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":[]}}"#,
        ] {
            assert!(matches!(FromClient::read(wrong), Err(Close::BadMessage(_))), "{wrong}");
        }
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(129));
        assert!(FromClient::read(&long).is_err());
    }

    #[test]
    fn an_id_is_quoted_as_json() {
        assert_eq!(complete("a\"b"), r#"{"id":"a\"b","type":"complete"}"#);
    }
}
