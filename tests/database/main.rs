//! Behaviour on a real Postgres: a fresh database for each test, one module a subject.
//!
//! Uses `TEST_DATABASE_URL` or `DATABASE_URL` when set, else a private cluster of its own.

mod harness;

mod accounts;
mod ai;
mod ai_ground;
mod claims;
mod cli;
mod deploy;
mod editing;
mod events;
mod examples;
mod exports;
mod file_checks;
mod files;
mod full;
mod generations;
mod graphql;
mod ground;
mod hostile;
mod idempotency;
mod limits;
mod live;
mod local;
mod notifications;
mod outages;
mod profiles;
mod queue;
mod quota;
mod races;
mod redis;
mod replica;
mod saved_jobs;
mod schema;
mod served;
mod sweeping;
mod tasks;
mod telemetry;
mod uploads;
mod websocket;
mod who_may;

#[path = "../load/mod.rs"]
#[allow(dead_code, reason = "the benches use the rest")]
mod load;

#[path = "../races/mod.rs"]
mod race;

#[path = "../provider/mod.rs"]
#[allow(dead_code, reason = "the tables of faults use the rest")]
mod provider;
