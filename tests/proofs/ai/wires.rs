//! Everything a provider does wrong, on every wire, whole and in a stream, with what comes of it.

use std::time::Duration;

use futures_util::future::ready;
use futures_util::{StreamExt, stream};
use jobwise::ai::call::{Delta, Deltas, Usage};
use jobwise::ai::failure::{Deadline, Failure, FailureClass};
use jobwise::ai::providers::Model;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::providers::wires::Wire;
use tokio::sync::mpsc::unbounded_channel;

use super::{AT_ONCE, PATIENT, endpoint, request};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

const TEXT: &str = "Roses, larkspur and the first of the sweet peas.";
const USAGE: Usage = Usage { input_tokens: 41, output_tokens: 13 };

/// What is to come of a call.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// An answer: its text, what it cost, who gave it.
    Answer(String, Option<Usage>, &'static str),
    /// A failure, and how many seconds the provider asks for.
    Failure(FailureClass, Option<u64>),
}

/// The table.
fn expected(mode: Mode, wire: Wire, is_streamed: bool) -> Outcome {
    use FailureClass as Class;
    let failure = |class| Outcome::Failure(class, None);
    let answer = |usage, model| Outcome::Answer(TEXT.to_owned(), usage, model);
    match mode {
        Mode::Good | Mode::GoodGzip => answer(Some(USAGE), "larch-1"),
        Mode::OtherModel => answer(Some(USAGE), "larch-2-mini"),
        Mode::NoUsage | Mode::NegativeUsage => answer(None, "larch-1"),
        Mode::RateLimitedSeconds => Outcome::Failure(Class::RateLimited, Some(7)),
        Mode::RateLimitedDate => Outcome::Failure(Class::RateLimited, Some(20)),
        Mode::QuotaUsedUp => failure(Class::QuotaUsedUp),
        Mode::Fault500 | Mode::Html502 => failure(Class::ServerFault),
        Mode::Unavailable503 | Mode::SlowError | Mode::Overloaded529 | Mode::Timeout408 => {
            failure(Class::Overloaded)
        }
        Mode::Reset => failure(Class::Connection),
        Mode::BadKey401 => failure(Class::BadKey),
        Mode::ContextTooLong400 => failure(Class::ContextTooLong),
        Mode::SchemaUnsupported400 => failure(Class::SchemaUnsupported),
        Mode::HangBeforeHead | Mode::SlowHead if is_streamed => {
            failure(Class::TimedOut(Deadline::FirstToken))
        }
        Mode::HangBeforeHead | Mode::SlowHead | Mode::SlowBody => failure(Class::TimedOut(Deadline::Total)),
        Mode::PingsOnly if is_streamed => failure(Class::TimedOut(Deadline::FirstToken)),
        Mode::Stalled | Mode::PingsOnly => failure(Class::TimedOut(Deadline::Idle)),
        Mode::Cut | Mode::NoEnd | Mode::NoFinish => failure(Class::Incomplete),
        Mode::BadJson | Mode::BadUtf8 | Mode::BadGzip | Mode::Empty200 | Mode::Html200 => {
            failure(Class::Malformed)
        }
        Mode::ErrorInside => failure(Class::Overloaded),
        Mode::FinishByLength => failure(Class::CutOff),
        Mode::NullContent => failure(Class::Malformed),
        // The chunks of a chat say nothing of an end without a choice.
        Mode::NoChoices if wire == Wire::OpenAiChat && is_streamed => failure(Class::Incomplete),
        Mode::NoChoices => failure(Class::Malformed),
        Mode::ContentFilter | Mode::Refusal if wire == Wire::Ollama => failure(Class::Incomplete),
        Mode::ContentFilter if wire == Wire::Anthropic => failure(Class::Refused),
        Mode::ContentFilter => failure(Class::ContentFilter),
        Mode::Refusal => failure(Class::Refused),
        Mode::Huge | Mode::GzipBomb => failure(Class::TooLarge),
        Mode::Redirect => failure(Class::Redirected),
        // Responses number their events, so a doubled one is noticed. On the other wires it is
        // in the text, where the JSON it tears, or the fact check, has to notice it.
        Mode::DuplicatedPiece if is_streamed && wire != Wire::OpenAiResponses => {
            Outcome::Answer(doubled(), Some(USAGE), "larch-1")
        }
        Mode::DuplicatedPiece => answer(Some(USAGE), "larch-1"),
    }
}

fn doubled() -> String {
    let mut pieces = reply(Mode::Good).pieces;
    let half = pieces.len() / 2;
    pieces.insert(half, pieces[half].clone());
    pieces.concat()
}

fn reply(mode: Mode) -> Reply {
    Reply::new(mode, TEXT, (USAGE.input_tokens, USAGE.output_tokens))
}

/// Deadlines of which only the one that is to pass is short.
fn deadlines(expected: &Outcome) -> Deadlines {
    let short = Duration::from_millis(1_000);
    match expected {
        Outcome::Failure(FailureClass::TimedOut(Deadline::Total), _) => Deadlines { total: short, ..PATIENT },
        Outcome::Failure(FailureClass::TimedOut(Deadline::FirstToken), _) => {
            Deadlines { first_token: short, ..PATIENT }
        }
        Outcome::Failure(FailureClass::TimedOut(Deadline::Idle), _) => Deadlines { idle: short, ..PATIENT },
        _ => PATIENT,
    }
}

/// One call; says what is wrong with what came of it.
async fn fault(mode: Mode, wire: Wire, is_streamed: bool) -> Option<String> {
    let expected = expected(mode, wire, is_streamed);
    let provider = Provider::start(wire, move |_| reply(mode)).await;
    let endpoint = endpoint(wire, &provider.address, "larch-1", deadlines(&expected));
    let (sender, mut told) = unbounded_channel();
    let outcome = endpoint.answer(&request(is_streamed), &Deltas::new(sender)).await;
    let calls = provider.books().await;
    let mut faults = Vec::new();
    let call = match calls.as_slice() {
        [call] if call.mode == mode && provider.call_count() == 1 => call,
        // On a loaded machine a deadline may pass before the question has arrived.
        [] if matches!(outcome, Err(Failure { class: FailureClass::TimedOut(_), .. })) => return None,
        calls => return Some(format!("{mode:?} on {wire:?}: {calls:?} are in the books")),
    };
    let may_be_billed = match &outcome {
        Ok(_) => true,
        Err(failure) => failure.may_be_billed(),
    };
    if call.billed.is_some() && !may_be_billed {
        faults.push(format!("it was billed, and {outcome:?} says it was not"));
    }
    if call.sent_bytes > 32 * 1024 * 1024 {
        faults.push(format!("{} bytes were taken", call.sent_bytes));
    }
    if matches!(&outcome, Err(failure) if failure.to_string().contains("sk-secret")) {
        faults.push("the failure tells the key".to_owned());
    }
    let mut text = String::new();
    while let Ok(Delta::Text(piece)) = told.try_recv() {
        text.push_str(&piece);
    }
    let got = match outcome {
        Ok(answer) => {
            if is_streamed && mode != Mode::DuplicatedPiece && text != answer.text {
                faults.push(format!("{text:?} was told"));
            }
            let model = if answer.model == "larch-1" { "larch-1" } else { "larch-2-mini" };
            Outcome::Answer(answer.text, answer.usage, model)
        }
        Err(Failure { class, retry_after, .. }) => {
            Outcome::Failure(class, retry_after.map(|wait| wait.as_secs()))
        }
    };
    if got != expected {
        faults.push(format!("expected {expected:?}, got {got:?}"));
    }
    (!faults.is_empty())
        .then(|| format!("{mode:?} on {wire:?}, streamed: {is_streamed}: {}", faults.join("; ")))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_on_every_wire_has_its_outcome() {
    let calls = Mode::ALL.into_iter().flat_map(|mode| {
        Wire::ALL.into_iter().flat_map(move |wire| [false, true].map(|streamed| fault(mode, wire, streamed)))
    });
    let faults: Vec<String> = stream::iter(calls).buffer_unordered(AT_ONCE).filter_map(ready).collect().await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn a_call_that_is_dropped_hangs_up() {
    for wire in Wire::ALL {
        let provider = Provider::start(wire, |_| reply(Mode::Stalled)).await;
        let endpoint = endpoint(wire, &provider.address, "larch-1", PATIENT);
        let (sender, mut told) = unbounded_channel();
        let (asked, deltas) = (request(true), Deltas::new(sender));
        tokio::select! {
            outcome = endpoint.answer(&asked, &deltas) => panic!("{outcome:?}"),
            _ = told.recv() => {}
        }
        let calls = provider.books().await;
        assert!(calls.iter().all(|call| call.is_given_up) && calls.len() == 1, "{wire:?}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_told_at_once_and_costs_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let outcome = endpoint(Wire::OpenAiChat, &address, "larch-1", PATIENT)
        .answer(&request(false), &Deltas::silent())
        .await;
    let failure = outcome.expect_err("nobody is there");
    assert_eq!(failure.class, FailureClass::Connection);
    assert!(!failure.may_be_billed());
}
