//! What is measured, and where it can be read.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jobwise::ai::providers::wires::Wire;
use jobwise::http::serve_metrics;
use tokio_util::sync::CancellationToken;

use super::{edited, generated};
use crate::generations::prepared;
use crate::harness::app::TestApp;
use crate::provider::modes::Mode;
use crate::provider::server::{Provider, Reply};

/// The value of a measure with these labels; none where it was never counted.
fn value(text: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let is_it = |line: &&str| {
        let is_named = line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']));
        is_named && labels.iter().all(|label| line.contains(label))
    };
    let line = text.lines().find(is_it)?;
    line.rsplit_once(' ').and_then(|(_, value)| value.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_measured_at_an_address_of_their_own() {
    let stop = CancellationToken::new();
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let address = serve_metrics(anywhere, stop.clone()).await.expect("an address");
    let is_locked = Arc::new(AtomicBool::new(false));
    let locked = Arc::clone(&is_locked);
    let provider = Provider::start(Wire::Ollama, move |asked| match locked.load(Ordering::SeqCst) {
        false => edited(asked),
        true => Reply::new(Mode::BadKey401, "", (0, 0)),
    })
    .await;
    // The names of models of other tests of this process are others.
    let variables = [("AI_PROVIDERS", "ollama:measured-1"), ("OLLAMA_URL", provider.address.as_str())];
    let app = TestApp::start_with(&variables).await;
    app.database.measure_until(stop.clone());
    let mut counts = Vec::new();
    for name in ["ada", "ada", "bob"] {
        is_locked.store(name == "bob", Ordering::SeqCst);
        let email = format!("{name}@example.com");
        let _ = app.anonymous().sign_up(&email).await;
        let user = app.signed_in(&email).await;
        let (profile, job) = prepared(&user).await;
        generated(&app, &user, &profile, &job).await;
        counts.push(provider.call_count());
    }
    let good = counts[0] as f64;
    assert_eq!(counts, [counts[0], counts[0], counts[0] + 1], "the second is answered from the first");
    let read = reqwest::get(format!("http://{address}/metrics")).await.expect("an answer");
    assert!(read.headers()["content-type"].to_str().expect("text").starts_with("text/plain"));
    let text = read.text().await.expect("text");
    let of = ["provider=\"Ollama\"", "model=\"measured-1\""];
    let check = |name: &str, more: &str, expected: f64| {
        let labels = [of.as_slice(), &[more]].concat();
        assert_eq!(value(&text, name, &labels), Some(expected), "{name} {more} in\n{text}");
    };
    check("jobwise_ai_calls_total", "outcome=\"answered\"", good);
    check("jobwise_ai_calls_total", "outcome=\"bad_key\"", 1.0);
    check("jobwise_ai_cache_hits_total", "", good);
    check("jobwise_ai_tokens_total", "direction=\"input\"", 700.0 * good);
    check("jobwise_ai_tokens_total", "direction=\"output\"", 210.0 * good);
    check("jobwise_ai_charged_tokens_total", "", 910.0 * good);
    check("jobwise_ai_breaker_state", "", 2.0);
    check("jobwise_ai_call_seconds_count", "", good + 1.0);
    // Other tests of this process run stages too.
    let stages = value(&text, "jobwise_stage_seconds_count", &["stage=\"pdf_exporter\""]);
    assert!(stages.is_some_and(|count| count >= 3.0), "{text}");
    assert!(text.contains("jobwise_stage_seconds_bucket{stage=\"pdf_exporter\",le=\"60\"}"), "{text}");
    assert!(value(&text, "jobwise_db_connections_max", &[]).is_some_and(|most| most >= 1.0), "{text}");
    assert!(value(&text, "jobwise_db_connections_used", &[]).is_some(), "{text}");
    assert!(text.contains("# HELP jobwise_ai_calls_total "), "{text}");
    assert!(!text.contains("Maren") && !text.contains("@example.com"), "nobody is told of");

    // Not where everybody can read it.
    let public = reqwest::get(app.url("/metrics")).await.expect("an answer");
    assert_eq!(public.status(), 404);
    stop.cancel();
}
