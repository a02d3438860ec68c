//! What the main job costs and how well it is done: CPU time of a whole `jobwise tailor` and of
//! the five stages warm, then quality over the evaluation pairs.
//!
//! Run with `cargo bench --profile dev --bench tailor`; set JOBWISE_EVAL_DATA to the folder with
//! `pairs.jsonl` for the last part.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use jobwise::clock::Clock;
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::templates;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{Factuality, GenerationInput, GenerationOptions};
use jobwise::generations::pipeline::{self, Finished};
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::model::Posting;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use serde_json::Value;
use tokio::runtime::Runtime;

/// CPU a whole run may take, in milliseconds.
const WHOLE_RUN_BUDGET_MS: f64 = 400.0;
/// CPU the five stages may take warm for one résumé, in milliseconds.
const STAGES_BUDGET_MS: f64 = 60.0;
/// CPU of these that laying out and printing the PDF may take, in milliseconds.
const PDF_BUDGET_MS: f64 = 20.0;
/// Whole runs measured for the mean; the kernel counts those of children in steps of 10 ms.
const WHOLE_RUNS: u32 = 20;
/// Warm runs measured for the mean.
const WARM_RUNS: u32 = 40;
/// Steps in which the kernel counts a second of a child's time (`getconf CLK_TCK`, fixed on
/// Linux for programs).
const TICKS_A_SECOND: f64 = 100.0;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        // The threads are kept, for time spent in those that are gone is not counted.
        .thread_keep_alive(Duration::from_secs(3600))
        .build()
        .expect("a runtime");
    whole_runs();
    warm_stages(&runtime);
    // A bench is a program of its own; the floors hold for src alone.
    #[allow(clippy::disallowed_methods)]
    match std::env::var_os("JOBWISE_EVAL_DATA") {
        Some(folder) => quality(&runtime, Path::new(&folder)),
        None => {
            println!("quality: skipped; set JOBWISE_EVAL_DATA to the folder of the evaluation data");
        }
    }
}

/// From the start of the process to both PDFs on disk, beside a program that only reads one.
fn whole_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let tailor = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
        command.arg("tailor").arg("--profile").arg(example("profile-software-engineer.json"));
        command.arg("--job").arg(example("job-software-engineer.txt")).arg("--out").arg(folder.path());
        command.args(["--today", "2026-11-20"]).args(more);
        command
    };
    let both = spawned_ms(|| tailor(&[]));
    against("whole run, résumé and letter", both, WHOLE_RUN_BUDGET_MS);
    against("whole run, résumé alone", spawned_ms(|| tailor(&["--kind", "resume"])), WHOLE_RUN_BUDGET_MS);
    if Command::new("pdftotext").arg("-v").stderr(Stdio::null()).status().is_err() {
        println!("pdftotext: skipped; install poppler-utils to compare with it");
        return;
    }
    let read = spawned_ms(|| {
        let mut command = Command::new("pdftotext");
        command.arg(folder.path().join("resume.pdf")).arg("-");
        command
    });
    println!(
        "{:<44}{read:9.1} ms CPU; the whole run is {:.1} of it",
        "pdftotext, reading the résumé",
        both / read
    );
}

/// The five stages over one résumé with everything loaded; each run has words of its own, so
/// that nothing is remembered of the run before.
fn warm_stages(runtime: &Runtime) {
    let ctx = context();
    let input = |run: u32| {
        let profile = fs::read_to_string(example("profile-software-engineer.json")).expect("the example");
        let profile = profile.replace("Maren", &format!("Maren{run}")).replace(" a ", &format!(" a{run} "));
        let mut profile: Value = serde_json::from_str(&profile).expect("JSON");
        profile["basics"]["summary"] = Value::from(format!("Looks after {run} services."));
        let posting = fs::read(example("job-software-engineer.txt")).expect("the example");
        input(&profile, posting::read_bytes(&posting).expect("a posting"), &[DocumentKind::Resume])
    };
    let first = cpu_ms();
    let finished = run(runtime, &input(0), &ctx).expect("the example is tailored");
    println!("{:<44}{:9.1} ms CPU", "first run, fonts and lexicon read", cpu_ms() - first);

    let inputs: Vec<GenerationInput> = (1..=WARM_RUNS).map(input).collect();
    let before = cpu_ms();
    let mut documents = Vec::new();
    let mut stages: HashMap<&str, f64> = HashMap::new();
    for input in &inputs {
        let finished = run(runtime, input, &ctx).expect("the example is tailored");
        for (stage, elapsed) in &finished.timings {
            *stages.entry(stage.slug()).or_default() += elapsed.as_secs_f64() * 1000.0;
        }
        documents.push(finished.reviewed.documents[0].clone());
    }
    let warm = (cpu_ms() - before) / f64::from(WARM_RUNS);
    against("five stages warm, one résumé", warm, STAGES_BUDGET_MS);
    for (stage, _) in &finished.timings {
        let mean = stages.get(stage.slug()).copied().unwrap_or_default() / f64::from(WARM_RUNS);
        println!("  {:<42}{mean:9.1} ms wall", stage.slug());
    }

    // Changed words again, for the layouts of the fit are remembered.
    let template = templates::find("ats").expect("the template");
    let before = cpu_ms();
    for document in &mut documents {
        document.content.claims_mut().for_each(|claim| claim.text.push_str(" yet"));
        let options =
            LayoutOptions { tightness: document.quality.length.tightness, ..LayoutOptions::default() };
        ctx.typesetter.pdf(&document.content, template, &options).expect("a file");
    }
    against(
        "  of which laying out and printing once",
        (cpu_ms() - before) / f64::from(WARM_RUNS),
        PDF_BUDGET_MS,
    );
}

/// Coverage, checks and lengths over every pair of a profile and a posting.
fn quality(runtime: &Runtime, folder: &Path) {
    let ctx = context();
    let jobs: HashMap<String, Value> = json_lines(&folder.join("jobs/jobs.jsonl"))
        .into_iter()
        .map(|job| (job["id"].as_str().unwrap_or_default().to_owned(), job))
        .collect();
    let mut resumes: HashMap<String, Vec<Value>> = HashMap::new();
    let mut numbers = Numbers::default();
    for pair in json_lines(&folder.join("pairs.jsonl")) {
        let profile = profile_of(&pair["profile"], folder, &mut resumes);
        let posting = posting_of(&pair["job"], folder, &jobs);
        let name = format!("{} → {}", text(&pair["profile"], "label"), text(&pair["job"], "title"));
        match run(runtime, &input(&profile, posting, &DocumentKind::ALL), &ctx) {
            Ok(finished) => numbers.add(&finished),
            Err(error) => {
                println!("{name}: {error}");
                numbers.failed += 1;
            }
        }
    }
    numbers.print();
}

/// What is kept of each pair.
#[derive(Default)]
struct Numbers {
    ratio: Vec<f64>,
    ratio_of_all: Vec<f64>,
    letter_words: Vec<f64>,
    claims: u32,
    warned: u32,
    blocked: u32,
    repeated: u32,
    failed: u32,
    resume_ats: Vec<f64>,
    letter_ats: Vec<f64>,
    pages: Vec<f64>,
    tightness: Vec<f64>,
}

impl Numbers {
    fn add(&mut self, finished: &Finished) {
        for (document, (file, _)) in finished.reviewed.documents.iter().zip(&finished.files) {
            let quality = &document.quality;
            let Factuality { claims, warned, blocked, repeated, .. } = quality.factuality;
            self.claims += claims;
            self.warned += warned;
            self.blocked += blocked;
            self.repeated += repeated;
            for note in quality.notes.iter().filter(|note| note.code == "claims_blocked") {
                println!("{:?}: {}", file.kind, note.message);
            }
            let score = f64::from(file.ats.score);
            if file.kind == DocumentKind::Resume {
                self.ratio.push(f64::from(quality.coverage.ratio));
                self.ratio_of_all.push(f64::from(quality.coverage.ratio_of_all));
                self.resume_ats.push(score);
                self.pages.push(f64::from(file.pages));
                self.tightness.push(f64::from(quality.length.tightness));
            } else {
                self.letter_ats.push(score);
                self.letter_words.push(f64::from(quality.readability.words));
            }
        }
    }

    fn print(mut self) {
        println!("quality over {} pairs                   least   median     most", self.ratio.len());
        for (what, values) in [
            ("covered ÷ supportable keywords", &mut self.ratio),
            ("covered ÷ all keywords", &mut self.ratio_of_all),
            ("letter, words", &mut self.letter_words),
            ("résumé, ATS score", &mut self.resume_ats),
            ("letter, ATS score", &mut self.letter_ats),
            ("résumé, pages", &mut self.pages),
            ("résumé, tightness", &mut self.tightness),
        ] {
            values.sort_by(f64::total_cmp);
            let (Some(least), Some(most)) = (values.first(), values.last()) else { continue };
            let median = f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2]);
            println!("  {what:<34}{least:9.2}{median:9.2}{most:9.2}");
        }
        for (what, count) in [
            ("claims in all", self.claims),
            ("  warned of", self.warned),
            ("  blocked", self.blocked),
            ("  said twice and left out", self.repeated),
            ("runs that failed", self.failed),
        ] {
            println!("  {what:<34}{count:9}");
        }
        // By rules nothing is invented, so there is nothing to stop.
        assert_eq!(self.blocked, 0, "the rules have written what the fact check stops");
    }
}

fn context() -> StageContext {
    StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        pdf_engine: None,
        clock: Clock::fixed_day(today()),
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
    }
}

fn input(profile: &Value, posting: Posting, kinds: &[DocumentKind]) -> GenerationInput {
    let profile = json_resume::parse(profile, &mut json_resume::path_ids()).expect("a profile");
    let options = GenerationOptions { kinds: kinds.to_vec(), ..GenerationOptions::default() };
    GenerationInput::new(profile, posting, options, today())
}

fn run(runtime: &Runtime, input: &GenerationInput, ctx: &StageContext) -> jobwise::error::Result<Finished> {
    runtime.block_on(pipeline::run(input, ctx))
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

fn profile_of(at: &Value, folder: &Path, resumes: &mut HashMap<String, Vec<Value>>) -> Value {
    let file = text(at, "file");
    let path = folder.join(file);
    match at["line"].as_u64().and_then(|line| usize::try_from(line).ok()) {
        Some(line) => {
            let rows = resumes.entry(file.to_owned()).or_insert_with(|| json_lines(&path));
            rows[line - 1].clone()
        }
        None => serde_json::from_slice(&fs::read(path).expect("a profile")).expect("JSON"),
    }
}

fn posting_of(at: &Value, folder: &Path, jobs: &HashMap<String, Value>) -> Posting {
    let Some(job) = at["id"].as_str().and_then(|id| jobs.get(id)) else {
        return posting::read_bytes(&fs::read(folder.join(text(at, "file"))).expect("a posting"))
            .expect("a posting");
    };
    let company = text(job, "company");
    posting::complete(Posting {
        title: text(job, "title").to_owned(),
        // A few rows hold a paragraph there.
        company: if company.len() > 100 { String::new() } else { company.to_owned() },
        location: None,
        text: text(job, "description").to_owned(),
        ..Posting::default()
    })
    .expect("a posting")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn json_lines(path: &Path) -> Vec<Value> {
    let lines = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

fn against(what: &str, ms: f64, budget_ms: f64) {
    println!("{what:<44}{ms:9.1} ms CPU, {:.2} of the budget of {budget_ms} ms", ms / budget_ms);
}

/// CPU time of a program from its start to its end, the mean of several runs, in milliseconds.
fn spawned_ms(command: impl Fn() -> Command) -> f64 {
    let before = children_ms();
    let began = Instant::now();
    for _ in 0..WHOLE_RUNS {
        let status = command().stdout(Stdio::null()).status().expect("the program starts");
        assert!(status.success(), "the program fails after {:?}", began.elapsed());
    }
    (children_ms() - before) / f64::from(WHOLE_RUNS)
}

/// CPU time of the children waited for so far, in milliseconds (`proc_pid_stat(5)`, fields 16
/// and 17).
fn children_ms() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = stat.rsplit_once(')').expect("the program's name");
    let ticks = fields.split_whitespace().skip(13).take(2).map(|ticks| ticks.parse::<f64>().expect("ticks"));
    ticks.sum::<f64>() / TICKS_A_SECOND * 1000.0
}

/// CPU time of every thread of this process so far, in milliseconds.
fn cpu_ms() -> f64 {
    let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let times = threads.map(|thread| fs::read_to_string(thread.path().join("schedstat")).expect("schedstat"));
    let nanoseconds = times.map(|time| time.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()));
    nanoseconds.map(|ns| ns.expect("nanoseconds")).sum::<f64>() / 1e6
}
