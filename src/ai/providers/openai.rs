//! OpenAI, and whatever speaks like it, asked through the client of async-openai.
//!
//! Questions are its types, and it knows the paths and how events are read; below it works the
//! transport of this house, a [`Carriage`], so that every bound holds: the client never waits
//! longer, reads more or asks again than anybody else here. Answers come as plain JSON and are
//! read by the [wires](super::wires): the client's own types refuse what compatible servers leave
//! out, and it logs what it cannot read, which would be somebody's résumé.

use async_openai::Client;
use async_openai::config::Config;
use async_openai::error::OpenAIError;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use secrecy::SecretString;
use serde_json::Value;

use super::transport::carriage::{Carriage, Ending};
use super::transport::deadlines::{Deadlines, Watch};
use super::transport::{Transport, secret_header};
use super::wires::{Asked, IDEMPOTENCY_KEY, Reading, Taken, Wire, openai_chat, openai_responses};
use crate::ai::call::{Delta, Deltas};
use crate::ai::failure::{Failure, FailureClass};
use crate::config::Secret;

/// Where one question goes, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<'a> {
    pub transport: &'a Transport,
    pub base_url: &'a str,
    pub key: Option<&'a Secret>,
    pub deadlines: &'a Deadlines,
    pub now: DateTime<Utc>,
}

/// Asks and reads what comes, which may be no answer yet.
///
/// # Errors
/// Any [`Failure`].
pub(super) async fn ask(asked: &Asked<'_>, way: Way<'_>, deltas: &Deltas) -> Result<Reading, Failure> {
    let is_streamed = asked.is_streamed();
    let mut watch = Watch::begin(way.deadlines, is_streamed);
    let carriage = Carriage::new(way.transport, &watch, is_streamed, way.now);
    let ending = carriage.ending();
    let address = Address::try_new(way.base_url, way.key, asked.idempotency_key())?;
    let client = Client::build(way.transport.client(), address).with_http_service(carriage.service());
    let (chat, responses) = (client.chat(), client.responses());
    let wire = asked.row.wire;
    if is_streamed {
        let stream = match wire {
            Wire::OpenAiResponses => responses.create_stream_byot(openai_responses::request(asked)).await,
            _ => chat.create_stream_byot(openai_chat::request(asked)).await,
        };
        watch.progressed();
        let read = read_stream(stream.map_err(failure_of)?, wire, &ending, &mut watch, deltas).await;
        read.map_err(|failure| failure.with_status(200))
    } else {
        let body: Result<Value, OpenAIError> = match wire {
            Wire::OpenAiResponses => responses.create_byot(openai_responses::request(asked)).await,
            _ => chat.create_byot(openai_chat::request(asked)).await,
        };
        wire.read_whole(body.map_err(failure_of)?).map_err(|failure| failure.with_status(200))
    }
}

/// Reads a stream to its end. What is told on the way is not what is answered: only a stream that
/// has come to its own end is.
async fn read_stream(
    mut stream: impl Stream<Item = Result<Value, OpenAIError>> + Unpin,
    wire: Wire,
    ending: &Ending,
    watch: &mut Watch,
    deltas: &Deltas,
) -> Result<Reading, Failure> {
    let mut reader = wire.reader();
    let mut is_begun = false;
    while !reader.reading().is_ended {
        let frame = watch.over(stream.next()).await;
        let Some(frame) = frame.map_err(|failure| failure.with_usage(reader.reading().usage))? else { break };
        is_begun = true;
        match reader.take(frame.map_err(failure_of)?)? {
            Taken::Text(text) => {
                watch.spoke();
                deltas.tell(Delta::Text(text));
            }
            Taken::Progress => watch.progressed(),
            Taken::Ping => {}
        }
    }
    let reading = std::mem::take(reader.reading());
    if reading.is_ended {
        return Ok(reading);
    }
    if let Some(failure) = ending.failure() {
        return Err(failure.clone().with_usage(reading.usage));
    }
    if !is_begun && !ending.is_marked() {
        return Err(Failure::malformed("nothing came"));
    }
    // The mark ends a chat. Responses have an event for that.
    Ok(Reading { is_ended: wire == Wire::OpenAiChat && ending.is_marked(), ..reading })
}

/// What went wrong, as the carriage had it. Anything else is the client's own and says in its
/// words what it could not read, so they are not kept.
fn failure_of(error: OpenAIError) -> Failure {
    match error {
        OpenAIError::Boxed(cause) => cause
            .downcast::<Failure>()
            .map_or_else(|_| Failure::malformed("the client gave up"), |failure| *failure),
        OpenAIError::InvalidArgument(_) => {
            Failure::unsent(FailureClass::BadRequest, "the question cannot be written")
        }
        _ => Failure::malformed("the client cannot read it"),
    }
}

/// Where the client asks, and with which key. Its own kind of this looks into the environment.
#[derive(Debug)]
struct Address {
    base_url: String,
    headers: HeaderMap,
    /// Always empty: the key stands in the headers.
    no_key: SecretString,
}

impl Address {
    fn try_new(
        base_url: &str,
        key: Option<&Secret>,
        idempotency_key: Option<String>,
    ) -> Result<Self, Failure> {
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let bearer = Secret::new(format!("Bearer {}", key.expose()));
            headers.insert(AUTHORIZATION, secret_header(&bearer)?);
        }
        if let Some(name) = idempotency_key.and_then(|name| HeaderValue::try_from(name).ok()) {
            headers.insert(IDEMPOTENCY_KEY, name);
        }
        Ok(Self { base_url: base_url.to_owned(), headers, no_key: SecretString::default() })
    }
}

impl Config for Address {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base_url
    }

    fn api_key(&self) -> &SecretString {
        &self.no_key
    }
}
