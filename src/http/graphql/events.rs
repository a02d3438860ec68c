//! An operation as server-sent events: graphql-sse in its distinct connections mode, for clients
//! behind proxies that carry no WebSocket. Part of GraphQL over HTTP.

use std::convert::Infallible;
use std::time::Duration;

use async_graphql::{Name, Request, Value};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::mpsc;

use super::accept::MediaType;
use crate::graphql::admit::Carries;
use crate::graphql::answer::{Answer, Outcome};
use crate::graphql::context::Asked;
use crate::graphql::execute::Answers;
use crate::http::measures;
use crate::http::state::Http;

/// How often an empty comment keeps the proxies on the way from closing.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

/// The last event. Without its data, empty as it is, browsers would pass over it.
const COMPLETE: &str = "event: complete\ndata:\n\n";

/// The name of the field that numbers the events of a subscription, and of the variable that
/// takes the last number a client saw.
const NUMBER: &str = "number";
const AFTER: &str = "after";

/// Runs the operation; each answer is an event `next`, and `complete` ends the stream. An answer
/// whose root field has a `number` carries it as the event's id, which a browser sends back as
/// `Last-Event-ID` when it reconnects: that becomes the variable `after`.
/// <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>
pub fn answer(
    http: &Http,
    mut operation: Request,
    asked: Asked,
    carries: Carries,
    headers: &HeaderMap,
) -> Response {
    resume(&mut operation, headers);
    let id = asked.request_id.0.clone();
    let Answers { stream: answers, is_subscription } = http.graph.run(operation, asked, carries);
    let counted = is_subscription.then(measures::subscription);
    let answers = answers.map(move |answer| {
        let _counted = &counted;
        next(answer, &id)
    });
    let events = answers.chain(stream::once(async { COMPLETE.to_owned() }));
    // A server that stops ends a subscription without `complete`, so that clients connect again.
    // What is answered once is answered.
    let stop = http.stop.clone();
    let stopping = async move {
        match is_subscription {
            true => stop.cancelled().await,
            false => std::future::pending().await,
        }
    };
    let events = kept_alive(events.take_until(stopping));
    let mut response = Response::new(Body::from_stream(read_in_time(events, http.patience.send)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, MediaType::EventStream.content_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Some proxies gather answers before they pass them on, unless told so.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// The events, as long as the client reads them: one it does not take in time ends the operation,
/// and so what it holds on to. The connection ends when the client reads on, or is gone.
fn read_in_time(
    events: impl Stream<Item = String> + Send + 'static,
    patience: Duration,
) -> impl Stream<Item = Result<String, Infallible>> + Send + 'static {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        tokio::pin!(events);
        loop {
            // A client that has gone is seen even where nothing happens.
            let event = tokio::select! {
                event = events.next() => event,
                () = sender.closed() => return,
            };
            let Some(event) = event else { return };
            if sender.send_timeout(event, patience).await.is_err() {
                return;
            }
        }
    });
    stream::unfold(receiver, async |mut receiver| Some((Ok(receiver.recv().await?), receiver)))
}

/// The events, with a comment where there was none for some time.
fn kept_alive(events: impl Stream<Item = String>) -> impl Stream<Item = String> {
    async_stream::stream! {
        tokio::pin!(events);
        loop {
            match tokio::time::timeout(KEEP_ALIVE, events.next()).await {
                Ok(Some(event)) => yield event,
                Ok(None) => break,
                Err(_) => yield ":\n\n".to_owned(),
            }
        }
    }
}

fn resume(operation: &mut Request, headers: &HeaderMap) {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    if let Some(last) = last.and_then(|text| text.parse::<i32>().ok()) {
        operation.variables.insert(Name::new(AFTER), Value::from(last));
    }
}

fn next(answer: Answer, request_id: &str) -> String {
    let id = number(&answer).map(|number| format!("id: {number}\n")).unwrap_or_default();
    // JSON as it is written here has no line ends, so it is one line of data.
    let (json, _) = answer.into_json(request_id);
    format!("event: next\n{id}data: {}\n\n", String::from_utf8_lossy(&json))
}

fn number(answer: &Answer) -> Option<i64> {
    if answer.outcome != Outcome::Executed {
        return None;
    }
    let Value::Object(data) = &answer.response.data else { return None };
    let Value::Object(root) = data.values().next()? else { return None };
    match root.get(NUMBER)? {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}
