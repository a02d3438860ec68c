//! What the fact check costs and how good it is: time of a claim and of a document, and what
//! became of the labelled claims, class by class.
//!
//! Run with `cargo bench --bench factcheck`; set JOBWISE_EVAL_DATA to a folder that holds
//! `factcheck/{profiles,claims,postings}` to judge those claims as well. With the argument
//! `fuzz` it checks a million random claims instead, or as many as a second argument says, from
//! the seed that a third says: `cargo bench --bench factcheck -- fuzz 1000000 7`.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jobwise::clock::Clock;
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::templates;
use jobwise::documents::whole::printed_document;
use jobwise::factcheck::model::Claim;
use jobwise::factcheck::{FactBase, check_claim, check_document, checks, reasons};
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline;
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::FactId;

#[path = "../tests/factcheck/fuzz.rs"]
mod fuzz;
#[path = "../tests/factcheck/suite.rs"]
#[allow(dead_code)]
mod suite;

use fuzz::Fuzzer;
use suite::{HEAD, Person, Report};

/// The most a claim may take in the middle, in microseconds.
const CLAIM_BUDGET_US: f64 = 100.0;
/// The most a document may take, in milliseconds.
const DOCUMENT_BUDGET_MS: f64 = 10.0;
/// The most a random claim may take, in milliseconds.
const RANDOM_CLAIM_BUDGET_MS: f64 = 50.0;
/// Random claims checked when no number is given.
const RANDOM_CLAIMS: usize = 1_000_000;
/// Random claims checked against one random profile.
const CLAIMS_A_PROFILE: usize = 100;
/// Random claims that took longer are measured again, and the best of these counts: the process
/// may have been put aside meanwhile.
const MEASURED_AGAIN_FROM: Duration = Duration::from_millis(1);

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if arguments.first().is_some_and(|argument| argument == "fuzz") {
        let number = |at: usize| arguments.get(at).map(|number| number.parse().expect("a number"));
        random_claims(number(1).unwrap_or(RANDOM_CLAIMS), number(2).unwrap_or(1) as u64);
        return;
    }
    labelled_claims("the project's own claims", &suite::own());
    // A bench is a program of its own; the floors hold for src alone.
    #[allow(clippy::disallowed_methods)]
    match std::env::var_os("JOBWISE_EVAL_DATA") {
        Some(folder) => {
            labelled_claims("the evaluation claims", &suite::read(&Path::new(&folder).join("factcheck")));
        }
        None => println!("evaluation claims: skipped; set JOBWISE_EVAL_DATA to the folder of them"),
    }
    documents();
}

/// What became of each class, and what a claim costs.
fn labelled_claims(what: &str, people: &[Person]) {
    println!("{what}\n{HEAD}\n{}", Report::of(&suite::judge(people, checks::ALL)));
    let mut claims_us = Vec::new();
    let mut bases_ms = Vec::new();
    for person in people {
        bases_ms.push(best_of_three(|| person.base()).as_secs_f64() * 1e3);
        let base = person.base();
        for line in person.lines(&base) {
            claims_us.push(best_of_three(|| check_claim(&line.claim, &base)).as_secs_f64() * 1e6);
        }
    }
    claims_us.sort_by(f64::total_cmp);
    bases_ms.sort_by(f64::total_cmp);
    let at = |share: f64| claims_us[((claims_us.len() - 1) as f64 * share) as usize];
    println!(
        "a claim: {:.1} µs in the middle ({:.2} of the budget), {:.1} at p99, {:.1} at most; the facts of a person, read once: {:.2} ms\n",
        at(0.5),
        at(0.5) / CLAIM_BUDGET_US,
        at(0.99),
        at(1.0),
        bases_ms[bases_ms.len() / 2],
    );
}

/// What the check of a whole document costs, beside laying it out and printing it: the facts and
/// the posting read, every claim checked, and the document as a whole.
fn documents() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let ctx = StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        pdf_engine: None,
        clock: Clock::fixed_day(suite::today()),
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
    };
    println!("document                        claims   check ms  of budget     PDF ms  check ÷ PDF");
    for example in ["software-engineer", "registered-nurse", "electrician", "marketing-manager", "graduate"] {
        let input = example_input(example);
        let finished = runtime.block_on(pipeline::run(&input, &ctx)).expect("the example is tailored");
        for document in &finished.reviewed.documents {
            let content = &document.content;
            let check = || {
                let base = FactBase::new(&input.profile, &input.posting, input.today, ctx.lexicon);
                let claims: Vec<_> = content.claims().map(|claim| check_claim(claim, &base)).collect();
                (claims, check_document(&printed_document(content, content), &base))
            };
            let check_ms = best_of_three(check).as_secs_f64() * 1e3;
            let template = templates::find(&document.template).expect("the template");
            let mut turn = 0;
            let pdf_ms = best_of_three(|| {
                // Other words each time, for what was laid out is remembered.
                turn += 1;
                let mut content = content.clone();
                content.claims_mut().for_each(|claim| claim.text.push_str(&format!(" {turn}")));
                ctx.typesetter.pdf(&content, template, &LayoutOptions::default()).expect("a file")
            });
            let pdf_ms = pdf_ms.as_secs_f64() * 1e3;
            let name = match content.kind {
                DocumentKind::Resume => format!("{example}, résumé"),
                DocumentKind::CoverLetter => format!("{example}, letter"),
            };
            println!(
                "{name:<32}{:6} {check_ms:10.2} {:10.2} {pdf_ms:10.2} {:12.2}",
                content.claims().count(),
                check_ms / DOCUMENT_BUDGET_MS,
                check_ms / pdf_ms
            );
        }
    }
}

fn example_input(example: &str) -> GenerationInput {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let profile = fs::read(folder.join(format!("profile-{example}.json"))).expect("a profile");
    let posting = fs::read(folder.join(format!("job-{example}.txt"))).expect("a posting");
    let options = GenerationOptions { kinds: DocumentKind::ALL.to_vec(), ..GenerationOptions::default() };
    GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read_bytes(&posting).expect("a posting"),
        options,
        suite::today(),
    )
}

/// Checks random claims about random facts; tells which took longest and how many made a check
/// fail, and ends with an error if any did or took too long.
fn random_claims(count: usize, seed: u64) {
    let mut fuzzer = Fuzzer::new(seed, &suite::own());
    let mut failed = 0_u32;
    let mut slowest = (Duration::ZERO, String::new());
    let mut too_slow = 0_u32;
    let mut slowest_profile = Duration::ZERO;
    let started = Instant::now();
    let mut spent = Duration::ZERO;
    let mut done = 0;
    while done < count {
        let (content, posting) = fuzzer.facts();
        let began = Instant::now();
        let base = FactBase::new(&content, &posting, suite::today(), Lexicon::built_in());
        slowest_profile = slowest_profile.max(began.elapsed());
        let ids: Vec<FactId> = list_facts(&content).into_iter().map(|fact| fact.id).collect();
        for _ in 0..CLAIMS_A_PROFILE.min(count - done) {
            let claim = fuzzer.claim(&base, &ids);
            let began = Instant::now();
            let findings = check_claim(&claim, &base);
            let mut took = began.elapsed();
            if took >= MEASURED_AGAIN_FROM {
                took = took.min(best_of_three(|| check_claim(&claim, &base)));
            }
            spent += took;
            if took.as_secs_f64() * 1e3 > RANDOM_CLAIM_BUDGET_MS {
                too_slow += 1;
            }
            if took > slowest.0 {
                slowest = (took, describe(&claim, &base));
            }
            if findings.iter().any(|finding| finding.code == reasons::CHECKER_ERROR) {
                failed += 1;
                println!("a check fails on {claim:?}");
            }
            done += 1;
        }
    }
    println!(
        "{count} random claims from seed {seed}: {failed} made a check fail, {too_slow} took more than {RANDOM_CLAIM_BUDGET_MS} ms; \
         {:.1} µs each in the mean, {:.1} s in all with the making of them",
        spent.as_secs_f64() * 1e6 / count as f64,
        started.elapsed().as_secs_f64(),
    );
    println!("slowest: {:.2} ms, {}", slowest.0.as_secs_f64() * 1e3, slowest.1);
    println!("slowest profile with its posting, read whole: {:.2} ms", slowest_profile.as_secs_f64() * 1e3);
    assert!(failed == 0 && too_slow == 0, "see above");
}

/// A claim's size and beginning, and the size of the facts it cites.
fn describe(claim: &Claim, base: &FactBase<'_>) -> String {
    let cited = claim.cites.iter().filter_map(|citation| base.find(&citation.fact));
    let facts: Vec<usize> = cited.map(|known| known.fact.text.len()).collect();
    let head: String = claim.text.chars().take(60).collect();
    format!("a claim of {} bytes about facts of {facts:?}: {head:?} …", claim.text.len())
}

/// Wall time of one run, the best of three: the others were disturbed.
fn best_of_three<T>(mut run: impl FnMut() -> T) -> Duration {
    let once = |_| {
        let started = Instant::now();
        black_box(run());
        started.elapsed()
    };
    (0..3).map(once).min().unwrap_or_default()
}
