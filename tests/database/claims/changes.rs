//! Accepting, rejecting and editing the claims of a document.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jobwise::db::schema::document_versions;
use jobwise::graphql::ids::GlobalId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{KAFKA, MENTORED, change, claim, codes, facts, made, place, read, work};
use crate::harness::app::TestApp;

fn uuid(id: &Value) -> Uuid {
    GlobalId::read(&id.as_str().expect("an id").into()).expect("a global id").id
}

/// Has the check doubt a claim of the first version, as it may any claim of a generation.
async fn doubt(app: &TestApp, document: &Value, claim_id: &Value) {
    let mut conn = app.database.conn().await.expect("a connection");
    let versions = || document_versions::table.filter(document_versions::document_id.eq(uuid(document)));
    let mut content: Value =
        versions().select(document_versions::content).first(&mut conn).await.expect("a version");
    let blocks = content["blocks"].as_array_mut().expect("blocks").iter_mut();
    let entries = blocks.flat_map(|block| block["entries"].as_array_mut().expect("entries"));
    let mut claims = entries.flat_map(|entry| entry["claims"].as_array_mut().expect("claims"));
    let claim = claims.find(|claim| claim["id"] == *claim_id).expect("the claim");
    claim["verdict"] = json!("warn");
    claim["findings"] = json!([{ "check": "support", "code": "verb", "severity": "warn",
        "span": { "start": 0, "end": 8 }, "facts": [], "message": "Another verb." }]);
    diesel::update(versions())
        .set(document_versions::content.eq(content))
        .execute(&mut conn)
        .await
        .expect("a doubt");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_claim_is_noted_as_a_version_with_the_same_files() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    doubt(&app, &made.document, &mentored["id"]).await;
    let files = read(&user, &made.document, "files { sha256 sizeBytes }").await;
    app.database.clock.advance_ms(60_000);
    let input = place(&made.document, 1, &mentored, json!({ "reason": " I did say it so. " }));
    let accepted = change(&user, "acceptClaim", input).await;
    assert_eq!(accepted["status"], "SAVED", "{accepted}");
    assert_eq!(accepted["document"]["version"], 2);
    assert_eq!(accepted["document"]["filesStatus"], "READY");
    assert_eq!(accepted["claim"]["verdict"], "WARN", "the doubt stays to be seen");
    assert_eq!(accepted["claim"]["acceptedAt"], "2026-03-02T09:01:00.000Z");
    let after = read(
        &user,
        &made.document,
        "files { sha256 sizeBytes } quality { factuality { accepted } notes { code } readBack { perfect } }
         versions { edges { node { version change claimId changedBy reason files { id } } } }",
    )
    .await;
    assert_eq!(after["files"], files["files"], "the same bytes");
    assert_eq!(after["quality"]["factuality"]["accepted"], 1);
    assert_eq!(after["quality"]["readBack"]["perfect"], true);
    let notes = after["quality"]["notes"].as_array().expect("notes");
    assert!(notes.iter().all(|note| note["code"] != "verb"), "{notes:?}");
    let newest = &after["versions"]["edges"][0]["node"];
    let viewer = user.query("{ viewer { id } }").await;
    assert_eq!(newest["change"], "CLAIM_ACCEPTED");
    assert_eq!(newest["claimId"], mentored["id"]);
    assert_eq!(newest["changedBy"], *viewer.data("/viewer/id"));
    assert_eq!(newest["reason"], "I did say it so.");
    assert_ne!(newest["files"][0]["id"], after["versions"]["edges"][1]["node"]["files"][0]["id"]);
    assert_eq!(after["versions"]["edges"][1]["node"]["change"], "GENERATED");

    let again = change(&user, "acceptClaim", place(&made.document, 2, &mentored, json!({}))).await;
    assert_eq!((&again["status"], &again["document"]["version"]), (&json!("SAVED"), &json!(2)));
    assert_eq!(work(&app).await, 0, "nothing is printed anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_claim_goes_or_gives_way_to_its_fact() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edit = json!({ "text": "Mentored 3 engineers" });
    let edited = change(&user, "editClaim", place(&made.document, 1, &mentored, edit)).await;
    assert_eq!(
        (&edited["status"], &edited["claim"]["origin"]),
        (&json!("SAVED"), &json!("OWNER")),
        "{edited}"
    );
    let restore = json!({ "restoreFact": true });
    let restored = change(&user, "rejectClaim", place(&made.document, 2, &mentored, restore.clone())).await;
    assert_eq!(restored["status"], "SAVED", "{restored}");
    assert_eq!(restored["claim"]["text"], MENTORED);
    assert_eq!(restored["claim"]["origin"], "VERBATIM");
    let again = change(&user, "rejectClaim", place(&made.document, 3, &mentored, restore.clone())).await;
    assert_eq!((&again["status"], &again["document"]["version"]), (&json!("SAVED"), &json!(3)));

    let before = read(&user, &made.document, "quality { factuality { claims verbatim } }").await;
    let removed = change(&user, "rejectClaim", place(&made.document, 3, &mentored, json!({}))).await;
    assert_eq!(removed["status"], "SAVED", "{removed}");
    assert!(removed["claim"].is_null());
    let after = read(
        &user,
        &made.document,
        "claims { text } quality { factuality { claims verbatim } } versions { edges { node { change } } }",
    )
    .await;
    let count = |read: &Value, of: &str| read["quality"]["factuality"][of].as_u64().expect("a count");
    for of in ["claims", "verbatim"] {
        assert_eq!(count(&after, of) + 1, count(&before, of), "{of}");
    }
    assert_eq!(after["claims"].as_array().map(|claims| claims.len() as u64), Some(count(&after, "claims")));
    let changes: Vec<&Value> = after["versions"]["edges"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|edge| &edge["node"]["change"])
        .collect();
    assert_eq!(changes, ["CLAIM_REMOVED", "CLAIM_RESTORED", "CLAIM_EDITED", "GENERATED"]);
    let gone = change(&user, "rejectClaim", place(&made.document, 4, &mentored, json!({}))).await;
    assert_eq!(gone["status"], "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_keeps_to_facts_when_it_is_edited_and_keeps_its_body() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "COVER_LETTER").await;
    let all = read(&user, &made.document, "claims { id text facts { id } }").await;
    let all = all["claims"].as_array().expect("claims");
    let of = |has_facts: bool| {
        let is_it =
            |claim: &&Value| claim["facts"].as_array().is_some_and(|facts| facts.is_empty() != has_facts);
        all.iter().find(is_it).expect("a claim")
    };
    // A sentence that names the position may not turn into one about the person.
    let posing = json!({ "text": "I have led a team of Rust engineers at Harborstone Logistics." });
    let posed = change(&user, "editClaim", place(&made.document, 1, of(false), posing)).await;
    assert_eq!(posed["status"], "BLOCKED", "{posed}");
    let restore = json!({ "restoreFact": true });
    let none = change(&user, "rejectClaim", place(&made.document, 1, of(true), restore)).await;
    assert_eq!(none["status"], "NO_OWN_WORDS");
    let mut version = 1;
    for (index, claim) in all.iter().enumerate() {
        let removed = change(&user, "rejectClaim", place(&made.document, version, claim, json!({}))).await;
        if index + 1 < all.len() {
            assert_eq!(removed["status"], "SAVED", "{removed}");
            version += 1;
        } else {
            assert_eq!(removed["status"], "BLOCKED", "a letter has a body");
            assert_eq!(codes(&removed), ["section_lost"]);
            assert_eq!(removed["document"]["version"], version);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_saved_once_and_a_stale_one_loses_nothing() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let kafka = facts(&user, &made.profile, &[KAFKA]).await.remove(0);
    let words = ["Mentored 3 engineers", "Mentored engineers, two of whom were promoted"];
    let edits = words
        .map(|text| change(&user, "editClaim", place(&made.document, 1, &mentored, json!({ "text": text }))));
    let both = futures_util::future::join_all(edits).await;
    let mut statuses: Vec<&str> = both.iter().map(|one| one["status"].as_str().expect("a status")).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["SAVED", "STALE"], "{both:?}");
    for one in &both {
        assert_eq!(one["document"]["version"], 2);
        assert!(words.iter().any(|text| one["claim"]["text"] == *text), "{one}");
    }
    assert_eq!(both[0]["claim"], both[1]["claim"], "the stale one is told what stands");

    let other = json!({ "text": "Designed the event pipeline on Apache Kafka", "cites": [kafka] });
    let other = change(&user, "editClaim", place(&made.document, 2, &mentored, other)).await;
    assert_eq!(other["status"], "SAVED", "{other}");
    assert_eq!(other["claim"]["facts"], json!([{ "id": kafka, "text": KAFKA }]));
    let same = json!({ "text": " Designed the event pipeline on  Apache Kafka ", "cites": [kafka] });
    let same = change(&user, "editClaim", place(&made.document, 3, &mentored, same)).await;
    assert_eq!((&same["status"], &same["document"]["version"]), (&json!("SAVED"), &json!(3)));
    for (input, path, code) in [
        (json!({ "text": " " }), "text", "required"),
        (json!({ "text": "a".repeat(1_001) }), "text", "too_long"),
        (json!({ "text": "a", "cites": vec!["x"; 51] }), "cites", "too_many"),
        (json!({ "text": "a", "reason": "a".repeat(501) }), "reason", "too_long"),
    ] {
        let wrong = change(&user, "editClaim", place(&made.document, 3, &mentored, input)).await;
        assert_eq!(wrong["status"], "INVALID");
        assert_eq!(
            (&wrong["violations"][0]["path"], &wrong["violations"][0]["code"]),
            (&json!([path]), &json!(code))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn doubted_words_are_saved_only_when_the_person_overrules() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let doubted = "Mentored 3 new engineers, two of whom were promoted to senior";
    let warned =
        change(&user, "editClaim", place(&made.document, 1, &mentored, json!({ "text": doubted }))).await;
    assert_eq!(warned["status"], "WARNED", "{warned}");
    assert_eq!(warned["findings"][0]["severity"], "WARN");
    assert_eq!(warned["document"]["version"], 1);
    assert_eq!(warned["claim"]["text"], MENTORED);
    let overrule = json!({ "text": doubted, "overruleWarnings": true });
    let saved = change(&user, "editClaim", place(&made.document, 1, &mentored, overrule)).await;
    assert_eq!(saved["status"], "SAVED", "{saved}");
    assert_eq!((&saved["claim"]["text"], &saved["claim"]["verdict"]), (&json!(doubted), &json!("WARN")));
    assert!(!saved["claim"]["acceptedAt"].is_null(), "who overrules has looked at it");
    let quality =
        read(&user, &made.document, "quality { factuality { warned accepted } notes { code } }").await;
    assert_eq!(quality["quality"]["factuality"], json!({ "warned": 1, "accepted": 1 }));
    let lie = json!({ "text": "Mentored 30 engineers", "overruleWarnings": true });
    let blocked = change(&user, "editClaim", place(&made.document, 2, &mentored, lie)).await;
    assert_eq!(blocked["status"], "BLOCKED", "nobody overrules a block");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_injected_skill_is_blocked_until_the_person_states_it_as_a_fact() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let profile = async |fields: &str| {
        let query = format!("query($id: ID!) {{ profile(id: $id) {{ {fields} }} }}");
        user.query_with(&query, json!({ "id": made.profile })).await.data("/profile").clone()
    };
    let coverage = async || {
        let read =
            read(&user, &made.document, "quality { coverage { covered supportable gaps ratioOfAll } }").await;
        read["quality"]["coverage"].clone()
    };
    let has = |list: &Value, term: &str| list.as_array().expect("terms").iter().any(|one| one == term);
    let mentored = claim(&user, &made.document, MENTORED).await;
    let injected = "Mentored 3 engineers in Rust";
    let before = coverage().await;
    assert!(has(&before["gaps"], "Rust") && !has(&before["covered"], "Rust"), "{before}");
    let blocked =
        change(&user, "editClaim", place(&made.document, 1, &mentored, json!({ "text": injected }))).await;
    assert_eq!(blocked["status"], "BLOCKED");
    assert_eq!(codes(&blocked), ["of_the_posting"]);
    let finding = &blocked["findings"][0];
    let at = |end: &str| finding[end].as_u64().expect("a place") as usize;
    assert_eq!(&injected[at("start")..at("end")], "Rust");
    assert_eq!((&blocked["document"]["version"], &blocked["claim"]["text"]), (&json!(1), &json!(MENTORED)));
    assert_eq!(coverage().await, before);
    assert_eq!(profile("version").await["version"], 1);

    let state = json!({ "text": injected, "stateAsFact": true, "reason": "I forgot to write it down" });
    let stated = change(&user, "editClaim", place(&made.document, 1, &mentored, state)).await;
    assert_eq!(stated["status"], "SAVED", "{stated}");
    assert_eq!((&stated["claim"]["verdict"], &stated["claim"]["origin"]), (&json!("PASS"), &json!("OWNER")));
    assert_eq!(stated["claim"]["facts"][0]["text"], injected);
    let now =
        profile("version experience { positions { title highlights { id text standing version } } }").await;
    assert_eq!(now["version"], 2);
    let lines = now["experience"][0]["positions"][0]["highlights"].as_array().expect("lines");
    let line = lines.last().expect("a line");
    assert_eq!(
        *line,
        json!({ "id": stated["claim"]["facts"][0]["id"], "text": injected, "standing": "STATED", "version": 1 })
    );
    let after = coverage().await;
    assert!(!has(&after["gaps"], "Rust") && has(&after["covered"], "Rust"), "{after}");
    assert!(after["ratioOfAll"].as_f64() > before["ratioOfAll"].as_f64());
    let versions = read(&user, &made.document, "versions { edges { node { change reason } } }").await;
    let newest = json!({ "change": "CLAIM_STATED", "reason": "I forgot to write it down" });
    assert_eq!(versions["versions"]["edges"][0]["node"], newest);

    // What the facts support needs no stating.
    let supported =
        json!({ "text": "Mentored 3 engineers", "cites": [mentored["facts"][0]["id"]], "stateAsFact": true });
    let supported = change(&user, "editClaim", place(&made.document, 2, &mentored, supported)).await;
    assert_eq!(supported["status"], "SAVED", "{supported}");
    assert_eq!(profile("version").await["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_stated_in_a_summary_names_its_entry_and_headers_are_no_claims() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let content =
        read(&user, &made.document, "blocks { kind entries { header { factId title } claims { id text } } }")
            .await;
    let block = |kind: &str| {
        let blocks = content["blocks"].as_array().expect("blocks");
        blocks.iter().find(|block| block["kind"] == kind).expect("a block").clone()
    };
    let sentence = block("SUMMARY")["entries"][0]["claims"][0].clone();
    let position = block("EXPERIENCE")["entries"][0]["header"]["factId"].clone();
    let text = "Speaks at meetups about Rust.";
    let refused = async |fact_entry: Value, code: &str| {
        let mut input = json!({ "text": text, "stateAsFact": true });
        input["factEntryId"] = fact_entry;
        let refused = change(&user, "editClaim", place(&made.document, 1, &sentence, input)).await;
        assert_eq!(refused["status"], "INVALID", "{refused}");
        assert_eq!(refused["violations"][0]["path"], json!(["factEntryId"]));
        assert_eq!(refused["violations"][0]["code"], code);
    };
    refused(Value::Null, "required").await;
    refused(json!("nothing"), "not_found").await;
    let certificate = facts(&user, &made.profile, &["AWS Certified"]).await.remove(0);
    refused(certificate, "not_found").await;
    let input = json!({ "text": text, "stateAsFact": true, "factEntryId": position });
    let stated = change(&user, "editClaim", place(&made.document, 1, &sentence, input)).await;
    assert_eq!(stated["status"], "SAVED", "{stated}");
    for field in ["acceptClaim", "rejectClaim"] {
        let header =
            change(&user, field, place(&made.document, 2, &json!({ "id": position }), json!({}))).await;
        assert_eq!(header["status"], "NOT_FOUND", "a title is copied, not claimed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_is_answered_like_what_is_missing() {
    let app = TestApp::start().await;
    let ada = app.signed_up("ada@example.com").await;
    let made = made(&app, &ada, "RESUME").await;
    let mentored = claim(&ada, &made.document, MENTORED).await;
    let eve = app.signed_up("eve@example.com").await;
    let missing = GlobalId::new(jobwise::graphql::ids::NodeKind::Document, Uuid::nil()).to_string();
    for (field, more) in [
        ("acceptClaim", json!({})),
        ("rejectClaim", json!({})),
        ("rejectClaim", json!({ "restoreFact": true })),
        ("editClaim", json!({ "text": "Mentored 3 engineers" })),
    ] {
        let foreign = change(&eve, field, place(&made.document, 1, &mentored, more.clone())).await;
        let none = change(&eve, field, place(&json!(missing), 1, &mentored, more.clone())).await;
        let nonsense = change(&eve, field, place(&made.profile, 1, &mentored, more)).await;
        assert_eq!(foreign["status"], "NOT_FOUND", "{field}");
        assert_eq!((&foreign, &none), (&none, &nonsense), "{field}");
    }
    assert_eq!(read(&ada, &made.document, "version").await["version"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_profile_a_document_can_lose_claims_but_gain_no_words() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let delete = "mutation($id: ID!) { deleteProfile(id: $id) { status } }";
    user.query_with(delete, json!({ "id": made.profile })).await;
    for (field, more, status) in [
        ("editClaim", json!({ "text": "Mentored 3 engineers" }), "PROFILE_GONE"),
        ("rejectClaim", json!({ "restoreFact": true }), "PROFILE_GONE"),
        ("rejectClaim", json!({}), "SAVED"),
    ] {
        let changed = change(&user, field, place(&made.document, 1, &mentored, more)).await;
        assert_eq!(changed["status"], status, "{field}: {changed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_has_changed_since_is_cited_as_it_is_now_by_the_edited_claim_alone() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let fact = &mentored["facts"][0]["id"];
    let reworded = "Mentored 4 engineers, two of whom were promoted to senior";
    let update = "mutation($input: UpdateHighlightInput!) { updateHighlight(input: $input) { status } }";
    let input = json!({ "profileId": made.profile, "version": 1, "itemId": fact, "text": reworded });
    let updated = user.query_with(update, json!({ "input": input })).await;
    assert_eq!(updated.data("/updateHighlight/status"), "SAVED");
    let before = claim(&user, &made.document, MENTORED).await;
    assert_eq!(before["facts"][0]["text"], MENTORED, "the document shows what it was checked against");
    let old = change(
        &user,
        "editClaim",
        place(&made.document, 1, &mentored, json!({ "text": "Mentored 3 engineers" })),
    )
    .await;
    assert_eq!(old["status"], "BLOCKED", "it is not true any more");
    let restored =
        change(&user, "rejectClaim", place(&made.document, 1, &mentored, json!({ "restoreFact": true })))
            .await;
    assert_eq!(
        (&restored["status"], &restored["claim"]["text"]),
        (&json!("SAVED"), &json!(reworded)),
        "{restored}"
    );
    assert_eq!(restored["claim"]["facts"][0]["text"], reworded);
    let others = read(&user, &made.document, "claims { facts { version } }").await;
    let versions = others["claims"].as_array().expect("claims").iter();
    let versions = versions.flat_map(|claim| claim["facts"].as_array().expect("facts"));
    assert_eq!(versions.filter(|fact| fact["version"] != 1).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_costs_the_same_statements_however_much_there_is() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let opened = futures_util::future::join_all((0..3).map(|_| app.app.db.conn())).await;
    assert!(opened.iter().all(Result::is_ok));
    drop(opened);
    let mut version = 1;
    let mut cost = async |field: &str, claim: &Value, more: Value| {
        let document = format!(
            "mutation($input: {}{}Input!) {{ {field}(input: $input) {{ status }} }}",
            field[..1].to_ascii_uppercase(),
            &field[1..]
        );
        let input = place(&made.document, version, claim, more);
        let before = app.database.statement_count();
        let answer = user.query_with(&document, json!({ "input": input })).await;
        let cost = app.database.statement_count() - before;
        assert_eq!(answer.data(&format!("/{field}/status")), "SAVED", "{field}: {}", answer.body);
        version += 1;
        cost
    };
    let kafka = claim(&user, &made.document, KAFKA).await;
    let accepted =
        [cost("acceptClaim", &mentored, json!({})).await, cost("acceptClaim", &kafka, json!({})).await];
    let edited = [
        cost("editClaim", &mentored, json!({ "text": "Mentored 3 engineers" })).await,
        cost("editClaim", &mentored, json!({ "text": "Mentored engineers" })).await,
    ];
    let stated = [
        cost("editClaim", &mentored, json!({ "text": "Wrote Rust", "stateAsFact": true })).await,
        cost("editClaim", &mentored, json!({ "text": "Wrote Rust and Zig", "stateAsFact": true })).await,
    ];
    let removed =
        [cost("rejectClaim", &mentored, json!({})).await, cost("rejectClaim", &kafka, json!({})).await];
    // Four to read what it rests on; then begin, lock, version, two to make it current, task, commit.
    assert_eq!((edited, removed), ([11, 11], [11, 11]));
    // Lock, version and content of the profile more.
    assert_eq!(stated, [14, 14]);
    // No task, and the file beside its bytes.
    assert_eq!(accepted, [12, 12]);
    let look = "query($id: ID!) { document(id: $id) { versions { edges { node { version change files { id } } } } } }";
    let before = app.database.statement_count();
    let answer = user.query_with(look, json!({ "id": made.document })).await;
    assert_eq!(answer.data("/document/versions/edges").as_array().map(Vec::len), Some(9));
    assert_eq!(app.database.statement_count() - before, 3, "the files of all versions are one batch");
}
