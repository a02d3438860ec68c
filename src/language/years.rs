//! Years of experience as postings ask for them. Over [`crate::language::quantities`].

use crate::language::quantities::{Bound, Quantity, QuantityKind, TimeScale, read_quantities};
use crate::language::span::Span;
use crate::language::tokens::{Token, folded, tokenize};

/// A number of years asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearsMention {
    /// At least this many; 0 where only the most is said.
    pub min: f32,
    /// At most this many, where a range is given.
    pub max: Option<f32>,
    /// Where it stands, from "at least" to "years".
    pub span: Span,
}

/// More years than this are a company's, not a person's.
const MAX_YEARS: f32 = 40.0;

/// The years asked for in the text, in order: "5+ years", "three to five years", "at least
/// two (2) years", "minimum of 18 months". Ages, dates past and the length of courses are left
/// out.
pub fn find_years(text: &str) -> Vec<YearsMention> {
    let tokens = tokenize(text);
    let quantities = read_quantities(text, &tokens);
    quantities.iter().filter_map(|quantity| mention(quantity, &tokens)).collect()
}

fn mention(quantity: &Quantity, tokens: &[Token<'_>]) -> Option<YearsMention> {
    let is_of_years = quantity.kind == QuantityKind::Duration(TimeScale::Months)
        && matches!(quantity.unit.as_deref(), Some("year" | "month"));
    if !is_of_years || is_no_demand(quantity, tokens) {
        return None;
    }
    let years = |months: f64| (months / 12.0) as f32;
    let (low, high) = (years(quantity.low), years(quantity.high));
    let (min, max) = match quantity.bound {
        Bound::AtMost | Bound::LessThan => (if quantity.is_range() { low } else { 0.0 }, Some(high)),
        Bound::AtLeast | Bound::MoreThan => (low, None),
        _ => (low, quantity.is_range().then_some(high)),
    };
    ((max.is_some() || min > 0.0) && min <= MAX_YEARS).then_some(YearsMention {
        min,
        max,
        span: quantity.span,
    })
}

/// Whether the years are somebody's age, a time past, or the length of a course or contract.
fn is_no_demand(quantity: &Quantity, tokens: &[Token<'_>]) -> bool {
    const PAST: [&str; 11] =
        ["past", "last", "previous", "preceding", "within", "next", "every", "each", "first", "age", "aged"];
    let start = tokens.partition_point(|token| token.span.start < quantity.span.start);
    let behind = tokens.partition_point(|token| token.span.start < quantity.span.end);
    let is = |at: usize, words: &[&str]| {
        tokens.get(at).is_some_and(|token| words.contains(&folded(token.text).as_ref()))
    };
    let is_age = is(behind, &["old", "ago"]) || (is(behind, &["of"]) && is(behind + 1, &["age"]));
    let is_past = start > 0 && is(start - 1, &PAST);
    // "a four-year college"
    let is_adjective = behind > 1 && is(behind - 1, &["year"]) && is(behind - 2, &["-", "‐", "‑"]);
    let is_of_experience = (behind..behind + 3).any(|at| is(at, &["experience", "background"]));
    is_age || is_past || (is_adjective && !is_of_experience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(f32, Option<f32>, &str)]) {
        let found: Vec<(f32, Option<f32>, &str)> =
            find_years(text).iter().map(|years| (years.min, years.max, years.span.of(text))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn years_are_read_as_they_are_written() {
        check("5+ years of Rust", &[(5.0, None, "5+ years")]);
        check("five or more years", &[(5.0, None, "five or more years")]);
        check("3-5 years", &[(3.0, Some(5.0), "3-5 years")]);
        check("3 – 5+ yrs", &[(3.0, None, "3 – 5+ yrs")]);
        check("three to five years", &[(3.0, Some(5.0), "three to five years")]);
        check("between 2 and 4 years", &[(2.0, Some(4.0), "between 2 and 4 years")]);
        check("at least two (2) years", &[(2.0, None, "at least two (2) years")]);
        check("one (1) to two (2) years", &[(1.0, Some(2.0), "one (1) to two (2) years")]);
        check("a minimum of 18 months", &[(1.5, None, "a minimum of 18 months")]);
        check("up to 5 years", &[(0.0, Some(5.0), "up to 5 years")]);
        check("more than 7 years' experience", &[(7.0, None, "more than 7 years")]);
        check("10 plus years", &[(10.0, None, "10 plus years")]);
        check("2.5 years; 6-month", &[(2.5, None, "2.5 years"), (0.5, None, "6-month")]);
        check("a 5-year experience", &[(5.0, None, "5-year")]);
        check("mindestens zwei Jahre Berufserfahrung", &[(2.0, None, "mindestens zwei Jahre")]);
        check("Two years of full-time paid experience", &[(2.0, None, "Two years")]);
    }

    #[test]
    fn other_years_are_left_out() {
        for text in [
            "18 years of age",
            "21 years old",
            "founded 20 years ago",
            "within the past 36 months: 2021",
            "in the last 5 years",
            "a four-year college",
            "150 years of history",
            "the year 2021",
            "years",
            "0 years",
        ] {
            let found = find_years(text);
            let is_empty = found.is_empty();
            assert!(is_empty, "{text}: {found:?}");
        }
    }
}
