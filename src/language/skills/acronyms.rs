//! Acronyms that a text spells out where it first uses them: "Enterprise Mobility Suite (EMS)".
//! Part of the skills; knows no dictionary.

use std::ops::Range;

use crate::language::stems::stem_folded;
use crate::language::units::{Unit, units};

/// Words of a long form that its acronym may pass over, such as "of" and "and".
const MOST_SKIPPED: usize = 2;

/// The units that the acronym at unit `at`, which stands in brackets, is the initials of.
pub(super) fn spelt_out(text: &str, units: &[Unit<'_>], at: usize) -> Option<Range<usize>> {
    let unit = &units[at];
    let letters: Vec<char> = unit.text.chars().collect();
    let is_acronym = (2..=6).contains(&letters.len()) && letters.iter().all(|c| c.is_uppercase());
    let before = text[..unit.span.start].strip_suffix('(')?;
    if !is_acronym || !text[unit.span.end..].starts_with(')') || before.contains('(') && before.ends_with(')')
    {
        return None;
    }
    // From the last word back; every word passed over leaves one less for the rest.
    let mut wanted = letters.iter().rev();
    let mut letter = wanted.next()?;
    let mut skipped = 0;
    for index in (0..at).rev().take(letters.len() + MOST_SKIPPED) {
        let initial = units[index].text.chars().next()?.to_uppercase().next()?;
        if initial == *letter {
            match wanted.next() {
                Some(next) => letter = next,
                None => return Some(index..at),
            }
        } else {
            skipped += 1;
            if skipped > MOST_SKIPPED {
                return None;
            }
        }
    }
    None
}

/// Whether the name has the word in some form.
pub(super) fn shares_word(name: &str, word: &str) -> bool {
    let stem = stem_folded(word);
    units(name).iter().any(|unit| stem_folded(&unit.key) == stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_in_brackets_are_spelt_by_the_words_before() {
        let check = |text: &str, expected: Option<&str>| {
            let units = units(text);
            let at = units.iter().position(|unit| unit.text == "EMS").expect("the acronym");
            let found = spelt_out(text, &units, at)
                .map(|words| text[units[words.start].span.start..units[words.end - 1].span.end].to_owned());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("the Enterprise Mobility Suite (EMS)", Some("Enterprise Mobility Suite"));
        check("Enterprise Mobility + Security Suite (EMS)", Some("Enterprise Mobility + Security Suite"));
        check("emergency and medical services (EMS)", Some("emergency and medical services"));
        check("experience in EMS", None);
        check("experience in this (EMS)", None);
    }
}
