//! The rails beside the road: a request that takes too long or panics ends in a typed answer,
//! and the server goes on.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;

use super::asked::fault;
use crate::graphql::context::RequestId;
use crate::graphql::error::{ApiError, ErrorCode, INTERNAL_MESSAGE};
use crate::telemetry::panics;

/// How long a request may take. Generations run in the background, so nothing asked for over
/// HTTP has a reason to.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Runs the rest of the way inside the rails.
pub async fn keep(id: &RequestId, answer: impl Future<Output = Response>) -> Response {
    let id = &*id.0;
    match tokio::time::timeout(TIMEOUT, panics::guarded(answer)).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            let (place, words) = (&panic.place, panic.words());
            tracing::error!(
                request_id = id,
                fault = panics::PANIC,
                place,
                panic = words,
                "request {id}: a handler panicked"
            );
            let error = ApiError::new(ErrorCode::Internal, INTERNAL_MESSAGE);
            fault(StatusCode::INTERNAL_SERVER_ERROR, error, id)
        }
        Err(_) => {
            tracing::warn!(request_id = id, "request {id}: took longer than {} s", TIMEOUT.as_secs());
            let error = ApiError::new(ErrorCode::Unavailable, "The request took too long; try it again.");
            fault(StatusCode::SERVICE_UNAVAILABLE, error, id)
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
    use axum::extract::Request;
    use axum::middleware::Next;
    use axum::routing::get;
    use axum::{Router, middleware};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::http::request_id;

    struct Query;

    #[Object]
    impl Query {
        async fn broken(&self) -> bool {
            tokio::task::yield_now().await;
            assert!(!std::hint::black_box(true), "a resolver, on purpose");
            true
        }
    }

    async fn resolve() -> String {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        format!("{:?}", schema.execute("{ broken }").await)
    }

    async fn panics() -> &'static str {
        panic!("a handler, on purpose")
    }

    /// The answer to a request with an id of its own, head and body.
    async fn ask(address: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.expect("the server");
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: test\r\nx-request-id: id-of-{}\r\nconnection: close\r\n\r\n",
            &path[1..]
        );
        stream.write_all(request.as_bytes()).await.expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    #[tokio::test]
    async fn a_panic_is_a_typed_fault_with_the_requests_id_and_the_server_goes_on() {
        let router = Router::new()
            .route("/handler", get(panics))
            .route("/resolver", get(resolve))
            .route("/fine", get(async || "fine"))
            .layer(middleware::from_fn(async |request: Request, next: Next| {
                let id = request_id::of(request.headers());
                keep(&id, next.run(request)).await
            }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let serving = tokio::spawn(axum::serve(listener, router).into_future());
        for path in ["/handler", "/resolver"] {
            let answer = ask(&address, path).await;
            assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
            assert!(answer.contains("\"code\":\"INTERNAL\""), "{answer}");
            assert!(answer.contains(&format!("\"requestId\":\"id-of-{}\"", &path[1..])), "{answer}");
            assert!(!answer.contains("on purpose"), "what a panic says is for the log: {answer}");
        }
        assert!(ask(&address, "/fine").await.ends_with("fine"));
        serving.abort();
    }
}
