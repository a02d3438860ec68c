//! Models that answer by a script, and time that passes when it is told to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jobwise::ai::call::{Answer, Delta, Deltas, Request, Usage};
use jobwise::ai::failure::Failure;
use jobwise::ai::providers::Model;
use jobwise::ai::providers::models::{Capabilities, UNKNOWN};
use jobwise::ai::routing::pace::Pace;

/// What one call is answered with.
pub type Said = Result<&'static str, Failure>;

type Script = dyn Fn(usize, &Request) -> Said + Send + Sync;

/// A model that answers by a script and keeps what it was asked, and when.
pub struct Scripted {
    name: &'static str,
    script: Box<Script>,
    pace: Arc<SimulatedPace>,
    pub capabilities: Capabilities,
    pub asked: Mutex<Vec<(Duration, Request)>>,
}

/// What every answer of a scripted model costs.
pub const USAGE: Usage = Usage { input_tokens: 100, output_tokens: 20 };

impl Scripted {
    pub fn new(
        name: &'static str,
        pace: &Arc<SimulatedPace>,
        script: impl Fn(usize, &Request) -> Said + Send + Sync + 'static,
    ) -> Arc<Self> {
        let (script, pace) = (Box::new(script), Arc::clone(pace));
        Arc::new(Self { name, script, pace, capabilities: UNKNOWN, asked: Mutex::default() })
    }

    /// When it was asked.
    pub fn times(&self) -> Vec<Duration> {
        self.asked.lock().expect("the notes").iter().map(|(at, _)| *at).collect()
    }

    pub fn count(&self) -> usize {
        self.asked.lock().expect("the notes").len()
    }
}

impl Model for Scripted {
    fn provider(&self) -> &str {
        self.name
    }

    fn model(&self) -> &str {
        "scripted"
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// A millionth a token.
    fn cost_micros(&self, _: &str, usage: Usage) -> Option<u64> {
        Some(u64::from(usage.total()))
    }

    fn answer<'a>(
        &'a self,
        request: &'a Request,
        deltas: &'a Deltas,
    ) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(async move {
            let number = {
                let mut asked = self.asked.lock().expect("the notes");
                asked.push((self.pace.now(), request.clone()));
                asked.len() - 1
            };
            // Others get their turn, as while an answer is waited for.
            tokio::task::yield_now().await;
            let text = (self.script)(number, request)?.to_owned();
            deltas.tell(Delta::Text(text.clone()));
            Ok(Answer { text, usage: Some(USAGE), model: "scripted-2026".to_owned() })
        })
    }
}

/// Time that stands until somebody waits or moves it, and a die that always falls the same.
#[derive(Default)]
pub struct SimulatedPace {
    now: Mutex<Duration>,
    pub waits: Mutex<Vec<Duration>>,
}

impl SimulatedPace {
    pub fn advance(&self, by: Duration) {
        *self.now.lock().expect("the time") += by;
    }
}

impl Pace for SimulatedPace {
    fn now(&self) -> Duration {
        *self.now.lock().expect("the time")
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.waits.lock().expect("the waits").push(time);
        self.advance(time);
        Box::pin(std::future::ready(()))
    }

    fn fraction(&self) -> f64 {
        0.5
    }
}
