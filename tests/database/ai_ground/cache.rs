//! Earlier answers, given again.

use std::time::Duration;

use jobwise::ai::cache::{Asked, Cache, CacheRule, CacheScope, sweep};
use jobwise::ai::call::{Answer, Request, Usage};
use jobwise::ai::providers::wires::Wire;
use serde_json::json;

use super::{BILL, edited, generated, method, writing_calls, writings};
use crate::generations::prepared;
use crate::harness::TestDatabase;
use crate::harness::app::TestApp;
use crate::provider::server::Provider;

const HOUR: Duration = Duration::from_secs(3_600);

fn request(user: &str) -> Request {
    Request {
        system: "Answer.".to_owned(),
        user: user.to_owned(),
        wanted: None,
        max_output_tokens: 10,
        temperature: None,
        is_streamed: false,
        idempotency_key: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_given_again_to_its_account_alone_unless_it_is_of_what_everybody_sees() {
    let database = TestDatabase::new().await;
    let rule = CacheRule { analysis: 24 * HOUR, content: HOUR };
    let (ada, bob) = (database.account().await, database.account().await);
    let [ada, bob] =
        [ada, bob].map(|account| Cache::new(database.db.clone(), database.clock.clone(), account, rule));
    let question = request("What blooms in June?");
    let asked = Asked {
        provider: "Larch AI",
        model: "larch-1",
        prompt: "ask/1",
        prompt_hash: "abc",
        request: &question,
    };
    let given = Answer {
        text: "{\"flower\":\"peony\"}".to_owned(),
        usage: Some(Usage { input_tokens: 9, output_tokens: 3 }),
        model: "larch-1-2026".to_owned(),
    };
    let check = async |scope: CacheScope, to_other: bool, life: Duration| {
        let place = ada.place(scope, &asked).expect("a place");
        assert_eq!(ada.find(&place).await.expect("the database"), None, "{scope:?}");
        ada.keep(&place, "ask/1", &given).await.expect("the database");
        ada.keep(&place, "ask/1", &given).await.expect("kept again");
        let again = ada.find(&place).await.expect("the database").expect("the answer");
        assert_eq!((&again.text, &again.model), (&given.text, &given.model));
        assert_eq!(again.usage, Some(Usage::default()), "it costs nothing");
        let of_other = bob.place(scope, &asked).expect("a place");
        let found = bob.find(&of_other).await.expect("the database");
        assert_eq!(found.is_some(), to_other, "{scope:?}");
        // Not even by its key.
        let foreign = if to_other { None } else { bob.find(&of_other).await.expect("the database") };
        assert_eq!(foreign, None);
        let ms = i64::try_from(life.as_millis()).expect("milliseconds");
        database.clock.advance_ms(ms - 1);
        assert!(ada.find(&place).await.expect("the database").is_some());
        database.clock.advance_ms(1);
        assert_eq!(ada.find(&place).await.expect("the database"), None, "{scope:?} ends");
    };
    check(CacheScope::Content, false, HOUR).await;
    check(CacheScope::Analysis { is_public: false }, false, 24 * HOUR).await;
    check(CacheScope::Analysis { is_public: true }, true, 24 * HOUR).await;
    assert!(ada.place(CacheScope::Never, &asked).is_none());
    let now = database.clock.now();
    let swept = database.transaction(async |conn| sweep(conn, now).await).await;
    assert_eq!(
        swept.expect("a sweep"),
        2,
        "Ada's, where the later took the place of the earlier, and everybody's"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_generation_again_asks_nobody_and_costs_nothing() {
    let provider = Provider::start(Wire::Ollama, edited).await;
    let variables = [("AI_PROVIDERS", "ollama:larch-1"), ("OLLAMA_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let first = generated(&app, &user, &profile, &job).await;
    let asked = provider.call_count();
    assert_eq!((method(&first), writings(&provider).await), (&json!("MODEL"), 1), "{first}");
    let second = generated(&app, &user, &profile, &job).await;
    assert_eq!((method(&second), provider.call_count()), (&json!("CACHE"), asked), "{second}");
    let nothing = json!({ "tokensIn": 0, "tokensOut": 0, "tokensCharged": 0, "costUsd": 0.0 });
    assert_eq!(second["usage"], nothing);
    let calls = writing_calls(&second);
    assert_eq!(calls.len(), 1);
    assert_eq!((&calls[0]["outcome"], &calls[0]["cached"]), (&json!("cached"), &json!(true)));
    assert_eq!((&calls[0]["tokensCharged"], &calls[0]["costUsd"]), (&json!(0), &json!(0.0)));
    let usage = user.query("{ aiUsage { calls cached tokensCharged today { spent reserved } } }").await;
    let charged = u64::from(BILL.0 + BILL.1) * asked as u64;
    assert_eq!(
        *usage.data("/aiUsage"),
        json!({ "calls": asked, "cached": asked, "tokensCharged": charged, "today": { "spent": charged, "reserved": 0 } })
    );

    // The same question of somebody else is asked.
    let other = app.signed_up("bob@example.com").await;
    let (others_profile, others_job) = prepared(&other).await;
    let third = generated(&app, &other, &others_profile, &others_job).await;
    assert_eq!((method(&third), provider.call_count()), (&json!("MODEL"), 2 * asked), "{third}");

    // And after an hour the same question is a new one, but for the analysis of the posting.
    app.database.clock.advance_ms(60 * 60 * 1_000);
    let user = app.signed_in("ada@example.com").await;
    let fourth = generated(&app, &user, &profile, &job).await;
    assert_eq!((method(&fourth), writings(&provider).await), (&json!("MODEL"), 3), "{fourth}");
    let edges = fourth["aiCalls"]["edges"].as_array().expect("edges");
    let analysed = edges.iter().map(|edge| &edge["node"]).filter(|call| call["stage"] == "job_analyzer");
    let outcomes: Vec<_> = analysed.map(|call| call["outcome"].clone()).collect();
    assert!(outcomes.iter().all(|outcome| outcome == "cached"), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_no_time_is_asked_anew() {
    let provider = Provider::start(Wire::Ollama, edited).await;
    let variables = [
        ("AI_PROVIDERS", "ollama:larch-1"),
        ("OLLAMA_URL", provider.address.as_str()),
        ("AI_CACHE_CONTENT_MINUTES", "0"),
    ];
    let app = TestApp::start_with(&variables).await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    for calls in 1..=2 {
        let generation = generated(&app, &user, &profile, &job).await;
        assert_eq!((method(&generation), writings(&provider).await), (&json!("MODEL"), calls));
    }
}
