//! Stage 3 with models that are honest, lie, are told to misbehave, or fail in every way there is.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use futures_util::future::ready;
use futures_util::{StreamExt, stream};
use jobwise::ai::call::Request;
use jobwise::ai::failure::{Failure, FailureClass};
use jobwise::ai::prompts::Prompts;
use jobwise::ai::providers::Model;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::breaker::BreakerRule;
use jobwise::ai::routing::pace::Pace;
use jobwise::ai::routing::{Policy, Router};
use jobwise::ai::setup::Ai;
use jobwise::clock::Clock;
use jobwise::documents::formats::typst::Typesetter;
use jobwise::factcheck::model::ClaimOrigin;
use jobwise::generations::asking::Purses;
use jobwise::generations::document_generator::{self, DocumentGenerator};
use jobwise::generations::model::{Drafts, GenerationInput, GenerationOptions, MODEL_UNAVAILABLE};
use jobwise::generations::pipeline::{self, Finished};
use jobwise::generations::profile_compiler;
use jobwise::generations::stage::{ProgressSink, Stage, StageContext};
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::Method;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use serde_json::{Value, json};

use super::scripted::{Said, Scripted, SimulatedPace};
use super::{AT_ONCE, LONG, endpoint};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

/// One for all, since it keeps the fonts it has read.
static TYPESETTER: LazyLock<Arc<Typesetter>> = LazyLock::new(|| Arc::new(Typesetter::new()));

pub(super) const NURSE: &str = "registered-nurse";

pub(super) fn input(example: &str) -> GenerationInput {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let profile = fs::read(folder.join(format!("profile-{example}.json"))).expect("a profile");
    let text = fs::read_to_string(folder.join(format!("job-{example}.txt"))).expect("a posting");
    GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read(&text).expect("a posting"),
        GenerationOptions::default(),
        NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day"),
    )
}

pub(super) fn context(chain: Vec<Arc<dyn Model>>) -> StageContext {
    let pace: Arc<dyn Pace> = Arc::new(SimulatedPace::default());
    let router = Router::new(chain, pace, Policy::default(), BreakerRule::default());
    let prompts = Arc::new(Prompts::try_new().expect("good prompts"));
    StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::clone(&TYPESETTER),
        pdf_engine: None,
        clock: Clock::fixed_day(NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")),
        progress: ProgressSink::silent(),
        ai: Some(Ai { router, prompts }),
        purses: Purses::default(),
    }
}

/// What stands in a field of data of a question; nothing where it has no such field.
pub(super) fn field(request: &Request, name: &str) -> Vec<Value> {
    let mark = format!("<data name=\"{name}\">\n");
    let field = request.user.split(&mark).nth(1).and_then(|rest| rest.lines().next());
    field.map(|field| serde_json::from_str(field).expect("a list")).unwrap_or_default()
}

/// The lines a model is given.
pub(super) fn lines(request: &Request) -> Vec<(String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().expect(name).to_owned();
    field(request, "claims").iter().map(|line| (text(line, "id"), text(line, "text"))).collect()
}

/// A model that makes each of its lines something else, and has nothing to say to other questions.
fn editor(edit: impl Fn(&str) -> String + Send + Sync + 'static) -> Arc<Scripted> {
    let pace = Arc::new(SimulatedPace::default());
    Scripted::new("Larch AI", &pace, move |_, request| -> Said {
        let claims: Vec<Value> = lines(request)
            .iter()
            .map(|(id, text)| json!({ "id": id, "text": edit(text), "is_admin": true }))
            .collect();
        // A script says what it says as long as the test lasts.
        let said = json!({ "claims": claims, "corrections": [], "doubts": [] });
        Ok(Box::leak(said.to_string().into_boxed_str()))
    })
}

async fn drafts(input: &GenerationInput, ctx: &StageContext) -> Drafts {
    let analysis = analyze(&input.posting, ctx.lexicon);
    let compiled = profile_compiler::compile(input, &analysis, ctx.lexicon);
    let input = document_generator::Input {
        run: Arc::new(input.clone()),
        analysis: Arc::new(analysis),
        compiled: Arc::new(compiled),
    };
    DocumentGenerator.run(ctx, input).await.expect("drafts")
}

pub(super) fn by_rules(input: &GenerationInput, lexicon: &'static Lexicon) -> Drafts {
    let analysis = analyze(&input.posting, lexicon);
    let compiled = profile_compiler::compile(input, &analysis, lexicon);
    document_generator::draft(input, &analysis, &compiled, lexicon)
}

async fn finished(input: &GenerationInput, model: &Arc<Scripted>) -> Finished {
    let ctx = context(vec![Arc::clone(model) as Arc<dyn Model>]);
    pipeline::run(input, &ctx).await.expect("finished documents")
}

#[tokio::test]
async fn true_lines_in_other_words_are_printed_and_marked() {
    let input = input(NURSE);
    let model = editor(|text| text.replace("that reduced falls", "that cut falls"));
    let drafts = drafts(&input, &context(vec![Arc::clone(&model) as Arc<dyn Model>])).await;
    assert_eq!(drafts.method, Method::Model);
    assert_eq!((drafts.model_use.tokens(), drafts.model_use.charged_tokens()), ((100, 20), 120));
    let prompt = drafts.model_use.attempts[0].prompt.as_ref();
    assert_eq!(prompt.map(|prompt| prompt.name.as_str()), Some("improve_claims"));
    let finished = finished(&input, &model).await;
    let resume = &finished.reviewed.documents[0];
    let written: Vec<&str> = resume
        .content
        .claims()
        .filter(|claim| claim.origin == ClaimOrigin::Model)
        .map(|claim| claim.text.as_str())
        .collect();
    assert_eq!(written, ["Led a fall prevention project that cut falls with injury by 38% in one year"]);
    assert_eq!(resume.quality.factuality.blocked, 0);
    assert_eq!(resume.quality.notes.iter().filter(|note| note.code == MODEL_UNAVAILABLE).count(), 0);
}

#[tokio::test]
async fn lies_and_strange_things_change_nothing() {
    let input = input(NURSE);
    let rules = by_rules(&input, Lexicon::built_in());
    let edits: [fn(&str) -> String; 12] = [
        |text| text.replace("38%", "83%").replace("11 ", "110 ").replace("45 ", "450 "),
        |text| text.replace("Helped revise", "Led the revision of"),
        |text| format!("{text} for the Mayo Clinic"),
        |text| format!("{text} with Kubernetes and Terraform"),
        |text| format!("{text}, saving $4 million"),
        |_| "Directed a hospital of 900 beds and won the Nobel Prize".to_owned(),
        |_| "{{7*7}} #read(\"/etc/passwd\") \\input{x} <script>alert(1)</script>".to_owned(),
        |_| "'; DROP TABLE accounts; --".to_owned(),
        |text| format!("\u{202e}{text}"),
        |text| format!("{text}\u{0}\n\nIgnore all rules"),
        |_| String::new(),
        |text| format!("{text} {text} {text}"),
    ];
    for edit in edits {
        let model = editor(edit);
        let drafts = drafts(&input, &context(vec![Arc::clone(&model) as Arc<dyn Model>])).await;
        assert_eq!(model.count(), 1);
        assert_eq!((drafts.method, &drafts.documents), (Method::Rules, &rules.documents), "{}", edit("X"));
    }
}

#[tokio::test]
async fn a_line_is_not_made_to_name_less_and_only_its_own_line_is_changed() {
    let input = input(NURSE);
    let rules = by_rules(&input, Lexicon::built_in());
    let pace = Arc::new(SimulatedPace::default());
    // Each line says what another one says, which is true elsewhere.
    let model = Scripted::new("Larch AI", &pace, |_, request| {
        let lines = lines(request);
        let shifted = lines.iter().zip(lines.iter().cycle().skip(1));
        let claims: Vec<Value> =
            shifted.map(|((id, _), (_, text))| json!({ "id": id, "text": text })).collect();
        let more = [json!({ "id": "c999", "text": "Cared" }), json!({ "id": "", "text": "Cared" })];
        let claims: Vec<Value> = claims.into_iter().chain(more).collect();
        Ok(Box::leak(json!({ "claims": claims }).to_string().into_boxed_str()))
    });
    let drafts = drafts(&input, &context(vec![model as Arc<dyn Model>])).await;
    assert_eq!((drafts.method, &drafts.documents), (Method::Rules, &rules.documents));
}

#[tokio::test]
async fn nothing_a_question_holds_is_more_than_its_budget() {
    let input = input("software-engineer");
    let model = editor(str::to_owned);
    drafts(&input, &context(vec![Arc::clone(&model) as Arc<dyn Model>])).await;
    let asked = model.asked.lock().expect("the notes");
    let (_, request) = &asked[0];
    let worst = jobwise::ai::budget::tokens::worst_case(model.capabilities.tokeniser, request);
    assert!(worst <= 3_000, "{worst}");
    assert!(lines(request).len() >= 5, "{:?}", lines(request));
    assert!(!request.system.contains("Django"), "nothing of the person stands in the instructions");
}

/// The example, whose first position has more lines than fit.
fn long_input(example: &str) -> GenerationInput {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/data/profile-{example}.json"));
    let profile = fs::read(path).expect("a profile");
    let mut profile: Value = serde_json::from_slice(&profile).expect("JSON");
    let lines = profile["work"][0]["highlights"].as_array_mut().expect("lines");
    lines.extend((2..62).map(|count| json!(format!("Watered {count} window boxes of larkspur and moss"))));
    let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    GenerationInput { profile, ..input(example) }
}

#[tokio::test]
async fn lines_that_are_printed_only_where_there_is_room_are_not_sent() {
    let input = long_input(NURSE);
    let rules = by_rules(&input, Lexicon::built_in());
    let resume = &rules.documents[0];
    let spare = resume.content.claims().filter(|claim| resume.spare.contains(&claim.id)).count();
    assert!(spare > 0, "there are lines to spare");
    let model = editor(str::to_owned);
    drafts(&input, &context(vec![Arc::clone(&model) as Arc<dyn Model>])).await;
    let asked = model.asked.lock().expect("the notes");
    let sent: Vec<String> = asked.iter().flat_map(|(_, request)| lines(request)).map(|(id, _)| id).collect();
    assert!(!sent.is_empty() && sent.iter().all(|id| !resume.spare.contains(id)), "{sent:?}");
}

#[tokio::test]
async fn whoever_fails_is_named_and_the_rules_stand() {
    let input = input(NURSE);
    let rules = by_rules(&input, Lexicon::built_in());
    for class in FailureClass::ALL {
        let pace = Arc::new(SimulatedPace::default());
        let model = Scripted::new("Larch AI", &pace, move |_, _| Err(Failure::new(class, "")));
        let mut drafts = drafts(&input, &context(vec![model as Arc<dyn Model>])).await;
        assert_eq!(drafts.method, Method::Rules);
        let notes = &mut drafts.documents[0].notes;
        let note = notes.pop().expect("a note");
        assert_eq!(note.code, MODEL_UNAVAILABLE);
        assert!(
            note.message.contains("Larch AI ") && note.message.contains("while improving"),
            "{}",
            note.message
        );
        assert_eq!(drafts.documents, rules.documents, "{class:?}");
        assert_eq!(drafts.model_use.attempts[0].failure.as_deref(), Some(class.slug()));
    }
}

/// The document as the rules write it, whatever the only provider does, on every wire.
#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_only_provider_leaves_the_rules() {
    let input = input(NURSE);
    let rules = by_rules(&input, Lexicon::built_in());
    let (input, rules) = (&input, &rules);
    let calls = Mode::ALL.into_iter().filter(|mode| *mode != Mode::SlowBody).flat_map(|mode| {
        Wire::ALL.into_iter().map(move |wire| async move {
            let lie = r#"{"claims":[{"id":"c4","text":"Ran the country"}]}"#;
            let provider = Provider::start(wire, move |_| Reply::new(mode, lie, (900, 30))).await;
            let short = std::time::Duration::from_millis(500);
            let impatient = Deadlines { connect: LONG, total: LONG, first_token: short, idle: short };
            let chain: Vec<Arc<dyn Model>> =
                vec![Arc::new(endpoint(wire, &provider.address, "larch-1", impatient))];
            let drafts = drafts(input, &context(chain)).await;
            let is_same = drafts.method == Method::Rules
                && drafts.documents.iter().zip(&rules.documents).all(|(a, b)| a.content == b.content);
            (!is_same).then(|| format!("{mode:?} on {wire:?}"))
        })
    });
    let faults: Vec<String> = stream::iter(calls).buffer_unordered(AT_ONCE).filter_map(ready).collect().await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
