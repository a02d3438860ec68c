//! Where traces and error reports go. Part of the configuration; the variables of traces are those
//! of OpenTelemetry's own specification
//! (<https://opentelemetry.io/docs/specs/otel/protocol/exporter/>, read 2026-11).

use url::Url;

use super::secret::Secret;
use super::{Values, list, web_address, wrong};
use crate::error::Result;

/// What was told of traces and error reports.
#[derive(Debug, Clone, Default)]
pub struct TelemetryConfig {
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` with what belongs to it; `None` for no traces.
    pub traces: Option<TracesConfig>,
    /// `SENTRY_DSN` with what belongs to it; `None` for no reports.
    pub reports: Option<ReportsConfig>,
}

/// Where error reports go.
#[derive(Debug, Clone)]
pub struct ReportsConfig {
    /// `SENTRY_DSN`: the project's address, with its key.
    pub dsn: Secret,
    /// `SENTRY_SERVER_NAME`: what this machine is called in reports; nothing unless said.
    pub server_name: Option<String>,
    /// `JOBWISE_ENV`, as reports name it.
    pub environment: String,
}

/// Where traces go, and which.
#[derive(Debug, Clone)]
pub struct TracesConfig {
    /// Where they are posted: the end point with `v1/traces` behind it.
    pub url: Url,
    /// `OTEL_EXPORTER_OTLP_HEADERS`: sent along, such as who we are.
    pub headers: Vec<(String, Secret)>,
    /// `OTEL_SERVICE_NAME`: what we are called there.
    pub service_name: String,
    /// `OTEL_TRACES_SAMPLER_ARG`: how many of the traces that begin here are kept, 0 to 1.
    pub ratio: f64,
}

impl TelemetryConfig {
    pub(super) fn read<L: Fn(&str) -> Option<String>>(values: &Values<L>) -> Result<Self> {
        Ok(Self { traces: TracesConfig::read(values)?, reports: ReportsConfig::read(values)? })
    }
}

impl ReportsConfig {
    fn read<L: Fn(&str) -> Option<String>>(values: &Values<L>) -> Result<Option<Self>> {
        let server_name = values.given("SENTRY_SERVER_NAME");
        let Some(dsn) = values.given("SENTRY_DSN") else { return Ok(None) };
        if !is_dsn(&dsn) {
            return Err(wrong("SENTRY_DSN", "an address such as https://key@sentry.example.com/42"));
        }
        Ok(Some(Self { dsn: Secret::new(dsn), server_name, environment: values.text("JOBWISE_ENV") }))
    }
}

/// Whether a text is an address with a key and the number of a project.
fn is_dsn(text: &str) -> bool {
    web_address(text).is_some_and(|url| {
        let project = url.path().rsplit('/').next().unwrap_or_default();
        let is_number = !project.is_empty() && project.bytes().all(|byte| byte.is_ascii_digit());
        !url.username().is_empty() && is_number && url.query().is_none()
    })
}

impl TracesConfig {
    fn read<L: Fn(&str) -> Option<String>>(values: &Values<L>) -> Result<Option<Self>> {
        let ratio: f64 = values.parsed("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1")?;
        if !(0.0..=1.0).contains(&ratio) {
            return Err(wrong("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1"));
        }
        let headers = headers(&values.text("OTEL_EXPORTER_OTLP_HEADERS"))?;
        let Some(text) = values.given("OTEL_EXPORTER_OTLP_ENDPOINT") else { return Ok(None) };
        let url = web_address(&text).filter(|url| url.query().is_none() && url.fragment().is_none());
        let mut url = url.ok_or_else(|| {
            wrong("OTEL_EXPORTER_OTLP_ENDPOINT", "an address such as http://127.0.0.1:4318")
        })?;
        let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(Some(Self { url, headers, service_name: values.text("OTEL_SERVICE_NAME"), ratio }))
    }
}

/// Reads `name=value` pairs, in which what separates them is written `%2C` and the like.
fn headers(text: &str) -> Result<Vec<(String, Secret)>> {
    let expected = "headers such as authorization=Bearer%20abc, separated by commas";
    list(text)
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            let name = name.trim().to_ascii_lowercase();
            let is_good = !name.is_empty() && name.bytes().all(is_name);
            let value =
                unescaped(value.trim()).filter(|value| value.bytes().all(|b| (32..127).contains(&b)))?;
            is_good.then(|| (name, Secret::new(value)))
        })
        .collect::<Option<_>>()
        .ok_or_else(|| wrong("OTEL_EXPORTER_OTLP_HEADERS", expected))
}

/// A text with its `%20`s read; none where one is broken off, or the whole is no UTF-8.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte == b'%' {
            let (digits, behind) = rest.split_at_checked(2)?;
            let digits = str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = behind;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_the_specification_writes_them() {
        let check = |text: &str, expected: Option<&[(&str, &str)]>| {
            let found = headers(text).ok();
            let shown: Option<Vec<_>> = found
                .as_ref()
                .map(|found| found.iter().map(|(name, value)| (name.as_str(), value.expose())).collect());
            assert_eq!(shown.as_deref(), expected, "{text}");
        };
        check("", Some(&[]));
        check(
            "Authorization=Bearer%20abc, x-team = a=b",
            Some(&[("authorization", "Bearer abc"), ("x-team", "a=b")]),
        );
        check("no-value", None);
        check("two words=1", None);
        check("x=%2", None);
        check("x=%+1", None);
        check("x=%0a", None);
    }
}
