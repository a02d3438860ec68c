//! How our own files and those of others fare at the ATS check. Run with `cargo bench --bench ats`;
//! `JOBWISE_EVAL_DATA` names the folder of evaluation data: `pairs.jsonl` for own files, `resumes/`
//! for those of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use jobwise::clock::Clock;
use jobwise::documents::file_check::{Asked, FileCheck, check};
use jobwise::documents::formats::typst::Typesetter;
use jobwise::documents::model::DocumentKind;
use jobwise::documents::readback::foreign::{self, ForeignFormat};
use jobwise::documents::templates;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline;
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use jobwise::scoring::model::Severity;
use jobwise::scoring::systems::Outlook;
use serde_json::Value;

fn main() {
    #[allow(clippy::disallowed_methods)]
    let Some(data) = std::env::var_os("JOBWISE_EVAL_DATA").map(PathBuf::from) else {
        println!("JOBWISE_EVAL_DATA names no folder; there is nothing to check.");
        return;
    };
    // Warmed up, so that the first file is not charged for dictionaries.
    let _ = Lexicon::built_in();
    own(&data);
    for folder in ["pdf", "docx", "pdf_found", "docx_found", "edge"] {
        others(&data.join("resumes").join(folder));
    }
}

fn judged(file: &[u8]) -> Result<FileCheck, &'static str> {
    let asked = Asked {
        name: None,
        size_bytes: file.len() as u64,
        format: foreign::sniff(file).unwrap_or(ForeignFormat::Pdf),
        analysis: None,
    };
    check(foreign::read(file), &asked, Lexicon::built_in()).map_err(foreign::Unreadable::told)
}

/// Our files of every template said to be safe, over pairs of profile and posting.
fn own(data: &Path) {
    let rows = |path: &Path| -> Vec<Value> {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    let jobs: BTreeMap<String, String> = rows(&data.join("jobs/jobs.jsonl"))
        .into_iter()
        .filter_map(|row| Some((row["id"].as_str()?.to_owned(), row["description"].as_str()?.to_owned())))
        .collect();
    let resumes = rows(&data.join("resumes/json_resumes.jsonl"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let ctx = StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        clock: Clock::fixed_day(today),
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
        pdf_engine: None,
    };
    for template in templates::ALL.iter().filter(|it| it.is_ats_safe && it.kind == DocumentKind::Resume) {
        let (mut files, mut least, mut warned, mut at_risk) = (0, 100, BTreeMap::new(), 0);
        for pair in rows(&data.join("pairs.jsonl")) {
            let (profile, job) = (&pair["profile"], &pair["job"]);
            let profile: Option<Value> = match profile["line"].as_u64() {
                Some(line) => {
                    usize::try_from(line).ok().and_then(|line| resumes.get(line.checked_sub(1)?)).cloned()
                }
                None => read_json(data, profile),
            };
            let posting = match job["id"].as_str() {
                Some(id) => jobs.get(id).cloned(),
                None => job["file"].as_str().and_then(|file| fs::read_to_string(data.join(file)).ok()),
            };
            let (Some(profile), Some(posting)) = (profile, posting) else { continue };
            let Ok(profile) = json_resume::parse(&profile, &mut json_resume::path_ids()) else { continue };
            let Ok(posting) = posting::read(&posting) else { continue };
            let options = GenerationOptions {
                kinds: vec![DocumentKind::Resume],
                resume_template: template.name.to_owned(),
                ..GenerationOptions::default()
            };
            let input = GenerationInput::new(profile, posting, options, today);
            let Ok(finished) = runtime.block_on(pipeline::run(&input, &ctx)) else { continue };
            for (_, bytes) in &finished.files {
                let check = judged(bytes).expect("our own file");
                files += 1;
                least = least.min(check.report.score);
                at_risk += usize::from(check.systems.iter().any(|it| it.outlook == Outlook::Risk));
                for finding in check.report.findings.iter().filter(|it| it.severity != Severity::Tip) {
                    *warned.entry(finding.rule.clone()).or_insert(0) += 1;
                }
            }
        }
        println!(
            "own files, template {:<14} {files} files, least score {least}, {at_risk} at risk at a named system, warned {warned:?}",
            template.name
        );
    }
}

fn read_json(data: &Path, of: &Value) -> Option<Value> {
    let text = fs::read_to_string(data.join(of["file"].as_str()?)).ok()?;
    serde_json::from_str(&text).ok()
}

/// The files of a folder, one a line, and how often each rule fired.
fn others(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    println!("\n{}", folder.file_name().unwrap_or_default().to_string_lossy());
    let mut fired: BTreeMap<String, u32> = BTreeMap::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(bytes) = fs::read(&path) else { continue };
        let began = Instant::now();
        match judged(&bytes) {
            Err(reason) => println!("  {name:<38} not read: {reason}"),
            Ok(check) => {
                let ms = began.elapsed().as_secs_f64() * 1e3;
                let mut told: Vec<String> = Vec::new();
                for finding in check.report.findings.iter().filter(|it| it.severity != Severity::Tip) {
                    let words: String = finding.evidence.iter().flat_map(|it| it.chars().take(24)).collect();
                    let rule = format!("{}({words})", finding.rule);
                    *fired.entry(finding.rule.clone()).or_insert(0) += 1;
                    told.push(rule);
                }
                println!("  {name:<38} {:>3}  {ms:6.1} ms  {}", check.report.score, told.join(" "));
            }
        }
    }
    println!("  fired: {fired:?}");
}
