//! What is read of the environment, and what is refused.

use std::fs;
use std::path::Path;

use super::*;
use crate::error::ErrorKind;

const LONG: &str = "0123456789abcdef0123456789abcdef";

fn read(values: &[(&str, &str)]) -> Result<Config> {
    let values: HashMap<&str, &str> = values.iter().copied().collect();
    Config::from_values(|name| values.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn nothing_set_gives_the_defaults_of_the_table() {
    let config = read(&[]).expect("the defaults are good");
    assert_eq!((config.host.as_str(), config.port), ("127.0.0.1", 8080));
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.data_dir, Path::new(".jobwise"));
    assert_eq!(config.generations_per_hour, PerRole { user: 10, premium: 50, admin: 50 });
    assert!(config.database_url.is_none() && config.cors_origins.is_empty());
}

#[test]
fn a_bad_value_is_refused_by_the_name_of_its_variable() {
    let check = |name: &str, value: &str| {
        let error = read(&[(name, value)]).expect_err(name);
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.message().contains(name), "{error}");
        assert!(!error.message().contains(value), "the value may be a secret: {error}");
    };
    check("PORT", "65536");
    check("PUBLIC_URL", "ftp://files.example");
    check("JOBWISE_ENV", "staging");
    check("DATABASE_URL", "mysql://example");
    check("DATABASE_REPLICA_URL", "replica.example");
    check("DB_POOL_SIZE", "9999");
    check("JWT_SECRET", "short-one");
    check("JWT_SECRET", "another-short,0123456789abcdef0123456789abcdef");
    check("REFRESH_COOKIE", "perhaps");
    check("CORS_ORIGINS", "nonsense");
    check("TRUSTED_PROXIES", "10.0.0.0/33");
    check("TRUSTED_PROXIES", "proxy.example");
    check("GENERATIONS_PER_HOUR", "-1");
    check("GENERATIONS_PER_HOUR_ADMIN", "many");
    check("REQUESTS_PER_MINUTE", "none");
    check("REQUESTS_PER_MINUTE_ADDRESS", "-1");
    check("WORKERS", "65");
    check("KEEP_EVENTS_DAYS", "ever");
    check("SHUTDOWN_TIMEOUT_SECONDS", "soon");
    check("FILES_URL", "papers/2026");
    check("FILES_URL", "ftp://papers");
    check("FILES_URL", "s3://key:secret@papers");
    check("AI_PROVIDERS", "gpt-4o");
    check("AI_PROVIDERS", "openai:gpt-4o,anthropic:");
    check("AI_COMPATIBLE_URL", "localhost:8000");
    check("AI_TIMEOUT_SECONDS", "3601");
    check("AI_JUDGE", "claude");
    check("AI_TOKENS_PER_DAY", "-5");
    check("AI_CACHE_CONTENT_MINUTES", "43201");
    check("AI_DEBUG_STORE", "yes");
    check("SEAL_KEYS", "too-short");
    check("METRICS", "everywhere");
    check("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318");
    check("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector/?key=hush");
    check("OTEL_EXPORTER_OTLP_HEADERS", "a-secret-alone");
    check("OTEL_TRACES_SAMPLER_ARG", "1.5");
    check("OTEL_TRACES_SAMPLER_ARG", "NaN");
    check("SENTRY_DSN", "https://sentry.example.com/42");
    check("SENTRY_DSN", "https://hush@sentry.example.com/project");
    check("SENTRY_DSN", "hush@sentry.example.com/42");
}

#[test]
fn production_makes_nothing_up() {
    let check = |values: &[(&str, &str)], missing: Option<&str>| match (read(values), missing) {
        (Ok(_), None) => {}
        (Err(error), Some(name)) => assert!(error.message().contains(name), "{error}"),
        (result, missing) => panic!("{result:?}, {missing:?}"),
    };
    let url = ("DATABASE_URL", "postgres://db.example/jobwise");
    check(&[("JOBWISE_ENV", "production"), url], Some("JWT_SECRET"));
    check(&[("JOBWISE_ENV", "production"), ("JWT_SECRET", LONG)], Some("DATABASE_URL"));
    check(&[("JOBWISE_ENV", "production"), ("JWT_SECRET", LONG), url], None);
    check(&[], None);
}

#[test]
fn debug_output_shows_no_secret() {
    let url = ("DATABASE_URL", "postgres://me:hush-hush@db.example/x");
    let config = read(&[
        ("JWT_SECRET", LONG),
        ("SEAL_KEYS", "hush-0123456789abcdef0123456789abcdef"),
        url,
        ("OPENAI_API_KEY", "sk-hush"),
    ]);
    let shown = format!("{:?}", config.expect("good values"));
    assert!(!shown.contains(LONG) && !shown.contains("hush"), "{shown}");
    assert!(shown.contains("[hidden]"));
}

#[test]
fn the_first_secret_signs_and_the_old_ones_stay() {
    let config = read(&[("JWT_SECRET", &format!("{LONG}-new, {LONG}-old"))]).expect("two secrets");
    let secrets = config.jwt_secrets().expect("given secrets");
    assert_eq!(
        secrets.iter().map(Secret::expose).collect::<Vec<_>>(),
        [format!("{LONG}-new"), format!("{LONG}-old")]
    );
}

#[test]
fn the_development_secret_is_made_once_and_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let config = read(&[("JOBWISE_DATA", data.to_str().expect("UTF-8"))]).expect("good values");
    assert!(!data.exists(), "reading the configuration writes nothing");
    let first = config.jwt_secrets().expect("a made secret");
    assert_eq!(config.jwt_secrets().expect("the kept secret"), first);
    let mode = fs::metadata(data.join("jwt-secret")).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(&data).expect("the folder").count(), 1, "no draft is left");
}

#[test]
fn production_has_no_key_to_seal_with_unless_it_is_given_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = ("JOBWISE_DATA", folder.path().to_str().expect("UTF-8"));
    let url = ("DATABASE_URL", "postgres://db.example/jobwise");
    let production = [data, url, ("JOBWISE_ENV", "production"), ("JWT_SECRET", LONG)];
    assert!(read(&production).expect("good values").seal_keys().expect("none").is_empty());
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "nothing is made up");
    let made = read(&[data]).expect("good values");
    assert_eq!(made.seal_keys().expect("one"), made.seal_keys().expect("the same"));
    let given = [production.as_slice(), &[("SEAL_KEYS", LONG)]].concat();
    assert_eq!(read(&given).expect("good values").seal_keys().expect("given").len(), 1);
}

#[test]
fn every_variable_read_is_in_the_table() {
    let source = include_str!("../config.rs");
    for call in ["text(\"", "given(\"", "parsed(\"", "within(\""] {
        for (at, _) in source.match_indices(call) {
            let name = source[at + call.len()..].split('"').next().unwrap_or_default();
            assert!(VARIABLES.iter().any(|variable| variable.name == name), "{name} is not in VARIABLES");
        }
    }
}

#[test]
fn traces_go_below_the_end_point() {
    let check = |given: &str, expected: &str| {
        let config = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", given)]).expect("a good configuration");
        let traces = config.telemetry.traces.expect("traces");
        assert_eq!((traces.url.as_str(), traces.ratio), (expected, 1.0));
    };
    check("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces");
    check("https://collector.example/otlp/", "https://collector.example/otlp/v1/traces");
    assert!(read(&[]).expect("the defaults are good").telemetry.traces.is_none());
}
