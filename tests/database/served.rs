//! A server process and its sockets: what it measures of them, and how it ends.

use std::time::Duration;

use jobwise::db::Connection;
use jobwise::events::{NewEvent, append};
use jobwise::graphql::ids::GlobalId;
use serde_json::json;

use crate::harness::{self, TestDatabase};
use crate::load::callers::ask;
use crate::load::frames::{RawSocket, text};
use crate::load::http::Client;
use crate::load::served::Served;

/// The value of a measure; none where it was never counted.
fn value(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_and_events_are_measured_and_sigterm_tells_sockets_to_come_back() {
    let database = TestDatabase::new().await;
    let data = tempfile::tempdir().expect("a folder");
    // Another may take the port before it is used; then the start says so.
    let metrics = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one");
    let environment = [
        ("DATABASE_URL", database.url.expose().to_owned()),
        ("JOBWISE_DATA", data.path().to_string_lossy().into_owned()),
        ("JWT_SECRET", "a secret for tests that is long enough".to_owned()),
        ("METRICS", metrics.to_string()),
    ];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut served = Served::start(&["--no-work"], &environment);
    let mut client = Client::new(&served.address);
    let account = json!({ "i": { "email": "ada@example.com", "password": "correct horse battery" } });
    ask(&mut client, None, "mutation($i: SignUpInput!) { signUp(input: $i) { status } }", account.clone())
        .await;
    let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { accessToken account { id } } }";
    let signed_in = ask(&mut client, None, sign_in, account).await;
    let token = signed_in["signIn"]["accessToken"].as_str().expect("a token").to_owned();
    let account_id = GlobalId::read(&signed_in["signIn"]["account"]["id"].as_str().expect("an id").into());
    let account_id = account_id.expect("an id").id;

    let mut socket = RawSocket::open(&served.address).await.expect("a socket");
    let init = json!({ "type": "connection_init", "payload": { "authorization": token } });
    let query = "subscription { savedJobChanged(after: 0) { number change } }";
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": query } });
    socket.send(&[text(&init.to_string()), text(&subscribe.to_string())].concat()).await;
    // Written by this process, so that the other has to hear of it.
    let event = NewEvent {
        stream_id: account_id,
        account_id,
        kind: "saved_job_changed".to_owned(),
        payload: json!({ "id": account_id, "change": "updated" }),
        created_at: harness::start(),
    };
    database.transaction(async |conn: &mut Connection| append(conn, &event).await).await.expect("an event");
    assert!(socket.hears("\"change\":\"UPDATED\"").await);

    let read = reqwest::get(format!("http://{metrics}/metrics")).await.expect("an answer");
    let measured = read.text().await.expect("text");
    assert_eq!(value(&measured, "jobwise_sockets"), Some(1.0), "{measured}");
    assert_eq!(value(&measured, "jobwise_subscriptions"), Some(1.0), "{measured}");
    assert_eq!(value(&measured, "jobwise_redis_up"), None, "there is none");

    let signalled = std::process::Command::new("kill").arg(served.id().to_string()).status();
    assert!(signalled.expect("to send a signal").success());
    assert!(socket.hears("The server restarts; connect again").await);
    let ending = async {
        while served.is_alive() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ending).await.expect("the process to end by itself");
}
