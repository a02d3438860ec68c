//! What the AI layer costs beside the models, and whether its promises hold at full size: CPU of
//! a call, wall time of the five stages beyond the model's own, calls side by side, how late a
//! deadline is, and generations beside every fault of every provider.
//!
//! Run with `cargo bench --profile dev --bench ai`; a word behind `--` (`calls`, `stages`,
//! `deadlines`, `faults`) runs that part alone. The provider is the tests' loopback server, for
//! the first two in a process of its own, so that its work is not counted.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use jobwise::ai::budget::purse::Purse;
use jobwise::ai::call::{Deltas, Request, Schema};
use jobwise::ai::failure::FailureClass;
use jobwise::ai::providers::Model;
use jobwise::ai::providers::endpoint::{Endpoint, Setup};
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::providers::rows::{self, ProviderRow};
use jobwise::ai::providers::transport::Transport;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::breaker::BreakerRule;
use jobwise::ai::routing::pace::MachinePace;
use jobwise::ai::routing::{Means, Policy, Question, Router};
use jobwise::ai::structured::{Mismatch, Structured, read};
use jobwise::clock::Clock;
use jobwise::config::Secret;
use jobwise::generations::model::GenerationInput;
use jobwise::generations::pipeline::{self, Finished};
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Runtime;

#[path = "../tests/proofs/ai/faults.rs"]
#[allow(dead_code, reason = "shared with the proofs")]
mod faults;
#[path = "../tests/provider/mod.rs"]
#[allow(dead_code, reason = "shared with the proofs")]
mod provider;

use faults::{Fault, context, edited, example};
use provider::modes::Mode;
use provider::server::{Asked, Provider, Reply};

/// CPU one call may take, in milliseconds.
const CALL_BUDGET_MS: f64 = 2.0;
/// Wall time five stages may take beyond the model's own, in milliseconds.
const STAGES_BUDGET_MS: f64 = 150.0;
/// How late a deadline in all may be, in milliseconds.
const LATE_BUDGET_MS: f64 = 250.0;
/// Calls measured for the mean, of each wire, streamed and not.
const CALLS: u32 = 500;
/// Runs of the five stages measured for the mean.
const RUNS: u32 = 20;
/// How long the slow model takes for an answer.
const SLOW: Duration = Duration::from_millis(300);
/// The deadline that is measured.
const TOTAL: Duration = Duration::from_millis(500);
/// Calls that run into it at once.
const AT_ONCE: usize = 64;
/// A deadline that does not pass.
const LONG: Duration = Duration::from_secs(60);

/// The argument by which this program is the server.
const SERVE: &str = "serve-provider";

fn main() {
    // A bench is a program of its own; the floors hold for src alone.
    #[allow(clippy::disallowed_methods)]
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let [serve, wire, ..] = arguments.as_slice()
        && serve == SERVE
    {
        return serve_provider(wire);
    }
    let is_wanted = |part: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == part);
    if is_wanted("calls") {
        calls();
    }
    if is_wanted("stages") {
        stages();
    }
    if is_wanted("deadlines") {
        deadlines();
    }
    if is_wanted("faults") {
        every_fault();
    }
}

fn row(wire: Wire) -> &'static ProviderRow {
    rows::ALL.iter().find(|row| row.wire == wire).expect("every wire has a row")
}

fn endpoint(wire: Wire, address: &str, total: Duration) -> Endpoint {
    let setup = Setup {
        row: row(wire),
        base_url: address.to_owned(),
        model: "larch-1".to_owned(),
        key: Some(Secret::new("sk-secret")),
        deadlines: Deadlines { connect: LONG, total, first_token: LONG, idle: LONG },
    };
    Endpoint::new(setup, Transport::try_new(LONG).expect("a transport"), Clock::System)
}

/// The server in a process of its own; it ends with its parent's end of the pipe.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(wire: Wire) -> Self {
        #[allow(clippy::disallowed_methods)]
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args([SERVE, row(wire).name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut address = String::new();
        let told = child.stdout.take().expect("its output");
        BufReader::new(told).read_line(&mut address).expect("its address");
        Self { child, address: address.trim().to_owned() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve_provider(name: &str) {
    let row = rows::find(name).expect("a provider");
    let runtime = Runtime::new().expect("a runtime");
    let provider = runtime.block_on(Provider::start(row.wire, move |asked| answer(row, asked)));
    println!("{}", provider.address);
    // Until the parent is gone.
    let _ = std::io::stdin().read_line(&mut String::new());
}

/// The lines of a résumé in other words, or as many words to a question of this bench.
fn answer(row: &'static ProviderRow, asked: &Asked) -> Reply {
    let text = if asked.body.to_string().contains("bouquet") {
        json!({ "flowers": vec!["Larkspur, and the first of the sweet peas, tied with raffia"; 10] })
            .to_string()
    } else {
        edited(row, asked, ("reduced falls", "cut falls"))
    };
    Reply::new(Mode::Good, &text, (900, 160))
}

#[derive(Debug, Deserialize)]
struct Bouquet {
    flowers: Vec<String>,
}

impl Structured for Bouquet {
    fn schema() -> Schema {
        let body = json!({
            "type": "object",
            "properties": { "flowers": { "type": "array", "items": { "type": "string" } } },
            "required": ["flowers"],
            "additionalProperties": false,
        });
        Schema { name: "bouquet", body }
    }
}

/// A question of about as many tokens as those of the stages.
struct AskBouquet {
    is_streamed: bool,
}

impl Question for AskBouquet {
    type Value = Bouquet;

    fn request(&self, _: &Capabilities, _: u32) -> Option<Request> {
        Some(Request {
            system: "Answer with a bouquet. ".repeat(40),
            user: "What blooms in June beside the old wall? ".repeat(60),
            wanted: Some(Bouquet::schema()),
            max_output_tokens: 600,
            temperature: Some(0.2),
            is_streamed: self.is_streamed,
            idempotency_key: None,
        })
    }

    fn read(&self, answer: &str) -> Result<Bouquet, Mismatch> {
        read(answer)
    }
}

fn router(model: Endpoint) -> Router {
    let pace = Arc::new(MachinePace::begin());
    Router::new(vec![Arc::new(model)], pace, Policy::default(), BreakerRule::default())
}

/// A runtime of which every thread stays, for the time of those that are gone is not counted.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_keep_alive(Duration::from_secs(3600))
        .build()
        .expect("a runtime")
}

/// CPU of one question from the router to the value, with a server that answers at once.
fn calls() {
    let runtime = runtime();
    let mut worst = 0.0_f64;
    for wire in Wire::ALL {
        let served = Served::start(wire);
        let router = router(endpoint(wire, &served.address, LONG));
        for is_streamed in [false, true] {
            let ask = || async {
                let means = Means { attempt_tokens: 3_000, purses: vec![Purse::new(8_000)] };
                let asked = router.ask(&AskBouquet { is_streamed }, &means, &Deltas::silent()).await;
                let (bouquet, _) = asked.value.expect("an answer");
                assert_eq!(bouquet.flowers.len(), 10);
            };
            runtime.block_on(ask());
            let (cpu, wall) = (cpu_ms(), Instant::now());
            for _ in 0..CALLS {
                runtime.block_on(ask());
            }
            let per_call = (cpu_ms() - cpu) / f64::from(CALLS);
            let wall = wall.elapsed().as_secs_f64() * 1_000.0 / f64::from(CALLS);
            worst = worst.max(per_call);
            let how = if is_streamed { "streamed" } else { "whole" };
            println!(
                "one call, {:<20} {how:<8} {per_call:8.3} ms CPU, {wall:.3} ms wall",
                format!("{wire:?}")
            );
        }
    }
    against("one call, the dearest", worst, CALL_BUDGET_MS, "ms CPU");
}

/// Wall time of the five stages, by rules and with models.
fn stages() {
    let runtime = Runtime::new().expect("a runtime");
    let input = example();
    let served = Served::start(Wire::OpenAiChat);
    let model =
        || -> Vec<Arc<dyn Model>> { vec![Arc::new(endpoint(Wire::OpenAiChat, &served.address, LONG))] };
    // Fonts, dictionary and word relations are read once.
    measured(&runtime, &input, &Vec::new);
    let (by_rules, _) = measured(&runtime, &input, &Vec::new);
    let (at_once, own) = measured(&runtime, &input, &model);
    println!("five stages by rules                       {by_rules:8.1} ms wall, mean of {RUNS}");
    println!(
        "with a model that answers at once          {at_once:8.1} ms wall, {own:.1} of them waiting for it"
    );
    against("five stages beyond the model's own time", at_once - own, STAGES_BUDGET_MS, "ms wall");

    let (slow, peak) = runtime.block_on(async {
        let script = |asked: &Asked| answer(row(Wire::OpenAiChat), asked).after(SLOW);
        let provider = Provider::start(Wire::OpenAiChat, script).await;
        let model = Arc::new(endpoint(Wire::OpenAiChat, &provider.address, LONG));
        let mut longest = 0.0_f64;
        for _ in 0..RUNS / 4 {
            let begun = Instant::now();
            let chain: Vec<Arc<dyn Model>> = vec![Arc::clone(&model) as _];
            pipeline::run(&input, &context(chain)).await.expect("finished documents");
            longest = longest.max(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        let per_run = provider.call_count() as f64 / f64::from(RUNS / 4);
        println!("calls of one run                           {per_run:8.1}");
        (longest, provider.most_at_once())
    });
    println!(
        "with a model that takes {} ms a call      {slow:8.1} ms wall, the longest of {}",
        SLOW.as_millis(),
        RUNS / 4
    );
    println!("calls of one run side by side              {peak:8}");
}

/// Mean wall time of the five stages, and how much of it was the model's, in milliseconds.
fn measured(
    runtime: &Runtime,
    input: &GenerationInput,
    chain: &dyn Fn() -> Vec<Arc<dyn Model>>,
) -> (f64, f64) {
    let ctx = context(chain());
    let run = || runtime.block_on(pipeline::run(input, &ctx)).expect("finished documents");
    drop(run());
    let begun = Instant::now();
    let finished: Vec<Finished> = (0..RUNS).map(|_| run()).collect();
    let wall = begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(RUNS);
    let own = finished.iter().map(Finished::model_ms).sum::<f64>() / f64::from(RUNS);
    (wall, own)
}

/// How late the deadline in all is, with as many calls as a busy process has.
fn deadlines() {
    let runtime = Runtime::new().expect("a runtime");
    let modes = [
        Mode::HangBeforeHead,
        Mode::SlowHead,
        Mode::SlowBody,
        Mode::Stalled,
        Mode::PingsOnly,
        Mode::SlowError,
    ];
    let mut worst = (0.0_f64, String::new());
    for (name, side_by_side) in [("one at a time", 1), ("64 at a time", AT_ONCE)] {
        let mut calls = Vec::new();
        for mode in modes {
            for wire in Wire::ALL {
                for is_streamed in [false, true] {
                    calls.push((mode, wire, is_streamed));
                }
            }
        }
        let count = calls.len();
        let late: Vec<(f64, String)> = runtime.block_on(
            stream::iter(calls.into_iter().map(|call| late_ms(call.0, call.1, call.2)))
                .buffer_unordered(side_by_side)
                .collect(),
        );
        let latest = late.into_iter().max_by(|one, other| one.0.total_cmp(&other.0)).expect("calls");
        println!("latest of {count} deadlines, {name:<14} {:8.1} ms late ({})", latest.0, latest.1);
        if latest.0 > worst.0 {
            worst = latest;
        }
    }
    against("a deadline in all, the latest", worst.0, LATE_BUDGET_MS, "ms late");
}

async fn late_ms(mode: Mode, wire: Wire, is_streamed: bool) -> (f64, String) {
    let provider = Provider::start(wire, move |_| Reply::new(mode, "Larkspur and roses", (9, 9))).await;
    let model = endpoint(wire, &provider.address, TOTAL);
    let request = AskBouquet { is_streamed }.request(model.capabilities(), 3_000).expect("a question");
    let begun = Instant::now();
    let outcome = model.answer(&request, &Deltas::silent()).await;
    let elapsed = begun.elapsed();
    let failure = outcome.expect_err("no answer");
    let is_known = matches!(failure.class, FailureClass::TimedOut(_) | FailureClass::Overloaded);
    assert!(is_known, "{mode:?} on {wire:?}: {failure:?}");
    let late = elapsed.saturating_sub(TOTAL).as_secs_f64() * 1_000.0;
    (late, format!("{mode:?}, {wire:?}, {}", if is_streamed { "streamed" } else { "whole" }))
}

/// Whole generations beside every fault of every provider, streamed or not, with another to ask
/// and without.
fn every_fault() {
    let mut all = Vec::new();
    for row in rows::ALL {
        for mode in Mode::ALL {
            for is_streamed in [false, true] {
                all.extend([false, true].map(|has_second| Fault { row, mode, is_streamed, has_second }));
            }
        }
    }
    let count = all.len();
    let begun = Instant::now();
    let outcome = Runtime::new().expect("a runtime").block_on(faults::run(all));
    let finished: usize = outcome.finished.values().sum();
    println!(
        "{count} generations beside a fault, {} providers: {finished} finished ({:.2} %), {} hung, {} failed, {} with a document that is not whole; the longest {:.1} s, all {:.0} s",
        rows::ALL.len(),
        finished as f64 * 100.0 / count as f64,
        outcome.hung.len(),
        outcome.failed.len(),
        outcome.strange.len(),
        outcome.longest.as_secs_f64(),
        begun.elapsed().as_secs_f64(),
    );
    println!("whose document it is: {:?}", outcome.finished);
    for line in outcome.hung.iter().chain(&outcome.failed).chain(&outcome.strange) {
        println!("  {line}");
    }
}

fn against(what: &str, value: f64, budget: f64, unit: &str) {
    println!("{what:<42} {value:8.2} {unit}, {:.2} of {budget}", value / budget);
}

/// CPU time of every thread of this process so far, in milliseconds.
fn cpu_ms() -> f64 {
    let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let times = threads.map(|thread| fs::read_to_string(thread.path().join("schedstat")).expect("schedstat"));
    let nanoseconds = times.map(|time| time.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()));
    nanoseconds.map(|ns| ns.expect("nanoseconds")).sum::<f64>() / 1e6
}
