//! The words of a text as they are compared: folded, without possessive and abbreviating
//! dots, each with what stands between it and the word before. Below [`super::skills`] and
//! [`super::terms`], which so agree on what a word is.

use std::borrow::Cow;

use crate::language::span::Span;
use crate::language::tokens::{TokenKind, folded, tokenize};

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Something that parts them: a comma, a bracket, the end of a line.
    Break,
    /// Space.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// A slash without spaces.
    Slash,
}

/// A word or number.
#[derive(Debug, Clone)]
pub(super) struct Unit<'t> {
    pub(super) span: Span,
    pub(super) text: &'t str,
    pub(super) key: Cow<'t, str>,
    pub(super) joint: Joint,
}

/// The units of the text, in order. An ampersand between spaces is the word "and".
pub(super) fn units(text: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::with_capacity(text.len() / 6 + 1);
    for token in tokenize(text) {
        let is_and = token.text == "&"
            && text[..token.span.start].ends_with(' ')
            && text[token.span.end..].starts_with(' ');
        if token.kind == TokenKind::Symbol && !is_and {
            continue;
        }
        let joint = units.last().map_or(Joint::Break, |before| {
            joint(&text[before.span.end..token.span.start], &text[token.span.start..])
        });
        let key = if is_and { Cow::Borrowed("and") } else { key(token.text) };
        units.push(Unit { span: token.span, text: token.text, key, joint });
    }
    units
}

fn joint(gap: &str, rest: &str) -> Joint {
    match gap {
        " " | "\u{a0}" => Joint::Space,
        "-" | "‐" | "‑" | "–" => Joint::Hyphen,
        "/" => Joint::Slash,
        _ if !gap.chars().all(char::is_whitespace) => Joint::Break,
        _ => match gap.matches('\n').count() {
            0 => Joint::Space,
            // A wrapped line goes on with a small letter.
            1 if rest.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()) => Joint::Space,
            _ => Joint::Break,
        },
    }
}

/// A word as it is compared.
fn key(text: &str) -> Cow<'_, str> {
    let key = folded(text);
    let is_dotted =
        key.contains('.') && key.split('.').all(|piece| piece.chars().count() <= 3) && !key.starts_with('.');
    let is_abbreviation = is_dotted && !key.bytes().any(|byte| byte.is_ascii_digit());
    if is_abbreviation && (key.ends_with('.') || key.split('.').all(|piece| piece.chars().count() == 1)) {
        return Cow::Owned(key.replace('.', ""));
    }
    if key.contains('-') {
        return Cow::Owned(key.replace('-', ""));
    }
    match key.strip_suffix("'s") {
        Some(owner) if !owner.is_empty() => Cow::Owned(owner.to_owned()),
        _ => key,
    }
}

/// The singular of a key by its last letters, where those look like a plural.
pub(super) fn singular(key: &str) -> Option<Cow<'_, str>> {
    if key.len() < 4 || !key.is_ascii() || ["ss", "us", "sis"].iter().any(|end| key.ends_with(end)) {
        return None;
    }
    if let Some(stem) = key.strip_suffix("ies")
        && stem.len() > 2
    {
        return Some(Cow::Owned(format!("{stem}y")));
    }
    key.strip_suffix('s').map(Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Joint)]) {
        let found = units(text);
        let found: Vec<(&str, Joint)> = found.iter().map(|unit| (unit.key.as_ref(), unit.joint)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn units_know_what_stands_before_them() {
        use Joint::{Break, Hyphen, Slash, Space};
        check("Back-end, CI/CD", &[("back", Break), ("end", Hyphen), ("ci", Break), ("cd", Slash)]);
        check("Post-operative, non-profit", &[("postoperative", Break), ("nonprofit", Break)]);
        check("pre - sales x-ray", &[("pre", Break), ("sales", Break), ("x", Space), ("ray", Hyphen)]);
        check("R&D & sales", &[("r&d", Break), ("and", Space), ("sales", Space)]);
        check("one\ntwo\nThree", &[("one", Break), ("two", Space), ("three", Break)]);
        check(
            "Bachelor's B.S. U.S. .NET",
            &[("bachelor", Break), ("bs", Space), ("us", Space), (".net", Space)],
        );
    }

    #[test]
    fn plurals_lose_their_ending() {
        for (key, expected) in [
            ("rest apis", Some("rest api")),
            ("policies", Some("policy")),
            ("aws", None),
            ("analysis", None),
            ("access", None),
            ("status", None),
        ] {
            assert_eq!(singular(key).as_deref(), expected, "{key}");
        }
    }
}
