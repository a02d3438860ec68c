//! A fluent liar: a model that answers in the very form asked for, about the lines it was asked
//! about, and with hundreds of claims that are not true. None of them may be in any document.
//!
//! The lies stand in `lies/`, one file a person; its README tells how they are written. Each is
//! told of the line it was made from, over every wire, through all five stages; then of other
//! lines. That the same road is open to a true line is shown beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, stream};
use jobwise::ai::providers::wires::Wire;
use jobwise::documents::readback::pdf::read_text;
use jobwise::factcheck::model::{ClaimOrigin, Slot};
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline::{self, Finished};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::language::unseen::without_unseen;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::FactId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::stages::{by_rules, context};
use super::{AT_ONCE, PATIENT, endpoint};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

/// How many lies there have to be.
const LIES: usize = 300;
/// How many kinds of them.
const KINDS: usize = 20;
/// How many lines farther each lie is told once more.
const SHIFTS: [usize; 2] = [1, 3];

/// What may be said instead of a line.
#[derive(Debug, Clone, Deserialize)]
struct Row {
    /// The fact whose line it is to stand for.
    of: String,
    /// The kind of lie, or `honest`.
    kind: String,
    /// The words.
    text: String,
}

impl Row {
    fn is_lie(&self) -> bool {
        self.kind != "honest"
    }
}

/// A person with their posting and what is said of them.
struct Person {
    name: String,
    input: GenerationInput,
    rows: Vec<Row>,
    /// The claim that prints a fact, by the fact.
    claims: HashMap<String, String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn first_of(paths: [PathBuf; 2]) -> Vec<u8> {
    paths.iter().find_map(|path| fs::read(path).ok()).expect("a fixture")
}

/// The people of `lies/`, with every line that is lied about pinned.
fn people() -> Vec<Person> {
    let folder = root().join("tests/proofs/ai/lies");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("lies").flatten().map(|file| file.path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    files.iter().map(|path| person(path)).collect()
}

fn person(path: &Path) -> Person {
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("lies");
    let rows: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let resume = first_of([
        root().join(format!("examples/data/profile-{name}.json")),
        root().join(format!("tests/factcheck/profiles/{name}.json")),
    ]);
    let posting = first_of([
        root().join(format!("examples/data/job-{name}.txt")),
        root().join(format!("tests/factcheck/postings/{name}.txt")),
    ]);
    let pinned: BTreeSet<&str> = rows.iter().map(|row| row.of.as_str()).collect();
    let options = GenerationOptions {
        pages: 2,
        pinned: pinned.into_iter().map(FactId::new).collect(),
        ..GenerationOptions::default()
    };
    let input = GenerationInput::new(
        json_resume::from_slice(&resume, &mut json_resume::path_ids()).expect("a profile"),
        posting::read_bytes(&posting).expect("a posting"),
        options,
        NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day"),
    );
    let drafts = by_rules(&input, Lexicon::built_in());
    let lines = drafts.documents[0].content.claims().filter(|claim| {
        matches!(claim.slot, Slot::Entry(_))
            && claim.origin == ClaimOrigin::Verbatim
            && claim.cites.len() == 1
    });
    let claims = lines.map(|claim| (claim.cites[0].fact.to_string(), claim.id.clone())).collect();
    Person { name, input, rows, claims }
}

/// What is said of lines at once, by the claim.
type Round = BTreeMap<String, String>;

impl Person {
    /// Every row of the line it was made from, as many at once as there are lines.
    fn aimed(&self, is_wanted: fn(&Row) -> bool) -> Vec<Round> {
        let mut rounds: Vec<Round> = Vec::new();
        for row in self.rows.iter().filter(|row| is_wanted(row)) {
            let claim = &self.claims[&row.of];
            let free = rounds.iter().position(|round| !round.contains_key(claim));
            let at = free.unwrap_or_else(|| {
                rounds.push(Round::new());
                rounds.len() - 1
            });
            rounds[at].insert(claim.clone(), row.text.clone());
        }
        rounds
    }

    /// What the pipeline makes where a model says this.
    async fn told(&self, said: &Round, wire: Wire) -> Finished {
        let cited: Vec<&str> = self.claims.keys().map(String::as_str).collect();
        let claims: Vec<Value> = said
            .iter()
            .map(|(id, text)| json!({ "id": id, "text": text, "cites": cited, "verdict": "pass" }))
            .collect();
        let answer = json!({ "claims": claims, "corrections": [], "doubts": [] }).to_string();
        let provider = Provider::start(wire, move |_| Reply::new(Mode::Good, &answer, (900, 300))).await;
        let ctx = context(vec![Arc::new(endpoint(wire, &provider.address, "larch-1", PATIENT))]);
        let finished = pipeline::run(&self.input, &ctx).await.expect("finished documents");
        assert!(provider.call_count() >= 1, "{}: the model was asked", self.name);
        finished
    }
}

/// Letters and signs alone, so that no line break of a page parts them.
fn squeezed(text: &str) -> String {
    without_unseen(text).split_whitespace().collect()
}

/// Everything that is said in the documents and on the pages of a run.
fn said_in(finished: &Finished) -> Vec<String> {
    let documents = finished.reviewed.documents.iter();
    let mut said: Vec<String> =
        documents.flat_map(|draft| draft.content.claims()).map(|claim| squeezed(&claim.text)).collect();
    said.extend(finished.files.iter().map(|(_, pdf)| squeezed(&read_text(pdf).expect("a text").text)));
    said
}

/// The lies of a round that got in.
fn let_in(round: &Round, finished: &Finished) -> Vec<String> {
    let said = said_in(finished);
    let is_in = |lie: &&String| said.iter().any(|text| text.contains(&squeezed(lie)));
    round.values().filter(is_in).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_lie_is_in_any_document() {
    let people = people();
    let lies: Vec<&Row> = people.iter().flat_map(|person| &person.rows).filter(|row| row.is_lie()).collect();
    let kinds: BTreeSet<&str> = lies.iter().map(|row| row.kind.as_str()).collect();
    assert!(lies.len() >= LIES && kinds.len() >= KINDS, "{} lies of {} kinds", lies.len(), kinds.len());

    let mut runs: Vec<(&Person, Round)> = Vec::new();
    for person in &people {
        let rounds = person.aimed(Row::is_lie);
        // The same lies of lines farther on, where each is about something else.
        let ids: Vec<&String> = person.claims.values().collect();
        for shift in SHIFTS {
            let moved = |round: &Round| -> Round {
                let to = |at: usize| ids[(at + shift) % ids.len()].clone();
                let places = round
                    .iter()
                    .filter_map(|(id, text)| Some((ids.iter().position(|known| *known == id)?, text)));
                places.map(|(at, text)| (to(at), text.clone())).collect()
            };
            runs.extend(rounds.iter().map(|round| (person, moved(round))));
        }
        runs.extend(rounds.into_iter().map(|round| (person, round)));
    }
    let count = runs.len();
    let told = runs.into_iter().enumerate().map(|(at, (person, round))| async move {
        let finished = person.told(&round, Wire::ALL[at % Wire::ALL.len()]).await;
        let_in(&round, &finished).into_iter().map(|lie| format!("{}: {lie}", person.name)).collect::<Vec<_>>()
    });
    let in_documents: BTreeSet<String> =
        stream::iter(told).buffer_unordered(AT_ONCE).flat_map(stream::iter).collect().await;
    println!(
        "{} lies of {} kinds about {} people, each told three times in {count} runs: {} in a document",
        lies.len(),
        kinds.len(),
        people.len(),
        in_documents.len()
    );
    assert!(in_documents.is_empty(), "\n{}", in_documents.into_iter().collect::<Vec<_>>().join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_true_gets_in_the_same_way() {
    let mut missed = Vec::new();
    for person in people() {
        let rounds = person.aimed(|row| !row.is_lie());
        assert!(!rounds.is_empty(), "{}", person.name);
        for round in rounds {
            let finished = person.told(&round, Wire::OpenAiChat).await;
            let found = let_in(&round, &finished);
            missed.extend(
                round
                    .values()
                    .filter(|text| !found.contains(text))
                    .map(|text| format!("{}: {text}", person.name)),
            );
            let content = &finished.reviewed.documents[0].content;
            let by_model = content.claims().filter(|claim| claim.origin == ClaimOrigin::Model).count();
            assert_eq!(by_model, found.len(), "{}", person.name);
        }
    }
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
}
