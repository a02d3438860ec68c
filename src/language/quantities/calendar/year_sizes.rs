//! Years told apart from counts of their size. Part of [`super`].

use crate::language::quantities::numerals::{self, Form};
use crate::language::quantities::reading::Reading;
use crate::language::quantities::vocabulary::NumberWord;
use crate::language::quantities::{currencies, units};

pub(super) fn is_bare_year(reading: &Reading<'_>, at: usize, to: usize) -> bool {
    to == at + 1 && reading.word(at).len() == 4 && reading.starts_with_digit(at)
}

/// Whether four digits that could be a year are a count: "2000 units", "over 2000", "2000+",
/// "$2021", "2000 sq ft". A year it stays where a word of time leads it ("in 2021 sales
/// grew") and where a noun in the singular follows ("the 2022 medication update").
pub(super) fn is_count_of_years_size(reading: &Reading<'_>, at: usize) -> bool {
    const OF_TIME: [&str; 16] = [
        "in", "since", "during", "until", "till", "before", "after", "the", "early", "late", "mid", "year",
        "my", "our", "their", "its",
    ];
    let Some((value, ..)) =
        numerals::scan(reading.text, reading.start(at)).filter(|(.., form)| *form == Form::Plain)
    else {
        return false;
    };
    let before = |steps: usize, words: &[&str]| at >= steps && reading.is_any(at - steps, words);
    let text_before = &reading.text[..reading.start(at)];
    if currencies::before(reading.text, reading.start(at)).is_some() || text_before.ends_with(['#', '~']) {
        return true;
    }
    let next = at + 1;
    if reading.word(next) == "+" && reading.is_joined(next) {
        return true;
    }
    let has_unit = units::read(reading, next).is_some_and(|found| !found.unit.is_time())
        || currencies::after(reading, next).is_some()
        || reading
            .meaning(next)
            .number
            .is_some_and(|word| matches!(word, NumberWord::Hundred | NumberWord::Scale(_)));
    if has_unit {
        return true;
    }
    let is_bounded = before(
        1,
        &["over", "nearly", "almost", "than", "least", "most", "exceeding", "approximately", "roughly"],
    ) || (before(1, &["to"]) && before(2, &["up"]));
    let is_round = value % 100.0 == 0.0;
    let is_near_now = (1950.0..=2050.0).contains(&value);
    let has_plural = reading.is_plural(next);
    if has_plural && (is_round || !before(1, &OF_TIME)) {
        return true;
    }
    if is_bounded {
        return true;
    }
    !is_near_now
        && !before(1, &OF_TIME)
        && !before(1, &["from", "by", "of", "to", "and", "around", "about", "("])
}
