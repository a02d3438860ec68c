//! Who is asked, in which order, and how often: a chain of models, tried until one answers in the
//! form asked for, with bounds on time, tries and tokens.
//!
//! What fails is reported by attempt. That everything fails is an outcome, not an error: the
//! caller has its rules.

pub mod breaker;
pub mod pace;
mod policy;

use std::sync::Arc;
use std::time::Duration;

pub use policy::Policy;

use super::budget::purse::{Purse, Reservation};
use super::budget::tokens::worst_case;
use super::call::{Answer, Delta, Deltas, Request, Usage};
use super::failure::{Failure, FailureClass};
use super::providers::Model;
use super::providers::models::{Capabilities, UNKNOWN};
use super::structured::{COMPLAINT_TOKENS, Mismatch, asked_again};
use breaker::{Breaker, BreakerRule, Permit};
use pace::Pace;

/// Something to ask, whoever is asked.
pub trait Question: Send + Sync {
    /// The value that is asked for.
    type Value;

    /// The question for a model, of which question and answer together cost at most so many
    /// tokens; none when not even what is needed fits.
    fn request(&self, capabilities: &Capabilities, max_tokens: u32) -> Option<Request>;

    /// Reads an answer.
    ///
    /// # Errors
    /// What is wrong with it, for the one second try.
    fn read(&self, answer: &str) -> Result<Self::Value, Mismatch>;
}

/// What may be spent on a question.
#[derive(Debug, Clone)]
pub struct Means {
    /// The most tokens one attempt may cost.
    pub attempt_tokens: u32,
    /// Everything that pays, such as the document's purse and the day's.
    pub purses: Vec<Purse>,
}

/// One attempt, for the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Who was asked, as a person calls them.
    pub provider: String,
    /// Which model: the one that answered, or else the one that was asked.
    pub model: String,
    /// Why there was no answer; none where there was.
    pub failure: Option<Failure>,
    /// What the provider says it cost.
    pub usage: Option<Usage>,
    /// Tokens that were charged: the usage, or the whole reservation where none was told and the
    /// call may have been billed.
    pub charged_tokens: u64,
    /// What the usage costs, in millionths of a US dollar; none where usage or price is unknown.
    pub cost_micros: Option<u64>,
    /// How long it took.
    pub elapsed: Duration,
}

/// What came of a question.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The value with the answer it was read from; none when everybody failed.
    pub value: Option<(T, Answer)>,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
}

/// A chain of models in order of preference. Cheap to clone; clones share their breakers.
#[derive(Clone)]
pub struct Router {
    links: Arc<[Link]>,
    pace: Arc<dyn Pace>,
    policy: Policy,
}

struct Link {
    model: Arc<dyn Model>,
    breaker: Breaker,
}

/// Whether the chain goes on after a link.
enum Next {
    Another,
    Nobody,
}

impl Router {
    /// A chain; each model has a breaker of its own.
    pub fn new(models: Vec<Arc<dyn Model>>, pace: Arc<dyn Pace>, policy: Policy, rule: BreakerRule) -> Self {
        let links = models.into_iter().map(|model| Link { model, breaker: Breaker::new(rule) }).collect();
        Self { links, pace, policy }
    }

    /// Whether there is anybody to ask.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Who gives a second opinion on what a model of this family wrote: the first of the chain who
    /// comes from another house. None where there is none, or nobody knows where one comes from.
    pub fn judge_for(&self, writer: &str) -> Option<Self> {
        let is_other = |link: &&Link| {
            let family = link.model.capabilities().family;
            family != writer && ![family, writer].contains(&UNKNOWN.family)
        };
        let Link { model, breaker } = self.links.iter().find(is_other)?;
        let link = Link { model: Arc::clone(model), breaker: breaker.clone() };
        Some(Self { links: [link].into(), ..self.clone() })
    }

    /// Asks one after the other until somebody answers in the form asked for.
    pub async fn ask<Q: Question>(&self, question: &Q, means: &Means, deltas: &Deltas) -> Outcome<Q::Value> {
        let mut round = Round {
            router: self,
            means,
            deltas,
            begun: self.pace.now(),
            has_asked: false,
            attempts: Vec::new(),
        };
        for link in self.links.iter() {
            match round.try_link(link, question).await {
                Ok(value) => return Outcome { value: Some(value), attempts: round.attempts },
                Err(Next::Another) => {}
                Err(Next::Nobody) => break,
            }
        }
        Outcome { value: None, attempts: round.attempts }
    }
}

/// One question on its way down the chain.
struct Round<'a> {
    router: &'a Router,
    means: &'a Means,
    deltas: &'a Deltas,
    begun: Duration,
    has_asked: bool,
    attempts: Vec<Attempt>,
}

impl Round<'_> {
    /// Asks one model, again where that helps.
    async fn try_link<Q: Question>(&mut self, link: &Link, question: &Q) -> Result<(Q::Value, Answer), Next> {
        let Policy { retries, patience, .. } = self.router.policy;
        let capabilities = link.model.capabilities();
        let mut max_tokens = self.means.attempt_tokens.min(capabilities.context_tokens);
        let mut is_shrunk = false;
        let mut complaint: Option<Mismatch> = None;
        let mut retried = 0;
        loop {
            if self.router.pace.now() - self.begun >= patience {
                return Err(Next::Nobody);
            }
            let permit = match link.breaker.admit(self.router.pace.now()) {
                Ok(permit) => permit,
                Err(_) => return Err(self.unasked(link, FailureClass::Resting)),
            };
            let request = match &complaint {
                None => question.request(capabilities, max_tokens),
                Some(mismatch) => question
                    .request(capabilities, max_tokens.saturating_sub(COMPLAINT_TOKENS))
                    .map(|request| asked_again(&request, mismatch)),
            };
            let Some(request) = request else {
                return Err(self.unasked(link, FailureClass::OverBudget));
            };
            let worst = worst_case(capabilities.tokeniser, &request);
            if worst > max_tokens {
                return Err(self.unasked(link, FailureClass::OverBudget));
            }
            let Ok(reservation) = Reservation::take(&self.means.purses, u64::from(worst)) else {
                return Err(self.unasked(link, FailureClass::OverBudget));
            };
            match self.attempt(link, &request, permit, reservation).await {
                Ok(answer) => match question.read(&answer.text) {
                    Ok(value) => return Ok((value, answer)),
                    Err(mismatch) if complaint.is_none() => {
                        self.note_mismatch(&mismatch);
                        complaint = Some(mismatch);
                    }
                    Err(mismatch) => {
                        self.note_mismatch(&mismatch);
                        return Err(Next::Another);
                    }
                },
                Err(failure) if failure.class == FailureClass::ContextTooLong && !is_shrunk => {
                    is_shrunk = true;
                    max_tokens /= 2;
                }
                Err(failure) if failure.class.remedy().can_retry && retried < retries => {
                    let jitter = self.router.pace.fraction();
                    let Some(wait) = self.router.policy.wait(retried, &failure, jitter) else {
                        return Err(Next::Another);
                    };
                    retried += 1;
                    self.router.pace.wait(wait).await;
                }
                Err(failure) if failure.class.remedy().can_ask_another => return Err(Next::Another),
                Err(_) => return Err(Next::Nobody),
            }
        }
    }

    /// One call: the only place that spends.
    async fn attempt(
        &mut self,
        link: &Link,
        request: &Request,
        permit: Permit,
        reservation: Reservation,
    ) -> Result<Answer, Failure> {
        if std::mem::replace(&mut self.has_asked, true) {
            self.deltas.tell(Delta::Restarted);
        }
        let begun = self.router.pace.now();
        let outcome = link.model.answer(request, self.deltas).await;
        let now = self.router.pace.now();
        let (usage, may_be_billed) = match &outcome {
            Ok(answer) => (answer.usage, true),
            Err(failure) => (failure.usage, failure.may_be_billed()),
        };
        let charged_tokens = match usage {
            Some(usage) => u64::from(usage.total()),
            None if may_be_billed => reservation.tokens(),
            None => 0,
        };
        reservation.settle(charged_tokens);
        match &outcome {
            Err(failure) if failure.class.remedy().is_outage => {
                let is_long = failure.retry_after.is_some_and(|rest| rest > self.router.policy.longest_wait);
                permit.failed(now, failure.retry_after, is_long || !failure.class.remedy().can_retry);
            }
            _ => permit.worked(),
        }
        let model =
            outcome.as_ref().map_or_else(|_| link.model.model().to_owned(), |answer| answer.model.clone());
        self.attempts.push(Attempt {
            provider: link.model.provider().to_owned(),
            cost_micros: usage.and_then(|usage| link.model.cost_micros(&model, usage)),
            model,
            failure: outcome.as_ref().err().cloned(),
            usage,
            charged_tokens,
            elapsed: now - begun,
        });
        outcome
    }

    /// The answer of the last attempt is none.
    fn note_mismatch(&mut self, mismatch: &Mismatch) {
        if let Some(attempt) = self.attempts.last_mut() {
            // serde's words may quote the answer; where it went wrong is enough for the log.
            let place = mismatch.problem.rsplit_once(" at line ").map_or("", |(_, place)| place);
            attempt.failure = Some(Failure::new(FailureClass::WrongShape, place).with_usage(attempt.usage));
        }
    }

    /// Notes that a model was not asked.
    fn unasked(&mut self, link: &Link, class: FailureClass) -> Next {
        self.attempts.push(Attempt {
            provider: link.model.provider().to_owned(),
            model: link.model.model().to_owned(),
            failure: Some(Failure::unsent(class, "")),
            usage: None,
            charged_tokens: 0,
            cost_micros: Some(0),
            elapsed: Duration::ZERO,
        });
        Next::Another
    }
}
