//! A process of the program with settings of its own, and a client of it.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::harness::TestDatabase;
use crate::harness::app::PASSWORD;

/// How long anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A process of the program. It dies with this value.
pub struct Process {
    child: Child,
    /// Where a server listens, as `http://127.0.0.1:8080`; empty for a worker.
    pub address: String,
    log: PathBuf,
}

impl Process {
    /// Starts a command in a folder and waits until it says that it is ready.
    pub async fn start(
        arguments: &[&str],
        folder: &Path,
        database: &TestDatabase,
        variables: &[(&str, &str)],
    ) -> Self {
        let log = folder.join(format!("{}.log", arguments.join("")));
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
        for variable in jobwise::config::VARIABLES {
            command.env_remove(variable.name);
        }
        let mut child = command
            .args(arguments)
            .env("DATABASE_URL", database.url.expose())
            .env("PORT", "0")
            .env("DB_POOL_SIZE", "4")
            .envs(variables.iter().copied())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).expect("a log"))
            .kill_on_drop(true)
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = timeout(PATIENCE, lines.next_line()).await.expect("a line in time").expect("a line");
        let line = line.unwrap_or_else(|| panic!("{}", std::fs::read_to_string(&log).unwrap_or_default()));
        // Whoever speaks to a pipe that nobody reads is ended by it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let address = line.strip_prefix("JobWise is ready at ").and_then(|rest| rest.split(' ').next());
        Self { child, address: address.unwrap_or_default().to_owned(), log }
    }

    /// Sends SIGTERM and waits; returns how it ended and what it logged.
    pub async fn stop(&mut self) -> (ExitStatus, String) {
        let id = self.child.id().expect("a process that runs");
        kill_process(Pid::from_raw(id.cast_signed()).expect("a number"), Signal::TERM)
            .expect("a process of ours");
        let status =
            timeout(PATIENCE, self.child.wait()).await.expect("an end in time").expect("a child of ours");
        (status, std::fs::read_to_string(&self.log).expect("its log"))
    }
}

/// A client of a server, signed in.
pub struct Client {
    http: reqwest::Client,
    url: String,
    /// Its access token.
    pub token: String,
}

impl Client {
    /// A client with an account of its own.
    pub async fn signed_up(server: &Process, email: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}/graphql", server.address);
        let mut client = Self { http: reqwest::Client::new(), url, token: String::new() };
        let me = json!({ "input": { "email": email, "password": PASSWORD } });
        client.ask("mutation($input: SignUpInput!) { signUp(input: $input) { status } }", me.clone()).await;
        let signed_in =
            client.ask("mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }", me).await;
        client.token = signed_in["signIn"]["accessToken"].as_str().expect("a token").to_owned();
        client
    }

    /// Runs an operation and gives its data.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        self.ask_with(query, variables, &[]).await
    }

    /// As [`Client::ask`] with further headers.
    pub async fn ask_with(&self, query: &str, variables: Value, headers: &[(&str, &str)]) -> Value {
        let answer = self.answer(query, variables, headers).await;
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }

    /// Runs an operation and gives the whole answer.
    pub async fn answer(&self, query: &str, variables: Value, headers: &[(&str, &str)]) -> Value {
        let mut request = self.http.post(&self.url).json(&json!({ "query": query, "variables": variables }));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = timeout(PATIENCE, request.send()).await.expect("an answer in time");
        answer.expect("an answer").json().await.expect("JSON")
    }

    /// Watches until the server completes.
    pub async fn watch(&self, query: &str, variables: Value) -> String {
        let body = json!({ "query": query, "variables": variables });
        let request = self.http.post(&self.url).header("accept", "text/event-stream").json(&body);
        let told = async { request.bearer_auth(&self.token).send().await.expect("an answer").text().await };
        timeout(PATIENCE, told).await.expect("an end in time").expect("a whole stream")
    }

    /// Downloads what a link leads to; tells how much it is.
    pub async fn download(&self, url: &str) -> usize {
        let response = self.http.get(url).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{url}");
        response.bytes().await.expect("bytes").len()
    }
}
