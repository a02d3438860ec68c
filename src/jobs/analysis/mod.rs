//! Reads a posting by rules: its parts, what each demands, and the terms a screener would
//! look for. Pure; the first stage of a generation stands on it.
//!
//! The text is read in one direction. [`instructions`] marks what speaks to machines,
//! [`sections`] divides the rest into parts, [`items`] cuts the usable parts into single
//! statements with a priority, and every later file reads only those: what stands in standing
//! text, in the employer's praise of itself or in an instruction is never seen by them.

mod authorisations;
mod degrees;
mod industry;
mod instructions;
mod items;
mod keywords;
mod languages;
mod licences;
mod offers;
mod phrases;
mod priority;
mod salary;
mod sections;
mod seniority;
mod standing;
mod terms_of_work;
mod working_times;
mod years;

use crate::jobs::head;
use crate::jobs::model::{JobAnalysis, Method, Posting, Priority, Requirement, SectionKind};
use crate::language::lexicon::Lexicon;
use crate::language::phrase_search::find_words;
use crate::language::span::{Quoted, Span};

use items::Item;

/// Reads what the posting asks for. Never fails: a posting in no known shape is all overview,
/// and is read as such. Takes time linear in the text.
pub fn analyze(posting: &Posting, lexicon: &Lexicon) -> JobAnalysis {
    let text = posting.text.as_str();
    let instructions = instructions::find(text, lexicon);
    let sections = sections::divide(text, lexicon);
    let items = items::cut(text, &sections, &instructions);
    let head = head::find(text);

    let title = quote(text, &posting.title, head.title, &instructions);
    let company = quote(text, &posting.company, head.company, &instructions);
    let location = quote(text, posting.location.as_deref().unwrap_or_default(), head.location, &instructions);
    let years = years::find(text, &items);
    let degrees = degrees::find(text, &items);
    let languages = languages::find_named(text, &items, lexicon);
    let seniority = seniority::find(text, title.as_ref(), &years, &items, lexicon);
    let keywords = keywords::find(
        text,
        &keywords::Read {
            title: title.as_ref(),
            company: &posting.company,
            items: &items,
            degrees: &degrees,
            languages: &languages,
        },
        lexicon,
    );

    let requirements = items
        .iter()
        .filter(|item| item.priority > Priority::Mentioned)
        .map(|item| Requirement { span: item.span, priority: item.priority })
        .collect();
    let responsibilities = items
        .iter()
        .filter(|item| {
            item.section == SectionKind::Responsibilities
                || (item.is_duty && item.priority == Priority::Mentioned)
        })
        .filter(|item| item.section != SectionKind::Responsibilities || item.priority == Priority::Mentioned)
        .map(|item| {
            Quoted::new(item.span.of(text).split_whitespace().collect::<Vec<_>>().join(" "), item.span)
        })
        .collect();

    JobAnalysis {
        seniority,
        industry: industry::find(text, &items, &sections, lexicon),
        remote: terms_of_work::find_remote(text, &sections, &instructions),
        employment_type: terms_of_work::find_employment_type(
            text,
            title.as_ref().map(|title| title.span),
            &sections,
            &instructions,
        ),
        salary: salary::find(text, &sections, &instructions),
        title,
        company,
        location,
        requirements,
        responsibilities,
        years,
        degrees,
        licences: licences::find(text, &items, lexicon),
        languages: languages::asked(&languages),
        authorisations: authorisations::find(text, &items, &instructions),
        schedule: working_times::find_schedule(text, &sections, &instructions),
        travel: working_times::find_travel(text, &sections, &instructions),
        keywords,
        sections,
        instructions,
        method: Method::Rules,
    }
}

/// Quotes a value of the posting's head, given or found; a value that stands nowhere in the
/// text can't be quoted and gives nothing.
fn quote(
    text: &str,
    given: &str,
    found: Option<head::Found>,
    instructions: &[Span],
) -> Option<Quoted<String>> {
    let found = found.filter(|found| !overlaps_any(instructions, found.span));
    if given.is_empty() {
        return found.map(|found| Quoted::new(found.value, found.span));
    }
    if let Some(found) = found.filter(|found| found.value == given) {
        return Some(Quoted::new(found.value, found.span));
    }
    find_words(text, given).map(|span| Quoted::new(given.to_owned(), span))
}

/// Whether the span shares a byte with one of the others.
fn overlaps_any(spans: &[Span], span: Span) -> bool {
    spans.iter().any(|other| other.overlaps(&span))
}

/// The item the byte lies in; items are in order and don't overlap.
fn item_at(items: &[Item], at: usize) -> Option<&Item> {
    let after = items.partition_point(|item| item.span.start <= at);
    items[..after].last().filter(|item| at < item.span.end)
}

/// A pattern written by hand, compiled once.
fn pattern(pattern: &str) -> regex::Regex {
    regex::Regex::new(&with_ascii_classes(pattern)).expect("a fixed pattern")
}

/// The pattern with the words, digits and word boundaries of ASCII. With those of Unicode the
/// quick engine gives up at the first bullet or dash, which postings are full of, and each class
/// takes a thousand states to compile.
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
    }
}
