//! Whether what one quantity says is said by another. Over [`super::model`].
//!
//! The left side is what is claimed, the right what is known. The decisions, where words leave
//! room:
//!
//! * Equal in other dress is equal: 45 and forty-five, 1.2M and 1,200,000, half and 50 %, two
//!   years and 24 months, 900 ms and 0.9 s, doubled and 2x and "up 100 %". Months and days
//!   never convert into each other, nor currencies, nor per cent into percentage points.
//! * "over 200" is weaker than 230, than 201, and than "about 230" where nine tenths of it are
//!   over 200. It is not said by 200. "over 50", "at least 50" and "50+" pass for each other.
//! * "up to 9" is said by 9, never by 8 (that would raise it); "under 10" is said by 8 to 9.99,
//!   for the same reason.
//! * "about 40" is said by 40, and by a number that rounds to it with fewer digits and within
//!   5 %: 41.2, but not 44. "nearly 50" is said by 45 to 49.9.
//! * Dropping a hedge is a raise, told apart as [`Comparison::Raised`]: 230 where "about 230" is
//!   known, 9 where "up to 9" is. Dropping "over" or "at least" is not: 50 is part of "50+".
//! * A range is said by that range alone; "up to 5" and "at least 4" by "4 to 5"; 5 by it is
//!   raised.
//! * What is per something may lose that ("30 jobs" by "30 jobs a year"), never gain or change it.
//! * A year is said by a date in it, a month by a day in it, "since 2019" by "since May 2019".
//! * What is counted is not compared here: whether "engineers" are "developers" is a question of
//!   words. [`Quantity::unit`] and [`Quantity::noun`] tell what is counted.

mod bounds;
mod dates;

use super::model::{Dimension, Direction, Quantity, QuantityKind, Role};
use bounds::{bounds, intervals, near, worst};
use dates::compare_dates;

/// What a claimed quantity is beside a known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// The same, perhaps in other dress.
    Equal,
    /// True if the known one is: less precise, or less said.
    Weaker,
    /// The same value with its hedge lost: "230" of "about 230", "9" of "up to 9".
    Raised,
    /// Another value, kind, unit, rate or part in the change.
    Different,
}

impl Quantity {
    /// Whether both say the same, in whatever dress.
    pub fn equals(&self, other: &Quantity) -> bool {
        self.compare(other) == Comparison::Equal
    }

    /// Whether this is true if `known` is: the same or a weaker statement.
    pub fn is_entailed_by(&self, known: &Quantity) -> bool {
        matches!(self.compare(known), Comparison::Equal | Comparison::Weaker)
    }

    /// What this one, claimed, is beside a known one.
    pub fn compare(&self, known: &Quantity) -> Comparison {
        if !may_play(self, known) {
            return Comparison::Different;
        }
        if self.is_rate_of(known) {
            return Comparison::Weaker;
        }
        let has_own_rates = [self.kind, known.kind].contains(&QuantityKind::Frequency);
        let rate = match (&self.per, &known.per) {
            // How often is compared with the values.
            _ if has_own_rates => Comparison::Equal,
            (one, other) if one == other => Comparison::Equal,
            (None, Some(_)) => Comparison::Weaker,
            _ => return Comparison::Different,
        };
        worst(rate, self.compare_values(known))
    }

    /// "weekly" is said by "25 clients a week".
    fn is_rate_of(&self, known: &Quantity) -> bool {
        let name = self.unit.as_ref().or(self.per.as_ref());
        self.kind == QuantityKind::Frequency
            && known.kind != QuantityKind::Frequency
            && near(self.low, 1.0)
            && !self.is_range()
            && name.is_some_and(|name| known.per.as_ref() == Some(name))
    }

    fn compare_values(&self, known: &Quantity) -> Comparison {
        use QuantityKind as Kind;
        let same_name = || if self.unit == known.unit { Comparison::Equal } else { Comparison::Different };
        match (self.kind, known.kind) {
            (Kind::Identifier, Kind::Identifier) | (Kind::Phone, Kind::Phone) => same_name(),
            (Kind::Date(_) | Kind::Period(_) | Kind::Month(_), _)
            | (_, Kind::Date(_) | Kind::Period(_) | Kind::Month(_)) => compare_dates(self, known),
            (Kind::Frequency, Kind::Frequency) => compare_frequencies(self, known),
            (Kind::Share { of: one }, Kind::Share { of: other }) => {
                let same_unit = self.unit.is_none()
                    || known.unit.is_none()
                    || !is_time(self) && !is_time(known)
                    || self.unit == known.unit;
                let is_same = near(one, other) && near(self.low, known.low) && same_unit;
                if is_same { bounds(self, known, self.low, known.low) } else { shares(self, known) }
            }
            (Kind::Ratio { to: one }, Kind::Ratio { to: other }) => {
                if near(self.low * other, known.low * one) {
                    Comparison::Equal
                } else {
                    Comparison::Different
                }
            }
            // "four patients" of "4 out of 5 patients"
            (Kind::Count, Kind::Share { .. }) if !is_time(known) => {
                worst(Comparison::Weaker, bounds(self, known, self.low, known.low))
            }
            (Kind::Frequency, Kind::Share { .. }) | (Kind::Share { .. }, Kind::Frequency) => {
                compare_turns(self, known)
            }
            (Kind::Factor, Kind::Factor) | (Kind::Ordinal, Kind::Ordinal) => intervals(self, known),
            (Kind::Measure(one), Kind::Measure(other)) => {
                let is_other = one == Dimension::Other && self.unit != known.unit;
                if one == other && !is_other { intervals(self, known) } else { Comparison::Different }
            }
            (Kind::Factor, _) | (_, Kind::Factor) => compare_factor(self, known),
            (Kind::Money { currency: one }, Kind::Money { currency: other }) => {
                let is_same = one == other || is_krone(one, other) || is_krone(other, one);
                if is_same { intervals(self, known) } else { Comparison::Different }
            }
            (one, other) if one == other => intervals(self, known),
            _ => shares(self, known),
        }
    }
}

fn is_time(quantity: &Quantity) -> bool {
    matches!(
        quantity.unit.as_deref(),
        Some("day" | "week" | "month" | "quarter" | "year" | "hour" | "minute")
    )
}

/// "kroner" are of Denmark, Norway, Sweden or Iceland.
fn is_krone(one: &str, other: &str) -> bool {
    one == "kr" && matches!(other, "DKK" | "NOK" | "SEK" | "ISK")
}

/// Whether the parts in a change agree: "by 40 %" is not "to 40 %", nor up down.
fn may_play(claimed: &Quantity, known: &Quantity) -> bool {
    let roles = match (claimed.role, known.role) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let directions = match (claimed.direction, known.direction) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    roles && directions
}

/// Half, 50 % and 1 in 2.
fn shares(claimed: &Quantity, known: &Quantity) -> Comparison {
    let (Some(one), Some(other)) = (as_share(claimed), as_share(known)) else { return Comparison::Different };
    bounds(claimed, known, one, other)
}

fn as_share(quantity: &Quantity) -> Option<f64> {
    match quantity.kind {
        QuantityKind::Percent if !quantity.is_range() => Some(quantity.low / 100.0),
        QuantityKind::Fraction => Some(quantity.low),
        QuantityKind::Share { of } if !is_time(quantity) => Some(quantity.low / of),
        _ => None,
    }
}

/// "doubled" and "up 100 %", "halved" and "cut by 50 %", "cut in half".
fn compare_factor(claimed: &Quantity, known: &Quantity) -> Comparison {
    let factor = |quantity: &Quantity| match quantity.kind {
        QuantityKind::Factor => Some(quantity.low),
        _ => {
            let share = as_share(quantity)?;
            match (quantity.role?, quantity.direction?) {
                (Role::By, Direction::Up) => Some(1.0 + share),
                (Role::By, Direction::Down) => Some(1.0 - share),
                _ => None,
            }
        }
    };
    match (factor(claimed), factor(known)) {
        (Some(one), Some(other)) => bounds(claimed, known, one, other),
        _ => Comparison::Different,
    }
}

/// "one week in six" and "every sixth week".
fn compare_turns(claimed: &Quantity, known: &Quantity) -> Comparison {
    let turn = |quantity: &Quantity| match quantity.kind {
        QuantityKind::Share { of } => Some((quantity.low / of, quantity.unit.clone()?)),
        QuantityKind::Frequency if quantity.unit.is_none() => Some((quantity.low, quantity.per.clone()?)),
        _ => None,
    };
    match (turn(claimed), turn(known)) {
        (Some((one, unit)), Some((other, known_unit))) if unit == known_unit => {
            bounds(claimed, known, one, other)
        }
        _ => Comparison::Different,
    }
}

/// Times a year, or a week, which have no common measure.
fn pace(per: &str) -> Option<(f64, &'static str)> {
    match per {
        "year" => Some((1.0, "year")),
        "quarter" => Some((4.0, "year")),
        "month" => Some((12.0, "year")),
        "week" => Some((1.0, "week")),
        "day" => Some((7.0, "week")),
        "fortnight" => Some((0.5, "week")),
        _ => None,
    }
}

fn compare_frequencies(claimed: &Quantity, known: &Quantity) -> Comparison {
    let (Some(per), Some(known_per)) = (&claimed.per, &known.per) else { return Comparison::Different };
    let (one, other) = match (pace(per), pace(known_per)) {
        _ if per == known_per => (1.0, 1.0),
        (Some((one, base)), Some((other, known_base))) if base == known_base => (one, other),
        _ => return Comparison::Different,
    };
    let named = match (&claimed.unit, &known.unit) {
        (one, other) if one == other => Comparison::Equal,
        (None, Some(_)) => Comparison::Weaker,
        _ => return Comparison::Different,
    };
    let scaled = |quantity: &Quantity, pace: f64| Quantity {
        low: quantity.low * pace,
        high: quantity.high * pace,
        ..quantity.clone()
    };
    let (claimed, known) = (scaled(claimed, one), scaled(known, other));
    // "biweekly" is said by "every two weeks" and by "twice a week", and says neither.
    let is_end = near(claimed.low, known.low) || near(claimed.high, known.high);
    let found = match (claimed.is_range(), known.is_range()) {
        (true, false) if is_end => Comparison::Weaker,
        (false, true) => Comparison::Different,
        _ => intervals(&claimed, &known),
    };
    worst(named, found)
}
