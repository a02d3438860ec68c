//! What is known of each kind of task: the function that runs it, and on which terms.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::context::TaskContext;
use super::model::{Manner, Task};
use crate::error::{Error, Result};

type Run = Box<dyn Fn(TaskContext, Value) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

/// A kind of task in one file: what runs it, what tells of its end, its terms.
pub trait Handler: Clone + Send + Sync + 'static {
    /// Its name, such as `generation.run`.
    const KIND: &'static str;

    /// What a task of the kind is given.
    type Payload: DeserializeOwned + Send + 'static;

    /// Runs a task. It may run more than once, and must do nothing twice that it has kept under
    /// [`TaskContext::hold`].
    ///
    /// # Errors
    /// An error of kind `Unavailable`, `LimitReached`, `Internal` or `Conflict` is tried again; any
    /// other ends the task.
    fn run(&self, task: TaskContext, payload: Self::Payload) -> impl Future<Output = Result<()>> + Send;

    /// Tells of the end of a task whose process died at one checkpoint again and again, so that
    /// nobody waits for it for ever. It must not do again what may have ended the process.
    ///
    /// # Errors
    /// What kept it from telling; it is tried again.
    fn give_up(
        &self,
        _task: TaskContext,
        _payload: Self::Payload,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// How many of the kind run at once, and when it comes back by itself.
    fn terms() -> Terms {
        Terms::default()
    }
}

/// On which terms a kind runs. The operator may say otherwise of the limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    /// Tasks of the kind that run at once, over all processes; none for any number.
    pub max_running: Option<u32>,
    /// Those of one account. With it the accounts take turns, however many tasks one has.
    pub max_running_per_account: Option<u32>,
    /// When a task of the kind is made by itself, with no payload: five fields of cron, in UTC.
    pub every: Option<&'static str>,
}

/// The kinds a worker runs.
#[derive(Default)]
pub struct Registry {
    kinds: HashMap<&'static str, Kind>,
}

#[derive(Default)]
struct Kind {
    run: Option<Run>,
    farewell: Option<Run>,
    terms: Terms,
}

impl Registry {
    /// A registry without kinds.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind that has a file of its own.
    pub fn with_handler<H: Handler>(self, handler: H) -> Self {
        let telling = handler.clone();
        self.with(H::KIND, move |task, payload| {
            let handler = handler.clone();
            async move { handler.run(task, payload).await }
        })
        .with_farewell(H::KIND, move |task, payload| {
            let handler = telling.clone();
            async move { handler.give_up(task, payload).await }
        })
        .with_terms(H::KIND, H::terms())
    }

    /// Adds a kind. A payload that does not read as `P` is an error no retry can mend; of other
    /// errors see [`Handler::run`].
    pub fn with<P, F, R>(mut self, kind: &'static str, run: F) -> Self
    where
        P: DeserializeOwned + Send + 'static,
        F: Fn(TaskContext, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
    {
        self.kinds.entry(kind).or_default().run = Some(reading(run));
        self
    }

    /// Adds what tells of the end of a kind's task, see [`Handler::give_up`]. A kind without one ends
    /// in silence.
    pub fn with_farewell<P, F, R>(mut self, kind: &'static str, tell: F) -> Self
    where
        P: DeserializeOwned + Send + 'static,
        F: Fn(TaskContext, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
    {
        self.kinds.entry(kind).or_default().farewell = Some(reading(tell));
        self
    }

    /// Says on which terms a kind runs.
    pub fn with_terms(mut self, kind: &'static str, terms: Terms) -> Self {
        self.kinds.entry(kind).or_default().terms = terms;
        self
    }

    /// Every kind with its terms, by name.
    pub fn kinds(&self) -> Vec<(&'static str, Terms)> {
        let mut kinds: Vec<_> = self.kinds.iter().map(|(kind, known)| (*kind, known.terms)).collect();
        kinds.sort_unstable_by_key(|(kind, _)| *kind);
        kinds
    }

    /// Runs a task, or tells of its end.
    pub(super) async fn run(&self, task: &Task, context: TaskContext) -> Result<()> {
        if task.manner() == Manner::Farewell {
            return self.give_up(task, context).await;
        }
        match self.kinds.get(task.kind.as_str()).and_then(|kind| kind.run.as_ref()) {
            Some(run) => run(context, task.payload.clone()).await,
            None => Err(Error::invalid("No worker knows this kind of task.")),
        }
    }

    /// Tells of a task's end; gives the error the task ends with.
    pub(super) async fn give_up(&self, task: &Task, context: TaskContext) -> Result<()> {
        if let Some(tell) = self.kinds.get(task.kind.as_str()).and_then(|kind| kind.farewell.as_ref()) {
            tell(context, task.payload.clone()).await?;
        }
        Err(Error::invalid("The process of the task died every time it came to this point."))
    }
}

/// A run that reads its payload first.
fn reading<P, F, R>(run: F) -> Run
where
    P: DeserializeOwned + Send + 'static,
    F: Fn(TaskContext, P) -> R + Send + Sync + 'static,
    R: Future<Output = Result<()>> + Send + 'static,
{
    Box::new(move |context, payload| match serde_json::from_value(payload) {
        Ok(payload) => Box::pin(run(context, payload)),
        Err(cause) => {
            Box::pin(
                async move { Err(Error::invalid("The task's payload is not of its kind.").caused_by(cause)) },
            )
        }
    })
}
