//! Whole generations beside a provider that does wrong: every way of it, by every provider,
//! streamed or not, with somebody to ask next and without. Shared by the proofs and the bench.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use futures_util::future::{BoxFuture, ready};
use futures_util::{StreamExt, stream};
use jobwise::ai::call::{Answer, Deltas, Request, Usage};
use jobwise::ai::failure::Failure;
use jobwise::ai::prompts::Prompts;
use jobwise::ai::providers::Model;
use jobwise::ai::providers::endpoint::{Endpoint, Setup};
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::providers::rows::ProviderRow;
use jobwise::ai::providers::transport::Transport;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::routing::breaker::BreakerRule;
use jobwise::ai::routing::pace::Pace;
use jobwise::ai::routing::{Policy, Router};
use jobwise::ai::setup::Ai;
use jobwise::clock::Clock;
use jobwise::config::Secret;
use jobwise::documents::formats::typst::Typesetter;
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline;
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use serde_json::{Value, json};

use crate::provider::modes::Mode;
use crate::provider::server::{Asked, Provider, Reply};
use crate::provider::wires;

/// After this a generation hangs.
const PATIENCE: Duration = Duration::from_secs(120);
/// Deadlines of a provider that does wrong. Long enough for what only is slow because the
/// machine is loaded.
const SHORT: Duration = Duration::from_millis(1_500);
/// A deadline that never passes.
const LONG: Duration = Duration::from_secs(60);
/// Generations at once.
const AT_ONCE: usize = 24;

/// A line of the example and what each of two models makes of it.
const FIRST: (&str, &str) = ("reduced falls", "cut falls");
const SECOND: (&str, &str) = ("Raised bedside", "Increased bedside");

/// A provider that does wrong, and whether there is another.
#[derive(Clone, Copy)]
pub struct Fault {
    pub row: &'static ProviderRow,
    pub mode: Mode,
    pub is_streamed: bool,
    pub has_second: bool,
}

/// By whom the document is that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    /// The provider that was asked first.
    First,
    /// The next one.
    Second,
    /// Nobody answered, and the rules stand.
    Rules,
}

/// What came of all of them.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Generations that finished, by whose the document is.
    pub finished: BTreeMap<Author, usize>,
    /// Those that came to no end in time.
    pub hung: Vec<String>,
    /// Those that ended with an error.
    pub failed: Vec<String>,
    /// Those whose document is neither by the rules nor what a model said whole and truly.
    pub strange: Vec<String>,
    /// The longest one.
    pub longest: Duration,
}

/// Time as it is, without waiting.
struct Brisk(Instant);

impl Pace for Brisk {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }

    fn fraction(&self) -> f64 {
        0.5
    }
}

/// A model whose answers are never streamed.
struct Whole(Endpoint);

impl Model for Whole {
    fn provider(&self) -> &str {
        self.0.provider()
    }

    fn model(&self) -> &str {
        self.0.model()
    }

    fn capabilities(&self) -> &Capabilities {
        self.0.capabilities()
    }

    fn cost_micros(&self, model: &str, usage: Usage) -> Option<u64> {
        self.0.cost_micros(model, usage)
    }

    fn answer<'a>(
        &'a self,
        request: &'a Request,
        deltas: &'a Deltas,
    ) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(
            async move { self.0.answer(&Request { is_streamed: false, ..request.clone() }, deltas).await },
        )
    }
}

/// The lines of a question, with their ids; none where it asks for something else.
pub fn lines_of(task: &str) -> Vec<(String, String)> {
    let field = task.split("<data name=\"claims\">\n").nth(1).and_then(|rest| rest.lines().next());
    let lines: Value = field.and_then(|field| serde_json::from_str(field).ok()).unwrap_or_default();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    lines.as_array().into_iter().flatten().map(|line| (text(line, "id"), text(line, "text"))).collect()
}

/// An answer in which a phrase of a line is another, and that has nothing to say to other
/// questions.
pub fn edited(row: &ProviderRow, asked: &Asked, (from, to): (&str, &str)) -> String {
    let lines = lines_of(wires::task(row.wire, &asked.body));
    let claims: Vec<Value> = lines
        .into_iter()
        .filter(|(_, text)| text.contains(from))
        .map(|(id, text)| json!({ "id": id, "text": text.replace(from, to) }))
        .collect();
    json!({ "claims": claims, "corrections": [], "doubts": [] }).to_string()
}

fn endpoint(row: &'static ProviderRow, address: &str, deadlines: Deadlines) -> Endpoint {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let setup = Setup {
        row,
        base_url: address.to_owned(),
        model: "larch-1".to_owned(),
        key: Some(Secret::new("sk-secret")),
        deadlines,
    };
    let transport = Transport::try_new(LONG).expect("a transport");
    Endpoint::new(setup, transport, Clock::fixed_day(today()))
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day")
}

pub fn context(chain: Vec<Arc<dyn Model>>) -> StageContext {
    static TYPESETTER: LazyLock<Arc<Typesetter>> = LazyLock::new(|| Arc::new(Typesetter::new()));
    static PROMPTS: LazyLock<Arc<Prompts>> =
        LazyLock::new(|| Arc::new(Prompts::try_new().expect("good prompts")));
    let pace: Arc<dyn Pace> = Arc::new(Brisk(Instant::now()));
    let router = Router::new(chain, pace, Policy { retries: 1, ..Policy::default() }, BreakerRule::default());
    StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::clone(&TYPESETTER),
        pdf_engine: None,
        clock: Clock::fixed_day(today()),
        progress: ProgressSink::silent(),
        ai: (!router.is_empty()).then(|| Ai { router, prompts: Arc::clone(&PROMPTS) }),
        purses: Purses::default(),
    }
}

pub fn example() -> GenerationInput {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let profile = fs::read(folder.join("profile-registered-nurse.json")).expect("a profile");
    let text = fs::read_to_string(folder.join("job-registered-nurse.txt")).expect("a posting");
    GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read(&text).expect("a posting"),
        GenerationOptions { kinds: vec![DocumentKind::Resume], ..GenerationOptions::default() },
        today(),
    )
}

/// The document a run leaves.
async fn document(input: &GenerationInput, chain: Vec<Arc<dyn Model>>) -> Result<DocumentContent, String> {
    let mut finished = pipeline::run(input, &context(chain)).await.map_err(|error| error.to_string())?;
    let is_whole = finished.files.len() == 1 && finished.files[0].1.starts_with(b"%PDF");
    let draft = finished.reviewed.documents.pop().filter(|_| is_whole);
    draft.map(|draft| draft.content).ok_or_else(|| "there is no file".to_owned())
}

/// The document with one phrase in other words, as a model that works leaves it.
async fn by_a_model(
    input: &GenerationInput,
    row: &'static ProviderRow,
    edit: (&'static str, &'static str),
) -> DocumentContent {
    let script = move |asked: &Asked| Reply::new(Mode::Good, &edited(row, asked, edit), (900, 60));
    let provider = Provider::start(row.wire, script).await;
    let patient = Deadlines { connect: LONG, total: LONG, first_token: LONG, idle: LONG };
    document(input, vec![Arc::new(endpoint(row, &provider.address, patient))]).await.expect("a document")
}

async fn ended(fault: Fault, input: &GenerationInput) -> Result<DocumentContent, String> {
    let Fault { row, mode, is_streamed, has_second } = fault;
    let first =
        Provider::start(row.wire, move |asked| Reply::new(mode, &edited(row, asked, FIRST), (900, 60)));
    let first = first.await;
    let second = Provider::start(row.wire, move |asked| {
        Reply::new(Mode::Good, &edited(row, asked, SECOND), (900, 60))
    });
    let second = second.await;
    let impatient = Deadlines { connect: LONG, total: SHORT, first_token: SHORT, idle: SHORT };
    let patient = Deadlines { connect: LONG, total: LONG, first_token: LONG, idle: LONG };
    let faulty = endpoint(row, &first.address, impatient);
    let mut chain: Vec<Arc<dyn Model>> =
        vec![if is_streamed { Arc::new(faulty) } else { Arc::new(Whole(faulty)) }];
    if has_second {
        chain.push(Arc::new(endpoint(row, &second.address, patient)));
    }
    document(input, chain).await
}

/// Runs a generation beside each fault.
pub async fn run(faults: Vec<Fault>) -> Outcome {
    let input = example();
    let row = faults[0].row;
    let known = [
        (Author::Rules, document(&input, Vec::new()).await.expect("a document")),
        (Author::First, by_a_model(&input, row, FIRST).await),
        (Author::Second, by_a_model(&input, row, SECOND).await),
    ];
    let is_told_apart = known.iter().zip(known.iter().cycle().skip(1)).all(|(one, other)| one.1 != other.1);
    assert!(is_told_apart, "the documents of the three can be told apart");
    let input = &input;
    let runs = faults.into_iter().map(|fault| async move {
        let begun = Instant::now();
        let outcome = tokio::time::timeout(PATIENCE, ended(fault, input)).await;
        (fault, outcome, begun.elapsed())
    });
    let mut outcome = Outcome::default();
    let mut runs = stream::iter(runs).buffer_unordered(AT_ONCE);
    while let Some((fault, ended, elapsed)) = runs.next().await {
        let Fault { row, mode, is_streamed, has_second } = fault;
        let what = format!("{mode:?} of {}, streamed: {is_streamed}, another: {has_second}", row.name);
        outcome.longest = outcome.longest.max(elapsed);
        match ended {
            Err(_) => outcome.hung.push(what),
            Ok(Err(error)) => outcome.failed.push(format!("{what}: {error}")),
            Ok(Ok(content)) => match known.iter().find(|(_, known)| *known == content) {
                Some((author, _)) => *outcome.finished.entry(*author).or_default() += 1,
                None => outcome.strange.push(what),
            },
        }
    }
    outcome
}
