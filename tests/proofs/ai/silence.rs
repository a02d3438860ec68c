//! Nothing that was asked or answered reaches a log, whatever a provider does: neither by this
//! house nor by the clients it asks through.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use jobwise::ai::call::{Deltas, Request};
use jobwise::ai::failure::FailureClass;
use jobwise::ai::providers::Model;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::providers::wires::Wire;
use tracing_subscriber::fmt::MakeWriter;

use super::{LONG, PATIENT, endpoint, request};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

/// What would be a person's own words.
const ASKED: &str = "larkspur-in-the-question";
/// Short enough to be a single piece of a stream.
const ANSWERED: &str = "larches";

/// A log that is read afterwards.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'l> MakeWriter<'l> for Log {
    type Writer = Self;

    fn make_writer(&'l self) -> Self {
        self.clone()
    }
}

/// One thread, so that all of it writes to the log of this test.
#[tokio::test(flavor = "current_thread")]
async fn no_word_of_a_question_or_an_answer_is_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    tracing::error!(target: "async_openai", "the log is heard: {}", "from a client");
    let short = std::time::Duration::from_millis(200);
    let impatient = Deadlines { connect: LONG, total: short, first_token: short, idle: short };
    let slow = [Mode::HangBeforeHead, Mode::SlowHead, Mode::SlowBody, Mode::Stalled, Mode::PingsOnly];
    for mode in Mode::ALL {
        for wire in Wire::ALL {
            for is_streamed in [false, true] {
                let provider = Provider::start(wire, move |_| Reply::new(mode, ANSWERED, (9, 9))).await;
                let deadlines = if slow.contains(&mode) { impatient } else { PATIENT };
                let asked = Request { user: ASKED.to_owned(), ..request(is_streamed) };
                let endpoint = endpoint(wire, &provider.address, "larch-1", deadlines);
                let outcome = endpoint.answer(&asked, &Deltas::silent()).await;
                assert_eq!(outcome.is_ok(), is_answered(mode), "{mode:?} on {wire:?}: {outcome:?}");
            }
        }
    }
    let log = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(log.contains("the log is heard: from a client"));
    for word in [ASKED, ANSWERED, "sk-secret"] {
        let told: Vec<&str> = log.lines().filter(|line| line.contains(word)).take(3).collect();
        assert!(told.is_empty(), "{word}: {told:?}");
    }
}

fn is_answered(mode: Mode) -> bool {
    matches!(
        mode,
        Mode::Good
            | Mode::GoodGzip
            | Mode::OtherModel
            | Mode::NoUsage
            | Mode::NegativeUsage
            | Mode::DuplicatedPiece
    )
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_refused_before_anything_is_sent() {
    for wire in Wire::ALL {
        let provider = Provider::start(wire, |_| Reply::new(Mode::Good, ANSWERED, (9, 9))).await;
        let endpoint = super::endpoint_with_key(wire, &provider.address, "sk\n1");
        let failure = endpoint.answer(&request(true), &Deltas::silent()).await.expect_err("a bad key");
        assert_eq!((failure.class, failure.is_unsent), (FailureClass::BadKey, true), "{wire:?}");
        assert_eq!(provider.call_count(), 0);
    }
}
