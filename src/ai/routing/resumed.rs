//! Going on where an earlier process left off: what a call of this run brought is taken as it was,
//! and one that was lost on its way is made again under the name it had. Part of routing.

use uuid::Uuid;

use super::round::{Round, blank};
use super::{Attempt, Link};
use crate::ai::budget::purse::Reservation;
use crate::ai::cache::{self, Asked};
use crate::ai::call::{Answer, Delta, Request};
use crate::ai::failure::{Failure, FailureClass};
use crate::ai::parts::{self, Outcome, Part};
use crate::ai::prompts::Prompt;

/// Where a question of a run stands before it is asked.
pub(super) enum Resumed {
    /// Nobody knows anything of it.
    New,
    /// It was on its way under this name when its process died.
    Lost(Uuid),
    /// It was asked and this came of it.
    Done(Result<Answer, Failure>),
}

impl Round<'_> {
    /// What a question is in the books of a run; none where there are none.
    pub(super) fn part(&self, link: &Link, prompt: Option<&Prompt>, request: &Request) -> Option<Part> {
        let books = self.router.books.as_ref()?;
        let name = prompt.map(Prompt::versioned).unwrap_or_default();
        let asked = Asked {
            provider: link.model.provider(),
            model: link.model.model(),
            prompt: &name,
            prompt_hash: prompt.map_or("", |prompt| &prompt.hash),
            request,
        };
        let key = cache::key(Some(books.account_id()), &asked);
        let input_hash = books.of().map_or(key, |of| parts::hash_of(key, of));
        Some(Part { name, input_hash })
    }

    /// Looks whether this run has asked the question before. What it came to then counts as an
    /// attempt of this round, as it would have if nothing had been broken off; it is neither
    /// charged nor put on record again.
    pub(super) async fn resumed(&mut self, link: &Link, part: Option<&Part>) -> Resumed {
        let (Some(part), Some(books)) = (part, &self.router.books) else { return Resumed::New };
        let known = books.known(part, blank(link)).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "earlier calls of the run cannot be looked up");
            Default::default()
        });
        // The latest repeats those before it under their name.
        let name = known.lost.first().map(|call| call.idempotency_key);
        for lost in &known.lost {
            self.charge(lost.tokens);
            let failure = Failure::new(FailureClass::Lost, "");
            let attempt = Attempt {
                failure: Some(failure),
                charged_tokens: lost.tokens,
                cost_micros: None,
                ..blank(link)
            };
            self.attempts.push(attempt);
        }
        match (known.outcome, name) {
            (Some(outcome), _) => Resumed::Done(self.again(outcome)),
            (None, Some(key)) => Resumed::Lost(key),
            (None, None) => Resumed::New,
        }
    }

    fn again(&mut self, Outcome { answer, attempt }: Outcome) -> Result<Answer, Failure> {
        if std::mem::replace(&mut self.has_asked, true) {
            self.deltas.tell(Delta::Restarted);
        }
        if let Ok(answer) = &answer {
            self.deltas.tell(Delta::Text(answer.text.clone()));
        }
        self.charge(attempt.charged_tokens);
        self.attempts.push(attempt);
        answer
    }

    /// Takes what was spent earlier in the run from the purses of this process; the ledger knows.
    fn charge(&self, tokens: u64) {
        if let Ok(reservation) = Reservation::take(&self.means.purses, tokens) {
            reservation.settle(tokens);
        }
    }
}
