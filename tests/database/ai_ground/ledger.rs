//! Purses that all processes spend from.

use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use jobwise::ai::budget::ledger::{Balance, Held, Ledger, Overdrawn, PURSE_OF_DAY};
use jobwise::ai::budget::{Swept, sweep};
use jobwise::db::Db;
use uuid::Uuid;

use crate::harness::TestDatabase;

/// Longer than any test.
const LEASE: Duration = Duration::from_secs(3_600);

async fn taken(ledger: &Ledger, purses: &[(&str, u64)], tokens: u64) -> Result<Held, Overdrawn> {
    ledger.take(purses, tokens).await.expect("the database")
}

async fn balance(ledger: &Ledger, purse: &str) -> (u64, u64) {
    let Balance { committed, spent } = ledger.balance(purse).await.expect("the database");
    (committed, spent)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reserved_cannot_be_reserved_again_and_what_is_left_comes_back() {
    let database = TestDatabase::new().await;
    let ledger = Ledger::new(database.db.clone(), database.account().await, LEASE);
    let both = [("document/one", 1_000), (PURSE_OF_DAY, 100)];
    let first = taken(&ledger, &both, 70).await.expect("room");
    let refused = taken(&ledger, &both, 31).await.expect_err("no room");
    assert!(refused.purse.starts_with("day/20") && refused.left == 30, "{refused:?}");
    assert_eq!(balance(&ledger, "document/one").await, (70, 0), "nothing is taken from the other");
    ledger.settle(first, 20).await.expect("the database");
    assert_eq!(balance(&ledger, PURSE_OF_DAY).await, (20, 20));
    assert_eq!(balance(&ledger, "document/one").await, (20, 20));
    let second = taken(&ledger, &both, 80).await.expect("room");
    ledger.settle(second, 95).await.expect("the database");
    assert_eq!(balance(&ledger, PURSE_OF_DAY).await, (115, 115), "a bill above the reservation is told");
    ledger.settle(second, 1).await.expect("twice");
    assert_eq!(balance(&ledger, PURSE_OF_DAY).await, (115, 115), "and settled once");
    assert_eq!(taken(&ledger, &both, 1).await.expect_err("no room").left, 0);
    // Another account has a day of its own.
    let other = Ledger::new(database.db.clone(), database.account().await, LEASE);
    assert!(taken(&other, &both, 100).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_side_by_side_never_overspend() {
    const CALLS: u64 = 400;
    const PARALLEL: usize = 40;
    const DAY: u64 = 60_000;
    const DOCUMENT: u64 = 8_000;
    let database = TestDatabase::new().await;
    let account = database.account().await;
    let processes = [database.db.clone(), database.another_process().await, database.another_process().await];
    let call = |number: u64, db: Db| async move {
        let ledger = Ledger::new(db, account, LEASE);
        let document = format!("document/{}", number % 9);
        let purses = [(PURSE_OF_DAY, DAY), (document.as_str(), DOCUMENT)];
        let worst = 200 + number * 37 % 900;
        let Ok(held) = taken(&ledger, &purses, worst).await else { return (number % 9, 0) };
        let Balance { committed, spent } = ledger.balance(PURSE_OF_DAY).await.expect("the database");
        assert!(committed <= DAY && spent <= committed, "overspent midway: {committed} {spent}");
        let billed = worst * (number * 13 % 101) / 100;
        ledger.settle(held, billed).await.expect("the database");
        (number % 9, billed)
    };
    let calls = (0..CALLS).map(|number| tokio::spawn(call(number, processes[number as usize % 3].clone())));
    // No more at once than a busy machine has connections for in good time.
    let done = stream::iter(calls).buffer_unordered(PARALLEL).map(|call| call.expect("a call"));
    let done: Vec<(u64, u64)> = done.collect().await;
    let ledger = Ledger::new(database.db.clone(), account, LEASE);
    let spent: u64 = done.iter().map(|(_, billed)| billed).sum();
    assert_eq!(balance(&ledger, PURSE_OF_DAY).await, (spent, spent), "nothing stays reserved");
    for document in 0..9 {
        let of_document = |call: &&(u64, u64)| call.0 == document;
        let spent: u64 = done.iter().filter(of_document).map(|(_, billed)| billed).sum();
        assert_eq!(balance(&ledger, &format!("document/{document}")).await, (spent, spent));
        assert!(spent <= DOCUMENT);
    }
    let refused = done.iter().filter(|(_, billed)| *billed == 0).count();
    println!("{CALLS} calls of 3 processes, {refused} refused or free: {spent} of {DAY} tokens spent");
    assert!(refused > 10 && spent > DAY / 2, "the purses were wanted by more than they could pay: {refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_whose_process_died_is_charged_after_its_lease() {
    let database = TestDatabase::new().await;
    let account = database.account().await;
    let alive = Ledger::new(database.db.clone(), account, LEASE);
    let dying = Ledger::new(database.db.clone(), account, Duration::ZERO);
    let day = [(PURSE_OF_DAY, 1_000)];
    let kept = taken(&alive, &day, 100).await.expect("room");
    let lost = taken(&dying, &day, 600).await.expect("room");
    assert_eq!(balance(&alive, PURSE_OF_DAY).await, (700, 0));
    let sweep_all = async || database.transaction(async |conn| sweep(conn).await).await.expect("a sweep");
    assert_eq!(sweep_all().await, Swept { lapsed: 1, removed: 0 });
    assert_eq!(balance(&alive, PURSE_OF_DAY).await, (700, 600), "what lives is left alone");
    assert_eq!(sweep_all().await, Swept::default(), "and what lapsed is charged once");
    assert_eq!(taken(&alive, &day, 301).await.expect_err("no room").left, 300);
    // It was only slow: what it was billed counts after all, be it less or more.
    dying.settle(lost, 50).await.expect("the database");
    alive.settle(kept, 100).await.expect("the database");
    assert_eq!(balance(&alive, PURSE_OF_DAY).await, (150, 150));
    let slow = taken(&dying, &day, 200).await.expect("room");
    sweep_all().await;
    dying.settle(slow, 250).await.expect("the database");
    assert_eq!(balance(&alive, PURSE_OF_DAY).await, (400, 400), "never less than was billed");
}

#[tokio::test(flavor = "multi_thread")]
async fn purses_go_with_their_account() {
    use diesel::QueryDsl;
    use diesel_async::RunQueryDsl;
    use jobwise::db::schema::{accounts, ai_purses, ai_reservations};
    let database = TestDatabase::new().await;
    let account: Uuid = database.account().await;
    let ledger = Ledger::new(database.db.clone(), account, LEASE);
    let held = taken(&ledger, &[(PURSE_OF_DAY, 100)], 10).await.expect("room");
    let mut conn = database.conn().await.expect("a connection");
    diesel::delete(accounts::table.find(account)).execute(&mut conn).await.expect("erased");
    let purses: i64 = ai_purses::table.count().get_result(&mut conn).await.expect("a count");
    let reservations: i64 = ai_reservations::table.count().get_result(&mut conn).await.expect("a count");
    assert_eq!((purses, reservations), (0, 0));
    ledger.settle(held, 5).await.expect("a call that ends after its account is nobody's");
}
