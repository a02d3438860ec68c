//! One question on its way down a chain: tries, budgets and books. Part of routing.

use std::time::Duration;

use uuid::Uuid;

use super::resumed::Resumed;
use super::{Attempt, Link, Means, Policy, Question, Router};
use crate::ai::books::{Entry, Intent, Opened};
use crate::ai::budget::purse::Reservation;
use crate::ai::budget::tokens::worst_case;
use crate::ai::cache::{Asked, Place};
use crate::ai::call::{Answer, Delta, Deltas, Request};
use crate::ai::failure::{Failure, FailureClass};
use crate::ai::measures;
use crate::ai::parts::{self, Part};
use crate::ai::prompts::Prompt;
use crate::ai::routing::breaker::Permit;
use crate::ai::structured::{COMPLAINT_TOKENS, Mismatch, asked_again};
use crate::faults;
use crate::ids;
use crate::telemetry::{Called, Span};

/// Whether the chain goes on after a link.
pub(super) enum Next {
    Another,
    Nobody,
}

/// One question on its way down the chain.
pub(super) struct Round<'a> {
    pub(super) router: &'a Router,
    pub(super) means: &'a Means,
    pub(super) deltas: &'a Deltas,
    begun: Duration,
    pub(super) has_asked: bool,
    pub(super) attempts: Vec<Attempt>,
}

/// What is put aside for one call, in this process and in the ledger.
struct Aside {
    reservation: Reservation,
    opened: Option<Opened>,
}

/// What came of a call, read as the value asked for.
type Read<V> = Result<(Result<V, Mismatch>, Answer), Failure>;

/// A call as it goes out: which question it is in the books, and the name it is made under.
struct Named<'p> {
    prompt: Option<&'p Prompt>,
    part: Option<&'p Part>,
    idempotency_key: Uuid,
}

impl<'a> Round<'a> {
    pub(super) fn begin(router: &'a Router, means: &'a Means, deltas: &'a Deltas) -> Self {
        Self { router, means, deltas, begun: router.pace.now(), has_asked: false, attempts: Vec::new() }
    }

    /// Asks one model, again where that helps.
    pub(super) async fn try_link<Q: Question>(
        &mut self,
        link: &Link,
        question: &Q,
    ) -> Result<(Q::Value, Answer), Next> {
        let Policy { retries, patience, .. } = self.router.policy;
        let capabilities = link.model.capabilities();
        let prompt = question.prompt();
        let mut max_tokens = self.means.attempt_tokens.min(capabilities.context_tokens);
        let mut is_shrunk = false;
        let mut complaint: Option<Mismatch> = None;
        let mut retried = 0;
        let mut place: Option<Place> = None;
        // Whether this run may have asked before what is asked next.
        let mut is_new = true;
        // The name of a call of which nobody knows how it ended.
        let mut name: Option<Uuid> = None;
        loop {
            if self.router.pace.now() - self.begun >= patience {
                return Err(Next::Nobody);
            }
            let request = match &complaint {
                None => question.request(capabilities, max_tokens),
                Some(mismatch) => question
                    .request(capabilities, max_tokens.saturating_sub(COMPLAINT_TOKENS))
                    .map(|request| asked_again(&request, mismatch)),
            };
            let worst = request.as_ref().map(|request| worst_case(capabilities.tokeniser, request));
            let (Some(request), Some(worst)) = (request, worst.filter(|worst| *worst <= max_tokens)) else {
                return Err(self.unasked(link, prompt, FailureClass::OverBudget).await);
            };
            let part = self.part(link, prompt, &request);
            let resumed = match std::mem::take(&mut is_new) {
                true => self.resumed(link, part.as_ref()).await,
                false => Resumed::New,
            };
            let read = match resumed {
                Resumed::Done(outcome) => self.read(question, outcome),
                Resumed::New | Resumed::Lost(_) => {
                    if let Resumed::Lost(lost) = resumed {
                        name = Some(lost);
                    }
                    // Only the question as it is asked first is looked up, and answers to it kept.
                    if place.is_none() && complaint.is_none() && !is_shrunk && retried == 0 {
                        place = self.place(link, question, &request);
                        if let Some(found) = self.earlier(link, question, place.as_ref()).await {
                            return Ok(found);
                        }
                    }
                    let idempotency_key = *name.get_or_insert_with(ids::new_id);
                    let request =
                        Request { idempotency_key: part.as_ref().map(|_| idempotency_key), ..request };
                    let named = Named { prompt, part: part.as_ref(), idempotency_key };
                    self.ask(link, question, &request, u64::from(worst), named).await?
                }
            };
            match read {
                Ok((Ok(value), answer)) => {
                    // What was asked again was another question.
                    if complaint.is_none() && !is_shrunk {
                        self.keep(place.as_ref(), prompt, &answer).await;
                    }
                    return Ok((value, answer));
                }
                Ok((Err(mismatch), _)) if complaint.is_none() => {
                    complaint = Some(mismatch);
                    (is_new, name) = (true, None);
                }
                Ok((Err(_), _)) => return Err(Next::Another),
                Err(failure) if failure.class == FailureClass::ContextTooLong && !is_shrunk => {
                    is_shrunk = true;
                    max_tokens /= 2;
                    (is_new, name) = (true, None);
                }
                Err(failure) if failure.class.remedy().can_retry && retried < retries => {
                    let jitter = self.router.pace.fraction();
                    let Some(wait) = self.router.policy.wait(retried, &failure, jitter) else {
                        return Err(Next::Another);
                    };
                    retried += 1;
                    // What was answered has ended, whatever the answer was; asking again is another call.
                    name = name.filter(|_| failure.status.is_none());
                    self.router.pace.wait(wait).await;
                }
                Err(failure) if failure.class.remedy().can_ask_another => return Err(Next::Another),
                Err(_) => return Err(Next::Nobody),
            }
        }
    }

    /// Asks once, within what is left to spend, and reads what comes.
    async fn ask<Q: Question>(
        &mut self,
        link: &Link,
        question: &Q,
        request: &Request,
        worst: u64,
        named: Named<'_>,
    ) -> Result<Read<Q::Value>, Next> {
        let permit = match link.breaker.admit(self.router.pace.now()) {
            Ok(permit) => permit,
            Err(_) => return Err(self.unasked(link, named.prompt, FailureClass::Resting).await),
        };
        let aside = match self.put_aside(link, &named, worst).await {
            Ok(aside) => aside,
            Err(class) => return Err(self.unasked(link, named.prompt, class).await),
        };
        faults::point("ai.reserved");
        let (outcome, opened) = self.attempt(link, request, permit, aside).await;
        let read = self.read(question, outcome);
        let answer = read.as_ref().map(|(_, answer)| answer);
        faults::point("ai.answered");
        self.close(link, opened, &named, request, answer).await;
        faults::point("ai.settled");
        Ok(read)
    }

    /// Reads an outcome; an answer of another form is none, and the last attempt says so.
    fn read<Q: Question>(&mut self, question: &Q, outcome: Result<Answer, Failure>) -> Read<Q::Value> {
        let read = outcome.map(|answer| (question.read(&answer.text), answer));
        if let Ok((Err(mismatch), _)) = &read {
            self.note_mismatch(mismatch);
        }
        read
    }

    /// Puts the worst case aside in every purse that pays, or in none.
    async fn put_aside(&self, link: &Link, named: &Named<'_>, worst: u64) -> Result<Aside, FailureClass> {
        let reservation =
            Reservation::take(&self.means.purses, worst).map_err(|_| FailureClass::OverBudget)?;
        let (Some(books), Some(part)) = (&self.router.books, named.part) else {
            return Ok(Aside { reservation, opened: None });
        };
        let intent = Intent {
            provider: link.model.provider(),
            model: link.model.model(),
            prompt: named.prompt,
            part,
            idempotency_key: named.idempotency_key,
            is_own_key: link.is_own,
        };
        match books.open_call(&self.means.purses, &intent, worst).await {
            Ok(opened) => Ok(Aside { reservation, opened: Some(opened) }),
            Err(class) => {
                reservation.settle(0);
                Err(class)
            }
        }
    }

    /// One call: the only place that spends.
    async fn attempt(
        &mut self,
        link: &Link,
        request: &Request,
        permit: Permit,
        Aside { reservation, opened }: Aside,
    ) -> (Result<Answer, Failure>, Option<Opened>) {
        if std::mem::replace(&mut self.has_asked, true) {
            self.deltas.tell(Delta::Restarted);
        }
        let begun = self.router.pace.now();
        let span = Span::model_call(link.model.provider(), link.label(), self.attempts.len() + 1);
        let outcome = span.around(link.model.answer(request, self.deltas)).await;
        let now = self.router.pace.now();
        let (usage, may_be_billed) = match &outcome {
            Ok(answer) => (answer.usage, true),
            Err(failure) => (failure.usage, failure.may_be_billed()),
        };
        span.called(Called {
            input_tokens: usage.map(|usage| usage.input_tokens),
            output_tokens: usage.map(|usage| usage.output_tokens),
            failure: outcome.as_ref().err().map(|failure| failure.class.slug()),
            status: outcome.as_ref().map_or_else(|failure| failure.status, |_| Some(200)),
        });
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
            cost_micros: usage.and_then(|usage| link.model.cost_micros(&model, usage)),
            model,
            failure: outcome.as_ref().err().cloned(),
            usage,
            charged_tokens,
            elapsed: now - begun,
            ..blank(link)
        });
        (outcome, opened)
    }

    /// Settles the last attempt and puts it on the books, with its words where these are kept.
    async fn close(
        &self,
        link: &Link,
        opened: Option<Opened>,
        named: &Named<'_>,
        request: &Request,
        answer: Result<&Answer, &Failure>,
    ) {
        let Some(attempt) = self.attempts.last() else { return };
        measures::call(link.label(), attempt);
        measures::breaker(attempt.provider.as_str(), link.label(), link.breaker.reading());
        if let Some(books) = &self.router.books {
            let words = (request, answer.ok().map(|answer| answer.text.as_str()));
            let part = named.part.filter(|_| parts::is_kept(answer)).map(|part| (part, answer.ok()));
            let entry = Entry { attempt, prompt: named.prompt, words: Some(words), part };
            books.close(opened, entry).await;
        }
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
    async fn unasked(&mut self, link: &Link, prompt: Option<&Prompt>, class: FailureClass) -> Next {
        self.attempts.push(Attempt { failure: Some(Failure::unsent(class, "")), ..blank(link) });
        self.note(link, prompt).await;
        Next::Another
    }

    /// Puts the last attempt on the books, which cost nothing.
    async fn note(&self, link: &Link, prompt: Option<&Prompt>) {
        let Some(attempt) = self.attempts.last() else { return };
        measures::call(link.label(), attempt);
        measures::breaker(attempt.provider.as_str(), link.label(), link.breaker.reading());
        if let Some(books) = &self.router.books {
            books.close(None, Entry { attempt, prompt, words: None, part: None }).await;
        }
    }

    /// Where the answer to a question lies, or would.
    fn place<Q: Question>(&self, link: &Link, question: &Q, request: &Request) -> Option<Place> {
        let cache = self.router.books.as_ref()?.cache();
        let prompt = question.prompt();
        let asked = Asked {
            provider: link.model.provider(),
            model: link.model.model(),
            prompt: &prompt.map(Prompt::versioned).unwrap_or_default(),
            prompt_hash: prompt.map_or("", |prompt| &prompt.hash),
            request,
        };
        cache.place(question.cache(), &asked)
    }

    /// An earlier answer to the same question, where there is one that can still be read.
    async fn earlier<Q: Question>(
        &mut self,
        link: &Link,
        question: &Q,
        place: Option<&Place>,
    ) -> Option<(Q::Value, Answer)> {
        let found = self.router.books.as_ref()?.cache().find(place?).await;
        let answer = found.unwrap_or_else(|error| {
            tracing::warn!(%error, "earlier answers of models cannot be looked up");
            None
        })?;
        let value = question.read(&answer.text).ok()?;
        if std::mem::replace(&mut self.has_asked, true) {
            self.deltas.tell(Delta::Restarted);
        }
        self.deltas.tell(Delta::Text(answer.text.clone()));
        self.attempts.push(Attempt {
            model: answer.model.clone(),
            usage: answer.usage,
            is_cached: true,
            ..blank(link)
        });
        self.note(link, question.prompt()).await;
        Some((value, answer))
    }

    async fn keep(&self, place: Option<&Place>, prompt: Option<&Prompt>, answer: &Answer) {
        let (Some(place), Some(books)) = (place, &self.router.books) else { return };
        let prompt = prompt.map(Prompt::versioned).unwrap_or_default();
        if let Err(error) = books.cache().keep(place, &prompt, answer).await {
            tracing::warn!(%error, "the answer of a model could not be kept");
        }
    }
}

/// An attempt at a model, before anything came of it.
pub(super) fn blank(link: &Link) -> Attempt {
    Attempt {
        provider: link.model.provider().to_owned(),
        model: link.model.model().to_owned(),
        failure: None,
        usage: None,
        charged_tokens: 0,
        cost_micros: Some(0),
        elapsed: Duration::ZERO,
        is_cached: false,
        is_own_key: link.is_own,
    }
}
