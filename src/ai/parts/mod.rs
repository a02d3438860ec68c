//! What the calls of an unfinished stage brought: kept until the run has ended, so that one that was
//! broken off in the middle of a stage goes on without making a call again that had come to its
//! end. Part of the [books](super::books).
//!
//! An answer is kept, whatever was read in it, and so is a failure that the same question would
//! meet again. A failure that may have passed is not: going on asks once more. A call that was on
//! its way when its process died left a reservation, which tells under which name it was made.

mod store;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use self::store::{Place, find, forget, forget_stage, keep, sweep};

use super::call::{Answer, Usage};
use super::failure::{Failure, FailureClass};
use super::routing::Attempt;
use crate::error::{Error, Result};

/// How long what was kept outlives a run that never came to its end.
const LIFE: chrono::Duration = chrono::Duration::days(14);

/// What is asked, within a stage of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The prompt by name and version.
    pub name: String,
    /// A hash of all the answer depends on.
    pub input_hash: [u8; 32],
}

/// What is known of a part from earlier in the run.
#[derive(Debug, Default)]
pub struct Known {
    /// What the call brought, where it came to its end.
    pub outcome: Option<Outcome>,
    /// The calls that were lost with their processes, the latest first.
    pub lost: Vec<LostCall>,
}

/// What one call brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The answer, or why there is none.
    pub answer: std::result::Result<Answer, Failure>,
    /// The attempt, for the stage's account of it.
    pub attempt: Attempt,
}

/// A call whose process died before it had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct LostCall {
    /// The id of its reservation, and of its line on record.
    pub id: Uuid,
    /// What was reserved for it, which counts as spent.
    pub tokens: u64,
    /// The name it was made under.
    pub idempotency_key: Uuid,
}

/// An outcome as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    text: Option<String>,
    model: String,
    failure: Option<String>,
    status: Option<u16>,
    detail: String,
    input_tokens: Option<u32>,
    output_tokens: Option<u32>,
    charged_tokens: u64,
    cost_micros: Option<u64>,
    elapsed_ms: f64,
}

/// The hash of a question that is one of several, all of which may ask the same.
pub fn hash_of(question: [u8; 32], of: Uuid) -> [u8; 32] {
    Sha256::new().chain_update(question).chain_update(of.as_bytes()).finalize().into()
}

/// Whether an outcome is kept: asking again would bring nothing better.
pub fn is_kept(answer: std::result::Result<&Answer, &Failure>) -> bool {
    answer.map_or_else(|failure| failure.class.is_lasting() && !failure.is_unsent, |_| true)
}

/// An outcome as JSON.
fn write(answer: Option<&Answer>, attempt: &Attempt) -> Result<Value> {
    let failure = attempt.failure.as_ref().filter(|_| answer.is_none());
    let written = Written {
        text: answer.map(|answer| answer.text.clone()),
        model: attempt.model.clone(),
        failure: failure.map(|failure| failure.class.slug().to_owned()),
        status: failure.and_then(|failure| failure.status),
        detail: failure.map(|failure| failure.detail.clone()).unwrap_or_default(),
        input_tokens: attempt.usage.map(|usage| usage.input_tokens),
        output_tokens: attempt.usage.map(|usage| usage.output_tokens),
        charged_tokens: attempt.charged_tokens,
        cost_micros: attempt.cost_micros,
        elapsed_ms: attempt.elapsed.as_secs_f64() * 1_000.0,
    };
    serde_json::to_value(written).map_err(|cause| Error::internal("An answer cannot be kept.", cause))
}

/// Reads what was kept into an attempt that names who was asked; none for what another version of
/// the program wrote differently, which is asked again.
fn read(value: Value, mut attempt: Attempt) -> Option<Outcome> {
    let written: Written = serde_json::from_value(value).ok()?;
    let usage = written.input_tokens.zip(written.output_tokens);
    let usage = usage.map(|(input_tokens, output_tokens)| Usage { input_tokens, output_tokens });
    let answer = match (written.text, written.failure) {
        (Some(text), _) => Ok(Answer { text, usage, model: written.model.clone() }),
        (None, slug) => Err(Failure {
            status: written.status,
            usage,
            ..Failure::new(FailureClass::from_slug(&slug?)?, written.detail)
        }),
    };
    attempt.model = written.model;
    attempt.failure = answer.as_ref().err().cloned();
    attempt.usage = usage;
    attempt.charged_tokens = written.charged_tokens;
    attempt.cost_micros = written.cost_micros;
    attempt.elapsed = Duration::try_from_secs_f64(written.elapsed_ms / 1_000.0).unwrap_or_default();
    Some(Outcome { answer, attempt })
}

fn oldest(now: DateTime<Utc>) -> DateTime<Utc> {
    now - LIFE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank() -> Attempt {
        Attempt {
            provider: "Larch AI".to_owned(),
            model: "larch".to_owned(),
            failure: None,
            usage: None,
            charged_tokens: 0,
            cost_micros: Some(0),
            elapsed: Duration::ZERO,
            is_cached: false,
            is_own_key: true,
        }
    }

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let usage = Some(Usage { input_tokens: 70, output_tokens: 21 });
        let attempt = Attempt {
            model: "larch-1-2026".to_owned(),
            usage,
            charged_tokens: 91,
            cost_micros: None,
            elapsed: Duration::from_millis(1_250),
            ..blank()
        };
        let answer = Answer { text: "a larch".to_owned(), usage, model: "larch-1-2026".to_owned() };
        let kept = read(write(Some(&answer), &attempt).expect("JSON"), blank()).expect("an outcome");
        assert_eq!(kept, Outcome { answer: Ok(answer), attempt });

        let refused = Failure::new(FailureClass::CutOff, "length").with_status(200).with_usage(usage);
        let attempt = Attempt { usage, charged_tokens: 91, failure: Some(refused.clone()), ..blank() };
        let kept = read(write(None, &attempt).expect("JSON"), blank()).expect("an outcome");
        assert_eq!(kept, Outcome { answer: Err(refused), attempt });

        assert_eq!(read(serde_json::json!({ "text": 7 }), blank()), None);
    }

    #[test]
    fn an_answer_that_did_not_fit_is_kept_as_the_answer_it_was() {
        let answer = Answer { text: "no JSON".to_owned(), usage: None, model: "larch".to_owned() };
        let misfit = Failure::new(FailureClass::WrongShape, "line 1");
        let attempt = Attempt { failure: Some(misfit), ..blank() };
        let kept = read(write(Some(&answer), &attempt).expect("JSON"), blank()).expect("an outcome");
        assert_eq!((kept.answer, kept.attempt.failure), (Ok(answer), None), "it is read anew");
    }

    #[test]
    fn what_may_have_passed_is_asked_again() {
        let check = |class: FailureClass, expected: bool| {
            assert_eq!(is_kept(Err(&Failure::new(class, ""))), expected, "{class:?}");
        };
        check(FailureClass::Refused, true);
        check(FailureClass::CutOff, true);
        check(FailureClass::ContextTooLong, true);
        check(FailureClass::ServerFault, false);
        check(FailureClass::BadKey, false);
        check(FailureClass::Connection, false);
        assert!(!is_kept(Err(&Failure::unsent(FailureClass::BadRequest, ""))));
    }
}
