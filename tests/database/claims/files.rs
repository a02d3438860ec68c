//! The files of changed documents: printed off the request path, read back, and kept.

use std::fs;

use jobwise::accounts::model::Role;
use serde_json::{Value, json};

use super::{KAFKA, MENTORED, change, claim, made, place, read, work};
use crate::generations::lose_every_run;
use crate::harness::app::{TestApp, TestUser};

const FILES: &str = "version filesStatus filesFailure { code message } files { id sha256 downloadUrl }
    quality { length { pages pagesAsked } ats { score } readBack { perfect } }
    versions { edges { node { version filesStatus files { id downloadUrl } } } }";

async fn bytes(app: &TestApp, file: &Value) -> Vec<u8> {
    let link = file["downloadUrl"].as_str().expect("a link");
    let path = &link[link.find("/files/").expect("a path")..];
    let response = reqwest::get(app.url(path)).await.expect("an answer");
    assert_eq!(response.status(), 200);
    response.bytes().await.expect("bytes").to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_document_is_printed_anew_and_the_old_file_stays() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = read(&user, &made.document, FILES).await;
    let old = bytes(&app, &before["files"][0]).await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edited = "Mentored 3 engineers";
    let saved =
        change(&user, "editClaim", place(&made.document, 1, &mentored, json!({ "text": edited }))).await;
    assert_eq!(saved["document"]["filesStatus"], "PENDING", "{saved}");
    assert_eq!(saved["document"]["files"], json!([]));
    let waiting = read(&user, &made.document, FILES).await;
    assert!(waiting["quality"]["readBack"].is_null(), "nothing is read back yet");
    assert_eq!(waiting["quality"]["length"]["pages"], 1, "laid out before it is printed");
    assert_eq!(work(&app).await, 1);

    let done = read(&user, &made.document, FILES).await;
    assert_eq!((&done["version"], &done["filesStatus"]), (&json!(2), &json!("READY")));
    assert_eq!(done["quality"]["readBack"]["perfect"], true);
    assert_eq!(done["quality"]["length"]["pages"], 1);
    let new = bytes(&app, &done["files"][0]).await;
    let text = jobwise::documents::readback::pdf::read_text(&new).expect("a text").text;
    let said = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said(&text).contains(edited) && !said(&text).contains("promoted to senior"), "{text}");
    let first = &done["versions"]["edges"][1]["node"];
    assert_eq!((&first["version"], &first["files"][0]["id"]), (&json!(1), &before["files"][0]["id"]));
    assert_eq!(bytes(&app, &first["files"][0]).await, old, "what was sent can be had again");
    assert_eq!(work(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_another_has_overtaken_is_not_printed() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    for (version, words) in [(1, MENTORED), (2, KAFKA)] {
        let claim = claim(&user, &made.document, words).await;
        let removed = change(&user, "rejectClaim", place(&made.document, version, &claim, json!({}))).await;
        assert_eq!(removed["status"], "SAVED", "{removed}");
    }
    assert_eq!(work(&app).await, 2);
    let done = read(&user, &made.document, FILES).await;
    let versions: Vec<(&Value, usize)> = done["versions"]["edges"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|edge| (&edge["node"]["filesStatus"], edge["node"]["files"].as_array().map_or(0, Vec::len)))
        .collect();
    assert_eq!(versions, [(&json!("READY"), 1), (&json!("SUPERSEDED"), 0), (&json!("READY"), 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_no_longer_fits_says_so_and_fits_again_when_shortened() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let all = read(&user, &made.document, "blocks { kind entries { claims { id } } }").await;
    let blocks = all["blocks"].as_array().expect("blocks");
    let experience = blocks.iter().find(|block| block["kind"] == "EXPERIENCE").expect("experience");
    let entries = experience["entries"].as_array().expect("entries").iter();
    let claims: Vec<&Value> =
        entries.flat_map(|entry| entry["claims"].as_array().expect("claims")).take(7).collect();
    for (index, claim) in claims.iter().enumerate() {
        let text = format!("Wrote the {index}th handbook {}", "of the long road to the sea ".repeat(33));
        let input = json!({ "text": text.trim(), "stateAsFact": true });
        let version = u32::try_from(index).expect("a small number") + 1;
        let saved = change(&user, "editClaim", place(&made.document, version, claim, input)).await;
        assert_eq!(saved["status"], "SAVED", "{saved}");
    }
    work(&app).await;
    let long = read(&user, &made.document, FILES).await;
    assert_eq!(long["filesStatus"], "FAILED", "{long}");
    assert_eq!(long["filesFailure"]["code"], "does_not_fit");
    assert_eq!(long["files"], json!([]));
    // Accepting a claim changes nothing of that.
    let accepted = change(&user, "acceptClaim", place(&made.document, 8, claims[0], json!({}))).await;
    assert_eq!(accepted["document"]["filesStatus"], "FAILED");
    assert_eq!(work(&app).await, 0);
    for (index, claim) in claims.iter().enumerate() {
        let version = u32::try_from(index).expect("a small number") + 9;
        change(&user, "rejectClaim", place(&made.document, version, claim, json!({}))).await;
    }
    work(&app).await;
    let short = read(&user, &made.document, FILES).await;
    assert_eq!(short["filesStatus"], "READY", "{short}");
    assert!(short["filesFailure"].is_null());
    assert_eq!(short["quality"]["readBack"]["perfect"], true);
}

/// Takes the folder of all files away, so that nothing can be printed, until it is given back.
struct Away<'a> {
    app: &'a TestApp,
}

impl<'a> Away<'a> {
    fn taken(app: &'a TestApp) -> Self {
        fs::rename(app.files(), app.files().with_extension("away")).expect("the folder moves");
        fs::write(app.files(), "no folder").expect("something in its place");
        Self { app }
    }

    fn give_back(self) {
        fs::remove_file(self.app.files()).expect("what stood in its place goes");
        fs::rename(self.app.files().with_extension("away"), self.app.files()).expect("the folder moves back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_fails_is_tried_again_and_the_version_waits_meanwhile() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = read(&user, &made.document, FILES).await;
    let old = bytes(&app, &before["files"][0]).await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edit = json!({ "text": "Mentored 3 engineers" });
    let saved = change(&user, "editClaim", place(&made.document, 1, &mentored, edit)).await;
    assert_eq!(saved["status"], "SAVED", "{saved}");

    let folder = Away::taken(&app);
    assert_eq!(work(&app).await, 1, "it is tried");
    let waiting = read(&user, &made.document, FILES).await;
    assert_eq!((&waiting["version"], &waiting["filesStatus"]), (&json!(2), &json!("PENDING")));
    assert!(waiting["filesFailure"].is_null(), "another run is left");
    assert_eq!(waiting["files"], json!([]));
    assert_eq!(work(&app).await, 0, "and is not tried at once");

    folder.give_back();
    app.app.queue.advance_ms(2_000);
    assert_eq!(work(&app).await, 1);
    let done = read(&user, &made.document, FILES).await;
    assert_eq!(
        (&done["filesStatus"], &done["quality"]["readBack"]["perfect"]),
        (&json!("READY"), &json!(true))
    );
    assert_eq!(done["files"].as_array().map(Vec::len), Some(1));
    assert_ne!(bytes(&app, &done["files"][0]).await, old);
    let first = &done["versions"]["edges"][1]["node"];
    assert_eq!(bytes(&app, &first["files"][0]).await, old, "the file before stays");
    app.app.queue.advance_ms(60 * 60 * 1_000);
    assert_eq!(work(&app).await, 0, "what is printed is not printed again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_never_succeeds_is_told_and_the_next_change_is_printed() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edit = json!({ "text": "Mentored 3 engineers" });
    change(&user, "editClaim", place(&made.document, 1, &mentored, edit)).await;
    let folder = Away::taken(&app);
    let mut runs = 0;
    while work(&app).await > 0 {
        runs += 1;
        app.app.queue.advance_ms(60 * 60 * 1_000);
    }
    assert!(runs > 1, "{runs}");
    let failed = read(&user, &made.document, FILES).await;
    assert_eq!((&failed["version"], &failed["filesStatus"]), (&json!(2), &json!("FAILED")));
    assert_eq!(failed["filesFailure"]["code"], "internal");
    let message = failed["filesFailure"]["message"].as_str().expect("a message");
    assert!(!message.contains("Mentored"), "{message}");
    assert_eq!(failed["versions"]["edges"][1]["node"]["filesStatus"], "READY", "the version before stays");

    folder.give_back();
    let edit = json!({ "text": "Mentored engineers" });
    let again = change(&user, "editClaim", place(&made.document, 2, &mentored, edit)).await;
    assert_eq!((&again["status"], &again["document"]["filesStatus"]), (&json!("SAVED"), &json!("PENDING")));
    assert_eq!(work(&app).await, 1);
    let done = read(&user, &made.document, FILES).await;
    assert_eq!((&done["version"], &done["filesStatus"]), (&json!(3), &json!("READY")));
    assert!(done["filesFailure"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_lost_with_its_worker_every_time_is_told_and_is_printed_when_a_claim_is_accepted() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edit = json!({ "text": "Mentored 3 engineers" });
    change(&user, "editClaim", place(&made.document, 1, &mentored, edit)).await;
    lose_every_run(&app, "document.print").await;
    let waiting = read(&user, &made.document, FILES).await;
    assert_eq!(waiting["filesStatus"], "PENDING");
    assert_eq!(work(&app).await, 1, "what tells of it, and nothing else");
    let failed = read(&user, &made.document, FILES).await;
    assert_eq!((&failed["filesStatus"], &failed["files"]), (&json!("FAILED"), &json!([])));
    assert_eq!(failed["filesFailure"]["code"], "internal");
    assert_eq!(work(&app).await, 0);

    let accepted = change(&user, "acceptClaim", place(&made.document, 2, &mentored, json!({}))).await;
    assert_eq!(
        (&accepted["status"], &accepted["document"]["filesStatus"]),
        (&json!("SAVED"), &json!("PENDING"))
    );
    assert_eq!(work(&app).await, 1);
    let done = read(&user, &made.document, FILES).await;
    assert_eq!((&done["version"], &done["filesStatus"]), (&json!(3), &json!("READY")));
    assert!(done["filesFailure"].is_null());
    assert_eq!(done["quality"]["readBack"]["perfect"], true);
}

const REPRINT: &str =
    "mutation($id: ID!) { reprintDocument(id: $id) { status document { version filesStatus } } }";

/// A document whose second version could not be printed.
async fn unprinted(app: &TestApp, user: &TestUser<'_>) -> Value {
    let made = made(app, user, "RESUME").await;
    let mentored = claim(user, &made.document, MENTORED).await;
    let edit = json!({ "text": "Mentored 3 engineers" });
    change(user, "editClaim", place(&made.document, 1, &mentored, edit)).await;
    lose_every_run(app, "document.print").await;
    assert_eq!(work(app).await, 1, "what tells of it");
    assert_eq!(read(user, &made.document, FILES).await["filesStatus"], "FAILED");
    made.document
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_has_failed_is_made_once_more_when_its_owner_asks() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = unprinted(&app, &user).await;
    let eve = app.signed_up("eve@example.com").await;
    let foreign = eve.query_with(REPRINT, json!({ "id": document })).await;
    assert_eq!(*foreign.data("/reprintDocument"), json!({ "status": "NOT_FOUND", "document": null }));

    let asked = user.query_with(REPRINT, json!({ "id": document })).await;
    let waiting = json!({ "version": 2, "filesStatus": "PENDING" });
    assert_eq!(*asked.data("/reprintDocument"), json!({ "status": "QUEUED", "document": waiting }));
    let again = user.query_with(REPRINT, json!({ "id": document })).await;
    assert_eq!(again.data("/reprintDocument/status"), "NOT_FAILED", "it is on its way");
    assert_eq!(work(&app).await, 1);
    let done = read(&user, &document, FILES).await;
    assert_eq!((&done["version"], &done["filesStatus"]), (&json!(2), &json!("READY")));
    assert!(done["filesFailure"].is_null());
    assert_eq!(done["quality"]["readBack"]["perfect"], true);
    let ready = user.query_with(REPRINT, json!({ "id": document })).await;
    assert_eq!(ready.data("/reprintDocument/status"), "NOT_FAILED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_print_that_an_operator_runs_again_prints() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edit = json!({ "text": "Mentored 3 engineers" });
    change(&user, "editClaim", place(&made.document, 1, &mentored, edit)).await;
    let folder = Away::taken(&app);
    while work(&app).await > 0 {
        app.app.queue.advance_ms(60 * 60 * 1_000);
    }
    folder.give_back();
    assert_eq!(read(&user, &made.document, FILES).await["filesStatus"], "FAILED");

    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    let dead = admin
        .query("{ tasks(state: DEAD, kind: \"document.print\") { edges { node { id kind state attempts maxAttempts failure endedAt } } } }")
        .await;
    let dead = dead.data("/tasks/edges/0/node");
    assert_eq!((&dead["attempts"], &dead["state"]), (&dead["maxAttempts"], &json!("DEAD")), "{dead}");
    assert!(dead["failure"].is_string() && dead["endedAt"].is_string(), "{dead}");
    let retry = "mutation($id: ID!) { retryTask(id: $id) { status task { state } } }";
    let retried = admin.query_with(retry, json!({ "id": dead["id"] })).await;
    assert_eq!(*retried.data("/retryTask"), json!({ "status": "QUEUED", "task": { "state": "WAITING" } }));
    assert_eq!(work(&app).await, 1);
    assert_eq!(read(&user, &made.document, FILES).await["filesStatus"], "READY");
}
