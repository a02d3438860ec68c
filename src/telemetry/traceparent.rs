//! Where a span stands, as one line of text: the header `traceparent` of W3C Trace Context
//! (<https://www.w3.org/TR/trace-context/>), by which a trace goes on from request to request and
//! from task to task. Part of telemetry.
//!
//! Its companion `tracestate` is left out: it may hold whatever its sender likes.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

/// Writes where a span stands.
pub(super) fn write(place: &SpanContext) -> String {
    let flags = place.trace_flags() & TraceFlags::SAMPLED;
    format!("00-{}-{}-{flags:02x}", place.trace_id(), place.span_id())
}

/// Reads where a span of somebody else's stands; none where the text is not of the form.
pub(super) fn read(text: &str) -> Option<SpanContext> {
    let mut parts = text.split('-');
    let version = hex(parts.next()?, 2)?;
    let trace = hex(parts.next()?, 32)?;
    let span = hex(parts.next()?, 16)?;
    let flags = hex(parts.next()?, 2)?;
    // Later versions may say more behind what is known today; one is no version at all.
    if version == "ff" || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    let place = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        TraceFlags::new(flags) & TraceFlags::SAMPLED,
        true,
        TraceState::NONE,
    );
    place.is_valid().then_some(place)
}

/// So many digits of a lower-case hexadecimal number.
fn hex(text: &str, digits: usize) -> Option<&str> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (text.len() == digits && text.bytes().all(is_digit)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_of_the_form_is_read_and_what_is_written_is_read_again() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(read(text).map(|place| write(&place)).as_deref(), expected, "{text}");
        };
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        check(good, Some(good));
        check(unsampled, Some(unsampled));
        check("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03-later", Some(good));
        check("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", None);
        check("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", None);
        check("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", None);
        check("00-00000000000000000000000000000000-00f067aa0ba902b7-01", None);
        check("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", None);
        check("00-4bf92f3577b34da6a3ce929d0e0e4736-01", None);
        check("", None);
    }
}
