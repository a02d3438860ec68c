//! Limits of requests, over processes and at the face.

use std::time::Duration;

use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use jobwise::db::Db;
use jobwise::limits::{Key, Limiter, Source};
use jobwise::redis::Redis;
use serde_json::Value;

use crate::harness::TestDatabase;
use crate::harness::app::{Answer, TestApp, TestUser};
use crate::harness::redis::TestRedis;
use crate::redis::{opened, until_up};

/// Longer than any test.
const WINDOW: Duration = Duration::from_secs(3_600);

fn limiter(db: &Db) -> Limiter {
    Limiter::new(Source::new(db.clone()), WINDOW)
}

async fn run(database: &TestDatabase, statements: &str) {
    database.conn().await.expect("a connection").batch_execute(statements).await.expect("statements");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_together_let_through_the_limit_and_hardly_ask() {
    const LIMIT: u32 = 200;
    const EACH: usize = 250;
    let database = TestDatabase::new().await;
    let dbs = [database.db.clone(), database.another_process().await, database.another_process().await];
    let limiters = dbs.each_ref().map(limiter);
    let (ada, eve) = (Key::new("requests", b"ada"), Key::new("requests", b"eve"));
    let before: u64 = dbs.iter().map(Db::statement_count).sum();
    let requests = (0..EACH * limiters.len()).map(|number| {
        let limiter = limiters[number % limiters.len()].clone();
        tokio::spawn(async move {
            match limiter.take_here(&ada, LIMIT) {
                Some(taken) => taken,
                None => limiter.take(&ada, LIMIT).await,
            }
        })
    });
    let taken: Vec<_> = join_all(requests).await.into_iter().map(|taken| taken.expect("a request")).collect();
    let let_through = taken.iter().filter(|taken| taken.is_ok()).count();
    let statements = dbs.iter().map(Db::statement_count).sum::<u64>() - before;
    println!("{let_through} of {} let through by 3 processes with {statements} statements", taken.len());
    assert_eq!(let_through, LIMIT as usize);
    assert!(statements < u64::from(LIMIT) / 2, "shares are taken, not single units: {statements}");
    let waits = taken.iter().filter_map(|taken| taken.err()).map(|refused| refused.retry_after_ms);
    assert!(waits.min() > Some(3_000_000) && limiters[0].take(&eve, LIMIT).await.is_ok(), "others go on");

    // Who is refused asks nobody until the window ends.
    let before: u64 = dbs.iter().map(Db::statement_count).sum();
    for limiter in &limiters {
        assert!(limiter.take_here(&ada, LIMIT).is_some_and(|taken| taken.is_err()));
    }
    assert_eq!(dbs.iter().map(Db::statement_count).sum::<u64>(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_has_ended_begins_anew_and_is_swept() {
    let database = TestDatabase::new().await;
    let key = Key::new("requests", b"ada");
    let first = limiter(&database.db);
    for _ in 0..2 {
        assert!(first.take(&key, 2).await.is_ok());
    }
    assert!(first.take(&key, 2).await.is_err());
    let other = limiter(&database.db);
    assert!(other.take(&key, 2).await.is_err(), "another process knows");
    run(&database, "UPDATE limit_windows SET ends_at = now() - interval '1 second'").await;
    assert!(limiter(&database.db).take(&key, 2).await.is_ok());

    // The first a process asks sweeps what has ended.
    run(&database, "UPDATE limit_windows SET ends_at = now() - interval '1 second'").await;
    assert!(limiter(&database.db).take(&Key::new("requests", b"eve"), 2).await.is_ok());
    use diesel::QueryDsl;
    use diesel_async::RunQueryDsl;
    use jobwise::db::schema::limit_windows;
    let mut conn = database.conn().await.expect("a connection");
    let left: i64 = limit_windows::table.count().get_result(&mut conn).await.expect("a count");
    assert_eq!(left, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_whose_database_is_away_goes_on_within_bounds() {
    let database = TestDatabase::new().await;
    let away = database.another_process().await;
    away.close();
    let limiter = Limiter::new(Source::new(away), Duration::from_secs(60));
    let key = Key::new("requests", b"ada");
    let mut let_through = 0;
    while limiter.take(&key, 120).await.is_ok() {
        let_through += 1;
    }
    assert!((10..=20).contains(&let_through), "five seconds of a minute's 120: {let_through}");
    let refused = limiter.take(&key, 120).await.expect_err("used up");
    assert!(refused.retry_after_ms <= 5_000, "{refused:?}");
}

fn with_redis(db: &Db, redis: &Redis, window: Duration) -> Limiter {
    Limiter::new(Source::new(db.clone()).with_redis(Some(redis.clone())), window)
}

/// How many of so many requests, which come to each limiter in turn, are let through.
async fn let_through(limiters: &[Limiter], key: Key, limit: u32, requests: usize) -> usize {
    let taking = (0..requests).map(|number| {
        let limiter = limiters[number % limiters.len()].clone();
        tokio::spawn(async move { limiter.take(&key, limit).await.is_ok() })
    });
    join_all(taking).await.into_iter().filter(|taken| *taken.as_ref().expect("a request")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_are_counted_in_redis_and_in_postgres_while_it_is_away() {
    const LIMIT: u32 = 100;
    let database = TestDatabase::new().await;
    let dbs = [database.db.clone(), database.another_process().await];
    let mut server = TestRedis::start();
    let redis = [opened(&server.url()), opened(&server.url())];
    for redis in &redis {
        until_up(redis, true).await;
    }
    let statements = || dbs.iter().map(Db::statement_count).sum::<u64>();
    let limiters = |window| [0, 1].map(|at| with_redis(&dbs[at], &redis[at], window));

    // A busy machine may be slower than is waited for; then it is Postgres that counts, and this
    // is tried again.
    let exactly = async {
        for number in 0_u32.. {
            let (before, key) = (statements(), Key::new("requests", &number.to_be_bytes()));
            let through = let_through(&limiters(WINDOW), key, LIMIT, 300).await;
            assert!((1..=2 * LIMIT as usize).contains(&through), "{through}");
            if statements() == before {
                return through;
            }
        }
        0
    };
    let exactly = tokio::time::timeout(Duration::from_secs(60), exactly).await.expect("Redis to count");
    assert_eq!(exactly, LIMIT as usize, "and Postgres nothing");

    // Killed in the middle, and back with nothing of what it knew: at most one more limit.
    let (eve, cut) = (Key::new("requests", b"eve"), limiters(WINDOW));
    let mut through = let_through(&cut, eve, LIMIT, 60).await;
    assert_eq!(through, 60);
    server.kill();
    through += let_through(&cut, eve, LIMIT, 300).await;
    for redis in &redis {
        until_up(redis, false).await;
    }
    server.restart();
    for redis in &redis {
        until_up(redis, true).await;
    }
    let before = statements();
    through += let_through(&cut, eve, LIMIT, 300).await;
    assert!((LIMIT as usize..=2 * LIMIT as usize).contains(&through), "{through}");
    assert!(let_through(&cut, Key::new("requests", b"kim"), LIMIT, 2).await == 2 && statements() > before);
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_counts_again_a_window_after_it_was_lost() {
    let database = TestDatabase::new().await;
    let mut server = TestRedis::start();
    let redis = opened(&server.url());
    until_up(&redis, true).await;
    let limiter = with_redis(&database.db, &redis, Duration::from_millis(300));
    server.kill();
    until_up(&redis, false).await;
    let ask = async |number: u32| {
        let before = database.db.statement_count();
        let key = Key::new("requests", &number.to_be_bytes());
        assert!(limiter.take(&key, 10).await.is_ok());
        database.db.statement_count() - before
    };
    assert!(ask(0).await > 0, "of Postgres");
    server.restart();
    until_up(&redis, true).await;
    let back = async {
        for number in 1.. {
            if ask(number).await == 0 {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), back).await.expect("Redis to count again");
}

/// Sends an operation until it is refused, and returns how many were not.
async fn until_refused(user: &TestUser<'_>, most: usize) -> (usize, Answer) {
    for count in 0..=most {
        let answer = user.query("{ __typename }").await;
        if answer.status != 200 {
            return (count, answer);
        }
    }
    panic!("more than {most} were let through");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_and_an_address_may_send_so_many_operations_a_minute() {
    let limits = [
        ("REQUESTS_PER_MINUTE", "7"),
        ("REQUESTS_PER_MINUTE_PREMIUM", "12"),
        ("REQUESTS_PER_MINUTE_ADDRESS", "15"),
        ("GRAPHQL_BATCH", "10"),
    ];
    let app = TestApp::start_with(&limits).await;
    let ada = app.signed_up("ada@example.com").await;
    let eve = app.signed_up_as("eve@example.com", jobwise::accounts::model::Role::Premium).await;
    let (count, refused) = until_refused(&ada, 7).await;
    assert_eq!((count, refused.status, refused.code()), (7, 429, "LIMIT_REACHED"));
    let wait_ms = refused.body["errors"][0]["extensions"]["retryAfterMs"].as_u64().expect("a wait");
    assert!((1..=60_000).contains(&wait_ms), "{wait_ms}");
    assert_eq!(refused.retry_after, Some(wait_ms.div_ceil(1_000).to_string()));
    assert!(refused.body.get("data").is_none(), "it did not run");

    // Whoever is signed in is not counted with the others at the address, and each role has its own.
    assert_eq!(until_refused(&eve, 12).await.0, 12);
    // Five operations signed two people up and in.
    assert_eq!(until_refused(&app.anonymous(), 10).await.0, 10);
    assert_eq!(until_refused(&app.bearing("no token"), 0).await.1.code(), "LIMIT_REACHED");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_tell_how_the_limit_stands() {
    let limits = [("REQUESTS_PER_MINUTE", "3"), ("REQUESTS_PER_MINUTE_ADDRESS", "9")];
    let app = TestApp::start_with(&limits).await;
    let ada = app.signed_up("ada@example.com").await;
    let ask = async |token: Option<&str>| {
        let mut request = reqwest::Client::new().post(app.url("/graphql"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.json(&serde_json::json!({ "query": "{ __typename }" })).send().await;
        let answer = answer.expect("an answer");
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().expect("text").to_owned())
                .unwrap_or_default()
        };
        (header("ratelimit-policy"), header("ratelimit"), header("retry-after"))
    };
    for remaining in [2, 1, 0, 0] {
        let (policy, standing, _) = ask(ada.access_token.as_deref()).await;
        assert_eq!(policy, "\"account\";q=3;w=60");
        let reset = standing.strip_prefix(&format!("\"account\";r={remaining};t=")).expect("what is left");
        assert!((1..=60).contains(&reset.parse::<u32>().expect("seconds")), "{standing}");
    }
    assert!(!ask(ada.access_token.as_deref()).await.2.is_empty(), "who is refused is told when to come back");
    let (policy, standing, wait) = ask(None).await;
    assert_eq!((policy.as_str(), wait.as_str()), ("\"address\";q=9;w=60", ""));
    // Two operations signed somebody up and in.
    assert!(standing.starts_with("\"address\";r=6;t="), "{standing}");
    let unlimited = TestApp::start().await;
    let answer = reqwest::get(unlimited.url("/graphql?query={__typename}")).await.expect("an answer");
    assert!(answer.headers().get("ratelimit-policy").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_operation_of_a_batch_counts() {
    let app = TestApp::start_with(&[("REQUESTS_PER_MINUTE_ADDRESS", "5"), ("GRAPHQL_BATCH", "10")]).await;
    let batch: Vec<Value> = (0..7).map(|_| serde_json::json!({ "query": "{ __typename }" })).collect();
    let answer =
        reqwest::Client::new().post(app.url("/graphql")).json(&batch).send().await.expect("an answer");
    let answers: Vec<Value> = answer.json().await.expect("answers");
    assert_eq!(answers.iter().filter(|answer| answer["data"].is_object()).count(), 5);
    let refused =
        answers.iter().filter(|answer| answer["errors"][0]["extensions"]["code"] == "LIMIT_REACHED");
    assert_eq!(refused.count(), 2);
}
