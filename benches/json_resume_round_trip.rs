//! How many JSON Resumes of a collection come back the same: read, written and compared.
//!
//! Reads the folder named by `JOBWISE_EVAL_DATA`: each line of `resumes/json_resumes.jsonl` and
//! each file of `factcheck/profiles/`. Without it there is nothing to measure, and it says so.
//! Fails when one differs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use jobwise::profiles::{facts, json_resume, validate};
use serde_json::Value;

#[expect(clippy::disallowed_methods, reason = "a bench has no configuration but this one variable")]
fn main() -> ExitCode {
    let Some(folder) = std::env::var_os("JOBWISE_EVAL_DATA").map(PathBuf::from) else {
        println!("json_resume_round_trip: skipped, JOBWISE_EVAL_DATA names no folder");
        return ExitCode::SUCCESS;
    };
    let resumes = collect(&folder);
    let started = Instant::now();
    let mut facts = 0;
    let mut equal = 0;
    for (name, text) in &resumes {
        match round_trip(text) {
            Ok(count) => {
                facts += count;
                equal += 1;
            }
            Err(fault) => println!("{name}: {fault}"),
        }
    }
    println!(
        "json_resume_round_trip: {equal} of {} equal, {facts} facts, {:.1} ms",
        resumes.len(),
        started.elapsed().as_secs_f64() * 1000.0
    );
    if equal == resumes.len() && equal > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn collect(folder: &Path) -> Vec<(String, String)> {
    let lines = std::fs::read_to_string(folder.join("resumes/json_resumes.jsonl")).unwrap_or_default();
    let mut resumes: Vec<(String, String)> = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .map(|(index, line)| (format!("json_resumes.jsonl:{}", index + 1), line.to_owned()))
        .collect();
    let files = std::fs::read_dir(folder.join("factcheck/profiles")).into_iter().flatten().flatten();
    for path in files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "json"))
    {
        if let Ok(text) = std::fs::read_to_string(&path) {
            resumes.push((path.display().to_string(), text));
        }
    }
    resumes
}

/// The number of facts of a résumé that came back the same.
fn round_trip(text: &str) -> Result<usize, String> {
    let before: Value = serde_json::from_str(text).map_err(|fault| fault.to_string())?;
    let content = json_resume::from_slice(text.as_bytes(), &mut json_resume::path_ids())
        .map_err(|fault| format!("{fault} {:?}", fault.places()))?;
    let after = json_resume::to_json(&content);
    if json_resume::without_blanks(after) != json_resume::without_blanks(before) {
        return Err("differs".to_owned());
    }
    let violations = validate::validate(&content);
    if !violations.is_empty() {
        return Err(format!("is refused: {violations:?}"));
    }
    Ok(facts::list_facts(&content).len())
}
