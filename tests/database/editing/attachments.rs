//! The very files that were attached to saved jobs: kept for good, and proved by their hashes.

use std::fs;

use diesel::sql_query;
use diesel_async::RunQueryDsl;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::edit;
use crate::claims::{MENTORED, claim, made, read, work};
use crate::harness::app::{TestApp, TestUser};

/// A saved job of the user's.
async fn saved(user: &TestUser<'_>) -> Value {
    let job = user.query("{ jobs(first: 1) { edges { node { id } } } }").await;
    let save = "mutation($input: SaveJobInput!) { saveJob(input: $input) { savedJob { id } } }";
    let input = json!({ "jobId": job.data("/jobs/edges/0/node/id") });
    user.query_with(save, json!({ "input": input })).await.data("/saveJob/savedJob/id").clone()
}

async fn attach(user: &TestUser<'_>, field: &str, saved: &Value, document: &Value) -> Value {
    let mutation =
        format!("mutation($input: AttachDocumentInput!) {{ {field}(input: $input) {{ status }} }}");
    let input = json!({ "savedJobId": saved, "documentId": document });
    user.query_with(&mutation, json!({ "input": input })).await.data(&format!("/{field}/status")).clone()
}

async fn attachments(user: &TestUser<'_>, saved: &Value) -> Vec<Value> {
    let query =
        "query($id: ID!) { savedJob(id: $id) { attachments { id kind documentId documentVersion format
        fileName sha256 sizeBytes attachedAt detachedAt downloadUrl } } }";
    let answer = user.query_with(query, json!({ "id": saved })).await;
    answer.data("/savedJob/attachments").as_array().expect("attachments").clone()
}

async fn bytes(app: &TestApp, attachment: &Value) -> Option<Vec<u8>> {
    let link = attachment["downloadUrl"].as_str().expect("a link");
    let response =
        reqwest::get(app.url(&link[link.find("/files/").expect("a path")..])).await.expect("an answer");
    if response.status() == StatusCode::NOT_FOUND {
        return None;
    }
    assert_eq!(response.status(), 200);
    Some(response.bytes().await.expect("bytes").to_vec())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_attached_stays_whatever_becomes_of_the_document() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let saved = saved(&user).await;
    assert_eq!(attach(&user, "attachDocument", &saved, &made.document).await, "SAVED");
    let first = attachments(&user, &saved).await;
    assert_eq!(first.len(), 1, "{first:?}");
    let sent = bytes(&app, &first[0]).await.expect("the file");
    assert_eq!((&first[0]["sha256"], &first[0]["sizeBytes"]), (&json!(hash(&sent)), &json!(sent.len())));
    assert_eq!((&first[0]["documentVersion"], &first[0]["documentId"]), (&json!(1), &made.document));
    let file = read(&user, &made.document, "files { sha256 fileName }").await;
    assert_eq!(file["files"][0], json!({ "sha256": first[0]["sha256"], "fileName": first[0]["fileName"] }));

    // A later version is attached beside it once it is printed, and not before.
    let mentored = claim(&user, &made.document, MENTORED).await;
    assert_eq!(
        edit(&user, &made.document, 1, json!([{ "remove": mentored["id"] }])).await["status"],
        "SAVED"
    );
    assert_eq!(attach(&user, "attachDocument", &saved, &made.document).await, "NOT_PRINTED");
    assert_eq!(attachments(&user, &saved).await.len(), 1);
    work(&app).await;
    assert_eq!(attach(&user, "attachDocument", &saved, &made.document).await, "SAVED");
    assert_eq!(attach(&user, "attachDocument", &saved, &made.document).await, "SAVED", "the same again");
    let both = attachments(&user, &saved).await;
    let versions: Vec<&Value> = both.iter().map(|one| &one["documentVersion"]).collect();
    assert_eq!(versions, [1, 2]);

    assert_eq!(attach(&user, "detachDocument", &saved, &made.document).await, "SAVED");
    let delete = "mutation($id: ID!) { deleteDocument(id: $id) { status } }";
    user.query_with(delete, json!({ "id": made.document })).await;
    assert!(read(&user, &made.document, "id").await.is_null());
    let after = attachments(&user, &saved).await;
    assert_eq!(after.len(), 2);
    assert!(after.iter().all(|one| one["detachedAt"].is_string()), "{after:?}");
    assert_eq!(bytes(&app, &after[0]).await, Some(sent), "the bytes that were sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn attached_files_go_with_the_saved_job_or_the_account_and_with_nothing_else() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let saved = saved(&user).await;
    assert_eq!(attach(&user, "attachDocument", &saved, &made.document).await, "SAVED");
    let attached = attachments(&user, &saved).await.remove(0);
    let mut conn = app.database.conn().await.expect("a connection");
    let swept = sql_query("DELETE FROM files").execute(&mut conn).await;
    assert!(swept.is_err(), "no sweep may forget a file that is attached");
    assert!(bytes(&app, &attached).await.is_some());
    let other = app.signed_up("ben@example.com").await;
    let query = "query($id: ID!) { savedJob(id: $id) { attachments { id } } }";
    assert!(other.query_with(query, json!({ "id": saved })).await.data("/savedJob").is_null());
    let delete = "mutation($id: ID!) { deleteSavedJob(id: $id) { status } }";
    let deleted = user.query_with(delete, json!({ "id": saved })).await;
    assert_eq!(deleted.data("/deleteSavedJob/status"), "DELETED");
    assert_eq!(bytes(&app, &attached).await, None);

    let again = self::saved(&user).await;
    assert_eq!(attach(&user, "attachDocument", &again, &made.document).await, "SAVED");
    let attached = attachments(&user, &again).await.remove(0);
    sql_query("DELETE FROM accounts").execute(&mut conn).await.expect("an account can be erased");
    assert_eq!(bytes(&app, &attached).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attached_file_is_proved_by_its_hash_and_a_damaged_one_is_told() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let saved = saved(&user).await;
    attach(&user, "attachDocument", &saved, &made.document).await;
    let attached = attachments(&user, &saved).await.remove(0);
    let proof = app.app.saved_jobs.prove_attachments().await.expect("a proof");
    assert_eq!((proof.proved, proof.lost.len()), (1, 0));
    let name = attached["sha256"].as_str().expect("a hash");
    let mut folders = vec![app.files()];
    let mut file = None;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.to_string_lossy().contains(name) {
                file = Some(entry);
            }
        }
    }
    let file = file.expect("the file of that hash");
    let whole = fs::read(&file).expect("bytes");
    for damage in [Some(&whole[1..]), None] {
        match damage {
            Some(bytes) => fs::write(&file, bytes).expect("another file"),
            None => fs::remove_file(&file).expect("no file"),
        }
        let proof = app.app.saved_jobs.prove_attachments().await.expect("a proof");
        let lost: Vec<String> = proof.lost.iter().map(ToString::to_string).collect();
        assert_eq!((proof.proved, lost), (0, vec![attached["id"].as_str().expect("an id").to_owned()]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attachments_of_many_saved_jobs_are_one_statement() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let saved = saved(&user).await;
    attach(&user, "attachDocument", &saved, &made.document).await;
    let list = "{ savedJobs(first: 10) { edges { node { id attachments { id sha256 } } } } }";
    user.query(list).await;
    let before = app.database.statement_count();
    user.query(list).await;
    assert_eq!(app.database.statement_count() - before, 2);
}
