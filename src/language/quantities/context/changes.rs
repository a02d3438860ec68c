//! The part of a quantity in a change: from, to, by, up, down. Part of [`super`].

use super::ellipsis;
use crate::language::quantities::model::{Bound, Dimension, Direction, Quantity, QuantityKind, Role};
use crate::language::quantities::reading::Reading;

/// Words of change, folded, with the way they go.
const UP: [&str; 32] = [
    "up",
    "increase",
    "increased",
    "increases",
    "increasing",
    "raise",
    "raised",
    "raises",
    "raising",
    "rise",
    "rose",
    "rises",
    "risen",
    "grow",
    "grew",
    "grows",
    "growing",
    "grown",
    "growth",
    "boost",
    "boosted",
    "boosting",
    "gain",
    "gained",
    "uplift",
    "more",
    "higher",
    "expanded",
    "climbed",
    "jumped",
    "lifted",
    "gains",
];

const DOWN: [&str; 40] = [
    "down",
    "decrease",
    "decreased",
    "decreases",
    "decreasing",
    "reduce",
    "reduced",
    "reduces",
    "reducing",
    "reduction",
    "reductions",
    "drop",
    "dropped",
    "drops",
    "dropping",
    "fall",
    "fell",
    "falls",
    "falling",
    "fallen",
    "cut",
    "cuts",
    "cutting",
    "decline",
    "declined",
    "lower",
    "lowered",
    "lowering",
    "lowers",
    "less",
    "fewer",
    "shrank",
    "shrunk",
    "shrinking",
    "shortened",
    "shortening",
    "shorten",
    "slashed",
    "slashing",
    "trimmed",
];

/// Sets roles and directions. `starts` holds the first token of each quantity.
pub(super) fn assign(reading: &Reading<'_>, quantities: &mut [Quantity], starts: &[usize]) {
    for index in 0..quantities.len() {
        let at = starts[index];
        // "from a 52 % markup"
        let lead =
            at - usize::from(at > 0 && reading.is_any(at - 1, &["a", "an", "the", "its", "their", "our"]));
        let before = |steps: usize| if lead >= steps { reading.word(lead - steps) } else { "" };
        let leads = |word: &str| before(1).eq_ignore_ascii_case(word);
        if quantities[index].role.is_none() {
            if leads("by") && is_share(&quantities[index]) {
                quantities[index].role = Some(Role::By);
            } else if leads("to") || is_up_to(&quantities[index], reading) {
                meet(reading, quantities, starts, index, "from", (Role::From, Role::To));
            } else if leads("from") {
                meet(reading, quantities, starts, index, "to", (Role::To, Role::From));
            }
            // One end alone: "fell to 40 %", "up from 98 %".
            if quantities[index].role.is_none() && is_change(before(2)) {
                quantities[index].role = match () {
                    () if leads("to") => Some(Role::To),
                    () if leads("from") => Some(Role::From),
                    () => None,
                };
            }
        }
        sign(reading, &mut quantities[index], at);
        direct(reading, &mut quantities[index], at);
    }
}

/// What is a difference wherever "by" stands before it; "attended by 900 visitors" is none.
fn is_share(quantity: &Quantity) -> bool {
    matches!(
        quantity.kind,
        QuantityKind::Percent
            | QuantityKind::Fraction
            | QuantityKind::PercentagePoints
            | QuantityKind::Factor
    )
}

fn is_up_to(quantity: &Quantity, reading: &Reading<'_>) -> bool {
    quantity.bound == Bound::AtMost && quantity.span.of(reading.text).starts_with("up to")
}

/// Pairs the quantity with the one before it, if that is led by the word and of its kind, in
/// the same clause.
fn meet(
    reading: &Reading<'_>,
    quantities: &mut [Quantity],
    starts: &[usize],
    index: usize,
    word: &str,
    (earlier, later): (Role, Role),
) {
    const REACH: usize = 12;
    let Some(other) = index.checked_sub(1) else { return };
    let from = starts[other];
    let lead =
        from - usize::from(from > 0 && reading.is_any(from - 1, &["a", "an", "the", "its", "their", "our"]));
    let is_led = lead > 0 && reading.is(lead - 1, word);
    let is_near = starts[index] - from <= REACH;
    ellipsis::share_unit(reading, quantities, starts, (other, index));
    let is_same =
        std::mem::discriminant(&quantities[other].kind) == std::mem::discriminant(&quantities[index].kind);
    let is_clause = !(from..starts[index]).any(|at| matches!(reading.word(at), ";" | "." | ","));
    if is_led && is_near && is_same && is_clause && quantities[other].role.is_none_or(|role| role == earlier)
    {
        quantities[other].role = Some(earlier);
        quantities[index].role = Some(later);
        quantities[other].other_end = Some(quantities[index].low);
        quantities[index].other_end = Some(quantities[other].low);
        if is_up_to(&quantities[index], reading) {
            quantities[index].bound = Bound::Exact;
        }
    }
}

/// "+29 %" and "-5 %" are changes; "-20 °C" is below zero.
fn sign(reading: &Reading<'_>, quantity: &mut Quantity, at: usize) {
    let Some(mark) = at.checked_sub(1).filter(|_| reading.is_joined(at)) else { return };
    let is_minus = matches!(reading.word(mark), "-" | "−" | "–");
    // A dash that something stands before is no sign.
    if !(is_minus || reading.word(mark) == "+") || reading.is_joined(mark) && reading.word(mark - 1) != "(" {
        return;
    }
    if quantity.kind == QuantityKind::Measure(Dimension::Temperature) && is_minus {
        // Degrees of Fahrenheit have their zero elsewhere.
        let below = |value: f64| match quantity.unit.as_deref() {
            Some("fahrenheit") => -value - 64.0 / 1.8,
            _ => -value,
        };
        (quantity.low, quantity.high) = (below(quantity.low), below(quantity.high));
        quantity.span.start = reading.start(mark);
    } else if is_share(quantity) {
        quantity.role = Some(Role::By);
        quantity.direction = Some(if is_minus { Direction::Down } else { Direction::Up });
        quantity.span.start = reading.start(mark);
    }
}

fn direct(reading: &Reading<'_>, quantity: &mut Quantity, at: usize) {
    const REACH: usize = 8;
    let is_date = matches!(
        quantity.kind,
        QuantityKind::Date(_) | QuantityKind::Period(_) | QuantityKind::Month(_) | QuantityKind::Identifier
    );
    let is_share = is_share(quantity);
    // "cut in half" is cut by half.
    let is_half = quantity.kind == QuantityKind::Fraction && at > 0 && reading.is(at - 1, "in");
    let is_led = at > 0 && (reading.is(at - 1, "by") || is_half);
    let is_amount = (is_share || is_led) && !is_date;
    if quantity.kind == QuantityKind::Factor {
        quantity.direction = Some(if quantity.low < 1.0 { Direction::Down } else { Direction::Up });
        return;
    }
    if !is_amount || quantity.direction.is_some() || matches!(quantity.role, Some(Role::From | Role::To)) {
        return;
    }
    let behind = reading.token_at_byte(at, quantity.span.end);
    let mut near = [behind, behind + 1].into_iter().filter_map(|place| direction(reading.word(place)));
    if let Some(direction) = near.next().filter(|_| !reading.is(behind, "of")) {
        (quantity.direction, quantity.role) = (Some(direction), Some(Role::By));
        return;
    }
    for place in (at.saturating_sub(REACH)..at).rev() {
        if matches!(reading.word(place), ";" | "." | "," | "(" | ")") || reading.starts_with_digit(place) {
            return;
        }
        if let Some(direction) = direction(reading.word(place)) {
            (quantity.direction, quantity.role) = (Some(direction), Some(Role::By));
            return;
        }
        if reading.is_any(place, &["to", "of", "with", "for", "on", "in"]) && !is_led {
            return;
        }
    }
}

fn direction(word: &str) -> Option<Direction> {
    let is_in = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    match () {
        () if is_in(&UP) => Some(Direction::Up),
        () if is_in(&DOWN) => Some(Direction::Down),
        () => None,
    }
}

fn is_change(word: &str) -> bool {
    direction(word).is_some()
}
