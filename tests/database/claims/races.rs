//! A fact stated by the edit of a claim while the profile it is stated in changes.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use jobwise::error::Error;
use jobwise::graphql::ids::GlobalId;
use jobwise::profiles::edit;
use jobwise::profiles::model::{FactId, Item, Line, ProfileContent};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{MENTORED, change, claim, made, place, read, work};
use crate::generations::GENERATE;
use crate::harness::app::{TestApp, TestUser};

const STATED: &str = "Mentored 3 engineers in Rust";
const ADDED: &str = "Wrote the handbook of the on-call rota";

fn uuid(id: &Value) -> Uuid {
    GlobalId::read(&id.as_str().expect("an id").into()).expect("a global id").id
}

/// Waits until another session of this database waits for a lock.
async fn until_one_waits(app: &TestApp) {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = BigInt)]
        sessions: i64,
    }
    let mut conn = app.database.conn().await.expect("a connection");
    loop {
        let waiting: Waiting = sql_query(
            "SELECT count(*) AS sessions FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = $1",
        )
        .bind::<Text, _>("Lock")
        .get_result(&mut conn)
        .await
        .expect("a count");
        if waiting.sessions > 0 {
            return;
        }
    }
}

/// States a fact by the edit of a claim while `meanwhile` changes the profile it was read from,
/// and gives the payload.
async fn stated_while(
    app: &TestApp,
    user: &TestUser<'_>,
    document: &Value,
    profile: &Value,
    meanwhile: impl Fn(&mut ProfileContent) -> Result<(), Error> + Send + Sync,
) -> Value {
    let viewer = user.query("{ viewer { id } }").await;
    let (account, profile) = (uuid(viewer.data("/viewer/id")), uuid(profile));
    let mentored = claim(user, document, MENTORED).await;
    let input = place(document, 1, &mentored, json!({ "text": STATED, "stateAsFact": true }));
    let (profiles, db) = (&app.app.profiles, &app.database.db);
    let mut payload = Value::Null;
    let edited = &mut payload;
    // The profile is locked before the edit begins, and let go when the edit waits for it.
    let locked = tokio::sync::Notify::new();
    let changing = db.transaction(async |conn| {
        profiles.change_in(conn, account, profile, 1, &meanwhile).await?;
        locked.notify_one();
        until_one_waits(app).await;
        Ok(())
    });
    let editing = async {
        locked.notified().await;
        *edited = change(user, "editClaim", input).await;
    };
    let (changed, ()) = tokio::join!(changing, editing);
    changed.expect("the other change is kept");
    payload
}

/// The lines of the first position of the profile.
async fn lines(user: &TestUser<'_>, profile: &Value) -> Vec<String> {
    let query = "query($id: ID!) { profile(id: $id) { experience { positions { highlights { text } } } } }";
    let answer = user.query_with(query, json!({ "id": profile })).await;
    let lines =
        answer.data("/profile/experience/0/positions/0/highlights").as_array().expect("lines").clone();
    lines.iter().map(|line| line["text"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_stated_while_the_profile_changes_is_kept_beside_that_change() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let before = lines(&user, &made.profile).await;
    let add = |content: &mut ProfileContent| {
        let entry = content.experience[0].positions[0].id.clone();
        edit::add_line(content, &entry, &Item::stated(FactId::new("added"), Line { text: ADDED.to_owned() }))
    };
    let stated = stated_while(&app, &user, &made.document, &made.profile, add).await;
    assert_eq!(stated["status"], "SAVED", "{stated}");
    assert_eq!((&stated["claim"]["text"], &stated["document"]["version"]), (&json!(STATED), &json!(2)));
    let after = lines(&user, &made.profile).await;
    assert_eq!(after, [before, vec![ADDED.to_owned(), STATED.to_owned()]].concat());
    assert_eq!(stated["claim"]["facts"][0]["text"], STATED);
    assert_eq!(work(&app).await, 1, "one version, one print");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_stated_under_an_entry_that_goes_meanwhile_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let remove = |content: &mut ProfileContent| {
        content.experience.remove(0);
        Ok(())
    };
    let stated = stated_while(&app, &user, &made.document, &made.profile, remove).await;
    assert_eq!(stated["status"], "INVALID", "{stated}");
    let violation = &stated["violations"][0];
    assert_eq!((&violation["path"], &violation["code"]), (&json!(["factEntryId"]), &json!("not_found")));
    assert_eq!(read(&user, &made.document, "version").await["version"], 1);
    assert_eq!(work(&app).await, 0, "nothing is to be printed");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_facts_stated_at_once_in_one_profile_none_is_lost() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let first = made(&app, &user, "RESUME").await;
    let job = user.query("{ jobs(first: 1) { edges { node { id } } } }").await;
    let job = job.data("/jobs/edges/0/node/id").clone();
    let mut documents = vec![first.document.clone()];
    for _ in 0..3 {
        let input = json!({ "profileId": first.profile, "jobId": job, "kinds": ["RESUME"] });
        let started = user.query_with(GENERATE, json!({ "input": input })).await;
        assert_eq!(started.data("/generate/status"), "ACCEPTED", "{}", started.body);
        work(&app).await;
    }
    let listed = user.query("{ documents(first: 10) { edges { node { id } } } }").await;
    let listed = listed.data("/documents/edges").as_array().expect("documents").clone();
    documents.extend(listed.iter().map(|edge| edge["node"]["id"].clone()).filter(|id| *id != first.document));
    assert_eq!(documents.len(), 4);
    let before = lines(&user, &first.profile).await;
    let mut inputs = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let mentored = claim(&user, document, MENTORED).await;
        let text = format!("Wrote handbook {index} in Rust");
        inputs.push((place(document, 1, &mentored, json!({ "text": text, "stateAsFact": true })), text));
    }
    let mutation = "mutation($input: EditClaimInput!) { editClaim(input: $input) { status } }";
    let edits = inputs.iter().map(|(input, _)| user.query_with(mutation, json!({ "input": input })));
    let answers = futures_util::future::join_all(edits).await;
    let mut kept = Vec::new();
    for (answer, (_, text)) in answers.iter().zip(&inputs) {
        // Whoever is overtaken by all the others is told so, with a code to act on.
        match answer.body.pointer("/errors/0/extensions/code") {
            Some(code) => assert_eq!(*code, "CONFLICT", "{}", answer.body),
            None => {
                assert_eq!(answer.data("/editClaim/status"), "SAVED", "{}", answer.body);
                kept.push(text.clone());
            }
        }
    }
    assert!(!kept.is_empty(), "one at least is first");
    let mut added = lines(&user, &first.profile).await.split_off(before.len());
    added.sort_unstable();
    assert_eq!(added, kept, "each that was saved, once, and no other");
}
