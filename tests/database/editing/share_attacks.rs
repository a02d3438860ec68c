//! What whoever guesses at links, or races their owner, gets to know: nothing.

use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Text, Uuid as SqlUuid};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::shares::{open, path, revoke, seen, share, shared};
use crate::claims::made;
use crate::harness::app::{TestApp, TestUser};

#[derive(diesel::QueryableByName)]
struct Kept {
    #[diesel(sql_type = Binary)]
    secret_hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    row: String,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

fn token(link: &Value) -> &str {
    link["token"].as_str().expect("a token")
}

/// Tokens that are nearly this one: another letter at each end and within, less, more, and other
/// spellings of the same bits.
fn near(token: &str) -> Vec<String> {
    let changed = |at: usize| {
        let other = if &token[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &token[..at], &token[at + 1..])
    };
    let ends = [0, 1, token.len() / 2, token.len() - 1].map(changed);
    let spelt = [token.to_lowercase(), token.to_uppercase(), format!("{token}%3D"), format!("{token}%20")];
    let spelt = spelt.into_iter().filter(|spelt| spelt != token);
    let cut = [1, 8, token.len() - 1].map(|length| token[..length].to_owned());
    ends.into_iter().chain(cut).chain(spelt).chain([format!("{token}A"), format!("{token}{token}")]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_opens_nothing_is_answered_alike() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let expired = share(&user, &made.document, json!({ "days": 1 })).await;
    let revoked = share(&user, &made.document, json!({})).await;
    revoke(&user, &revoked).await;
    app.database.clock.advance_ms(25 * 60 * 60 * 1_000);
    let user = app.signed_in("ada@example.com").await;
    let good = share(&user, &made.document, json!({})).await;
    assert_eq!(open(&app, &path(&good)).await.status(), 200);

    let unknown = seen(open(&app, &format!("/s/{}", "A".repeat(43))).await).await;
    assert_eq!(unknown.0, 404);
    let wrong = near(token(&good)).into_iter().map(|token| format!("/s/{token}"));
    // No text at all, and much more than any secret.
    let odd = ["/s/%ff".to_owned(), "/s/%ff%fe".to_owned(), format!("/s/{}", "a".repeat(4_000))];
    for address in wrong.chain(odd).chain([path(&expired), path(&revoked)]) {
        assert_eq!(seen(open(&app, &address).await).await, unknown, "{address}");
        for file in ["pdf", "exe", "%ff"] {
            let file = format!("{address}/{file}");
            assert_eq!(seen(open(&app, &file).await).await, unknown, "{file}");
        }
    }
    // Nor is it told of a good link which formats there are that it does not share.
    for file in ["docx", "exe", "%ff"] {
        assert_eq!(seen(open(&app, &format!("{}/{file}", path(&good))).await).await, unknown, "{file}");
    }
    let null = shared(&app, "made up").await;
    for link in [&expired, &revoked] {
        assert_eq!(shared(&app, token(link)).await, null);
    }
    for token in near(token(&good)) {
        assert_eq!(shared(&app, &token).await, null, "{token}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_looked_up_by_a_hash_that_nobody_can_aim_at() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let link = share(&user, &made.document, json!({})).await;
    let mut conn = app.database.conn().await.expect("a connection");
    let kept: Vec<Kept> = sql_query("SELECT secret_hash, document_shares::text AS row FROM document_shares")
        .load(&mut conn)
        .await
        .expect("the links");
    let hash = |token: &str| Sha256::new().chain_update(b"jobwise share v1\0").chain_update(token).finalize();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].secret_hash, hash(token(&link)).as_slice());
    assert!(!kept[0].row.contains(&token(&link)[..8]), "the database holds a part of the secret");
    // What a lookup compares shares no beginning with what the good secret is known by, however
    // much of that is guessed, and each costs the same one statement.
    for guess in near(token(&link)) {
        let common =
            hash(&guess).iter().zip(&kept[0].secret_hash).take_while(|(one, other)| one == other).count();
        assert!(common < 4, "{guess}");
        let before = app.database.statement_count();
        assert!(shared(&app, &guess).await.is_null());
        assert_eq!(app.database.statement_count() - before, 1, "{guess}");
    }
    // The hash itself opens nothing.
    let spelt: String = kept[0].secret_hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(shared(&app, &spelt).await.is_null());
    assert!(!shared(&app, token(&link)).await.is_null());
}

async fn delete(user: &TestUser<'_>, document: &Value) -> Value {
    let mutation = "mutation($id: ID!) { deleteDocument(id: $id) { status } }";
    user.query_with(mutation, json!({ "id": document })).await.data("/deleteDocument/status").clone()
}

/// Waits until so many statements wait for a lock; looking costs a statement each time and no time.
async fn until_waiting(app: &TestApp, count: i64) {
    let query = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        // Given back each time, so that those who are waited for have one.
        let mut conn = app.database.conn().await.expect("a connection");
        let waiting: Count = sql_query(query).get_result(&mut conn).await.expect("a count");
        if waiting.count >= count {
            return;
        }
        drop(conn);
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_deleted_beside_being_shared_has_no_link_that_opens() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let made = made(&app, &user, "RESUME").await;
    let copy = async || {
        let mutation = "mutation($id: ID!) { duplicateDocument(input: { id: $id }) { document { id } } }";
        let copied = user.query_with(mutation, json!({ "id": made.document })).await;
        copied.data("/duplicateDocument/document/id").clone()
    };
    let newest = async || {
        let mut conn = app.database.conn().await.expect("a connection");
        let query = "SELECT id FROM documents ORDER BY id DESC LIMIT 1";
        sql_query(query).get_result::<Found>(&mut conn).await.expect("a document").id
    };
    // Who comes first to the document is told by who waited first for it.
    for (is_shared_first, expected) in [(true, "SAVED"), (false, "NOT_FOUND")] {
        let document = copy().await;
        let id = newest().await;
        let mut holder = app.database.conn().await.expect("a connection");
        let hold = format!("BEGIN; SELECT 1 FROM documents WHERE id = '{id}' FOR UPDATE");
        holder.batch_execute(&hold).await.expect("a lock");
        let order = async |is_mine: bool| until_waiting(&app, if is_mine { 0 } else { 1 }).await;
        let (link, deleted, ()) = tokio::join!(
            async {
                order(is_shared_first).await;
                share(&user, &document, json!({})).await
            },
            async {
                order(!is_shared_first).await;
                delete(&user, &document).await
            },
            async {
                until_waiting(&app, 2).await;
                holder.batch_execute("COMMIT").await.expect("the lock is let go");
            }
        );
        assert_eq!((&link["status"], &deleted), (&json!(expected), &json!("DELETED")));
        if is_shared_first {
            assert_eq!(open(&app, &path(&link)).await.status(), 404, "a deleted document is shown");
            assert!(shared(&app, token(&link)).await.is_null());
        }
    }
    // Many at once, in whatever order they come.
    for _ in 0..4 {
        let document = copy().await;
        let shares = futures_util::future::join_all((0..6).map(|_| share(&user, &document, json!({}))));
        let (links, deleted) = tokio::join!(shares, delete(&user, &document));
        assert_eq!(deleted, "DELETED");
        for link in links.iter().filter(|link| link["status"] == "SAVED") {
            assert_eq!(open(&app, &path(link)).await.status(), 404, "a deleted document is shown");
        }
        let late = share(&user, &document, json!({})).await;
        assert_eq!((&late["status"], &late["token"]), (&json!("NOT_FOUND"), &Value::Null));
    }
}
