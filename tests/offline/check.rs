//! `jobwise check` as a user meets it: claims in and verdicts out, and what it says of bad input.

#[path = "../check/desk.rs"]
#[allow(dead_code, reason = "shared with the proofs")]
pub mod desk;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command};

use desk::{Desk, Outcome, blocked, said, tailored};
use serde_json::{Value, json};

fn claim(id: &str, slot: &str, text: &str, cites: &[&str]) -> Value {
    json!({ "id": id, "slot": slot, "text": text, "cites": cites })
}

const WASTE: &str = "$.work[0].highlights[0]";

#[test]
fn each_claim_is_answered_in_order() {
    let desk = Desk::new();
    let answers = desk.answers(&[
        claim("good", "$.work[0]", "Cut flour waste by 18% across 3 ovens", &[WASTE]),
        claim("number", "$.work[0]", "Cut flour waste by 28% across 3 ovens", &[WASTE]),
        json!({ "id": 3, "slot": "letter", "text": "I trained two apprentices.", "cites": ["$.work[0].highlights[2]"],
                "profile": "ignored", "expect": { "any": 1 } }),
    ]);
    let told: Vec<_> = answers.iter().map(|answer| (&answer["id"], &answer["verdict"])).collect();
    assert_eq!(
        told,
        [(&json!("good"), &json!("pass")), (&json!("number"), &json!("block")), (&json!(3), &json!("pass"))]
    );
    assert_eq!(answers[0], json!({ "id": "good", "verdict": "pass", "findings": [] }));
    let finding = &answers[1]["findings"][0];
    assert_eq!(finding["check"], "literals", "{finding}");
    let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["check", "code", "end", "message", "start"]);
    let at = |key: &str| usize::try_from(finding[key].as_u64().expect("a place")).expect("a place");
    assert!("Cut flour waste by 28% across 3 ovens"[at("start")..at("end")].contains("28"), "{finding}");
}

#[test]
fn places_are_read_in_every_spelling_and_cite_what_stands_there() {
    let desk = Desk::new();
    let check = |slot: &str, text: &str, cites: &[&str], expected: &str| {
        let answers = desk.answers(&[claim("c", slot, text, cites)]);
        assert_eq!(answers[0]["verdict"], expected, "{slot} {text} {cites:?}: {}", answers[0]);
    };
    let waste = "Cut flour waste by 18% across 3 ovens";
    check("$['work'][-2]", waste, &["$[\"work\"][0]['highlights'][-3]"], "pass");
    check("$.work[0].highlights[0]", waste, &[WASTE], "pass");
    check("$.basics.summary", "Baker who likes early mornings.", &["$.basics.summary"], "pass");
    check("$.education[0]", "Laminated dough", &["$.education[0].courses[0]"], "pass");
    check("$.skills[0]", "Rye bread", &["$.skills[0].keywords[1]"], "pass");
    // Two entries of one employer are two places.
    check("$.work[1]", "Baked 400 loaves a night", &["$.work[1].highlights[0]"], "pass");
    check("$.work[0]", "Baked 400 loaves a night", &["$.work[1].highlights[0]"], "block");
    // An entry stands for its own fields, and so does a field of it.
    check("letter", "I worked as Head Baker at Harrow Mill.", &["$.work[0]"], "pass");
    check("letter", "I worked as Head Baker at Harrow Mill.", &["$.work[0].position"], "pass");
    check("$.work[0]", waste, &["$.work[0]"], "block");
    check("$.work[0]", waste, &["$.work[0].highlights"], "block");
}

#[test]
fn a_place_without_a_fact_is_a_finding_and_no_bad_input() {
    let desk = Desk::new();
    let text = "Trained two apprentices";
    let answers = desk.answers(&[
        claim("cite", "$.work[0]", text, &["$.work[0].highlights[7]"]),
        claim("blank", "$.work[0]", text, &["$.work[0].highlights[1]"]),
        claim("slot", "$.work[7]", text, &["$.work[0].highlights[2]"]),
        claim("none", "$.work[0]", text, &[]),
    ]);
    let codes = |index: usize| -> Vec<&str> {
        let findings = answers[index]["findings"].as_array().expect("findings");
        findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
    };
    assert!(codes(0).contains(&"unknown_fact"), "{}", answers[0]);
    assert!(codes(1).contains(&"unknown_fact"), "{}", answers[1]);
    assert!(codes(2).contains(&"unknown_slot"), "{}", answers[2]);
    assert!(codes(3).contains(&"uncited"), "{}", answers[3]);
    assert!(answers.iter().all(|answer| answer["verdict"] == "block"));
}

#[test]
fn bad_input_ends_with_2_and_names_the_line() {
    let desk = Desk::new();
    let good =
        claim("good", "$.work[0]", "Trained two apprentices", &["$.work[0].highlights[2]"]).to_string();
    let check = |line: &[u8], expected: &str| {
        let mut claims = format!("{good}\n\n").into_bytes();
        claims.extend_from_slice(line);
        claims.extend_from_slice(format!("\n{good}\n").as_bytes());
        let Outcome { code, output, error } = desk.check(&claims);
        assert_eq!(code, 2, "{expected}: {error}");
        assert!(error.contains("Line 3 of the claims") && error.contains(expected), "{expected}: {error}");
        assert_eq!(output.lines().count(), 1, "{expected}: the line before is answered");
    };
    let with = |key: &str, value: Value| {
        let mut claim: Value = serde_json::from_str(&good).expect("JSON");
        claim[key] = value;
        claim.to_string().into_bytes()
    };
    let without = |key: &str| {
        let mut claim: Value = serde_json::from_str(&good).expect("JSON");
        claim.as_object_mut().expect("an object").remove(key);
        claim.to_string().into_bytes()
    };
    check(b"{", "is not JSON");
    check(b"\xff\xfe", "is not JSON");
    check(b"[]", "is no claim");
    check(&without("id"), "missing field `id`");
    check(&without("slot"), "missing field `slot`");
    check(&without("text"), "missing field `text`");
    check(&without("cites"), "missing field `cites`");
    check(&with("id", json!(null)), "id");
    check(&with("text", json!(7)), "is no claim");
    check(&with("cites", json!(["$.work[*]"])), "wrong path in its cites");
    check(&with("cites", json!([" $.work[0]"])), "wrong path in its cites");
    check(&with("slot", json!("work[0]")), "wrong path in its slot");
    check(&with("slot", json!("$.work[01]")), "byte 7");
    check(&with("text", json!("x".repeat(70_000))), "longer than 64 KiB");
}

#[test]
fn what_is_wrong_before_the_first_line_ends_with_2() {
    let desk = Desk::new();
    let check = |arguments: &[&str], expected: &str| {
        let Outcome { code, output, error } = desk.run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {error}");
        assert!(error.contains(expected) && output.is_empty(), "{arguments:?}: {error}");
    };
    check(&[], "--claims");
    check(&["--claims", "no/such/file"], "no such file");
    check(&["--claims", "-", "--job", "-"], "standard input");
    check(&["--claims", "-", "--job", "no/such/file"], "no such file");
    let folder = desk.path("").to_string_lossy().into_owned();
    check(&["--claims", &folder], "folder");
    let broken = desk.write("broken.json", b"{ \"basics\": ");
    let output = Command::new(env!("CARGO_BIN_EXE_jobwise"))
        .args(["check", "--claims", "-", "--profile"])
        .arg(broken)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output.stderr));
}

#[test]
fn a_posting_is_no_source_of_facts() {
    let desk = Desk::new();
    let job = desk
        .write("job.txt", b"Pastry Chef at Larch Hotel. You know laminated dough and Kubernetes very well.");
    let job = job.to_string_lossy().into_owned();
    let line = claim("c", "letter", "I also know Kubernetes.", &[WASTE]).to_string();
    let claims = desk.write("claims.jsonl", line.as_bytes()).to_string_lossy().into_owned();
    let outcome = desk.run(&["--claims", &claims, "--job", &job]);
    let answer: Value = serde_json::from_str(&outcome.output).expect("JSON");
    let checks: Vec<_> =
        answer["findings"].as_array().expect("findings").iter().map(|found| &found["check"]).collect();
    assert!(checks.contains(&&json!("contamination")), "{answer}");
}

/// Sends one line and waits for its answer.
fn exchange(child: &mut Child, line: &str, answers: &mut impl BufRead) -> Value {
    let input = child.stdin.as_mut().expect("its input");
    writeln!(input, "{line}").and_then(|()| input.flush()).expect("it reads");
    let mut answer = String::new();
    answers.read_line(&mut answer).expect("it answers");
    serde_json::from_str(&answer).expect("JSON")
}

#[test]
fn a_line_is_answered_before_the_next_is_asked() {
    let desk = Desk::new();
    let mut child = desk.command(&["--claims", "-"]).spawn().expect("the program starts");
    let mut answers = BufReader::new(child.stdout.take().expect("its output"));
    for id in ["one", "two", "three"] {
        let line =
            claim(id, "$.work[0]", "Trained two apprentices", &["$.work[0].highlights[2]"]).to_string();
        assert_eq!(exchange(&mut child, &line, &mut answers)["id"], id);
    }
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_reader_that_goes_away_ends_the_work_in_peace() {
    let desk = Desk::new();
    let line = claim("c", "$.work[0]", "Trained two apprentices", &["$.work[0].highlights[2]"]).to_string();
    let claims = desk.write("claims.jsonl", format!("{line}\n").repeat(3_000).as_bytes());
    let mut child = desk.command(&["--claims"]).arg(claims).spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", said(&output.stderr));
}

#[test]
fn no_lines_have_no_answers() {
    assert!(Desk::new().answers(&[]).is_empty());
}

const RESUME: &str = "# Ada Moss
Baker

## Summary
Baker who likes early mornings.

## Experience
**Head Baker**, Harrow Mill
Jan 2020 – Dec 2023
- Cut flour waste by 18% across
  3 ovens
- Trained two apprentices
- Baked 400 loaves a night

### Baker | Harrow Mill | Jan 2016 – Dec 2019
* Baked 400 loaves a night
* Baked 900 loaves a night

## Education
Diploma in Baking, Harrow College
- Laminated dough

## Skills
Baking: Sourdough, Rye bread; Croissants
";

#[test]
fn a_document_is_taken_apart_and_each_statement_held_against_the_profile() {
    let desk = Desk::new();
    let expected = ["Baked 400 loaves a night", "Baked 900 loaves a night", "Croissants"];
    for name in ["resume.md", "resume.txt"] {
        let reviewed = desk.review(&desk.write(name, RESUME.as_bytes()), &[]);
        assert_eq!(blocked(&reviewed), expected, "{name}: {reviewed:?}");
        assert!(
            reviewed.iter().any(|(text, _)| text == "Cut flour waste by 18% across 3 ovens"),
            "{reviewed:?}"
        );
        assert_eq!(reviewed.len(), 17, "{reviewed:?}");
    }
    let told = desk.read(&desk.path("resume.md"), &[]).output;
    assert!(
        told.starts_with("17 statements: 14 supported by the profile, 0 doubted, 3 not supported\n"),
        "{told}"
    );
    let (_, after) = told.split_once("line 17: Baked 900 loaves a night\n").expect("the line");
    assert!(
        after.trim_start().starts_with("number:") && after.contains("nearest $.work[1].highlights[0]"),
        "{told}"
    );
}

#[test]
fn a_resume_in_json_is_held_against_the_profile() {
    let desk = Desk::new();
    let profile = desk.path("profile.json");
    assert_eq!(blocked(&desk.review(&profile, &[])), [""; 0]);
    let mut resume: Value =
        serde_json::from_slice(&std::fs::read(&profile).expect("a profile")).expect("JSON");
    resume["basics"]["label"] = json!("Master Baker");
    resume["work"][0]["highlights"][0] = json!("Cut flour waste by 81% across 3 ovens");
    resume["work"][1]["name"] = json!("Larch Hotel");
    resume["skills"][0]["keywords"][1] = json!("Choux");
    let reviewed = desk.review(&desk.write("other.json", resume.to_string().as_bytes()), &[]);
    let found = blocked(&reviewed);
    for text in ["Master Baker", "Cut flour waste by 81% across 3 ovens", "Baked 400 loaves a night", "Choux"]
    {
        assert!(found.contains(&text), "{text}: {found:?}");
    }
    assert!(found.iter().any(|text| text.contains("Larch Hotel")), "{found:?}");
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn a_line_that_begins_with_a_heading_is_checked_and_what_is_not_read_is_printed() {
    let desk = Desk::new();
    let document = "Ada Moss\n\nSkills\nCertifications: CISSP\nEducation: PhD, MIT\n\
        Awards: Nobel Prize 2019\nTools: Ansible, Rye bread\nPage 1 of 1\n";
    for name in ["resume.txt", "resume.md"] {
        let reviewed = desk.review(&desk.write(name, document.as_bytes()), &[]);
        assert_eq!(blocked(&reviewed), ["CISSP", "PhD, MIT", "Nobel Prize 2019", "Ansible"], "{reviewed:?}");
        assert_eq!(reviewed.len(), 6, "{reviewed:?}");
    }
    let told = desk.read(&desk.path("resume.txt"), &[]).output;
    assert!(told.contains("\nNot read, so held against nothing\n  line 8: Page 1 of 1\n"), "{told}");
    // What a résumé in JSON has beside the fields of the format is told too.
    let mut resume: Value =
        serde_json::from_slice(&std::fs::read(desk.path("profile.json")).expect("a profile")).expect("JSON");
    resume["work"][0]["salary"] = json!("Paid a million");
    let report = desk.report(&desk.write("other.json", resume.to_string().as_bytes()), &[]);
    let is_told = |list: &Value| list.to_string().contains("Paid a million");
    assert!(is_told(&report["notRead"]) || is_told(&report["statements"]), "{report}");
}

#[test]
fn a_letter_without_its_posting_is_told_to_need_it() {
    let (desk, job) = tailored("software-engineer");
    for name in ["cover-letter.pdf", "document-cover-letter.json"] {
        let report = desk.report(&desk.path(name), &[]);
        assert!(report["note"].as_str().is_some_and(|note| note.contains("--job")), "{report}");
        assert_eq!(desk.report(&desk.path(name), &["--job", &job])["note"], Value::Null, "{name}");
        let told = desk.read(&desk.path(name), &[]).output;
        assert!(told.lines().nth(1).is_some_and(|line| line.contains("--job")), "{name}");
    }
    assert_eq!(desk.report(&desk.path("resume.pdf"), &[])["note"], Value::Null);
}

#[test]
fn documents_that_cannot_be_read_end_with_2_and_say_why() {
    let desk = Desk::new();
    let check = |bytes: &[u8], expected: &str| {
        let document = desk.write("document", bytes);
        let Outcome { code, error, .. } = desk.read(&document, &[]);
        assert_eq!(code, 2, "{expected}: {error}");
        assert!(error.contains(expected), "{expected}: {error}");
    };
    check(b" \n", "empty");
    check(b"--- \n ***", "no words");
    check(b"\xff\xfe words", "UTF-8");
    check(b"words \0 words", "binary");
    check(b"{ \"basics\": ", "not JSON");
    check(b"{}", "neither a JSON Resume");
    check(b"{ \"blocks\": [7] }", "not one that JobWise wrote");
    check(b"{ \"basics\": { \"name\": 7 } }", "basics.name");
    check(b"%PDF-1.7\nnothing", "PDF");
    check("Led it.\n\n".repeat(2_001).as_bytes(), "2000 statements");
    check("word ".repeat(120_000).as_bytes(), "512 KiB");
    let outcome = desk.run(&["--claims", "-", "--format", "json"]);
    assert_eq!(outcome.code, 2, "{}", outcome.error);
}
