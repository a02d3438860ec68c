//! Bare numbers, in digits and in words, with their scale: "84,731.50", "1.2", "310.000",
//! "forty-five", "two and a half", "half a million". Below [`super::amounts`].

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
        digits(reading, at)?
    } else if reading.tokens.get(at)?.text.is_ascii() {
        words(reading, at, may_join)?
    } else {
        vulgar(reading, at)?
    };
    Some(with_half(reading, numeral))
}

/// The run of digits and marks from the byte `at`: its value, its end and its form.
pub(super) fn scan(text: &str, at: usize) -> Option<(f64, usize, Form)> {
    let bytes = text.as_bytes();
    let run =
        |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first = run(at);
    if first == 0 {
        return None;
    }
    let mut end = at + first;
    let mut value = parse(&text[at..end]);
    // The marks and the digits behind each, as far as they go on.
    let mut groups: [(char, usize, usize); 8] = [(' ', 0, 0); 8];
    let mut count = 0;
    let mut reach = end;
    while count < groups.len() {
        let Some(mark) = text[reach..].chars().next() else { break };
        if !matches!(mark, ',' | '.' | '\'' | '’' | '\u{a0}' | '\u{2009}' | '\u{202f}') {
            break;
        }
        let length = run(reach + mark.len_utf8());
        if length == 0 || (!matches!(mark, ',' | '.') && length != 3) {
            break;
        }
        groups[count] = (mark, reach + mark.len_utf8(), length);
        count += 1;
        reach += mark.len_utf8() + length;
    }
    let groups = &groups[..count];
    let Some(&(last_mark, last_at, last_length)) = groups.last() else {
        return Some((value, end, Form::Plain));
    };
    let is_same_mark = groups.iter().all(|(mark, ..)| *mark == last_mark);
    let are_threes = |groups: &[(char, usize, usize)]| groups.iter().all(|(.., length)| *length == 3);
    let thousands = |mut value: f64, groups: &[(char, usize, usize)]| {
        for (_, at, length) in groups {
            value = value * 10f64.powi(power(*length)) + parse(&text[*at..*at + *length]);
        }
        value
    };
    let decimals =
        |value: f64| value + parse(&text[last_at..last_at + last_length]) / 10f64.powi(power(last_length));
    if is_same_mark {
        let are_lakhs = last_mark == ','
            && count >= 2
            && first <= 2
            && last_length == 3
            && groups[..count - 1].iter().all(|(.., length)| *length == 2);
        match last_mark {
            '.' if count == 1 && last_length == 3 && first <= 3 && value > 0.0 => {
                return Some((decimals(value), reach, Form::ThreeDecimals));
            }
            '.' if count == 1 => return Some((decimals(value), reach, Form::Marked)),
            _ if (are_threes(groups) && first <= 3) || are_lakhs => {
                return Some((thousands(value, groups), reach, Form::Marked));
            }
            '.' => return Some((value, reach, Form::Dotted)),
            ',' if count == 1 && last_length <= 2 => return Some((decimals(value), reach, Form::Marked)),
            _ => return Some((value, end, Form::Plain)),
        }
    }
    // "1,234,567.89" and "1.234.567,89"
    let whole = &groups[..count - 1];
    if are_threes(whole)
        && first <= 3
        && whole.iter().all(|(mark, ..)| *mark == whole[0].0)
        && matches!(last_mark, '.' | ',')
    {
        value = thousands(value, whole);
        return Some((decimals(value), reach, Form::Marked));
    }
    end = reach;
    Some((value, end, Form::Dotted))
}

fn parse(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::INFINITY)
}

fn power(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

fn digits<'t>(reading: &Reading<'t>, at: usize) -> Option<Numeral<'t>> {
    let start = reading.start(at);
    let (mut value, mut end, mut form) = scan(reading.text, start)?;
    let mut to = reading.token_at_byte(at, end.max(start + 1));
    if form == Form::Plain
        && let Some((joined, past)) = spaced_thousands(reading, at, value)
    {
        (value, to, form) = (joined, past, Form::Marked);
        end = reading.end_before(past);
    }
    let tail = &reading.text[end..];
    let suffix = &tail[..tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len())];
    let mut numeral = Numeral { value, from: at, to, end, suffix, form };
    if let Some(part) = suffix.chars().next().and_then(vulgar_part) {
        numeral.value += part;
        numeral.end += suffix.chars().next().map_or(0, char::len_utf8);
        numeral.suffix = "";
        numeral.form = Form::Marked;
    } else if suffix.is_empty() && form == Form::Plain {
        // "2 1/2"
        let part = simple_fraction(reading, to).filter(|_| !reading.is_joined(to));
        if let Some((part, past)) = part
            && value < 1_000.0
        {
            (numeral.value, numeral.to, numeral.form) = (value + part, past, Form::Marked);
            numeral.end = reading.end_before(past);
        } else {
            numeral = scaled_by_word(reading, numeral);
        }
    } else if suffix.is_empty() && form != Form::Dotted {
        numeral = scaled_by_word(reading, numeral);
    } else if !suffix.is_empty() {
        numeral.to = reading.token_at_byte(numeral.to, end + suffix.len());
    }
    Some(numeral)
}

/// "1 200 000", and "12 500" beside a currency sign.
fn spaced_thousands(reading: &Reading<'_>, at: usize, first: f64) -> Option<(f64, usize)> {
    let is_group = |at: usize| {
        let word = reading.word(at);
        word.len() == 3
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && reading.text[reading.end_before(at)..reading.start(at)] == *" "
    };
    if reading.word(at).len() > 3 || first < 1.0 {
        return None;
    }
    let groups = (at + 1..at + 5).take_while(|at| is_group(*at)).count();
    let is_money = |past: usize| {
        matches!(reading.word(past), "€" | "£" | "EUR" | "CHF" | "SEK" | "NOK" | "DKK" | "PLN" | "kr" | "zł")
            || matches!(
                reading.word(at.wrapping_sub(1)),
                "€" | "£" | "EUR" | "CHF" | "SEK" | "NOK" | "DKK" | "PLN"
            )
    };
    let past = at + 1 + groups;
    if groups == 0 || (groups == 1 && !is_money(past)) || reading.is_joined(past) && reading.is_dash(past) {
        return None;
    }
    let value = (at + 1..past).fold(first, |value, at| value * 1_000.0 + parse(reading.word(at)));
    Some((value, past))
}

/// "1/2", "3/4": a part below one with a small denominator.
fn simple_fraction(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let number = |at: usize| reading.word(at).parse::<f64>().ok().filter(|_| reading.word(at).len() == 1);
    let (over, under) = (number(at)?, number(at + 2)?);
    let is_fraction = reading.word(at + 1) == "/"
        && reading.is_joined(at + 1)
        && reading.is_joined(at + 2)
        && !(reading.is_joined(at + 3) && reading.word(at + 3) == "/")
        && over > 0.0
        && over < under;
    is_fraction.then_some((over / under, at + 3))
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

/// A number in words.
fn words<'t>(reading: &Reading<'t>, at: usize, may_join: bool) -> Option<Numeral<'t>> {
    let numeral = |value: f64, to: usize, form: Form| {
        Some(Numeral { value, from: at, to, end: reading.end_before(to), suffix: "", form })
    };
    let article = usize::from(reading.is_any(at, &["a", "an"]));
    let meaning = reading.meaning(at + article);
    if article == 1 && reading.is_any(at + 1, &["couple", "pair"]) && reading.is(at + 2, "of") {
        return numeral(2.0, at + 3, Form::Words);
    }
    // "a few hundred", "several thousand"
    let few = at + article;
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
                return numeral(part, to, Form::Part);
            }
        }
        _ => {}
    }
    let (value, to) = compose(reading, at + article, article == 1, may_join)?;
    numeral(value, to, Form::Words)
}

/// "two-thirds", "three quarters", "one half".
fn counted_part(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let Some(NumberWord::Small(count)) = reading.meaning(at).number else { return None };
    let hyphen =
        usize::from(reading.is_dash(at + 1) && reading.is_joined(at + 1) && reading.is_joined(at + 2));
    let name = at + 1 + hyphen;
    let part = reading.meaning(name).part?;
    let is_plural = reading.word(name).ends_with(['s', 'S']);
    // "one quarter" and "two quarters" may be parts of a year; "second third" is no part.
    let may_be_time = reading.meaning(name).unit.is_some_and(|unit| unit.is_time());
    let is_part = count >= 1.0
        && is_plural == (count > 1.0)
        && (!may_be_time || count == 3.0 || reading.is(name + 1, "of"));
    is_part.then_some((count * part, name + 1))
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

/// "½" alone.
fn vulgar<'t>(reading: &Reading<'t>, at: usize) -> Option<Numeral<'t>> {
    let token = reading.tokens.get(at)?;
    let mut letters = token.text.chars();
    let value = vulgar_part(letters.next()?)?;
    let end = token.span.end;
    letters.next().is_none().then_some(Numeral {
        value,
        from: at,
        to: at + 1,
        end,
        suffix: "",
        form: Form::Part,
    })
}

fn vulgar_part(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅕' => 0.2,
        '⅛' => 0.125,
        _ => return None,
    })
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
