//! A question that was broken off on its way down the chain: what had come to its end is not asked
//! again, be it an answer of another form or a refusal, and counts as it did.

use std::time::Duration;

use jobwise::ai::budget::purse::Purse;
use jobwise::ai::call::{Deltas, Request};
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::{Means, Question, Router};
use jobwise::ai::setup::router;
use jobwise::ai::structured::Mismatch;

use super::parts::{Run, books, waiting_run};
use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Provider, Reply};

/// A question whose answer is "larch" and nothing else.
struct Tree;

impl Question for Tree {
    type Value = String;

    fn request(&self, _: &Capabilities, _: u32) -> Option<Request> {
        Some(Request {
            system: "Answer shortly.".to_owned(),
            user: "Which tree sheds its needles?".to_owned(),
            wanted: None,
            max_output_tokens: 300,
            temperature: None,
            is_streamed: false,
            idempotency_key: None,
        })
    }

    fn read(&self, answer: &str) -> Result<String, Mismatch> {
        (answer == "larch").then(|| answer.to_owned()).ok_or_else(|| Mismatch::new("not a tree"))
    }
}

/// The first model answers what is no tree, then declines; the second never answers its first call.
fn reply(asked: &Asked) -> Reply {
    let is_first = asked.body["model"] == "larch-1";
    let mode = match asked.number {
        1 => Mode::Refusal,
        2 => Mode::HangBeforeHead,
        _ => Mode::Good,
    };
    Reply::new(mode, if is_first { "granite" } else { "larch" }, (70, 20))
}

fn means() -> Means {
    Means { attempt_tokens: 1_500, purses: vec![Purse::named("document/one", 8_000)] }
}

fn name(asked: &Asked) -> &str {
    let name = asked.head.lines().find_map(|line| line.strip_prefix("idempotency-key: "));
    name.expect("a call with a name").trim()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_another_form_and_refusals_are_not_asked_for_again() {
    let provider = Provider::start(Wire::OpenAiChat, reply).await;
    let app = TestApp::start().await;
    let Run { id, account_id } = waiting_run(&app).await;
    let config = jobwise::config::Config::from_values(|name| match name {
        "AI_PROVIDERS" => Some("compatible:larch-1,compatible:larch-2".to_owned()),
        "AI_COMPATIBLE_URL" => Some(provider.address.clone()),
        _ => None,
    });
    let chain = router(&config.expect("a good configuration").ai, &app.database.clock).expect("a chain");
    let process = || -> Router { chain.at(books(&app, account_id, id, Duration::from_secs(3_600))) };

    let (killed, silent) = (process(), Deltas::silent());
    tokio::select! {
        outcome = async { killed.ask(&Tree, &means(), &silent).await } => panic!("{:?}", outcome.attempts),
        () = provider.has_begun(3) => {}
    }
    let outcome = process().ask(&Tree, &means(), &Deltas::silent()).await;
    let calls = provider.books().await;
    let models: Vec<&str> = calls.iter().filter_map(|call| call.asked.body["model"].as_str()).collect();
    assert_eq!(models, ["larch-1", "larch-1", "larch-2", "larch-2"], "the last alone is made again");
    let names: Vec<&str> = calls.iter().map(|call| name(&call.asked)).collect();
    assert_eq!(names[2], names[3], "under its name");
    assert!(names[0] != names[1] && names[1] != names[2], "which no other call has");

    let failures: Vec<Option<&str>> = outcome
        .attempts
        .iter()
        .map(|attempt| attempt.failure.as_ref().map(|failure| failure.class.slug()))
        .collect();
    assert_eq!(failures, [Some("wrong_shape"), Some("refused"), Some("lost"), None]);
    assert_eq!(outcome.value.expect("an answer").0, "larch");
    let charged: Vec<u64> = outcome.attempts.iter().map(|attempt| attempt.charged_tokens).collect();
    assert_eq!((charged[0], charged[1], charged[3]), (90, 90, 90));
    assert!(charged[2] > 300, "what was lost is charged its worst case: {charged:?}");
    let sums = super::parts::sums(&app).await;
    let total = charged.iter().sum::<u64>() as i64;
    assert_eq!((sums.spent, sums.committed, sums.charged), (total, total, total), "each of them once");
}
