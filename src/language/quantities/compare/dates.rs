//! Dates and periods. Part of [`super`].

use super::Comparison;
use super::bounds::worst;
use crate::language::dates::{PartialDate, Period};
use crate::language::quantities::model::{Quantity, QuantityKind};

pub(super) fn compare_dates(claimed: &Quantity, known: &Quantity) -> Comparison {
    use QuantityKind as Kind;
    let named = match (&claimed.unit, &known.unit) {
        (one, other) if one == other => Comparison::Equal,
        (None, Some(_)) => Comparison::Weaker,
        _ => return Comparison::Different,
    };
    let found = match (claimed.kind, known.kind) {
        (Kind::Date(one), Kind::Date(other)) => date(one, other),
        (Kind::Month(one), Kind::Month(other)) if one == other => Comparison::Equal,
        (Kind::Month(one), Kind::Date(other)) if other.month() == Some(one) => Comparison::Weaker,
        (Kind::Period(one), Kind::Period(other)) => period(one, other),
        // "in 2022" of "summer 2022"; not of "since 2022".
        (Kind::Date(one), Kind::Period(other)) if known.unit.is_some() => match (other.start, other.end) {
            (Some(start), Some(end)) if start == end => worst(Comparison::Weaker, date(one, start)),
            _ => Comparison::Different,
        },
        _ => Comparison::Different,
    };
    worst(named, found)
}

/// A date said by another: of the same year, and of its month and day where those are claimed.
fn date(claimed: PartialDate, known: PartialDate) -> Comparison {
    let fits = |one: Option<u8>, other: Option<u8>| one.is_none() || one == other;
    match () {
        () if claimed == known => Comparison::Equal,
        () if claimed.year() == known.year()
            && fits(claimed.month(), known.month())
            && fits(claimed.day(), known.day()) =>
        {
            Comparison::Weaker
        }
        () => Comparison::Different,
    }
}

fn period(claimed: Period, known: Period) -> Comparison {
    let end = |one: Option<PartialDate>, other: Option<PartialDate>| match (one, other) {
        (None, None) => Comparison::Equal,
        (Some(one), Some(other)) => date(one, other),
        _ => Comparison::Different,
    };
    worst(end(claimed.start, known.start), end(claimed.end, known.end))
}
