//! The AI layer against a provider on the loopback interface, and its parts by themselves.

mod asking;
mod faults;
mod finishing;
mod liar;
mod outage;
mod planted;
mod prompts;
mod routing;
mod scripted;
mod second;
mod silence;
mod stage_four;
mod stage_one;
mod stages;
mod wires;

use std::time::Duration;

use chrono::{TimeZone, Utc};
use jobwise::ai::call::{Request, Schema};
use jobwise::ai::providers::endpoint::{Endpoint, Setup};
use jobwise::ai::providers::rows::{self, ProviderRow};
use jobwise::ai::providers::transport::Transport;
use jobwise::ai::providers::transport::deadlines::Deadlines;
use jobwise::ai::providers::wires::Wire;
use jobwise::clock::Clock;
use jobwise::config::Secret;
use serde_json::json;

/// So long that it never passes in a test.
const LONG: Duration = Duration::from_secs(60);

/// Calls of a table that are made side by side.
const AT_ONCE: usize = 32;

/// Deadlines that never pass.
const PATIENT: Deadlines = Deadlines { connect: LONG, total: LONG, first_token: LONG, idle: LONG };

/// The form of an answer that names a flower.
fn flower() -> Schema {
    let body = json!({
        "type": "object",
        "properties": { "flower": { "type": "string" } },
        "required": ["flower"],
        "additionalProperties": false,
    });
    Schema { name: "flower", body }
}

/// The row that speaks a wire.
fn row_of(wire: Wire) -> &'static ProviderRow {
    rows::ALL.iter().find(|row| row.wire == wire).expect("every wire has a row")
}

/// The transport of all tests.
fn transport() -> Transport {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Transport::try_new(LONG).expect("a transport")
}

/// A model of a provider at an address.
fn endpoint(wire: Wire, address: &str, model: &str, deadlines: Deadlines) -> Endpoint {
    let setup = setup(wire, address);
    made(Setup { model: model.to_owned(), deadlines, ..setup })
}

/// A model that is asked with this key.
fn endpoint_with_key(wire: Wire, address: &str, key: &str) -> Endpoint {
    made(Setup { key: Some(Secret::new(key)), ..setup(wire, address) })
}

fn setup(wire: Wire, address: &str) -> Setup {
    Setup {
        row: row_of(wire),
        base_url: address.to_owned(),
        model: "larch-1".to_owned(),
        key: Some(Secret::new("sk-secret")),
        deadlines: PATIENT,
    }
}

fn made(setup: Setup) -> Endpoint {
    let noon = Utc.with_ymd_and_hms(2026, 11, 30, 12, 0, 0).single().expect("a moment");
    Endpoint::new(setup, transport(), Clock::fixed(noon))
}

fn request(is_streamed: bool) -> Request {
    Request {
        system: "Answer shortly.".to_owned(),
        user: "What blooms in June?".to_owned(),
        wanted: None,
        max_output_tokens: 200,
        temperature: Some(0.2),
        is_streamed,
        idempotency_key: None,
    }
}
