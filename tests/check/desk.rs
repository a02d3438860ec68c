//! A folder with a profile, over which `jobwise check` is run. Shared by its tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

    /// The program over the profile, as a process of its own.
    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
        command
            .args(["check", "--today", "2026-11-20", "--profile"])
            .arg(self.path("profile.json"))
            .args(more);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command within this process, whose word lists are read already.
    pub fn run(&self, more: &[&str]) -> Outcome {
        let profile = self.path("profile.json").to_string_lossy().into_owned();
        let mut arguments = vec!["jobwise", "check", "--today", "2026-11-20", "--profile", &profile];
        arguments.extend(more);
        Outcome::of(&arguments)
    }

    /// Runs the command over a document.
    pub fn read(&self, document: &Path, more: &[&str]) -> Outcome {
        let document = document.to_string_lossy();
        let mut arguments = vec!["--document", &document];
        arguments.extend(more);
        self.run(&arguments)
    }

    /// Runs the command over claims.
    pub fn check(&self, claims: &[u8]) -> Outcome {
        let path = self.write("claims-to-check.jsonl", claims);
        self.run(&["--claims", &path.to_string_lossy()])
    }

    pub fn answers(&self, claims: &[Value]) -> Vec<Value> {
        let lines: String = claims.iter().map(|claim| format!("{claim}\n")).collect();
        let outcome = self.check(lines.as_bytes());
        assert_eq!(outcome.code, 0, "{}", outcome.error);
        outcome.output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// What a command came to.
pub struct Outcome {
    pub code: u8,
    pub output: String,
    pub error: String,
}

impl Outcome {
    /// Runs a command line within this process.
    pub fn of(arguments: &[&str]) -> Self {
        let (mut output, mut error) = (Vec::new(), Vec::new());
        let code = jobwise::cli::run_to(arguments, &mut output, &mut error);
        Self { code, output: said(&output), error: said(&error) }
    }
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Desk {
    /// Checks a document, and gives the report as JSON.
    pub fn report(&self, document: &Path, more: &[&str]) -> Value {
        let outcome = self.read(document, &[&["--format", "json"], more].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.error);
        serde_json::from_str(&outcome.output).expect("JSON")
    }

    /// Checks a document, and gives the text and verdict of each statement.
    pub fn review(&self, document: &Path, more: &[&str]) -> Vec<(String, String)> {
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
    let (profile, out) = (desk.path("profile.json"), desk.path(""));
    let (profile, out) = (profile.to_string_lossy(), out.to_string_lossy());
    let outcome = Outcome::of(&[
        "jobwise",
        "tailor",
        "--today",
        "2026-11-20",
        "--job",
        &job,
        "--profile",
        &profile,
        "--out",
        &out,
    ]);
    assert_eq!(outcome.code, 0, "{}", outcome.error);
    (desk, job)
}
