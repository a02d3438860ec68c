//! Calls on record, what they cost, limits of a day, and the words an operator may keep.

use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use jobwise::accounts::model::Role;
use jobwise::ai::providers::wires::Wire;
use serde_json::json;

use super::{edited, generated, is_writing, method, writing_calls, writings};
use crate::generations::prepared;
use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_told_with_what_it_cost() {
    let written = AtomicUsize::new(0);
    let provider = Provider::start(Wire::OpenAiChat, move |asked| {
        let number = if is_writing(asked) { written.fetch_add(1, Ordering::SeqCst) } else { usize::MAX };
        match number {
            0 => Reply::new(Mode::Overloaded529, "", (0, 0)),
            1 => Reply::new(Mode::NoUsage, "not what was asked for", (700, 60)),
            _ => edited(asked),
        }
    })
    .await;
    let variables =
        [("AI_PROVIDERS", "compatible:larch-1"), ("AI_COMPATIBLE_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let generation = generated(&app, &user, &profile, &job).await;
    assert_eq!(method(&generation), "MODEL", "{generation}");
    let calls = writing_calls(&generation);
    let told: Vec<_> = calls.iter().map(|call| (call["attempt"].clone(), call["outcome"].clone())).collect();
    let expected = [(1, "overloaded"), (2, "wrong_shape"), (3, "answered")];
    assert_eq!(told, expected.map(|(attempt, outcome)| (json!(attempt), json!(outcome))));
    assert_eq!((&calls[0]["tokensCharged"], &calls[0]["tokensIn"]), (&json!(0), &json!(null)));
    let reserved = calls[1]["tokensCharged"].as_u64().expect("a number");
    assert!(calls[1]["tokensIn"].is_null() && reserved >= 760, "no usage: the reservation is charged");
    assert_eq!((&calls[2]["tokensIn"], &calls[2]["tokensOut"]), (&json!(700), &json!(210)));
    assert_eq!(calls[2]["costUsd"], json!(null), "nobody knows what that server asks");
    for call in &calls {
        assert_eq!(
            (&call["prompt"], &call["provider"]),
            (&json!("improve_claims/1"), &json!("the compatible server"))
        );
        assert_eq!(call["promptHash"].as_str().expect("a hash").len(), 64);
        assert_eq!((&call["generationId"], &call["cached"]), (&generation["id"], &json!(false)));
    }
    let stage = &generation["stages"][2];
    assert_eq!(stage["model"], "larch-1");
    let spent = |good: u64| {
        let charged = 910 * good + reserved;
        json!({ "tokensIn": 700 * good, "tokensOut": 210 * good, "tokensCharged": charged, "costUsd": null })
    };
    // Of the other stages each call was answered.
    let good = provider.books().await.len() as u64 - 2;
    assert_eq!((&stage["usage"], &generation["usage"]), (&spent(1), &spent(good)));
    let today = user.query("{ aiUsage { calls unpricedCalls today { spent reserved } } }").await;
    let today_spent = json!({ "spent": 910 * good + reserved, "reserved": 0 });
    let expected = json!({ "calls": good + 2, "unpricedCalls": good + 1, "today": today_spent });
    assert_eq!(*today.data("/aiUsage"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_their_owners_and_everybodys_are_the_admins() {
    let provider = Provider::start(Wire::Ollama, edited).await;
    let variables = [("AI_PROVIDERS", "ollama:larch-1"), ("OLLAMA_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let generation = generated(&app, &user, &profile, &job).await;
    let own = "{ aiCalls(first: 10) { edges { node { generationId } } pageInfo { hasNextPage } } }";
    let all = "{ aiCalls(everybody: true, first: 1) { edges { node { generationId accountId } } } }";
    assert_eq!(user.query(own).await.data("/aiCalls/edges/0/node/generationId"), &generation["id"]);
    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    assert_eq!(*admin.query(own).await.data("/aiCalls/edges"), json!([]));
    assert_eq!(admin.query(all).await.data("/aiCalls/edges/0/node/generationId"), &generation["id"]);
    let premium = app.signed_up_as("pia@example.com", Role::Premium).await;
    assert_eq!(premium.query(all).await.code(), "FORBIDDEN");
    assert_eq!(user.query(all).await.code(), "FORBIDDEN");
    for days in [0, 367] {
        let wrong = user.query(&format!("{{ aiUsage(days: {days}) {{ calls }} }}")).await;
        assert_eq!(wrong.code(), "INVALID_INPUT", "{}", wrong.body);
    }
    assert_eq!(user.query("{ aiCalls(first: 101) { edges { cursor } } }").await.code(), "INVALID_INPUT");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_days_limit_refuses_is_told_and_the_rules_stand() {
    let provider = Provider::start(Wire::Ollama, edited).await;
    let variables = [
        ("AI_PROVIDERS", "ollama:larch-1"),
        ("OLLAMA_URL", provider.address.as_str()),
        ("AI_TOKENS_PER_DAY", "100"),
    ];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let generation = generated(&app, &user, &profile, &job).await;
    assert_eq!((method(&generation), provider.call_count()), (&json!("RULES"), 0));
    let notes = generation["documents"][0]["quality"]["notes"].as_array().expect("notes");
    let note = notes.iter().find(|note| note["code"] == "model_unavailable").expect("a note");
    let message = note["message"].as_str().expect("words");
    assert!(message.contains("your tokens of this day are used up"), "{message}");
    assert_eq!(writing_calls(&generation)[0]["outcome"], "day_used_up");

    // Another role has another limit.
    let premium = app.signed_up_as("pia@example.com", Role::Premium).await;
    let (profile, job) = prepared(&premium).await;
    let generation = generated(&app, &premium, &profile, &job).await;
    assert_eq!((method(&generation), writings(&provider).await), (&json!("MODEL"), 1));
    let limit = premium.query("{ aiUsage { today { limit } } }").await;
    assert_eq!(*limit.data("/aiUsage/today/limit"), json!(1_000_000));
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Text)]
    asked: String,
    #[diesel(sql_type = Nullable<Text>)]
    answered: Option<String>,
}

async fn words(app: &TestApp) -> Vec<Words> {
    let mut conn = app.database.conn().await.expect("a connection");
    let query = "SELECT stage, asked, answered FROM ai_words WHERE stage = 'document_generator' ORDER BY id";
    diesel::sql_query(query).load(&mut conn).await.expect("the words")
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_kept_only_where_the_operator_asks_for_it_and_without_who_somebody_is() {
    let gossip = "Maren Solheim-Reyes (maren.solheim@example.com, +1 555 0117 2233) cut costs, said solheim-reyes; \
                  key sk-live-0123456789abcdef";
    for (hours, kept) in [("0", 0), ("2", 2)] {
        let provider = Provider::start(Wire::Ollama, move |_| Reply::new(Mode::Good, gossip, (9, 9))).await;
        let variables = [
            ("AI_PROVIDERS", "ollama:larch-1"),
            ("OLLAMA_URL", provider.address.as_str()),
            ("AI_DEBUG_STORE", hours),
        ];
        let app = TestApp::start_with(&variables).await;
        let user = app.signed_up("ada@example.com").await;
        let (profile, job) = prepared(&user).await;
        generated(&app, &user, &profile, &job).await;
        let words = words(&app).await;
        assert_eq!(words.len(), kept, "asked, and asked for its form");
        for word in words {
            assert_eq!(word.stage, "document_generator");
            assert!(word.asked.contains("AWS spending"), "{}", word.asked);
            let answered = word.answered.expect("an answer");
            assert_eq!(answered, "[name] ([email], [phone]) cut costs, said [name]; key [key]");
        }
    }
}

#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = BigInt)]
    left: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_was_kept_goes_with_its_account() {
    let provider = Provider::start(Wire::Ollama, edited).await;
    let own = Provider::start(Wire::OpenAiChat, |_| Reply::new(Mode::Good, "yes", (9, 1))).await;
    let variables = [
        ("AI_PROVIDERS", "ollama:larch-1"),
        ("OLLAMA_URL", provider.address.as_str()),
        ("AI_COMPATIBLE_URL", own.address.as_str()),
        ("AI_DEBUG_STORE", "1"),
    ];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    generated(&app, &user, &profile, &job).await;
    let save = "mutation { saveProviderKey(input: { provider: \"compatible\", model: \"moss-1\",
        key: \"sk-own-0123456789\" }) { status } }";
    assert_eq!(user.query(save).await.data("/saveProviderKey/status"), "SAVED");
    let mut conn = app.database.conn().await.expect("a connection");
    let mut left = async || {
        let tables = ["ai_calls", "ai_purses", "ai_answers", "ai_words", "provider_keys"];
        let mut counts = Vec::new();
        for table in tables {
            let query = diesel::sql_query(format!("SELECT count(*) AS left FROM {table}"));
            counts.push(query.get_result::<Left>(&mut conn).await.expect("a count").left);
        }
        counts
    };
    let kept = left().await;
    assert!(kept.iter().all(|count| *count > 0), "{kept:?}");
    let mut other = app.database.conn().await.expect("a connection");
    diesel::sql_query("DELETE FROM accounts").execute(&mut other).await.expect("erased");
    assert_eq!(left().await, [0; 5]);
}
