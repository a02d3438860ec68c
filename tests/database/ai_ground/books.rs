//! Chains at the books of one account, against a provider that does much wrong.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use futures_util::future::join_all;
use jobwise::ai::books::{Books, RunBooks};
use jobwise::ai::budget::ledger::{Ledger, PURSE_OF_DAY};
use jobwise::ai::budget::purse::Purse;
use jobwise::ai::cache::{Cache, CacheRule};
use jobwise::ai::call::{Deltas, Request};
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::providers::wires::Wire;
use jobwise::ai::routing::{Attempt, Means, Question};
use jobwise::ai::setup::router;
use jobwise::ai::structured::Mismatch;
use jobwise::db::Db;

use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

/// A question that some answers do not fit.
struct Anything;

impl Question for Anything {
    type Value = ();

    fn request(&self, _: &Capabilities, _: u32) -> Option<Request> {
        Some(Request {
            system: "Answer shortly.".to_owned(),
            user: "word ".repeat(100),
            wanted: None,
            max_output_tokens: 300,
            temperature: None,
            is_streamed: false,
            idempotency_key: None,
        })
    }

    fn read(&self, answer: &str) -> Result<(), Mismatch> {
        match answer.len() % 3 {
            0 => Err(Mismatch::new("not today")),
            _ => Ok(()),
        }
    }
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    calls: i64,
    #[diesel(sql_type = BigInt)]
    charged: i64,
    #[diesel(sql_type = BigInt)]
    reserved: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_of_several_processes_never_overspend_a_day_and_the_record_is_the_ledger() {
    const QUESTIONS: usize = 90;
    const DAY: u64 = 20_000;
    const DOCUMENT: u64 = 6_000;
    let provider = Provider::start(Wire::Ollama, |asked| {
        let modes = [Mode::Good, Mode::NoUsage, Mode::FinishByLength, Mode::Good];
        let written = asked.number % 290 + 1;
        Reply::new(modes[asked.number % modes.len()], &"a".repeat(written), (130, written as u32))
    })
    .await;
    let variables = [("AI_PROVIDERS", "ollama:larch-1"), ("OLLAMA_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    let account_id = app.database.account().await;
    let processes = [app.database.db.clone(), app.database.another_process().await];
    let routers = processes.map(|db: Db| {
        let clock = app.database.clock.clone();
        let ledger = Ledger::new(db.clone(), account_id, Duration::from_secs(3_600));
        let cache = Cache::new(db.clone(), clock.clone(), account_id, CacheRule::default());
        let books = RunBooks {
            db,
            clock: clock.clone(),
            account_id,
            generation_id: None,
            tokens_per_day: DAY,
            ledger,
            cache,
            words: None,
        };
        let chain = router(&app.app.config.ai, &clock).expect("a chain");
        chain.at(Books::open(books, "document_generator"))
    });
    let asked = (0..QUESTIONS).map(|number| {
        let chain = routers[number % routers.len()].clone();
        tokio::spawn(async move {
            let document = Purse::named(format!("document/{}", number % 5), DOCUMENT);
            let means = Means { attempt_tokens: 1_500, purses: vec![document] };
            chain.ask(&Anything, &means, &Deltas::silent()).await.attempts
        })
    });
    let attempts: Vec<Attempt> =
        join_all(asked).await.into_iter().flat_map(|asked| asked.expect("a question")).collect();
    let charged: u64 = attempts.iter().map(|attempt| attempt.charged_tokens).sum();
    let billed: u64 =
        provider.books().await.iter().filter_map(|call| call.billed).map(|(a, b)| u64::from(a + b)).sum();
    let balance =
        Ledger::new(app.database.db.clone(), account_id, Duration::ZERO).balance(PURSE_OF_DAY).await;
    let balance = balance.expect("the database");
    let mut conn = app.database.conn().await.expect("a connection");
    let sum: Sum = diesel::sql_query(
        "SELECT count(*) AS calls, coalesce(sum(charged_tokens), 0)::bigint AS charged,
             (SELECT count(*) FROM ai_reservations) AS reserved FROM ai_calls",
    )
    .get_result(&mut conn)
    .await
    .expect("the record");
    println!(
        "{} attempts of {QUESTIONS} questions: {billed} tokens billed, {charged} charged of {DAY}",
        attempts.len()
    );
    assert_eq!((balance.spent, balance.committed), (charged, charged), "the ledger is what was charged");
    assert_eq!((sum.calls as usize, sum.charged as u64), (attempts.len(), charged), "and so is the record");
    assert_eq!(sum.reserved, 0, "nothing stays reserved");
    assert!(billed <= charged && charged <= DAY, "never less than billed, never more than there is");
    let refused = |slug: &str| {
        let is_it = |attempt: &&Attempt| attempt.failure.as_ref().is_some_and(|why| why.class.slug() == slug);
        attempts.iter().filter(is_it).count()
    };
    assert!(refused("day_used_up") > 0 && charged > DAY / 2, "the day was wanted by more than it could pay");
}
