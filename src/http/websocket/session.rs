//! The life of one socket: opened, acknowledged, running operations, closed. Part of
//! graphql-transport-ws.
//!
//! One task does it all, so nothing can be sent after a client's `complete`, and a client that
//! does not read holds up its own operations and nobody else's.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::Request;
use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{self, AbortHandle, Abortable, BoxStream, SelectAll, SplitSink};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use super::close::Close;
use super::message::{self, CONNECTION_ACK, FromClient, IsLast, PONG};
use super::share::{Owner, Share};
use crate::graphql::admit::Carries;
use crate::graphql::answer::Answer;
use crate::graphql::context::{Asked, Caller};
use crate::graphql::error::{ApiError, ErrorCode};
use crate::http::state::Http;

/// How long a socket waits for its client.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For `connection_init`.
    pub initialisation: Duration,
    /// Between pings, and for the answer to one.
    pub ping: Duration,
    /// With nothing running.
    pub idle: Duration,
    /// For one message to be read.
    pub send: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            initialisation: Duration::from_secs(10),
            ping: Duration::from_secs(30),
            idle: Duration::from_secs(10 * 60),
            send: Duration::from_secs(30),
        }
    }
}

/// Operations that may run on a socket at once.
pub const MAX_OPERATIONS: usize = 100;

/// What an operation does next, with its serial number: ids come back, serial numbers do not.
type Step = (u64, Option<Answer>);

/// One socket.
pub struct Session {
    http: Http,
    asked: Asked,
    is_acknowledged: bool,
    running: HashMap<String, Running>,
    /// The ids by serial number.
    ids: HashMap<u64, String>,
    serial: u64,
    steps: SelectAll<BoxStream<'static, Step>>,
    idle_since: Instant,
}

/// An operation that runs; dropping it ends it.
struct Running {
    serial: u64,
    abort: AbortHandle,
    _share: Share,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

type Sink = SplitSink<WebSocket, Message>;

impl Session {
    /// Makes the session of a new socket, which asks as whoever sent the handshake until
    /// `connection_init` tells more.
    pub fn new(http: Http, asked: Asked) -> Self {
        Self {
            http,
            asked,
            is_acknowledged: false,
            running: HashMap::new(),
            ids: HashMap::new(),
            serial: 0,
            steps: SelectAll::new(),
            idle_since: Instant::now(),
        }
    }

    /// Serves the socket until one side ends it.
    pub async fn serve(mut self, socket: WebSocket) {
        let patience = self.http.patience;
        let is_offered = socket.protocol().is_some();
        let (mut sink, messages) = socket.split();
        let why = match is_offered {
            true => self.run(&mut sink, messages).await,
            false => Err(Close::WrongProtocol),
        };
        // Operations end first: the client may take its time to read the reason.
        drop(self);
        if let Err(close) = why {
            let _ = timeout(patience.send, sink.send(Message::Close(Some(close.frame())))).await;
        }
        let _ = timeout(patience.send, sink.close()).await;
    }

    /// Runs until the client leaves, or there is a reason to close.
    async fn run(
        &mut self,
        sink: &mut Sink,
        mut messages: stream::SplitStream<WebSocket>,
    ) -> Result<(), Close> {
        let opened = Instant::now();
        let patience = self.http.patience;
        let stop = self.http.stop.clone();
        let mut pings = interval(patience.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings.reset();
        let mut is_pong_due = false;
        loop {
            let token_end = self.token_end();
            let idle_end = self.idle_since + patience.idle;
            tokio::select! {
                message = messages.next() => match message {
                    None | Some(Ok(Message::Close(_))) => return Ok(()),
                    // Boxed, as the socket would else hold room for it while nothing happens.
                    Some(Ok(Message::Text(text))) => Box::pin(self.receive(sink, &text)).await?,
                    Some(Ok(Message::Binary(_))) => return Err(Close::BadMessage("Messages are text")),
                    // The library answers pings by itself.
                    Some(Ok(Message::Ping(_))) => {}
                    Some(Ok(Message::Pong(_))) => is_pong_due = false,
                    Some(Err(error)) => return if is_too_long(&error) { Err(Close::TooLong) } else { Ok(()) },
                },
                Some((serial, answer)) = self.steps.next(), if !self.steps.is_empty() => {
                    Box::pin(self.step(sink, serial, answer)).await?;
                }
                () = sleep_until(opened + patience.initialisation), if !self.is_acknowledged => {
                    return Err(Close::InitialisationTimeout);
                }
                () = sleep_until(token_end.unwrap_or(opened)), if token_end.is_some() => {
                    return Err(Close::Forbidden("The access token has expired; connect with a new one"));
                }
                () = sleep_until(idle_end), if self.is_acknowledged && self.running.is_empty() => {
                    return Err(Close::Idle);
                }
                _ = pings.tick() => {
                    if is_pong_due {
                        return Err(Close::Unresponsive);
                    }
                    is_pong_due = true;
                    Box::pin(send(sink, Message::Ping(Default::default()), patience)).await?;
                }
                () = stop.cancelled() => return Err(Close::Restart),
            }
        }
    }

    async fn receive(&mut self, sink: &mut Sink, text: &str) -> Result<(), Close> {
        match FromClient::read(text)? {
            FromClient::ConnectionInit(_) if self.is_acknowledged => Err(Close::TooManyInitialisations),
            FromClient::ConnectionInit(payload) => {
                self.initialise(payload.as_ref())?;
                send(sink, Message::text(CONNECTION_ACK), self.http.patience).await
            }
            FromClient::Ping => send(sink, Message::text(PONG), self.http.patience).await,
            FromClient::Pong => Ok(()),
            FromClient::Subscribe { .. } if !self.is_acknowledged => Err(Close::Unauthorized),
            FromClient::Subscribe { id, .. } if self.running.contains_key(&id) => {
                Err(Close::SubscriberExists)
            }
            FromClient::Subscribe { id, request } => match self.start(&id, *request) {
                Ok(()) => Ok(()),
                Err(refused) => {
                    let refused = Answer::refused(refused, &self.asked.request_id.0);
                    let (text, _) = message::answer(&id, refused, &self.asked.request_id.0);
                    send(sink, Message::text(text), self.http.patience).await
                }
            },
            FromClient::Complete { id } => {
                self.end(&id);
                Ok(())
            }
        }
    }

    /// Reads the token of `connection_init`; without one the caller of the handshake stays.
    fn initialise(&mut self, payload: Option<&Map<String, Value>>) -> Result<(), Close> {
        let token = payload.and_then(|payload| {
            let named = |name| payload.get(name).and_then(Value::as_str);
            named("authorization").or_else(|| named("Authorization"))
        });
        if token.is_some() {
            self.asked.caller = Caller::read(self.http.graph.app(), token);
        }
        if matches!(self.asked.caller, Caller::Refused(_)) {
            return Err(Close::Forbidden("The access token is not valid or has expired"));
        }
        self.is_acknowledged = true;
        self.idle_since = Instant::now();
        Ok(())
    }

    fn start(&mut self, id: &str, request: Request) -> Result<(), ApiError> {
        if self.running.len() >= MAX_OPERATIONS {
            let message = format!("This socket runs {MAX_OPERATIONS} operations already; end one first.");
            return Err(ApiError::new(ErrorCode::LimitReached, message));
        }
        let owner = match &self.asked.caller {
            Caller::SignedIn(viewer) => Owner::Account(viewer.account_id),
            Caller::Anonymous | Caller::Refused(_) => Owner::Address(self.asked.origin.0),
        };
        let Some(share) = self.http.shares.take(owner) else {
            let message = "Too many operations of this account run at once; end some first.";
            return Err(ApiError::new(ErrorCode::LimitReached, message));
        };
        self.serial += 1;
        let serial = self.serial;
        let answers = self.http.graph.run(request, self.asked.clone(), Carries::Everything).map(Some);
        let steps = answers.chain(stream::once(async { None })).map(move |answer| (serial, answer));
        let (abort, registration) = AbortHandle::new_pair();
        self.steps.push(Abortable::new(steps, registration).boxed());
        self.running.insert(id.to_owned(), Running { serial, abort, _share: share });
        self.ids.insert(serial, id.to_owned());
        Ok(())
    }

    /// Sends the next answer of an operation, or that it has no more.
    async fn step(&mut self, sink: &mut Sink, serial: u64, answer: Option<Answer>) -> Result<(), Close> {
        let Some(id) = self.ids.get(&serial).cloned() else { return Ok(()) };
        let (text, IsLast(is_last)) = match answer {
            Some(answer) => message::answer(&id, answer, &self.asked.request_id.0),
            None => (message::complete(&id), IsLast(true)),
        };
        if is_last {
            self.end(&id);
        }
        send(sink, Message::text(text), self.http.patience).await
    }

    fn end(&mut self, id: &str) {
        if let Some(running) = self.running.remove(id) {
            self.ids.remove(&running.serial);
            self.idle_since = Instant::now();
        }
    }

    /// When the access token ends, on the runtime's clock.
    fn token_end(&self) -> Option<Instant> {
        match &self.asked.caller {
            Caller::SignedIn(viewer) if self.is_acknowledged => {
                let left = viewer.expires_at - self.http.graph.app().clock.now();
                Some(Instant::now() + left.to_std().unwrap_or(Duration::ZERO))
            }
            _ => None,
        }
    }
}

async fn send(sink: &mut Sink, message: Message, patience: Patience) -> Result<(), Close> {
    match timeout(patience.send, sink.send(message)).await {
        // When the client is gone the next read says so.
        Ok(_) => Ok(()),
        Err(_) => Err(Close::Unresponsive),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        if let Some(tokio_tungstenite::tungstenite::Error::Capacity(_)) = deeper.downcast_ref() {
            return true;
        }
        cause = deeper.source();
    }
    false
}
