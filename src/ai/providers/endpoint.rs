//! One model of one provider, asked over HTTP: a wire, a transport and a key put together.

use std::sync::atomic::{AtomicU8, Ordering};

use futures_util::future::BoxFuture;

use super::Model;
use super::models::{Capabilities, Structured, capabilities_of};
use super::openai::{self, Way};
use super::prices::cost_micros;
use super::rows::ProviderRow;
use super::transport::deadlines::{Deadlines, Watch};
use super::transport::frames::Cutter;
use super::transport::{Incoming, Transport};
use super::wires::{Asked, Native, Reading, Taken, Wire, json_of};
use crate::ai::call::{Answer, Delta, Deltas, Request, Usage};
use crate::ai::failure::{Failure, FailureClass};
use crate::clock::Clock;
use crate::config::Secret;

/// What an endpoint is made of.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Who is asked.
    pub row: &'static ProviderRow,
    /// Where, without a slash at the end; empty for the row's own address.
    pub base_url: String,
    /// Which model.
    pub model: String,
    /// The key.
    pub key: Option<Secret>,
    /// How long a call may take.
    pub deadlines: Deadlines,
}

/// A model that is asked over HTTP.
#[derive(Debug)]
pub struct Endpoint {
    setup: Setup,
    capabilities: Capabilities,
    transport: Transport,
    clock: Clock,
    /// How often the schema was turned down, each time of which a looser way is taken. Kept as
    /// long as the process lives, so that it is found out once.
    turned_down: AtomicU8,
}

impl Endpoint {
    /// Puts one together.
    pub fn new(mut setup: Setup, transport: Transport, clock: Clock) -> Self {
        if setup.base_url.is_empty() {
            setup.row.base_url.clone_into(&mut setup.base_url);
        }
        let mut capabilities = capabilities_of(&setup.model);
        // Ollama holds any model to a schema by itself, whatever the model has learnt.
        capabilities.structured = match setup.row.wire {
            Wire::Ollama => setup.row.structured,
            _ => capabilities.structured.min(setup.row.structured),
        };
        Self { setup, capabilities, transport, clock, turned_down: AtomicU8::new(0) }
    }

    async fn ask(&self, request: &Request, deltas: &Deltas) -> Result<Answer, Failure> {
        let asked = Asked {
            request,
            model: &self.setup.model,
            capabilities: &self.capabilities,
            form: self.form(),
            row: self.setup.row,
        };
        let reading = match self.setup.row.wire {
            Wire::OpenAiChat | Wire::OpenAiResponses => openai::ask(&asked, self.way(), deltas).await,
            Wire::Anthropic => self.ask_natively(Native::Anthropic, &asked, deltas).await,
            Wire::Ollama => self.ask_natively(Native::Ollama, &asked, deltas).await,
        };
        if reading.as_ref().is_err_and(|failure| failure.class == FailureClass::SchemaUnsupported) {
            self.turned_down.fetch_add(1, Ordering::Relaxed);
        }
        // The head said 200, so the model was at work, and the call may be billed.
        reading?.concluded(&self.setup.model).map_err(|failure| failure.with_status(200))
    }

    fn way(&self) -> Way<'_> {
        let Setup { base_url, key, deadlines, .. } = &self.setup;
        Way { transport: &self.transport, base_url, key: key.as_ref(), deadlines, now: self.clock.now() }
    }

    async fn ask_natively(
        &self,
        native: Native,
        asked: &Asked<'_>,
        deltas: &Deltas,
    ) -> Result<Reading, Failure> {
        let is_streamed = asked.is_streamed();
        let mut watch = Watch::begin(&self.setup.deadlines, is_streamed);
        let outgoing = native.outgoing(asked, self.setup.key.as_ref());
        let incoming =
            self.transport.send(&self.setup.base_url, outgoing, &mut watch, self.clock.now()).await?;
        let read = if is_streamed {
            self.read_stream(native, incoming, &mut watch, deltas).await
        } else {
            let body = incoming.whole(&mut watch).await;
            body.and_then(|body| self.setup.row.wire.read_whole(json_of(&body)?))
        };
        read.map_err(|failure| failure.with_status(200))
    }

    /// Reads a stream to its end. What is told on the way is not what is answered: only a stream
    /// that has come to its own end is.
    async fn read_stream(
        &self,
        native: Native,
        mut incoming: Incoming,
        watch: &mut Watch,
        deltas: &Deltas,
    ) -> Result<Reading, Failure> {
        let mut reader = self.setup.row.wire.reader();
        let mut cutter = Cutter::new(native.framing());
        let mut is_open = true;
        let mut is_begun = false;
        while is_open && !reader.reading().is_ended {
            match incoming.next(watch).await.map_err(|failure| failure.with_usage(reader.reading().usage))? {
                Some(bytes) => cutter.push(&bytes)?,
                None => {
                    cutter.end()?;
                    is_open = false;
                }
            }
            while let Some(frame) = cutter.pop() {
                is_begun = true;
                match reader.take(json_of(frame.data.as_bytes())?)? {
                    Taken::Text(text) => {
                        watch.spoke();
                        deltas.tell(Delta::Text(text));
                    }
                    Taken::Progress => watch.progressed(),
                    Taken::Ping => {}
                }
            }
        }
        if !is_begun {
            return Err(Failure::malformed("nothing came"));
        }
        Ok(std::mem::take(reader.reading()))
    }

    /// How the model is held to JSON: as strictly as it can be, less what was turned down.
    fn form(&self) -> Structured {
        let turned_down = self.turned_down.load(Ordering::Relaxed);
        (0..turned_down).fold(self.capabilities.structured, |form, _| form.looser().unwrap_or(form))
    }
}

impl Model for Endpoint {
    fn provider(&self) -> &str {
        self.setup.row.title
    }

    fn model(&self) -> &str {
        &self.setup.model
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn cost_micros(&self, model: &str, usage: Usage) -> Option<u64> {
        cost_micros(self.setup.row, model, self.clock.today(), usage)
    }

    fn answer<'a>(
        &'a self,
        request: &'a Request,
        deltas: &'a Deltas,
    ) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(self.ask(request, deltas))
    }
}
