//! The figure that is derived of dates: whole years that cited positions cover. Below
//! [`super::figures`].

use super::base::{KnownFact, contains_words, normalised};
use super::case::Case;
use crate::language::dates::{Period, months_covered};
use crate::language::quantities::{Bound, Quantity, QuantityKind, TimeScale};
use crate::profiles::model::FactKind;

/// Whole years covered by cited positions together, overlaps counted
/// once. "Over" and "more than" need more months, "nearly" a few less.
pub(super) fn is_years_covered(case: &Case<'_, '_>, figure: &Quantity, today: chrono::NaiveDate) -> bool {
    if figure.is_range() {
        return false;
    }
    let is_elided = figure.kind == QuantityKind::Count && figure.noun.is_none();
    if is_elided {
        // "seven years at Harrow Mill, the last four as Head Baker"
        let speaks_of_years =
            case.quantities.iter().any(|other| other.kind == QuantityKind::Duration(TimeScale::Months));
        let years = Quantity { low: figure.low * 12.0, high: figure.low * 12.0, ..figure.clone() };
        let mut entries = case.cited.iter().filter(|known| !known.is_line());
        return speaks_of_years
            && entries
                .any(|known| is_so_long(&years, f64::from(months_covered(&[known.fact.period], today))));
    }
    if figure.kind != QuantityKind::Duration(TimeScale::Months) {
        return false;
    }
    // "seven years at Harrow Mill" are years there.
    let stretch = normalised(case.stretch_around(figure.span.start));
    let named: Vec<_> =
        case.employers_named.iter().filter(|employer| contains_words(&stretch, &employer.name)).collect();
    let is_meant = |known: &KnownFact<'_>| {
        known.fact.kind != FactKind::Position
            || named.is_empty()
            || named.iter().any(|employer| employer.positions.contains(&known.fact.id))
    };
    let entries = case.cited.iter().filter(|known| !known.is_line() && is_meant(known));
    let periods: Vec<Period> = entries.map(|known| known.fact.period).collect();
    let covered = f64::from(months_covered(&periods, today));
    is_so_long(figure, covered) || is_so_long(figure, f64::from(months_as(case, &stretch, today)))
}

/// The months of the cited positions whose titles stand in the stretch behind "as": "nearly two
/// years as a business analyst".
fn months_as(case: &Case<'_, '_>, stretch: &str, today: chrono::NaiveDate) -> u32 {
    let Some((_, told)) = stretch.split_once(" as ") else { return 0 };
    let has_title = |known: &KnownFact<'_>| {
        let words: Vec<&str> = known
            .reading
            .words
            .iter()
            .take_while(|word| word.segment == 0)
            .map(|word| word.key.as_str())
            .collect();
        !words.is_empty() && contains_words(told, &words.join(" "))
    };
    let positions =
        case.cited.iter().filter(|known| known.fact.kind == FactKind::Position && has_title(known));
    let periods: Vec<Period> = positions.map(|known| known.fact.period).collect();
    months_covered(&periods, today)
}

/// Whether the months claimed are the months covered, in whole years.
pub(super) fn is_so_long(figure: &Quantity, covered: f64) -> bool {
    let claimed = figure.low;
    if covered == 0.0 {
        return false;
    }
    match figure.bound {
        Bound::Exact | Bound::AtLeast => claimed <= covered && covered < claimed + 12.0,
        Bound::MoreThan => claimed < covered,
        Bound::About => (claimed - covered).abs() <= 6.0,
        Bound::Nearly => covered < claimed && claimed - covered <= 6.0,
        Bound::AtMost | Bound::LessThan => false,
    }
}
