//! Words whose number names one of several: "level 3", "Section 508", "Type II". Part of
//! [`super`].

use super::{identifier, tail};
use crate::language::lexicon::Lexicon;
use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::numerals::{self, Form};
use crate::language::quantities::reading::Reading;
use crate::language::quantities::vocabulary::{self, NumberWord};
use crate::language::quantities::{currencies, units};
use crate::language::span::Span;
use crate::language::tokens::fold;

/// "level 3", "Section 508", "Type II", "line 4", "grades 3–5", "No. 7".
pub(super) fn designated(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let word = reading.word(at);
    // Of plurals only ranges are names: "grades 3–5".
    let is_plural = reading.meaning(at).designator.is_none();
    let designator = match word.strip_suffix('s') {
        Some(singular) if is_plural && reading.starts_with_digit(at + 1) => {
            vocabulary::meaning(singular).designator?
        }
        _ => reading.meaning(at).designator?,
    };
    let name = if matches!(designator, "no" | "nr") { "number" } else { designator };
    let mut next = at + 1;
    let is_short = word.len() <= 3;
    next += usize::from(is_short && reading.word(next) == "." && reading.is_joined(next));
    next += usize::from(reading.word(next) == "#");
    if designator == "no" && next == at + 1 {
        return None;
    }
    if let Some(value) = roman(reading.word(next)) {
        // "part I played" and "At Fernhill School District I taught" speak of a person.
        let is_certain =
            reading.word(next) != "I" || reading.starts_upper(at) && !tells_of_oneself(reading, next);
        return is_certain.then(|| identifier(reading, at, next + 1, format!("{name} {value}")));
    }
    if let Some(NumberWord::Small(value)) = reading.meaning(next).number
        && !is_plural
        && (reading.starts_upper(next) || !is_verb(reading, at, next + 1))
    {
        return spelled(reading, at, next, name, value);
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
        // "Grade 5 students" begins a sentence as "Grade 40 essays" does.
        || (is_verb(reading, at, to)
            && (!reading.is_sentence_start(at) || reading.word(next).parse::<u32>().is_ok_and(|value| value > 12)));
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

/// Whether the "I" at `at` is the person: what they did stands behind it.
fn tells_of_oneself(reading: &Reading<'_>, at: usize) -> bool {
    const AUXILIARIES: [&str; 13] =
        ["am", "was", "have", "had", "did", "do", "can", "could", "would", "will", "also", "then", "now"];
    const LEADS: [&str; 9] = ["at", "as", "in", "with", "for", "during", "since", "while", "before"];
    let word = reading.word(at + 1);
    if word.starts_with(char::is_uppercase) {
        return false;
    }
    let is_led = || {
        let start = (0..at).rev().find(|place| reading.is_sentence_start(*place)).unwrap_or(0);
        reading.is_any(start, &LEADS)
    };
    // "Phase I trial" is no trying.
    let is_deed = Lexicon::built_in()
        .verb(word)
        .is_some_and(|verb| verb.past == word && verb.lemma != word || verb.lemma == word && is_led());
    is_deed || AUXILIARIES.contains(&word) || word.len() > 4 && word.ends_with("ly")
}

/// "Phase Two", "number one"; "year one" is the first.
fn spelled(
    reading: &Reading<'_>,
    at: usize,
    next: usize,
    name: &str,
    value: f64,
) -> Option<(Quantity, usize)> {
    let goes_on = reading.meaning(next + 1).number.is_some()
        || reading.meaning(next + 1).unit.is_some()
        || (reading.is_dash(next + 1) && reading.is_joined(next + 1))
        || reading.is_any(next + 1, &["or", "of", "to"]);
    if goes_on || value < 1.0 {
        return None;
    }
    if matches!(name, "year" | "week" | "day" | "month") {
        let mut quantity = Quantity::new(reading.span(at, next + 1), QuantityKind::Ordinal, value);
        quantity.unit = Some(name.to_owned());
        return Some((quantity, next + 1));
    }
    Some(identifier(reading, at, next + 1, format!("{name} {value}")))
}

/// Whether the word is the verb of what is counted behind the number: "grade 40 essays", "to
/// plant two trees".
fn is_verb(reading: &Reading<'_>, at: usize, behind: usize) -> bool {
    let is_led =
        at > 0 && reading.is_any(at - 1, &["to", "and", "helped", "help", "can", "will", "would", "also"]);
    // "experience in building 40 pages"
    let is_gerund = reading.is(at, "building") && !reading.starts_upper(at);
    // Nobody sections enquiries: "contributed to section 47 enquiries".
    let is_noun = reading.is_any(at, &["section", "article", "clause", "chapter", "annex", "appendix"]);
    !is_noun && reading.is_plural(behind) && (is_led || is_gerund || reading.is_sentence_start(at))
}

/// "Analyst III", "World War II": a name with a Roman numeral that is no other word.
pub(super) fn graded(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let value = roman(reading.word(at + 1)).filter(|value| matches!(value, 2 | 3 | 7 | 8 | 12 | 13))?;
    let is_name = reading.is_word(at) && reading.starts_upper(at);
    is_name.then(|| identifier(reading, at, at + 2, format!("{} {value}", fold(reading.word(at)))))
}

/// Roman numerals up to twenty, in capitals.
fn roman(word: &str) -> Option<usize> {
    const NUMERALS: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
        "XVII", "XVIII", "XIX", "XX",
    ];
    NUMERALS.iter().position(|numeral| *numeral == word).map(|place| place + 1)
}
