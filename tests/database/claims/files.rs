//! The files of changed documents: printed off the request path, read back, and kept.

use serde_json::{Value, json};

use super::{KAFKA, MENTORED, change, claim, made, place, read, work};
use crate::harness::app::TestApp;

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
    assert_eq!(waiting["quality"]["length"]["pages"], 0);
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
