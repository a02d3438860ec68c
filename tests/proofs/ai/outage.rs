//! A provider that is down for ten minutes, by a clock that is moved by hand: many tasks ask at
//! once, over real connections, and the provider's own log tells how often it was asked.

use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use jobwise::ai::call::{Deltas, Request};
use jobwise::ai::providers::Model;
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::breaker::{Breaker, BreakerRule};
use jobwise::ai::routing::pace::Pace;
use jobwise::ai::routing::{Means, Policy, Question, Router};
use jobwise::ai::structured::Mismatch;
use tokio::task::JoinSet;

use super::scripted::SimulatedPace;
use super::{PATIENT, endpoint, request};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

const OUTAGE: Duration = Duration::from_secs(600);
/// How far the clock is moved at a time.
const STEP: Duration = Duration::from_secs(6);
/// Tasks that ask at each step.
const TASKS: usize = 16;

struct AskAnything;

impl Question for AskAnything {
    type Value = String;

    fn request(&self, _: &Capabilities, _: u32) -> Option<Request> {
        Some(request(true))
    }

    fn read(&self, answer: &str) -> Result<String, Mismatch> {
        Ok(answer.to_owned())
    }
}

/// Asks from several threads at once; everybody is answered.
async fn ask(router: &Router, tasks: usize) {
    let mut asking = JoinSet::new();
    for _ in 0..tasks {
        let router = router.clone();
        asking.spawn(async move {
            let means = Means { attempt_tokens: 1_500, purses: Vec::new() };
            router.ask(&AskAnything, &means, &Deltas::silent()).await.value.is_some()
        });
    }
    assert!(asking.join_all().await.into_iter().all(|is_answered| is_answered));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_outage_cost_one_call_a_cool_down() {
    for (wire, mode) in [
        (Wire::OpenAiChat, Mode::Unavailable503),
        (Wire::OpenAiResponses, Mode::Fault500),
        (Wire::Anthropic, Mode::Overloaded529),
        (Wire::Ollama, Mode::Reset),
    ] {
        let pace = Arc::new(SimulatedPace::default());
        let times: Arc<Mutex<Vec<Duration>>> = Arc::default();
        let (seen, clock) = (Arc::clone(&times), Arc::clone(&pace));
        let down = Provider::start(wire, move |_| {
            seen.lock().expect("the log").push(clock.now());
            Reply::new(mode, "", (0, 0))
        });
        let down = down.await;
        let other = Provider::start(Wire::OpenAiChat, |_| Reply::new(Mode::Good, "Larch", (20, 2))).await;
        let chain: Vec<Arc<dyn Model>> = vec![
            Arc::new(endpoint(wire, &down.address, "larch-1", PATIENT)),
            Arc::new(endpoint(Wire::OpenAiChat, &other.address, "larch-1", PATIENT)),
        ];
        let rule = BreakerRule::default();
        let router = Router::new(chain, Arc::clone(&pace) as Arc<dyn Pace>, Policy::default(), rule);
        // One task finds out.
        ask(&router, 1).await;
        let found_out = times.lock().expect("the log").len();
        assert_eq!(found_out, rule.failures as usize, "{wire:?}");
        while pace.now() < OUTAGE {
            ask(&router, TASKS).await;
            pace.advance(STEP);
        }
        let times = times.lock().expect("the log").clone();
        let probes = &times[found_out - 1..];
        let gaps: Vec<Duration> = probes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.iter().all(|gap| *gap >= rule.cool_down), "{wire:?}: {gaps:?}");
        assert!(probes.len() >= 15, "{wire:?}: it is asked whether it is back, {} times", probes.len());
        println!("{wire:?}: {} calls in ten minutes, {found_out} to find out", times.len());
    }
}

#[test]
fn of_many_threads_exactly_one_is_let_through_half_open() {
    let rule = BreakerRule::default();
    let breaker = Breaker::new(rule);
    let mut now = Duration::ZERO;
    for _ in 0..rule.failures {
        breaker.admit(now).expect("closed").failed(now, None, false);
    }
    for round in 0..200 {
        now += rule.cool_down;
        let barrier = Barrier::new(TASKS);
        let admitted: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..TASKS)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        breaker.admit(now)
                    })
                })
                .collect();
            threads.into_iter().filter_map(|thread| thread.join().expect("a thread").ok()).collect()
        });
        assert_eq!(admitted.len(), 1, "in round {round}");
        for permit in admitted {
            // Now and then a probe is broken off, and the place is free at once.
            match round % 3 {
                0 => drop(permit),
                _ => permit.failed(now, None, false),
            }
        }
    }
    now += rule.cool_down;
    breaker.admit(now).expect("a probe").worked();
    assert!((0..TASKS).all(|_| breaker.admit(now).is_ok()), "it is closed for all");
}
