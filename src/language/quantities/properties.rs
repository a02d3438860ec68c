//! What holds of every text, and of every value in every dress.

use proptest::prelude::*;

use super::find_quantities;

const SMALL: [&str; 20] = [
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
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The number in words, as English writes it.
fn in_words(value: u64, and: &str) -> String {
    let below = |value: u64| usize::try_from(value).expect("small");
    let joined = |head: String, rest: u64, and: &str| match rest {
        0 => head,
        rest if rest < 100 => format!("{head}{and} {}", in_words(rest, and)),
        rest => format!("{head} {}", in_words(rest, and)),
    };
    match value {
        0..20 => SMALL[below(value)].to_owned(),
        20..100 if value.is_multiple_of(10) => TENS[below(value / 10)].to_owned(),
        20..100 => format!("{}-{}", TENS[below(value / 10)], SMALL[below(value % 10)]),
        100..1_000 => joined(format!("{} hundred", SMALL[below(value / 100)]), value % 100, and),
        1_000..1_000_000 => joined(format!("{} thousand", in_words(value / 1_000, and)), value % 1_000, and),
        _ => joined(format!("{} million", in_words(value / 1_000_000, and)), value % 1_000_000, and),
    }
}

/// The number in groups of three.
fn grouped(value: u64, mark: &str) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(mark);
        }
        text.push(digit);
    }
    text
}

/// Every way in which the number may be written before a noun.
fn dresses(value: u64) -> Vec<String> {
    let mut dresses =
        vec![grouped(value, ","), in_words(value, ""), in_words(value, " and"), grouped(value, "'")];
    if !(1900..2200).contains(&value) {
        dresses.push(value.to_string());
    }
    dresses.push(grouped(value, "\u{a0}"));
    dresses.push(grouped(value, "."));
    if value >= 1_000 && value.is_multiple_of(100) {
        let thousands = value as f64 / 1_000.0;
        if value.is_multiple_of(1_000) || thousands < 1_000.0 {
            dresses.push(format!("{thousands}k"));
            dresses.push(format!("{thousands} thousand"));
        }
    }
    if value >= 1_000_000 && value.is_multiple_of(100_000) {
        let millions = value as f64 / 1e6;
        dresses.push(format!("{millions}M"));
        dresses.push(format!("{millions} million"));
    }
    dresses
}

fn values() -> impl Strategy<Value = u64> {
    prop_oneof![
        2u64..100,
        2u64..5_000,
        (1u64..9_000).prop_map(|value| value * 1_000),
        (1u64..900).prop_map(|value| value * 100_000)
    ]
}

/// What the readers look for, parted by bars.
const PIECES: &str = concat!(
    " | | |\n|-|–|—|(|)|+|.|,|:|;|/|%|$|€|£|~|'|’|#|°|×|½|→|1|2|45|2021|2000|60k|1.2M|84,731|",
    "1.234,5|90'000|3.11.2|3x|2nd|1990s|24/7|p95|two|forty|a|an|dozen|hundred|hundreds of|",
    "million|half|third|and a half|of|in|to|from|by|between|and|or|per|each|every|other|up to|",
    "at least|more than|about|over|nearly|or more|years|months|hour|ms|sq ft|V|km/h|",
    "percentage points|bps|twice|once|daily|a month|Feb|May|summer|Q3|FY24|since|present|",
    "doubled|halved|first|USD|Mio.|engineers|bed|line|Section|ISO|Python|team of|",
    "the hospital's|e\u{301}|東京|🚀|İ|ﬁ|\u{a0}|٣|４|²",
);

/// Texts of any characters, and texts of the pieces that the readers look for.
fn texts() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = PIECES.split('|').collect();
    let piece = prop::sample::select(pieces);
    prop_oneof!["\\PC{0,80}", prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())]
}

/// Texts with one number that say different things of it.
const KINDS: [&str; 21] = [
    "served N guests",
    "N%",
    "N percentage points",
    "$N",
    "€N",
    "N million dollars",
    "N hours",
    "N days",
    "N months",
    "N years",
    "N kg",
    "N metres",
    "N V",
    "Nx",
    "N times a week",
    "N times a month",
    "line N",
    "Section N",
    "a 1:N ratio",
    "N GB",
    "N thousand guests",
];

/// Primes, so that no number of months is one of years.
const PRIMES: [u64; 12] = [29, 31, 37, 41, 53, 67, 83, 101, 149, 211, 307, 397];

/// Hedges with the share of their number that the true one may be at the least and the most.
const HEDGES: [(&str, f64, f64); 15] = [
    ("about", 0.95, 1.053),
    ("roughly", 0.95, 1.053),
    ("~", 0.95, 1.053),
    ("nearly", 0.9, 1.0),
    ("just under", 0.9, 1.0),
    ("over", 1.0, f64::INFINITY),
    ("more than", 1.0, f64::INFINITY),
    ("at least", 1.0, f64::INFINITY),
    ("no fewer than", 1.0, f64::INFINITY),
    ("upwards of", 1.0, f64::INFINITY),
    ("under", 0.8, 1.0),
    ("fewer than", 0.8, 1.0),
    ("up to", 1.0, 1.0),
    ("no more than", 1.0, 1.0),
    ("", 1.0, 1.0),
];

proptest! {
    #[test]
    fn spans_lie_on_characters_in_order_and_values_are_numbers(text in texts()) {
        let mut reach = 0;
        for quantity in find_quantities(&text) {
            let span = quantity.span;
            prop_assert!(span.start >= reach && span.end > span.start, "{span:?} after {reach}");
            prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} cuts a character");
            prop_assert!(!quantity.low.is_nan() && !quantity.high.is_nan());
            if let Some(noun) = quantity.noun {
                prop_assert!(text.get(noun.start..noun.end).is_some(), "{noun:?} cuts a character");
            }
            prop_assert!(quantity.equals(&quantity), "{quantity:?}");
            reach = span.end;
        }
    }

    #[test]
    fn a_number_is_equal_in_every_dress(value in values()) {
        for dress in dresses(value) {
            let text = format!("served {dress} customers");
            let found = find_quantities(&text);
            prop_assert_eq!(found.len(), 1, "{}: {:?}", text, &found);
            prop_assert!((found[0].low - value as f64).abs() < 1e-6 * value as f64, "{}: {:?}", text, &found);
            prop_assert_eq!(found[0].unit.as_deref(), Some("customer"), "{}", text);
        }
    }

    #[test]
    fn money_is_equal_in_every_dress(value in values()) {
        let mut dresses: Vec<String> = Vec::new();
        for number in [grouped(value, ","), grouped(value, "."), value.to_string()] {
            dresses.extend([format!("€{number}"), format!("€ {number}"), format!("{number} €"), format!("EUR {number}"),
                format!("{number} EUR"), format!("{number} euros")]);
        }
        if value.is_multiple_of(1_000) {
            dresses.push(format!("€{}k", value / 1_000));
        }
        for dress in dresses {
            let text = format!("saved {dress} on paper");
            let found = find_quantities(&text);
            prop_assert_eq!(found.len(), 1, "{}: {:?}", text, &found);
            let currency = super::QuantityKind::Money { currency: "EUR" };
            prop_assert!(found[0].kind == currency && (found[0].low - value as f64).abs() < 1e-6, "{}: {:?}", text, &found);
        }
    }

    #[test]
    fn another_count_is_never_entailed(one in values(), other in values()) {
        prop_assume!(one != other);
        for (claimed, known) in dresses(one).iter().zip(dresses(other)) {
            let claimed = find_quantities(&format!("served {claimed} customers"));
            let known = find_quantities(&format!("served {known} customers"));
            prop_assert!(!claimed[0].is_entailed_by(&known[0]), "{claimed:?} by {known:?}");
        }
    }

    #[test]
    fn another_kind_of_thing_is_never_entailed(
        one in 0..KINDS.len(),
        other in 0..KINDS.len(),
        value in prop::sample::select(PRIMES.to_vec()),
        known in prop::sample::select(PRIMES.to_vec()),
    ) {
        prop_assume!(one != other || value != known);
        let claimed = find_quantities(&KINDS[one].replace('N', &value.to_string()));
        let known = find_quantities(&KINDS[other].replace('N', &known.to_string()));
        prop_assert!(claimed.len() == 1 && known.len() == 1, "{claimed:?} {known:?}");
        prop_assert!(!claimed[0].is_entailed_by(&known[0]), "{claimed:?} by {known:?}");
    }

    #[test]
    fn a_hedge_never_reaches_a_number_it_does_not_cover(
        hedge in prop::sample::select(HEDGES.to_vec()),
        value in 2u64..400,
        known in 2u64..400,
    ) {
        prop_assume!(value != known);
        let (words, least, most) = hedge;
        let claimed = find_quantities(&format!("served {words} {value} guests"));
        let fact = find_quantities(&format!("served {known} guests"));
        prop_assert!(claimed.len() == 1 && fact.len() == 1, "{claimed:?}");
        let (value, known) = (value as f64, known as f64);
        let covers = value * least <= known && known <= value * most;
        prop_assert!(covers || !claimed[0].is_entailed_by(&fact[0]), "{claimed:?} by {fact:?}");
    }
}
