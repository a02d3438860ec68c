//! Keys people bring.

use std::sync::Arc;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use jobwise::ai::keys::ProviderKeys;
use jobwise::ai::keys::seal::Sealer;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::setup::Maker;
use jobwise::config::Secret;
use serde_json::{Value, json};

use super::{edit, edited, generated, method, writing_calls, writings};
use crate::generations::prepared;
use crate::harness::app::{TestApp, TestUser};
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

const KEY: &str = "sk-own-0123456789-hush";
const SAVE: &str = "mutation($input: SaveProviderKeyInput!) { saveProviderKey(input: $input) {
    status message violations { path code } providerKey { provider title model lastFour createdAt testedAt } } }";
const LIST: &str = "{ providerKeys { provider model lastFour } }";

async fn save(user: &TestUser<'_>, provider: &str, key: &str, model: Option<&str>) -> Value {
    let input = json!({ "provider": provider, "key": key, "model": model });
    user.query_with(SAVE, json!({ "input": input })).await.data("/saveProviderKey").clone()
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

/// Every row of the keys as text.
async fn rows(app: &TestApp) -> Vec<String> {
    let mut conn = app.database.conn().await.expect("a connection");
    let rows: Vec<Row> =
        diesel::sql_query("SELECT provider_keys::text AS row FROM provider_keys ORDER BY id")
            .load(&mut conn)
            .await
            .expect("the rows");
    rows.into_iter().map(|row| row.row).collect()
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// A server at whose operator's compatible server people may have keys of their own.
async fn server(own: &Provider, more: &[(&str, &str)]) -> TestApp {
    let variables = [[("AI_COMPATIBLE_URL", own.address.as_str())].as_slice(), more].concat();
    TestApp::start_with(&variables).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_tested_sealed_and_never_shown_again() {
    let own = Provider::start(Wire::OpenAiChat, |_| Reply::new(Mode::Good, "yes", (9, 1))).await;
    let app = server(&own, &[]).await;
    let user = app.signed_up("ada@example.com").await;
    let saved = save(&user, "compatible", KEY, Some("moss-1")).await;
    assert_eq!(saved["status"], "SAVED", "{saved}");
    assert_eq!(
        (&saved["providerKey"]["lastFour"], &saved["providerKey"]["model"]),
        (&json!("hush"), &json!("moss-1"))
    );
    let books = own.books().await;
    assert_eq!(books.len(), 1, "one cheap call");
    assert!(books[0].asked.head.contains(&format!("authorization: bearer {KEY}")));
    assert_eq!(books[0].asked.body["model"], "moss-1");

    let listed = user.query(LIST).await;
    assert_eq!(listed.data("/providerKeys").as_array().expect("a list").len(), 1);
    assert!(!listed.body.to_string().contains("0123456789"), "{}", listed.body);
    let stored = rows(&app).await;
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains("0123456789") && !stored[0].contains(&hex("0123456789")), "{}", stored[0]);

    // The test is on record like any other call, and nobody else sees it.
    let calls = "{ aiCalls { edges { node { stage model ownKey tokensIn generationId } } } }";
    // The model is the one that answered, by its own word.
    let call = json!({ "stage": "key_test", "model": "larch-1", "ownKey": true, "tokensIn": 9, "generationId": null });
    assert_eq!(*user.query(calls).await.data("/aiCalls/edges/0/node"), call);
    let other = app.signed_up("bob@example.com").await;
    assert_eq!(*other.query(calls).await.data("/aiCalls/edges"), json!([]));
    assert_eq!(*other.query(LIST).await.data("/providerKeys"), json!([]));

    // A key for the same provider takes the place of the older one.
    save(&user, "compatible", "sk-own-9876543210-next", Some("moss-2")).await;
    let listed = user.query(LIST).await;
    assert_eq!(
        *listed.data("/providerKeys"),
        json!([{ "provider": "compatible", "model": "moss-2", "lastFour": "next" }])
    );
    let remove = "mutation { removeProviderKey(input: { provider: \"compatible\" }) { status } }";
    assert_eq!(other.query(remove).await.data("/removeProviderKey/status"), "NOT_FOUND");
    assert_eq!(user.query(remove).await.data("/removeProviderKey/status"), "REMOVED");
    assert_eq!(user.query(remove).await.data("/removeProviderKey/status"), "NOT_FOUND");
    assert!(rows(&app).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_does_not_work_is_told_why_and_not_kept() {
    const MODES: [(Mode, &str); 4] = [
        (Mode::BadKey401, "KEY_REFUSED"),
        (Mode::QuotaUsedUp, "QUOTA_USED_UP"),
        (Mode::Overloaded529, "NOT_TESTED"),
        (Mode::Html200, "NOT_TESTED"),
    ];
    let own = Provider::start(Wire::OpenAiChat, |asked| {
        Reply::new(MODES[asked.number % MODES.len()].0, "yes", (9, 1))
    })
    .await;
    let app = server(&own, &[]).await;
    let user = app.signed_up("ada@example.com").await;
    for (mode, status) in MODES {
        let refused = save(&user, "compatible", KEY, Some("moss-1")).await;
        assert_eq!(refused["status"], status, "{mode:?}: {refused}");
        let message = refused["message"].as_str().expect("words");
        assert!(message.contains("while testing the key") && !message.contains("0123456789"), "{message}");
    }
    assert_eq!(own.call_count(), MODES.len(), "each was asked once");
    let check = async |provider: &str, key: &str, model: Option<&str>, path: &str| {
        let wrong = save(&user, provider, key, model).await;
        assert_eq!(wrong["status"], "INVALID", "{wrong}");
        assert_eq!(wrong["violations"][0]["path"], json!([path]), "{wrong}");
    };
    check("nobody", KEY, None, "provider").await;
    check("ollama", KEY, None, "provider").await;
    check("compatible", "short", Some("moss-1"), "key").await;
    check("compatible", "sk-own-0123456789\r\nhost: x", Some("moss-1"), "key").await;
    check("compatible", KEY, None, "model").await;
    assert_eq!(own.call_count(), MODES.len(), "nobody is asked about what cannot be a key");
    assert!(rows(&app).await.is_empty());

    // Keys that were found somewhere are not tried out here by the thousand.
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(save(&user, "compatible", KEY, Some("moss-1")).await["status"].clone());
    }
    assert_eq!(statuses.iter().filter(|status| *status == "LIMIT_REACHED").count(), 4, "{statuses:?}");
    assert_eq!(own.call_count(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_ones_own_is_asked_first_and_does_not_count_for_the_day() {
    let own = Provider::start(Wire::OpenAiChat, |asked| {
        Reply::new(Mode::Good, &edit(asked, "Lowered yearly"), (400, 100))
    })
    .await;
    let house = Provider::start(Wire::Ollama, edited).await;
    let variables = [
        ("AI_PROVIDERS", "ollama:larch-1"),
        ("OLLAMA_URL", house.address.as_str()),
        ("AI_TOKENS_PER_DAY", "0"),
    ];
    let app = server(&own, &variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let without = generated(&app, &user, &profile, &job).await;
    assert_eq!(method(&without), "RULES", "a day without tokens");
    assert_eq!(writing_calls(&without)[0]["outcome"], "day_used_up");

    save(&user, "compatible", KEY, Some("moss-1")).await;
    let with = generated(&app, &user, &profile, &job).await;
    let calls = writing_calls(&with);
    assert_eq!(
        (calls.len(), &calls[0]["ownKey"], &calls[0]["outcome"]),
        (1, &json!(true), &json!("answered"))
    );
    assert_eq!(calls[0]["provider"], "the compatible server");
    let books = own.books().await;
    assert!(books.iter().all(|call| call.asked.head.contains(&format!("authorization: bearer {KEY}"))));
    assert_eq!((writings(&own).await, house.call_count()), (1, 0), "nobody else is asked");
    let today = user.query("{ aiUsage { today { limit spent reserved } } }").await;
    assert_eq!(*today.data("/aiUsage/today"), json!({ "limit": 0, "spent": 0, "reserved": 0 }));

    // Nobody else's generation is asked with it.
    let other = app.signed_up("bob@example.com").await;
    let (profile, job) = prepared(&other).await;
    let others = generated(&app, &other, &profile, &job).await;
    assert_eq!(writing_calls(&others)[0]["ownKey"], false);
    assert_eq!(own.call_count(), books.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_key_is_turned_down_is_told_so() {
    // The test of the key is the first call.
    let own = Provider::start(Wire::OpenAiChat, |asked| match asked.number {
        0 => Reply::new(Mode::Good, "yes", (9, 1)),
        _ => Reply::new(Mode::BadKey401, "", (0, 0)),
    })
    .await;
    let app = server(&own, &[]).await;
    let user = app.signed_up("ada@example.com").await;
    assert_eq!(save(&user, "compatible", KEY, Some("moss-1")).await["status"], "SAVED");
    let (profile, job) = prepared(&user).await;
    generated(&app, &user, &profile, &job).await;
    let told = "{ notifications { edges { node { kind message } } } }";
    let told = user.query(told).await;
    let told = told.data("/notifications/edges").as_array().expect("a list").clone();
    let refused: Vec<&Value> =
        told.iter().map(|edge| &edge["node"]).filter(|node| node["kind"] == "PROVIDER_KEY_REFUSED").collect();
    assert_eq!((told.len(), refused.len()), (2, 1), "{told:?}");
    assert!(!refused[0].to_string().contains("0123456789"), "{}", refused[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_production_no_key_is_taken_unless_there_is_something_to_seal_it_with() {
    let own = Provider::start(Wire::OpenAiChat, |_| Reply::new(Mode::Good, "yes", (9, 1))).await;
    let production = [("JOBWISE_ENV", "production"), ("DATABASE_URL", "postgres://db.example/jobwise")];
    let sealing = [production.as_slice(), &[("SEAL_KEYS", "a sealing key that is long enough!")]].concat();
    for (variables, status, calls) in [(production.as_slice(), "NOT_OFFERED", 0), (&sealing, "SAVED", 1)] {
        let app = server(&own, variables).await;
        let user = app.signed_up("ada@example.com").await;
        assert_eq!(save(&user, "compatible", KEY, Some("moss-1")).await["status"], status);
        assert_eq!(own.call_count(), calls);
    }
}

/// The service over other sealing keys, as after a restart.
fn restarted(app: &TestApp, secrets: &[&str]) -> ProviderKeys {
    let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
    let maker = Arc::new(Maker::new(app.app.config.ai.clone(), app.database.clock.clone()));
    ProviderKeys::new(app.database.db.clone(), app.database.clock.clone(), maker, Sealer::new(&secrets))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sealing_key_can_be_changed_and_nothing_is_lost() {
    const OLD: &str = "an old sealing key that is long enough";
    const NEW: &str = "a new sealing key that is long enough";
    let own = Provider::start(Wire::OpenAiChat, |_| Reply::new(Mode::Good, "yes", (9, 1))).await;
    let app = server(&own, &[("SEAL_KEYS", OLD)]).await;
    let mut accounts = Vec::new();
    for name in ["ada", "bob", "cem"] {
        let user = app.signed_up(&format!("{name}@example.com")).await;
        save(&user, "compatible", KEY, Some("moss-1")).await;
        let id = user.query("{ viewer { id } }").await.data("/viewer/id").clone();
        let id =
            jobwise::graphql::ids::GlobalId::read(&id.as_str().expect("an id").into()).expect("an id").id;
        accounts.push(id);
    }
    let opens = async |keys: &ProviderKeys| keys.open(accounts[0]).await.expect("the database").len();
    let both = restarted(&app, &[NEW, OLD]);
    assert_eq!(opens(&both).await, 1);
    let before = rows(&app).await;
    let done = both.reseal().await.expect("resealed");
    assert_eq!((done.resealed, done.current, done.lost), (3, 0, 0));
    assert!(rows(&app).await.iter().all(|row| !before.contains(row)));
    let done = both.reseal().await.expect("again");
    assert_eq!((done.resealed, done.current, done.lost), (0, 3, 0));
    assert_eq!(opens(&restarted(&app, &[NEW])).await, 1, "the old key is not needed any more");
    let without = restarted(&app, &[OLD]);
    assert_eq!(opens(&without).await, 0, "a key that does not open is left out");
    assert_eq!(without.reseal().await.expect("counted").lost, 3);
    let none = restarted(&app, &[]);
    assert_eq!(opens(&none).await, 0);
    assert!(none.reseal().await.expect_err("nothing to seal with").message().contains("SEAL_KEYS"));
}
