//! Values with their hedges. Part of [`super`].

use super::Comparison;
use crate::language::quantities::model::{Bound, Quantity};

/// How near numbers are that only the arithmetic parts.
const EPSILON: f64 = 1e-9;

pub(super) fn worst(one: Comparison, other: Comparison) -> Comparison {
    let rank = |comparison: Comparison| match comparison {
        Comparison::Equal => 0,
        Comparison::Weaker => 1,
        Comparison::Raised => 2,
        Comparison::Different => 3,
    };
    if rank(one) >= rank(other) { one } else { other }
}

pub(super) fn near(one: f64, other: f64) -> bool {
    one == other || (one - other).abs() <= EPSILON * one.abs().max(other.abs())
}

/// Values or ranges of one kind.
pub(super) fn intervals(claimed: &Quantity, known: &Quantity) -> Comparison {
    if !claimed.is_range() && !known.is_range() {
        return bounds(claimed, known, claimed.low, known.low);
    }
    if near(claimed.low, known.low) && near(claimed.high, known.high) {
        return hedges(claimed.bound, known.bound);
    }
    let is_end = |end: Option<f64>, value: f64| end.is_some_and(|end| near(end, value));
    if claimed.is_range() {
        // "$1.2M to $3.4M" of "from $1.2M to $3.4M"
        let is_change = near(claimed.low, known.low) && is_end(known.other_end, claimed.high)
            || near(claimed.high, known.low) && is_end(known.other_end, claimed.low);
        return if is_change { hedges(claimed.bound, known.bound) } else { Comparison::Different };
    }
    if is_end(claimed.other_end, known.high) && near(claimed.low, known.low)
        || is_end(claimed.other_end, known.low) && near(claimed.low, known.high)
    {
        return hedges(claimed.bound, known.bound);
    }
    // A value beside a known range.
    match claimed.bound {
        Bound::AtLeast if known.low >= claimed.low => Comparison::Weaker,
        Bound::MoreThan if known.low > claimed.low => Comparison::Weaker,
        Bound::AtMost if near(known.high, claimed.low) => Comparison::Weaker,
        Bound::Exact | Bound::About if near(claimed.low, known.low) || near(claimed.low, known.high) => {
            Comparison::Raised
        }
        _ => Comparison::Different,
    }
}

/// The hedges of one value.
fn hedges(claimed: Bound, known: Bound) -> Comparison {
    use Bound::{About, AtLeast, AtMost, Exact, LessThan, MoreThan, Nearly};
    match (claimed, known) {
        (one, other) if one == other => Comparison::Equal,
        (AtLeast, MoreThan) | (MoreThan, AtLeast) => Comparison::Equal,
        (AtMost, LessThan) => Comparison::Weaker,
        (About | AtLeast | AtMost, Exact) | (About, Nearly | AtLeast | MoreThan) => Comparison::Weaker,
        (Exact, AtLeast | MoreThan) => Comparison::Weaker,
        (Exact, About | Nearly | AtMost | LessThan) | (LessThan, AtMost | Nearly) => Comparison::Raised,
        (Nearly, LessThan) | (LessThan, Exact) => Comparison::Different,
        _ => Comparison::Different,
    }
}

/// Single values with their bounds.
pub(super) fn bounds(claimed: &Quantity, known: &Quantity, value: f64, fact: f64) -> Comparison {
    if near(value, fact) {
        return hedges(claimed.bound, known.bound);
    }
    // The lowest and the highest the known one can be.
    let (least, most) = match known.bound {
        Bound::Exact => (fact, fact),
        Bound::About => (fact * 0.9, fact * 1.1),
        Bound::Nearly => (fact * 0.9, fact),
        Bound::AtLeast | Bound::MoreThan => (fact, f64::INFINITY),
        Bound::AtMost | Bound::LessThan => (0.0, fact),
    };
    let is_exact = known.bound == Bound::Exact;
    let is_weaker = match claimed.bound {
        Bound::MoreThan => least > value,
        Bound::AtLeast => least >= value,
        Bound::LessThan => is_exact && most < value && most >= value * 0.8,
        Bound::About => is_exact && rounds_to(fact, value),
        Bound::Nearly => is_exact && fact < value && fact >= value * 0.9,
        Bound::Exact | Bound::AtMost => false,
    };
    if is_weaker { Comparison::Weaker } else { Comparison::Different }
}

/// Whether `rounded` is the number with fewer digits, and within 5 %.
fn rounds_to(value: f64, rounded: f64) -> bool {
    if rounded <= 0.0 || ((value - rounded) / rounded).abs() > 0.05 {
        return false;
    }
    // The smallest power of ten that the rounded number is a multiple of.
    let mut step = 10f64.powi(magnitude(rounded));
    for _ in 0..12 {
        if near((rounded / step).round() * step, rounded) {
            break;
        }
        step /= 10.0;
    }
    let finer = (value / step).round() * step;
    near(finer, rounded) || near((value / (step / 2.0)).round() * (step / 2.0), rounded)
}

fn magnitude(value: f64) -> i32 {
    value.abs().log10().floor().clamp(-300.0, 300.0) as i32
}
