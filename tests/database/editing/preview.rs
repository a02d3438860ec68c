//! A change looked at before it is made.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{edit, statuses, violation};
use crate::claims::{MENTORED, claim, made, read, work};
use crate::harness::app::{TestApp, TestUser};

async fn preview(user: &TestUser<'_>, document: &Value, version: u32, more: Value) -> Value {
    let query = "query($input: PreviewDocumentInput!) { previewDocument(input: $input) { status
        document { version } outcomes { status claim { text } findings { code } } violations { path code }
        blocks { kind entries { claims { text } } }
        quality { length { pages pagesAsked } ats { score } coverage { ratio } factuality { claims } }
        picture { page pages dataUrl } } }";
    let mut input = json!({ "documentId": document, "version": version });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
    user.query_with(query, json!({ "input": input })).await.data("/previewDocument").clone()
}

fn picture(payload: &Value, media_type: &str) -> Vec<u8> {
    let address = payload["picture"]["dataUrl"].as_str().expect("an address");
    let bytes = address.strip_prefix(&format!("data:{media_type};base64,")).expect("the media type");
    STANDARD.decode(bytes).expect("base64")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_what_the_change_then_makes_and_keeps_nothing() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let now = preview(&user, &made.document, 1, json!({})).await;
    assert_eq!((&now["status"], &now["picture"]["pages"]), (&json!("SAVED"), &json!(1)), "{now}");
    let operations = json!([{ "edit": { "claimId": mentored["id"], "text": "Mentored 3 engineers" } },
        { "moveSection": { "kind": "SUMMARY", "to": 1 } }]);
    let before = app.database.statement_count();
    let shown = preview(&user, &made.document, 1, json!({ "operations": operations })).await;
    assert_eq!(app.database.statement_count() - before, 4, "to read what it rests on");
    assert_eq!((&shown["status"], statuses(&shown)), (&json!("SAVED"), vec!["SAVED", "SAVED"]));
    assert_eq!(shown["outcomes"][0]["claim"]["text"], "Mentored 3 engineers");
    let [svg, old] = [&shown, &now].map(|payload| picture(payload, "image/svg+xml"));
    assert!(svg.starts_with(b"<svg") && svg != old);
    assert_eq!(read(&user, &made.document, "version").await["version"], 1, "nothing is kept");
    assert_eq!(work(&app).await, 0);

    let saved = edit(&user, &made.document, 1, operations).await;
    assert_eq!(saved["status"], "SAVED");
    let fields = "blocks { kind entries { claims { text } } }
        quality { length { pages pagesAsked } ats { score } coverage { ratio } factuality { claims } }";
    let kept = read(&user, &made.document, fields).await;
    assert_eq!((&kept["blocks"], &kept["quality"]), (&shown["blocks"], &shown["quality"]));
    let same = preview(&user, &made.document, 2, json!({})).await;
    assert_eq!(picture(&same, "image/svg+xml"), svg, "the page that was shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_of_what_may_not_be_saved_says_why_and_shows_nothing() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let mentored = claim(&user, &made.document, MENTORED).await;
    let lie = json!([{ "edit": { "claimId": mentored["id"], "text": "Mentored 30 engineers" } }]);
    let refused = preview(&user, &made.document, 1, json!({ "operations": lie })).await;
    assert_eq!(
        (&refused["status"], &refused["picture"], &refused["quality"]),
        (&json!("BLOCKED"), &Value::Null, &Value::Null)
    );
    assert!(!refused["outcomes"][0]["findings"].as_array().expect("findings").is_empty());
    let stale = preview(&user, &made.document, 3, json!({})).await;
    assert_eq!((&stale["status"], &stale["document"]["version"]), (&json!("STALE"), &json!(1)));
    for more in [json!({ "page": 0 }), json!({ "page": 9 }), json!({ "format": "PNG", "width": 20_000 })] {
        let wrong = preview(&user, &made.document, 1, more).await;
        assert_eq!(
            (&wrong["status"], violation(&wrong)),
            (&json!("INVALID"), ("page".to_owned(), "out_of_range"))
        );
    }
    let png = preview(&user, &made.document, 1, json!({ "format": "PNG", "width": 200 })).await;
    let bytes = picture(&png, "image/png");
    assert!(bytes.starts_with(b"\x89PNG"));
    assert_eq!(bytes[16..20], 200_u32.to_be_bytes(), "as wide as asked");
    let other = app.signed_up("ben@example.com").await;
    assert_eq!(preview(&other, &made.document, 1, json!({})).await["status"], "NOT_FOUND");
}
