//! The life of one socket: opened, acknowledged, running operations, closed. Part of
//! graphql-transport-ws.
//!
//! One task does it all, so nothing can be sent after a client's `complete`, and a client that
//! does not read holds up its own operations and nobody else's.

use std::time::Duration;

use async_graphql::Request;
use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{self, AbortHandle, Abortable, BoxStream, SelectAll, SplitSink};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::close::Close;
use super::message::{self, CONNECTION_ACK, FromClient, IsLast, PONG};
use super::share::{Owner, Share};
use crate::graphql::admit::Carries;
use crate::graphql::answer::Answer;
use crate::graphql::context::{Asked, Caller};
use crate::graphql::error::{ApiError, ErrorCode};
use crate::graphql::execute::Answers;
use crate::http::measures::{self, Counted};
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

/// How long the last message of a socket, which says why it is closed, may take to be read.
const CLOSING: Duration = Duration::from_secs(2);

/// How much later than it should a timer may go off, which saves setting it at each message.
const TOLERANCE: Duration = Duration::from_millis(5);

/// Operations that may run on a socket at once.
pub const MAX_OPERATIONS: usize = 100;

/// What an operation does next, with its serial number: ids come back, serial numbers do not.
type Step = (u64, Option<Answer>);

/// One socket.
pub struct Session {
    http: Http,
    asked: Asked,
    is_acknowledged: bool,
    /// Few, and most often one, so that looking through them is quick and costs an open socket least.
    running: Vec<Running>,
    serial: u64,
    steps: SelectAll<BoxStream<'static, Step>>,
    opened: Instant,
    idle_since: Instant,
    next_ping: Instant,
    is_pong_due: bool,
    _counted: Counted,
}

/// An operation that runs; dropping it ends it.
struct Running {
    id: Box<str>,
    serial: u64,
    abort: AbortHandle,
    _share: Share,
    /// Of a subscription.
    counted: Option<Counted>,
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
        let now = Instant::now();
        let next_ping = now + http.patience.ping;
        Self {
            http,
            asked,
            is_acknowledged: false,
            running: Vec::new(),
            serial: 0,
            steps: SelectAll::new(),
            opened: now,
            idle_since: now,
            next_ping,
            is_pong_due: false,
            _counted: measures::socket(),
        }
    }

    /// Serves the socket until one side ends it. Written without `async fn`, which would hold what it is
    /// given twice for as long as the socket is open.
    pub fn serve(mut self, socket: WebSocket) -> impl Future<Output = ()> + Send + 'static {
        let is_offered = socket.protocol().is_some();
        let (mut sink, messages) = socket.split();
        async move {
            let why = match is_offered {
                true => self.run(&mut sink, messages).await,
                false => Err(Close::WrongProtocol),
            };
            // Operations end first: the client may take its time to read the reason.
            drop(self);
            let _ = timeout(CLOSING, end(sink, why)).await;
        }
    }

    /// Runs until the client leaves, or there is a reason to close.
    async fn run(
        &mut self,
        sink: &mut Sink,
        mut messages: stream::SplitStream<WebSocket>,
    ) -> Result<(), Close> {
        let stop = self.http.stop.clone();
        // One timer for everything a socket may wait for.
        let mut timer = std::pin::pin!(sleep_until(self.next_look()));
        loop {
            let next_look = self.next_look();
            if next_look + TOLERANCE < timer.deadline() {
                timer.as_mut().reset(next_look);
            }
            tokio::select! {
                message = messages.next() => match message {
                    None | Some(Ok(Message::Close(_))) => return Ok(()),
                    // Boxed, as the socket would else hold room for it while nothing happens.
                    Some(Ok(Message::Text(text))) => Box::pin(self.receive(sink, &text)).await?,
                    Some(Ok(Message::Binary(_))) => return Err(Close::BadMessage("Messages are text")),
                    // The library answers pings by itself.
                    Some(Ok(Message::Ping(_))) => {}
                    Some(Ok(Message::Pong(_))) => self.is_pong_due = false,
                    Some(Err(error)) => return if is_too_long(&error) { Err(Close::TooLong) } else { Ok(()) },
                },
                Some((serial, answer)) = self.steps.next(), if !self.steps.is_empty() => {
                    Box::pin(self.step(sink, serial, answer)).await?;
                }
                () = &mut timer => {
                    Box::pin(self.look(sink)).await?;
                    timer.as_mut().reset(self.next_look());
                }
                () = stop.cancelled() => return Box::pin(self.stop(sink)).await,
            }
        }
    }

    /// When there is next a reason to look at the time.
    fn next_look(&self) -> Instant {
        let patience = self.http.patience;
        let initialisation = (!self.is_acknowledged).then(|| self.opened + patience.initialisation);
        let looks = [initialisation, self.token_end(), self.idle_end()];
        looks.into_iter().flatten().fold(self.next_ping, Instant::min)
    }

    /// When a socket that has nothing to do has had nothing to do for too long.
    fn idle_end(&self) -> Option<Instant> {
        let is_idle = self.is_acknowledged && self.running.is_empty();
        is_idle.then(|| self.idle_since + self.http.patience.idle)
    }

    /// Looks at the time: closes where something took too long, and pings when it is due.
    async fn look(&mut self, sink: &mut Sink) -> Result<(), Close> {
        let (now, patience) = (Instant::now(), self.http.patience);
        if !self.is_acknowledged && self.opened + patience.initialisation <= now {
            return Err(Close::InitialisationTimeout);
        }
        if self.token_life().is_some_and(|left| left.is_zero()) {
            return Err(Close::Forbidden("The access token has expired; connect with a new one"));
        }
        if self.idle_end().is_some_and(|end| end <= now) {
            return Err(Close::Idle);
        }
        if self.next_ping <= now {
            if self.is_pong_due {
                return Err(Close::Unresponsive);
            }
            self.is_pong_due = true;
            self.next_ping = now + patience.ping;
            send(sink, Message::Ping(Default::default()), patience).await?;
        }
        Ok(())
    }

    /// Ends what goes on elsewhere, and lets what is answered once be answered.
    async fn stop(&mut self, sink: &mut Sink) -> Result<(), Close> {
        self.running.retain(|running| running.counted.is_none());
        let deadline = Instant::now() + self.http.graph.app().config.shutdown_timeout / 2;
        while !self.running.is_empty() {
            match timeout_at(deadline, self.steps.next()).await {
                Ok(Some((serial, answer))) => self.step(sink, serial, answer).await?,
                Ok(None) | Err(_) => break,
            }
        }
        Err(Close::Restart)
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
            FromClient::Subscribe { id, .. } if self.running.iter().any(|running| *running.id == *id) => {
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
                self.end(|running| *running.id == *id);
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
        // The socket itself ends with the token.
        let asked = self.asked.clone();
        let Answers { stream: answers, is_subscription } =
            self.http.graph.run_without_end(request, asked, Carries::Everything);
        let steps = answers.map(Some).chain(stream::once(async { None })).map(move |answer| (serial, answer));
        let (abort, registration) = AbortHandle::new_pair();
        self.steps.push(Abortable::new(steps, registration).boxed());
        let counted = is_subscription.then(measures::subscription);
        self.running.reserve_exact(1);
        self.running.push(Running { id: id.into(), serial, abort, _share: share, counted });
        Ok(())
    }

    /// Sends the next answer of an operation, or that it has no more.
    async fn step(&mut self, sink: &mut Sink, serial: u64, answer: Option<Answer>) -> Result<(), Close> {
        let Some(running) = self.running.iter().find(|running| running.serial == serial) else {
            return Ok(());
        };
        let (text, IsLast(is_last)) = match answer {
            Some(answer) => message::answer(&running.id, answer, &self.asked.request_id.0),
            None => (message::complete(&running.id), IsLast(true)),
        };
        if is_last {
            self.end(|running| running.serial == serial);
        }
        send(sink, Message::text(text), self.http.patience).await
    }

    fn end(&mut self, is_it: impl Fn(&Running) -> bool) {
        if let Some(at) = self.running.iter().position(is_it) {
            self.running.swap_remove(at);
            self.idle_since = Instant::now();
        }
    }

    /// When the access token ends, on the runtime's clock.
    fn token_end(&self) -> Option<Instant> {
        self.token_life().map(|left| Instant::now() + left)
    }

    /// How long the access token is still good; none where there is none.
    fn token_life(&self) -> Option<Duration> {
        match &self.asked.caller {
            Caller::SignedIn(viewer) if self.is_acknowledged => {
                let left = viewer.expires_at - self.http.graph.app().clock.now();
                Some(left.to_std().unwrap_or(Duration::ZERO))
            }
            _ => None,
        }
    }
}

/// Says why the socket is closed, where there is a reason, and closes it.
async fn end(mut sink: Sink, why: Result<(), Close>) {
    if let Err(close) = why {
        let _ = sink.send(Message::Close(Some(close.frame()))).await;
    }
    let _ = sink.close().await;
}

async fn send(sink: &mut Sink, message: Message, patience: Patience) -> Result<(), Close> {
    match timeout(patience.send, sink.send(message)).await {
        // When the client is gone the next read says so.
        Ok(_) => Ok(()),
        Err(_) => Err(Close::TooSlow),
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
