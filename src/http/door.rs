//! The way in: what each request passes before it is answered, and who answers it. Part of the
//! HTTP face.
//!
//! Nearly all requests are operations, so these come by the shortest way: what nobody asks for,
//! an answer packed or readable by pages of other origins, is not stopped at, and no router looks
//! at their address.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tower::{Layer, Service};
use tower_http::compression::Compression;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::CorsLayer;

use super::state::Http;
use super::{access_log, asked, graphql, rails, request_id, traced};
use crate::graphql::context::RequestId;

/// The address of the operations.
pub const GRAPHQL: &str = "/graphql";

/// The smallest answer that is compressed, in bytes: below, the headers cost what is saved.
const MIN_COMPRESSED_BYTES: u16 = 1024;

/// What an answer depends on besides its request, whether or not a page of another origin asks.
const VARY: HeaderValue =
    HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers");

/// What ends a connection with its answer.
const CLOSE: HeaderValue = HeaderValue::from_static("close");

/// Where every request comes in. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Rooms>);

struct Rooms {
    http: Http,
    cors: CorsLayer,
    /// Everything but operations that are posted.
    router: Router,
}

impl Door {
    /// A door to these.
    pub fn new(http: Http, cors: CorsLayer, router: Router) -> Self {
        Self(Arc::new(Rooms { http, cors, router }))
    }
}

/// One door for each connection, which knows who stands before it.
impl<L: Listener<Addr = SocketAddr>> Service<IncomingStream<'_, L>> for Door {
    type Response = Visitor;
    type Error = Infallible;
    type Future = Ready<Result<Visitor, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, stream: IncomingStream<'_, L>) -> Self::Future {
        ready(Ok(Visitor { rooms: Arc::clone(&self.0), peer: *stream.remote_addr() }))
    }
}

/// Answers the requests of one connection.
#[derive(Clone)]
pub struct Visitor {
    rooms: Arc<Rooms>,
    peer: SocketAddr,
}

impl Service<Request> for Visitor {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let within = Within(self.clone());
        if request.method() != Method::POST || request.headers().contains_key(header::ORIGIN) {
            let mut all = self.rooms.cors.layer(compressing(within));
            let answer = all.call(request);
            return Box::pin(async move { Ok(answer.await?.map(Body::new)) });
        }
        if accepts_gzip(request.headers()) {
            let answer = compressing(within).call(request);
            return Box::pin(async move {
                let mut response = answer.await?.map(Body::new);
                response.headers_mut().append(header::VARY, VARY);
                Ok(response)
            });
        }
        Box::pin(async move {
            let mut response = within.0.answer(request).await;
            response.headers_mut().append(header::VARY, VARY);
            Ok(response)
        })
    }
}

/// The answers themselves, before they are packed.
#[derive(Clone)]
struct Within(Visitor);

impl Service<Request> for Within {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let visitor = self.0.clone();
        Box::pin(async move { Ok(visitor.answer(request).await) })
    }
}

impl Visitor {
    /// The id comes first, then the log, which so sees every answer, and the rails.
    async fn answer(self, request: Request) -> Response {
        let id = request_id::of(request.headers());
        let line = access_log::Line::begin(&request, &id);
        let span = traced::begin(&request, &id);
        let mut response = span.around(rails::keep(&id, self.find(request, &id))).await;
        request_id::send_back(&id, &mut response);
        if self.rooms.http.stop.is_cancelled() {
            // The client's next request goes to a server that stays.
            response.headers_mut().insert(header::CONNECTION, CLOSE);
        }
        if let Some(line) = line {
            span.within(|| line.write(&response));
        }
        span.answered(response.status().as_u16());
        response
    }

    async fn find(&self, mut request: Request, id: &RequestId) -> Response {
        let http = &self.rooms.http;
        if request.method() == Method::POST && request.uri().path() == GRAPHQL {
            let asked = asked::read(http, request.headers(), Some(self.peer), id.clone());
            // Boxed, or each layer above would be as large as all an operation may need.
            return Box::pin(graphql::answer(http, asked, request)).await;
        }
        request.extensions_mut().insert(id.clone());
        request.extensions_mut().insert(ConnectInfo(self.peer));
        match self.rooms.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Compresses answers that are worth it, for clients that ask.
fn compressing<S>(answers: S) -> Compression<S, Worth> {
    Compression::new(answers).gzip(true).compress_when(Worth)
}

/// Events are sent as they come, and what is compressed already stays as it is. So does what may be
/// had in parts: these are of its own bytes, and so is its tag.
#[derive(Clone, Copy)]
struct Worth;

impl Predicate for Worth {
    fn should_compress<B: HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        let is_had_in_parts = response.headers().contains_key(header::ACCEPT_RANGES);
        let is_worth = SizeAbove::new(MIN_COMPRESSED_BYTES)
            .and(NotForContentType::SSE)
            .and(NotForContentType::const_new("application/pdf"))
            .and(NotForContentType::const_new("image/png"))
            .should_compress(response);
        is_worth && !is_had_in_parts
    }
}

/// Whether the client might take an answer in gzip; the layer that packs it looks closer.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ACCEPT_ENCODING)
}
