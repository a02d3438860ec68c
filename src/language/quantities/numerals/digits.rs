//! Numbers in digits, with the marks of several countries. Part of [`super`].

use unicode_normalization::UnicodeNormalization;

use super::{Form, Numeral, scaled_by_word};
use crate::language::quantities::reading::Reading;

/// The run of digits and marks from the byte `at`: its value, its end and its form.
pub(in crate::language::quantities) fn scan(text: &str, at: usize) -> Option<(f64, usize, Form)> {
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

pub(super) fn digits<'t>(reading: &Reading<'t>, at: usize) -> Option<Numeral<'t>> {
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

/// "½" alone.
pub(super) fn vulgar<'t>(reading: &Reading<'t>, at: usize) -> Option<Numeral<'t>> {
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

/// "４５", "٤٥": whole numbers in the decimal digits of another script or width.
pub(super) fn of_another_script<'t>(reading: &Reading<'t>, at: usize) -> Option<Numeral<'t>> {
    let token = reading.tokens.get(at)?;
    let digits: String = token.text.nfkc().map(|c| plain_digit(c).unwrap_or(c)).collect();
    let is_number = digits.len() <= MOST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (value, end) = (digits.parse().ok()?, token.span.end);
    is_number.then_some(Numeral { value, from: at, to: at + 1, end, suffix: "", form: Form::Marked })
}

const MOST_DIGITS: usize = 18;

/// The ASCII digit of the same value, for the decimal digits of the scripts in use (Unicode 16,
/// general category Nd, which come in runs from zero to nine).
fn plain_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 18] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
        0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
    ];
    let point = u32::from(c);
    let value = ZEROS.iter().find_map(|zero| point.checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
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
