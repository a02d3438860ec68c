//! The HTTP face over a database that is away: what is refused before it is needed, what a
//! fault looks like, and what is served from the program itself.

use jobwise::app::App;
use jobwise::clock::Clock;
use jobwise::config::{Config, Secret};
use jobwise::db::{Db, DbConfig};
use jobwise::http::{bind, serve};
use jobwise::language::lexicon::Lexicon;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A server whose database nobody answers for.
struct Server {
    address: String,
    client: Client,
    stop: CancellationToken,
    serving: JoinHandle<jobwise::error::Result<()>>,
}

impl Server {
    async fn start() -> Self {
        // Refused when another test of this process has installed it, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = Config::from_values(|name| match name {
            "JWT_SECRET" => Some("a secret for tests that is long enough".to_owned()),
            "CORS_ORIGINS" => Some("https://app.example.com".to_owned()),
            _ => None,
        });
        let away = DbConfig::new(Secret::new("postgres://nobody@127.0.0.1:1/nothing"), 1);
        let db = Db::try_new(&away).expect("a pool");
        let app = App::try_new(config.expect("a configuration"), db, Clock::System, Lexicon::built_in())
            .expect("an app");
        let listener = bind("127.0.0.1", 0).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(app, listener, stop.clone()));
        Self { address, client: Client::new(), stop, serving }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    async fn post(&self, body: Value) -> Response {
        self.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer")
    }
}

/// The HTTP status, and the code of the first error, empty without one.
async fn outcome(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.expect("JSON");
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn introspection_is_answered_by_post_and_by_get() {
    let server = Server::start().await;
    let body: Value = server.post(json!({ "query": "{ __typename }" })).await.json().await.expect("JSON");
    assert_eq!(body, json!({ "data": { "__typename": "Query" } }));
    let body: Value = server.get("/graphql?query=%7B__typename%7D").await.json().await.expect("JSON");
    assert_eq!(body, json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn mutations_never_run_over_get() {
    let server = Server::start().await;
    let mutation = "mutation%20M%7BsignOut%7Bstatus%7D%7Dquery%20Q%7B__typename%7D";
    let check = async |name: &str, expected: (u16, &str)| {
        let response = server.get(&format!("/graphql?query={mutation}&operationName={name}")).await;
        assert_eq!(outcome(response).await, (expected.0, expected.1.to_owned()), "{name}");
    };
    check("M", (405, "BAD_REQUEST")).await;
    check("Q", (200, "")).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_json_is_refused() {
    let server = Server::start().await;
    let send = async |kind: &str, body: String| {
        let request = server.request(Method::POST, "/graphql").header("content-type", kind).body(body);
        outcome(request.send().await.expect("an answer")).await
    };
    let query = json!({ "query": "{ __typename }" }).to_string();
    let padded = json!({ "query": format!("{{ __typename }}{}", " ".repeat(1024 * 1024)) }).to_string();
    let bad_request = "BAD_REQUEST".to_owned();
    assert_eq!(send("application/json", query.clone()).await, (200, String::new()));
    assert_eq!(send("application/json; charset=utf-8", query.clone()).await, (200, String::new()));
    assert_eq!(send("text/plain", query).await, (415, bad_request.clone()));
    assert_eq!(send("application/json", "{".to_owned()).await, (400, bad_request.clone()));
    assert_eq!(send("application/json", "[]".to_owned()).await, (400, bad_request.clone()));
    assert_eq!(send("application/json", padded).await, (413, bad_request));
}

#[tokio::test]
async fn every_fault_has_its_code_and_never_the_document() {
    let server = Server::start().await;
    let nested = (0..20).fold("name".to_owned(), |inner, _| format!("ofType {{ {inner} }}"));
    let deeper = format!("{{ __schema {{ types {{ fields {{ type {{ {nested} }} }} }} }} }}");
    let check = async |query: &str, code: &str| {
        let response = server.post(json!({ "query": query })).await;
        let id = response.headers()["x-request-id"].to_str().expect("text").to_owned();
        let body: Value = response.json().await.expect("JSON");
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"].as_str().unwrap_or_default(), code, "{body}");
        if !code.is_empty() {
            assert_eq!(error["extensions"]["requestId"], id.as_str());
        }
        body.to_string()
    };
    check("{ __schema { types { name } } }", "").await;
    let refused = check("{ my_secret_field(", "PARSE_FAILED").await;
    assert!(!refused.contains("my_secret_field"), "{refused}");
    check("{ nothing }", "VALIDATION_FAILED").await;
    check(&deeper, "TOO_COSTLY").await;
    check("{ node(id: \"x\") { id } }", "UNAUTHENTICATED").await;
    let away = "mutation { refreshSession(input: { refreshToken: \"x\" }) { status } }";
    let refused = check(away, "UNAVAILABLE").await;
    assert!(!refused.contains("127.0.0.1"), "{refused}");
}

#[tokio::test]
async fn a_client_is_told_which_limit_it_passed_and_what_its_operation_costs() {
    let server = Server::start().await;
    let body: Value = server
        .post(json!({ "query": format!("{{ {} }}", "a: __typename ".repeat(61)) }))
        .await
        .json()
        .await
        .expect("JSON");
    let extensions = &body["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "TOO_COSTLY");
    assert_eq!(extensions["limit"], "ROOT_FIELDS");
    assert_eq!(extensions["found"], 61);
    assert!(body.get("data").is_none());

    let asked = json!({ "query": "{ __typename }", "extensions": { "cost": true } });
    let body: Value = server.post(asked).await.json().await.expect("JSON");
    assert_eq!(body["extensions"]["cost"]["requested"], 1);
}

#[tokio::test]
async fn client_tools_may_introspect_and_nobody_much_deeper() {
    let server = Server::start().await;
    let tool = include_str!("../../src/graphql/limits/introspection.graphql");
    let (status, code) = outcome(server.post(json!({ "query": tool })).await).await;
    assert_eq!((status, code.as_str()), (200, ""));
    let greedy = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    let (_, code) = outcome(server.post(json!({ "query": greedy })).await).await;
    assert_eq!(code, "TOO_COSTLY");
}

#[tokio::test]
async fn the_status_tells_refusals_to_clients_that_take_the_newer_media_type() {
    let server = Server::start().await;
    let ask = async |accept: &str, query: &str| {
        let request = server.request(Method::POST, "/graphql").header("accept", accept);
        let response = request.json(&json!({ "query": query })).send().await.expect("an answer");
        let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
        (response.status().as_u16(), kind)
    };
    let newer = "application/graphql-response+json";
    let charset = |kind: &str| format!("{kind}; charset=utf-8");
    assert_eq!(ask(newer, "{ nothing }").await, (400, charset(newer)));
    assert_eq!(ask(newer, "{").await, (400, charset(newer)));
    assert_eq!(ask(newer, "{ __typename }").await, (200, charset(newer)));
    assert_eq!(ask("application/json", "{ nothing }").await, (200, charset("application/json")));
    assert_eq!(ask("text/html", "{ __typename }").await.0, 406);
}

#[tokio::test]
async fn a_query_by_get_is_revalidated_and_anything_else_is_not_kept() {
    let server = Server::start().await;
    let get = server.get("/graphql?query=%7B__typename%7D").await;
    assert_eq!(get.headers()["cache-control"], "private, no-cache");
    let tag = get.headers()["etag"].clone();
    let again = server
        .request(Method::GET, "/graphql?query=%7B__typename%7D")
        .header("if-none-match", tag)
        .send()
        .await
        .expect("an answer");
    assert_eq!(again.status(), 304);
    let post = server.post(json!({ "query": "{ __typename }" })).await;
    assert_eq!(post.headers()["cache-control"], "no-store");
    let refused = server.get("/graphql?query=%7Bnothing%7D").await;
    assert_eq!(refused.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_document_that_ran_can_be_asked_for_by_its_hash() {
    let server = Server::start().await;
    let document = "{ __typename }";
    let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let by_hash = json!({ "extensions": extensions });
    let (_, code) = outcome(server.post(by_hash.clone()).await).await;
    assert_eq!(code, "PERSISTED_QUERY_NOT_FOUND");
    let both = json!({ "query": document, "extensions": extensions });
    assert_eq!(outcome(server.post(both).await).await, (200, String::new()));
    assert_eq!(outcome(server.post(by_hash).await).await, (200, String::new()));
    let lie = json!({ "query": "{ a: __typename }", "extensions": extensions });
    assert_eq!(outcome(server.post(lie).await).await.1, "BAD_REQUEST");
}

#[tokio::test]
async fn health_tells_alive_from_ready() {
    let server = Server::start().await;
    assert_eq!(server.get("/health/live").await.status(), 200);
    let ready = server.get("/health/ready").await;
    assert_eq!(ready.status(), 503);
    let body: Value = ready.json().await.expect("JSON");
    assert_eq!(body["database"], "away");
}

#[tokio::test]
async fn a_fit_request_id_comes_back_and_another_is_replaced() {
    let server = Server::start().await;
    let send = async |id: &str| {
        let response = server
            .request(Method::GET, "/health/live")
            .header("x-request-id", id)
            .send()
            .await
            .expect("an answer");
        response.headers()["x-request-id"].to_str().expect("text").to_owned()
    };
    assert_eq!(send("abc-123").await, "abc-123");
    assert_ne!(send("two words").await, "two words");
    assert!(!send("two words").await.is_empty());
}

#[tokio::test]
async fn a_document_that_ran_before_is_answered_as_for_the_first_time() {
    let document =
        "query($id: ID!, $n: Int) { node(id: $id) { id } profiles(first: $n) { edges { cursor } } }";
    let asked = [
        json!({ "id": "x", "n": 3 }),
        json!({ "id": "x" }),
        json!({ "id": "x", "n": null }),
        json!({ "id": 7, "n": 3 }),
        json!({ "id": ["x"], "n": 3 }),
        json!({ "id": null, "n": 3 }),
        json!({ "id": "x", "n": "three" }),
        json!({ "id": "x", "n": 3.5 }),
        json!({ "n": 3 }),
    ];
    let ask = async |server: &Server, variables: &Value| {
        let response = server.post(json!({ "query": document, "variables": variables })).await;
        let mut body: Value = response.json().await.expect("JSON");
        for error in body["errors"].as_array_mut().expect("errors, as nobody is signed in") {
            error["extensions"]["requestId"] = Value::Null;
        }
        body
    };
    let known = Server::start().await;
    ask(&known, &asked[0]).await;
    for variables in &asked {
        assert_eq!(ask(&known, variables).await, ask(&Server::start().await, variables).await, "{variables}");
    }
    let schema = json!({ "query": "{ __schema { types { name } } __type(name: \"_Service\") { name } }" });
    let first: Value = known.post(schema.clone()).await.json().await.expect("JSON");
    assert!(first["data"]["__type"].is_null());
    assert_eq!(known.post(schema).await.json::<Value>().await.expect("JSON"), first);
}

#[tokio::test]
async fn an_answer_is_readable_by_pages_of_listed_origins_and_varies_for_all() {
    let server = Server::start().await;
    let check = async |origin: Option<&str>, encoding: &str, expected: Option<&str>| {
        let client = Client::builder().no_gzip().build().expect("a client");
        let mut request = client.post(format!("{}/graphql", server.address));
        request = request.json(&json!({ "query": "{ __typename }" })).header("accept-encoding", encoding);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let response = request.send().await.expect("an answer");
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().expect("text"));
        assert_eq!(header("access-control-allow-origin"), expected, "{origin:?} {encoding}");
        assert!(header("vary").is_some_and(|vary| vary.contains("origin")), "{origin:?} {encoding}");
        assert_eq!(response.json::<Value>().await.expect("JSON")["data"]["__typename"], "Query");
    };
    for encoding in ["identity", "gzip"] {
        check(Some("https://app.example.com"), encoding, Some("https://app.example.com")).await;
        check(Some("https://elsewhere.example"), encoding, None).await;
        check(None, encoding, None).await;
    }
}

#[tokio::test]
async fn only_listed_origins_may_call() {
    let server = Server::start().await;
    let allowed = async |origin: &str| {
        let request = server
            .request(Method::OPTIONS, "/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let response = request.send().await.expect("an answer");
        response
            .headers()
            .get("access-control-allow-origin")
            .map(|value| value.to_str().expect("text").to_owned())
    };
    assert_eq!(allowed("https://app.example.com").await.as_deref(), Some("https://app.example.com"));
    assert_eq!(allowed("https://evil.example.com").await, None);
}

#[tokio::test]
async fn graphiql_needs_no_other_host() {
    let server = Server::start().await;
    let response = server.get("/graphiql").await;
    let policy = response.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    let page = response.text().await.expect("a page");
    assert!(!page.contains("//"), "no address of another host: {page}");
    let mut assets = 0;
    for path in page.split('"').filter(|part| part.starts_with("/graphiql/")) {
        let response = server.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
        assert!(kind.starts_with("text/javascript") || kind.starts_with("text/css"), "{path}: {kind}");
        assert!(!response.bytes().await.expect("bytes").is_empty(), "{path}");
        assets += 1;
    }
    assert_eq!(assets, 8);
    let examples = server.get("/graphiql/examples.js").await.text().await.expect("a script");
    assert!(examples.contains("mutation SignIn"), "{examples}");
    assert_eq!(server.get("/graphiql/../Cargo.toml").await.status(), 404);
    assert_eq!(server.get("/graphiql/nothing.js").await.status(), 404);
}

#[tokio::test]
async fn a_stopped_server_lets_go_of_its_port() {
    let server = Server::start().await;
    assert_eq!(server.get("/health/live").await.status(), 200);
    server.stop.cancel();
    server.serving.await.expect("no panic").expect("a clean end");
    let refused = server.client.get(format!("{}/health/live", server.address)).send().await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn an_operation_comes_as_events_to_clients_that_ask_for_them() {
    let server = Server::start().await;
    let ask = async |method: Method, query: &str| {
        let request = match method {
            Method::GET => {
                let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
                server.request(method, &format!("/graphql?query={encoded}"))
            }
            _ => server.request(method, "/graphql").json(&json!({ "query": query })),
        };
        let response = request.header("accept", "text/event-stream").send().await.expect("an answer");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response.text().await.expect("text")
    };
    for method in [Method::GET, Method::POST] {
        let text = ask(method, "{ __typename }").await;
        assert_eq!(
            text,
            "event: next\ndata: {\"data\":{\"__typename\":\"Query\"}}\n\nevent: complete\ndata:\n\n"
        );
    }
    let mutation = "mutation { signOut { status } }";
    assert!(ask(Method::GET, mutation).await.contains("Only queries run over GET"));
    assert!(ask(Method::POST, "{ nothing }").await.contains("VALIDATION_FAILED"));
}

#[tokio::test]
async fn long_answers_are_compressed_for_clients_that_ask() {
    let server = Server::start().await;
    let long = json!({ "query": "{ __schema { types { name description } } }" });
    let short = json!({ "query": "{ __typename }" });
    let check = async |body: &Value, accept: &str, encoding: &str, expected: Option<&str>| {
        let client = Client::builder().no_gzip().build().expect("a client");
        let request = client.post(format!("{}/graphql", server.address)).json(body);
        let response = request.header("accept", accept).header("accept-encoding", encoding).send().await;
        let response = response.expect("an answer");
        let found = response.headers().get("content-encoding").map(|value| value.to_str().expect("text"));
        assert_eq!(found, expected, "{body} {accept} {encoding}");
    };
    check(&long, "application/json", "gzip", Some("gzip")).await;
    check(&long, "application/json", "br;q=1, gzip;q=0.5", Some("gzip")).await;
    check(&long, "application/json", "identity", None).await;
    check(&short, "application/json", "gzip", None).await;
    check(&long, "text/event-stream", "gzip", None).await;
}
