//! The words that bind a number: "about", "up to", "more than", "or more", "+". Below
//! [`super::amounts`].

use super::model::Bound;
use super::reading::Reading;

/// The bound that ends just before the token, with the token where it begins; not before
/// `floor`.
pub(super) fn before(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Bound, usize)> {
    let found = phrase(reading, at).or_else(|| word(reading, at))?;
    (found.1 >= floor).then_some(found)
}

/// Bounds of two and three words, by their last two.
fn phrase(reading: &Reading<'_>, at: usize) -> Option<(Bound, usize)> {
    let from = at.checked_sub(2)?;
    let pair =
        |first: &[&str], second: &[&str]| reading.is_any(from, first) && reading.is_any(from + 1, second);
    let lead = |words: &[&str]| from > 0 && reading.is_any(from - 1, words);
    if pair(&["more", "greater", "higher", "longer", "larger", "better", "older"], &["than"]) {
        return Some(if lead(&["no", "not"]) { (Bound::AtMost, from - 1) } else { (Bound::MoreThan, from) });
    }
    if pair(&["less", "fewer", "lower", "shorter", "smaller"], &["than"]) {
        return Some(if lead(&["no", "not"]) { (Bound::AtLeast, from - 1) } else { (Bound::LessThan, from) });
    }
    let article = |words: &[&str]| if from > 0 && reading.is_any(from - 1, words) { from - 1 } else { from };
    match () {
        () if pair(&["at"], &["least"]) => Some((Bound::AtLeast, from)),
        () if pair(&["at"], &["most"]) => Some((Bound::AtMost, from)),
        () if pair(&["up"], &["to"]) => Some((Bound::AtMost, from)),
        () if pair(&["minimum", "min"], &["of"]) => Some((Bound::AtLeast, article(&["a"]))),
        () if pair(&["maximum", "max"], &["of"]) => Some((Bound::AtMost, article(&["a"]))),
        // "at or below 2 %"
        () if pair(&["or"], &["below", "under"]) && lead(&["at"]) => Some((Bound::AtMost, from - 1)),
        () if pair(&["or"], &["above", "over"]) && lead(&["at"]) => Some((Bound::AtLeast, from - 1)),
        () if pair(&["close"], &["to"]) => Some((Bound::Nearly, from)),
        () if pair(&["just"], &["under", "below"]) => Some((Bound::Nearly, from)),
        () if pair(&["just", "well"], &["over", "above"]) => Some((Bound::MoreThan, from)),
        () if pair(&["upward", "upwards", "north"], &["of"]) => Some((Bound::MoreThan, from)),
        () if pair(&["excess"], &["of"]) && lead(&["in"]) => Some((Bound::MoreThan, from - 1)),
        () if pair(&["many", "much", "high", "large", "long"], &["as"]) && lead(&["as"]) => {
            Some((Bound::AtMost, from - 1))
        }
        () if pair(&["few", "little", "low"], &["as"]) && lead(&["as"]) => Some((Bound::AtLeast, from - 1)),
        () if pair(&["approx", "ca", "est"], &["."]) => Some((Bound::About, from)),
        () if pair(&["max"], &["."]) => Some((Bound::AtMost, from)),
        () if pair(&["min"], &["."]) => Some((Bound::AtLeast, from)),
        () if pair(&[">"], &["="]) => Some((Bound::AtLeast, from)),
        () if pair(&["<"], &["="]) => Some((Bound::AtMost, from)),
        () => None,
    }
}

fn word(reading: &Reading<'_>, at: usize) -> Option<(Bound, usize)> {
    let from = at.checked_sub(1)?;
    let bound = match reading.word(from) {
        "~" | "≈" | "∼" | "≃" | "±" => Bound::About,
        // Not the end of a tag or an arrow.
        ">" if !reading.is_joined(from) => Bound::MoreThan,
        "<" if !reading.is_joined(from) => Bound::LessThan,
        "≥" | "⩾" => Bound::AtLeast,
        "≤" | "⩽" => Bound::AtMost,
        _ if reading.is_any(
            from,
            &[
                "about",
                "around",
                "approximately",
                "approx",
                "roughly",
                "circa",
                "ca",
                "some",
                "estimated",
                "etwa",
                "rund",
                "ungefähr",
            ],
        ) =>
        {
            Bound::About
        }
        _ if reading.is_any(from, &["nearly", "almost", "approaching"]) => Bound::Nearly,
        _ if reading.is_any(from, &["over", "above", "exceeding", "surpassing", "exceeded", "surpassed"]) => {
            Bound::MoreThan
        }
        _ if reading.is_any(from, &["under", "below"]) => Bound::LessThan,
        _ if reading.is_any(from, &["minimum", "min", "mindestens"]) => Bound::AtLeast,
        _ if reading.is_any(from, &["maximum", "max", "höchstens"]) => Bound::AtMost,
        _ => return None,
    };
    Some((bound, from))
}

/// The bound that begins with the token, with the token behind it.
pub(super) fn after(reading: &Reading<'_>, at: usize) -> Option<(Bound, usize)> {
    let pair = |first: &str, second: &[&str]| reading.is(at, first) && reading.is_any(at + 1, second);
    match () {
        () if reading.word(at) == "+" => Some((Bound::AtLeast, at + 1)),
        () if reading.is(at, "plus")
            && (reading.meaning(at + 1).unit.is_some() || reading.is_plural(at + 1)) =>
        {
            Some((Bound::AtLeast, at + 1))
        }
        () if pair("or", &["more", "above", "higher", "greater", "over", "longer", "better"]) => {
            Some((Bound::AtLeast, at + 2))
        }
        () if pair("and", &["up", "above", "over", "more"]) && !reading.is(at + 2, "to") => {
            Some((Bound::AtLeast, at + 2))
        }
        () if pair("or", &["less", "fewer", "under", "below", "lower"]) => Some((Bound::AtMost, at + 2)),
        () if pair("or", &["so"]) => Some((Bound::About, at + 2)),
        () if pair("-", &["odd", "ish", "plus"]) && reading.is_joined(at) => {
            Some((if reading.is(at + 1, "plus") { Bound::AtLeast } else { Bound::About }, at + 2))
        }
        () if reading.is_any(at, &["minimum"]) => Some((Bound::AtLeast, at + 1)),
        () if reading.is_any(at, &["maximum", "max"]) => Some((Bound::AtMost, at + 1)),
        () => None,
    }
}
