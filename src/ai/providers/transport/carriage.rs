//! The transport as a tower service, so that the client of async-openai asks and answers within
//! the bounds of this house.
//!
//! That client has its own ways with what goes wrong, so it gets to see nothing that does. A
//! refusal, a broken body or one that is no JSON comes back as a [`Failure`]; a stream is cut into
//! frames here, and handed on a whole frame at a time. How the stream ended, which that client
//! does not tell, is kept in an [`Ending`].

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use futures_util::stream::Stream;

use super::deadlines::Watch;
use super::frames::{Cutter, Frame, Framing};
use super::{Incoming, Transport};
use crate::ai::failure::{Failure, FailureClass};
use crate::ai::providers::wires::json_of;

/// What ends a stream by its own word.
const DONE: &str = "[DONE]";

/// What carries one call.
#[derive(Debug, Clone)]
pub struct Carriage {
    transport: Transport,
    watch: Watch,
    is_streamed: bool,
    now: DateTime<Utc>,
    ending: Arc<Ending>,
}

/// How a stream ended.
#[derive(Debug, Default)]
pub struct Ending {
    failure: OnceLock<Failure>,
    is_marked: AtomicBool,
}

impl Ending {
    /// Why it broke off; none when it did not.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.get()
    }

    /// Whether it said itself that it was done.
    pub fn is_marked(&self) -> bool {
        self.is_marked.load(Ordering::SeqCst)
    }

    fn broke(&self, failure: Failure) {
        // Of several the first is the reason.
        let _ = self.failure.set(failure);
    }
}

impl Carriage {
    /// Carries a call whose deadlines run already; `now` is what a time to come back is counted
    /// from.
    pub fn new(transport: &Transport, watch: &Watch, is_streamed: bool, now: DateTime<Utc>) -> Self {
        let ending = Arc::new(Ending::default());
        Self { transport: transport.clone(), watch: watch.clone(), is_streamed, now, ending }
    }

    /// How the stream ended; to be asked once it has.
    pub fn ending(&self) -> Arc<Ending> {
        Arc::clone(&self.ending)
    }

    /// What the client sends its requests through. It never asks twice.
    pub fn service(
        self,
    ) -> impl tower::Service<
        HttpRequestFactory,
        Response = reqwest::Response,
        Error = OpenAIError,
        Future = BoxFuture<'static, Result<reqwest::Response, OpenAIError>>,
    > + Clone
    + Send
    + Sync
    + 'static {
        tower::service_fn(move |factory: HttpRequestFactory| {
            let carriage = self.clone();
            let carried = async move { carriage.carry(factory).await.map_err(boxed) };
            Box::pin(carried) as BoxFuture<'static, _>
        })
    }

    async fn carry(mut self, factory: HttpRequestFactory) -> Result<reqwest::Response, Failure> {
        let request = factory
            .build()
            .await
            .map_err(|_| Failure::unsent(FailureClass::BadRequest, "the address cannot be used"))?;
        let sent = self.transport.client.execute(request);
        let incoming = self.transport.head(sent, &mut self.watch, self.now).await?;
        let body = if self.is_streamed {
            reqwest::Body::wrap_stream(frames(incoming, self.ending))
        } else {
            let body = incoming.whole(&mut self.watch).await.and_then(|body| json_of(&body).map(|_| body));
            reqwest::Body::from(body.map_err(|failure| failure.with_status(200))?)
        };
        Ok(http::Response::new(body).into())
    }
}

fn boxed(failure: Failure) -> OpenAIError {
    OpenAIError::Boxed(Box::new(failure))
}

/// The frames of a stream, each whole and JSON, up to its end. Whoever reads them watches over
/// the time; here they are counted and looked at.
fn frames(
    mut incoming: Incoming,
    ending: Arc<Ending>,
) -> impl Stream<Item = Result<String, Infallible>> + Send + 'static {
    async_stream::stream! {
        let mut cutter = Cutter::new(Framing::Events);
        let mut is_open = true;
        while is_open {
            let cut = match incoming.piece().await {
                Ok(Some(bytes)) => cutter.push(&bytes),
                Ok(None) => {
                    is_open = false;
                    cutter.end()
                }
                Err(failure) => Err(failure),
            };
            if let Err(failure) = cut {
                ending.broke(failure);
                return;
            }
            while let Some(frame) = cutter.pop() {
                if frame.data.trim() == DONE {
                    ending.is_marked.store(true, Ordering::SeqCst);
                    return;
                }
                match written(&frame) {
                    Ok(event) => yield Ok(event),
                    Err(failure) => {
                        ending.broke(failure);
                        return;
                    }
                }
            }
        }
    }
}

/// A frame as an event again. Its name is left out: what it is stands in its data.
fn written(frame: &Frame) -> Result<String, Failure> {
    json_of(frame.data.as_bytes())?;
    // Outside of strings a new line is any blank, and inside of them there is none.
    Ok(format!("data: {}\n\n", frame.data.replace('\n', " ")))
}
