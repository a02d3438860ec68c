//! A collector on the loopback interface that keeps the bytes it is sent, and reads them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

type Kept = Arc<Mutex<Vec<Request>>>;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its path.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// A collector that listens until it is dropped.
pub struct Collector {
    /// Its address.
    pub url: String,
    kept: Kept,
    serving: JoinHandle<()>,
}

impl Collector {
    /// Begins to listen.
    pub async fn start() -> Self {
        let kept = Kept::default();
        let keep = async |State(kept): State<Kept>, uri: Uri, headers: HeaderMap, body: Bytes| {
            let path = uri.path().to_owned();
            kept.lock().expect("what is kept").push(Request { path, headers, body });
        };
        let routes = Router::new()
            .route("/v1/traces", post(keep))
            .route("/api/42/envelope/", post(keep))
            .with_state(Arc::clone(&kept));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await.expect("a server") });
        Self { url, kept, serving }
    }

    /// Every request it got.
    pub fn requests(&self) -> Vec<Request> {
        self.kept.lock().expect("what is kept").clone()
    }

    fn to(&self, path: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.path == path).collect()
    }

    /// Every event of an error report it got: the third line of its envelope.
    pub fn reports(&self) -> Vec<serde_json::Value> {
        let event = |request: Request| {
            let body = String::from_utf8(request.body.to_vec()).expect("text");
            serde_json::from_str(body.lines().nth(2).expect("an event")).expect("JSON")
        };
        self.to("/api/42/envelope/").into_iter().map(event).collect()
    }

    /// Every span it got, with the name of the service and of the process it is from.
    pub fn spans(&self) -> Vec<Told> {
        let mut told = Vec::new();
        for Request { body, .. } in self.to("/v1/traces") {
            let request = ExportTraceServiceRequest::decode(body).expect("OTLP");
            for of_process in request.resource_spans {
                let resource = of_process.resource.expect("a resource");
                let said = |name: &str| text(&resource.attributes, name).unwrap_or_default();
                let (service, instance) = (said("service.name"), said("service.instance.id"));
                let spans = of_process.scope_spans.into_iter().flat_map(|scope| scope.spans);
                told.extend(spans.map(|span| Told {
                    service: service.clone(),
                    instance: instance.clone(),
                    span,
                }));
            }
        }
        told
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A span, and who told of it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The name of the service.
    pub service: String,
    /// The process.
    pub instance: String,
    /// The span.
    pub span: Span,
}

impl Told {
    /// An attribute as text; numbers are written out.
    pub fn said(&self, name: &str) -> Option<String> {
        text(&self.span.attributes, name)
    }
}

fn text(attributes: &[opentelemetry_proto::tonic::common::v1::KeyValue], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == name)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        other => Some(format!("{other:?}")),
    }
}
