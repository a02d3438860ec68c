//! What a socket with one subscription holds.

use rustix::process::{Resource, getrlimit, setrlimit};
use serde_json::json;

use super::load::callers::ask;
use super::load::frames::{RawSocket, text};
use super::load::http::Client;
use super::postgres::Postgres;
use super::tell;

/// Accounts that subscribe, and sockets of each; one account may run a thousand operations.
const ACCOUNTS: usize = 4;
const SOCKETS_EACH: usize = 500;

/// Sockets opened before anything is measured.
const FIRST: usize = 100;

const BUDGET_KB: f64 = 12.0;

/// Lets this program and those it starts open as many files as the system allows.
pub fn allow_many() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Refused, the measurement stops at the old limit and says so.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// A socket whose subscription runs.
async fn subscribed(address: &str, token: &str, generation: &str) -> RawSocket {
    let mut socket = RawSocket::open(address).await.expect("a socket");
    let init = json!({ "type": "connection_init", "payload": { "authorization": token } });
    let query = format!("subscription {{ generationEvents(id: \"{generation}\") {{ number at }} }}");
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": query } });
    socket
        .send(&[text(&init.to_string()), text(&subscribe.to_string()), text(r#"{"type":"ping"}"#)].concat())
        .await;
    // Messages are read in order: the pong comes when the subscription has begun.
    assert!(socket.hears("\"pong\"").await);
    socket
}

/// Prints the growth of the server by a socket.
pub async fn measure(postgres: &Postgres) {
    let served = postgres.serve();
    let mut client = Client::new(&served.address);
    let mut subscribers = Vec::new();
    for number in 0..ACCOUNTS {
        let account = json!({ "i": { "email": format!("socket{number}@example.com"), "password": "correct horse battery" } });
        ask(
            &mut client,
            None,
            "mutation($i: SignUpInput!) { signUp(input: $i) { status } }",
            account.clone(),
        )
        .await;
        let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { accessToken } }";
        let signed_in = ask(&mut client, None, sign_in, account).await;
        let token = signed_in["signIn"]["accessToken"].as_str().expect("a token").to_owned();
        let make = "mutation { importProfile(input: { jsonResume: { resume: { basics: { name: \"Ivo Brandt\" } } } }) { profile { id } }
            createJob(input: { text: \"Clerk at Quay Office\\n\\nRequirements\\n- Filing\\n\" }) { job { id } } }";
        let made = ask(&mut client, Some(&token), make, json!({})).await;
        let input = json!({ "profileId": made["importProfile"]["profile"]["id"], "jobId": made["createJob"]["job"]["id"] });
        let generate = "mutation($i: GenerateInput!) { generate(input: $i) { generation { id } } }";
        let generation = ask(&mut client, Some(&token), generate, json!({ "i": input })).await;
        let generation = generation["generate"]["generation"]["id"].as_str().expect("an id").to_owned();
        subscribers.push((token, generation));
    }
    let mut sockets = Vec::new();
    for number in 0..FIRST {
        let (token, generation) = &subscribers[number % ACCOUNTS];
        sockets.push(subscribed(&served.address, token, generation).await);
    }
    let before = served.resident_bytes();
    for number in 0..ACCOUNTS * SOCKETS_EACH {
        let (token, generation) = &subscribers[number % ACCOUNTS];
        sockets.push(subscribed(&served.address, token, generation).await);
    }
    let growth =
        served.resident_bytes().saturating_sub(before) as f64 / (ACCOUNTS * SOCKETS_EACH) as f64 / 1_000.0;
    tell(&format!("growth of memory a socket, over {}", ACCOUNTS * SOCKETS_EACH), growth, BUDGET_KB, "KB");
}
