//! The ground itself: transactions, errors and counts.

use diesel::sql_types::BigInt;
use diesel::{ExpressionMethods, QueryDsl, QueryableByName};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use jobwise::config::Secret;
use jobwise::db::schema::accounts;
use jobwise::db::{Connection, Db, DbConfig, violated_constraint};
use jobwise::error::{Error, ErrorKind};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::harness::TestDatabase;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

async fn count_accounts(db: &Db) -> i64 {
    let mut conn = db.conn().await.expect("a connection");
    accounts::table.count().get_result(&mut conn).await.expect("a number")
}

const INSERT: &str = "INSERT INTO accounts (id, email, password_hash, created_at, updated_at)
    VALUES (gen_random_uuid(), 'Ada@example.com', 'none', now(), now())";

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_is_all_or_nothing() {
    let database = TestDatabase::new().await;
    let failed: Result<(), Error> = database
        .transaction(async |conn: &mut Connection| {
            conn.batch_execute(INSERT).await?;
            Err(Error::invalid("no"))
        })
        .await;
    assert_eq!(failed.expect_err("the work failed").message(), "no");
    assert_eq!(count_accounts(&database).await, 0);
    database
        .transaction(async |conn: &mut Connection| Ok(conn.batch_execute(INSERT).await?))
        .await
        .expect("a good transaction");
    assert_eq!(count_accounts(&database).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_rule_is_told_by_its_name() {
    let database = TestDatabase::new().await;
    let mut conn = database.conn().await.expect("a connection");
    conn.batch_execute(INSERT).await.expect("the first");
    let again = INSERT.replace("Ada@", "ADA@");
    let error: Error = conn.batch_execute(&again).await.expect_err("the same address").into();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(violated_constraint(&error), Some("accounts_email_key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_loses_a_deadlock_is_run_again() {
    let database = TestDatabase::new().await;
    let (ada, bob) = (database.account().await, database.account().await);
    let runs = AtomicU32::new(0);
    let both_hold_one = tokio::sync::Barrier::new(2);
    let rename = async |first: uuid::Uuid, second: uuid::Uuid| {
        let is_first_run = AtomicU32::new(0);
        database
            .transaction(async |conn: &mut Connection| {
                runs.fetch_add(1, Ordering::SeqCst);
                diesel::update(accounts::table.find(first))
                    .set(accounts::display_name.eq("x"))
                    .execute(conn)
                    .await?;
                if is_first_run.fetch_add(1, Ordering::SeqCst) == 0 {
                    both_hold_one.wait().await;
                }
                diesel::update(accounts::table.find(second))
                    .set(accounts::display_name.eq("y"))
                    .execute(conn)
                    .await?;
                Ok(())
            })
            .await
    };
    let (one, other) = tokio::join!(rename(ada, bob), rename(bob, ada));
    one.expect("the winner");
    other.expect("the loser, run again");
    assert_eq!(runs.into_inner(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_counted() {
    let database = TestDatabase::new().await;
    let mut conn = database.conn().await.expect("a connection");
    let before = database.statement_count();
    for number in 1..=3_i64 {
        let row: Number = diesel::sql_query("SELECT $1 AS number")
            .bind::<BigInt, _>(number)
            .get_result(&mut conn)
            .await
            .expect("a row");
        assert_eq!(row.number, number);
    }
    assert_eq!(database.statement_count() - before, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_in_full_use_answers_that_it_is_unavailable() {
    let database = TestDatabase::new().await;
    let config = DbConfig {
        acquire_timeout: std::time::Duration::from_millis(300),
        ..DbConfig::new(database.url.clone(), 1)
    };
    let db = Db::connect(&config).await.expect("a pool of one");
    let held = db.conn().await.expect("the one connection");
    let error = db.conn().await.err().expect("none is free");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.wait_ms().is_some());
    drop(held);
    db.conn().await.expect("free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_server_is_told_without_its_password() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("postgresql:///jobwise?host={}&user=me&password=hush-hush", folder.path().display());
    let error = Db::connect(&DbConfig::new(Secret::new(url), 1)).await.err().expect("nobody is there");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(!format!("{error:?}").contains("hush-hush"));
    let error = Db::connect(&DbConfig::new(Secret::new("nonsense"), 1)).await.err().expect("no address");
    assert_eq!(error.kind(), ErrorKind::Invalid);
}
