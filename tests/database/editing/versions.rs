//! Versions compared, and gone back to.

use serde_json::{Value, json};

use super::{edit, revert, statuses};
use crate::claims::{KAFKA, MENTORED, claim, made, read, work};
use crate::harness::app::{TestApp, TestUser};

async fn compare(user: &TestUser<'_>, document: &Value, from: u32, to: u32) -> Value {
    let query = "query($id: ID!, $from: Int!, $to: Int!) { compareVersions(documentId: $id, from: $from, to: $to) {
        before { version quality { ats { score } readBack { perfect } } }
        after { version quality { ats { score } coverage { ratio } } }
        claims { difference moved before { text } after { text } wordsBefore { text start end } wordsAfter { text } }
        headers { difference } sections { difference kind before after } identityChanged } }";
    let variables = json!({ "id": document, "from": from, "to": to });
    user.query_with(query, variables).await.data("/compareVersions").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_are_compared_claim_by_claim_and_word_by_word() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let (mentored, kafka) =
        (claim(&user, &made.document, MENTORED).await, claim(&user, &made.document, KAFKA).await);
    let edited = edit(
        &user,
        &made.document,
        1,
        json!([
            { "edit": { "claimId": mentored["id"], "text": "Mentored 3 engineers" } },
            { "remove": kafka["id"] },
            { "moveSection": { "kind": "SUMMARY", "to": 1 } },
        ]),
    )
    .await;
    assert_eq!(edited["status"], "SAVED", "{edited}");
    let compared = compare(&user, &made.document, 1, 2).await;
    let claims = compared["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), 2, "{claims:?}");
    let changed = claims.iter().find(|one| one["difference"] == "CHANGED").expect("the changed one");
    assert_eq!(changed["wordsBefore"][0]["text"], ", two of whom were promoted to senior");
    assert_eq!((&changed["wordsAfter"], &changed["moved"]), (&json!([]), &json!(false)));
    let removed = claims.iter().find(|one| one["difference"] == "REMOVED").expect("the removed one");
    assert_eq!((&removed["before"]["text"], &removed["after"]), (&json!(KAFKA), &Value::Null));
    assert_eq!(compared["sections"].as_array().map(Vec::len), Some(1), "{compared}");
    assert_eq!((&compared["headers"], &compared["identityChanged"]), (&json!([]), &json!(false)));
    assert_eq!(compared["before"]["quality"]["readBack"]["perfect"], true);
    assert!(compared["after"]["quality"]["ats"]["score"].is_number());
    let same = compare(&user, &made.document, 2, 2).await;
    assert_eq!((&same["claims"], &same["sections"]), (&json!([]), &json!([])));
    assert!(compare(&user, &made.document, 1, 3).await.is_null(), "there is no third");
    let before = app.database.statement_count();
    let query =
        "query($id: ID!) { compareVersions(documentId: $id, from: 1, to: 2) { claims { difference } } }";
    user.query_with(query, json!({ "id": made.document })).await;
    assert_eq!(app.database.statement_count() - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_back_to_an_earlier_version_as_a_new_one() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let fields = "claims { id text } quality { factuality { claims } } blocks { kind }";
    let before = read(&user, &made.document, fields).await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let fact = mentored["facts"][0]["id"].clone();
    let changed = json!([{ "edit": { "claimId": mentored["id"], "text": "Mentored 3 engineers" } },
        { "pinFact": fact }, { "moveSection": { "kind": "SUMMARY", "to": 1 } }]);
    assert_eq!(edit(&user, &made.document, 1, changed).await["status"], "SAVED");
    let back = revert(&user, &made.document, 2, 1, json!({ "reason": "It was better" })).await;
    assert_eq!((&back["status"], &back["document"]["version"]), (&json!("SAVED"), &json!(3)), "{back}");
    assert_eq!(back["document"]["pinnedFactIds"], json!([]), "the pins of then");
    assert_eq!(read(&user, &made.document, fields).await, before);
    let versions =
        read(&user, &made.document, "versions { edges { node { version change revertedTo reason } } }").await;
    let newest = json!({ "version": 3, "change": "REVERTED", "revertedTo": 1, "reason": "It was better" });
    assert_eq!(versions["versions"]["edges"][0]["node"], newest);
    let again = revert(&user, &made.document, 3, 1, json!({})).await;
    assert_eq!(
        (&again["status"], &again["document"]["version"]),
        (&json!("SAVED"), &json!(3)),
        "nothing to do"
    );
    assert_eq!(revert(&user, &made.document, 2, 1, json!({})).await["status"], "STALE");
    assert_eq!(revert(&user, &made.document, 3, 9, json!({})).await["status"], "NOT_FOUND");
    work(&app).await;
    assert_eq!(read(&user, &made.document, "filesStatus").await["filesStatus"], "READY");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_whose_facts_are_gone_do_not_come_back() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let removed = edit(&user, &made.document, 1, json!([{ "remove": mentored["id"] }])).await;
    assert_eq!(removed["status"], "SAVED");
    let fact = mentored["facts"][0]["id"].clone();
    let forget = "mutation($input: RemoveProfileItemInput!) { removeProfileItem(input: $input) { status } }";
    let input = json!({ "profileId": made.profile, "version": 1, "itemId": fact });
    let forgotten = user.query_with(forget, json!({ "input": input })).await;
    assert_eq!(forgotten.data("/removeProfileItem/status"), "SAVED", "{}", forgotten.body);

    let blocked = revert(&user, &made.document, 2, 1, json!({})).await;
    assert_eq!((&blocked["status"], statuses(&blocked)), (&json!("BLOCKED"), vec!["BLOCKED"]), "{blocked}");
    assert_eq!(blocked["outcomes"][0]["claimId"], mentored["id"]);
    assert!(!blocked["outcomes"][0]["findings"].as_array().expect("findings").is_empty());
    assert_eq!(blocked["document"]["version"], 2);
    let without = revert(&user, &made.document, 2, 1, json!({ "leaveOutBlocked": true })).await;
    // All but that claim stand as they do, so there is nothing to change.
    assert_eq!((&without["status"], statuses(&without)), (&json!("SAVED"), vec!["BLOCKED"]), "{without}");
    let texts = read(&user, &made.document, "claims { text }").await;
    assert!(texts["claims"].as_array().expect("claims").iter().all(|claim| claim["text"] != MENTORED));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_edit_and_a_revert_at_once_one_is_made() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let (mentored, kafka) =
        (claim(&user, &made.document, MENTORED).await, claim(&user, &made.document, KAFKA).await);
    assert_eq!(edit(&user, &made.document, 1, json!([{ "remove": kafka["id"] }])).await["status"], "SAVED");
    let (edited, reverted) = tokio::join!(
        edit(&user, &made.document, 2, json!([{ "remove": mentored["id"] }])),
        revert(&user, &made.document, 2, 1, json!({}))
    );
    let mut told = [edited["status"].as_str(), reverted["status"].as_str()];
    told.sort_unstable();
    assert_eq!(told, [Some("SAVED"), Some("STALE")], "{edited} {reverted}");
    assert_eq!(read(&user, &made.document, "version").await["version"], 3);
}
