//! Pay as postings state it.

use crate::language::span::Span;
use crate::language::tokens::fold;

/// What a rate of pay is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A range of pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalaryRange {
    /// The lower end in whole units of the currency, rounded; none where only the upper is said.
    pub min: Option<i64>,
    /// The upper end.
    pub max: Option<i64>,
    /// ISO 4217.
    pub currency: &'static str,
    /// What it is paid for.
    pub per: Per,
}

/// Signs and codes, the longer before those they contain.
const CURRENCIES: [(&str, &str); 27] = [
    ("US$", "USD"),
    ("CA$", "CAD"),
    ("C$", "CAD"),
    ("AU$", "AUD"),
    ("A$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("¥", "JPY"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("GBP", "GBP"),
    ("CAD", "CAD"),
    ("AUD", "AUD"),
    ("NZD", "NZD"),
    ("CHF", "CHF"),
    ("SEK", "SEK"),
    ("NOK", "NOK"),
    ("DKK", "DKK"),
    ("PLN", "PLN"),
    ("INR", "INR"),
    ("SGD", "SGD"),
];

/// Words near an amount that make it somebody's pay.
const PAY_WORDS: [&str; 12] = [
    "salary",
    "salaries",
    "pay",
    "compensation",
    "wage",
    "rate",
    "remuneration",
    "earn",
    "annual",
    "base",
    "ote",
    "stipend",
];

/// An amount with its place.
#[derive(Debug, Clone, Copy)]
struct Amount {
    value: f64,
    currency: Option<&'static str>,
    span: Span,
}

/// The pay stated in the text: the first range of amounts that can be pay, else the first
/// single amount that is said to be.
pub fn find_salary(text: &str) -> Option<(Span, SalaryRange)> {
    let amounts = amounts(text);
    let range = amounts.windows(2).find_map(|pair| range_of(text, pair[0], pair[1]));
    range.or_else(|| amounts.iter().find_map(|amount| single(text, *amount)))
}

fn range_of(text: &str, low: Amount, high: Amount) -> Option<(Span, SalaryRange)> {
    let gap = text.get(low.span.end..high.span.start)?;
    if gap.len() > 24 {
        return None;
    }
    let gap = fold(gap);
    // "$45/hr - $60/hr"
    let joint = gap.trim().trim_start_matches(|c: char| {
        c.is_alphabetic() && !gap.trim().starts_with("to") && !gap.trim().starts_with("and") || c == '/'
    });
    if !matches!(joint.trim(), "-" | "--" | "to" | "and" | "up to" | "- up to") {
        return None;
    }
    let currency = low.currency.or(high.currency)?;
    // "60-70k" says thousands once.
    let min = if low.value < 1_000.0 && high.value >= 1_000.0 && low.value * 1_000.0 <= high.value {
        low.value * 1_000.0
    } else {
        low.value
    };
    if min > high.value {
        return None;
    }
    let (per, end) = per_after(text, high.span.end)
        .or_else(|| per_after(text, low.span.end).map(|(per, _)| (per, high.span.end)))
        .or_else(|| Some((per_by_size(text, low.span, min)?, high.span.end)))?;
    let is_pay = is_plausible(min, per) && is_plausible(high.value, per);
    let range = SalaryRange { min: Some(whole(min)), max: Some(whole(high.value)), currency, per };
    is_pay.then_some((Span::new(low.span.start, end), range))
}

fn single(text: &str, amount: Amount) -> Option<(Span, SalaryRange)> {
    let currency = amount.currency?;
    let stated = per_after(text, amount.span.end);
    let lead = fold(before(text, amount.span.start, 60));
    let is_said = lead.split(|c: char| !c.is_alphanumeric()).any(|word| PAY_WORDS.contains(&word));
    if stated.is_none() && !is_said {
        return None;
    }
    let (per, end) = match stated {
        Some(stated) => stated,
        None => (per_by_size(text, amount.span, amount.value)?, amount.span.end),
    };
    if !is_plausible(amount.value, per) {
        return None;
    }
    let lead = lead.trim_end();
    let value = Some(whole(amount.value));
    let is_least =
        ["from", "at least", "starting at", "minimum of"].iter().any(|words| lead.ends_with(words));
    let (min, max) = match lead.ends_with("up to") {
        true => (None, value),
        false if is_least => (value, None),
        false => (value, value),
    };
    Some((Span::new(amount.span.start, end), SalaryRange { min, max, currency, per }))
}

/// All amounts of the text that could be pay, in order. An amount has a currency, or a number
/// with one stands close by.
fn amounts(text: &str) -> Vec<Amount> {
    let bytes = text.as_bytes();
    let mut amounts = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (value, end) = number_at(text, at);
        let is_inside_word =
            text[..at].ends_with(|c: char| c.is_alphabetic() && currency_before(text, at).is_none());
        if let Some(value) = value
            && !is_inside_word
        {
            let ahead = currency_before(text, at);
            let behind = currency_after(text, end);
            let start = ahead.map_or(at, |(_, start)| start);
            let end = behind.map_or(end, |(_, end)| end);
            let currency = ahead.or(behind).map(|(currency, _)| currency);
            amounts.push(Amount { value, currency, span: Span::new(start, end) });
        }
        at = end.max(at + 1);
    }
    amounts
}

/// The value of the number at `at` and where it ends; no value for millions, per cents, and
/// numbers that go on as words.
fn number_at(text: &str, at: usize) -> (Option<f64>, usize) {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let digits_from = |at: usize| (at..).take_while(|&at| is_digit(at)).count();
    let mut digits = String::new();
    let mut end = at;
    loop {
        let count = digits_from(end);
        digits.push_str(&text[end..end + count]);
        end += count;
        let group = digits_from(end + 1);
        match bytes.get(end) {
            // Thousands: 84,731 and 60.000.
            Some(b',' | b'.' | b'\'') if group == 3 && !digits.contains('.') => end += 1,
            Some(b'.') if (1..=2).contains(&group) && !digits.contains('.') => {
                digits.push('.');
                end += 1;
            }
            _ => break,
        }
    }
    let value: Option<f64> = digits.parse().ok();
    let rest = &text[end..];
    let suffix: String = rest.trim_start_matches(' ').chars().take(9).flat_map(char::to_lowercase).collect();
    if let Some(after) = rest.strip_prefix(['k', 'K'])
        && !after.starts_with(char::is_alphanumeric)
    {
        return (value.map(|value| value * 1_000.0), end + 1);
    }
    let is_large = ["million", "billion", "mm", "bn", "%"].iter().any(|word| suffix.starts_with(word))
        || matches!(rest.as_bytes(), [b'm' | b'M' | b'b' | b'B', after, ..] if !after.is_ascii_alphabetic())
        || matches!(rest, "m" | "M" | "b" | "B");
    let is_word = rest.starts_with(char::is_alphabetic) && currency_after(text, end).is_none();
    ((!is_large && !is_word).then_some(value).flatten(), end)
}

fn currency_before(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let lead = text[..at].trim_end_matches([' ', '\u{a0}']);
    CURRENCIES.iter().find_map(|(sign, code)| {
        let rest = lead.strip_suffix(sign)?;
        let is_whole = !sign.starts_with(char::is_alphabetic) || !rest.ends_with(char::is_alphanumeric);
        is_whole.then_some((*code, rest.len()))
    })
}

fn currency_after(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let tail = &text[at..];
    let rest = tail.trim_start_matches([' ', '\u{a0}']);
    CURRENCIES.iter().filter(|(sign, _)| *sign != "$").find_map(|(sign, code)| {
        let after = rest.strip_prefix(sign)?;
        let is_whole = !sign.ends_with(char::is_alphabetic) || !after.starts_with(char::is_alphanumeric);
        // The sign before a further amount belongs to that one.
        let is_free = !after.trim_start().starts_with(|c: char| c.is_ascii_digit());
        (is_whole && is_free).then_some((*code, text.len() - after.len()))
    })
}

/// What the amount that ends at `at` is paid for, if the words behind it say so, and where
/// those end.
fn per_after(text: &str, at: usize) -> Option<(Per, usize)> {
    const UNITS: [(&str, Per); 22] = [
        ("hourly", Per::Hour),
        ("hour", Per::Hour),
        ("hr", Per::Hour),
        ("h", Per::Hour),
        ("daily", Per::Day),
        ("day", Per::Day),
        ("diem", Per::Day),
        ("weekly", Per::Week),
        ("week", Per::Week),
        ("wk", Per::Week),
        ("monthly", Per::Month),
        ("month", Per::Month),
        ("mo", Per::Month),
        ("annually", Per::Year),
        ("annual", Per::Year),
        ("annum", Per::Year),
        ("yearly", Per::Year),
        ("year", Per::Year),
        ("yr", Per::Year),
        ("pa", Per::Year),
        ("p.a", Per::Year),
        ("y", Per::Year),
    ];
    let tail = text[at..].split('\n').next().unwrap_or_default();
    let mut rest = tail.trim_start_matches([' ', '\u{a0}', '*', '+']);
    let mut is_led = false;
    for lead in ["/", "per ", "an ", "a ", "each ", "(", "gross "] {
        if let Some(after) = rest
            .get(..lead.len())
            .filter(|head| head.eq_ignore_ascii_case(lead))
            .map(|head| &rest[head.len()..])
        {
            rest = after.trim_start();
            is_led = true;
        }
    }
    let word_length = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '.').unwrap_or(rest.len());
    let word = rest[..word_length].trim_end_matches('.').to_ascii_lowercase();
    let (name, per) = UNITS.iter().find(|(name, _)| *name == word)?;
    let stands_alone = name.ends_with("ly") || matches!(*name, "pa" | "p.a");
    (is_led || stands_alone).then(|| (*per, at + (tail.len() - rest.len()) + name.len()))
}

/// What an amount of this size is paid for when nothing is said: the words before it, else
/// its size.
fn per_by_size(text: &str, span: Span, value: f64) -> Option<Per> {
    let lead = fold(before(text, span.start, 60));
    let has = |word: &str| lead.contains(word);
    match value {
        _ if has("hourly") && value < 1_000.0 => Some(Per::Hour),
        _ if has("monthly") => Some(Per::Month),
        _ if has("weekly") => Some(Per::Week),
        value if value >= 10_000.0 => Some(Per::Year),
        _ => None,
    }
}

/// Whether somebody may be paid so much.
fn is_plausible(value: f64, per: Per) -> bool {
    let range = match per {
        Per::Hour => 2.0..=1_500.0,
        Per::Day => 20.0..=10_000.0,
        Per::Week => 50.0..=50_000.0,
        Per::Month => 200.0..=500_000.0,
        Per::Year => 3_000.0..=50_000_000.0,
    };
    range.contains(&value)
}

fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// At most `bytes` of the text before `at`, on one line.
fn before(text: &str, at: usize, bytes: usize) -> &str {
    let mut start = at.saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quoted words, lower end, upper end, currency, unit of pay.
    type Read<'t> = (&'t str, Option<i64>, Option<i64>, &'static str, Per);

    fn check(text: &str, expected: Option<Read<'_>>) {
        let found = find_salary(text)
            .map(|(span, range)| (span.of(text), range.min, range.max, range.currency, range.per));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn pay_is_read_as_it_is_written() {
        let range = |quote, min, max, currency, per| Some((quote, Some(min), Some(max), currency, per));
        check("$84,731 to $94,440", range("$84,731 to $94,440", 84_731, 94_440, "USD", Per::Year));
        check("Pays $45/hr.", range("$45/hr", 45, 45, "USD", Per::Hour));
        check("€60k–70k", range("€60k–70k", 60_000, 70_000, "EUR", Per::Year));
        check("€60-70k gross", range("€60-70k", 60_000, 70_000, "EUR", Per::Year));
        check("£40,000 per annum", range("£40,000 per annum", 40_000, 40_000, "GBP", Per::Year));
        check("145,000 to 172,000 USD", range("145,000 to 172,000 USD", 145_000, 172_000, "USD", Per::Year));
        check("$20.50 - $25.75 per hour", range("$20.50 - $25.75 per hour", 21, 26, "USD", Per::Hour));
        check("$45/hr - $60/hr", range("$45/hr - $60/hr", 45, 60, "USD", Per::Hour));
        check("Salary: CHF 90'000", range("CHF 90'000", 90_000, 90_000, "CHF", Per::Year));
        check("60.000 € bis 70.000 €, salary: 60.000 €", range("60.000 €", 60_000, 60_000, "EUR", Per::Year));
        check("ANNUAL SALARY\n\n$67,797 (flat-rated)", range("$67,797", 67_797, 67_797, "USD", Per::Year));
        check("Base salary up to $90k", Some(("$90k", None, Some(90_000), "USD", Per::Year)));
        check("salary from C$80,000", Some(("C$80,000", Some(80_000), None, "CAD", Per::Year)));
        check("monthly pay of 4,000 EUR", range("4,000 EUR", 4_000, 4_000, "EUR", Per::Month));
    }

    #[test]
    fn other_money_is_left_alone() {
        for text in [
            "a $5M budget",
            "$2 billion in revenue",
            "401(k) match",
            "grew sales by 20% to $3,000,000",
            "a $500 bonus",
            "from 2019 to 2021",
            "10,000 to 20,000 users",
            "",
        ] {
            check(text, None);
        }
    }
}
