//! Patterns written by hand, compiled once. Below `head`, `instructions` and the analysis.
//!
//! They are compiled without looking for literals to jump to and without tables that make the
//! search itself a little quicker: with folded case and long alternatives that is four fifths of
//! what compiling costs, a posting is a few pages long, and a program at a terminal compiles them
//! all for one posting.

use regex_automata::meta::{Config, Regex};
use regex_automata::util::captures;
use regex_automata::{Input, Span};

/// A compiled pattern.
pub(super) struct Pattern(Regex);

/// A place where a pattern matches, or one of its groups.
#[derive(Clone, Copy)]
pub(super) struct Found<'t> {
    text: &'t str,
    span: Span,
}

/// A match with its groups.
pub(super) struct Captures<'t> {
    text: &'t str,
    groups: captures::Captures,
}

/// A pattern with the words, digits and word boundaries of ASCII. With those of Unicode the quick
/// engine gives up at the first bullet or dash, which postings are full of, and each class takes a
/// thousand states to compile.
pub(super) fn pattern(pattern: &str) -> Pattern {
    Pattern::compile(&with_ascii_classes(pattern))
}

/// A pattern in which words may hold letters of any language, as names do.
pub(super) fn pattern_of_names(pattern: &str) -> Pattern {
    Pattern::compile(&pattern.replace(r"\b", r"(?-u:\b)"))
}

impl Pattern {
    /// Compiles a pattern as it stands, with the classes of Unicode.
    pub(super) fn compile(pattern: &str) -> Self {
        let config = Config::new().auto_prefilter(false).onepass(false).dfa(false);
        Self(Regex::builder().configure(config).build(pattern).expect("a fixed pattern"))
    }

    /// Whether it matches anywhere.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Its first match.
    pub(super) fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        self.0.find(text).map(|found| Found { text, span: found.span() })
    }

    /// Its matches, which do not overlap.
    pub(super) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> {
        self.0.find_iter(text).map(move |found| Found { text, span: found.span() })
    }

    /// Its first match with its groups.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_at(text, 0)
    }

    /// Its first match from a place on; what stands before it is still seen by boundaries.
    pub(super) fn captures_at<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        let mut groups = self.0.create_captures();
        self.0.search_captures(&Input::new(text).range(from..), &mut groups);
        groups.is_match().then_some(Captures { text, groups })
    }

    /// The text without its matches.
    pub(super) fn without(&self, text: &str) -> String {
        let mut rest = String::with_capacity(text.len());
        let mut from = 0;
        for found in self.find_iter(text) {
            rest.push_str(&text[from..found.start()]);
            from = found.end();
        }
        rest.push_str(&text[from..]);
        rest
    }

    /// Its matches with their groups.
    pub(super) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.0.captures_iter(text).map(move |groups| Captures { text, groups })
    }
}

impl<'t> Found<'t> {
    /// Where it begins, in bytes.
    pub(super) fn start(&self) -> usize {
        self.span.start
    }

    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.span.end
    }

    /// Where it stands.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.span.range()
    }

    /// Its words.
    pub(super) fn as_str(&self) -> &'t str {
        &self.text[self.range()]
    }
}

impl<'t> Captures<'t> {
    /// A group by its number; the whole match is 0.
    pub(super) fn get(&self, group: usize) -> Option<Found<'t>> {
        self.groups.get_group(group).map(|span| Found { text: self.text, span })
    }

    /// The groups that are part of the match, in the order of the pattern.
    pub(super) fn groups(&self) -> impl Iterator<Item = Found<'t>> {
        (1..self.groups.group_len()).filter_map(|group| self.get(group))
    }

    /// A group by its name.
    pub(super) fn name(&self, name: &str) -> Option<Found<'t>> {
        self.groups.get_group_by_name(name).map(|span| Found { text: self.text, span })
    }
}

fn with_ascii_classes(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len() * 2);
    let mut is_in_brackets = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match (characters.next(), is_in_brackets) {
                (Some('b'), false) => plain.push_str(r"(?-u:\b)"),
                (Some('w'), true) => plain.push_str("[:word:]"),
                (Some('w'), false) => plain.push_str("[[:word:]]"),
                (Some('W'), false) => plain.push_str("[^[:word:]]"),
                (Some('d'), true) => plain.push_str("0-9"),
                (Some('d'), false) => plain.push_str("[0-9]"),
                (Some(other), _) => plain.extend(['\\', other]),
                (None, _) => plain.push('\\'),
            },
            _ => {
                is_in_brackets = character == '[' || (is_in_brackets && character != ']');
                plain.push(character);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_patterns_are_those_of_ascii() {
        let check = |from: &str, to: &str| assert_eq!(with_ascii_classes(from), to);
        check(r"\bx\w+[\w.\d]\W\d\[\]", r"(?-u:\b)x[[:word:]]+[[:word:].0-9][^[:word:]][0-9]\[\]");
        assert!(pattern(r"(?i)\bö?\w+ \d\b").is_match("• Word 5 –"));
        assert!(pattern_of_names(r"^\w+$").is_match("Größe"));
    }
}
