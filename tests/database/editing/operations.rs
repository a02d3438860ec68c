//! Several operations as one change.

use serde_json::{Value, json};

use super::{edit, statuses, violation};
use crate::claims::{KAFKA, MENTORED, claim, facts, made, read, work};
use crate::harness::app::TestApp;

const BLOCKS: &str = "version blocks { kind heading entries { header { factId title } claims { id text } } }
    claims { id text }";

fn block<'v>(document: &'v Value, kind: &str) -> &'v Value {
    let blocks = document["blocks"].as_array().expect("blocks");
    blocks.iter().find(|block| block["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"))
}

fn kinds(document: &Value) -> Vec<&str> {
    let blocks = document["blocks"].as_array().expect("blocks");
    blocks.iter().map(|block| block["kind"].as_str().expect("a kind")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn several_operations_are_one_change_and_one_version() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = read(&user, &made.document, BLOCKS).await;
    let (mentored, kafka) =
        (claim(&user, &made.document, MENTORED).await, claim(&user, &made.document, KAFKA).await);
    let cited = facts(&user, &made.profile, &["Cut yearly AWS spending"]).await.remove(0);
    let edited = edit(
        &user,
        &made.document,
        1,
        json!([
            { "edit": { "claimId": mentored["id"], "text": "Mentored 3 engineers" } },
            { "remove": kafka["id"] },
            { "add": { "place": { "after": mentored["id"] }, "text": "Cut yearly AWS spending by 23%",
                "cites": [cited] } },
            { "moveClaim": { "claimId": mentored["id"], "to": 0 } },
            { "moveSection": { "kind": "SKILLS", "to": before["blocks"].as_array().expect("blocks").len() - 1 } },
            { "accept": mentored["id"] },
        ]),
    )
    .await;
    assert_eq!(edited["status"], "SAVED", "{edited}");
    assert_eq!(statuses(&edited), ["SAVED"; 6]);
    assert_eq!(
        (&edited["document"]["version"], &edited["document"]["filesStatus"]),
        (&json!(2), &json!("PENDING"))
    );
    assert_eq!(edited["document"]["quality"]["length"]["pages"], 1, "known before it is printed");
    assert_eq!(edited["outcomes"][2]["claim"]["text"], "Cut yearly AWS spending by 23%");
    let after = read(&user, &made.document, BLOCKS).await;
    assert_eq!(kinds(&after).last(), Some(&"SKILLS"));
    let lines = &block(&after, "EXPERIENCE")["entries"][0]["claims"];
    assert_eq!(lines[0]["text"], "Mentored 3 engineers", "{lines}");
    let texts: Vec<&Value> = lines.as_array().expect("lines").iter().map(|line| &line["text"]).collect();
    assert!(texts.contains(&&json!("Cut yearly AWS spending by 23%")) && !texts.contains(&&json!(KAFKA)));
    let versions = read(&user, &made.document, "versions { edges { node { version change reason } } }").await;
    let newest = json!({ "version": 2, "change": "EDITED", "reason": "To the point" });
    assert_eq!(versions["versions"]["edges"][0]["node"], newest);
    assert_eq!(work(&app).await, 1, "printed once");
    let printed =
        read(&user, &made.document, "filesStatus quality { length { pages } readBack { perfect } }").await;
    assert_eq!(printed["filesStatus"], "READY");
    assert_eq!(printed["quality"], json!({ "length": { "pages": 1 }, "readBack": { "perfect": true } }));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_operations_one_of_which_is_refused_none_is_made_and_each_refusal_is_told() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = read(&user, &made.document, BLOCKS).await;
    let (mentored, kafka) =
        (claim(&user, &made.document, MENTORED).await, claim(&user, &made.document, KAFKA).await);
    let refused = edit(
        &user,
        &made.document,
        1,
        json!([
            { "remove": kafka["id"] },
            { "edit": { "claimId": mentored["id"], "text": "Mentored 30 engineers" } },
            { "add": { "place": { "part": "SUMMARY" }, "text": "Speaks fluent Klingon.", "cites": [] } },
        ]),
    )
    .await;
    assert_eq!(
        (&refused["status"], statuses(&refused)),
        (&json!("BLOCKED"), vec!["SAVED", "BLOCKED", "BLOCKED"])
    );
    assert_eq!(refused["outcomes"][1]["claim"]["text"], MENTORED, "as it stands");
    assert!(!refused["outcomes"][2]["findings"].as_array().expect("findings").is_empty());
    assert_eq!(read(&user, &made.document, BLOCKS).await, before, "nothing was done");
    assert_eq!(work(&app).await, 0);

    let warned = edit(
        &user,
        &made.document,
        1,
        json!([
            { "remove": kafka["id"] },
            { "edit": { "claimId": mentored["id"],
                "text": "Mentored 3 new engineers, two of whom were promoted to senior" } },
        ]),
    )
    .await;
    assert_eq!((&warned["status"], statuses(&warned)), (&json!("WARNED"), vec!["SAVED", "WARNED"]));
    let stale = edit(&user, &made.document, 7, json!([{ "remove": kafka["id"] }])).await;
    assert_eq!((&stale["status"], &stale["document"]["version"]), (&json!("STALE"), &json!(1)));
    let unknown = edit(&user, &made.document, 1, json!([{ "remove": "c999" }])).await;
    assert_eq!(unknown["status"], "NOT_FOUND");
    for (operations, path, code) in [
        (json!([]), "operations", "required"),
        (json!([{ "edit": { "claimId": "c1", "text": " " } }]), "operations.0.edit.text", "required"),
        (
            json!([{ "moveClaim": { "claimId": mentored["id"], "to": 99 } }]),
            "operations.0.moveClaim.to",
            "out_of_range",
        ),
        (
            json!([{ "moveEntry": { "entryId": "x", "to": 0 } }]),
            "operations.0.moveEntry.entryId",
            "not_found",
        ),
        (
            json!([{ "moveSection": { "kind": "AWARDS", "to": 0 } }]),
            "operations.0.moveSection.kind",
            "not_found",
        ),
        (json!([{ "restoreFact": "x" }]), "operations.0.restoreFact", "not_found"),
        (json!([{ "accept": mentored["id"] }, { "pinFact": "x" }]), "operations.1.pinFact", "not_printed"),
        (
            json!([{ "add": { "place": { "part": "LETTER" }, "text": "I bake.", "cites": [] } }]),
            "operations.0.add.place",
            "no_section",
        ),
        (
            json!([{ "add": { "place": { "after": "c999" }, "text": "I bake.", "cites": [] } }]),
            "operations.0.add.place",
            "not_found",
        ),
    ] {
        let wrong = edit(&user, &made.document, 1, operations).await;
        assert_eq!(wrong["status"], "INVALID", "{wrong}");
        assert_eq!(violation(&wrong), (path.to_owned(), code));
    }
    assert_eq!(read(&user, &made.document, BLOCKS).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_out_comes_back_in_its_section() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = read(
        &user,
        &made.document,
        "claims { id facts { id } } quality { length { omissions { factId reason } } }",
    )
    .await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let fact = &mentored["facts"][0]["id"];
    let removed = edit(&user, &made.document, 1, json!([{ "remove": mentored["id"] }])).await;
    let omissions =
        removed["document"]["quality"]["length"]["omissions"].as_array().expect("omissions").clone();
    let gone = omissions.iter().find(|one| one["factId"] == *fact);
    assert_eq!(gone.map(|one| &one["reason"]), Some(&json!("REMOVED")), "{before}");
    let restored = edit(&user, &made.document, 2, json!([{ "restoreFact": fact }])).await;
    assert_eq!(restored["status"], "SAVED", "{restored}");
    let claim = &restored["outcomes"][0]["claim"];
    assert_eq!((&claim["text"], &claim["origin"]), (&json!(MENTORED), &json!("VERBATIM")));
    assert_ne!(claim["id"], mentored["id"], "an id is not used again");
    let omissions =
        restored["document"]["quality"]["length"]["omissions"].as_array().expect("omissions").clone();
    assert!(omissions.iter().all(|one| one["factId"] != *fact));
    let again = edit(&user, &made.document, 3, json!([{ "restoreFact": fact }])).await;
    assert_eq!((&again["status"], &again["document"]["version"]), (&json!("SAVED"), &json!(3)));

    // An entry that went with its lines comes back with its header and in its section.
    let document = read(&user, &made.document, BLOCKS).await;
    let volunteering = block(&document, "VOLUNTEERING")["entries"][0].clone();
    let lines: Vec<Value> = volunteering["claims"].as_array().expect("lines").clone();
    let fact = facts(&user, &made.profile, &["Teach Python"]).await.remove(0);
    let skiing = facts(&user, &made.profile, &["Cross-country skiing"]).await.remove(0);
    let none = edit(&user, &made.document, 3, json!([{ "restoreFact": skiing }])).await;
    assert_eq!(violation(&none), ("operations.0.restoreFact".to_owned(), "no_section"));
    assert_eq!(lines.len(), 1);
    let gone =
        edit(&user, &made.document, 3, json!([{ "remove": lines[0]["id"] }, { "restoreFact": fact }])).await;
    assert_eq!(gone["status"], "SAVED", "{gone}");
    let after = read(&user, &made.document, BLOCKS).await;
    let entry = &block(&after, "VOLUNTEERING")["entries"][0];
    assert_eq!((&entry["header"], &entry["claims"][0]["text"]), (&volunteering["header"], &lines[0]["text"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_fact_stays_whatever_is_changed_until_it_is_unpinned() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let fact = &mentored["facts"][0]["id"];
    let pinned = edit(&user, &made.document, 1, json!([{ "pinFact": fact }])).await;
    assert_eq!((&pinned["status"], &pinned["document"]["version"]), (&json!("SAVED"), &json!(2)));
    assert_eq!(pinned["document"]["pinnedFactIds"], json!([fact]));
    assert_eq!(pinned["document"]["filesStatus"], "READY", "the same bytes");
    let remove = json!([{ "remove": mentored["id"] }]);
    let held = edit(&user, &made.document, 2, remove.clone()).await;
    assert_eq!(
        (&held["status"], violation(&held)),
        (&json!("INVALID"), ("operations.0.remove".to_owned(), "pinned"))
    );
    let moved =
        edit(&user, &made.document, 2, json!([{ "moveClaim": { "claimId": mentored["id"], "to": 0 } }]))
            .await;
    assert_eq!(moved["document"]["pinnedFactIds"], json!([fact]), "kept through later changes");
    let freed = json!([{ "unpinFact": fact }, { "remove": mentored["id"] }]);
    let freed = edit(&user, &made.document, 3, freed).await;
    assert_eq!((&freed["status"], &freed["document"]["pinnedFactIds"]), (&json!("SAVED"), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_grown_too_long_says_so_at_once_and_is_made_to_fit_without_what_is_pinned() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let document = read(&user, &made.document, BLOCKS).await;
    let entry = &block(&document, "EXPERIENCE")["entries"][0];
    let mentored = claim(&user, &made.document, MENTORED).await;
    let long = |index: usize| {
        let text = format!("Wrote the {index}th handbook {}", "of the long road to the sea ".repeat(30));
        json!({ "add": { "place": { "entry": entry["header"]["factId"] }, "text": text.trim(), "cites": [],
            "stateAsFact": true } })
    };
    let mut operations: Vec<Value> = (0..8).map(long).collect();
    operations.push(json!({ "pinFact": mentored["facts"][0]["id"] }));
    let grown = edit(&user, &made.document, 1, json!(operations)).await;
    assert_eq!(grown["status"], "SAVED", "{grown}");
    let length = &grown["document"]["quality"]["length"];
    assert!(length["pages"].as_u64() > length["pagesAsked"].as_u64(), "{length}");
    let lines = "experience { positions { highlights { text } } } version";
    let query = format!("query($id: ID!) {{ profile(id: $id) {{ {lines} }} }}");
    let profile = user.query_with(&query, json!({ "id": made.profile })).await;
    assert_eq!(profile.data("/profile/version"), 2, "eight facts are one change of the profile");
    let fitted = edit(&user, &made.document, 2, json!([{ "fitPages": true }])).await;
    assert_eq!(fitted["status"], "SAVED", "{fitted}");
    let length = &fitted["document"]["quality"]["length"];
    assert_eq!(length["pages"], length["pagesAsked"], "{length}");
    let omissions = length["omissions"].as_array().expect("omissions");
    assert_eq!(omissions[0]["reason"], "FIT", "{omissions:?}");
    claim(&user, &made.document, MENTORED).await;
    work(&app).await;
    assert_eq!(read(&user, &made.document, "filesStatus").await["filesStatus"], "READY");
    let again = edit(&user, &made.document, 3, json!([{ "fitPages": true }])).await;
    assert_eq!((&again["status"], &again["document"]["version"]), (&json!("SAVED"), &json!(3)), "it fits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_gains_a_paragraph_that_keeps_to_the_facts() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "COVER_LETTER").await;
    let fact = facts(&user, &made.profile, &["Mentored 3 engineers"]).await.remove(0);
    let place = json!({ "part": "LETTER" });
    let paragraph =
        |text: &str, cites: Value| json!([{ "add": { "place": place, "text": text, "cites": cites } }]);
    let lie = edit(&user, &made.document, 1, paragraph("I mentored 40 engineers.", json!([fact]))).await;
    assert_eq!(lie["status"], "BLOCKED", "{lie}");
    let before = read(&user, &made.document, BLOCKS).await;
    let true_one = edit(&user, &made.document, 1, paragraph("I mentored 3 engineers.", json!([fact]))).await;
    assert_eq!(true_one["status"], "SAVED", "{true_one}");
    let after = read(&user, &made.document, BLOCKS).await;
    let paragraphs = |document: &Value| block(document, "BODY")["entries"].as_array().map_or(0, Vec::len);
    assert_eq!(paragraphs(&after), paragraphs(&before) + 1);
    let id = &true_one["outcomes"][0]["claimId"];
    let moved = edit(&user, &made.document, 2, json!([{ "moveEntry": { "entryId": id, "to": 1 } }])).await;
    assert_eq!(moved["status"], "SAVED", "{moved}");
    let after = read(&user, &made.document, BLOCKS).await;
    assert_eq!(block(&after, "BODY")["entries"][1]["claims"][0]["id"], *id);
    let bare = edit(&user, &made.document, 3, json!([{ "restoreFact": fact }])).await;
    assert_eq!(bare["status"], "NO_OWN_WORDS", "a bare fact is no sentence of a letter");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_is_made() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let (mentored, kafka) =
        (claim(&user, &made.document, MENTORED).await, claim(&user, &made.document, KAFKA).await);
    let all = [json!([{ "remove": mentored["id"] }]), json!([{ "remove": kafka["id"] }])];
    let edits = all.into_iter().map(|operations| edit(&user, &made.document, 1, operations));
    let both = futures_util::future::join_all(edits).await;
    let mut told: Vec<&str> = both.iter().map(|one| one["status"].as_str().expect("a status")).collect();
    told.sort_unstable();
    assert_eq!(told, ["SAVED", "STALE"], "{both:?}");
    assert_eq!(read(&user, &made.document, "version").await["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_costs_the_same_statements_however_many_operations() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let document = read(&user, &made.document, "claims { id }").await;
    let claims: Vec<Value> =
        document["claims"].as_array().expect("claims").iter().map(|one| one["id"].clone()).collect();
    let opened = futures_util::future::join_all((0..3).map(|_| app.app.db.conn())).await;
    assert!(opened.iter().all(Result::is_ok));
    drop(opened);
    let mutation = "mutation($input: EditDocumentInput!) { editDocument(input: $input) { status } }";
    let cost = async |version: u32, operations: Value| {
        let input = json!({ "documentId": made.document, "version": version, "operations": operations });
        let before = app.database.statement_count();
        let answer = user.query_with(mutation, json!({ "input": input })).await;
        assert_eq!(answer.data("/editDocument/status"), "SAVED", "{}", answer.body);
        app.database.statement_count() - before
    };
    let n = claims.len();
    let one = cost(1, json!([{ "remove": claims[n - 1] }])).await;
    let many: Vec<Value> = claims[n - 6..n - 1].iter().map(|claim| json!({ "remove": claim })).collect();
    assert_eq!((one, cost(2, json!(many)).await), (11, 11));
    let accepts: Vec<Value> = claims[..5].iter().map(|claim| json!({ "accept": claim })).collect();
    work(&app).await;
    assert_eq!(cost(3, json!(accepts)).await, 12, "no task, and the file beside its bytes");
}
