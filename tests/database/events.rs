//! The log and its live side: gapless, in order, once each.

use std::sync::Arc;
use std::time::Duration;

use diesel_async::RunQueryDsl;
use futures_util::future::{join_all, try_join_all};
use futures_util::{Stream, StreamExt, TryStreamExt};
use jobwise::db::{Connection, Db};
use jobwise::error::{ErrorKind, Result};
use jobwise::events::{self, Event, EventHub, NewEvent};
use jobwise::ids;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{self, TestDatabase};

fn event(account_id: Uuid, stream_id: Uuid, number: usize) -> NewEvent {
    let payload = json!({ "from": number });
    NewEvent { stream_id, account_id, kind: "step".into(), payload, created_at: harness::start() }
}

async fn append(db: &Db, event: &NewEvent) -> Result<i64> {
    db.transaction(async |conn: &mut Connection| events::append(conn, event).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_gapless_under_fifty_appenders() {
    let database = TestDatabase::new().await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let new: Vec<NewEvent> = (0..50).map(|number| event(account_id, stream_id, number)).collect();
    let mut numbers: Vec<i64> =
        try_join_all(new.iter().map(|event| append(&database, event))).await.expect("fifty events");
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolled_back_event_leaves_no_gap() {
    let database = TestDatabase::new().await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let new = event(account_id, stream_id, 0);
    assert_eq!(append(&database, &new).await.expect("the first"), 1);
    let failed: Result<()> = database
        .transaction(async |conn: &mut Connection| {
            assert_eq!(events::append(conn, &new).await?, 2);
            Err(jobwise::error::Error::invalid("no"))
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(append(&database, &new).await.expect("the second"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_its_accounts_alone() {
    let database = TestDatabase::new().await;
    let (mine, theirs, stream_id) = (database.account().await, database.account().await, ids::new_id());
    append(&database, &event(mine, stream_id, 0)).await.expect("mine");
    let refused = append(&database, &event(theirs, stream_id, 0)).await.expect_err("not theirs");
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    let mut conn = database.conn().await.expect("a connection");
    assert_eq!(events::list_after(&mut conn, mine, stream_id, 0, 9).await.expect("a list").len(), 1);
    assert!(events::list_after(&mut conn, theirs, stream_id, 0, 9).await.expect("a list").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_misses_and_doubles_nothing_while_others_append() {
    let database = TestDatabase::with_pool_of(10).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    for number in 0..70 {
        append(&database, &event(account_id, stream_id, number)).await.expect("an old event");
    }
    let hub = EventHub::start(database.db.clone());
    let other = database.another_process().await;
    let new: Vec<NewEvent> = (70..150).map(|number| event(account_id, stream_id, number)).collect();
    let readers = join_all((0..3).map(|_| {
        hub.subscribe(account_id, stream_id, 5)
            .take(145)
            .map_ok(|event| event.number)
            .try_collect::<Vec<i64>>()
    }));
    let writers = try_join_all(new.iter().map(|event| append(&other, event)));
    let (read, written) = tokio::join!(readers, writers);
    written.expect("all appended");
    for numbers in read {
        assert_eq!(numbers.expect("no error"), (6..=150).collect::<Vec<_>>());
    }
}

#[derive(diesel::QueryableByName)]
struct Backend {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pid: i32,
}

/// The connections to this database that listen, other than those known.
async fn listening(db: &Db, known: &[i32]) -> Vec<i32> {
    let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";
    let mut conn = db.conn().await.expect("a connection");
    loop {
        let found: Vec<Backend> = diesel::sql_query(sql).load(&mut conn).await.expect("the activity");
        let new: Vec<i32> = found.iter().map(|found| found.pid).filter(|pid| !known.contains(pid)).collect();
        if !new.is_empty() {
            return new;
        }
    }
}

async fn next_number(events: &mut (impl Stream<Item = Result<Arc<Event>>> + Unpin)) -> i64 {
    let event = tokio::time::timeout(Duration::from_secs(60), events.next()).await;
    event.expect("a wake-up").expect("no end").expect("an event").number
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_listening_connection_is_opened_anew_and_nothing_is_missed() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    // So seldom a look without a wake-up that only wake-ups count.
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    // What a process writes itself it hears without Postgres.
    let other = database.another_process().await;
    let events = hub.subscribe(account_id, stream_id, 0);
    let mut events = std::pin::pin!(events);
    let before = listening(&database, &[]).await;
    append(&other, &event(account_id, stream_id, 0)).await.expect("an event");
    assert_eq!(next_number(&mut events).await, 1);

    let mut conn = database.conn().await.expect("a connection");
    for pid in &before {
        let kill = diesel::sql_query("SELECT pg_terminate_backend($1)");
        kill.bind::<diesel::sql_types::Integer, _>(pid).execute(&mut conn).await.expect("a signal");
    }
    drop(conn);
    append(&other, &event(account_id, stream_id, 1)).await.expect("an event while nobody listens");
    assert_eq!(next_number(&mut events).await, 2);
    listening(&database, &before).await;
    append(&other, &event(account_id, stream_id, 2)).await.expect("an event after");
    assert_eq!(next_number(&mut events).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_once_for_all_who_watch_a_stream() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    listening(&database, &[]).await;
    append(&database, &event(account_id, stream_id, 0)).await.expect("an event");
    let mut watchers: Vec<_> = (0..30).map(|_| Box::pin(hub.subscribe(account_id, stream_id, 0))).collect();
    for watcher in &mut watchers {
        assert_eq!(next_number(watcher).await, 1);
    }
    assert_eq!(hub.census(), events::Census { streams: 1, watchers: 30 });
    // Those who heard of this one have looked for themselves for the last time.
    append(&database, &event(account_id, stream_id, 1)).await.expect("an event");
    for watcher in &mut watchers {
        assert_eq!(next_number(watcher).await, 2);
    }
    let before = database.statement_count();
    append(&database, &event(account_id, stream_id, 2)).await.expect("an event");
    for watcher in &mut watchers {
        assert_eq!(next_number(watcher).await, 3);
    }
    // BEGIN, the event, COMMIT and a look; a second one where the listener has just begun.
    let cost = database.statement_count() - before;
    assert!((4..=5).contains(&cost), "{cost} statements");
    drop(watchers);
    assert_eq!(hub.census(), events::Census::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_that_falls_behind_misses_nothing_and_holds_up_nobody() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    let mut slow = Box::pin(hub.subscribe(account_id, stream_id, 0));
    let mut quick = Box::pin(hub.subscribe(account_id, stream_id, 0));
    for number in 1..=200 {
        append(&database, &event(account_id, stream_id, number)).await.expect("an event");
        if number == 1 {
            assert_eq!(next_number(&mut slow).await, 1);
        }
        assert_eq!(next_number(&mut quick).await, number as i64);
    }
    for number in 2..=200 {
        assert_eq!(next_number(&mut slow).await, number);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_what_has_not_happened_yet_hears_of_it_when_it_does() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    let mut ahead = Box::pin(hub.subscribe(account_id, stream_id, 2));
    let mut beside = Box::pin(hub.subscribe(account_id, stream_id, 0));
    let third = tokio::spawn(async move { next_number(&mut ahead).await });
    for number in 1..=3 {
        append(&database, &event(account_id, stream_id, number)).await.expect("an event");
        assert_eq!(next_number(&mut beside).await, number as i64);
    }
    assert_eq!(third.await.expect("no panic"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_subscribers_come_and_go_without_gap_or_double() {
    const EVENTS: i64 = 60;
    let database = TestDatabase::with_pool_of(10).await;
    let account_id = database.account().await;
    let streams: Vec<Uuid> = (0..5).map(|_| ids::new_id()).collect();
    let hub = EventHub::start(database.db.clone());
    let other = database.another_process().await;
    let readers = join_all((0..50_i64).map(|reader| {
        let (hub, stream_id) = (hub.clone(), streams[reader as usize % streams.len()]);
        async move {
            let (mut seen, mut visits) = (Vec::new(), 0);
            while seen.len() < EVENTS as usize {
                // Four visits of different lengths, and one to the end.
                let stays_for = if visits < 4 { (reader + visits * 7) % 13 + 1 } else { EVENTS };
                let left = EVENTS as usize - seen.len();
                let events = hub.subscribe(account_id, stream_id, seen.last().copied().unwrap_or(0));
                let visit = events.take(left.min(stays_for as usize)).map_ok(|event| event.number);
                seen.extend(visit.try_collect::<Vec<i64>>().await.expect("no error"));
                visits += 1;
            }
            (seen, visits)
        }
    }));
    let writers = join_all(streams.iter().map(|stream_id| async {
        for number in 0..EVENTS as usize {
            append(&other, &event(account_id, *stream_id, number)).await.expect("an event");
        }
    }));
    let (read, _) = tokio::join!(readers, writers);
    for (numbers, visits) in read {
        assert_eq!(numbers, (1..=EVENTS).collect::<Vec<_>>());
        assert_eq!(visits, 5, "each comes back four times");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_outlives_every_connection_to_the_database() {
    let database = TestDatabase::with_pool_of(4).await;
    let (account_id, stream_id) = (database.account().await, ids::new_id());
    let hub = EventHub::start_with(database.db.clone(), Duration::from_secs(3_600));
    let mut events = Box::pin(hub.subscribe(account_id, stream_id, 0));
    let before = listening(&database, &[]).await;
    append(&database, &event(account_id, stream_id, 0)).await.expect("an event");
    assert_eq!(next_number(&mut events).await, 1);

    let other = database.another_process().await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut conn = other.conn().await.expect("a connection");
    diesel::sql_query(kill).execute(&mut conn).await.expect("signals");
    drop(conn);
    append(&other, &event(account_id, stream_id, 1)).await.expect("an event while nobody listens");
    assert_eq!(next_number(&mut events).await, 2);
    listening(&other, &before).await;
    append(&other, &event(account_id, stream_id, 2)).await.expect("an event after");
    assert_eq!(next_number(&mut events).await, 3);
}
