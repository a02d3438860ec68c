//! Times of day: "9:30", "7 a.m.". Part of [`super`].

use super::identifier;
use crate::language::quantities::model::Quantity;
use crate::language::quantities::reading::Reading;
use crate::language::tokens::fold;

/// "9:30", "7 a.m.", "5pm".
pub(super) fn clock(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let word = reading.word(at);
    let half = |at: usize| reading.is_any(at, &["am", "pm", "a.m.", "p.m.", "a.m", "p.m"]);
    let name = |to: usize| fold(reading.span(at, to).of(reading.text)).replace(['.', ' '], "");
    let glued = word.len() <= 4 && (word.ends_with("am") || word.ends_with("pm")) && word.len() > 2;
    if glued && word[..word.len() - 2].bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(identifier(reading, at, at + 1, name(at + 1)));
    }
    if !word.parse::<u8>().is_ok_and(|hour| hour < 25) {
        return None;
    }
    if half(at + 1) && !reading.is_joined(at + 1) {
        return Some(identifier(reading, at, at + 2, name(at + 2)));
    }
    let minutes = reading.word(at + 2);
    let digits = minutes.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_time = reading.word(at + 1) == ":"
        && reading.is_joined(at + 1)
        && reading.is_joined(at + 2)
        && digits < "60"
        && (minutes.len() == 2 && (half(at + 3) || digits.ends_with(['0', '5']))
            || matches!(&minutes[2..], "am" | "pm"));
    if !is_time {
        return None;
    }
    let to = at + 3 + usize::from(half(at + 3));
    Some(identifier(reading, at, to, name(to)))
}
