//! Links by which others read a document: what they open, when they end, and what they give away.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::{edit, violation};
use crate::claims::{MENTORED, claim, made, read, work};
use crate::harness::app::{TestApp, TestUser};

/// Makes a link and gives the payload.
pub(super) async fn share(user: &TestUser<'_>, document: &Value, more: Value) -> Value {
    let mutation = "mutation($input: ShareDocumentInput!) { shareDocument(input: $input) { status url token
        share { id version formats openedCount expiresAt revokedAt } violations { path code } } }";
    let mut input = json!({ "documentId": document });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
    user.query_with(mutation, json!({ "input": input })).await.data("/shareDocument").clone()
}

pub(super) async fn revoke(user: &TestUser<'_>, share: &Value) -> Value {
    let mutation = "mutation($id: ID!) { revokeShare(id: $id) { status share { revokedAt } } }";
    user.query_with(mutation, json!({ "id": share["share"]["id"] })).await.data("/revokeShare").clone()
}

/// Opens an address of the server's as anybody can.
pub(super) async fn open(app: &TestApp, path: &str) -> Response {
    reqwest::get(app.url(path)).await.expect("an answer")
}

pub(super) fn path(share: &Value) -> String {
    format!("/s/{}", share["token"].as_str().expect("a token"))
}

/// What of an answer somebody who guesses can tell answers apart by.
pub(super) async fn seen(response: Response) -> (StatusCode, Vec<(String, String)>, String) {
    let status = response.status();
    let own = ["x-request-id", "date"];
    let mut headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
        .collect();
    headers.sort();
    (status, headers, response.text().await.expect("a body"))
}

/// What the API tells whoever has a link and nothing else.
pub(super) async fn shared(app: &TestApp, token: &str) -> Value {
    let query = "query($token: String!) { sharedDocument(token: $token) { kind name label contacts
        sections { kind heading entries { title organisation dates lines } }
        files { format fileName sizeBytes downloadUrl } expiresAt } }";
    app.anonymous().query_with(query, json!({ "token": token })).await.data("/sharedDocument").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_the_document_to_anybody_and_gives_nothing_else_away() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let link = share(&user, &made.document, json!({ "days": 7 })).await;
    assert_eq!(link["status"], "SAVED", "{link}");
    let token = link["token"].as_str().expect("a token");
    assert!(link["url"].as_str().expect("an address").ends_with(&path(&link)));
    assert_eq!(link["share"]["expiresAt"], "2026-03-09T09:00:00.000Z");

    let page = open(&app, &path(&link)).await;
    let (status, headers, html) = seen(page).await;
    assert_eq!(status, 200);
    let header = |name: &str| {
        headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    assert!(html.contains("Mentored 3 engineers") && html.contains("Download PDF"), "{html}");
    for (name, value) in [
        ("cache-control", "private, no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(header(name), value);
    }
    assert!(header("x-robots-tag").contains("noindex"));
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    for absent in ["set-cookie", "etag", "last-modified"] {
        assert_eq!(header(absent), "", "{absent}");
    }
    // Nobody learns whose account, which profile, job or fact it is, or for whom it was written.
    let viewer = user.query("{ viewer { id email } }").await;
    let document = read(&user, &made.document, "company claims { facts { id } } files { sha256 }").await;
    let company = document["company"].as_str().expect("a company");
    let told = shared(&app, token).await;
    let names: Vec<&str> = told["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["fileName"].as_str().expect("a name"))
        .collect();
    assert!(names.iter().all(|name| !name.contains(company.split(' ').next().expect("a word"))), "{names:?}");
    for text in [html.as_str(), &told.to_string()] {
        for secret in [
            viewer.data("/viewer/id"),
            viewer.data("/viewer/email"),
            &made.document,
            &made.profile,
            &link["share"]["id"],
            &document["claims"][0]["facts"][0]["id"],
            &document["files"][0]["sha256"],
        ] {
            assert!(!text.contains(secret.as_str().expect("a text")), "{secret}");
        }
    }
    assert_eq!(told["kind"], "RESUME");
    let lines = told["sections"].to_string();
    assert!(lines.contains("Mentored 3 engineers"), "{lines}");

    let file = open(&app, &format!("{}/pdf", path(&link))).await;
    assert_eq!(
        (file.status(), file.headers()["content-type"].to_str().ok()),
        (StatusCode::OK, Some("application/pdf"))
    );
    assert_eq!(file.headers()["cache-control"], "private, no-store");
    let bytes = file.bytes().await.expect("bytes");
    assert!(bytes.starts_with(b"%PDF"));
    assert_eq!(told["files"][0]["sizeBytes"], bytes.len());
    let listed = read(&user, &made.document, "shares { id openedCount }").await;
    assert_eq!(
        listed["shares"],
        json!([{ "id": link["share"]["id"], "openedCount": null }]),
        "nothing is counted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_was_never_made_has_ended_or_was_revoked_is_answered_alike() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let [expired, revoked, deleted] = [json!({ "days": 1 }), json!({}), json!({})];
    let expired = share(&user, &made.document, expired).await;
    let revoked = share(&user, &made.document, revoked).await;
    let deleted = share(&user, &made.document, deleted).await;
    assert_eq!(open(&app, &path(&revoked)).await.status(), 200);
    let ended = revoke(&user, &revoked).await;
    assert_eq!(ended["status"], "SAVED");
    app.database.clock.advance_ms(60_000);
    assert_eq!(revoke(&user, &revoked).await, ended, "one that was revoked keeps its time");
    app.database.clock.advance_ms(24 * 60 * 60 * 1_000);
    assert_eq!(open(&app, &path(&deleted)).await.status(), 200);
    let user = app.signed_in("ada@example.com").await;
    let delete = "mutation($id: ID!) { deleteDocument(id: $id) { status } }";
    let answer = user.query_with(delete, json!({ "id": made.document })).await;
    assert_eq!(answer.data("/deleteDocument/status"), "DELETED");

    let never = "A".repeat(43);
    let unknown = seen(open(&app, &format!("/s/{never}")).await).await;
    assert_eq!(unknown.0, 404);
    let half = &path(&deleted)[..20];
    for gone in [&path(&expired), &path(&revoked), &path(&deleted), half, "/s/x", "/s/%00"] {
        assert_eq!(seen(open(&app, gone).await).await, unknown, "{gone}");
        let file = seen(open(&app, &format!("{gone}/pdf")).await).await;
        assert_eq!(file, unknown, "{gone}/pdf");
    }
    for share in [&expired, &revoked, &deleted] {
        assert!(shared(&app, share["token"].as_str().expect("a token")).await.is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_the_current_version_or_the_one_it_was_made_for() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let current = share(&user, &made.document, json!({})).await;
    let pinned = share(&user, &made.document, json!({ "version": 1, "formats": [], "count": true })).await;
    assert_eq!((&pinned["share"]["version"], &pinned["share"]["openedCount"]), (&json!(1), &json!(0)));
    let mentored = claim(&user, &made.document, MENTORED).await;
    let edited = edit(&user, &made.document, 1, json!([{ "remove": mentored["id"] }])).await;
    assert_eq!(edited["status"], "SAVED");
    let says = async |link: &Value| {
        let told = shared(&app, link["token"].as_str().expect("a token")).await;
        (told["sections"].to_string().contains(MENTORED), told["files"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(says(&current).await, (false, 1), "the file before, until its own is printed");
    assert_eq!(says(&pinned).await, (true, 0), "no format is shared");
    let none = seen(open(&app, &format!("{}/pdf", path(&pinned))).await).await;
    assert_eq!(none.0, 404);
    work(&app).await;
    let file = open(&app, &format!("{}/pdf", path(&current))).await.bytes().await.expect("bytes");
    let text = jobwise::documents::readback::pdf::read_text(&file).expect("a text").text;
    assert!(!text.contains("promoted to senior"), "{text}");
    open(&app, &path(&pinned)).await;
    let listed = read(&user, &made.document, "shares { openedCount }").await;
    assert_eq!(
        listed["shares"],
        json!([{ "openedCount": 2 }, { "openedCount": null }]),
        "where it was asked for"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_versions_and_numbers_of_links_are_bounded() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    for (input, path, code) in [
        (json!({ "days": 0 }), "days", "out_of_range"),
        (json!({ "expiresAt": "2026-03-02T08:00:00Z" }), "expiresAt", "in_the_past"),
        (json!({ "version": 2 }), "version", "not_found"),
    ] {
        let wrong = share(&user, &made.document, input).await;
        assert_eq!((&wrong["status"], violation(&wrong)), (&json!("INVALID"), (path.to_owned(), code)));
        assert!(wrong["token"].is_null());
    }
    let links =
        futures_util::future::join_all((0..22).map(|_| share(&user, &made.document, json!({})))).await;
    let saved: Vec<&Value> = links.iter().filter(|link| link["status"] == "SAVED").collect();
    assert_eq!(saved.len(), 20, "also when they are asked for at once");
    let refused = links.iter().find(|link| link["status"] == "INVALID").expect("a refusal");
    assert_eq!(violation(refused).1, "too_many");
    revoke(&user, saved[0]).await;
    assert_eq!(share(&user, &made.document, json!({})).await["status"], "SAVED");
    let other = app.signed_up("ben@example.com").await;
    assert_eq!(share(&other, &made.document, json!({})).await["status"], "NOT_FOUND");
    assert_eq!(revoke(&other, saved[1]).await["status"], "NOT_FOUND");
    assert_eq!(open(&app, &path(saved[1])).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_link_costs_two_statements_and_it_ends_with_the_account() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let link = share(&user, &made.document, json!({})).await;
    let token = link["token"].as_str().expect("a token");
    shared(&app, token).await;
    let before = app.database.statement_count();
    assert!(!shared(&app, token).await.is_null());
    let good = app.database.statement_count() - before;
    let before = app.database.statement_count();
    assert!(shared(&app, "made up").await.is_null());
    let bad = app.database.statement_count() - before;
    assert_eq!((good, bad), (2, 1), "what it says and its files; a guess learns nothing from the second");
    let mut conn = app.database.conn().await.expect("a connection");
    diesel_async::RunQueryDsl::execute(diesel::sql_query("DELETE FROM accounts"), &mut conn)
        .await
        .expect("everything of the account goes");
    assert!(shared(&app, token).await.is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_at_links_are_limited_by_the_address_they_come_from() {
    let app = TestApp::start_with(&[("REQUESTS_PER_MINUTE_ADDRESS", "4")]).await;
    for _ in 0..4 {
        assert_eq!(open(&app, "/s/guess").await.status(), 404);
    }
    for path in ["/s/guess", "/s/guess/pdf"] {
        let refused = open(&app, path).await;
        assert_eq!(refused.status(), 429);
        assert!(
            refused.headers()["retry-after"].to_str().expect("text").parse::<u64>().expect("seconds") > 0
        );
        assert_eq!(refused.headers()["cache-control"], "private, no-store");
    }
}
