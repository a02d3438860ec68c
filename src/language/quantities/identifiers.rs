//! Names with numbers in them, which are no amounts: "Python 3.11", "C++17", "SOC 2", "GPT-4",
//! "line 4", "401(k)", "p95", telephone numbers and times of day. Below
//! [`super::find_quantities`].

use super::currencies;
use super::model::{Quantity, QuantityKind};
use super::numerals::{self, Form};
use super::reading::Reading;
use super::units;
use crate::language::span::Span;
use crate::language::tokens::{TokenKind, fold};

/// Words that a number behind them names one of: "level 3". Singular, folded.
const DESIGNATORS: [&str; 58] = [
    "level", "section", "form", "part", "title", "chapter", "phase", "tier", "grade", "class", "type",
    "stage", "step", "line", "unit", "room", "route", "article", "rule", "act", "version", "release",
    "schedule", "category", "cat", "group", "zone", "district", "local", "no", "nr", "number", "page",
    "series", "model", "mark", "platform", "gate", "floor", "ward", "wing", "building", "apt", "suite",
    "box", "division", "subpart", "annex", "appendix", "exhibit", "figure", "fig", "table", "item", "option",
    "station", "bay", "plant",
];

/// Names of products, norms and authorities that carry a number or year; folded. They are told
/// here because a noun in the plural may follow: "Windows 10 machines".
const NUMBERED_NAMES: [&str; 97] = [
    "windows",
    "python",
    "java",
    "javascript",
    "typescript",
    "php",
    "ruby",
    "rails",
    "django",
    "flask",
    "laravel",
    "symfony",
    "angular",
    "react",
    "vue",
    "node",
    "node.js",
    ".net",
    "c++",
    "c#",
    "swift",
    "kotlin",
    "scala",
    "rust",
    "perl",
    "drupal",
    "wordpress",
    "joomla",
    "magento",
    "ios",
    "android",
    "macos",
    "ubuntu",
    "debian",
    "rhel",
    "centos",
    "oracle",
    "mysql",
    "postgresql",
    "postgres",
    "mongodb",
    "redis",
    "elasticsearch",
    "kubernetes",
    "terraform",
    "kafka",
    "spark",
    "hadoop",
    "unity",
    "unreal",
    "blender",
    "boot",
    "http",
    "html",
    "css",
    "es",
    "tls",
    "ssl",
    "sha",
    "ipv",
    "oauth",
    "rslogix",
    "studio",
    "server",
    "office",
    "dynamics",
    "excel",
    "word",
    "outlook",
    "access",
    "exchange",
    "sharepoint",
    "autocad",
    "revit",
    "solidworks",
    "iso",
    "soc",
    "osha",
    "iec",
    "ieee",
    "rfc",
    "ansi",
    "astm",
    "asme",
    "din",
    "nfpa",
    "nist",
    "pci",
    "cfr",
    "usp",
    "ifrs",
    "asc",
    "asu",
    "part",
    "boeing",
    "airbus",
    "cessna",
];

/// Acronyms of scores, whose number is an amount: "GPA 3.9", "NPS 72".
pub(super) const SCORES: [&str; 16] = [
    "GPA", "NPS", "CSAT", "IELTS", "TOEFL", "TOEIC", "GMAT", "GRE", "SAT", "ACT", "LSAT", "MCAT", "DAT",
    "ASVAB", "IQ", "BMI",
];

/// The identifier that begins with the token, and the token behind it.
pub(super) fn read(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let token = &reading.tokens[at];
    if token.kind == TokenKind::Symbol {
        return phone(reading, at).or_else(|| hash(reading, at));
    }
    if reading.starts_with_digit(at) {
        return phone(reading, at)
            .or_else(|| clock(reading, at))
            .or_else(|| bracketed(reading, at))
            .or_else(|| dotted(reading, at));
    }
    let has_digit = token.text.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit {
        return mixed(reading, at);
    }
    // All that follow need a number close behind.
    let near = (at + 1..at + 4).any(|near| reading.starts_with_digit(near));
    if near {
        return tied(reading, at).or_else(|| designated(reading, at)).or_else(|| named(reading, at));
    }
    designated(reading, at)
}

/// What is left of a word that begins with digits and is no amount: "3D", "4x4", "1099-K".
pub(super) fn glued(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let word = reading.word(at);
    let is_glued = reading.starts_with_digit(at) && !word.bytes().all(|byte| byte.is_ascii_digit());
    if !is_glued || reading.tokens[at].kind != TokenKind::Word {
        return None;
    }
    let to = tail(reading, at + 1);
    Some(identifier(reading, at, to, fold(reading.span(at, to).of(reading.text))))
}

fn identifier(reading: &Reading<'_>, from: usize, to: usize, name: String) -> (Quantity, usize) {
    let mut quantity = Quantity::new(reading.span(from, to), QuantityKind::Identifier, 0.0);
    quantity.unit = Some(name);
    (quantity, to)
}

/// Goes over what a name goes on with: ".2" of "v3.2", "-CM" of "ICD-10-CM".
fn tail(reading: &Reading<'_>, mut to: usize) -> usize {
    loop {
        let is_mark =
            matches!(reading.word(to), "." | "-" | "/") && reading.is_joined(to) && reading.is_joined(to + 1);
        let word = reading.word(to + 1);
        let goes_on = reading.starts_with_digit(to + 1)
            || (reading.word(to) != "."
                && !word.is_empty()
                && word.len() <= 4
                && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        if !is_mark || !goes_on {
            return to;
        }
        to += 2;
    }
}

/// "p95", "B2B", "K8s", "v3.2.1".
fn mixed(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let to = tail(reading, at + 1);
    Some(identifier(reading, at, to, fold(reading.span(at, to).of(reading.text))))
}

/// "GPT-4", "COVID-19", "HTTP/2", "S/4HANA", "C++17".
fn tied(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    const PREFIXES: [&str; 10] = ["pre", "post", "mid", "sub", "top", "early", "late", "ex", "over", "under"];
    let word = reading.word(at);
    let mut number = at + 1;
    while matches!(reading.word(number), "-" | "/" | "+" | "#" | "‑")
        && reading.is_joined(number)
        && number < at + 3
    {
        number += 1;
    }
    let is_tied = number > at + 1 && reading.is_joined(number) && reading.starts_with_digit(number);
    if !is_tied || (number == at + 3 && !(reading.word(at + 1) == "+" && reading.word(at + 2) == "+")) {
        return None;
    }
    let meaning = reading.meaning(at);
    let is_other = meaning.month.is_some()
        || meaning.number.is_some()
        || meaning.unit.is_some()
        || meaning.recurrence.is_some()
        || reading.is_any(at, &PREFIXES)
        || currencies::before(reading.text, reading.start(at + 1)).is_some();
    let is_name = word.starts_with(char::is_uppercase) || is_designator(&fold(word));
    if is_other || !is_name {
        return None;
    }
    let to = tail(reading, number + 1);
    let digits = Span::new(reading.start(number), reading.end_before(to)).of(reading.text);
    let name = if reading.word(at + 1) == "+" { format!("{}++", fold(word)) } else { fold(word) };
    Some(identifier(reading, at, to, format!("{name} {}", fold(digits))))
}

fn is_designator(word: &str) -> bool {
    DESIGNATORS.contains(&word)
}

/// "level 3", "Section 508", "Type II", "line 4", "grades 3–5", "No. 7".
fn designated(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    if !reading.is_word(at) || reading.word(at).len() > 12 {
        return None;
    }
    let folded = fold(reading.word(at));
    let (name, is_plural) = match folded.strip_suffix('s') {
        _ if is_designator(&folded) => (folded.as_str(), false),
        Some(singular) if is_designator(singular) => (singular, true),
        _ if folded == "categories" => ("category", true),
        _ => return None,
    };
    let name = if matches!(name, "no" | "nr") { "number" } else { name };
    let mut next = at + 1;
    let is_short = folded.len() <= 3;
    next += usize::from(is_short && reading.word(next) == "." && reading.is_joined(next));
    next += usize::from(reading.word(next) == "#");
    if folded == "no" && next == at + 1 {
        return None;
    }
    if let Some(value) = roman(reading.word(next)) {
        // "part I played" speaks of a person.
        let is_certain = reading.word(next) != "I" || reading.starts_upper(at);
        return is_certain.then(|| identifier(reading, at, next + 1, format!("{name} {value}")));
    }
    let (_, end, form) =
        numerals::scan(reading.text, reading.start(next)).filter(|_| reading.starts_with_digit(next))?;
    let to = next + 1;
    let is_number = form != Form::ThreeDecimals
        && end == reading.end_before(to)
        && reading.word(next).len() <= 6
        && !reading.word(next).contains(',');
    if !is_number {
        // "Section 12B", "unit 4A"
        let word = reading.word(next);
        let is_code = word.len() <= 6
            && word.ends_with(|c: char| c.is_ascii_uppercase())
            && units::of_suffix(word.trim_start_matches(|c: char| c.is_ascii_digit())).is_none();
        return is_code.then(|| identifier(reading, at, to, format!("{name} {}", fold(word))));
    }
    let is_amount = units::read(reading, to).is_some()
        || reading.is_any(to, &["times", "x", "+"])
        || currencies::after(reading, to).is_some()
        || (reading.is_sentence_start(at)
            && reading.is_plural(to)
            && reading.word(next).parse::<u32>().is_ok_and(|value| value > 12));
    if is_amount {
        return None;
    }
    if is_plural {
        let is_joint = reading.is_dash(to) || reading.is_any(to, &["to", "and", "through", "&", "or"]);
        if !is_joint || !reading.starts_with_digit(to + 1) {
            return None;
        }
        let name = format!("{name} {}-{}", reading.word(next), fold(reading.word(to + 1)));
        return Some(identifier(reading, at, to + 2, name));
    }
    // "line 4 to 6" and "level 2-3" are several.
    let past = tail(reading, to);
    let digits = Span::new(reading.start(next), reading.end_before(past)).of(reading.text);
    Some(identifier(reading, at, past, format!("{name} {}", fold(digits))))
}

/// Roman numerals up to twenty, in capitals.
fn roman(word: &str) -> Option<usize> {
    const NUMERALS: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
        "XVII", "XVIII", "XIX", "XX",
    ];
    NUMERALS.iter().position(|numeral| *numeral == word).map(|place| place + 1)
}

/// "Python 3.11", "SOC 2", "Windows 11", "SQL Server 2019", "OSHA 30-Hour".
fn named(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let next = at + 1;
    let word = reading.word(at);
    let meaning = reading.meaning(at);
    if !reading.starts_with_digit(next) || !reading.is_word(at) || SCORES.contains(&word) {
        return None;
    }
    let is_upper = word.starts_with(|c: char| c.is_uppercase() || c == '.');
    if !is_upper && !word.ends_with("OS") && !word.starts_with("iPhone") {
        return None;
    }
    let is_other = meaning.is_stop
        || meaning.month.is_some()
        || meaning.number.is_some()
        || meaning.ordinal.is_some()
        || meaning.recurrence.is_some()
        || currencies::before(reading.text, reading.start(next)).is_some();
    if is_other {
        return None;
    }
    let (value, end, form) = numerals::scan(reading.text, reading.start(next))?;
    let to = reading.token_at_byte(next, end);
    let is_whole_token = end == reading.end_before(to) && to > next;
    let is_known = NUMBERED_NAMES.contains(&fold(word).as_str());
    let is_year = form == Form::Plain && (1900.0..2200.0).contains(&value);
    let carries_year = [
        "server",
        "office",
        "studio",
        "excel",
        "word",
        "outlook",
        "access",
        "exchange",
        "sharepoint",
        "autocad",
        "revit",
        "solidworks",
    ]
    .iter()
    .any(|name| reading.is(at, name));
    if !is_whole_token || reading.word(next).contains(',') || (is_year && !carries_year) {
        return None;
    }
    let make = |to: usize| {
        let digits = Span::new(reading.start(next), reading.end_before(to)).of(reading.text);
        identifier(reading, at, to, format!("{} {}", fold(word), fold(digits)))
    };
    // "OSHA 30-Hour"
    if reading.is(at, "osha") && reading.is_dash(to) && reading.is(to + 1, "hour") {
        return Some(make(to + 2));
    }
    let is_amount = units::read(reading, to).is_some()
        || reading
            .is_any(to, &["times", "x", "+", "to", "million", "billion", "thousand", "hundred", "of", "out"])
        || currencies::after(reading, to).is_some()
        || reading.is_dash(to)
        || reading.word(to) == "/"
        || reading.meaning(to).number.is_some();
    let is_version = form == Form::Dotted || (form != Form::Plain && is_known);
    if is_amount && !is_version {
        return None;
    }
    if is_known {
        return Some(make(tail(reading, to)));
    }
    let is_acronym = word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_plain_word = word.ends_with("ed") || word.ends_with("ing");
    let is_name = is_acronym || (!reading.is_sentence_start(at) && !is_plain_word);
    let is_counting =
        super::nouns::counted(reading, to, true).is_some_and(|counted| reading.is_plural(counted.head));
    (is_name && !is_counting && form != Form::ThreeDecimals).then(|| make(tail(reading, to)))
}

/// "#1".
fn hash(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let is_hash = reading.word(at) == "#"
        && reading.is_joined(at + 1)
        && reading.tokens.get(at + 1)?.kind == TokenKind::Number;
    is_hash.then(|| identifier(reading, at, at + 2, format!("number {}", reading.word(at + 1))))
}

/// "401(k)", "501(c)(3)".
fn bracketed(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let mut to = at + 1;
    while reading.word(to) == "("
        && reading.is_joined(to)
        && reading.word(to + 1).len() == 1
        && reading.word(to + 2) == ")"
    {
        to += 3;
    }
    let is_letter = reading.word(at + 2).starts_with(|c: char| c.is_ascii_alphabetic());
    (to > at + 1 && is_letter)
        .then(|| identifier(reading, at, to, fold(reading.span(at, to).of(reading.text))))
}

/// "3.11.2", "192.168.0.1".
fn dotted(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let (_, end, form) = numerals::scan(reading.text, reading.start(at))?;
    let to = reading.token_at_byte(at, end);
    (form == Form::Dotted).then(|| identifier(reading, at, to, fold(reading.span(at, to).of(reading.text))))
}

/// "9:30", "7 a.m.", "5pm".
fn clock(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let word = reading.word(at);
    let half = |at: usize| reading.is_any(at, &["am", "pm", "a.m.", "p.m.", "a.m", "p.m"]);
    let name = |to: usize| fold(reading.span(at, to).of(reading.text)).replace(['.', ' '], "");
    let glued = word.len() <= 4 && (word.ends_with("am") || word.ends_with("pm")) && word.len() > 2;
    if glued && word[..word.len() - 2].bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(identifier(reading, at, at + 1, name(at + 1)));
    }
    if !word.parse::<u8>().is_ok_and(|hour| hour < 25) {
        return None;
    }
    if half(at + 1) && !reading.is_joined(at + 1) {
        return Some(identifier(reading, at, at + 2, name(at + 2)));
    }
    let minutes = reading.word(at + 2);
    let digits = minutes.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_time = reading.word(at + 1) == ":"
        && reading.is_joined(at + 1)
        && reading.is_joined(at + 2)
        && digits < "60"
        && (minutes.len() == 2 && (half(at + 3) || digits.ends_with(['0', '5']))
            || matches!(&minutes[2..], "am" | "pm"));
    if !is_time {
        return None;
    }
    let to = at + 3 + usize::from(half(at + 3));
    Some(identifier(reading, at, to, name(to)))
}

/// A telephone number: a plus and eight digits or more, or three, three and four digits.
fn phone(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let start = reading.start(at);
    let rest = &reading.text[start..];
    let bytes = rest.as_bytes();
    if !matches!(bytes.first(), Some(b'+' | b'(' | b'0'..=b'9')) {
        return None;
    }
    if bytes[0] == b'+' && at > 0 && reading.is_joined(at) {
        return None;
    }
    let mut end = 0;
    let mut digits = 0;
    let mut groups: [usize; 8] = [0; 8];
    let mut group = 0;
    const LONGEST: usize = 24;
    for (place, byte) in bytes.iter().take(LONGEST).enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                end = place + 1;
                if let Some(length) = groups.get_mut(group) {
                    *length += 1;
                }
            }
            b'+' if place == 0 => {}
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' => {
                let is_new = groups.get(group).is_some_and(|length| *length > 0);
                group += usize::from(is_new);
            }
            _ => break,
        }
    }
    let used = &groups[..(group + 1).min(groups.len())];
    let used: &[usize] = if used.last() == Some(&0) { &used[..used.len() - 1] } else { used };
    let is_international = bytes[0] == b'+' && (8..=15).contains(&digits);
    let is_american = matches!(used, [3, 3, 4] | [1, 3, 3, 4]) && !rest[..end].contains(", ");
    let to = reading.token_at_byte(at, start + end);
    let is_whole = reading.end_before(to) == start + end;
    if !(is_international || is_american) || !is_whole {
        return None;
    }
    let name: String = rest[..end].chars().filter(char::is_ascii_digit).collect();
    let mut quantity = Quantity::new(Span::new(start, start + end), QuantityKind::Phone, 0.0);
    quantity.unit = Some(name);
    Some((quantity, to))
}
