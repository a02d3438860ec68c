//! `jobwise tailor` as a user meets it: files out, exit codes, and what it says of bad input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::check::desk::Outcome;

fn examples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

/// The command's own words, run within this process, whose word lists are read already.
fn tailor(profile: &Path, job: &Path, out: &Path, more: &[&str]) -> Outcome {
    let (profile, job, out) = (profile.to_string_lossy(), job.to_string_lossy(), out.to_string_lossy());
    let mut arguments = vec!["jobwise", "tailor", "--today", "2026-11-20"];
    arguments.extend(["--profile", &profile, "--job", &job, "--out", &out]);
    arguments.extend(more);
    Outcome::of(&arguments)
}

fn report(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("report.json")).expect("a report")).expect("JSON")
}

#[test]
fn both_documents_are_written_and_the_same_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let (profile, job) = (examples("profile-software-engineer.json"), examples("job-software-engineer.txt"));
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    let output = tailor(&profile, &job, &first, &[]);
    assert_eq!(output.code, 0, "{}", output.error);
    // Once more in a process of its own.
    let output = Command::new(env!("CARGO_BIN_EXE_jobwise"))
        .args(["tailor", "--today", "2026-11-20", "--profile"])
        .arg(&profile)
        .arg("--job")
        .arg(&job)
        .arg("--out")
        .arg(&second)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("resume.pdf"), "it tells what it wrote");
    let names = ["resume.pdf", "cover-letter.pdf", "document-resume.json", "document-cover-letter.json"];
    for name in names {
        let read = |out: &Path| fs::read(out.join(name)).expect(name);
        assert!(read(&first) == read(&second), "{name} differs between two runs");
    }
    let without_timings = |out: &Path| {
        let mut report = report(out);
        report.as_object_mut().expect("an object").remove("timings_ms");
        report
    };
    assert_eq!(without_timings(&first), without_timings(&second));
    assert_eq!(fs::read_dir(&first).expect("a folder").count(), names.len() + 1, "nothing else is left");

    let report = report(&first);
    assert!(report["coverage"]["ratio"].as_f64().expect("a ratio") >= 0.9);
    assert!(report["ats"]["score"].as_u64().expect("a score") > 85);
    assert_eq!(report["factuality"]["blocked"], 0);
    assert_eq!(report["documents"]["cover-letter"]["factuality"]["blocked"], 0);
    assert_eq!(report["pages"], 1);
    assert_eq!(report["usage"]["input_tokens"], 0);
    assert_eq!(report["timings_ms"].as_object().expect("timings").len(), 5);
}

#[test]
fn every_claim_cites_places_of_the_profile_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = examples("job-software-engineer.txt");
    let output =
        tailor(&examples("profile-software-engineer.json"), &job, folder.path(), &["--kind", "resume"]);
    assert_eq!(output.code, 0, "{}", output.error);
    assert!(!folder.path().join("cover-letter.pdf").exists());
    let bytes = fs::read(folder.path().join("document-resume.json")).expect("the content");
    let content: Value = serde_json::from_slice(&bytes).expect("JSON");
    let mut cited = 0;
    for block in content["blocks"].as_array().expect("blocks") {
        for entry in block["entries"].as_array().expect("entries") {
            for claim in entry["claims"].as_array().expect("claims") {
                for cite in claim["cites"].as_array().expect("cites") {
                    assert!(cite["fact"].as_str().expect("a path").starts_with("$."), "{cite}");
                    cited += 1;
                }
            }
        }
    }
    assert!(cited > 10);
}

#[test]
fn the_short_report_counts_what_was_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let job = examples("job-software-engineer.txt");
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "email": "ada.moss@example.com" },
        "work": [{ "name": "Harrow Mill", "position": "Clerk", "startDate": "2010", "highlights": ["Kept the books"] }],
        "interests": [{ "name": "Sailing" }],
    });
    let path = folder.path().join("profile.json");
    fs::write(&path, profile.to_string()).expect("a file");
    let output = tailor(&path, &job, &folder.path().join("out"), &["--kind", "resume", "--pages", "2"]);
    let said = output.output;
    assert!(said.contains("1 page") && said.contains(", 1 fact left out"), "{said}");
    assert!(said.contains("fewer pages than asked"), "{said}");
    let length = &report(&folder.path().join("out"))["documents"]["resume"]["length"];
    let expected = serde_json::json!([{ "fact": "$.interests[0]", "reason": "selection" }]);
    assert_eq!(length["left_out"], expected);
}

#[test]
fn bad_input_ends_with_2_and_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    };
    let (profile, job) = (examples("profile-software-engineer.json"), examples("job-software-engineer.txt"));
    let out = folder.path().join("out");
    let check = |profile: &Path, job: &Path, more: &[&str], said: &str| {
        let output = tailor(profile, job, &out, more);
        let error = output.error;
        assert_eq!(output.code, 2, "{said}: {error}");
        assert!(error.contains(said), "{said}: {error}");
        assert!(!out.exists(), "{said}: nothing is written");
    };
    check(&profile, &write("empty.txt", b" \n"), &[], "empty");
    check(&profile, &write("huge.txt", &vec![b'a'; 3_000_000]), &[], "larger than");
    check(&profile, &write("binary.txt", b"\x00\x01\x02 some text that is no posting at all"), &[], "NUL");
    check(&profile, &write("latin.txt", b"Developer wanted in M\xfcnchen, five years of Java"), &[], "UTF-8");
    check(&profile, Path::new("no/such/file.txt"), &[], "no such file");
    check(&write("empty.json", b""), &job, &[], "empty");
    check(&write("huge.json", &vec![b' '; 3_000_000]), &job, &[], "larger than");
    check(&write("binary.json", b"\xff\xfe\x00{"), &job, &[], "error:");
    check(&write("no.json", b"{ \"basics\": "), &job, &[], "JSON");
    let dated = br#"{"basics":{"name":"A B"},"work":[{"name":"C","position":"D","startDate":"2021-13"}]}"#;
    check(&write("dates.json", dated), &job, &[], "month");
    check(&profile, &job, &["--template", "fancy"], "Known: ats");
    check(&profile, &job, &["--pin", "$.work[99]"], "no fact");
    check(&profile, &job, &["--pages", "3"], "1 or 2 pages");
    check(Path::new("-"), Path::new("-"), &[], "standard input");
    let output = tailor(&profile, &job, &write("out.pdf", b"old"), &["--kind", "cover-letter"]);
    assert_eq!(output.code, 2);
    assert!(output.error.contains("is a file; name a folder"), "{}", output.error);
}

#[test]
fn pins_that_cannot_fit_end_with_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = "Kept the records of a very long project in order for many years ".repeat(20);
    let lines: Vec<String> = (0..40).map(|index| format!("{line} {index}")).collect();
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "email": "ada.moss@example.com" },
        "work": [{ "name": "Harrow Mill", "position": "Clerk", "startDate": "2010", "highlights": lines }],
    });
    let path = folder.path().join("profile.json");
    fs::write(&path, profile.to_string()).expect("a file");
    let pins: Vec<String> = (0..40).map(|index| format!("$.work[0].highlights[{index}]")).collect();
    let mut more = vec!["--kind", "resume"];
    for pin in &pins {
        more.extend(["--pin", pin.as_str()]);
    }
    let out = folder.path().join("out");
    let output = tailor(&path, &examples("job-software-engineer.txt"), &out, &more);
    assert_eq!(output.code, 3, "{}", output.error);
    assert!(!out.exists());
}

#[test]
fn a_profile_without_experience_and_a_posting_of_no_known_shape_still_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "email": "ada.moss@example.com" },
        "education": [{ "institution": "Harrow College", "studyType": "Diploma", "area": "Baking", "endDate": "2024" }],
        "skills": [{ "name": "Kitchen", "keywords": ["Bread", "Pastry"] }],
    });
    let (path, job) = (folder.path().join("profile.json"), folder.path().join("job.txt"));
    fs::write(&path, profile.to_string()).expect("a file");
    fs::write(&job, "we are looking for somebody who likes to get up early and bake bread with us")
        .expect("a file");
    let out = folder.path().join("out");
    let output = tailor(&path, &job, &out, &[]);
    assert_eq!(output.code, 0, "{}", output.error);
    let codes = |kind: &str| report(&out)["documents"][kind]["notes"].to_string();
    assert!(codes("resume").contains("no_experience"));
    assert!(codes("cover-letter").contains("letter_short"));
}

#[test]
fn one_of_the_inputs_may_come_from_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let (profile, job) = (examples("profile-graduate.json"), examples("job-graduate.txt"));
    let run = |profile: &Path, job: &Path, input: &Path, out: &str| {
        let out = folder.path().join(out);
        let output = Command::new(env!("CARGO_BIN_EXE_jobwise"))
            .args(["tailor", "--today", "2026-11-20", "--kind", "resume"])
            .arg("--profile")
            .arg(profile)
            .arg("--job")
            .arg(job)
            .arg("--out")
            .arg(&out)
            .stdin(fs::File::open(input).expect("the input"))
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(out.join("resume.pdf")).expect("a résumé")
    };
    let from_files = run(&profile, &job, &job, "files");
    assert_eq!(run(&profile, Path::new("-"), &job, "job"), from_files);
    assert_eq!(run(Path::new("-"), &job, &profile, "profile"), from_files);
}
