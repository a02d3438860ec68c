//! Requests made to hurt: documents that grow when they are read, bodies and forms that are no
//! such thing. Every one of them is to be refused.

use serde_json::{Value, json};

use super::http::{Answer, post, post_json};
use super::random::Random;

/// A kind of hostile request and what makes one.
pub type Kind = (&'static str, fn(&mut Random) -> Vec<u8>);

/// Every kind.
pub const ALL: &[Kind] = &[
    ("fragments that double", |random| document(&fragment_bomb(random))),
    ("fragments in a circle", |random| document(&fragment_circle(random))),
    ("aliases", |random| document(&flood(random, 100, 3_000, |at| format!("a{at}: __typename ")))),
    ("root fields", |random| document(&flood(random, 25, 3_000, |_| "__typename ".to_owned()))),
    ("deep selections", |random| document(&nested(random, "{ a ", "}"))),
    ("deep lists", |random| document(&format!("{{ node(id: {}) {{ id }} }}", nested(random, "[", "]")))),
    ("deep objects", |random| {
        document(&format!("{{ jobs(filter: {}) {{ totalCount }} }}", nested(random, "{ a: ", "}")))
    }),
    ("directives at one place", |random| {
        document(&format!("{{ __typename {} }}", repeated(random, 100, 1_500, "@skip(if: true) ")))
    }),
    ("directives everywhere", |random| {
        document(&format!("{{ templates {{ {} }} }}", repeated(random, 70, 700, "name @include(if: true) ")))
    }),
    ("operations", |random| {
        document(&numbered(random, 40, 900, |at| format!("query Q{at} {{ __typename }} ")))
    }),
    ("unused fragments", |random| {
        document(&format!(
            "{{ __typename }} {}",
            numbered(random, 70, 600, |at| format!("fragment F{at} on Job {{ id }} "))
        ))
    }),
    ("huge strings", |random| {
        document(&format!("{{ node(id: \"{}\") {{ id }} }}", "x".repeat(random.between(66_000, 900_000))))
    }),
    ("huge numbers", |random| {
        document(&format!("{{ jobs(first: {}) {{ totalCount }} }}", "9".repeat(random.between(200, 60_000))))
    }),
    ("huge names", |random| document(&format!("{{ {} }}", "n".repeat(random.between(129, 60_000))))),
    ("long lists", |random| {
        document(&format!("{{ nodes(ids: [{}]) {{ id }} }}", repeated(random, 5_000, 15_000, "1 ")))
    }),
    ("variable definitions", |random| {
        document(&format!(
            "query Q({}) {{ __typename }}",
            numbered(random, 1_500, 3_000, |at| format!("$v{at}: Int "))
        ))
    }),
    ("comments and commas", |random| {
        document(&format!("{}{{ nothing }}", repeated(random, 100, 8_000, "#,,,\n")))
    }),
    ("brackets left open", |random| {
        let bracket = random.pick(&["{", "[", "("]);
        document(&repeated(random, 41, 60_000, bracket))
    }),
    ("strings left open", |random| {
        document(&format!("{{ node(id: {}", repeated(random, 1, 20_000, "\"\\\"")))
    }),
    ("costly lists", |random| document(&costly(random))),
    ("introspection without end", |random| document(&introspection(random))),
    ("Unicode", |random| document(&unicode(random))),
    ("JSON that is deep", |random| {
        json_body(format!("{{\"query\":\"{{a}}\",\"variables\":{}", nested(random, "[", "]")).as_bytes())
    }),
    ("JSON that is broken", broken_json),
    ("JSON of the wrong shape", |random| {
        json_body(WRONG_SHAPES[random.below(WRONG_SHAPES.len())].as_bytes())
    }),
    ("variables without end", variables),
    ("bodies that are too long", |random| json_body(&vec![b' '; random.between(1_048_577, 1_500_000)])),
    ("multipart", multipart),
    ("content types", |random| {
        post(
            &[format!("content-type: {}", CONTENT_TYPES[random.below(CONTENT_TYPES.len())])],
            b"{\"query\":\"{ __typename }\"}",
        )
    }),
];

/// Whether an answer refuses: a status that says so, and errors without data.
pub fn is_refused(answer: &Answer) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let has_errors = body["errors"].as_array().is_some_and(|errors| !errors.is_empty());
    (400..500).contains(&answer.status) && has_errors && body.get("data").is_none()
}

/// JSON, but no request.
const WRONG_SHAPES: &[&str] = &[
    "null",
    "0",
    "\"{ __typename }\"",
    "[]",
    "[{\"query\":\"{ __typename }\"},{\"query\":\"{ __typename }\"}]",
    "{}",
    "{\"query\":null}",
    "{\"query\":[\"{ __typename }\"]}",
    "{\"query\":\"\"}",
    "{\"query\":\"{ __typename }\",\"variables\":[]}",
    "{\"query\":\"{ __typename }\",\"operationName\":1}",
    "{\"query\":\"{ __typename }\",\"extensions\":\"x\"}",
    "{\"query\":\"{ __typename }\",\"extensions\":{\"persistedQuery\":{}}}",
    "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"zz\"}}}",
];

/// What a page of another origin may send without asking, and what is no media type.
const CONTENT_TYPES: &[&str] = &[
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/graphql",
    "application/json; charset=utf-7",
    "application/jsonp",
    ";",
    "a/b/c",
];

fn document(document: &str) -> Vec<u8> {
    post_json(None, json!({ "query": document }).to_string().as_bytes())
}

fn json_body(body: &[u8]) -> Vec<u8> {
    post_json(None, body)
}

fn repeated(random: &mut Random, least: usize, most: usize, text: &str) -> String {
    text.repeat(random.between(least, most))
}

fn numbered(random: &mut Random, least: usize, most: usize, one: impl Fn(usize) -> String) -> String {
    (0..random.between(least, most)).map(one).collect()
}

fn flood(random: &mut Random, least: usize, most: usize, one: impl Fn(usize) -> String) -> String {
    format!("{{ {} }}", numbered(random, least, most, one))
}

fn nested(random: &mut Random, open: &str, close: &str) -> String {
    let depth = random.between(60, 10_000);
    let (open, close) = (open.repeat(depth), close.repeat(depth));
    if random.is(50) { open } else { open + &close }
}

/// Each fragment spreads the next one several times: what is written out grows like a power.
fn fragment_bomb(random: &mut Random) -> String {
    let (levels, width) = (random.between(12, 59), random.between(2, 40));
    let spread = |at: usize| format!("...F{at} ").repeat(width);
    let fragments = (0..levels).map(|at| format!("fragment F{at} on Query {{ {} }} ", spread(at + 1)));
    format!(
        "{{ {} }} {} fragment F{levels} on Query {{ __typename }}",
        spread(0),
        fragments.collect::<String>()
    )
}

fn fragment_circle(random: &mut Random) -> String {
    let length = random.between(1, 59);
    let fragments = (0..length).map(|at| format!("fragment F{at} on Query {{ ...F{} }} ", (at + 1) % length));
    format!("{{ ...F0 }} {}", fragments.collect::<String>())
}

/// Pages of pages: few words that could be answered with millions of fields.
fn costly(random: &mut Random) -> String {
    let first = random.between(50, 2_000_000_000);
    let inner = "edges { node { id title saved { documents { id profile { documents(first: 100) { edges { node { id claims { text } } } } } } } } }";
    format!("{{ jobs(first: {first}) {{ {inner} }} }}")
}

/// Types of fields of types of fields: what client tools ask is far less.
fn introspection(random: &mut Random) -> String {
    let levels = random.between(4, 6);
    let inner = "{ fields { type ".repeat(levels) + "{ name }" + &" } }".repeat(levels);
    let again = numbered(random, 10, 19, |at| format!("s{at}: __schema {{ types {inner} }} "));
    format!("{{ {again} }}")
}

/// Signs a document may not have, where it may not have them.
fn unicode(random: &mut Random) -> String {
    const SIGNS: &[&str] = &[
        "\u{202e}",
        "\u{200b}",
        "\u{feff}",
        "\u{0}",
        "\u{7}",
        "é",
        "变量",
        "\u{1f469}\u{200d}\u{1f4bb}",
        "\u{e000}",
        "\u{10ffff}",
        "\\u{110000}",
        "\\ud800",
        "\u{85}",
        "\u{2028}",
        "ａ",
        "ﬁ",
        "a\u{301}\u{301}\u{301}",
    ];
    let mut text = String::from("{ ");
    for _ in 0..random.between(1, 2_000) {
        text.push_str(SIGNS[random.below(SIGNS.len())]);
    }
    // Whatever the signs are, no field is called so.
    text + " nothing }"
}

/// A good body, cut off or with bytes that are no UTF-8.
fn broken_json(random: &mut Random) -> Vec<u8> {
    let good = json!({ "query": "query Q($id: ID!) { node(id: $id) { id } }", "variables": { "id": "x" } })
        .to_string();
    let mut bytes = good.into_bytes();
    let at = random.below(bytes.len());
    match random.is(50) {
        true => bytes.truncate(at),
        false => bytes[at] = 0xff,
    }
    json_body(&bytes)
}

fn variables(random: &mut Random) -> Vec<u8> {
    let query = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let ids = match random.is(50) {
        true => json!(vec![0; random.between(50_001, 300_000)]),
        false => (0..random.between(33, 120)).fold(json!("x"), |inner, _| json!([inner])),
    };
    json_body(json!({ "query": query, "variables": { "ids": ids } }).to_string().as_bytes())
}

/// Forms that are none, or hold no operation.
fn multipart(random: &mut Random) -> Vec<u8> {
    let boundary = "x".repeat(random.between(1, 200));
    let mut body = String::new();
    for part in 0..random.between(0, 200) {
        let name = ["operations", "map", "0", "nothing"][random.below(4)];
        let content = ["{", "null", "{\"0\":[\"variables.file\"]}", "\u{0}", "--"][random.below(5)];
        body.push_str(&format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}{part}\"\r\n\r\n{content}\r\n"
        ));
    }
    if random.is(50) {
        body.push_str(&format!("--{boundary}--\r\n"));
    }
    let boundary = if random.is(80) { format!("; boundary={boundary}") } else { String::new() };
    post(&[format!("content-type: multipart/form-data{boundary}")], body.as_bytes())
}
