//! The spans there are, and all they may say: names of the house, ids, counts, and words that
//! [`word`] has put right. Part of telemetry.
//!
//! Attributes are those of OpenTelemetry's semantic conventions where there are any (HTTP, GraphQL,
//! messaging, GenAI; <https://opentelemetry.io/docs/specs/semconv/>, read 2026-11), else begin with
//! `jobwise.`.

use std::borrow::Cow;

use futures_util::future::Either;
use opentelemetry::trace::{
    FutureExt, SpanBuilder, SpanId, SpanKind, Status, TraceContextExt, TraceId, Tracer,
};
use opentelemetry::{Context, KeyValue};
use uuid::Uuid;

use super::traceparent;
use super::traces::tracer;

/// The longest word of somebody else's, in bytes.
const MAX_WORD_BYTES: usize = 128;

/// A part of a trace that is being timed; nothing where no traces are kept. It ends with
/// [`Span::end`], or with its last clone. Cheap to clone.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Span(Option<Context>);

/// What came of a call to a model.
#[derive(Debug, Clone, Copy, Default)]
pub struct Called {
    /// Tokens read.
    pub input_tokens: Option<u32>,
    /// Tokens written.
    pub output_tokens: Option<u32>,
    /// The class of failure; none for an answer.
    pub failure: Option<&'static str>,
    /// The HTTP status, where one came.
    pub status: Option<u16>,
}

impl Span {
    /// A request to this server. `route` is the pattern its path is of, such as `/files/{id}`;
    /// `parent` the header `traceparent` it came with.
    pub fn request(
        method: &str,
        route: Option<&'static str>,
        request_id: &str,
        parent: Option<&str>,
    ) -> Self {
        Self::begin(SpanKind::Server, Parent::Told(parent), || {
            let method = known_method(method);
            let mut said = vec![
                KeyValue::new("http.request.method", method),
                KeyValue::new("jobwise.request.id", request_id.to_owned()),
            ];
            // Paths may hold ids and secrets; their patterns do not.
            said.extend(route.map(|route| KeyValue::new("http.route", route)));
            said.extend(route.map(|route| KeyValue::new("url.path", route)));
            (route.map_or(method.into(), |route| format!("{method} {route}").into()), said)
        })
    }

    /// An operation of GraphQL: `query`, `mutation` or nothing known, and its name where it has one.
    pub fn operation(kind: Option<&'static str>, name: Option<&str>) -> Self {
        Self::begin(SpanKind::Internal, Parent::Current, || {
            let mut said = Vec::new();
            said.extend(kind.map(|kind| KeyValue::new("graphql.operation.type", kind)));
            said.extend(name.map(|name| KeyValue::new("graphql.operation.name", word(name))));
            (kind.unwrap_or("GraphQL").into(), said)
        })
    }

    /// A run of a task. `parent` is what [`current_traceparent`] said when it was queued.
    pub fn task(kind: &str, id: Uuid, attempt: i32, parent: Option<&str>) -> Self {
        Self::begin(SpanKind::Consumer, Parent::Told(parent), || {
            let kind = word(kind);
            let said = vec![
                KeyValue::new("messaging.system", "jobwise"),
                KeyValue::new("messaging.operation.type", "process"),
                KeyValue::new("messaging.operation.name", "process"),
                KeyValue::new("messaging.destination.name", kind.clone()),
                KeyValue::new("messaging.message.id", id.to_string()),
                KeyValue::new("jobwise.task.attempt", i64::from(attempt)),
            ];
            (format!("process {kind}").into(), said)
        })
    }

    /// A stage of a generation.
    pub fn stage(stage: &'static str, generation_id: Uuid) -> Self {
        Self::begin(SpanKind::Internal, Parent::Current, || {
            let said = vec![
                KeyValue::new("jobwise.stage", stage),
                KeyValue::new("jobwise.generation.id", generation_id.to_string()),
            ];
            (format!("stage {stage}").into(), said)
        })
    }

    /// A call to a model, by names the operator has given; `attempt` counts from 1 within a question.
    pub fn model_call(provider: &str, model: &str, attempt: usize) -> Self {
        Self::begin(SpanKind::Client, Parent::Current, || {
            let model = word(model);
            let said = vec![
                KeyValue::new("gen_ai.operation.name", "chat"),
                KeyValue::new("gen_ai.provider.name", word(provider).to_ascii_lowercase()),
                KeyValue::new("gen_ai.request.model", model.clone()),
                KeyValue::new("jobwise.model.attempt", i64::try_from(attempt).unwrap_or(i64::MAX)),
            ];
            (format!("chat {model}").into(), said)
        })
    }

    /// The span this is called within.
    pub fn current() -> Self {
        let current = tracer().map(|_| Context::current());
        Self(current.filter(TraceContextExt::has_active_span))
    }

    /// Runs work as a part of this: spans begun in it are its children, and its log lines name it.
    pub fn around<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        match &self.0 {
            Some(context) => Either::Left(work.with_context(context.clone())),
            None => Either::Right(work),
        }
    }

    /// As [`Span::around`], for work that waits for nothing.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _held = self.0.clone().map(Context::attach);
        work()
    }

    /// Ends a request with its status.
    pub fn answered(&self, status: u16) {
        self.finish(|| {
            let mut said = vec![KeyValue::new("http.response.status_code", i64::from(status))];
            let is_fault = status >= 500;
            said.extend(is_fault.then(|| KeyValue::new("error.type", status.to_string())));
            (said, is_fault)
        });
    }

    /// Ends a call to a model with what came of it.
    pub fn called(&self, called: Called) {
        self.finish(|| {
            let number = |name, value: Option<i64>| value.map(|value| KeyValue::new(name, value));
            let mut said = vec![KeyValue::new("jobwise.outcome", called.failure.unwrap_or("answered"))];
            said.extend(number("gen_ai.usage.input_tokens", called.input_tokens.map(i64::from)));
            said.extend(number("gen_ai.usage.output_tokens", called.output_tokens.map(i64::from)));
            said.extend(number("http.response.status_code", called.status.map(i64::from)));
            said.extend(called.failure.map(|class| KeyValue::new("error.type", class)));
            (said, called.failure.is_some())
        });
    }

    /// Ends with a word of the house for what came of it, and whether that is a failure.
    pub fn end(&self, outcome: &'static str, is_failure: bool) {
        self.finish(|| {
            let mut said = vec![KeyValue::new("jobwise.outcome", outcome)];
            said.extend(is_failure.then(|| KeyValue::new("error.type", outcome)));
            (said, is_failure)
        });
    }

    /// Says whether models had a part in a stage.
    pub fn made_by(&self, method: &'static str) {
        if let Some(context) = &self.0 {
            context.span().set_attribute(KeyValue::new("jobwise.stage.method", method));
        }
    }

    fn begin(
        kind: SpanKind,
        parent: Parent<'_>,
        told: impl FnOnce() -> (Cow<'static, str>, Vec<KeyValue>),
    ) -> Self {
        let Some(tracer) = tracer() else { return Self(None) };
        let parent = match parent {
            Parent::Current => Context::current(),
            Parent::Told(told) => {
                let place = told.and_then(traceparent::read);
                place.map_or_else(Context::new, |place| Context::new().with_remote_span_context(place))
            }
        };
        let (name, said) = told();
        let builder = SpanBuilder::from_name(name).with_kind(kind).with_attributes(said);
        let span = tracer.build_with_context(builder, &parent);
        Self(Some(parent.with_span(span)))
    }

    fn finish(&self, told: impl FnOnce() -> (Vec<KeyValue>, bool)) {
        let Some(context) = &self.0 else { return };
        let (said, is_failure) = told();
        let span = context.span();
        span.set_attributes(said);
        if is_failure {
            // Without words: those of a failure may be somebody's.
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// What a span is a part of.
enum Parent<'a> {
    /// What it is begun within.
    Current,
    /// What somebody else has told of, in the form of `traceparent`; nothing where it is not.
    Told(Option<&'a str>),
}

/// Where the current span stands, for a task to go on from; none where no traces are kept.
pub fn current_traceparent() -> Option<String> {
    tracer()?;
    Context::map_current(|context| {
        let span = context.span();
        let place = span.span_context();
        place.is_valid().then(|| traceparent::write(place))
    })
}

/// The current trace and span, where they are kept.
pub(super) fn current_ids() -> Option<(TraceId, SpanId)> {
    tracer()?;
    Context::map_current(|context| {
        let span = context.span();
        let place = span.span_context();
        place.is_sampled().then(|| (place.trace_id(), place.span_id()))
    })
}

/// A name that others have chosen: short, and of characters in which neither a sentence nor an
/// address can be written.
pub(super) fn word(text: &str) -> String {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || "._:/+=-".contains(c);
    text.chars().take(MAX_WORD_BYTES).map(|c| if is_fit(c) { c } else { '_' }).collect()
}

/// The method as the convention has it: of those that are made up there may be any number.
fn known_method(method: &str) -> &'static str {
    let known = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE"];
    known.into_iter().find(|known| *known == method).unwrap_or("_OTHER")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_be_no_sentence_and_no_address() {
        let check = |text: &str, expected: &str| assert_eq!(word(text), expected);
        check("gpt-4.1-mini", "gpt-4.1-mini");
        check("llama3.1:8b", "llama3.1:8b");
        check("ada@example.com", "ada_example.com");
        check("Led a team\nof 5", "Led_a_team_of_5");
        assert_eq!(word(&"a".repeat(1_000)).len(), 128);
    }

    #[tokio::test]
    async fn without_a_collector_nothing_is_made_and_nothing_told() {
        let span = Span::begin(SpanKind::Server, Parent::Current, || unreachable!("nobody is told"));
        span.finish(|| unreachable!("nobody is told"));
        assert_eq!(span.around(async { current_traceparent() }).await, None);
        assert!(span.within(current_ids).is_none() && Span::current().0.is_none());
    }
}
