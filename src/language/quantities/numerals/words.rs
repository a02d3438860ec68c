//! Numbers in words. Part of [`super`].

use super::{Form, Numeral};
use crate::language::quantities::nouns;
use crate::language::quantities::reading::Reading;
use crate::language::quantities::vocabulary::NumberWord;

/// A number in words.
pub(super) fn words<'t>(reading: &Reading<'t>, at: usize, may_join: bool) -> Option<Numeral<'t>> {
    let numeral = |value: f64, to: usize, form: Form| {
        Some(Numeral { value, from: at, to, end: reading.end_before(to), suffix: "", form })
    };
    let article = usize::from(reading.is_any(at, &["a", "an"]));
    let meaning = reading.meaning(at + article);
    if article == 1 && reading.is_any(at + 1, &["couple", "pair"]) && reading.is(at + 2, "of") {
        return numeral(2.0, at + 3, Form::Words);
    }
    // "a few hundred", "several thousand", "multi-million"
    let few = at + article;
    if reading.is(few, "multi") && reading.is_dash(few + 1) {
        let Some(NumberWord::Scale(scale)) = reading.meaning(few + 2).number else { return None };
        return numeral(2.0 * scale, few + 3, Form::Vague);
    }
    if reading.is_any(few, &["few", "several", "many"]) {
        return match reading.meaning(few + 1).number? {
            NumberWord::Hundred => numeral(200.0, few + 2, Form::Vague),
            NumberWord::Scale(scale) => numeral(2.0 * scale, few + 2, Form::Vague),
            NumberWord::Dozen => numeral(24.0, few + 2, Form::Vague),
            _ => None,
        };
    }
    // "half a million", "half a dozen", "half-million"
    if article == 0 && reading.is(at, "half") {
        let next = at + 1 + usize::from(reading.is_any(at + 1, &["a", "-"]));
        match reading.meaning(next).number {
            Some(NumberWord::Scale(scale)) => return numeral(scale / 2.0, next + 1, Form::Words),
            Some(NumberWord::Dozen) => return numeral(6.0, next + 1, Form::Words),
            _ => return numeral(0.5, at + 1, Form::Part),
        }
    }
    // "a trio of nurses", "from no customers to 26", "a single office out of five"
    if let Some(NumberWord::Group(count)) = meaning.number {
        let past = at + article + 1;
        return numeral(count, past + usize::from(reading.is(past, "of")), Form::Words);
    }
    if article == 0 && reading.is(at, "no") && is_none(reading, at) {
        return numeral(0.0, at + 1, Form::Words);
    }
    let is_single = reading.is(at + article, "single");
    if is_single
        && (at + article + 1..at + article + 6).any(|out| reading.is(out, "out") && reading.is(out + 1, "of"))
    {
        return numeral(1.0, at + article + 1, Form::Words);
    }
    if article == 1 && meaning.part.is_some() {
        let (scale, to) = of_a_scale(reading, at + 2)?;
        return numeral(meaning.part? * scale, to, Form::Words);
    }
    if article == 1 {
        let is_scale =
            matches!(meaning.number, Some(NumberWord::Hundred | NumberWord::Scale(_) | NumberWord::Dozen));
        if !is_scale {
            return None;
        }
    }
    match meaning.number? {
        NumberWord::Vague(least) => {
            let is_of = reading.is(at + 1, "of");
            return match reading.meaning(at + 2).number {
                Some(NumberWord::Vague(more)) if is_of => numeral(least * more / 2.0, at + 3, Form::Vague),
                _ => numeral(least, at + 1, Form::Vague),
            };
        }
        NumberWord::Small(_) | NumberWord::Tens(_) if article == 0 => {
            if let Some((part, to)) = counted_part(reading, at) {
                return match of_a_scale(reading, to) {
                    Some((scale, to)) => numeral(part * scale, to, Form::Words),
                    None => numeral(part, to, Form::Part),
                };
            }
        }
        _ => {}
    }
    let (value, to) = compose(reading, at + article, article == 1, may_join)?;
    numeral(value, to, Form::Words)
}

/// Whether "no" is a number: before something counted, behind a word that asks how many.
fn is_none(reading: &Reading<'_>, at: usize) -> bool {
    let is_asked = at > 0 && reading.is_any(at - 1, &["from", "with", "to", "had", "recorded"]);
    is_asked && nouns::counted(reading, at + 1, true).is_some_and(|counted| reading.is_plural(counted.head))
}

/// "two-thirds", "three quarters", "one half".
fn counted_part(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let Some(NumberWord::Small(count)) = reading.meaning(at).number else { return None };
    let hyphen =
        usize::from(reading.is_dash(at + 1) && reading.is_joined(at + 1) && reading.is_joined(at + 2));
    let name = at + 1 + hyphen;
    let part = reading.meaning(name).part?;
    let is_plural = reading.word(name).ends_with(['s', 'S']);
    let is_span = at > 0
        && reading.is_any(at - 1, &["within", "in", "per", "last", "past", "next", "over", "each", "every"]);
    // "one quarter" and "two quarters" may be parts of a year; "second third" is no part.
    let may_be_time = reading.meaning(name).unit.is_some_and(|unit| unit.is_time());
    let is_part = count >= 1.0
        && is_plural == (count > 1.0)
        && (!may_be_time || count == 3.0 || (reading.is(name + 1, "of") && !is_span));
    is_part.then_some((count * part, name + 1))
}

/// "of a million" behind a part: "three quarters of a million".
fn of_a_scale(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let next = at + usize::from(reading.is(at, "of"));
    let Some(NumberWord::Scale(scale)) = reading.meaning(next + 1).number else { return None };
    reading.is(next, "a").then_some((scale, next + 2))
}

/// Number words put together: "two hundred and fifty thousand".
fn compose(reading: &Reading<'_>, at: usize, has_article: bool, may_join: bool) -> Option<(f64, usize)> {
    let (mut total, mut current) = (0.0, if has_article { 1.0 } else { 0.0 });
    let mut last_scale = f64::INFINITY;
    // What may still be put behind: units behind tens, all behind hundreds.
    let (mut has_units, mut has_tens) = (has_article, has_article);
    let mut next = at;
    let mut end = at;
    loop {
        match reading.meaning(next).number {
            Some(NumberWord::Small(value)) if !has_units && (!has_tens || (value > 0.0 && value < 10.0)) => {
                current += value;
                (has_units, has_tens) = (true, true);
            }
            Some(NumberWord::Tens(value)) if !has_tens && !has_units => {
                current += value;
                has_tens = true;
            }
            Some(NumberWord::Hundred) if current < 100.0 => {
                current = if current == 0.0 { 100.0 } else { current * 100.0 };
                (has_units, has_tens) = (false, false);
            }
            Some(NumberWord::Dozen) if total == 0.0 => {
                return Some((if current == 0.0 { 12.0 } else { current * 12.0 }, next + 1));
            }
            Some(NumberWord::Scale(scale)) if scale < last_scale => {
                total += if current == 0.0 && total == 0.0 { scale } else { current * scale };
                current = 0.0;
                last_scale = scale;
                (has_units, has_tens) = (false, false);
            }
            _ => break,
        }
        end = next + 1;
        next = end;
        let is_hyphen = reading.is_dash(next) && reading.is_joined(next) && reading.is_joined(next + 1);
        let is_and = may_join && reading.is(next, "and") && (current >= 100.0 || last_scale.is_finite());
        if is_hyphen || is_and {
            let goes_on = match reading.meaning(next + 1).number {
                Some(NumberWord::Small(_) | NumberWord::Tens(_)) => true,
                Some(NumberWord::Hundred | NumberWord::Scale(_)) => is_hyphen,
                _ => false,
            };
            if !goes_on {
                break;
            }
            next += 1;
        }
    }
    (end > at).then_some((total + current, end))
}
