//! An operation as server-sent events: graphql-sse in its distinct connections mode, for clients
//! behind proxies that carry no WebSocket. Part of GraphQL over HTTP.

use std::convert::Infallible;
use std::time::Duration;

use async_graphql::{Name, Request, Value};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use crate::graphql::admit::Carries;
use crate::graphql::answer::{Answer, Outcome};
use crate::graphql::context::Asked;
use crate::http::state::Http;

/// How often an empty comment keeps the proxies on the way from closing.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

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
    let stop = http.stop.clone().cancelled_owned();
    let answers = http.graph.run(operation, asked, carries).map(move |answer| next(answer, &id));
    let complete = stream::once(async { Event::default().event("complete").data("") });
    // A server that stops ends the stream without `complete`, so that clients connect again.
    let events = answers.chain(complete).take_until(stop).map(Ok::<_, Infallible>);
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Some proxies gather answers before they pass them on, unless told so.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn resume(operation: &mut Request, headers: &HeaderMap) {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    if let Some(last) = last.and_then(|text| text.parse::<i32>().ok()) {
        operation.variables.insert(Name::new(AFTER), Value::from(last));
    }
}

fn next(answer: Answer, request_id: &str) -> Event {
    let number = number(&answer);
    let (json, _) = answer.into_json(request_id);
    let event = Event::default().event("next").data(String::from_utf8_lossy(&json));
    match number {
        Some(number) => event.id(number.to_string()),
        None => event,
    }
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
