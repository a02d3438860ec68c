//! `checkClaims`: what was written elsewhere, held against a profile.

use serde_json::{Value, json};

use super::{KAFKA, MENTORED, facts};
use crate::generations::prepared;
use crate::harness::app::{Answer, TestApp, TestUser};

const CHECK: &str = "query($profile: ID!, $claims: [ClaimInput!]!, $job: ID) {
    checkClaims(profileId: $profile, claims: $claims, jobId: $job) {
        id text verdict findings { check code severity start end message suggestion factIds } facts { id text }
    } }";

async fn check(user: &TestUser<'_>, profile: &Value, job: Option<&Value>, claims: Value) -> Answer {
    user.query_with(CHECK, json!({ "profile": profile, "job": job, "claims": claims })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn text_written_elsewhere_is_held_to_the_facts_it_cites() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let ids =
        facts(&user, &profile, &["Senior Software Engineer, Tidewell", MENTORED, KAFKA, "Developed merch"])
            .await;
    let [lead, mentored, kafka, merchants] = &ids[..] else { panic!("four facts") };
    let lie = "Mentored 13 engineers, two of whom were promoted to senior";
    let long = "word ".repeat(300);
    let cases = [
        ("own words", json!({ "entry": lead }), MENTORED, json!([mentored]), "PASS", None),
        ("a line's place is its entry", json!({ "entry": kafka }), MENTORED, json!([mentored]), "PASS", None),
        ("facts looked for", json!({ "entry": lead }), KAFKA, Value::Null, "PASS", None),
        ("the summary", json!({ "part": "SUMMARY" }), KAFKA, json!([kafka]), "PASS", None),
        (
            "prose of a letter",
            json!({ "part": "LETTER" }),
            "I look forward to hearing from you.",
            json!([]),
            "PASS",
            None,
        ),
        ("another number", json!({ "entry": lead }), lie, json!([mentored]), "BLOCK", Some("number")),
        ("no fact", json!({ "entry": lead }), MENTORED, json!([]), "BLOCK", Some("uncited")),
        ("an unknown fact", json!({ "entry": lead }), MENTORED, json!(["x"]), "BLOCK", Some("unknown_fact")),
        (
            "an unknown place",
            json!({ "entry": "x" }),
            MENTORED,
            json!([mentored]),
            "BLOCK",
            Some("unknown_slot"),
        ),
        (
            "another entry",
            json!({ "entry": lead }),
            "Developed merchant onboarding in Python and Flask",
            json!([merchants]),
            "BLOCK",
            Some("other_entry"),
        ),
        (
            "a wish of the posting",
            json!({ "entry": lead }),
            "Mentored 3 engineers in Rust",
            json!([mentored]),
            "BLOCK",
            Some("of_the_posting"),
        ),
        (
            "too long for a sentence",
            json!({ "entry": lead }),
            long.as_str(),
            json!([mentored]),
            "BLOCK",
            Some("too_long"),
        ),
    ];
    let claims: Vec<Value> = cases
        .iter()
        .map(|(id, slot, text, cites, ..)| json!({ "id": id, "slot": slot, "text": text, "cites": cites }))
        .collect();
    let answer = check(&user, &profile, Some(&job), json!(claims)).await;
    let checked = answer.data("/checkClaims").as_array().expect("answers");
    assert_eq!(checked.len(), cases.len());
    for (answer, (name, _, text, _, verdict, code)) in checked.iter().zip(&cases) {
        assert_eq!((&answer["id"], &answer["text"]), (&json!(name), &json!(text)));
        assert_eq!(answer["verdict"], *verdict, "{name}: {answer}");
        let found = super::codes(answer);
        assert!(code.map_or(found.is_empty(), |code| found.contains(&code)), "{name}: {found:?}");
    }
    let number = &checked[5]["findings"][0];
    assert_eq!(number["check"], "LITERALS", "{number}");
    let (start, end) = (number["start"].as_u64().expect("a place"), number["end"].as_u64().expect("a place"));
    assert!(lie[start as usize..end as usize].contains("13"), "{number}");
    assert_eq!(number["factIds"], json!([mentored]));
    assert_eq!(checked[5]["facts"], json!([{ "id": mentored, "text": MENTORED }]));
    assert_eq!(checked[2]["facts"][0]["id"], *kafka, "found by itself");
    let left =
        user.query_with("query($id: ID!) { profile(id: $id) { version } }", json!({ "id": profile })).await;
    assert_eq!(left.data("/profile/version"), 1, "nothing is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_at_once_is_refused_with_its_place_and_foreign_ids_are_as_none() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let one = json!({ "text": "Bakes bread.", "slot": { "part": "SUMMARY" }, "cites": [] });
    let most = check(&user, &profile, None, json!(vec![one.clone(); 50])).await;
    assert_eq!(most.data("/checkClaims").as_array().map(Vec::len), Some(50));
    let refused = async |claims: Value, path: Value, code: &str| {
        let answer = check(&user, &profile, None, claims).await;
        assert_eq!(answer.code(), "INVALID_INPUT", "{}", answer.body);
        let field = &answer.body["errors"][0]["extensions"]["fields"][0];
        assert_eq!((&field["path"], &field["code"]), (&path, &json!(code)));
        assert!(field["message"].as_str().is_some_and(|message| message.len() > 20), "{field}");
    };
    refused(json!(vec![one.clone(); 51]), json!(["claims"]), "too_many").await;
    let long = json!({ "text": "a".repeat(8 * 1024 + 1), "slot": { "part": "LETTER" } });
    refused(json!([one, long]), json!(["claims", "1", "text"]), "too_long").await;
    let many = json!({ "text": "a", "slot": { "part": "LETTER" }, "cites": vec!["x"; 51] });
    refused(json!([many]), json!(["claims", "0", "cites"]), "too_many").await;

    let eve = app.signed_up("eve@example.com").await;
    let (own, _) = prepared(&eve).await;
    for (profile, job) in
        [(&profile, None), (&json!("nothing"), None), (&own, Some(&job)), (&own, Some(&json!("x")))]
    {
        let answer = check(&eve, profile, job, json!([one])).await;
        assert!(answer.data("/checkClaims").is_null(), "{}", answer.body);
    }
    let nobody = check(&app.anonymous(), &profile, None, json!([one])).await;
    assert_eq!(nobody.code(), "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_costs_the_same_statements_however_many_claims() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let one = json!({ "text": MENTORED, "slot": { "part": "SUMMARY" } });
    let cost = async |job: Option<&Value>, count: usize| {
        let before = app.database.statement_count();
        let answer = check(&user, &profile, job, json!(vec![one.clone(); count])).await;
        assert_eq!(answer.data("/checkClaims/0/verdict"), "PASS", "{}", answer.body);
        app.database.statement_count() - before
    };
    assert_eq!((cost(None, 1).await, cost(None, 30).await), (1, 1));
    assert_eq!((cost(Some(&job), 1).await, cost(Some(&job), 30).await), (3, 3));
}
