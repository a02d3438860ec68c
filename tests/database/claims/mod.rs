//! Claims as a client checks those written elsewhere and changes those of its documents.

mod changes;
mod checks;
mod files;
mod races;

use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::generations::{GENERATE, prepared};
use crate::harness::app::{TestApp, TestUser};

/// A line of the profile under its first position.
pub const MENTORED: &str = "Mentored 3 engineers, two of whom were promoted to senior";
/// Another one.
pub const KAFKA: &str =
    "Designed the event pipeline on Apache Kafka that delivers 3 million reminders a month";

/// Runs every task that is due.
pub async fn work(app: &TestApp) -> usize {
    let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
    worker.run_due().await.expect("the queue")
}

/// A document of the user's with the profile and job it was made from.
pub struct Made {
    pub document: Value,
    pub profile: Value,
}

/// Makes a document of a kind.
pub async fn made(app: &TestApp, user: &TestUser<'_>, kind: &str) -> Made {
    let (profile, job) = prepared(user).await;
    let input = json!({ "profileId": profile, "jobId": job, "kinds": [kind] });
    let started = user.query_with(GENERATE, json!({ "input": input })).await;
    assert_eq!(started.data("/generate/status"), "ACCEPTED", "{}", started.body);
    work(app).await;
    let made = user.query("{ documents(first: 1) { edges { node { id } } } }").await;
    Made { document: made.data("/documents/edges/0/node/id").clone(), profile }
}

/// Reads fields of a document.
pub async fn read(user: &TestUser<'_>, document: &Value, fields: &str) -> Value {
    let query = format!("query($id: ID!) {{ document(id: $id) {{ {fields} }} }}");
    user.query_with(&query, json!({ "id": document })).await.data("/document").clone()
}

/// The claim whose text is, or begins with, these words.
pub async fn claim(user: &TestUser<'_>, document: &Value, words: &str) -> Value {
    let fields = "claims { id text origin verdict acceptedAt findings { code } facts { id text version } }";
    let read = read(user, document, fields).await;
    let claims = read["claims"].as_array().expect("claims");
    let found = claims.iter().find(|claim| claim["text"].as_str().expect("a text").starts_with(words));
    found.unwrap_or_else(|| panic!("no claim {words:?} in {claims:?}")).clone()
}

/// The ids of the facts of a profile by their texts' beginnings.
pub async fn facts(user: &TestUser<'_>, profile: &Value, beginnings: &[&str]) -> Vec<Value> {
    let query = "query($id: ID!) { profile(id: $id) { facts { id text } } }";
    let answer = user.query_with(query, json!({ "id": profile })).await;
    let facts = answer.data("/profile/facts").as_array().expect("facts").clone();
    let of = |beginning: &&str| {
        let fact = facts.iter().find(|fact| fact["text"].as_str().expect("a text").starts_with(beginning));
        fact.unwrap_or_else(|| panic!("no fact {beginning:?}"))["id"].clone()
    };
    beginnings.iter().map(of).collect()
}

/// Sends a change of a claim and gives its payload.
pub async fn change(user: &TestUser<'_>, field: &str, input: Value) -> Value {
    let mut kind = field.to_owned();
    kind[..1].make_ascii_uppercase();
    let document = format!(
        "mutation($input: {kind}Input!) {{ {field}(input: $input) {{
            status document {{ id version filesStatus files {{ id }} }}
            claim {{ id text origin verdict acceptedAt facts {{ id text }} }}
            findings {{ check code severity start end message suggestion factIds }}
            violations {{ path code message }}
        }} }}"
    );
    user.query_with(&document, json!({ "input": input })).await.data(&format!("/{field}")).clone()
}

/// The input of a change, with more of its fields.
pub fn place(document: &Value, version: u32, claim: &Value, more: Value) -> Value {
    let mut input = json!({ "documentId": document, "version": version, "claimId": claim["id"] });
    let more = more.as_object().expect("fields").clone();
    input.as_object_mut().expect("an object").extend(more);
    input
}

/// The codes of findings.
pub fn codes(payload: &Value) -> Vec<&str> {
    let findings = payload["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}
