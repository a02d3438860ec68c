//! Names with numbers in them, which are no amounts: "Python 3.11", "C++17", "SOC 2", "GPT-4",
//! "line 4", "401(k)", "p95", telephone numbers and times of day. Below
//! [`super::find_quantities`].

mod clock;
mod designators;
mod names;
mod phones;

pub(super) use names::SCORES;

use super::currencies;
use super::model::{Quantity, QuantityKind};
use super::numerals::{self, Form};
use super::reading::Reading;
use crate::language::span::Span;
use crate::language::tokens::{TokenKind, fold};

/// The identifier that begins with a token that has a digit or mark, and the token behind it.
pub(super) fn read(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let token = &reading.tokens[at];
    if token.kind == TokenKind::Symbol {
        return phones::phone(reading, at).or_else(|| hash(reading, at));
    }
    if reading.starts_with_digit(at) {
        return phones::phone(reading, at)
            .or_else(|| clock::clock(reading, at))
            .or_else(|| bracketed(reading, at))
            .or_else(|| lettered(reading, at))
            .or_else(|| dotted(reading, at));
    }
    if token.text.bytes().any(|byte| byte.is_ascii_digit()) {
        return mixed(reading, at);
    }
    // Digits of another script within a word are no amount that could be compared.
    let is_foreign = !token.text.is_ascii() && token.text.contains(char::is_numeric);
    if is_foreign && reading.meaning(at).unit.is_none() && numerals::read(reading, at, true).is_none() {
        return Some(identifier(reading, at, at + 1, fold(token.text)));
    }
    named(reading, at)
}

/// The identifier that begins with a word, and the token behind it: the word names the number
/// that follows.
pub(super) fn named(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    if !reading.is_word(at) {
        return None;
    }
    let next = reading.word(at + 1).as_bytes().first()?;
    match next {
        b'0'..=b'9' => designators::designated(reading, at).or_else(|| names::named(reading, at)),
        b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'#' => {
            designators::designated(reading, at).or_else(|| designators::graded(reading, at))
        }
        b'-' | b'/' | b'+' => tied(reading, at),
        // The non-breaking hyphen.
        0xE2 => tied(reading, at),
        _ => None,
    }
}

/// What is left of a word that begins with digits and is no amount: "3D", "4x4", "1099-K".
pub(super) fn glued(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    if !reading.starts_with_digit(at) || reading.tokens[at].kind != TokenKind::Word {
        return None;
    }
    // "802.11ac" is several tokens.
    let mut to = at + 1;
    if let Some((_, end, _)) = numerals::scan(reading.text, reading.start(at)) {
        to = reading.token_at_byte(to, end);
    }
    let to = tail(reading, to);
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
    let is_name = word.starts_with(char::is_uppercase) || meaning.designator.is_some();
    if is_other || !is_name {
        return None;
    }
    let to = tail(reading, number + 1);
    let digits = Span::new(reading.start(number), reading.end_before(to)).of(reading.text);
    let name = if reading.word(at + 1) == "+" { format!("{}++", fold(word)) } else { fold(word) };
    Some(identifier(reading, at, to, format!("{name} {}", fold(digits))))
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

/// "10-K", "1120-S": digits, a hyphen and one capital.
fn lettered(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let letter = reading.word(at + 2);
    let is_lettered = reading.is(at + 1, "-")
        && reading.is_joined(at + 1)
        && reading.is_joined(at + 2)
        && letter.len() == 1
        && letter.starts_with(|c: char| c.is_ascii_uppercase())
        && !reading.is_joined(at + 3);
    // "12-V" is of volts.
    let is_unit = matches!(letter, "V" | "W" | "A");
    (is_lettered && !is_unit)
        .then(|| identifier(reading, at, at + 3, fold(reading.span(at, at + 3).of(reading.text))))
}

/// "3.11.2", "192.168.0.1".
fn dotted(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let (_, end, form) = numerals::scan(reading.text, reading.start(at))?;
    let to = reading.token_at_byte(at, end);
    (form == Form::Dotted).then(|| identifier(reading, at, to, fold(reading.span(at, to).of(reading.text))))
}
