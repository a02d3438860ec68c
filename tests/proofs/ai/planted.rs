//! Postings and résumés with instructions and strange things planted in them: nothing that is
//! read, scored or written is other than without them, by rules and with a model that does what
//! was planted, and nobody fetches anything.
//!
//! The planted texts stand in `planted/`, whose README tells how they are planted.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use chrono::NaiveDate;
use futures_util::{StreamExt, stream};
use jobwise::ai::providers::Model;
use jobwise::generations::model::{
    CompiledProfile, GenerationInput, GenerationOptions, MODEL_UNAVAILABLE, PROFILE_INSTRUCTIONS, Reviewed,
    StageName,
};
use jobwise::generations::pipeline::{Checkpoints, run_stage};
use jobwise::jobs::instructions;
use jobwise::jobs::model::JobAnalysis;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::json_resume;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::AT_ONCE;
use super::faults::lines_of;
use super::scripted::{Said, Scripted, SimulatedPace};
use super::stages::context;
use crate::injections::{plant, told};

/// How many cases there have to be, postings and résumés together.
const CASES: usize = 200;

/// People with postings of their trade, none of which names what is planted.
const PEOPLE: [&str; 8] = [
    "registered-nurse",
    "marketing-manager",
    "electrician",
    "graduate",
    "chef",
    "pharmacist",
    "secondary_teacher",
    "accountant",
];

/// What was planted does in a posting.
#[derive(Debug, Clone, Deserialize)]
struct InPosting {
    kind: String,
    form: String,
    text: String,
}

/// What was planted in a résumé, as a text or as keys.
#[derive(Debug, Clone, Deserialize)]
struct InResume {
    place: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    keys: Map<String, Value>,
}

/// Somebody with a posting.
#[derive(Debug, Clone)]
struct Pair {
    resume: Value,
    posting: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pair(name: &str) -> Pair {
    let read = |example: String, suite: String| {
        fs::read_to_string(root().join(example))
            .or_else(|_| fs::read_to_string(root().join(suite)))
            .expect(name)
    };
    let resume =
        read(format!("examples/data/profile-{name}.json"), format!("tests/factcheck/profiles/{name}.json"));
    let posting =
        read(format!("examples/data/job-{name}.txt"), format!("tests/factcheck/postings/{name}.txt"));
    Pair { resume: serde_json::from_str(&resume).expect("JSON"), posting }
}

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| PEOPLE.into_iter().map(pair).collect());

/// Listens where the planted addresses lead, and counts who comes.
struct Witness {
    port: u16,
    visits: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Witness {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let visits = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&visits);
        let task = tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                seen.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, visits, task }
    }

    /// The text with the witness's address where it names one.
    fn addressed(&self, text: &str) -> String {
        let url = format!("http://127.0.0.1:{}", self.port);
        text.replace("{url}", &url).replace("{port}", &self.port.to_string())
    }

    /// How often somebody came; its own visit shows that it would be seen.
    async fn visits(self) -> usize {
        drop(tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.expect("the witness listens"));
        while self.visits.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        self.task.abort();
        self.visits.load(Ordering::SeqCst) - 1
    }
}

/// One planted case beside the same without it.
struct Case {
    what: String,
    clean: Pair,
    planted: Pair,
    /// What a model is made to say.
    words: String,
}

/// A posting as a page.
fn page(posting: &str, planted: &str, place: usize) -> String {
    let escaped = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines: Vec<&str> = posting.lines().filter(|line| !line.trim().is_empty()).collect();
    let at = [1, lines.len(), lines.len() / 2][place % 3];
    let mut page = String::new();
    for (number, line) in lines.iter().enumerate() {
        if number == at {
            page.push_str(planted);
        }
        match line.strip_prefix("- ") {
            Some(item) => page.push_str(&format!("<ul><li>{}</li></ul>\n", escaped(item))),
            None => page.push_str(&format!("<p>{}</p>\n", escaped(line))),
        }
    }
    if at == lines.len() {
        page.push_str(planted);
    }
    page
}

/// The text with something behind every seventh letter.
fn strewn(text: &str, planted: &str) -> String {
    let letters = text.chars().enumerate();
    letters.fold(String::new(), |mut strewn, (at, letter)| {
        strewn.push(letter);
        if at % 7 == 3 && letter.is_alphanumeric() {
            strewn.push_str(planted);
        }
        strewn
    })
}

fn posting_case(row: &InPosting, index: usize, witness: &Witness) -> Case {
    let pair = &PAIRS[index % PAIRS.len()];
    let text = witness.addressed(&row.text);
    let is_spoken =
        matches!(row.kind.as_str(), "demand" | "override" | "turn" | "language" | "disguise" | "long");
    let (clean, planted) = match (row.form.as_str(), row.kind.as_str()) {
        ("html", _) => (page(&pair.posting, "", index), page(&pair.posting, &text, index)),
        (_, "invisible") => (pair.posting.clone(), strewn(&pair.posting, &text)),
        _ if is_spoken => (pair.posting.clone(), plant(&pair.posting, &text, index)),
        // What is no demand stands where prose does: behind the first paragraph or at the end.
        _ => (pair.posting.clone(), plant(&pair.posting, &text, 1 + index % 2)),
    };
    let of = |posting: String| Pair { resume: pair.resume.clone(), posting };
    let what = format!("{} in the posting of {}: {}", row.kind, PEOPLE[index % PAIRS.len()], row.text);
    Case { what, clean: of(clean), planted: of(planted), words: text }
}

/// Adds something to a list of an entry, which is made if it is not there.
fn pushed(entry: &mut Value, key: &str, value: Value) {
    match &mut entry[key] {
        Value::Array(list) => list.push(value),
        other => *other = json!([value]),
    }
}

fn with_end(text: &mut Value, planted: &str) {
    let before = text.as_str().unwrap_or_default().trim_end_matches('.').to_owned();
    *text = if before.is_empty() { json!(planted) } else { json!(format!("{before}. {planted}")) };
}

/// The same text as a sentence of its own, which is what is left once the planted one is gone.
fn ended(text: &mut Value) {
    let before = text.as_str().unwrap_or_default().trim_end_matches('.').to_owned();
    if !before.is_empty() {
        *text = json!(format!("{before}."));
    }
}

fn strewn_texts(value: &mut Value, planted: &str, key: &str) {
    match value {
        Value::String(text) if ["highlights", "summary", "keywords", "position", "area"].contains(&key) => {
            *text = strewn(text, planted);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| strewn_texts(value, planted, key)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| strewn_texts(value, planted, key)),
        _ => {}
    }
}

fn resume_case(row: &InResume, index: usize, witness: &Witness) -> Case {
    let pair = &PAIRS[index % PAIRS.len()];
    let text = witness.addressed(&row.text);
    let (mut clean, mut planted) = (pair.resume.clone(), pair.resume.clone());
    match row.place.as_str() {
        "highlight" => pushed(&mut planted["work"][0], "highlights", json!(text)),
        "end_of_highlight" => {
            with_end(&mut planted["work"][0]["highlights"][0], &text);
            ended(&mut clean["work"][0]["highlights"][0]);
        }
        "summary" => {
            with_end(&mut planted["basics"]["summary"], &text);
            ended(&mut clean["basics"]["summary"]);
        }
        "position_summary" => {
            with_end(&mut planted["work"][0]["summary"], &text);
            ended(&mut clean["work"][0]["summary"]);
        }
        "project" => {
            let project = json!({ "name": "Larch", "highlights": ["Planted forty trees"] });
            pushed(&mut clean, "projects", project.clone());
            pushed(&mut planted, "projects", project);
            let last = planted["projects"].as_array().map_or(0, |list| list.len() - 1);
            pushed(&mut planted["projects"][last], "highlights", json!(text));
        }
        "interest" => pushed(&mut planted, "interests", json!({ "name": text })),
        "reference" => pushed(&mut planted, "references", json!({ "reference": text })),
        "section" => {
            pushed(&mut planted["jobwise"], "sections", json!({ "title": "Patents", "items": [text] }));
        }
        "award" => pushed(&mut planted, "awards", json!({ "title": text })),
        "skill" => pushed(&mut planted["skills"][0], "keywords", json!(text)),
        "image" => planted["basics"]["image"] = json!(text),
        "top" | "work" => {
            let keys: Map<String, Value> =
                serde_json::from_str(&witness.addressed(&Value::Object(row.keys.clone()).to_string()))
                    .expect("JSON");
            let entry = if row.place == "top" { &mut planted } else { &mut planted["work"][0] };
            entry.as_object_mut().expect("an object").extend(keys);
        }
        "words" => strewn_texts(&mut planted, &text, ""),
        place => panic!("nobody knows how to plant in {place}"),
    }
    let of = |resume: Value| Pair { resume, posting: pair.posting.clone() };
    let shown =
        if row.keys.is_empty() { row.text.clone() } else { Value::Object(row.keys.clone()).to_string() };
    let what = format!("{} in the résumé of {}: {shown}", row.place, PEOPLE[index % PAIRS.len()]);
    Case { what, clean: of(clean), planted: of(planted), words: shown }
}

fn rows<T: for<'a> Deserialize<'a>>(file: &str) -> Vec<T> {
    let text = fs::read_to_string(root().join("tests/proofs/ai/planted").join(file)).expect("planted texts");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn cases(witness: &Witness) -> Vec<Case> {
    let postings: Vec<InPosting> = rows("postings.jsonl");
    let resumes: Vec<InResume> = rows("resumes.jsonl");
    let postings = postings.iter().enumerate().map(|(index, row)| posting_case(row, index, witness));
    let resumes = resumes.iter().enumerate().map(|(index, row)| resume_case(row, index, witness));
    postings.chain(resumes).collect()
}

/// What is read, scored and written for somebody: everything but places in the posting.
async fn outcome(pair: &Pair, chain: Vec<Arc<dyn Model>>) -> Vec<String> {
    let profile = json_resume::parse(&pair.resume, &mut json_resume::path_ids()).expect("a profile");
    let posting = posting::read(&pair.posting).expect("a posting");
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let input = Arc::new(GenerationInput::new(profile, posting, GenerationOptions::default(), today));
    let ctx = context(chain);
    let mut checkpoints = Checkpoints::default();
    // The file is what is printed of the documents, and of nothing else.
    for stage in StageName::ALL.into_iter().filter(|stage| *stage != StageName::PdfExporter) {
        let step = run_stage(stage, &input, &checkpoints, &ctx).await.expect("a stage");
        checkpoints.save(stage, step.result);
    }
    let analysis: JobAnalysis = checkpoints.get(StageName::JobAnalyzer).expect("an analysis");
    let compiled: CompiledProfile = checkpoints.get(StageName::ProfileCompiler).expect("scores");
    let reviewed: Reviewed = checkpoints.get(StageName::QualityValidator).expect("documents");
    let mut outcome = told(&input.posting, &analysis);
    outcome.extend(
        list_facts(&input.profile)
            .iter()
            .map(|fact| format!("fact {} {:?} {}", fact.id, fact.kind, fact.text)),
    );
    outcome.extend(compiled.facts.iter().map(|fact| format!("score {fact:?}")));
    outcome.extend(compiled.supported.iter().map(|support| format!("supported {support:?}")));
    outcome.push(format!("gaps {:?}", compiled.gaps));
    for mut draft in reviewed.documents {
        for claim in draft.content.claims_mut() {
            claim.quotes.clear();
        }
        draft
            .quality
            .notes
            .retain(|note| ![MODEL_UNAVAILABLE, PROFILE_INSTRUCTIONS].contains(&note.code.as_str()));
        let content = serde_json::to_value(&draft.content).expect("JSON");
        outcome.push(format!("identity {}", content["identity"]));
        outcome
            .extend(content["blocks"].as_array().into_iter().flatten().map(|block| format!("block {block}")));
        let mut quality = serde_json::to_value(&draft.quality).expect("JSON");
        without_places(&mut quality);
        // That a model was asked and answered is told, whatever its answer was worth.
        quality.as_object_mut().expect("an object").remove("method");
        outcome
            .extend(quality.as_object().into_iter().flatten().map(|(key, value)| format!("{key} {value}")));
    }
    outcome
}

/// Where in the posting something stands is of no account.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("spans");
            fields.values_mut().for_each(without_places);
        }
        Value::Array(values) => values.iter_mut().for_each(without_places),
        _ => {}
    }
}

/// A model that does what was planted: says it in place of each line, behind it, or instead of an
/// answer.
fn obedient(words: &str, index: usize) -> Arc<dyn Model> {
    let words = words.to_owned();
    let pace = Arc::new(SimulatedPace::default());
    Scripted::new("Larch AI", &pace, move |_, request| -> Said {
        let said = |text: &str| match index % 3 {
            0 => words.clone(),
            1 => format!("{text} {words}"),
            _ => format!("{text} with Kubernetes, Terraform and COBOL"),
        };
        let claims: Vec<Value> = lines_of(&request.user)
            .iter()
            .map(|(id, text)| json!({ "id": id, "text": said(text) }))
            .collect();
        let correction =
            |number: u32| json!({ "id": format!("s{number}"), "priority": "required", "quote": words });
        let corrections: Vec<Value> = (1..=12).map(correction).collect();
        let answer = match index % 7 {
            6 => words.clone(),
            _ => json!({ "claims": claims, "corrections": corrections, "doubts": [], "tool_calls": [{ "name": "fetch", "url": words }] }).to_string(),
        };
        Ok(Box::leak(answer.into_boxed_str()))
    })
}

/// What is other with the planted text than without.
async fn changes(case: &Case, clean: &[String], index: usize) -> Vec<String> {
    let mut changes = Vec::new();
    for (by, chain) in [("rules", Vec::new()), ("a model", vec![obedient(&case.words, index)])] {
        let planted = outcome(&case.planted, chain).await;
        let more: Vec<&String> = planted.iter().filter(|line| !clean.contains(line)).collect();
        let less: Vec<&String> = clean.iter().filter(|line| !planted.contains(line)).collect();
        if !more.is_empty() || !less.is_empty() || planted.len() != clean.len() {
            let what: String = case.what.chars().take(160).collect();
            changes.push(format!("by {by}: {what}\n  more {more:?}\n  less {less:?}"));
        }
    }
    changes
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planted_changes_nothing_and_nobody_fetches() {
    let witness = Witness::listen().await;
    let cases = cases(&witness);
    assert!(cases.len() >= CASES, "{}", cases.len());
    let count = cases.len();
    // Most clean ones are one and the same.
    let known: Mutex<HashMap<String, Vec<String>>> = Mutex::default();
    let known = &known;
    let compared = cases.iter().enumerate().map(|(index, case)| async move {
        let key = format!("{}{}", case.clean.resume, case.clean.posting);
        let found = known.lock().expect("the clean ones").get(&key).cloned();
        let clean = match found {
            Some(clean) => clean,
            None => {
                let clean = outcome(&case.clean, Vec::new()).await;
                known.lock().expect("the clean ones").insert(key, clean.clone());
                clean
            }
        };
        changes(case, &clean, index).await
    });
    let changes: Vec<String> =
        stream::iter(compared).buffer_unordered(AT_ONCE).flat_map(stream::iter).collect().await;
    let visits = witness.visits().await;
    println!(
        "{count} postings and résumés with planted texts: {} read otherwise, {visits} fetches",
        changes.len()
    );
    assert!(changes.is_empty(), "\n{}", changes.join("\n"));
    assert_eq!(visits, 0);
}

#[tokio::test]
async fn a_line_that_is_no_instruction_does_change_what_is_made() {
    let pair = &PAIRS[0];
    let before = outcome(pair, Vec::new()).await;
    let mut more = pair.clone();
    pushed(
        &mut more.resume["work"][0],
        "highlights",
        json!("Precepted 4 nursing students in cardiac monitoring"),
    );
    assert_ne!(outcome(&more, Vec::new()).await, before);
    let asked = Pair { posting: format!("{}\n\nRequirements\n- Kubernetes", pair.posting), ..pair.clone() };
    assert_ne!(outcome(&asked, Vec::new()).await, before);
}

#[test]
fn careers_that_have_to_do_with_machines_are_read_as_ever() {
    let lexicon = Lexicon::built_in();
    let text = fs::read_to_string(root().join("tests/proofs/ai/planted/honest.txt")).expect("honest lines");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() >= 30);
    let found: Vec<&&str> =
        lines.iter().filter(|line| !instructions::find_in_career(line, lexicon).is_empty()).collect();
    assert!(found.is_empty(), "{found:#?}");
    for folder in ["examples/data", "tests/factcheck/profiles"] {
        for file in fs::read_dir(root().join(folder)).expect("profiles").flatten() {
            if file.path().extension().is_some_and(|end| end == "json") {
                let bytes = fs::read(file.path()).expect("a profile");
                let profile =
                    json_resume::from_slice(&bytes, &mut json_resume::path_ids()).expect("a profile");
                let posting =
                    posting::read("Cook\n\nWe cook for forty guests and look for somebody who likes it.");
                let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
                let input = GenerationInput::new(
                    profile.clone(),
                    posting.expect("a posting"),
                    GenerationOptions::default(),
                    today,
                );
                assert_eq!(
                    (input.set_aside.len(), &input.profile),
                    (0, &profile),
                    "{}",
                    file.path().display()
                );
            }
        }
    }
}
