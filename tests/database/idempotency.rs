//! A thousand requests at once under one key, over HTTP.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::{TestApp, TestUser};

const REQUESTS: usize = 1_000;
/// A client that is told to come back comes back under the same key; none may take longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the server answers once it has answered.
async fn generate(user: &TestUser<'_>, input: &Value) -> Value {
    let asking = async {
        loop {
            let answer = user.query_with(GENERATE, json!({ "input": input })).await;
            match answer.code() {
                "" => return answer.data("/generate").clone(),
                "UNAVAILABLE" => {}
                code => panic!("{code}: {}", answer.body),
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("an answer")
}

fn ids(answers: &[Value]) -> BTreeSet<&str> {
    answers.iter().filter_map(|answer| answer["generation"]["id"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_at_once_under_one_key_start_one_generation() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let mut keyed = input(&profile, &job);
    keyed["idempotencyKey"] = json!("a key of one's own");
    let answers = join_all((0..REQUESTS).map(|_| generate(&user, &keyed))).await;
    assert!(answers.iter().all(|answer| answer["status"] == "ACCEPTED"), "{:?}", answers.first());
    let started = ids(&answers);
    assert_eq!(started.len(), 1);
    let listed = user.query("{ generations { edges { node { id } } } }").await;
    assert_eq!(listed.data("/generations/edges").as_array().map(Vec::len), Some(1), "{}", listed.body);

    // Another request under the key is told so, and of the generation that has it.
    let mut other = keyed.clone();
    other["kinds"] = json!(["RESUME"]);
    let refused = join_all((0..REQUESTS / 10).map(|_| generate(&user, &other))).await;
    assert!(refused.iter().all(|answer| answer["status"] == "CONFLICT"), "{:?}", refused.first());
    assert_eq!(ids(&refused), started);
    assert_eq!(app.app.queue.list_tasks(Some("generation.run"), None, 10).await.expect("tasks").len(), 1);
}
