//! Years of experience as postings ask for them.

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
    let mut found = Vec::new();
    for unit in 0..tokens.len() {
        if let Some(months) = unit_months(tokens[unit].text)
            && let Some(mention) = mention_before(text, &tokens, unit, months)
        {
            found.push(mention);
        }
    }
    found
}

/// How many months the word means.
fn unit_months(word: &str) -> Option<f32> {
    match folded(word).trim_end_matches('\'') {
        "year" | "years" | "yr" | "yrs" | "year's" | "years'" | "jahre" | "jahren" => Some(12.0),
        "month" | "months" | "monate" | "monaten" => Some(1.0),
        _ => None,
    }
}

fn mention_before(text: &str, tokens: &[Token<'_>], unit: usize, months: f32) -> Option<YearsMention> {
    let word = |at: usize| tokens.get(at).map(|token| folded(token.text));
    let is = |at: usize, words: &[&str]| word(at).is_some_and(|word| words.contains(&word.as_ref()));
    let mut at = unit.checked_sub(1)?;
    let is_hyphenated = is(at, &["-", "‐", "‑"]);
    if is_hyphenated {
        at = at.checked_sub(1)?;
    }
    // "full", as in "two full years".
    if is(at, &["full", "calendar"]) {
        at = at.checked_sub(1)?;
    }
    let mut is_open = false;
    if is(at, &["+"]) || is(at, &["plus"]) {
        is_open = true;
        at = at.checked_sub(1)?;
    } else if is(at, &["more", "greater"]) && at >= 2 && is(at - 1, &["or"]) {
        is_open = true;
        at -= 2;
    }
    // "two (2)"
    if is(at, &[")"]) {
        at = at.checked_sub(1)?;
        is_open |= is(at, &["+"]);
        at -= usize::from(is(at, &["+"]));
        number(tokens.get(at)?.text)?;
        at = at.checked_sub(1)?;
        if is(at, &["("]) {
            at = at.checked_sub(1)?;
        }
    }
    let last = number(tokens.get(at)?.text)?;
    let mut start = at;
    let mut first = None;
    // "3-5", "three to five", "between 3 and 5", "3+ to 5"
    if at >= 2 && is(at - 1, &["-", "–", "—", "to", "and", "or"]) {
        let mut low = at - 2;
        if is(low, &["+"]) && low > 0 {
            low -= 1;
        }
        // "one (1) to two (2)"
        if is(low, &[")"]) && low >= 3 && is(low - 2, &["("]) {
            low -= 3;
        }
        let is_range = !is(at - 1, &["and"]) || (low > 0 && is(low - 1, &["between"]));
        if let Some(value) = number(tokens[low].text)
            && is_range
            && value < last
        {
            first = Some(value);
            start = low;
        }
    }
    let is_most = start >= 2 && is(start - 1, &["to"]) && is(start - 2, &["up"]);
    start = lead_start(&is, start);
    if is_no_demand(&is, tokens, start, unit, is_hyphenated) {
        return None;
    }
    let years = |value: f32| value * months / 12.0;
    let (min, max) = match first {
        Some(first) => (years(first), Some(years(last))),
        None if is_most => (0.0, Some(years(last))),
        None => (years(last), None),
    };
    let max = max.filter(|_| !is_open);
    let span = Span::new(tokens[start].span.start, tokens[unit].span.end);
    let is_in_line = !span.of(text).contains("\n\n");
    ((max.is_some() || min > 0.0) && min <= MAX_YEARS && is_in_line).then_some(YearsMention {
        min,
        max,
        span,
    })
}

/// Takes in the words that lead a demand: "at least", "a minimum of", "more than".
fn lead_start(is: &impl Fn(usize, &[&str]) -> bool, mut start: usize) -> usize {
    let before = |start: usize, steps: usize, words: &[&str]| start >= steps && is(start - steps, words);
    if before(start, 1, &["between", "over", "minimum", "least", "than", "to", "of"]) {
        const PAIRS: [(&str, &str); 4] = [("minimum", "of"), ("at", "least"), ("more", "than"), ("up", "to")];
        if PAIRS.iter().any(|(one, other)| before(start, 2, &[one]) && before(start, 1, &[other])) {
            start -= 2;
        } else if before(start, 1, &["between", "over", "minimum"]) {
            start -= 1;
        }
        if before(start, 1, &["a", "an"]) && is(start, &["minimum"]) {
            start -= 1;
        }
    }
    start
}

/// Whether the years are somebody's age, a time past, or the length of a course or contract.
fn is_no_demand(
    is: &impl Fn(usize, &[&str]) -> bool,
    tokens: &[Token<'_>],
    start: usize,
    unit: usize,
    is_hyphenated: bool,
) -> bool {
    let is_age = is(unit + 1, &["old", "ago"]) || (is(unit + 1, &["of"]) && is(unit + 2, &["age"]));
    let is_past = start > 0
        && is(
            start - 1,
            &[
                "past",
                "last",
                "previous",
                "preceding",
                "within",
                "next",
                "every",
                "each",
                "first",
                "age",
                "aged",
            ],
        );
    let is_adjective = is_hyphenated && folded(tokens[unit].text) == "year";
    let is_of_experience = (unit + 1..unit + 4).any(|at| is(at, &["experience", "background"]));
    is_age || is_past || (is_adjective && !is_of_experience)
}

/// A number in digits or words, below a thousand.
fn number(word: &str) -> Option<f32> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    /// From two on; "ein" is an article.
    const GERMAN_WORDS: [&str; 9] =
        ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"];
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.parse().ok().filter(|value| *value < 1000.0);
    }
    let word = folded(word);
    let of = |words: &[&str]| words.iter().position(|name| *name == word);
    let place = of(&WORDS).or_else(|| of(&GERMAN_WORDS).map(|place| place + 2))?;
    u8::try_from(place).ok().map(f32::from)
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
        check("mindestens zwei Jahre Berufserfahrung", &[(2.0, None, "zwei Jahre")]);
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
