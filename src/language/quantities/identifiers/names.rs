//! Names that carry a number: "Python 3.11", "SOC 2", "Windows 10 machines". Part of [`super`].

use super::{identifier, tail};
use crate::language::quantities::model::Quantity;
use crate::language::quantities::numerals::{self, Form};
use crate::language::quantities::reading::Reading;
use crate::language::quantities::{currencies, nouns, units};
use crate::language::span::Span;
use crate::language::tokens::fold;

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
pub(in crate::language::quantities) const SCORES: [&str; 16] = [
    "GPA", "NPS", "CSAT", "IELTS", "TOEFL", "TOEIC", "GMAT", "GRE", "SAT", "ACT", "LSAT", "MCAT", "DAT",
    "ASVAB", "IQ", "BMI",
];

/// "Python 3.11", "SOC 2", "Windows 11", "SQL Server 2019", "OSHA 30-Hour".
pub(super) fn named(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
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
    // "Boeing 737-800"
    let has_tail =
        is_known && reading.is_dash(to) && reading.is_joined(to) && reading.starts_with_digit(to + 1);
    let is_version = form == Form::Dotted || (form != Form::Plain && is_known) || has_tail;
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
        nouns::counted(reading, to, true).is_some_and(|counted| reading.is_plural(counted.head));
    (is_name && !is_counting && form != Form::ThreeDecimals).then(|| make(tail(reading, to)))
}
