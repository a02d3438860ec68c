//! Bare numbers, in digits and in words, with their scale: "84,731.50", "1.2", "310.000",
//! "forty-five", "two and a half", "half a million". Below [`super::amounts`].

mod digits;
mod words;

pub(super) use digits::scan;

use super::reading::Reading;
use super::vocabulary::NumberWord;

/// A number with the tokens it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Numeral<'t> {
    pub(super) value: f64,
    /// The first token.
    pub(super) from: usize,
    /// The token behind it.
    pub(super) to: usize,
    /// The byte behind its last digit or word.
    pub(super) end: usize,
    /// Letters glued to its digits, still unread: "ms" of "900ms".
    pub(super) suffix: &'t str,
    pub(super) form: Form,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Digits without any mark.
    Plain,
    /// Digits with marks that leave no doubt: "1,200", "3.5".
    Marked,
    /// A dot and three digits, "1.200": thousands in one country, decimals in another. Read as
    /// decimals until the unit tells.
    ThreeDecimals,
    /// Two dots and more that are no thousands: "3.11.2".
    Dotted,
    Words,
    /// "hundreds": at least the value.
    Vague,
    /// A part of one: "half", "two-thirds", "½".
    Part,
}

impl Numeral<'_> {
    /// A whole number written in digits alone.
    pub(super) fn is_plain(&self) -> bool {
        self.form == Form::Plain && self.suffix.is_empty()
    }
}

/// The number that begins with the token, in digits or words. `may_join` allows "and" within:
/// not behind "between".
pub(super) fn read<'t>(reading: &Reading<'t>, at: usize, may_join: bool) -> Option<Numeral<'t>> {
    let numeral = if reading.starts_with_digit(at) {
        digits::digits(reading, at)?
    } else if reading.tokens.get(at)?.text.is_ascii() || reading.meaning(at).number.is_some() {
        words::words(reading, at, may_join)?
    } else {
        digits::vulgar(reading, at).or_else(|| digits::of_another_script(reading, at))?
    };
    Some(with_half(reading, numeral))
}

/// "1.2 million", "12 Mio.", "2 dozen", "5 hundred".
fn scaled_by_word<'t>(reading: &Reading<'t>, mut numeral: Numeral<'t>) -> Numeral<'t> {
    let hyphen = usize::from(
        reading.is_dash(numeral.to) && reading.is_joined(numeral.to) && reading.is_joined(numeral.to + 1),
    );
    let at = numeral.to + hyphen;
    let scale = match reading.meaning(at).number {
        Some(NumberWord::Scale(scale)) => scale,
        Some(NumberWord::Hundred) => 100.0,
        Some(NumberWord::Dozen) => 12.0,
        _ => return numeral,
    };
    numeral.value *= scale;
    numeral.form = if numeral.form == Form::Dotted { Form::Dotted } else { Form::Marked };
    numeral.to = at + 1;
    // "12 Mio. €"
    let is_short =
        reading.word(at).len() <= 3 && reading.word(numeral.to) == "." && reading.is_joined(numeral.to);
    if is_short && reading.tokens.len() > numeral.to + 1 && !reading.starts_upper(numeral.to + 1) {
        numeral.to += 1;
    }
    numeral.end = reading.end_before(numeral.to);
    numeral
}

/// "two and a half", "2 and a half".
fn with_half<'t>(reading: &Reading<'t>, mut numeral: Numeral<'t>) -> Numeral<'t> {
    let Some(to) = and_a_half(reading, numeral.to) else { return numeral };
    if numeral.suffix.is_empty() && matches!(numeral.form, Form::Plain | Form::Words) && numeral.value < 100.0
    {
        numeral.value += 0.5;
        numeral.to = to;
        numeral.end = reading.end_before(to);
    }
    numeral
}

/// The token behind "and a half", where it stands, with spaces or hyphens.
pub(super) fn and_a_half(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let skip = |at: usize| at + usize::from(reading.is(at, "-") && reading.is_joined(at));
    let and = skip(at);
    let article = skip(and + 1);
    let half = skip(article + 1);
    let is_half =
        reading.is(and, "and") && reading.is_any(article, &["a", "one"]) && reading.is(half, "half");
    is_half.then_some(half + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens::tokenize;

    fn check(text: &str, value: f64, rest: &str) {
        let tokens = tokenize(text);
        let numeral = read(&Reading::new(text, &tokens), 0, true).expect(text);
        assert!((numeral.value - value).abs() <= 1e-9 * value.abs(), "{text}: {numeral:?}");
        assert_eq!(text[numeral.end..].trim_start(), rest, "{text}: {numeral:?}");
    }

    #[test]
    fn digits_are_read_with_the_marks_of_several_countries() {
        check("45 x", 45.0, "x");
        check("84,731.50", 84_731.5, "");
        check("1.234.567,89", 1_234_567.89, "");
        check("310.000.000", 310e6, "");
        check("90'000", 90_000.0, "");
        check("12,34,567", 1_234_567.0, "");
        check("1 200 000 copies", 1_200_000.0, "copies");
        check("1\u{a0}200 copies", 1_200.0, "copies");
        check("12 500 €", 12_500.0, "€");
        check("12 500 copies", 12.0, "500 copies");
        check("3,5 kg", 3.5, "kg");
        check("0.125", 0.125, "");
        check("2 1/2 years", 2.5, "years");
        check("2½ years", 2.5, "years");
        check("900ms", 900.0, "ms");
        check("1.2 million users", 1.2e6, "users");
        check("12 Mio. euros", 12e6, "euros");
        check("15,2021", 15.0, ",2021");
    }

    #[test]
    fn words_are_put_together() {
        check("forty-five", 45.0, "");
        check("twenty one", 21.0, "");
        check("two hundred and fifty thousand units", 250_000.0, "units");
        check("a hundred", 100.0, "");
        check("one hundred", 100.0, "");
        check("a dozen", 12.0, "");
        check("two dozen", 24.0, "");
        check("half a dozen", 6.0, "");
        check("half a million", 500_000.0, "");
        check("nineteen hundred", 1_900.0, "");
        check("one million two hundred thousand", 1_200_000.0, "");
        check("two and a half years", 2.5, "years");
        check("two-and-a-half-year", 2.5, "-year");
        check("four five-year plans", 4.0, "five-year plans");
        check("forty-eight-bed", 48.0, "-bed");
        check("two-thirds", 2.0 / 3.0, "");
        check("three quarters of", 0.75, "of");
        check("hundreds of", 200.0, "of");
        check("tens of thousands of", 20_000.0, "of");
        check("a few hundred", 200.0, "");
        check("a couple of weeks", 2.0, "weeks");
    }
}
