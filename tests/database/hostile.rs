//! A server that is asked to hurt itself refuses, goes on, and holds no more than before.

use jobwise::graphql::schema;

use crate::harness::TestDatabase;
use crate::load::callers::everybody;
use crate::load::frames::{RawSocket, hostile as hostile_frame};
use crate::load::fuzz::{Fuzz, Tally};
use crate::load::hostile::{ALL, is_refused};
use crate::load::http::{Answer, Client, post_json};
use crate::load::random::Random;
use crate::load::served::Served;

/// Requests of each kind, once to warm up and once to be measured.
const OF_EACH: usize = 4;

/// Sockets that are sent broken frames.
const SOCKETS: usize = 40;

/// Random operations; the bench asks very many more.
const OPERATIONS: usize = 400;

/// What a server may hold more after all of it: what the allocator keeps for the next request.
const MORE_BYTES: u64 = 48 * 1024 * 1024;

/// The program on a database of the test, with the folder of its files.
fn serve(
    database: &TestDatabase,
    arguments: &[&str],
) -> (Served, Vec<(&'static str, String)>, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    let environment = vec![
        ("DATABASE_URL", database.url.expose().to_owned()),
        ("JOBWISE_DATA", data.path().to_string_lossy().into_owned()),
        ("JWT_SECRET", "a secret for tests that is long enough".to_owned()),
        ("GENERATIONS_PER_HOUR", "2".to_owned()),
    ];
    (Served::start(arguments, &borrowed(&environment)), environment, data)
}

fn borrowed<'e>(environment: &'e [(&'static str, String)]) -> Vec<(&'e str, &'e str)> {
    environment.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_requests_and_frames_are_refused_and_leave_nothing_behind() {
    let database = TestDatabase::new().await;
    let (mut served, _, _data) = serve(&database, &["--no-work"]);
    let mut client = Client::new(&served.address);
    let mut random = Random::new(11);
    let mut before = 0;
    for round in 0..2 {
        for (kind, make) in ALL {
            for _ in 0..OF_EACH {
                let answer = client.ask(&make(&mut random)).await;
                let answer = answer.unwrap_or_else(|error| panic!("{kind}: {error}"));
                assert!(is_refused(&answer), "{kind} is answered {} {}", answer.status, answer.text());
            }
        }
        for _ in 0..SOCKETS / 2 {
            let (kind, frames) = hostile_frame(&mut random);
            let mut socket = RawSocket::open(&served.address).await.expect("a socket");
            socket.send(&frames).await;
            assert!(socket.closes().await, "{kind} does not close the socket");
        }
        if round == 0 {
            before = served.resident_bytes();
        }
    }
    let good = client.ask(&post_json(None, br#"{"query":"{ __typename }"}"#)).await.expect("an answer");
    assert_eq!((good.status, good.text().as_str()), (200, r#"{"data":{"__typename":"Query"}}"#));
    assert!(served.is_alive());
    let after = served.resident_bytes();
    assert!(after < before + MORE_BYTES, "{before} bytes before, {after} after");
}

#[test]
fn an_answer_that_does_not_refuse_is_seen() {
    let answer = |status, body: &str| Answer { status, body: body.as_bytes().to_vec() };
    assert!(is_refused(&answer(400, r#"{"errors":[{"message":"No."}]}"#)));
    for (status, body) in [
        (200, r#"{"errors":[{"message":"No."}]}"#),
        (400, r#"{"errors":[{"message":"No."}],"data":{"a":1}}"#),
        (400, ""),
        (500, r#"{"errors":[{"message":"No."}]}"#),
    ] {
        assert!(!is_refused(&answer(status, body)), "{status} {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_operations_find_no_fault_of_the_server() {
    let database = TestDatabase::new().await;
    let (mut served, environment, _data) = serve(&database, &[]);
    let mut client = Client::new(&served.address);
    let callers = everybody(&mut client, &borrowed(&environment)).await;
    let mut tally = Tally::default();
    Fuzz::new(&schema::print(), 7, client, callers).run(OPERATIONS, &mut tally).await;
    assert!(tally.faults.is_empty(), "{} faults:\n{}", tally.faults.len(), tally.faults.join("\n"));
    assert!(tally.by_outcome.get("data").is_some_and(|count| *count > OPERATIONS / 4), "{tally:?}");
    assert!(served.is_alive());
}
