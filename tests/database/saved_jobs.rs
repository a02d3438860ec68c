//! Saved jobs as a client tracks them, and jobs as it finds them.

use jobwise::accounts::model::Role;
use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::harness::app::{TestApp, TestUser};

const CREATE: &str = "mutation($input: CreateJobInput!) { createJob(input: $input) {
    status violations { path code message } job { id title company location } } }";
const SAVE: &str = "mutation($input: SaveJobInput!) { saveJob(input: $input) {
    status savedJob { id status favourite tags nextStatuses history { from to } } violations { path code } } }";
const MOVE: &str = "mutation($input: MoveSavedJobInput!) { moveSavedJob(input: $input) {
    status savedJob { status nextStatuses history { from to reason } } } }";

fn posting(title: &str, company: &str, more: &str) -> Value {
    json!({ "fields": { "title": title, "company": company, "location": "Leeds",
        "text": format!("{title} at {company}\n\nRequirements\n- Experience with {more}\n- Clear writing\n") } })
}

async fn created(user: &TestUser<'_>, input: Value) -> Value {
    let answer = user.query_with(CREATE, json!({ "input": input })).await;
    assert_eq!(answer.data("/createJob/status"), "SAVED", "{}", answer.body);
    answer.data("/createJob/job/id").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_moves_as_in_life_and_keeps_its_history() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let job = created(&user, posting("Nurse", "Hill Clinic", "triage")).await;
    let saved = user
        .query_with(
            SAVE,
            json!({ "input": { "jobId": job, "favourite": true, "tags": ["night", " night "] } }),
        )
        .await;
    assert_eq!(saved.data("/saveJob/status"), "SAVED", "{}", saved.body);
    assert_eq!(*saved.data("/saveJob/savedJob/tags"), json!(["night"]));
    let id = saved.data("/saveJob/savedJob/id").clone();
    let again = user.query_with(SAVE, json!({ "input": { "jobId": job } })).await;
    assert_eq!(*again.data("/saveJob/savedJob/id"), id);
    assert_eq!(*again.data("/saveJob/savedJob/favourite"), json!(true));

    let too_far = user.query_with(MOVE, json!({ "input": { "id": id, "to": "ACCEPTED" } })).await;
    assert_eq!(too_far.data("/moveSavedJob/status"), "IMPOSSIBLE_MOVE");
    assert_eq!(too_far.data("/moveSavedJob/savedJob/status"), "SAVED");
    let sent = user
        .query_with(MOVE, json!({ "input": { "id": id, "to": "APPLIED", "reason": "sent by mail" } }))
        .await;
    assert_eq!(sent.data("/moveSavedJob/status"), "SAVED");
    assert_eq!(
        *sent.data("/moveSavedJob/savedJob/history"),
        json!([
            { "from": null, "to": "SAVED", "reason": null },
            { "from": "SAVED", "to": "APPLIED", "reason": "sent by mail" },
        ])
    );
    let board = user
        .query("{ savedJobs(filter: { statuses: [APPLIED] }) { edges { node { jobTitle company } } } }")
        .await;
    assert_eq!(board.data("/savedJobs/edges/0/node/jobTitle"), "Nurse");
    let none = user.query("{ savedJobs(filter: { statuses: [OFFER] }) { edges { cursor } } }").await;
    assert_eq!(*none.data("/savedJobs/edges"), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_job_outlives_its_posting_and_is_deleted_by_its_owner_alone() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let job = created(&user, posting("Nurse", "Hill Clinic", "triage")).await;
    let saved = user.query_with(SAVE, json!({ "input": { "jobId": job } })).await;
    let id = saved.data("/saveJob/savedJob/id").clone();
    let delete = "mutation($id: ID!) { deleteJob(id: $id) { status deletedId } }";
    assert_eq!(*user.query_with(delete, json!({ "id": job })).await.data("/deleteJob/deletedId"), job);
    assert_eq!(user.query_with(delete, json!({ "id": job })).await.data("/deleteJob/status"), "NOT_FOUND");
    let look = "query($id: ID!) { savedJob(id: $id) { jobTitle company job { id } } }";
    let left = user.query_with(look, json!({ "id": id })).await;
    assert_eq!(
        *left.data("/savedJob"),
        json!({ "jobTitle": "Nurse", "company": "Hill Clinic", "job": null })
    );

    let eve = app.signed_up("eve@example.com").await;
    let forget = "mutation($id: ID!) { deleteSavedJob(id: $id) { status } }";
    assert_eq!(eve.query_with(forget, json!({ "id": id })).await.data("/deleteSavedJob/status"), "NOT_FOUND");
    assert!(eve.query_with(look, json!({ "id": id })).await.data("/savedJob").is_null());
    assert_eq!(user.query_with(forget, json!({ "id": id })).await.data("/deleteSavedJob/status"), "DELETED");
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_jobs_with_job_and_documents_cost_the_same_statements_however_many() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let resume: Value =
        serde_json::from_str(include_str!("../../examples/data/profile-graduate.json")).expect("JSON");
    let profile = user
        .query_with(
            "mutation($input: ImportProfileInput!) { importProfile(input: $input) { profile { id } } }",
            json!({ "input": { "jsonResume": { "resume": resume } } }),
        )
        .await;
    let profile = profile.data("/importProfile/profile/id").clone();
    let board = "{ savedJobs(first: 20) { edges { node {
        status job { title company } documents { kind jobTitle version } } } } }";
    // Opening a connection costs statements of its own: as many as the board uses at once are
    // opened before anything is counted.
    let opened = futures_util::future::join_all((0..3).map(|_| app.app.db.conn())).await;
    assert!(opened.iter().all(Result::is_ok));
    drop(opened);
    let mut costs = Vec::new();
    for round in 0..20 {
        let job = created(&user, posting(&format!("Clerk {round}"), "Hill Clinic", "filing")).await;
        let saved = user.query_with(SAVE, json!({ "input": { "jobId": job } })).await;
        if round < 2 {
            let generate = "mutation($input: GenerateInput!) { generate(input: $input) { status } }";
            let input = json!({ "profileId": profile, "jobId": job });
            user.query_with(generate, json!({ "input": input })).await;
            let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
            worker.run_due().await.expect("the queue");
            let documents = user.query("{ documents(first: 1) { edges { node { id } } } }").await;
            let attach =
                "mutation($input: AttachDocumentInput!) { attachDocument(input: $input) { status } }";
            let input = json!({ "savedJobId": saved.data("/saveJob/savedJob/id"),
                "documentId": documents.data("/documents/edges/0/node/id") });
            let attached = user.query_with(attach, json!({ "input": input })).await;
            assert_eq!(attached.data("/attachDocument/status"), "SAVED", "{}", attached.body);
        }
        if [1, 19].contains(&round) {
            let before = app.app.db.statement_count();
            let answer = user.query(board).await;
            costs.push(app.app.db.statement_count() - before);
            assert_eq!(answer.data("/savedJobs/edges").as_array().map(Vec::len), Some(round + 1));
            assert_eq!(answer.data(&format!("/savedJobs/edges/{round}/node/documents/0/kind")), "RESUME");
        }
    }
    assert_eq!(costs[0], costs[1]);
    assert!(costs[1] <= 4, "{costs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_found_by_words_filters_and_pages() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    for (title, company, more) in [
        ("Registered Nurse", "Hill Clinic", "triage and wound care"),
        ("Backend Engineer", "Larkfield", "PostgreSQL and Rust"),
        ("Data Engineer", "Larkfield", "PostgreSQL and Python"),
    ] {
        created(&user, posting(title, company, more)).await;
        app.database.clock.advance_ms(1_000);
    }
    let find = "query($search: String, $filter: JobFilter, $first: Int, $after: String) {
        jobs(search: $search, filter: $filter, first: $first, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } edges { node { title saved { id } } } } }";
    let titles = |answer: &crate::harness::app::Answer| -> Vec<String> {
        let edges = answer.data("/jobs/edges").as_array().expect("edges").clone();
        edges.iter().map(|edge| edge["node"]["title"].as_str().expect("a title").to_owned()).collect()
    };
    let found = user.query_with(find, json!({ "search": "postgresql -python" })).await;
    assert_eq!(titles(&found), ["Backend Engineer"]);
    assert_eq!(*found.data("/jobs/totalCount"), json!(1));
    let found = user.query_with(find, json!({ "search": "wound care" })).await;
    assert_eq!(titles(&found), ["Registered Nurse"]);
    let found = user.query_with(find, json!({ "filter": { "location": "LEED" } })).await;
    assert_eq!(found.data("/jobs/totalCount"), 3);
    let found = user.query_with(find, json!({ "filter": { "location": "100%" } })).await;
    assert_eq!(found.data("/jobs/totalCount"), 0);
    let mut seen = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = user.query_with(find, json!({ "first": 2, "after": after })).await;
        seen.extend(titles(&page));
        after = page.data("/jobs/pageInfo/endCursor").clone();
        if *page.data("/jobs/pageInfo/hasNextPage") == json!(false) {
            break;
        }
    }
    assert_eq!(seen, ["Data Engineer", "Backend Engineer", "Registered Nurse"]);
    let hostile = user.query_with(find, json!({ "search": "'; DROP TABLE jobs; -- \" & | ! ( \\" })).await;
    assert_eq!(titles(&hostile), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_written_by_administrators_and_seen_by_everybody() {
    let app = TestApp::start().await;
    let publish =
        "mutation($input: CreateJobInput!) { publishJob(input: $input) { status job { id shared } } }";
    let input = json!({ "input": posting("Nurse", "Hill Clinic", "triage") });
    let user = app.signed_up("ada@example.com").await;
    assert_eq!(user.query_with(publish, input.clone()).await.code(), "FORBIDDEN");
    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    let published = admin.query_with(publish, input).await;
    assert_eq!(*published.data("/publishJob/job/shared"), json!(true));
    let look = "{ jobs { edges { node { title description saved { id } } } } }";
    for reader in [&app.anonymous(), &user] {
        let seen = reader.query(look).await;
        assert_eq!(seen.data("/jobs/edges/0/node/title"), "Nurse");
    }
    let id = published.data("/publishJob/job/id");
    let delete = "mutation($id: ID!) { deleteJob(id: $id) { status } }";
    assert_eq!(user.query_with(delete, json!({ "id": id })).await.data("/deleteJob/status"), "NOT_FOUND");
    let withdraw = "mutation($id: ID!) { withdrawJob(id: $id) { status } }";
    assert_eq!(admin.query_with(withdraw, json!({ "id": id })).await.data("/withdrawJob/status"), "DELETED");
    assert_eq!(*app.anonymous().query(look).await.data("/jobs/edges"), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_no_posting_is_refused_with_a_reason() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    for text in ["", "   \n ", "hi", "\u{0}\u{1}binary\u{0}", &"long words ".repeat(20_000)] {
        let answer = user.query_with(CREATE, json!({ "input": { "text": text } })).await;
        assert_eq!(answer.data("/createJob/status"), "INVALID", "{} bytes", text.len());
        assert!(!answer.data("/createJob/violations").as_array().expect("places").is_empty());
    }
}
