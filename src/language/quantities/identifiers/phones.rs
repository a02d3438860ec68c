//! Telephone numbers. Part of [`super`].

use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::reading::Reading;
use crate::language::span::Span;

/// A telephone number: a plus and eight digits or more, or three, three and four digits.
pub(super) fn phone(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let start = reading.start(at);
    let rest = &reading.text[start..];
    let bytes = rest.as_bytes();
    if !matches!(bytes.first(), Some(b'+' | b'(' | b'0'..=b'9')) {
        return None;
    }
    if bytes[0] == b'+' && at > 0 && reading.is_joined(at) {
        return None;
    }
    let mut end = 0;
    let mut digits = 0;
    let mut groups: [usize; 8] = [0; 8];
    let mut group = 0;
    const LONGEST: usize = 24;
    for (place, byte) in bytes.iter().take(LONGEST).enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                end = place + 1;
                if let Some(length) = groups.get_mut(group) {
                    *length += 1;
                }
            }
            b'+' if place == 0 => {}
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' => {
                let is_new = groups.get(group).is_some_and(|length| *length > 0);
                group += usize::from(is_new);
            }
            _ => break,
        }
    }
    let used = &groups[..(group + 1).min(groups.len())];
    let used: &[usize] = if used.last() == Some(&0) { &used[..used.len() - 1] } else { used };
    let is_international = bytes[0] == b'+' && (8..=15).contains(&digits);
    let is_american = matches!(used, [3, 3, 4] | [1, 3, 3, 4]) && !rest[..end].contains(", ");
    let to = reading.token_at_byte(at, start + end);
    let is_whole = reading.end_before(to) == start + end;
    if !(is_international || is_american) || !is_whole {
        return None;
    }
    let name: String = rest[..end].chars().filter(char::is_ascii_digit).collect();
    let mut quantity = Quantity::new(Span::new(start, start + end), QuantityKind::Phone, 0.0);
    quantity.unit = Some(name);
    Some((quantity, to))
}
