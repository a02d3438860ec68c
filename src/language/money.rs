//! Pay as postings state it. Over [`crate::language::quantities`].

use crate::language::quantities::{Bound, Quantity, QuantityKind, find_quantities};
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

/// The pay stated in the text: the first range of amounts that can be pay, else the first
/// single amount that is said to be.
pub fn find_salary(text: &str) -> Option<(Span, SalaryRange)> {
    let amounts: Vec<Quantity> = find_quantities(text)
        .into_iter()
        .filter(|quantity| {
            matches!(quantity.kind, QuantityKind::Money { .. }) && !is_of_millions(quantity.span.of(text))
        })
        .collect();
    let ranges = amounts.windows(2).filter_map(|pair| joined(text, &pair[0], &pair[1]));
    let mut ranges: Vec<Quantity> =
        ranges.chain(amounts.iter().filter(|amount| amount.is_range()).cloned()).collect();
    ranges.sort_by_key(|amount| amount.span.start);
    ranges
        .iter()
        .find_map(|amount| read(text, amount))
        .or_else(|| amounts.iter().find_map(|amount| single(text, amount)))
}

/// "$90,201 and $97,551", the steps of one pay, as a range.
fn joined(text: &str, low: &Quantity, high: &Quantity) -> Option<Quantity> {
    let gap = text.get(low.span.end..high.span.start)?.trim();
    let is_range = low.kind == high.kind && low.high < high.low && gap.eq_ignore_ascii_case("and");
    is_range.then(|| Quantity {
        high: high.high,
        per: high.per.clone().or_else(|| low.per.clone()),
        span: Span::new(low.span.start, high.span.end),
        ..low.clone()
    })
}

/// Nobody's pay is written in millions: those are budgets and sales.
fn is_of_millions(amount: &str) -> bool {
    const SCALES: [&str; 11] =
        ["m", "mm", "mn", "mln", "mio", "million", "millions", "b", "bn", "billion", "billions"];
    let words = amount.split(|c: char| !c.is_alphabetic());
    words.map(fold).any(|word| SCALES.contains(&word.as_str()))
}

/// A single amount counts as pay where it has a rate or words of pay stand before it.
fn single(text: &str, amount: &Quantity) -> Option<(Span, SalaryRange)> {
    let lead = fold(before(text, amount.span.start, 60));
    let is_said = lead.split(|c: char| !c.is_alphanumeric()).any(|word| PAY_WORDS.contains(&word));
    if amount.per.is_none() && !is_said {
        return None;
    }
    let (span, mut range) = read(text, amount)?;
    let lead = lead.trim_end();
    let is_least =
        amount.bound == Bound::AtLeast || ["from", "starting at"].iter().any(|words| lead.ends_with(words));
    match amount.bound {
        Bound::AtMost => range.min = None,
        _ if is_least => range.max = None,
        _ => {}
    }
    Some((span, range))
}

/// The amount as pay, where somebody may be paid so much.
fn read(text: &str, amount: &Quantity) -> Option<(Span, SalaryRange)> {
    let QuantityKind::Money { currency } = amount.kind else { return None };
    let per = match amount.per.as_deref() {
        Some("hour") => Per::Hour,
        Some("day") => Per::Day,
        Some("week") => Per::Week,
        Some("month") => Per::Month,
        Some("year") => Per::Year,
        _ => per_by_size(text, amount.span, amount.low)?,
    };
    let whole = |value: f64| Some(value.round() as i64);
    let is_pay = is_plausible(amount.low, per) && is_plausible(amount.high, per);
    let span = without_hedge(text, amount.span);
    let range = SalaryRange { min: whole(amount.low), max: whole(amount.high), currency, per };
    is_pay.then_some((span, range))
}

/// The amount from its currency or first digit on; the ends of a [`SalaryRange`] tell the rest.
fn without_hedge(text: &str, span: Span) -> Span {
    let is_amount = |word: &str| {
        word.contains(|c: char| c.is_ascii_digit() || !c.is_ascii())
            || (word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    let mut start = span.start;
    for word in span.of(text).split_inclusive(char::is_whitespace) {
        if is_amount(word.trim()) {
            break;
        }
        start += word.len();
    }
    Span::new(start.min(span.end), span.end)
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
        check("60.000 € bis 70.000 €", range("60.000 € bis 70.000 €", 60_000, 70_000, "EUR", Per::Year));
        check("ANNUAL SALARY\n\n$67,797 (flat-rated)", range("$67,797", 67_797, 67_797, "USD", Per::Year));
        check("Base salary up to $90k", Some(("$90k", None, Some(90_000), "USD", Per::Year)));
        check("salary from C$80,000", Some(("C$80,000", Some(80_000), None, "CAD", Per::Year)));
        check(
            "$90,201 and $97,551 (flat-rated)",
            range("$90,201 and $97,551", 90_201, 97_551, "USD", Per::Year),
        );
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
