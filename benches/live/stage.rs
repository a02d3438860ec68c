//! What is watched: accounts with a generation each, and who tells of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jobwise::accounts::model::Role;
use jobwise::accounts::tokens::JwtKeys;
use jobwise::clock::Clock;
use jobwise::config::Secret;
use jobwise::db::schema::accounts;
use jobwise::db::{Connection, Db, DbConfig};
use jobwise::events::{NewEvent, append};
use jobwise::graphql::ids::GlobalId;
use jobwise::ids;
use serde_json::json;
use uuid::Uuid;

use super::load::callers::ask;
use super::load::http::Client;
use super::load::served::Served;
use super::postgres::Postgres;

/// Events of a generation for which there is room.
const MAX_EVENTS: usize = 4_096;

/// A generation that waits for ever.
pub struct Watched {
    /// Its global id.
    pub id: String,
    /// Its owner's access token.
    pub token: String,
    account_id: Uuid,
    stream_id: Uuid,
    /// When each event was about to be written, in microseconds since the start.
    told_us: Vec<AtomicU64>,
}

/// All of it.
pub struct Stage {
    /// The generations.
    pub watched: Vec<Arc<Watched>>,
    /// When it began.
    pub start: Instant,
    db: Db,
}

impl Stage {
    /// Makes so many accounts, each with a generation.
    pub async fn set(postgres: &Postgres, served: &Served, count: usize) -> Self {
        let db = Db::connect(&DbConfig::new(Secret::new(postgres.url.clone()), 8)).await.expect("a database");
        let secrets = [Secret::new(postgres.environment()[2].1)];
        let keys = JwtKeys::try_new(&secrets).expect("keys");
        let mut client = Client::new(&served.address);
        let mut watched = Vec::new();
        for _ in 0..count {
            watched.push(Arc::new(Watched::make(&db, &keys, &mut client).await));
        }
        Self { watched, start: Instant::now(), db }
    }

    /// Tells `count` events of one of them, one every `interval`, the first after `delay`.
    pub async fn tell(&self, watched: &Watched, count: usize, interval: Duration, delay: Duration) {
        let first = tokio::time::Instant::now() + delay;
        for at in 0..count {
            tokio::time::sleep_until(first + interval * at as u32).await;
            let event = NewEvent {
                stream_id: watched.stream_id,
                account_id: watched.account_id,
                kind: "stage_progressed".to_owned(),
                payload: json!({ "stage": "job_analyzer", "fraction": 0.5 }),
                created_at: Clock::System.now(),
            };
            let now = self.start.elapsed().as_micros() as u64;
            watched.told_us[at + 1].store(now, Ordering::SeqCst);
            let written = self.db.transaction(async |conn: &mut Connection| append(conn, &event).await).await;
            assert_eq!(written.expect("an event"), at as i64 + 1, "its number");
        }
    }
}

impl Watched {
    async fn make(db: &Db, keys: &JwtKeys, client: &mut Client) -> Self {
        // Here alone: the trait has words that atomic numbers have too.
        use diesel::ExpressionMethods;
        use diesel_async::RunQueryDsl;

        let (account_id, now) = (ids::new_id(), Clock::System.now());
        let account = diesel::insert_into(accounts::table).values((
            accounts::id.eq(account_id),
            accounts::email.eq(format!("{account_id}@example.com")),
            accounts::password_hash.eq("none"),
            accounts::created_at.eq(now),
            accounts::updated_at.eq(now),
        ));
        account.execute(&mut *db.conn().await.expect("a connection")).await.expect("an account");
        let (token, _) = keys.issue(account_id, ids::new_id(), Role::User, now).expect("a token");
        let make = "mutation { importProfile(input: { jsonResume: { resume: { basics: { name: \"Ivo Brandt\" } } } }) { profile { id } }
            createJob(input: { text: \"Clerk at Quay Office\\n\\nRequirements\\n- Filing\\n\" }) { job { id } } }";
        let made = ask(client, Some(&token), make, json!({})).await;
        let input = json!({ "profileId": made["importProfile"]["profile"]["id"], "jobId": made["createJob"]["job"]["id"] });
        let generate = "mutation($i: GenerateInput!) { generate(input: $i) { generation { id } } }";
        let generated = ask(client, Some(&token), generate, json!({ "i": input })).await;
        let id = generated["generate"]["generation"]["id"].as_str().expect("an id").to_owned();
        let stream_id = GlobalId::read(&id.as_str().into()).expect("an id").id;
        let told_us = (0..MAX_EVENTS).map(|_| AtomicU64::new(0)).collect();
        Self { id, token, account_id, stream_id, told_us }
    }

    /// When the event of that number was about to be written, in microseconds since the start.
    pub fn told_us(&self, number: i64) -> u64 {
        self.told_us[number as usize].load(Ordering::SeqCst)
    }
}

/// How long things took, in microseconds.
#[derive(Default)]
pub struct Times(Vec<u64>);

impl Times {
    /// Adds some.
    pub fn add(&mut self, times: Vec<u64>) {
        self.0.extend(times);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a thousand are within, in milliseconds.
    pub fn within_ms(&mut self, of_thousand: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * of_thousand / 1_000).min(self.0.len().saturating_sub(1));
        self.0.get(at).copied().unwrap_or(0) as f64 / 1_000.0
    }
}
