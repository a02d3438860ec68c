//! HTTP to a provider, with bounds that hold whatever the other side does: no redirect is
//! followed, a body is cut at [`MAX_BODY_BYTES`] after decompression, and every wait ends at a
//! deadline of the call. The bounds hold under clients of others too, see [`carriage`].

pub mod carriage;
pub mod deadlines;
pub mod frames;
mod retry_after;

use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;

use super::wires::{Outgoing, refused};
use crate::ai::failure::{Failure, FailureClass};
use crate::config::Secret;
use crate::error::{Error, Result};
use crate::faults;
use deadlines::Watch;

/// The most bytes of an answer, decompressed. The longest answer budgets allow has a hundredth.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// How long the reason of an error is read: it comes at once or is not worth the wait, since the
/// question is asked again or elsewhere.
const ERROR_PATIENCE: Duration = Duration::from_secs(2);

/// The most bytes of an error that are read.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// A client that keeps its connections. Cheap to clone; clones share them.
#[derive(Debug, Clone)]
pub struct Transport {
    client: reqwest::Client,
}

impl Transport {
    /// Makes the client; a connection has to stand within `connect`.
    ///
    /// # Errors
    /// `Internal` when the machine's certificates cannot be read.
    pub fn try_new(connect: Duration) -> Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            // The environment is read in config.rs alone.
            .no_proxy()
            .connect_timeout(connect)
            .user_agent(concat!("jobwise/", env!("CARGO_PKG_VERSION")))
            .build();
        let client = client.map_err(|cause| {
            Error::internal(
                "The client for AI providers cannot be made; are CA certificates installed?",
                cause,
            )
        })?;
        Ok(Self { client })
    }

    /// The client by itself, for who writes requests with it and [sends](carriage) them otherwise.
    pub(super) fn client(&self) -> reqwest::Client {
        self.client.clone()
    }

    /// Sends a question and waits for the head of an answer. `now` is what a time to come back is
    /// counted from.
    ///
    /// # Errors
    /// `Connection`, `TimedOut`, or what the provider's refusal tells of.
    pub async fn send(
        &self,
        base_url: &str,
        outgoing: Outgoing,
        watch: &mut Watch,
        now: DateTime<Utc>,
    ) -> Result<Incoming, Failure> {
        let mut request = self
            .client
            .post(format!("{base_url}{}", outgoing.path))
            .header(CONTENT_TYPE, "application/json")
            .body(outgoing.body);
        for (name, value) in outgoing.headers {
            request = request.header(name, secret_header(&value)?);
        }
        self.head(request.send(), watch, now).await
    }

    /// Waits for the head, and takes what is no answer for what it is.
    async fn head(
        &self,
        sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
        watch: &mut Watch,
        now: DateTime<Utc>,
    ) -> Result<Incoming, Failure> {
        faults::point("ai.ask");
        let response = watch.over(sent).await?.map_err(not_sent)?;
        faults::point("ai.head");
        watch.progressed();
        let incoming = Incoming { response, read_bytes: 0, max_bytes: MAX_BODY_BYTES };
        let status = incoming.response.status().as_u16();
        if status != 200 {
            let retry_after = incoming.retry_after(now);
            return Err(refused(status, retry_after, &incoming.error_body(watch).await));
        }
        if incoming.is_page() {
            return Err(Failure::malformed("a web page came").with_status(status));
        }
        Ok(incoming)
    }
}

/// A header that is kept out of logs.
///
/// # Errors
/// `BadKey` for characters no header can carry.
pub(super) fn secret_header(value: &Secret) -> Result<HeaderValue, Failure> {
    let mut value = HeaderValue::from_str(value.expose())
        .map_err(|_| Failure::unsent(FailureClass::BadKey, "the key has characters no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// An answer of which the head is there and says 200.
#[derive(Debug)]
pub struct Incoming {
    response: reqwest::Response,
    read_bytes: usize,
    max_bytes: usize,
}

impl Incoming {
    /// Whether a page came instead of an answer.
    fn is_page(&self) -> bool {
        text_of(self.response.headers(), CONTENT_TYPE.as_str())
            .is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// How long the provider asks to be left alone, counted from `now`.
    fn retry_after(&self, now: DateTime<Utc>) -> Option<Duration> {
        let header = |name: &str| text_of(self.response.headers(), name);
        retry_after::wait(header("retry-after-ms"), header("retry-after"), now)
    }

    /// The next bytes of the body, decompressed; none at its end.
    ///
    /// # Errors
    /// `TooLarge`, `Incomplete` when it breaks off, `Malformed` when it cannot be decompressed,
    /// `TimedOut`.
    pub async fn next(&mut self, watch: &mut Watch) -> Result<Option<Vec<u8>>, Failure> {
        watch.over(self.piece()).await?
    }

    /// As [`Incoming::next`], for who watches over the wait elsewhere.
    async fn piece(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let chunk = self.response.chunk().await.map_err(broken)?;
        let Some(chunk) = chunk else { return Ok(None) };
        faults::point("ai.byte");
        self.read_bytes = self.read_bytes.saturating_add(chunk.len());
        if self.read_bytes > self.max_bytes {
            return Err(Failure::new(FailureClass::TooLarge, format!("over {} bytes", self.max_bytes)));
        }
        Ok(Some(chunk.to_vec()))
    }

    /// The whole body.
    ///
    /// # Errors
    /// Those of [`Incoming::next`].
    pub async fn whole(mut self, watch: &mut Watch) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        while let Some(chunk) = self.next(watch).await? {
            watch.progressed();
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The beginning of an error's body; whatever goes wrong with it, the status has said enough.
    async fn error_body(mut self, watch: &mut Watch) -> Vec<u8> {
        watch.end_within(ERROR_PATIENCE);
        self.max_bytes = MAX_ERROR_BYTES;
        self.whole(watch).await.unwrap_or_default()
    }
}

fn text_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Before the head came. The error's own words may hold the address, so they are not kept.
fn not_sent(error: reqwest::Error) -> Failure {
    if error.is_builder() {
        return Failure::unsent(FailureClass::BadRequest, "the address cannot be used");
    }
    if error.is_connect() {
        return Failure::unsent(FailureClass::Connection, "no connection");
    }
    Failure::new(FailureClass::Connection, "the connection broke before an answer came")
}

/// After the head came. The client calls both a broken connection and broken compression a fault
/// of decoding; what lies behind tells them apart.
fn broken(error: reqwest::Error) -> Failure {
    let mut cause = std::error::Error::source(&error);
    while let Some(nearer) = cause {
        let io = nearer.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(io, Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)) {
            return Failure::malformed("the body cannot be decoded");
        }
        cause = nearer.source();
    }
    Failure::new(FailureClass::Incomplete, "the connection broke in the middle of the answer")
}
