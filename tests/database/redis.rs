//! Redis beside Postgres: what travels by it, and that nothing rests on it.

use std::time::Duration;

use futures_util::StreamExt;
use jobwise::config::Secret;
use jobwise::db::{Connection, Db};
use jobwise::events::{EventHub, NewEvent, append};
use jobwise::ids;
use jobwise::redis::{Heard, Redis};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::app::TestApp;
use crate::harness::redis::{StallingWay, TestRedis};
use crate::harness::{self, TestDatabase};

/// Waits until Redis works or does not; every change of it is heard.
pub async fn until_up(redis: &Redis, is_up: bool) {
    let mut words = redis.hear();
    let waiting = async {
        while redis.is_up() != is_up {
            let _ = tokio::time::timeout(Duration::from_millis(50), words.next()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("Redis to change");
}

/// A Redis at an address.
pub fn opened(url: &str) -> Redis {
    Redis::open(&Secret::new(url)).expect("an address")
}

/// Tells of a stream's next event and waits until it is heard.
async fn tell(db: &Db, account_id: Uuid, stream_id: Uuid) -> i64 {
    let event = NewEvent {
        stream_id,
        account_id,
        kind: "step".into(),
        payload: json!({}),
        created_at: harness::start(),
    };
    db.transaction(async |conn: &mut Connection| append(conn, &event).await).await.expect("an event")
}

#[tokio::test(flavor = "multi_thread")]
async fn wake_ups_travel_by_redis_and_by_postgres_while_it_is_away() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let mut server = TestRedis::start();
    let (here, there) = (opened(&server.url()), opened(&server.url()));
    let other = database.another_process().await;
    database.carry_by(here.clone());
    other.carry_by(there.clone());
    until_up(&here, true).await;
    until_up(&there, true).await;
    // So seldom a look without a wake-up that only wake-ups count.
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    let mut events = Box::pin(hub.subscribe(account_id, stream_id, 0));
    let mut heard = async || {
        let event = tokio::time::timeout(Duration::from_secs(60), events.next()).await;
        event.expect("a wake-up").expect("no end").expect("an event").number
    };
    // One who listens to Postgres alone hears nothing but what one without Redis says.
    let (plain, plain_speaker) = (database.another_process().await, database.another_process().await);
    let mut listener = plain.listen(&["jobwise_events"]).await.expect("a listener");
    tell(&other, account_id, stream_id).await;
    assert_eq!(heard().await, 1);
    let marker = ids::new_id();
    tell(&plain_speaker, account_id, marker).await;
    assert_eq!(listener.next().await.expect("a notification").payload, marker.to_string());

    server.kill();
    until_up(&here, false).await;
    until_up(&there, false).await;
    tell(&other, account_id, stream_id).await;
    assert_eq!(heard().await, 2);
    assert_eq!(listener.next().await.expect("a notification").payload, stream_id.to_string());

    server.restart();
    until_up(&here, true).await;
    until_up(&there, true).await;
    tell(&other, account_id, stream_id).await;
    assert_eq!(heard().await, 3);
    tell(&plain_speaker, account_id, marker).await;
    assert_eq!(listener.next().await.expect("a notification").payload, marker.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_alone_has_lost_redis_looks_for_itself() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let server = TestRedis::start();
    let way = StallingWay::to(server.address()).await;
    let (here, there) = (opened(&way.url()), opened(&server.url()));
    let other = database.another_process().await;
    database.carry_by(here.clone());
    other.carry_by(there.clone());
    until_up(&here, true).await;
    until_up(&there, true).await;
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    let mut events = Box::pin(hub.subscribe(account_id, stream_id, 0));
    way.stall();
    for number in 1..=3 {
        tell(&other, account_id, stream_id).await;
        let event = tokio::time::timeout(Duration::from_secs(60), events.next()).await.expect("to look");
        assert_eq!(event.expect("no end").expect("an event").number, number);
    }
    assert!(!here.is_up() && there.is_up());
    way.go_on();
    until_up(&here, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_stalls_holds_up_nobody_and_is_not_asked_again_until_it_answers() {
    let server = TestRedis::start();
    let way = StallingWay::to(server.address()).await;
    let redis = opened(&way.url());
    until_up(&redis, true).await;
    assert!(redis.publish(vec![("words", "said".to_owned())]).await);
    let life = Duration::from_secs(60);
    // A busy machine may be slower than is waited for.
    let mut counted = None;
    while counted.is_none() {
        counted = redis.add("tries", 2, life).await;
    }
    let before = counted.expect("a count");
    assert!(before.total >= 2 && (1..=60_000).contains(&before.left_ms), "{before:?}");
    assert_eq!(redis.losses(), 0);
    way.stall();
    assert_eq!(redis.add("tries", 1, life).await, None);
    assert!(!redis.publish(vec![("words", "said".to_owned())]).await);
    assert!(!redis.is_up());
    assert_eq!(redis.losses(), 1);
    assert!(!redis.publish(vec![("words", "said".to_owned())]).await, "at once");
    way.go_on();
    until_up(&redis, true).await;
    let mut counted = None;
    while counted.is_none() {
        counted = redis.add("tries", 1, life).await;
    }
    assert!(counted.expect("a count").total > before.total);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_heard_by_all_in_their_order() {
    let server = TestRedis::start();
    let (here, there) = (opened(&server.url()), opened(&server.url()));
    let mut words = here.hear();
    until_up(&here, true).await;
    until_up(&there, true).await;
    assert!(there.publish(vec![("a", "one".to_owned()), ("b", "two".to_owned())]).await);
    assert!(here.publish(vec![("a", "three".to_owned())]).await);
    let mut heard = Vec::new();
    while heard.len() < 3 {
        if let Some(Heard::Word { channel, text }) = words.next().await {
            heard.push((channel, text));
        }
    }
    let expected = [("a", "one"), ("b", "two"), ("a", "three")];
    assert_eq!(heard, expected.map(|(channel, text)| (channel.to_owned(), text.to_owned())));
}

async fn health(app: &TestApp) -> (u16, Value) {
    let answer = reqwest::get(app.url("/health/ready")).await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test(flavor = "multi_thread")]
async fn health_tells_of_a_redis_that_is_away_and_stays_good() {
    let mut server = TestRedis::start();
    let app = TestApp::start_with(&[("REDIS_URL", &server.url())]).await;
    let redis = app.app.redis.clone().expect("a Redis");
    until_up(&redis, true).await;
    assert_eq!(health(&app).await, (200, json!({ "status": "ok", "database": "ok", "redis": "ok" })));
    server.kill();
    until_up(&redis, false).await;
    assert_eq!(health(&app).await, (200, json!({ "status": "degraded", "database": "ok", "redis": "away" })));
    server.restart();
    until_up(&redis, true).await;
    assert_eq!(health(&app).await.1["status"], "ok");
    let without = TestApp::start().await;
    assert_eq!(health(&without).await, (200, json!({ "status": "ok", "database": "ok" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_not_there_when_the_server_starts_is_found_later() {
    let mut server = TestRedis::start();
    server.kill();
    let app = TestApp::start_with(&[("REDIS_URL", &server.url())]).await;
    let user = app.signed_up("ada@example.com").await;
    assert_eq!(user.query("{ viewer { email } }").await.data("/viewer/email"), "ada@example.com");
    assert_eq!(health(&app).await.1["status"], "degraded");
    server.restart();
    until_up(app.app.redis.as_ref().expect("a Redis"), true).await;
    assert_eq!(health(&app).await.1["status"], "ok");
}
