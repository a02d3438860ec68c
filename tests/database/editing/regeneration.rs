//! Sections written anew where no model works.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::join_all;
use jobwise::db::Connection;
use jobwise::queue::{NewTask, enqueue};
use serde_json::{Value, json};

use super::{edit, noted, regenerate, regeneration, violation};
use crate::claims::{KAFKA, MENTORED, claim, facts, made, read, work};
use crate::harness::app::TestApp;

const LINES: &str = "version blocks { kind entries { claims { id text facts { id } } } }";

/// The lines of the first position.
fn lines(document: &Value) -> Vec<&str> {
    let blocks = document["blocks"].as_array().expect("blocks");
    let block = blocks.iter().find(|block| block["kind"] == "EXPERIENCE").expect("experience");
    let claims = block["entries"][0]["claims"].as_array().expect("claims");
    claims.iter().map(|claim| claim["text"].as_str().expect("a text")).collect()
}

const EXPERIENCE: &str = "EXPERIENCE";

fn section(kind: &str) -> Value {
    json!({ "section": { "kind": kind } })
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_follow_what_they_understand_and_the_instruction_is_the_reason() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = read(&user, &made.document, LINES).await;
    let place = json!({ "entryId": claim(&user, &made.document, KAFKA).await["id"] });
    let asked = regenerate(&user, &made.document, 1, place, " shorter ", json!({})).await;
    assert_eq!((&asked["status"], &asked["document"]["version"]), (&json!("ACCEPTED"), &json!(1)), "{asked}");
    assert_eq!(asked["regeneration"]["status"], "QUEUED");
    assert_eq!(work(&app).await, 2, "it is written and printed");

    let done = regeneration(&user, &asked).await;
    assert_eq!((&done["status"], &done["method"]), (&json!("SAVED"), &json!("RULES")), "{done}");
    assert_eq!((&done["madeVersion"], noted(&done)), (&json!(2), vec![]));
    let after = read(&user, &made.document, LINES).await;
    let (had, has) = (lines(&before), lines(&after));
    assert!(has.len() < had.len() && !has.is_empty(), "{has:?}");
    assert!(has.iter().all(|line| had.contains(line)), "none in other words");
    let fields =
        "filesStatus quality { length { pages } ats { score } coverage { ratio } readBack { perfect } }
        versions { edges { node { version change reason changedBy claimId } } }";
    let document = read(&user, &made.document, fields).await;
    assert_eq!(
        (&document["filesStatus"], &document["quality"]["length"]["pages"]),
        (&json!("READY"), &json!(1))
    );
    let version = &document["versions"]["edges"][0]["node"];
    assert_eq!((&version["change"], &version["reason"]), (&json!("SECTION_REGENERATED"), &json!("shorter")));
    assert!(!version["changedBy"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stressed_comes_first_and_what_is_to_go_goes_but_for_what_is_pinned() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let asked = regenerate(
        &user,
        &made.document,
        1,
        section(EXPERIENCE),
        "stress the engineers who were promoted, less about Kafka",
        json!({}),
    )
    .await;
    work(&app).await;
    let done = regeneration(&user, &asked).await;
    assert_eq!((&done["status"], noted(&done)), (&json!("SAVED"), vec![]), "{done}");
    let after = read(&user, &made.document, LINES).await;
    assert_eq!(lines(&after)[0], MENTORED);
    assert!(!lines(&after).contains(&KAFKA));

    let pinned = facts(&user, &made.profile, &["Mentored 3 engineers"]).await.remove(0);
    let edited = edit(&user, &made.document, 2, json!([{ "pinFact": pinned }])).await;
    assert_eq!(edited["status"], "SAVED");
    let place = section(EXPERIENCE);
    let asked = regenerate(&user, &made.document, 3, place, "less about engineers promoted", json!({})).await;
    work(&app).await;
    let done = regeneration(&user, &asked).await;
    assert_eq!((&done["status"], noted(&done)), (&json!("NOT_FOLLOWED"), vec!["pinned"]), "{done}");
    assert!(lines(&read(&user, &made.document, LINES).await).contains(&MENTORED));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_told_and_no_version_is_made() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let check = async |place: Value, instruction: &str, code: &str| {
        let asked = regenerate(&user, &made.document, 1, place, instruction, json!({})).await;
        assert_eq!(asked["status"], "ACCEPTED", "{asked}");
        assert_eq!(work(&app).await, 1, "nothing is printed");
        let done = regeneration(&user, &asked).await;
        assert_eq!(
            (&done["status"], noted(&done)),
            (&json!("NOT_FOLLOWED"), vec![code]),
            "{instruction}: {done}"
        );
        assert_eq!((&done["madeVersion"], done["finishedAt"].is_string()), (&Value::Null, true));
    };
    check(section(EXPERIENCE), "with more swagger", "not_understood").await;
    check(section(EXPERIENCE), "do not make it longer", "not_understood").await;
    check(section(EXPERIENCE), "stress my work as a beekeeper", "no_fact").await;
    check(section(EXPERIENCE), "less about beekeeping", "not_said").await;
    check(section("SUMMARY"), "stress Kafka", "needs_model").await;
    let version = read(&user, &made.document, "version").await;
    assert_eq!(version["version"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_answered_at_once() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let eve = app.signed_up("eve@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let ask = async |place: Value, instruction: &str| {
        regenerate(&user, &made.document, 1, place, instruction, json!({})).await
    };
    for (place, instruction, path, code) in [
        (section(EXPERIENCE), " \n", "instruction", "required"),
        (section(EXPERIENCE), "x".repeat(501).as_str(), "instruction", "too_long"),
        (section(EXPERIENCE), "shorter \u{202e}", "instruction", "character"),
        (section("AWARDS"), "shorter", "place.section.kind", "not_found"),
        (json!({ "entryId": "c999" }), "shorter", "place.entryId", "not_found"),
        (json!({ "claimIds": [] }), "shorter", "place.claimIds", "count"),
        (json!({ "claimIds": ["c999"] }), "shorter", "place.claimIds", "not_found"),
    ] {
        let refused = ask(place, instruction).await;
        assert_eq!(refused["status"], "INVALID", "{refused}");
        assert_eq!(violation(&refused), (path.to_owned(), code));
    }
    let stale = regenerate(&user, &made.document, 7, section(EXPERIENCE), "shorter", json!({})).await;
    assert_eq!((&stale["status"], &stale["document"]["version"]), (&json!("STALE"), &json!(1)));
    let foreign = regenerate(&eve, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    assert_eq!((&foreign["status"], &foreign["document"]), (&json!("NOT_FOUND"), &Value::Null));
    assert_eq!(work(&app).await, 0);

    let key = json!({ "idempotencyKey": "one" });
    let place = section(EXPERIENCE);
    let first = regenerate(&user, &made.document, 1, place.clone(), "shorter", key.clone()).await;
    let again = regenerate(&user, &made.document, 1, place.clone(), "shorter", key.clone()).await;
    let id = |payload: &Value| payload["regeneration"]["id"].clone();
    assert_eq!((&again["status"], id(&again)), (&json!("ACCEPTED"), id(&first)));
    let other = regenerate(&user, &made.document, 1, place.clone(), "longer", key.clone()).await;
    assert_eq!((&other["status"], id(&other)), (&json!("CONFLICT"), id(&first)));
    let second = regenerate(&user, &made.document, 1, place.clone(), "shorter", json!({})).await;
    assert_eq!((&second["status"], id(&second)), (&json!("ALREADY_RUNNING"), id(&first)));
    assert_eq!(work(&app).await, 2, "one was queued, and printed");
    let done = regenerate(&user, &made.document, 1, place, "shorter", key).await;
    assert_eq!((&done["status"], &done["regeneration"]["status"]), (&json!("ACCEPTED"), &json!("SAVED")));
    assert_eq!(work(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_changed_meanwhile_is_left_as_it_is_and_so_is_one_whose_owner_ended_it() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let asked = regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    let kafka = claim(&user, &made.document, KAFKA).await;
    let edited = edit(&user, &made.document, 1, json!([{ "remove": kafka["id"] }])).await;
    assert_eq!(edited["status"], "SAVED");
    work(&app).await;
    assert_eq!(regeneration(&user, &asked).await["status"], "STALE");
    assert_eq!(read(&user, &made.document, "version").await["version"], 2);

    let asked = regenerate(&user, &made.document, 2, section(EXPERIENCE), "shorter", json!({})).await;
    let cancel =
        "mutation($id: ID!) { cancelSectionRegeneration(id: $id) { status regeneration { status } } }";
    let id = json!({ "id": asked["regeneration"]["id"] });
    let ended = user.query_with(cancel, id.clone()).await;
    let expected = json!({ "status": "SAVED", "regeneration": { "status": "CANCELLED" } });
    assert_eq!(ended.data("/cancelSectionRegeneration"), &expected);
    assert_eq!(user.query_with(cancel, id).await.data("/cancelSectionRegeneration"), &expected, "once more");
    work(&app).await;
    assert_eq!(read(&user, &made.document, "version").await["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_runs_twice_makes_one_version() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    work(&app).await;
    assert_eq!(read(&user, &made.document, "version").await["version"], 2);
    // As a worker would whose end of the task was never written.
    let mut conn = app.database.conn().await.expect("a connection");
    let again = "UPDATE tasks SET state = 'waiting', run_at = now() WHERE kind = 'document.regenerate'";
    assert_eq!(diesel::sql_query(again).execute(&mut conn).await.expect("the task"), 1);
    assert_eq!(work(&app).await, 1);
    assert_eq!(read(&user, &made.document, "version").await["version"], 2);
    // And one whose request never was.
    let payload = json!({ "regeneration_id": uuid::Uuid::nil() });
    enqueue(&mut conn, &NewTask::new("document.regenerate", payload)).await.expect("a task");
    assert_eq!(work(&app).await, 1);
}

const WATCHED: &str = "subscription($id: ID!, $after: Int) { generationEvents(id: $id, after: $after) {
    __typename number ... on SectionRegenerationStarted { regenerationId }
    ... on SectionRegenerationEnded { regenerationId regeneration { status madeVersion } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn the_events_of_the_generation_tell_of_it_and_end_with_it() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let asked = regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    let generation = &asked["regeneration"]["generation"];
    // Nothing was told of it yet, and still more is to come.
    let watching =
        user.watch(WATCHED, json!({ "id": generation["id"], "after": generation["lastEventNumber"] }));
    let (told, _) = tokio::join!(watching, work(&app));
    let names: Vec<&Value> = told.iter().map(|event| &event["__typename"]).collect();
    assert_eq!(names, ["SectionRegenerationStarted", "SectionRegenerationEnded"], "{told:?}");
    assert!(told.iter().all(|event| event["regenerationId"] == asked["regeneration"]["id"]));
    assert_eq!(told[1]["regeneration"], json!({ "status": "SAVED", "madeVersion": 2 }));
    let all = user.watch(WATCHED, json!({ "id": generation["id"], "after": 0 })).await;
    let last: Vec<&Value> = all.iter().rev().take(3).map(|event| &event["__typename"]).collect();
    assert_eq!(last, ["SectionRegenerationEnded", "SectionRegenerationStarted", "GenerationFinished"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_loses_sentences_and_keeps_what_holds_it_together() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "COVER_LETTER").await;
    let before = read(&user, &made.document, "claims { text facts { id } }").await;
    let asked = regenerate(&user, &made.document, 1, section("BODY"), "shorter", json!({})).await;
    work(&app).await;
    let done = regeneration(&user, &asked).await;
    assert_eq!((&done["status"], noted(&done)), (&json!("SAVED"), vec![]), "{done}");
    let after = read(&user, &made.document, "claims { text facts { id } }").await;
    let texts = |document: &Value, is_frame: bool| -> Vec<Value> {
        let claims = document["claims"].as_array().expect("claims").iter();
        let of = claims.filter(|claim| claim["facts"] == json!([]) || !is_frame);
        of.map(|claim| claim["text"].clone()).collect()
    };
    assert_eq!(texts(&before, true), texts(&after, true));
    assert!(texts(&after, false).len() < texts(&before, false).len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_says_something_of_its_writer_whatever_is_to_be_left_out() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "COVER_LETTER").await;
    let before = read(&user, &made.document, "claims { id text facts { id } }").await;
    let claims = before["claims"].as_array().expect("claims");
    let (frames, told): (Vec<&Value>, Vec<&Value>) =
        claims.iter().partition(|claim| claim["facts"] == json!([]));
    let words = told[0]["text"].as_str().expect("a text").split(|c: char| !c.is_alphanumeric());
    let word = words.max_by_key(|word| word.len()).expect("a word");
    let place = json!({ "claimIds": [frames[0]["id"], told[0]["id"]] });
    for (instruction, code) in
        [(format!("less about {word}"), "nothing_left"), ("shorter".to_owned(), "nothing_to_leave_out")]
    {
        let asked = regenerate(&user, &made.document, 1, place.clone(), &instruction, json!({})).await;
        work(&app).await;
        let done = regeneration(&user, &asked).await;
        assert_eq!((&done["status"], noted(&done)), (&json!("NOT_FOLLOWED"), vec![code]), "{done}");
    }
    assert_eq!(read(&user, &made.document, "claims { id text facts { id } }").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_group_of_skills_keeps_skills_to_stand_over() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let fields = "blocks { kind entries { header { factId } claims { text } } }";
    let before = read(&user, &made.document, fields).await;
    let blocks = before["blocks"].as_array().expect("blocks");
    let skills = blocks.iter().find(|block| block["kind"] == "SKILLS").expect("skills");
    let groups = skills["entries"].as_array().expect("groups");
    assert!(groups.len() > 1, "{groups:?}");
    let size = |group: &&Value| group["claims"].as_array().expect("claims").len();
    let group = groups.iter().filter(|group| !group["header"].is_null()).min_by_key(size).expect("a group");
    let pin = edit(&user, &made.document, 1, json!([{ "pinFact": group["header"]["factId"] }])).await;
    assert_eq!(pin["status"], "SAVED");
    let unwanted = group["claims"].as_array().expect("claims").iter();
    let unwanted: Vec<String> =
        unwanted.map(|claim| format!("less about {}", claim["text"].as_str().expect("a text"))).collect();
    let place = section("SKILLS");
    let asked = regenerate(&user, &made.document, 2, place, &unwanted.join(", "), json!({})).await;
    work(&app).await;
    let done = regeneration(&user, &asked).await;
    assert_eq!((&done["status"], noted(&done)), (&json!("NOT_FOLLOWED"), vec!["pinned"]), "{done}");
    assert_eq!(read(&user, &made.document, fields).await, before);
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn count(app: &TestApp, from: &str) -> i64 {
    let mut conn = app.database.conn().await.expect("a connection");
    let query = format!("SELECT count(*) AS count FROM {from}");
    diesel::sql_query(query).get_result::<Count>(&mut conn).await.expect("a count").count
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_owner_deleted_meanwhile_is_told_and_is_no_fault_of_the_task() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let asked = regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    let delete = "mutation($id: ID!) { deleteDocument(id: $id) { status } }";
    user.query_with(delete, json!({ "id": made.document })).await;
    assert_eq!(work(&app).await, 1);
    let done = regeneration(&user, &asked).await;
    assert_eq!((&done["status"], noted(&done)), (&json!("FAILED"), vec!["not_found"]), "{done}");
    assert_eq!(count(&app, "tasks WHERE state = 'dead'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_task_is_gone_holds_up_neither_its_document_nor_those_who_watch() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let lost = regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    // As an operator would.
    let mut conn = app.database.conn().await.expect("a connection");
    let cancel = "UPDATE tasks SET state = 'cancelled', ended_at = now() WHERE kind = 'document.regenerate'";
    assert_eq!(diesel::sql_query(cancel).execute(&mut conn).await.expect("the task"), 1);
    assert_eq!(regeneration(&user, &lost).await["status"], "QUEUED");
    let generation = &lost["regeneration"]["generation"];
    let after = json!({ "id": generation["id"], "after": generation["lastEventNumber"] });
    assert_eq!(user.watch(WATCHED, after.clone()).await, Vec::<Value>::new(), "nothing more will come");

    let asked = regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    assert_eq!(asked["status"], "ACCEPTED", "{asked}");
    let failed = regeneration(&user, &lost).await;
    assert_eq!((&failed["status"], noted(&failed)), (&json!("FAILED"), vec!["internal"]));
    work(&app).await;
    assert_eq!(regeneration(&user, &asked).await["status"], "SAVED");
    let told = user.watch(WATCHED, after).await;
    let ids: Vec<&Value> = told.iter().map(|event| &event["regenerationId"]).collect();
    let (lost, asked) = (&lost["regeneration"]["id"], &asked["regeneration"]["id"]);
    assert_eq!(ids, [lost, asked, asked], "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_calls_brought_is_kept_while_another_of_the_run_is_open() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let copy = "mutation($id: ID!) { duplicateDocument(input: { id: $id }) { document { id } } }";
    let copy = user.query_with(copy, json!({ "id": made.document })).await;
    let copy = copy.data("/duplicateDocument/document/id").clone();
    let ended = regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})).await;
    let open = regenerate(&user, &copy, 1, section(EXPERIENCE), "shorter", json!({})).await;
    let mut conn = app.database.conn().await.expect("a connection");
    // As if the model had answered.
    let answered =
        "INSERT INTO ai_parts (generation_id, stage, part, input_hash, account_id, result, created_at)
        SELECT generation_id, 'section_regeneration', 'regenerate_section/1', '\\x00', account_id, '{}', now()
        FROM section_regenerations LIMIT 1";
    diesel::sql_query(answered).execute(&mut conn).await.expect("a part");
    let cancel = "mutation($id: ID!) { cancelSectionRegeneration(id: $id) { status } }";
    user.query_with(cancel, json!({ "id": ended["regeneration"]["id"] })).await;
    assert_eq!(count(&app, "ai_parts").await, 1);
    user.query_with(cancel, json!({ "id": open["regeneration"]["id"] })).await;
    assert_eq!(count(&app, "ai_parts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_an_account_wait_for_each_other_without_a_connection() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    // As a start of the account in another process would.
    let other = app.database.another_process().await;
    let mut held = other.conn().await.expect("a connection");
    let lock =
        "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('generations:' || id::text, 0)) FROM accounts";
    held.batch_execute(lock).await.expect("the lock");
    let starts =
        (0..20).map(|_| regenerate(&user, &made.document, 1, section(EXPERIENCE), "shorter", json!({})));
    let (answers, ()) = tokio::join!(join_all(starts), async {
        let waiting = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let waiting = async |conn: &mut Connection| {
            diesel::sql_query(waiting).get_result::<Count>(conn).await.expect("a count").count
        };
        while waiting(&mut held).await == 0 {}
        for _ in 0..20 {
            let read = read(&user, &made.document, "version").await;
            assert_eq!(read["version"], 1, "others are answered meanwhile");
        }
        assert_eq!(waiting(&mut held).await, 1);
        held.batch_execute("COMMIT").await.expect("the end");
    });
    let statuses = |status: &str| answers.iter().filter(|answer| answer["status"] == status).count();
    assert_eq!((statuses("ACCEPTED"), statuses("ALREADY_RUNNING")), (1, 19), "{answers:?}");
}
