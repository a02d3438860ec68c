//! Which form of answer a client takes: content negotiation by `Accept`. Part of GraphQL over
//! HTTP.

use axum::http::{HeaderMap, HeaderValue, header};

/// A form an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status says whether the operation ran.
    GraphqlResponse,
    /// `application/json`: 200 for whatever is GraphQL, as older clients expect.
    Json,
    /// `text/event-stream`: one event an answer.
    EventStream,
}

impl MediaType {
    /// Every form, the one preferred when a client takes several alike first.
    pub const ALL: &[Self] = &[Self::GraphqlResponse, Self::Json, Self::EventStream];

    /// The value of `Content-Type`.
    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::EventStream => "text/event-stream",
        })
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::GraphqlResponse => ("application", "graphql-response+json"),
            Self::Json => ("application", "json"),
            Self::EventStream => ("text", "event-stream"),
        }
    }
}

/// The form of answer the client likes best. Without a wish, or with `*/*`, it is
/// `application/json`, which every client reads. `None` when it takes none of them.
/// <https://graphql.github.io/graphql-over-http/draft/#sec-Accept>,
/// <https://www.rfc-editor.org/rfc/rfc9110#name-accept>
pub fn negotiate(headers: &HeaderMap) -> Option<MediaType> {
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        ranges.extend(value.to_str().ok()?.split(',').filter_map(Range::read));
    }
    if ranges.is_empty() {
        return headers.get(header::ACCEPT).is_none().then_some(MediaType::Json);
    }
    let mut best: Option<(u16, u8, MediaType)> = None;
    for &media_type in MediaType::ALL {
        let fitting = ranges.iter().filter(|range| range.covers(media_type));
        let Some(range) = fitting.max_by_key(|range| range.precision()) else { continue };
        let liking = (range.thousandths, range.precision());
        let is_wild_json = range.precision() < 2 && media_type == MediaType::Json;
        let beats = best.is_none_or(|(thousandths, precision, _)| {
            liking > (thousandths, precision) || (liking == (thousandths, precision) && is_wild_json)
        });
        if range.thousandths > 0 && beats {
            best = Some((liking.0, liking.1, media_type));
        }
    }
    best.map(|(_, _, media_type)| media_type)
}

/// One of the ranges of an `Accept` header.
struct Range<'h> {
    kind: &'h str,
    subtype: &'h str,
    /// The weight, in thousandths.
    thousandths: u16,
    /// Whether it asks for a charset other than UTF-8, which no answer has.
    is_foreign_charset: bool,
}

impl<'h> Range<'h> {
    fn read(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut range = Self { kind, subtype, thousandths: 1000, is_foreign_charset: false };
        for (name, value) in parts.filter_map(|parameter| parameter.split_once('=')) {
            if name.eq_ignore_ascii_case("q") {
                let weight: f32 = value.parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
                range.thousandths = (weight * 1000.0).round() as u16;
            } else if name.eq_ignore_ascii_case("charset") {
                range.is_foreign_charset = !value.trim_matches('"').eq_ignore_ascii_case("utf-8");
            }
        }
        Some(range)
    }

    fn covers(&self, media_type: MediaType) -> bool {
        let (kind, subtype) = media_type.name();
        let fits = |range: &str, name: &str| range == "*" || range.eq_ignore_ascii_case(name);
        !self.is_foreign_charset && fits(self.kind, kind) && fits(self.subtype, subtype)
    }

    fn precision(&self) -> u8 {
        u8::from(self.kind != "*") + u8::from(self.subtype != "*")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accept: &str, expected: Option<MediaType>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        assert_eq!(negotiate(&headers), expected, "{accept}");
    }

    #[test]
    fn a_client_without_a_wish_gets_json() {
        assert_eq!(negotiate(&HeaderMap::new()), Some(MediaType::Json));
    }

    #[test]
    fn a_client_gets_what_it_likes_best() {
        use MediaType::{EventStream, GraphqlResponse, Json};
        check("application/json", Some(Json));
        check("application/graphql-response+json", Some(GraphqlResponse));
        check(
            "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            Some(GraphqlResponse),
        );
        check("application/json;q=0.9, application/graphql-response+json;q=0.8", Some(Json));
        check("APPLICATION/JSON", Some(Json));
        check("text/event-stream", Some(EventStream));
        check("application/json, text/event-stream;q=0.5", Some(Json));
        check("*/*", Some(Json));
        check("application/*", Some(Json));
        check("text/html, */*;q=0.8", Some(Json));
        check("text/*", Some(EventStream));
        check("application/graphql-response+json, */*;q=0.1", Some(GraphqlResponse));
        check("application/graphql-response+json;q=0, */*", Some(Json));
    }

    #[test]
    fn a_client_that_takes_none_of_the_forms_gets_none() {
        check("text/html", None);
        check("application/json;q=0", None);
        check("application/json; charset=iso-8859-1", None);
        check("nonsense", None);
        check("application/json;q=nonsense", None);
    }
}
