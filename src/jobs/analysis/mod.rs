//! Reads a posting by rules: its parts, what each demands, and the terms a screener would
//! look for. Pure; the first stage of a generation stands on it.
//!
//! The text is read in one direction. What speaks to machines is blanked out by
//! [`instructions`], [`sections`] divides the rest into parts, [`items`] cuts the usable parts into single
//! statements with a priority, and every later file reads only those: what stands in standing
//! text, in the employer's praise of itself or in an instruction is never seen by them.

mod authorisations;
mod corrections;
mod degrees;
mod industry;
mod items;
mod keywords;
mod languages;
mod licences;
mod offers;
mod partners;
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
use crate::jobs::instructions;
use crate::jobs::model::{JobAnalysis, Method, Posting, Priority, Requirement, SectionKind};
use crate::language::lexicon::Lexicon;
use crate::language::phrase_search::find_words;
use crate::language::span::Quoted;

use crate::jobs::patterns::pattern;
pub use corrections::{Correction, Doubtful, corrected, doubtful};
use items::Item;

/// Reads what the posting asks for. Never fails: a posting in no known shape is all overview,
/// and is read as such. Takes time linear in the text.
pub fn analyze(posting: &Posting, lexicon: &Lexicon) -> JobAnalysis {
    read(posting, lexicon, &[])
}

/// Reads the posting, with these statements taken to matter otherwise than by the rules.
fn read(posting: &Posting, lexicon: &Lexicon, corrections: &[Correction]) -> JobAnalysis {
    let instructions = instructions::find(&posting.text, lexicon);
    let text = &*instructions::masked(&posting.text, &instructions);
    let sections = sections::divide(text, lexicon);
    let mut items = items::cut(text, &sections);
    for correction in corrections {
        let corrected = items.iter_mut().filter(|item| item.span == correction.span);
        corrected.for_each(|item| item.priority = correction.priority);
    }
    let head = head::find(text);

    let title = quote(text, &posting.title, head.title);
    let company = quote(text, &posting.company, head.company);
    let location = quote(text, posting.location.as_deref().unwrap_or_default(), head.location);
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
        remote: terms_of_work::find_remote(text, &sections),
        employment_type: terms_of_work::find_employment_type(
            text,
            title.as_ref().map(|title| title.span),
            &sections,
        ),
        salary: salary::find(text, &sections),
        title,
        company,
        location,
        requirements,
        responsibilities,
        years,
        degrees,
        licences: licences::find(text, &items, lexicon),
        languages: languages::asked(&languages),
        authorisations: authorisations::find(text, &items),
        schedule: working_times::find_schedule(text, &sections),
        travel: working_times::find_travel(text, &sections),
        keywords,
        sections,
        instructions,
        method: Method::Rules,
    }
}

/// Quotes a value of the posting's head, given or found; a value that stands nowhere in the
/// text can't be quoted and gives nothing.
fn quote(text: &str, given: &str, found: Option<head::Found>) -> Option<Quoted<String>> {
    if given.is_empty() {
        return found.map(|found| Quoted::new(found.value, found.span));
    }
    if let Some(found) = found.filter(|found| found.value == given) {
        return Some(Quoted::new(found.value, found.span));
    }
    find_words(text, given).map(|span| Quoted::new(given.to_owned(), span))
}

/// The item the byte lies in; items are in order and don't overlap.
fn item_at(items: &[Item], at: usize) -> Option<&Item> {
    let after = items.partition_point(|item| item.span.start <= at);
    items[..after].last().filter(|item| at < item.span.end)
}
