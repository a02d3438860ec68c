//! The whole server on a fresh database, driven as a client drives it:
//! `let app = TestApp::start().await; let user = app.signed_up("ada@example.com").await;`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use futures_util::{SinkExt, StreamExt};
use jobwise::accounts::model::Role;
use jobwise::app::App;
use jobwise::config::Config;
use jobwise::documents::file_check::apart::Reader;
use jobwise::http::{bind, serve};
use jobwise::language::lexicon::Lexicon;
use reqwest::Client;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_util::sync::CancellationToken;

use super::TestDatabase;

/// The password of every test account.
pub const PASSWORD: &str = "correct horse battery";

/// A server that listens on a port of its own until it is dropped. Its clock stands until the
/// test moves it.
pub struct TestApp {
    /// Its database.
    pub database: TestDatabase,
    /// Its services, for what no client may do.
    pub app: App,
    /// Where it listens.
    pub address: SocketAddr,
    client: Client,
    stop: CancellationToken,
    /// Its files; gone with it.
    data: tempfile::TempDir,
}

impl TestApp {
    /// Starts a server with the default configuration.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a server with these environment variables.
    pub async fn start_with(variables: &[(&str, &str)]) -> Self {
        Self::start_on(TestDatabase::new().await, variables).await
    }

    /// Starts a server on a database, with these environment variables.
    pub async fn start_on(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        // Refused when another test of this process has installed it, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let data = tempfile::tempdir().expect("a folder");
        let data_path = data.path().to_str().expect("a path").to_owned();
        let config = Config::from_values(|name| {
            let given = variables.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            given
                .or((name == "JOBWISE_DATA").then_some(data_path.as_str()))
                // Tests count statements, and send more in a minute than people do.
                .or(name.starts_with("REQUESTS_PER_MINUTE").then_some("0"))
                .or((name == "JWT_SECRET").then_some("a secret for tests that is long enough"))
                .map(str::to_owned)
        });
        let config = config.expect("a good configuration");
        let mut app = App::try_new(config, database.db.clone(), database.clock.clone(), Lexicon::built_in())
            .expect("an app");
        // This process is the tests, which reads no files by itself.
        app.file_checks = app.file_checks.with_reader(Reader::new(|| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
            command.args(["check-file", "--read"]);
            Ok(command)
        }));
        let listener = bind("127.0.0.1", 0).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        tokio::spawn(serve(app.clone(), listener, stop.clone()));
        Self { database, app, address, client: Client::new(), stop, data }
    }

    /// The address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The folder its files lie in.
    pub fn files(&self) -> PathBuf {
        self.data.path().join("files")
    }

    /// Asks the server to stop, as SIGTERM does.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// A client that is not signed in.
    pub fn anonymous(&self) -> TestUser<'_> {
        TestUser { app: self, access_token: None, refresh_token: None }
    }

    /// A client with an access token, good or not.
    pub fn bearing(&self, access_token: &str) -> TestUser<'_> {
        TestUser { access_token: Some(access_token.to_owned()), ..self.anonymous() }
    }

    /// A client that has signed up and in.
    pub async fn signed_up(&self, email: &str) -> TestUser<'_> {
        let answer = self.anonymous().sign_up(email).await;
        assert_eq!(answer.data("/signUp/status"), "ACCEPTED", "{}", answer.body);
        self.signed_in(email).await
    }

    /// A client of an account that is there.
    pub async fn signed_in(&self, email: &str) -> TestUser<'_> {
        let answer = self.anonymous().sign_in(email, PASSWORD).await;
        assert_eq!(answer.data("/signIn/status"), "SIGNED_IN", "{}", answer.body);
        TestUser {
            app: self,
            access_token: answer.data("/signIn/accessToken").as_str().map(str::to_owned),
            refresh_token: answer.data("/signIn/refreshToken").as_str().map(str::to_owned),
        }
    }

    /// A client of a new account with this role.
    pub async fn signed_up_as(&self, email: &str, role: Role) -> TestUser<'_> {
        self.signed_up(email).await;
        self.app.accounts.grant(email, role).await.expect("an account");
        self.signed_in(email).await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// One client of a [`TestApp`].
pub struct TestUser<'app> {
    app: &'app TestApp,
    /// Sent with every request.
    pub access_token: Option<String>,
    /// Of its session.
    pub refresh_token: Option<String>,
}

impl TestUser<'_> {
    /// Runs an operation.
    pub async fn query(&self, document: &str) -> Answer {
        self.query_with(document, json!({})).await
    }

    /// Runs an operation with variables.
    pub async fn query_with(&self, document: &str, variables: Value) -> Answer {
        let mut request = self.app.client.post(self.app.url("/graphql"));
        if let Some(token) = &self.access_token {
            request = request.bearer_auth(token);
        }
        let response = request.json(&json!({ "query": document, "variables": variables })).send().await;
        Answer::read(response.expect("an answer")).await
    }

    /// Runs an operation with one file, which takes the place named, such as `variables.file`.
    pub async fn upload(&self, operations: Value, place: &str, name: &str, content: &[u8]) -> Answer {
        let part = |headers: &str, content: &[u8]| {
            let head = format!("--part\r\ncontent-disposition: form-data; {headers}\r\n\r\n");
            [head.as_bytes(), content, b"\r\n"].concat()
        };
        let body = [
            part("name=\"operations\"", operations.to_string().as_bytes()),
            part("name=\"map\"", json!({ "0": [place] }).to_string().as_bytes()),
            part(&format!("name=\"0\"; filename=\"{name}\""), content),
            b"--part--\r\n".to_vec(),
        ];
        let mut request = self.app.client.post(self.app.url("/graphql"));
        if let Some(token) = &self.access_token {
            request = request.bearer_auth(token);
        }
        let request = request.header("content-type", "multipart/form-data; boundary=part");
        Answer::read(request.body(body.concat()).send().await.expect("an answer")).await
    }

    /// Subscribes over graphql-transport-ws and returns what is told until the server completes.
    pub async fn watch(&self, document: &str, variables: Value) -> Vec<Value> {
        self.watch_with(document, variables, |_| {}).await
    }

    /// As [`TestUser::watch`], with a look at each event as it comes.
    pub async fn watch_with(&self, document: &str, variables: Value, look: impl Fn(&Value)) -> Vec<Value> {
        let mut request =
            self.app.url("/graphql").replace("http", "ws").into_client_request().expect("a request");
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.expect("a socket");
        let authorization = self.access_token.as_ref().map(|token| format!("Bearer {token}"));
        let subscribe = json!({ "id": "1", "type": "subscribe",
            "payload": { "query": document, "variables": variables } });
        for message in
            [json!({ "type": "connection_init", "payload": { "authorization": authorization } }), subscribe]
        {
            socket.send(Message::text(message.to_string())).await.expect("an open socket");
        }
        let mut told = Vec::new();
        while let Some(message) = socket.next().await {
            let Message::Text(text) = message.expect("a message") else { continue };
            let message: Value = serde_json::from_str(&text).expect("JSON");
            match message["type"].as_str() {
                Some("next") => {
                    let payload = &message["payload"];
                    assert!(payload["errors"].is_null(), "{payload}");
                    let fields = payload["data"].as_object().expect("data");
                    fields.values().for_each(&look);
                    told.extend(fields.values().cloned());
                }
                Some("complete") => return told,
                Some("connection_ack" | "ping" | "pong") => {}
                _ => panic!("{message}"),
            }
        }
        panic!("the socket closed before the subscription completed: {told:?}");
    }

    /// Signs up with the password of every test account.
    pub async fn sign_up(&self, email: &str) -> Answer {
        let document = "mutation($input: SignUpInput!) {
            signUp(input: $input) { status violations { path code message } }
        }";
        self.query_with(document, json!({ "input": { "email": email, "password": PASSWORD } })).await
    }

    /// Signs in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        let document = "mutation($input: SignInInput!) { signIn(input: $input) {
            status account { id email role } accessToken expiresAt refreshToken retryAt
        } }";
        self.query_with(document, json!({ "input": { "email": email, "password": password } })).await
    }

    /// Exchanges a refresh token.
    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        let document = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) {
            status account { email role } accessToken expiresAt refreshToken
        } }";
        self.query_with(document, json!({ "input": { "refreshToken": refresh_token } })).await
    }
}

/// What came back.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `x-request-id` header.
    pub request_id: String,
    /// The `set-cookie` header, where there is one.
    pub cookie: Option<String>,
    /// The `retry-after` header, where there is one.
    pub retry_after: Option<String>,
    /// The whole body.
    pub body: Value,
}

impl Answer {
    async fn read(response: reqwest::Response) -> Self {
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let (status, cookie) = (response.status().as_u16(), header("set-cookie"));
        let retry_after = header("retry-after");
        let request_id = header("x-request-id").unwrap_or_default();
        Self { status, request_id, cookie, retry_after, body: response.json().await.expect("JSON") }
    }

    /// The data at a JSON pointer such as `/viewer/email`; the answer must hold no errors.
    pub fn data(&self, pointer: &str) -> &Value {
        assert!(self.body["errors"].is_null(), "{}", self.body);
        self.body["data"].pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {}", self.body))
    }

    /// The code of the only error; empty when there is none.
    pub fn code(&self) -> &str {
        let errors = self.body["errors"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        assert!(errors.len() <= 1, "{}", self.body);
        errors.first().and_then(|error| error["extensions"]["code"].as_str()).unwrap_or_default()
    }
}
