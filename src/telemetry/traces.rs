//! Where ended spans go: put into an outbox, written as OTLP, posted to the collector. Part of
//! telemetry.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use opentelemetry::trace::TracerProvider;
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{RetryPolicy, SpanExporter as OtlpExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    Sampler, SdkTracer, SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor,
};
use tokio_util::sync::CancellationToken;

use super::carrier::Carrier;
use super::outbox::{Outbox, outbox};
use crate::config::TracesConfig;
use crate::error::{Error, Result};
use crate::ids;

/// Spans that may wait: some megabytes at most.
const ROOM: usize = 4096;
/// Spans in one request.
const MOST_AT_ONCE: usize = 512;
/// How long a span waits for others.
const GATHER: Duration = Duration::from_secs(2);

/// What makes the spans of this process; none where there is no collector.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// What makes spans; none where nobody is told of them.
pub(super) fn tracer() -> Option<&'static SdkTracer> {
    TRACER.get()
}

/// Begins to make spans, and gives the round that sends them until `stop` fires.
///
/// # Errors
/// `Internal` when what writes them cannot be made.
pub(super) fn open(
    config: &TracesConfig,
    carrier: &Carrier,
    stop: CancellationToken,
) -> Result<BoxFuture<'static, ()>> {
    let headers: HashMap<String, String> =
        config.headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect();
    let exporter = OtlpExporter::builder()
        .with_http()
        .with_http_client(carrier.clone())
        .with_endpoint(config.url.as_str())
        .with_headers(headers)
        // What was not taken is dropped: its pauses would stop the thread that sends.
        .with_retry_policy(RetryPolicy::disabled())
        .build();
    let mut exporter =
        exporter.map_err(|cause| Error::internal("What writes traces cannot be made.", cause))?;
    let resource = Resource::builder_empty()
        .with_service_name(config.service_name.clone())
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", ids::new_id().to_string()),
        ])
        .build();
    exporter.set_resource(&resource);
    let exporter = Arc::new(exporter);
    let (outbox, inbox) = outbox("spans", ROOM);
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.ratio))))
        .with_span_processor(Ended(outbox))
        .build();
    // Refused only when there is one already, which then makes them.
    let _ = TRACER.set(provider.tracer("jobwise"));
    Ok(async move {
        let send = |spans: Vec<SpanData>| {
            let exporter = Arc::clone(&exporter);
            async move { exporter.export(spans).await.is_ok() }
        };
        inbox.empty(stop, MOST_AT_ONCE, GATHER, send).await;
        // The provider ends with the last span, and its own end is nobody's to wait for.
        drop(provider);
    }
    .boxed())
}

/// Puts spans away as they end.
#[derive(Debug)]
struct Ended(Outbox<SpanData>);

impl SpanProcessor for Ended {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if span.span_context.is_sampled() {
            self.0.put(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    /// Nothing: what is left is sent by its round.
    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}
