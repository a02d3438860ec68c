//! The books against the provider's: ten thousand calls of every kind, many at once.

#[path = "../load/random.rs"]
#[expect(dead_code, reason = "shared with the load, which draws in more ways")]
mod random;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{TimeZone, Utc};
use futures_util::StreamExt;
use futures_util::future::{BoxFuture, ready};
use futures_util::stream;
use jobwise::ai::budget::purse::Purse;
use jobwise::ai::call::{Deltas, Request};
use jobwise::ai::failure::FailureClass;
use jobwise::ai::providers::Model;
use jobwise::ai::providers::endpoint::{Endpoint, Setup};
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::providers::rows;
use jobwise::ai::providers::transport::Transport;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::breaker::BreakerRule;
use jobwise::ai::routing::pace::Pace;
use jobwise::ai::routing::{Attempt, Means, Policy, Question, Router};
use jobwise::ai::structured::Mismatch;
use jobwise::clock::Clock;

use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Call, Provider, Reply};
use random::Random;

/// Calls the providers have to see.
const CALLS: usize = 10_000;
/// Questions of one document, asked at the same time.
const QUESTIONS_OF_A_DOCUMENT: usize = 3;
/// Documents of one account's day.
const DOCUMENTS_OF_A_DAY: usize = 20;
/// What a document may cost.
const DOCUMENT_TOKENS: u64 = 8_000;
/// What the day may cost: not enough for all of its documents.
const DAY_TOKENS: u64 = 60_000;
/// Documents worked on at once.
const AT_ONCE: usize = 16;

/// A minute passes whenever somebody looks at the clock, so that whoever asks to be left alone is
/// soon asked again.
#[derive(Default)]
struct Hurried(AtomicU64);

impl Pace for Hurried {
    fn now(&self) -> Duration {
        Duration::from_secs(60 * self.0.fetch_add(1, Ordering::SeqCst))
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }

    fn fraction(&self) -> f64 {
        0.5
    }
}

/// A question that can be told from the others by its number.
struct Numbered {
    number: usize,
    is_streamed: bool,
}

impl Question for Numbered {
    type Value = String;

    fn request(&self, _: &Capabilities, max_tokens: u32) -> Option<Request> {
        Some(Request {
            system: "Answer shortly.".to_owned(),
            user: format!("question #{}# {}", self.number, "word ".repeat(max_tokens as usize / 20)),
            wanted: None,
            max_output_tokens: 300,
            temperature: None,
            is_streamed: self.is_streamed,
            idempotency_key: None,
        })
    }

    fn read(&self, answer: &str) -> Result<String, Mismatch> {
        // Some answers are of another form, whatever they are.
        match answer.len() % 7 {
            0 => Err(Mismatch::new("not today")),
            _ => Ok(answer.to_owned()),
        }
    }
}

/// A reply by chance, with a bill that a provider could send.
fn reply(asked: &Asked, seed: u64) -> Reply {
    let mut random = Random::new(seed ^ (asked.number as u64).wrapping_mul(0x9e37_79b9));
    let is_slow = |mode: Mode| {
        matches!(
            mode,
            Mode::HangBeforeHead
                | Mode::SlowHead
                | Mode::SlowBody
                | Mode::SlowError
                | Mode::Stalled
                | Mode::PingsOnly
                | Mode::Huge
                | Mode::GzipBomb
        )
    };
    let mode = if random.is(45) { Mode::Good } else { Mode::ALL[random.below(Mode::ALL.len())] };
    // What is slow is asked for seldom, for the test's sake.
    let mode = if is_slow(mode) && !random.is(5) { Mode::NoUsage } else { mode };
    let read = asked.body.to_string().len() / 4;
    let written = random.between(1, 300);
    Reply::new(mode, &"a".repeat(written), (read as u32, written as u32))
}

fn number_of(call: &Call) -> usize {
    let body = call.asked.body.to_string();
    body.split('#').nth(1).and_then(|number| number.parse().ok()).expect("a numbered question")
}

/// Whether an attempt got as far as the provider.
fn was_sent(attempt: &Attempt) -> bool {
    let unsent = [FailureClass::OverBudget, FailureClass::Resting];
    attempt.failure.as_ref().is_none_or(|failure| !failure.is_unsent && !unsent.contains(&failure.class))
}

fn endpoint(wire: Wire, address: &str) -> Arc<dyn Model> {
    let short = Duration::from_secs(1);
    let setup = Setup {
        row: rows::ALL.iter().find(|row| row.wire == wire).expect("a row"),
        base_url: address.to_owned(),
        model: "larch-1".to_owned(),
        key: None,
        deadlines: Deadlines {
            connect: Duration::from_secs(30),
            total: short,
            first_token: short,
            idle: short,
        },
    };
    let noon = Utc.with_ymd_and_hms(2026, 11, 30, 12, 0, 0).single().expect("a moment");
    let transport = Transport::try_new(Duration::from_secs(30)).expect("a transport");
    Arc::new(Endpoint::new(setup, transport, Clock::fixed(noon)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_agree_with_the_providers_over_ten_thousand_calls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut providers = Vec::new();
    for (wire, seed) in Wire::ALL.into_iter().zip(1..) {
        providers.push((wire, Provider::start(wire, move |asked| reply(asked, seed)).await));
    }
    let chain = providers.iter().map(|(wire, provider)| endpoint(*wire, &provider.address)).collect();
    let never_open = BreakerRule { failures: u32::MAX, cool_down: Duration::ZERO };
    let patient = Policy { patience: Duration::MAX, ..Policy::default() };
    let router = Router::new(chain, Arc::new(Hurried::default()), patient, never_open);

    let mut attempts: HashMap<usize, Vec<Attempt>> = HashMap::new();
    let (mut day, mut documents) = (0, Vec::new());
    let calls = |providers: &[(Wire, Provider)]| -> usize {
        providers.iter().map(|(_, provider)| provider.call_count()).sum()
    };
    while calls(&providers) < CALLS {
        let purse_of_day = Purse::new(DAY_TOKENS);
        let works = (0..DOCUMENTS_OF_A_DAY).map(|document| {
            let (router, purse_of_day) = (router.clone(), purse_of_day.clone());
            async move {
                let purse = Purse::new(DOCUMENT_TOKENS);
                let means = Means { attempt_tokens: 2_000, purses: vec![purse.clone(), purse_of_day] };
                let questions = (0..QUESTIONS_OF_A_DOCUMENT).map(|question| {
                    let number = (day * DOCUMENTS_OF_A_DAY + document) * QUESTIONS_OF_A_DOCUMENT + question;
                    let (router, means) = (router.clone(), means.clone());
                    async move {
                        let question = Numbered { number, is_streamed: number.is_multiple_of(2) };
                        (number, router.ask(&question, &means, &Deltas::silent()).await.attempts)
                    }
                });
                (purse, futures_util::future::join_all(questions).await)
            }
        });
        let done: Vec<_> = stream::iter(works).buffer_unordered(AT_ONCE).collect().await;
        let spent: u64 = done.iter().map(|(purse, _)| purse.spent()).sum();
        assert!(purse_of_day.spent() == spent && spent <= DAY_TOKENS, "{spent} in a day");
        for (purse, asked) in done {
            let numbers: Vec<usize> = asked.iter().map(|(number, _)| *number).collect();
            documents.push((purse, numbers));
            attempts.extend(asked);
        }
        day += 1;
        assert!(day < CALLS, "somebody is asked every day");
    }

    let mut billed: HashMap<usize, Vec<Call>> = HashMap::new();
    for (_, provider) in &providers {
        for call in provider.books().await {
            billed.entry(number_of(&call)).or_default().push(call);
        }
    }
    let (mut exact, mut charged_whole, mut free) = (0, 0, 0);
    for (purse, numbers) in &documents {
        let (mut charged_in_all, mut billed_in_all) = (0, 0);
        for number in numbers {
            let sent: Vec<&Attempt> = attempts[number].iter().filter(|attempt| was_sent(attempt)).collect();
            let calls = billed.remove(number).unwrap_or_default();
            assert_eq!(sent.len(), calls.len(), "question {number}: {sent:?} {calls:?}");
            // A question goes down the chain provider by provider, and so do the books.
            for (attempt, call) in sent.iter().zip(&calls) {
                let bill = call.billed.map_or(0, |(read, written)| u64::from(read) + u64::from(written));
                let seen = format!("{attempt:?} against {:?} {:?}", call.mode, call.billed);
                match attempt.usage {
                    Some(usage) => {
                        assert_eq!(u64::from(usage.total()), bill, "{seen}");
                        assert_eq!(attempt.charged_tokens, bill, "{seen}");
                        exact += 1;
                    }
                    None if bill > 0 => {
                        assert!(attempt.charged_tokens >= bill, "{seen}");
                        charged_whole += 1;
                    }
                    None => free += 1,
                }
                charged_in_all += attempt.charged_tokens;
                billed_in_all += bill;
            }
        }
        assert_eq!(purse.spent(), charged_in_all, "the purse is what was charged");
        assert!(billed_in_all <= charged_in_all && charged_in_all <= DOCUMENT_TOKENS, "{billed_in_all}");
    }
    assert!(billed.is_empty(), "every call is in the books");
    assert!(exact > CALLS / 4 && charged_whole > CALLS / 20 && free > CALLS / 20);
    println!(
        "{} calls in {day} days: {exact} exact to the token, {charged_whole} without usage charged whole, {free} not billed",
        exact + charged_whole + free
    );
}
