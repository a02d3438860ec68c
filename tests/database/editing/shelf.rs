//! Documents named, put away and copied.

use serde_json::{Value, json};

use super::{edit, violation};
use crate::claims::{MENTORED, claim, made, read, work};
use crate::harness::app::{TestApp, TestUser};

async fn shelve(user: &TestUser<'_>, field: &str, input: Value) -> Value {
    let mut kind = field.to_owned();
    kind[..1].make_ascii_uppercase();
    let mutation = format!(
        "mutation($input: {kind}Input!) {{ {field}(input: $input) {{ status
            document {{ id title archivedAt version }} violations {{ path code }} }} }}"
    );
    user.query_with(&mutation, json!({ "input": input })).await.data(&format!("/{field}")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_takes_a_name_and_gives_it_back() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let named =
        shelve(&user, "renameDocument", json!({ "id": made.document, "title": "  For Harborstone " })).await;
    assert_eq!((&named["status"], &named["document"]["title"]), (&json!("SAVED"), &json!("For Harborstone")));
    assert_eq!(named["document"]["version"], 1, "what it says stays");
    let nameless = shelve(&user, "renameDocument", json!({ "id": made.document, "title": " " })).await;
    assert!(nameless["document"]["title"].is_null());
    for (title, code) in [("é".repeat(201), "too_long"), ("a\u{202e}b".to_owned(), "character")] {
        let wrong = shelve(&user, "renameDocument", json!({ "id": made.document, "title": title })).await;
        assert_eq!((&wrong["status"], violation(&wrong)), (&json!("INVALID"), ("title".to_owned(), code)));
    }
    let widest =
        shelve(&user, "renameDocument", json!({ "id": made.document, "title": "é".repeat(200) })).await;
    assert_eq!(widest["status"], "SAVED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_put_away_is_in_no_list_that_does_not_ask_for_it() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let listed = async |filter: &str| {
        let answer =
            user.query(&format!("{{ documents(filter: {filter}) {{ edges {{ node {{ id }} }} }} }}")).await;
        answer.data("/documents/edges").as_array().map_or(0, Vec::len)
    };
    assert_eq!((listed("{}").await, listed("{ archived: true }").await), (1, 0));
    let away = shelve(&user, "archiveDocument", json!({ "id": made.document })).await;
    assert_eq!(away["status"], "SAVED");
    assert!(away["document"]["archivedAt"].is_string(), "{away}");
    assert_eq!((listed("{}").await, listed("{ archived: true }").await), (0, 1));
    let back = shelve(&user, "archiveDocument", json!({ "id": made.document, "archived": false })).await;
    assert!(back["document"]["archivedAt"].is_null());
    assert_eq!((listed("{}").await, listed("{ archived: true }").await), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_a_document_of_its_own_with_the_same_bytes() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let copied = shelve(&user, "duplicateDocument", json!({ "id": made.document, "title": "Copy" })).await;
    assert_eq!(
        (&copied["status"], &copied["document"]["title"]),
        (&json!("SAVED"), &json!("Copy")),
        "{copied}"
    );
    let copy = copied["document"]["id"].clone();
    assert_ne!(copy, made.document);
    let fields =
        "kind template jobTitle company claims { id text facts { id } } filesStatus files { sha256 }";
    assert_eq!(read(&user, &copy, fields).await, read(&user, &made.document, fields).await);
    let of =
        read(&user, &copy, "version versions { edges { node { change changedBy } } } profile { id }").await;
    assert_eq!(
        (&of["version"], &of["versions"]["edges"][0]["node"]["change"]),
        (&json!(1), &json!("DUPLICATED"))
    );
    assert_eq!(of["profile"]["id"], made.profile);
    let generation = user.query("{ generations(first: 1) { edges { node { documents { id } } } } }").await;
    let documents = generation.data("/generations/edges/0/node/documents");
    assert_eq!(*documents, json!([{ "id": made.document }]), "no run made the copy");

    // A person in the United States writes on US Letter, and so does whoever copies.
    let [original, picture] = [&made.document, &copy].map(async |id| {
        let link = read(&user, id, "previewUrl(format: SVG)").await["previewUrl"].clone();
        let link = link.as_str().expect("a link");
        let path = &link[link.find("/previews/").expect("a path")..];
        reqwest::get(app.url(path)).await.expect("an answer").text().await.expect("a picture")
    });
    let (original, picture) = (original.await, picture.await);
    assert!(original.contains(r#"viewBox="0 0 612 792""#), "{}", &original[..original.len().min(300)]);
    assert_eq!(picture, original);

    // Each goes its own way.
    let mentored = claim(&user, &copy, MENTORED).await;
    let edited = edit(&user, &copy, 1, json!([{ "remove": mentored["id"] }])).await;
    assert_eq!(edited["status"], "SAVED", "{edited}");
    claim(&user, &made.document, MENTORED).await;
    let waiting = shelve(&user, "duplicateDocument", json!({ "id": copy })).await;
    assert_eq!(waiting["status"], "SAVED");
    assert_eq!(work(&app).await, 2, "the edited one, and the copy of it that waits too");
    let second = read(&user, &waiting["document"]["id"], "filesStatus files { pages }").await;
    assert_eq!(second, json!({ "filesStatus": "READY", "files": [{ "pages": 1 }] }));
}
