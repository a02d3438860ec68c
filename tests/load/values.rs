//! Values for the arguments of random operations: good ones, ones at the edge, and wrong ones.

use serde_json::{Value, json};

use super::random::Random;

/// Texts that break readers of texts, beside plain ones.
const TEXTS: &[&str] = &[
    "",
    " ",
    "Clerk",
    "ada@example.com",
    "correct horse battery",
    "2021-03",
    "https://example.com/",
    "\u{0}",
    "a\u{0}b",
    "\u{202e}reversed",
    "e\u{301}\u{301}\u{301}",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "\u{fffd}\u{feff}",
    "'; DROP TABLE jobs; --",
    "%_\\%",
    "\" & | ! ( :* <->",
    "\\u0000 \\x00",
    "{\"a\": 1}",
    "{{7*7}} ${x} #let",
    "-1",
    "NaN",
    "1e400",
    "line\nline\r\nline\tend",
];

const DATES: &[&str] = &[
    "2026-11-20T12:00:00Z",
    "2026-11-20T12:00:00.123456789+14:00",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "+262142-12-31T23:59:59Z",
    "-262143-01-01T00:00:00Z",
    "-4713-01-01T00:00:00Z",
    "+294277-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "yesterday",
];

const PARTIAL_DATES: &[&str] = &[
    "2021",
    "2021-03",
    "2021-03-31",
    "2021-02-30",
    "0000",
    "0001-01",
    "9999-12-31",
    "99999",
    "-1",
    "2021-13",
    "März",
];

const URLS: &[&str] =
    &["https://example.com/a?b=c", "example.com", "javascript:alert(1)", "http://[::1]/", "http://a b", "//"];

const NUMBERS: &[i64] = &[
    0,
    1,
    2,
    3,
    20,
    100,
    101,
    -1,
    255,
    256,
    65_535,
    2_147_483_647,
    -2_147_483_648,
    2_147_483_648,
    4_294_967_295,
    i64::MAX,
    i64::MIN,
];

/// What a caller's operations may name.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Ids of the caller's own things.
    pub own: Vec<String>,
    /// Ids of somebody else's.
    pub foreign: Vec<String>,
    /// The version of the caller's profile.
    pub version: i64,
    /// Whether ids that are deleted may be the caller's own.
    pub may_delete: bool,
}

/// A value of a scalar; mostly one that fits.
pub fn scalar(random: &mut Random, kind: &str, argument: &str, known: &Known) -> Value {
    match kind {
        "ID" => Value::from(id(random, known)),
        "Int" if argument == "version" && random.is(80) => known.version.into(),
        "Int" if argument == "first" && random.is(80) => random.between(1, 5).into(),
        "Int" => NUMBERS[random.below(NUMBERS.len())].into(),
        "Float" => match random.below(6) {
            0 => json!(1e308),
            1 => json!(-0.0),
            2 => json!(1e-320),
            _ => json!(random.below(10_000) as f64 / 100.0),
        },
        "Boolean" => random.is(50).into(),
        "DateTime" => Value::from(random.pick(DATES)),
        "PartialDate" => Value::from(random.pick(PARTIAL_DATES)),
        "URL" => Value::from(random.pick(URLS)),
        "JSON" => json_value(random, 0),
        _ => text(random, argument),
    }
}

fn text(random: &mut Random, argument: &str) -> Value {
    let posting = "Clerk at Quay Office\n\nRequirements\n- Filing\n- 3 years of typing\n";
    match random.below(10) {
        0 => Value::from(random.pick(TEXTS).repeat(random.between(1, 3_000))),
        1 => Value::from(char::from_u32(random.below(0x11_0000) as u32).unwrap_or('x').to_string()),
        2..=4 if argument == "text" => Value::from(posting),
        _ => Value::from(random.pick(TEXTS)),
    }
}

fn id(random: &mut Random, known: &Known) -> String {
    let junk = ["", "nonsense", "QWNjb3VudDo", "00000000-0000-0000-0000-000000000000", "\u{0}", "1"];
    let some = |random: &mut Random, of: &[String]| match of.is_empty() {
        true => "none".to_owned(),
        false => of[random.below(of.len())].clone(),
    };
    match random.below(10) {
        0 => random.pick(&junk).to_owned(),
        1 | 2 => some(random, &known.foreign),
        3 => {
            // One letter of a good id turned into another.
            let mut id = some(random, &known.own).into_bytes();
            let at = random.below(id.len());
            id[at] = b'A' + random.below(26) as u8;
            String::from_utf8_lossy(&id).into_owned()
        }
        _ if known.may_delete || random.is(90) => some(random, &known.own),
        _ => some(random, &known.foreign),
    }
}

/// A value of the wrong type.
pub fn wrong(random: &mut Random) -> Value {
    match random.below(7) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1.5),
        3 => json!([]),
        4 => json!([[{ "a": [null] }]]),
        5 => json!({ "a": { "b": 1 } }),
        _ => Value::from(random.pick(TEXTS)),
    }
}

/// Any JSON; now and then something like a résumé.
fn json_value(random: &mut Random, depth: usize) -> Value {
    const KEYS: &[&str] = &[
        "basics",
        "work",
        "name",
        "highlights",
        "education",
        "skills",
        "keywords",
        "startDate",
        "email",
        "profiles",
        "url",
        "jobwise",
        "meta",
        "projects",
        "summary",
        "level",
        "languages",
        "sections",
        "",
    ];
    match random.below(if depth > 5 { 4 } else { 8 }) {
        0 => scalar(random, "String", "", &Known::default()),
        1 => NUMBERS[random.below(NUMBERS.len())].into(),
        2 => Value::Null,
        3 => Value::from(random.pick(PARTIAL_DATES)),
        4 => (0..random.below(4)).map(|_| json_value(random, depth + 1)).collect(),
        _ => {
            let fields =
                (0..random.below(6)).map(|_| (random.pick(KEYS).to_owned(), json_value(random, depth + 1)));
            Value::Object(fields.collect())
        }
    }
}
