//! Quantities as people write them in résumés, letters and postings: numbers in digits and
//! words, money, durations, dates, shares, frequencies, and the names with numbers in them that
//! are no amounts. [`find_quantities`] reads them; [`Quantity::compare`] tells whether one
//! supports another. Over [`crate::language::tokens`]; [`crate::language::years`] and
//! [`crate::language::money`] are built on it.
//!
//! One pass over the tokens; each reader looks a bounded number of tokens ahead, so the time is
//! linear in the text. English, with European number formats where they are not ambiguous.

mod amounts;
mod calendar;
mod compare;
mod context;
mod currencies;
mod frequencies;
mod hedges;
mod identifiers;
mod measures;
mod model;
mod nouns;
mod numerals;
mod reading;
mod units;
mod vocabulary;

pub use calendar::MONTH_NAMES;
pub use compare::Comparison;
pub use model::{Bound, Dimension, Direction, Quantity, QuantityKind, Role, TimeScale};

use crate::language::tokens::{Token, TokenKind, tokenize};
use reading::Reading;

/// All quantities of the text, in order and without overlap.
///
/// ```
/// use jobwise::language::quantities::{QuantityKind, find_quantities};
/// let found = find_quantities("Led five engineers");
/// assert_eq!((found[0].kind, found[0].low), (QuantityKind::Count, 5.0));
/// ```
pub fn find_quantities(text: &str) -> Vec<Quantity> {
    read_quantities(text, &tokenize(text))
}

/// Whether a folded word is a number, a place, a share or a factor by itself: "seven", "seventh",
/// "half", "doubled", "twice".
pub fn is_number_word(word: &str) -> bool {
    let meaning = vocabulary::meaning(word);
    meaning.number.is_some()
        || meaning.ordinal.is_some()
        || meaning.part.is_some()
        || meaning.factor.is_some()
        || matches!(meaning.recurrence, Some(vocabulary::Recurrence::Rate(..)))
}

/// [`find_quantities`] of a text whose tokens are known.
pub fn read_quantities(text: &str, tokens: &[Token<'_>]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let parts_from = |before: &Token<'_>, token: &Token<'_>| {
        let gap = &text.as_bytes()[before.span.end..token.span.start];
        let ends = gap.iter().filter(|byte| **byte == b'\n').count();
        // A line that goes on begins small, or with the number of a unit above.
        let goes_on = |first: char| first.is_lowercase() || first.is_ascii_digit();
        ends > 1 || (ends == 1 && !token.text.starts_with(goes_on))
    };
    for line in tokens.chunk_by(|before, token| !parts_from(before, token)) {
        read_line(text, line, &mut found);
    }
    found
}

/// Reads the tokens of a line, or of several that are one sentence wrapped.
fn read_line(text: &str, tokens: &[Token<'_>], all: &mut Vec<Quantity>) {
    let reading = Reading::new(text, tokens);
    let mut found = Vec::new();
    let mut starts = Vec::new();
    let (mut at, mut floor) = (0, 0);
    while at < tokens.len() {
        let known = found.len();
        match read_at(&reading, at, floor, &mut found) {
            Some(next) if found.len() > known => {
                let mut token = floor;
                for quantity in &found[known..] {
                    token = reading.token_at_byte(token, quantity.span.start);
                    starts.push(token);
                }
                let end = found.last().map_or(0, |last| last.span.end);
                at = next.max(reading.token_at_byte(at, end)).max(at + 1);
                floor = reading.token_at_byte(floor, end);
            }
            _ => at += 1,
        }
    }
    context::complete(&reading, &mut found, &starts);
    all.append(&mut found);
}

/// Reads what begins with the token, the more certain first.
fn read_at(reading: &Reading<'_>, at: usize, floor: usize, found: &mut Vec<Quantity>) -> Option<usize> {
    let alone = |(quantity, next): (Quantity, usize), found: &mut Vec<Quantity>| {
        found.push(quantity);
        Some(next)
    };
    if !may_begin(reading, at) {
        return identifiers::named(reading, at).and_then(|read| alone(read, found));
    }
    if let Some(read) = calendar::read(reading, at).or_else(|| identifiers::read(reading, at)) {
        return alone(read, found);
    }
    if let Some((mut quantity, next)) = frequencies::read(reading, at) {
        let hedge = hedges::before(reading, at, floor).map(|(bound, from)| (bound, reading.start(from)));
        frequencies::bind(&mut quantity, hedge);
        return alone((quantity, next), found);
    }
    if let Some(read) = amounts::single(reading, at, floor) {
        return alone(read, found);
    }
    amounts::read(reading, at, floor, found).or_else(|| {
        let read = identifiers::glued(reading, at)?;
        alone(read, found)
    })
}

/// Whether the token has a digit or mark, or means something by itself. Any other word is at
/// most the name of a number behind it.
fn may_begin(reading: &Reading<'_>, at: usize) -> bool {
    let token = &reading.tokens[at];
    match token.kind {
        TokenKind::Number => true,
        TokenKind::Symbol => matches!(token.text, "+" | "(" | "#" | "'" | "’"),
        TokenKind::Word => {
            reading.meaning(at).may_begin
                || token.text.bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii())
        }
    }
}

#[cfg(test)]
mod comparison_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
