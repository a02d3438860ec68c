//! What is measured of calls to models: counts by provider, model and outcome, tokens, cost, time,
//! answers given again, breakers. Whoever reads them is a matter of the faces; where nobody does,
//! nothing is kept.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

use super::routing::Attempt;
use super::routing::breaker::Reading;

const CALLS: &str = "jobwise_ai_calls_total";
const TOKENS: &str = "jobwise_ai_tokens_total";
const CHARGED: &str = "jobwise_ai_charged_tokens_total";
const COST: &str = "jobwise_ai_cost_usd_micros_total";
const SECONDS: &str = "jobwise_ai_call_seconds";
const CACHE_HITS: &str = "jobwise_ai_cache_hits_total";
const BREAKER: &str = "jobwise_ai_breaker_state";

/// Where the parts of the distribution of times end, in seconds.
pub const SECONDS_BUCKETS: [f64; 11] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0];

/// The measure those parts are of.
pub const SECONDS_OF_CALLS: &str = SECONDS;

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_counter!(
        CALLS,
        "Attempts to have a model answer, by outcome: answered, or the class of failure."
    );
    describe_counter!(TOKENS, "Tokens read (input) and written (output), as providers told.");
    describe_counter!(CHARGED, "Tokens charged to purses, reservations without a bill among them.");
    describe_counter!(COST, "Millionths of a US dollar, as far as prices are known.");
    describe_counter!(CACHE_HITS, "Questions answered from an earlier answer.");
    describe_histogram!(SECONDS, "Wall time of calls that were sent, in seconds.");
    describe_gauge!(BREAKER, "Breakers of this process: 0 closed, 1 half open, 2 open.");
}

/// Counts one attempt. `model` is the name to count it under: one of those configured, so that
/// neither providers nor people can make up any number of them.
pub(super) fn call(model: &str, attempt: &Attempt) {
    let labels = [("provider", attempt.provider.clone()), ("model", model.to_owned())];
    if attempt.is_cached {
        counter!(CACHE_HITS, &labels).increment(1);
        return;
    }
    let outcome = attempt.failure.as_ref().map_or("answered", |failure| failure.class.slug());
    let [provider, named] = labels.clone();
    counter!(CALLS, &[provider, named, ("outcome", outcome.to_owned())]).increment(1);
    if let Some(usage) = attempt.usage {
        for (direction, tokens) in [("input", usage.input_tokens), ("output", usage.output_tokens)] {
            let [provider, named] = labels.clone();
            let labels = [provider, named, ("direction", direction.to_owned())];
            counter!(TOKENS, &labels).increment(tokens.into());
        }
    }
    if attempt.charged_tokens > 0 {
        counter!(CHARGED, &labels).increment(attempt.charged_tokens);
        counter!(COST, &labels).increment(attempt.cost_micros.unwrap_or(0));
    }
    if !attempt.failure.as_ref().is_some_and(|failure| failure.is_unsent) {
        histogram!(SECONDS, &labels).record(attempt.elapsed.as_secs_f64());
    }
}

/// Tells how a breaker stands.
pub(super) fn breaker(provider: &str, model: &str, reading: Reading) {
    let state = match reading {
        Reading::Closed => 0.0,
        Reading::HalfOpen => 1.0,
        Reading::Open => 2.0,
    };
    gauge!(BREAKER, "provider" => provider.to_owned(), "model" => model.to_owned()).set(state);
}
