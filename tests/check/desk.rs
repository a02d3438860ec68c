//! A folder with a profile, over which `jobwise check` is run. Shared by its tests.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// A folder with a profile.
pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        let profile = json!({
            "basics": { "name": "Ada Moss", "label": "Baker", "summary": "Baker who likes early mornings." },
            "work": [
                { "name": "Harrow Mill", "position": "Head Baker", "startDate": "2020-01", "endDate": "2023-12",
                  "highlights": ["Cut flour waste by 18% across 3 ovens", "", "Trained two apprentices"] },
                { "name": "Harrow Mill", "position": "Baker", "startDate": "2016-01", "endDate": "2019-12",
                  "highlights": ["Baked 400 loaves a night"] },
            ],
            "education": [{ "institution": "Harrow College", "studyType": "Diploma", "area": "Baking",
                            "courses": ["Laminated dough"] }],
            "skills": [{ "name": "Baking", "keywords": ["Sourdough", "Rye bread"] }],
        });
        desk.write("profile.json", profile.to_string().as_bytes());
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
        command
            .args(["check", "--today", "2026-11-20", "--profile"])
            .arg(self.path("profile.json"))
            .args(more);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command over claims from standard input.
    pub fn check(&self, claims: &[u8]) -> Output {
        let mut child = self.command(&["--claims", "-"]).spawn().expect("the program starts");
        let mut input = child.stdin.take().expect("its input");
        let claims = claims.to_vec();
        // From a thread, since it answers before it has read all.
        let writer = std::thread::spawn(move || {
            // It may end before it has read all.
            let _ = input.write_all(&claims);
        });
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        output
    }

    pub fn answers(&self, claims: &[Value]) -> Vec<Value> {
        let lines: String = claims.iter().map(|claim| format!("{claim}\n")).collect();
        let output = self.check(lines.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
        said(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Desk {
    /// Checks a document, and gives the report as JSON.
    pub fn report(&self, document: &std::path::Path, more: &[&str]) -> Value {
        let mut command = self.command(&["--format", "json", "--document"]);
        let output = command.arg(document).args(more).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// Checks a document, and gives the text and verdict of each statement.
    pub fn review(&self, document: &std::path::Path, more: &[&str]) -> Vec<(String, String)> {
        let report = self.report(document, more);
        let statements = report["statements"].as_array().expect("statements");
        let counted: u64 =
            ["pass", "warn", "block"].iter().filter_map(|key| report["counts"][key].as_u64()).sum();
        assert_eq!(counted, statements.len() as u64);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        for statement in statements.iter().filter(|statement| statement["verdict"] != "pass") {
            assert_ne!(statement["findings"], json!([]), "a reason is given: {statement}");
        }
        statements.iter().map(|one| (text(&one["text"]), text(&one["verdict"]))).collect()
    }
}

/// The statements that are not supported.
pub fn blocked(reviewed: &[(String, String)]) -> Vec<&str> {
    reviewed.iter().filter(|(_, verdict)| verdict == "block").map(|(text, _)| text.as_str()).collect()
}

/// The examples by name.
pub const EXAMPLES: [&str; 5] =
    ["electrician", "graduate", "marketing-manager", "registered-nurse", "software-engineer"];

/// A folder with the documents tailored from an example, and the path of its posting.
pub fn tailored(example: &str) -> (Desk, String) {
    let data = |name: String| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name);
    let desk = Desk::new();
    std::fs::copy(data(format!("profile-{example}.json")), desk.path("profile.json")).expect("a profile");
    let job = data(format!("job-{example}.txt")).to_string_lossy().into_owned();
    let output = Command::new(env!("CARGO_BIN_EXE_jobwise"))
        .args(["tailor", "--today", "2026-11-20", "--job", &job, "--profile"])
        .arg(desk.path("profile.json"))
        .arg("--out")
        .arg(desk.path(""))
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", said(&output.stderr));
    (desk, job)
}
