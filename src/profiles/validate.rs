//! What a profile may hold: lengths, characters, addresses, order of dates. In the profiles room;
//! pure.

use serde_json::{Map, Value};

use super::facts::list_facts;
use super::model::ProfileContent;
use crate::error::Violation;
use crate::language::dates::{PartialDate, Period};

/// The most facts a profile holds. A career of forty years with ten lines a position has about
/// a thousand.
pub const MAX_FACTS: usize = 10_000;

/// The longest single text, in characters: five printed pages.
pub const MAX_TEXT_CHARS: usize = 10_000;

/// All texts of a profile together, in bytes, unknown keys included: 1 MiB, as much as a file of
/// it may hold.
pub const MAX_CONTENT_BYTES: usize = 1024 * 1024;

/// The longest address a mailbox can have, in bytes (RFC 5321, 4.5.3.1.3, less the brackets).
const MAX_EMAIL_BYTES: usize = 254;

/// The most years of use a skill can have.
const MAX_YEARS: f32 = 100.0;

/// What is said of a period whose dates are in the wrong order.
pub const DATE_ORDER: &str = "This ends before it begins. Exchange the dates or correct one.";

/// As many wrong places as are named.
const MAX_VIOLATIONS: usize = 100;

/// Why a text cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFault {
    /// The word to switch on: `too_long` or `character`.
    pub code: &'static str,
    /// What is wrong and what would be right, for a person.
    pub message: &'static str,
}

/// What is wrong with a profile; empty when it can be stored. Paths are those of the profile's own
/// fields in camel case, such as `experience.0.positions.1.startDate`.
///
/// Every text of the model is looked at, and with it every field added later: lengths and
/// characters ([`text_fault`]), web addresses (`http`, `https`, `mailto` or no scheme), periods
/// that end before they begin. Unknown keys only count towards the size.
pub fn validate(content: &ProfileContent) -> Vec<Violation> {
    let mut checker = Checker::default();
    checker.rules(content);
    match serde_json::to_value(content) {
        Ok(value) => checker.value(&mut Vec::new(), &value),
        Err(_) => checker.refuse(&[], "number", "A number is not finite. Correct the years of a skill."),
    }
    if checker.bytes > MAX_CONTENT_BYTES {
        checker.refuse(
            &[],
            "too_large",
            format!("A profile holds at most {MAX_CONTENT_BYTES} bytes. Shorten it."),
        );
    }
    checker.violations
}

/// What is wrong with a text of any length-bounded field, if anything is.
///
/// Refused are control characters other than tabs and line breaks, and the characters that
/// reorder the text around them (Unicode's bidirectional embeddings, overrides and isolates):
/// with those, what is printed could read differently from what is checked.
pub fn text_fault(text: &str) -> Option<TextFault> {
    if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
        return Some(TextFault {
            code: "too_long",
            message: "This is longer than 10,000 characters. Shorten it.",
        });
    }
    text.chars().any(is_refused).then_some(TextFault {
        code: "character",
        message: "This holds an invisible control character. Type it anew without formatting.",
    })
}

fn is_refused(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_control(),
    }
}

/// Whether a text has the shape of a mail address; nobody is asked whether it exists.
pub fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = |character: char| !character.is_whitespace() && !"<>()[],;:\\\"@".contains(character);
    text.len() <= MAX_EMAIL_BYTES
        && (1..=64).contains(&mailbox.len())
        && text.chars().filter(|character| *character == '@').count() == 1
        && mailbox.chars().chain(domain.chars()).all(is_plain)
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

/// Whether an address on the web may be printed as a link: `http`, `https`, `mailto`, or no scheme
/// at all as in `example.com/me`.
pub fn is_web_address(text: &str) -> bool {
    if text.chars().any(char::is_whitespace) {
        return false;
    }
    let start = text.split(['/', '?', '#']).next().unwrap_or_default();
    match start.split_once(':') {
        None => true,
        // A host with its port, `example.com:8080`; no registered scheme has a dot and digits so.
        Some((host, port)) if host.contains('.') => port.bytes().all(|byte| byte.is_ascii_digit()),
        Some((scheme, _)) => {
            ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        }
    }
}

/// Whether a period ends before it begins, as far as both ends are known.
pub fn ends_before_start(period: &Period) -> bool {
    let (Some(start), Some(end)) = (period.start, period.end) else { return false };
    let both = |start: Option<u8>, end: Option<u8>| start.zip(end);
    match (both(start.month(), end.month()), both(start.day(), end.day())) {
        _ if start.year() != end.year() => start.year() > end.year(),
        (Some((from, to)), _) if from != to => from > to,
        (Some(_), Some((from, to))) => from > to,
        _ => false,
    }
}

#[derive(Default)]
struct Checker {
    bytes: usize,
    violations: Vec<Violation>,
}

impl Checker {
    /// What cannot be seen from one value alone.
    fn rules(&mut self, content: &ProfileContent) {
        if list_facts(content).len() > MAX_FACTS {
            self.refuse(&[], "too_many", format!("A profile holds at most {MAX_FACTS} facts. Shorten it."));
        }
        if let Some(email) = &content.basics.email
            && !is_email(email.value.text.trim())
        {
            self.refuse(&["basics", "email"], "email", "This is no mail address. Write name@example.com.");
        }
        for (field, item) in [("url", &content.basics.url), ("image", &content.basics.image)] {
            if let Some(item) = item {
                self.web_address(&["basics", field], &item.value.text);
            }
        }
        for (index, employer) in content.experience.iter().enumerate() {
            if employer.positions.is_empty() {
                let index = index.to_string();
                self.refuse(&["experience", &index, "positions"], "required", "Add at least one position.");
            }
        }
        for (index, item) in content.skills.iter().enumerate() {
            if item.value.years.is_some_and(|years| !(0.0..=MAX_YEARS).contains(&years)) {
                let index = index.to_string();
                self.refuse(&["skills", &index, "years"], "range", "Give the years of use from 0 to 100.");
            }
        }
        let preferences = &content.preferences;
        if preferences.salary_min.is_some_and(i64::is_negative) {
            self.refuse(&["preferences", "salaryMin"], "range", "A salary is not below zero.");
        }
        if let Some(currency) = &preferences.salary_currency
            && !(currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            self.refuse(
                &["preferences", "salaryCurrency"],
                "currency",
                "Write the currency as ISO 4217: USD, EUR.",
            );
        }
    }

    /// Looks at a value of the stored form and all within it.
    fn value(&mut self, path: &mut Vec<String>, value: &Value) {
        match value {
            Value::String(text) => {
                self.bytes += text.len();
                if let Some(fault) = text_fault(text) {
                    self.refuse(&strs(path), fault.code, fault.message);
                }
                if path.last().is_some_and(|key| key == "url") {
                    self.web_address(&strs(path), text);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index.to_string());
                    self.value(path, item);
                    path.pop();
                }
            }
            Value::Object(fields) => self.fields(path, fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn fields(&mut self, path: &mut Vec<String>, fields: &Map<String, Value>) {
        let date = |key: &str| fields.get(key)?.as_str()?.parse::<PartialDate>().ok();
        if ends_before_start(&Period::new(date("start"), date("end"))) {
            path.push("endDate".to_owned());
            self.refuse(&strs(path), "date_order", DATE_ORDER);
            path.pop();
        }
        for (key, field) in fields {
            match key.as_str() {
                "extra" => self.bytes += field.to_string().len(),
                "id" | "standing" => {}
                // A line is its text; its path is the place of the line.
                "text" => self.value(path, field),
                _ => {
                    path.push(camel_case(key));
                    self.value(path, field);
                    path.pop();
                }
            }
        }
    }

    fn web_address(&mut self, path: &[&str], text: &str) {
        if !is_web_address(text.trim()) {
            self.refuse(path, "url", "This is no web address. Begin it with https://, http:// or mailto:.");
        }
    }

    fn refuse(&mut self, path: &[&str], code: &str, message: impl Into<String>) {
        let violation = Violation::new(&path.join("."), code, message);
        let is_known = self.violations.iter().any(|known| known.path == violation.path && known.code == code);
        if !is_known && self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(violation);
        }
    }
}

fn strs(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn camel_case(key: &str) -> String {
    let mut words = key.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    name
}
