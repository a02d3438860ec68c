//! The program as a process: served, stopped, and the whole demo.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use jobwise::accounts::model::Role;
use jobwise::ai::providers::wires::Wire;
use serde_json::Value;

use crate::harness::TestDatabase;
use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

/// The program in a folder of its own, on this database.
fn jobwise(arguments: &[&str], folder: &Path, database: &TestDatabase) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
    for variable in jobwise::config::VARIABLES {
        command.env_remove(variable.name);
    }
    command
        .args(arguments)
        .env("DATABASE_URL", database.url.expose())
        .env("PORT", "0")
        .env("DB_POOL_SIZE", "5")
        .current_dir(folder);
    command
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(arguments: &[&str], folder: &Path, database: &TestDatabase) -> Output {
    let output = jobwise(arguments, folder, database).output().expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", said(&output.stderr));
    output
}

/// A process that goes on until it is told to stop.
struct Running {
    child: Child,
    first_line: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let mut first_line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut first_line).expect("a line");
        Self { child, first_line }
    }

    /// Sends SIGTERM and waits; returns how it ended and what it logged.
    fn stop(mut self) -> (ExitStatus, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
        let mut log = String::new();
        self.child.stderr.take().expect("a pipe").read_to_string(&mut log).expect("a log");
        (self.child.wait().expect("an end"), log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already unless the test failed midway.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_tells_its_address_and_ends_gracefully_on_sigterm() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let _ = rustls::crypto::ring::default_provider().install_default();
    for arguments in [&["serve"] as &[&str], &["serve", "--no-work"]] {
        let server = Running::start(jobwise(arguments, folder.path(), &database));
        let line = server.first_line.trim_end();
        let address = line.strip_prefix("JobWise is ready at ").and_then(|rest| rest.split(' ').next());
        let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
        assert!(line.ends_with(&format!("(GraphiQL at {address}/graphiql)")), "{line}");
        let ready = reqwest::get(format!("{address}/health/ready")).await.expect("an answer");
        assert_eq!(ready.status(), 200);

        let (status, log) = server.stop();
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(log.contains("stopping"), "{log}");
        for line in log.lines() {
            assert!(serde_json::from_str::<Value>(line).is_ok(), "no JSON: {line}");
        }
        assert!(reqwest::get(format!("{address}/health/live")).await.is_err(), "nobody listens any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_ends_gracefully_on_sigterm() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let worker = Running::start(jobwise(&["work"], folder.path(), &database));
    assert!(worker.first_line.contains("working"), "{}", worker.first_line);
    let (status, log) = worker.stop();
    assert_eq!(status.code(), Some(0), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_grants_roles_and_fills_the_catalogue() {
    let (app, folder) = (TestApp::start().await, tempfile::tempdir().expect("a folder"));
    app.signed_up("ada@example.com").await;
    let output = run(&["admin", "grant", "Ada@Example.com", "admin"], folder.path(), &app.database);
    assert_eq!(said(&output.stdout), "ada@example.com is ADMIN now.\n");
    let ada = app.signed_in("ada@example.com").await;
    assert_eq!(ada.query("{ viewer { role } }").await.data("/viewer/role"), Role::Admin.word());
    let refused =
        jobwise(&["admin", "grant", "nobody@example.com", "ADMIN"], folder.path(), &app.database).output();
    assert_eq!(refused.expect("the binary runs").status.code(), Some(2));

    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let posting = |name: &str| data.join(name).to_string_lossy().into_owned();
    let (first, second) = (posting("job-software-engineer.txt"), posting("job-registered-nurse.txt"));
    let output = run(&["jobs", "add", &first, &second], folder.path(), &app.database);
    let told = said(&output.stdout);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    let id = lines[0].split(' ').next().expect("an id");
    let query = format!("{{ job(id: \"{id}\") {{ title company shared }} jobs {{ totalCount }} }}");
    let answer = app.anonymous().query(&query).await;
    assert_eq!(answer.data("/job/title"), "Senior Back-End Engineer");
    assert_eq!(answer.data("/job/shared"), true);
    assert_eq!(answer.data("/jobs/totalCount"), 2);
    assert_eq!(
        said(&run(&["migrate"], folder.path(), &app.database).stdout),
        "The database was up to date.\n"
    );
    assert_eq!(
        said(&run(&["keys", "reseal"], folder.path(), &app.database).stdout),
        "0 keys sealed anew, 0 were already.\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_somebody_brings_is_in_no_line_of_the_log_whatever_comes_of_it() {
    const KEY: &str = "sk-own-0123456789-hush";
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let provider = Provider::start(Wire::OpenAiChat, |asked| match asked.number {
        0 => Reply::new(Mode::BadKey401, KEY, (0, 0)),
        _ => Reply::new(Mode::Good, KEY, (9, 1)),
    })
    .await;
    let mut command = jobwise(&["serve"], folder.path(), &database);
    command
        .env("AI_COMPATIBLE_URL", &provider.address)
        .env("JOBWISE_LOG", "info,jobwise=trace,reqwest=trace");
    let server = Running::start(command);
    let line = server.first_line.trim_end();
    let address = line.strip_prefix("JobWise is ready at ").and_then(|rest| rest.split(' ').next());
    let url = format!("{}/graphql", address.unwrap_or_else(|| panic!("{line}")));
    let client = reqwest::Client::new();
    let ask = async |token: &str, query: String| -> Value {
        let request = client.post(&url).json(&serde_json::json!({ "query": query }));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        request.send().await.expect("an answer").json().await.expect("JSON")
    };
    let me = "input: { email: \"ada@example.com\", password: \"correct horse battery\" }";
    ask("", format!("mutation {{ signUp({me}) {{ status }} }}")).await;
    let signed_in = ask("", format!("mutation {{ signIn({me}) {{ accessToken }} }}")).await;
    let token = signed_in["data"]["signIn"]["accessToken"].as_str().expect("a token").to_owned();
    for (key, status) in [(KEY, "KEY_REFUSED"), (KEY, "SAVED"), ("sk-own-0123456789 hush", "INVALID")] {
        let input = format!("input: {{ provider: \"compatible\", model: \"moss-1\", key: \"{key}\" }}");
        let answer =
            ask(&token, format!("mutation {{ saveProviderKey({input}) {{ status message }} }}")).await;
        assert_eq!(answer["data"]["saveProviderKey"]["status"], status, "{answer}");
        assert!(!answer.to_string().contains("0123456789"), "{answer}");
    }
    let broken = ask(&token, format!("mutation {{ saveProviderKey(input: {{ key: \"{KEY}\" ")).await;
    assert!(broken["errors"].is_array() && !broken.to_string().contains("0123456789"), "{broken}");
    let (status, log) = server.stop();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("graphql") && !log.contains("0123456789"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_leaves_two_pdfs_and_prints_no_secret_and_can_be_repeated() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let first = said(&run(&["demo"], folder.path(), &database).stdout);
    let account = folder.path().join(".jobwise/demo-account.json");
    let kept: Value = serde_json::from_slice(&std::fs::read(&account).expect("the account")).expect("JSON");
    let (email, password) = (kept["email"].as_str().expect("text"), kept["password"].as_str().expect("text"));
    let second = said(&run(&["demo"], folder.path(), &database).stdout);
    for told in [&first, &second] {
        assert!(told.contains(&format!("Signed in as {email}")), "{told}");
        assert!(!told.contains(password), "{told}");
        for part in
            ["resume.pdf", "cover-letter.pdf", "ATS score", "keywords:", "facts:", "Gaps", "/graphiql"]
        {
            assert!(told.contains(part), "no {part} in {told}");
        }
        for stage in
            ["job analyzer", "profile compiler", "document generator", "quality validator", "PDF exporter"]
        {
            assert!(told.contains(&format!("  {stage:<20} done in")), "no {stage} in {told}");
        }
    }
    for name in ["resume.pdf", "cover-letter.pdf"] {
        let bytes = std::fs::read(folder.path().join("out").join(name)).expect(name);
        assert!(bytes.starts_with(b"%PDF") && bytes.len() > 5_000, "{name}");
    }
    let log = std::fs::read_to_string(folder.path().join(".jobwise/demo.log")).expect("the log");
    assert!(!log.contains(password) && !log.contains(email), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_says_what_is_wrong_with_a_profile() {
    let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().expect("a folder"));
    let profile = r#"{"basics":{"name":"A B"},"work":[{"name":"C","position":"D","startDate":"2021-13"}]}"#;
    std::fs::write(folder.path().join("me.json"), profile).expect("a file");
    let output = jobwise(&["demo", "--profile", "me.json"], folder.path(), &database).output();
    let output = output.expect("the binary runs");
    let error = said(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("importProfile answered INVALID") && error.contains("startDate"), "{error}");
    assert!(!folder.path().join("out").exists());
}
