//! Looks for what a document prints in the text a machine read, in print order.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::right_to_left::find_on_lines;
use crate::documents::model::{GlyphProblem, ReadBackField};
use crate::documents::printed::Printed;
use crate::scoring::model::Place;

/// A word of more characters may be broken anywhere. It is the least of the templates' measures,
/// that of a name in large type.
const LONGEST_WHOLE: usize = 18;

/// What was found of a document.
pub struct Comparison {
    /// Every string looked for, in print order.
    pub fields: Vec<ReadBackField>,
    /// Whether all that was found stands in print order.
    pub is_in_order: bool,
    /// What the text does not spell.
    pub glyph_problems: Vec<GlyphProblem>,
}

/// Looks for every string of `printed` in `text`, which has no places.
pub fn compare(printed: &Printed, text: &str) -> Comparison {
    compare_placed(printed, text, |_| None)
}

/// Looks for every string of `printed` in `text`.
///
/// Line ends and runs of spaces count as one space, a line broken where there is none, after a
/// hyphen or within a script without spaces or a word longer than a line, is joined, lines of scripts
/// from right to left are read as they are seen, and compatibility forms such as ligatures are taken
/// apart; nothing else is forgiven.
///
/// `place_of` tells where a part of the text stands, in bytes of it.
pub fn compare_placed(
    printed: &Printed,
    text: &str,
    place_of: impl Fn(&Range<usize>) -> Option<Place>,
) -> Comparison {
    let normal = Normal::new(text);
    let haystack = normal.text.as_str();
    let mut is_in_order = true;
    let mut cursor = 0;
    let mut fields = Vec::new();
    for (field, expected) in printed.fields() {
        let needle = normalise(expected);
        let find =
            |start| find_words(haystack, &needle, start).or_else(|| find_on_lines(haystack, &needle, start));
        let ahead = find(cursor);
        let found = ahead.or_else(|| find(0));
        match ahead {
            Some((_, end)) => cursor = end,
            None => is_in_order &= found.is_none(),
        }
        fields.push(ReadBackField {
            field: field.to_owned(),
            expected: expected.to_owned(),
            is_found: found.is_some(),
            place: found.and_then(|(start, end)| place_of(&normal.original(start, end)?)),
        });
    }
    Comparison { fields, is_in_order, glyph_problems: glyph_problems(printed, text, place_of) }
}

/// The text with compatibility forms taken apart, one line end or space for every run of
/// whitespace, and none after a character a line may be broken at.
fn normalise(text: &str) -> String {
    Normal::new(text).text
}

/// A normalised text, and where each of its words begins there and stands in the text it was made
/// of.
#[derive(Default)]
struct Normal {
    text: String,
    words: Vec<(usize, Range<usize>)>,
    gap: Option<char>,
}

impl Normal {
    /// Composition does not cross whitespace, so a text is normal when its words are.
    fn new(text: &str) -> Self {
        let mut normal = Self { text: String::with_capacity(text.len()), ..Self::default() };
        let mut start = 0;
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let is_space = rest.starts_with(char::is_whitespace);
            let length = rest.find(|c: char| c.is_whitespace() != is_space).unwrap_or(rest.len());
            let before = normal.text.len();
            rest[..length].nfkc().for_each(|c| normal.push(c));
            if normal.text.len() > before {
                normal.words.push((before, start..start + length));
            }
            start += length;
        }
        normal
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = if c == '\n' { Some('\n') } else { self.gap.or(Some(' ')) };
            return;
        }
        if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}') {
            return;
        }
        let before = self.text.chars().next_back();
        if let Some(gap) = self.gap.take()
            && before.is_some_and(|before| !is_break(before))
        {
            self.text.push(gap);
        }
        self.text.push(c);
    }

    /// The part of the text it was made of whose words hold these of its own.
    fn original(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let from = self.words.partition_point(|(at, _)| *at <= start).checked_sub(1)?;
        let to = self.words.partition_point(|(at, _)| *at < end).checked_sub(1)?;
        Some(self.words[from].1.start..self.words[to].1.end)
    }
}

/// Whether a line may be broken after a character without a space.
fn is_break(c: char) -> bool {
    matches!(c, '-' | '/' | '‐'..='―' | '@' | '?' | '&' | '=' | '|')
}

/// The first place from `start` on where `needle` stands as whole words, and its end.
fn find_words(haystack: &str, needle: &str, start: usize) -> Option<(usize, usize)> {
    let Some(first) = needle.chars().next() else { return Some((start, start)) };
    let starts = haystack.get(start..)?.match_indices(first).map(|(offset, _)| start + offset);
    starts.filter_map(|at| Some((at, end_of_match(haystack, at, needle)?))).find(|&(at, end)| {
        let before = haystack[..at].chars().next_back();
        let after = haystack[end..].chars().next();
        !is_glued(before, Some(first)) && !is_glued(needle.chars().next_back(), after)
    })
}

/// Where `needle` ends when it stands at `at`. A line end stands for a space, or for nothing
/// between characters that do not belong to one word or within a word no line can hold.
fn end_of_match(haystack: &str, at: usize, needle: &str) -> Option<usize> {
    let mut rest = haystack[at..].chars();
    let mut previous = None;
    let mut word_ends = 0;
    let mut is_long = false;
    for (place, wanted) in needle.char_indices() {
        if place >= word_ends {
            let word = needle[place..].split(' ').next().unwrap_or_default();
            word_ends = place + word.len() + 1;
            is_long = word.len() > LONGEST_WHOLE && word.chars().count() > LONGEST_WHOLE;
        }
        let mut read = rest.next()?;
        if read == '\n' && wanted != ' ' {
            read = rest.next().filter(|_| is_long || !is_glued(previous, Some(wanted)))?;
        }
        if read != wanted && !(read == '\n' && wanted == ' ') {
            return None;
        }
        previous = Some(wanted);
    }
    Some(haystack.len() - rest.as_str().len())
}

/// Whether two neighbours belong to one word, so that a match between them is none.
fn is_glued(before: Option<char>, after: Option<char>) -> bool {
    // Scripts written without spaces have no edges of words to look at.
    let is_letter = |c: char| {
        c.is_alphanumeric()
            && !matches!(u32::from(c), 0x0e00..=0x0eff | 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0x20000..)
    };
    matches!((before, after), (Some(before), Some(after)) if is_letter(before) && is_letter(after))
}

/// Replacement and private characters in the text, and characters the document prints that
/// the text spells nowhere; each once.
fn glyph_problems(
    printed: &Printed,
    text: &str,
    place_of: impl Fn(&Range<usize>) -> Option<Place>,
) -> Vec<GlyphProblem> {
    let read: BTreeSet<char> = text.nfkc().collect();
    let mut problems = garbled(text, place_of);
    let shown: BTreeSet<char> =
        printed.fields().iter().flat_map(|(_, text)| normalise(text).chars().collect::<Vec<_>>()).collect();
    for c in shown.iter().filter(|c| !c.is_whitespace() && !read.contains(c)) {
        let told = format!("{c} (U+{:04X}) is shown and not spelt", u32::from(*c));
        problems.push(GlyphProblem { told, place: None });
    }
    problems
}

/// Characters of a text that spell nothing, each once, with where the first stands.
pub fn garbled(text: &str, place_of: impl Fn(&Range<usize>) -> Option<Place>) -> Vec<GlyphProblem> {
    let mut seen = BTreeMap::new();
    for (at, c) in text.char_indices() {
        let is_odd = !c.is_ascii() || (c.is_ascii_control() && !c.is_ascii_whitespace());
        if is_odd && let Some(told) = what_it_spells(c) {
            seen.entry(c).or_insert((at, told));
        }
    }
    let problems = seen.into_iter();
    problems.map(|(c, (at, told))| GlyphProblem { told, place: place_of(&(at..at + c.len_utf8())) }).collect()
}

/// What a character is read as that spells nothing.
fn what_it_spells(c: char) -> Option<String> {
    let code = u32::from(c);
    match c {
        '\u{fffd}' => Some("a character is read as the replacement character U+FFFD".to_owned()),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => {
            Some(format!("a character is read as the private U+{code:04X}"))
        }
        _ if c.is_control() && !c.is_whitespace() => {
            Some(format!("a character is read as the control U+{code:04X}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::model::BlockKind;
    use crate::documents::printed::{Contact, PrintedEntry, PrintedSection, Style};

    fn printed() -> Printed {
        let entry = PrintedEntry {
            title: "Engineer".to_owned(),
            organisation: "Acme".to_owned(),
            dates: "2019 – 2021".to_owned(),
            claims: vec!["Led a cross-functional team".to_owned(), "C".to_owned()],
            ..PrintedEntry::default()
        };
        let section = PrintedSection {
            heading: "Experience".to_owned(),
            kind: BlockKind::Experience,
            style: Style::Entries,
            entries: vec![entry],
        };
        Printed {
            language: "en".to_owned(),
            title: String::new(),
            name: "Ada Lovelace".to_owned(),
            label: String::new(),
            contacts: vec![Contact {
                kind: "email",
                text: "ada@example.com".to_owned(),
                target: String::new(),
            }],
            letter: None,
            sections: vec![section],
        }
    }

    /// The fields not found, whether the order was kept, and the number of glyph problems.
    fn check(text: &str, missing: &[&str], is_in_order: bool, glyph_problems: usize) {
        let found = compare(&printed(), text);
        let not_found: Vec<&str> = found
            .fields
            .iter()
            .filter(|field| !field.is_found)
            .map(|field| field.expected.as_str())
            .collect();
        assert_eq!(not_found, missing, "{text}");
        assert_eq!(found.is_in_order, is_in_order, "{text}");
        assert_eq!(found.glyph_problems.len(), glyph_problems, "{:?}", found.glyph_problems);
    }

    const GOOD: &str = "Ada Lovelace\nada@example.com\nExperience\nEngineer\nAcme 2019 – 2021\n\
                        • Led a cross-\nfunctional\u{a0}team\n• C";

    #[test]
    fn everything_found_in_order_is_perfect() {
        check(GOOD, &[], true, 0);
    }

    #[test]
    fn a_missing_field_is_told() {
        check(&GOOD.replace("ada@example.com", "ada@example.co m"), &["ada@example.com"], true, 0);
        check(&GOOD.replace("Acme", "Acmexyz"), &["Acme"], true, 0);
    }

    #[test]
    fn a_short_word_is_not_found_inside_another() {
        check(&GOOD.replace("• C", "• Cobol"), &["C"], true, 0);
    }

    #[test]
    fn a_line_may_end_between_characters_but_not_within_a_word() {
        let check = |text: &str, needle: &str, is_found: bool| {
            assert_eq!(find_words(&normalise(text), &normalise(needle), 0).is_some(), is_found, "{text:?}");
        };
        check("plans…\nand then", "plans…and then", true);
        check("ran the\nbakery", "ran the bakery", true);
        check("東京の\nパン屋", "東京のパン屋", true);
        check("ran the ba\nkery", "ran the bakery", false);
        check("ran thebakery", "ran the bakery", false);
    }

    #[test]
    fn words_out_of_order_are_told() {
        check(&GOOD.replace("Ada Lovelace\nada@example.com", "ada@example.com\nAda Lovelace"), &[], false, 0);
    }

    #[test]
    fn what_is_found_has_the_place_of_its_words() {
        let text = "Ada\u{a0} Lo\u{fb01}  x\nfoot-\nball\n";
        let original = |needle: &str| {
            let normal = Normal::new(text);
            let (start, end) = find_words(&normal.text, &normalise(needle), 0).expect("it is there");
            normal.original(start, end).map(|range| &text[range])
        };
        assert_eq!(original("Ada Lofi"), Some("Ada\u{a0} Lo\u{fb01}"));
        assert_eq!(original("x"), Some("x"));
        assert_eq!(original("foot-ball"), Some("foot-\nball"));
        let place =
            |range: &Range<usize>| Some(Place::new(1, range.start as f64, 0.0, range.end as f64, 1.0));
        let found = compare_placed(&printed(), GOOD, place);
        let email = found.fields.iter().find(|field| field.field == "email").expect("looked for");
        assert_eq!(email.place.map(|place| (place.x, place.width)), Some((13.0, 15.0)));
        let lost = compare_placed(&printed(), "Ada Lovelace", place);
        assert!(lost.fields.iter().all(|field| field.is_found == field.place.is_some()));
    }

    #[test]
    fn glyphs_that_spell_nothing_are_told() {
        check(&format!("{GOOD}\u{fffd}\u{e001}"), &[], true, 2);
        check(&GOOD.replace('v', "\u{fffd}"), &["Ada Lovelace"], true, 2);
    }
}
