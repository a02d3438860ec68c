//! Signs, codes and names of currencies. Below [`super::amounts`].

use super::reading::Reading;

/// Signs and codes with ISO 4217, the longer before those they contain. A bare dollar sign is
/// read as USD, a bare ¥ as JPY.
const SIGNS: [(&str, &str); 19] = [
    ("US$", "USD"),
    ("CA$", "CAD"),
    ("C$", "CAD"),
    ("AU$", "AUD"),
    ("A$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("Rs.", "INR"),
    ("¥", "JPY"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₪", "ILS"),
];

/// Codes of ISO 4217 in use where résumés are written in English, and names after an amount.
const CODES: [&str; 32] = [
    "USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "INR", "SGD", "HKD", "JPY",
    "CNY", "KRW", "BRL", "MXN", "ZAR", "AED", "SAR", "ILS", "TRY", "CZK", "HUF", "RON", "PHP", "THB", "MYR",
    "IDR", "NGN",
];

/// Names after an amount, with the country before them where several have such money.
const NATIONAL: [(&str, &[(&str, &str)]); 14] = [
    (
        "kron",
        &[("danish", "DKK"), ("norwegian", "NOK"), ("swedish", "SEK"), ("icelandic", "ISK"), ("", "kr")],
    ),
    (
        "dollar",
        &[
            ("us", "USD"),
            ("american", "USD"),
            ("canadian", "CAD"),
            ("australian", "AUD"),
            ("singapore", "SGD"),
            ("hong", "HKD"),
            ("", "USD"),
        ],
    ),
    ("franc", &[("swiss", "CHF"), ("", "CHF")]),
    ("rupee", &[("indian", "INR"), ("", "INR")]),
    ("peso", &[("mexican", "MXN"), ("philippine", "PHP"), ("", "MXN")]),
    ("yen", &[("japanese", "JPY"), ("", "JPY")]),
    ("yuan", &[("chinese", "CNY"), ("", "CNY")]),
    ("euro", &[("", "EUR")]),
    ("rand", &[("south", "ZAR"), ("", "ZAR")]),
    ("rea", &[("brazilian", "BRL")]),
    ("zloty", &[("polish", "PLN"), ("", "PLN")]),
    ("lira", &[("turkish", "TRY"), ("", "TRY")]),
    ("pound", &[("british", "GBP")]),
    ("buck", &[("", "USD")]),
];

/// The currency that ends just before the byte `at`, with the byte where it begins.
pub(super) fn before(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let lead = text.get(..at)?.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let last = lead.chars().next_back()?;
    if last.is_ascii_uppercase() {
        let (start, _) = lead.char_indices().rev().take(3).last()?;
        let code = CODES.iter().find(|code| **code == &lead[start..])?;
        let is_whole = !lead[..start].ends_with(char::is_alphanumeric);
        return is_whole.then_some((*code, start));
    }
    if last.is_alphanumeric() {
        return None;
    }
    SIGNS.iter().find_map(|(sign, code)| {
        let rest = lead.strip_suffix(sign)?;
        let is_whole = !sign.starts_with(char::is_alphabetic) || !rest.ends_with(char::is_alphanumeric);
        is_whole.then_some((*code, rest.len()))
    })
}

/// The currency that the token at `at` begins, with the token after it.
pub(super) fn after(reading: &Reading<'_>, at: usize) -> Option<(&'static str, usize)> {
    let token = reading.tokens.get(at)?;
    let is_free = |next: usize| !reading.starts_with_digit(next);
    if let Some((_, code)) = SIGNS
        .iter()
        .find(|(sign, _)| *sign == token.text && *sign != "$" && !sign.starts_with(char::is_alphabetic))
    {
        return is_free(at + 1).then_some((*code, at + 1));
    }
    if token.text == "US" && reading.is(at + 1, "$") && reading.is_joined(at + 1) {
        return is_free(at + 2).then_some(("USD", at + 2));
    }
    if token.text.len() == 3
        && let Some(code) = CODES.iter().find(|code| **code == token.text)
    {
        return is_free(at + 1).then_some((*code, at + 1));
    }
    named(reading, at)
}

/// "5 US dollars", "a million-dollar budget", "95,000 Danish kroner", "300 pounds sterling".
fn named(reading: &Reading<'_>, at: usize) -> Option<(&'static str, usize)> {
    let is_tied = reading.is_dash(at) && reading.is_joined(at) && reading.is_joined(at + 1);
    let first = at + usize::from(is_tied);
    let plain = reading.word(first);
    if !reading.meaning(first).is_money && !reading.meaning(first + 1).is_money {
        return None;
    }
    for (stem, countries) in NATIONAL {
        for (country, code) in countries {
            let name = first + usize::from(!country.is_empty());
            let is_of_country = country.is_empty() || reading.is(first, country);
            if is_of_country
                && is_name(reading.word(name), stem)
                && (name > first || !reading.starts_upper(name) || matches!(stem, "euro" | "dollar"))
            {
                let is_sterling = reading.is(name + 1, "sterling");
                return Some((*code, name + 1 + usize::from(is_sterling)));
            }
        }
    }
    // "pounds" alone are of mass.
    let is_sterling = is_name(plain, "pound") && reading.is(first + 1, "sterling");
    is_sterling.then_some(("GBP", first + 2))
}

/// "krone", "kroner", "kronor" of "kron"; "dollars" of "dollar".
fn is_name(word: &str, stem: &str) -> bool {
    let Some((head, end)) = word.get(..stem.len()).zip(word.get(stem.len()..)) else { return false };
    head.eq_ignore_ascii_case(stem) && matches!(end, "" | "s" | "e" | "er" | "or" | "a" | "es" | "is" | "eis")
}
