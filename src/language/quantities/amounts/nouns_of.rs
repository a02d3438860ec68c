//! What an amount counts, written into it. Part of [`super`], over
//! [`crate::language::quantities::nouns`].

use super::parts::Part;
use crate::language::quantities::identifiers::SCORES;
use crate::language::quantities::measures::{Base, Unit};
use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::nouns::{self, Counted};
use crate::language::quantities::numerals::Form;
use crate::language::quantities::reading::Reading;

/// Over "of" and an article: "hundreds of users", "40% of the patients".
pub(super) fn noun_start(reading: &Reading<'_>, at: usize, part: &Part<'_>) -> usize {
    let is_part = part.numeral.form == Form::Vague
        || part.numeral.form == Form::Part
        || part.unit.is_some_and(|unit| unit.base == Base::Percent);
    // "75 year 7 families"
    let is_named = reading.meaning(at).unit.is_some_and(|unit| unit.is_time());
    if is_named && reading.starts_with_digit(at + 1) {
        return at + 2;
    }
    if !reading.is(at, "of") || !is_part {
        return at;
    }
    at + 1 + usize::from(reading.is_any(at + 1, &["the", "our", "its", "their", "all"]))
}

/// Writes down the noun that is counted; gives the token behind it.
pub(super) fn noun(
    reading: &Reading<'_>,
    quantity: &mut Quantity,
    counted: Option<&Counted>,
) -> Option<usize> {
    let counted = counted?;
    quantity.noun = Some(counted.words);
    if matches!(quantity.kind, QuantityKind::Count | QuantityKind::Share { .. }) {
        quantity.unit = Some(nouns::singular(reading.word(counted.head)));
    }
    Some(counted.to)
}

/// "28-bed": the noun behind the hyphen.
pub(super) fn tied_noun(reading: &Reading<'_>, quantity: &mut Quantity, at: usize) -> Option<usize> {
    if !reading.is_word(at + 1) {
        return None;
    }
    quantity.noun = Some(reading.span(at + 1, at + 2));
    quantity.unit = Some(nouns::singular(reading.word(at + 1)));
    Some(at + 2)
}

/// The unit that is counted behind other words: "600 clinical hours".
pub(super) fn counted_unit(
    reading: &Reading<'_>,
    quantity: &Quantity,
    counted: Option<&Counted>,
) -> Option<Unit> {
    let head = counted?.head;
    let unit =
        reading.meaning(head).unit.filter(|unit| matches!(unit.base, Base::Time(_) | Base::Measure(_)))?;
    let is_long = reading.word(head).len() > 2;
    (quantity.kind == QuantityKind::Count
        && is_long
        && quantity.noun.is_some_and(|noun| noun.end == reading.end_before(head + 1)))
    .then_some(unit)
}

/// Makes a count of a unit an amount of it.
pub(super) fn take_unit(quantity: &mut Quantity, unit: Unit) {
    quantity.kind = unit.kind();
    quantity.unit = Some(unit.name.to_owned());
    (quantity.low, quantity.high) = (unit.to_base(quantity.low), unit.to_base(quantity.high));
}

/// "a team of 5": what is counted are people, when no noun says so.
pub(super) fn group(reading: &Reading<'_>, quantity: &mut Quantity, part: &Part<'_>) {
    const GROUPS: [&str; 16] = [
        "team",
        "crew",
        "staff",
        "squad",
        "panel",
        "committee",
        "workforce",
        "cohort",
        "group",
        "groups",
        "teams",
        "crews",
        "class",
        "classes",
        "audience",
        "faculty",
    ];
    let mut of = part.from;
    while of > 0 && quantity.span.start <= reading.start(of - 1) {
        of -= 1;
    }
    let is_group = of >= 2 && reading.is(of - 1, "of") && reading.is_any(of - 2, &GROUPS);
    let is_verb = quantity.noun.is_some_and(|noun| {
        noun.of(reading.text)
            .split(' ')
            .next()
            .is_some_and(|word| word.ends_with("ed") || word.ends_with("ing"))
    });
    if quantity.kind == QuantityKind::Count && is_group && (quantity.unit.is_none() || is_verb) {
        quantity.unit = Some("person".to_owned());
        quantity.noun = None;
    }
}

/// "GPA 3.9", "GPA: 3.9/4.0", "a 3.9 GPA".
pub(super) fn score(reading: &Reading<'_>, quantity: &mut Quantity, part: &Part<'_>) {
    let colon = usize::from(part.from > 0 && matches!(reading.word(part.from - 1), ":" | "of"));
    let name = part.from.wrapping_sub(1 + colon);
    if quantity.kind == QuantityKind::Count
        && quantity.unit.is_none()
        && let Some(score) = SCORES.iter().find(|score| reading.word(name) == **score)
    {
        quantity.unit = Some(score.to_ascii_lowercase());
    }
}
