//! Who is asked, in which order, and how often: a chain of models, tried until one answers in the
//! form asked for, with bounds on time, tries and tokens.
//!
//! What fails is reported by attempt. That everything fails is an outcome, not an error: the
//! caller has its rules. A chain that stands at the [books](super::books) of an account keeps its
//! calls there, spends from its purses and is given earlier answers again.

pub mod breaker;
pub mod pace;
mod policy;
mod resumed;
mod round;

use std::sync::Arc;
use std::time::Duration;

pub use policy::Policy;

use super::books::Books;
use super::budget::purse::Purse;
use super::cache::CacheScope;
use super::call::{Answer, Deltas, Request, Usage};
use super::failure::Failure;
use super::prompts::Prompt;
use super::providers::Model;
use super::providers::models::{Capabilities, UNKNOWN};
use super::structured::Mismatch;
use breaker::{Breaker, BreakerRule};
use pace::Pace;
use round::{Next, Round};
use uuid::Uuid;

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

    /// The prompt it is asked with, for the books.
    fn prompt(&self) -> Option<&Prompt> {
        None
    }

    /// To whom and how long its answer may be given again.
    fn cache(&self) -> CacheScope {
        CacheScope::Never
    }
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
    /// Whether an earlier answer was given again: nobody was asked, and it cost nothing.
    pub is_cached: bool,
    /// Whether it was asked with a key of the account's own.
    pub is_own_key: bool,
}

/// What came of a question.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The value with the answer it was read from; none when everybody failed.
    pub value: Option<(T, Answer)>,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
}

impl<T> Outcome<T> {
    /// Whether the answer is an earlier one, given again.
    pub fn is_cached(&self) -> bool {
        self.value.is_some() && self.attempts.last().is_some_and(|attempt| attempt.is_cached)
    }
}

/// A chain of models in order of preference. Cheap to clone; clones share their breakers.
#[derive(Clone)]
pub struct Router {
    links: Arc<[Arc<Link>]>,
    judge: Judge,
    pace: Arc<dyn Pace>,
    policy: Policy,
    rule: BreakerRule,
    books: Option<Books>,
}

/// One model of a chain with its breaker.
pub struct Link {
    model: Arc<dyn Model>,
    breaker: Breaker,
    /// Whether its key is the account's own, who then pays for it.
    is_own: bool,
}

/// Who gives a second opinion.
#[derive(Clone, Default)]
enum Judge {
    /// Nobody.
    Nobody,
    /// The first of the chain who comes from another house than the writer.
    #[default]
    OfChain,
    /// This one, where it comes from another house than the writer.
    Named(Arc<Link>),
}

impl Link {
    /// The name of the model in measurements: that of a key of one's own is whatever its owner
    /// says, and there may be any number of them.
    fn label(&self) -> &str {
        if self.is_own { "own_key" } else { self.model.model() }
    }
}

impl Router {
    /// A chain; each model has a breaker of its own.
    pub fn new(models: Vec<Arc<dyn Model>>, pace: Arc<dyn Pace>, policy: Policy, rule: BreakerRule) -> Self {
        let link = |model| Arc::new(Link { model, breaker: Breaker::new(rule), is_own: false });
        let links = models.into_iter().map(link).collect();
        Self { links, judge: Judge::OfChain, pace, policy, rule, books: None }
    }

    /// The same chain with this model as its judge, or with none.
    pub fn judged_by(self, judge: Option<Arc<dyn Model>>) -> Self {
        let link = |model| Arc::new(Link { model, breaker: Breaker::new(self.rule), is_own: false });
        Self { judge: judge.map_or(Judge::Nobody, |model| Judge::Named(link(model))), ..self }
    }

    /// A link to a model that is asked with a key of the account's own; to be kept as long as the
    /// key, because its breaker is.
    pub fn own_link(&self, model: Arc<dyn Model>) -> Arc<Link> {
        Arc::new(Link { model, breaker: Breaker::new(self.rule), is_own: true })
    }

    /// The same chain with these links before its own.
    pub fn preferring(&self, own: Vec<Arc<Link>>) -> Self {
        Self { links: own.into_iter().chain(self.links.iter().cloned()).collect(), ..self.clone() }
    }

    /// The same chain at the books of a run.
    pub fn at(&self, books: Books) -> Self {
        Self { books: Some(books), ..self.clone() }
    }

    /// The same chain at the books of a stage, by name; where there are no books it stays as it is.
    pub fn at_stage(&self, stage: &'static str) -> Self {
        Self { books: self.books.as_ref().map(|books| books.at_stage(stage)), ..self.clone() }
    }

    /// The same for one of several things at that stage, by its id.
    pub fn apart_at_stage(&self, stage: &'static str, of: Uuid) -> Self {
        Self { books: self.books.as_ref().map(|books| books.apart_at_stage(stage, of)), ..self.clone() }
    }

    /// The purse of a document of this run: kept in the ledger where there is one, so that a run
    /// that was broken off goes on with what it had left. `name` tells it from the run's others.
    pub fn document_purse(&self, name: &str, limit: u64) -> Purse {
        match self.books.as_ref().and_then(Books::generation_id) {
            Some(id) => Purse::named(format!("document/{id}/{name}"), limit),
            None => Purse::new(limit),
        }
    }

    /// The models of the chain, by the names they are asked by, in order.
    pub fn models(&self) -> Vec<String> {
        self.links.iter().map(|link| link.model.model().to_owned()).collect()
    }

    /// Whether there is anybody to ask.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Who gives a second opinion on what a model of this family wrote: a chain of one who comes
    /// from another house. None where there is none, or nobody knows where one of them comes from.
    pub fn judge_for(&self, writer: &str) -> Option<Self> {
        let is_other = |link: &&Arc<Link>| {
            let family = link.model.capabilities().family;
            family != writer && ![family, writer].contains(&UNKNOWN.family)
        };
        let judge = match &self.judge {
            Judge::Nobody => None,
            Judge::OfChain => self.links.iter().find(is_other),
            Judge::Named(link) => Some(link).filter(is_other),
        };
        let links: Arc<[Arc<Link>]> = [Arc::clone(judge?)].into();
        Some(Self { links, judge: Judge::Nobody, ..self.clone() })
    }

    /// Asks one after the other until somebody answers in the form asked for.
    pub async fn ask<Q: Question>(&self, question: &Q, means: &Means, deltas: &Deltas) -> Outcome<Q::Value> {
        let mut round = Round::begin(self, means, deltas);
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
