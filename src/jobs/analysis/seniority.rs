//! How senior a position is: by its title, else by what the first statements call it, else by
//! the years asked for.

use super::items::Item;
use crate::jobs::model::{Priority, Seniority, YearsAsked};
use crate::language::lexicon::{Lexicon, SeniorityLevel};
use crate::language::phrase_search::find_words;
use crate::language::span::{Quoted, Span};

/// Titles with "manager", "director" or "lead" that lead work, not people.
const LEADS_NO_PEOPLE: &[&str] = &[
    "account",
    "product",
    "project",
    "program",
    "programme",
    "case",
    "community",
    "property",
    "office",
    "brand",
    "campaign",
    "success",
    "content",
    "social",
    "media",
    "partner",
    "relationship",
    "category",
    "release",
    "event",
    "events",
];

/// Statements in which a posting without a telling title may say whom it seeks.
const FIRST_ITEMS: usize = 6;

/// The level with what tells it.
pub(super) fn find(
    text: &str,
    title: Option<&Quoted<String>>,
    years: &[YearsAsked],
    items: &[Item],
    lexicon: &Lexicon,
) -> Option<Quoted<Seniority>> {
    if let Some(title) = title
        && let Some(found) = in_span(text, title.span, lexicon)
    {
        return Some(found);
    }
    let is_sought = |item: &&Item| {
        let words = item.span.of(text).to_lowercase();
        words.contains("looking for")
            || words.contains("hiring")
            || words.contains("seeking")
            || words.contains("level")
    };
    if let Some(found) =
        items.iter().take(FIRST_ITEMS).filter(is_sought).find_map(|item| in_span(text, item.span, lexicon))
    {
        return Some(found);
    }
    // The least that is demanded; what is only welcome makes nobody senior.
    let least = years
        .iter()
        .filter(|asked| asked.priority == Priority::Required)
        .min_by(|one, other| one.min.total_cmp(&other.min))?;
    let level = match least.min {
        years if years < 2.0 => Seniority::Junior,
        years if years < 5.0 => Seniority::Mid,
        _ => Seniority::Senior,
    };
    Some(Quoted::new(level, least.span))
}

/// The highest level named in the span, where a word for managing people counts as such.
fn in_span(text: &str, span: Span, lexicon: &Lexicon) -> Option<Quoted<Seniority>> {
    let words = span.of(text);
    let lower = words.to_lowercase();
    let mut best: Option<Quoted<Seniority>> = None;
    for (level, phrases) in &lexicon.seniority {
        for phrase in phrases {
            // A chief clerk leads clerks; a chief with "officer" behind leads the house.
            let level = match seniority(*level) {
                Seniority::Executive if phrase == "chief" && !lower.contains("officer") => Seniority::Lead,
                level => level,
            };
            if phrase.len() > lower.len() || !lower.contains(phrase.as_str()) {
                continue;
            }
            let Some(found) = find_words(words, phrase) else { continue };
            let leads_no_people = level == Seniority::Manager
                && words[..found.start]
                    .split_whitespace()
                    .next_back()
                    .is_some_and(|word| LEADS_NO_PEOPLE.contains(&word.to_lowercase().as_str()));
            let is_part_of_other = level == Seniority::Executive && !is_head(phrase, words, found);
            if leads_no_people || is_part_of_other || best.as_ref().is_some_and(|best| best.value >= level) {
                continue;
            }
            best = Some(Quoted::new(level, Span::new(span.start + found.start, span.start + found.end)));
        }
    }
    best
}

/// Whether the phrase is what the person is, and not a part of it: a "Partner Manager", an
/// "Account Executive" and the "Founder's Office" are no executives.
fn is_head(phrase: &str, words: &str, found: Span) -> bool {
    const SELLS: &[&str] =
        &["account", "sales", "marketing", "customer", "development", "recruitment", "support"];
    let before = words[..found.start].split_whitespace().next_back().unwrap_or_default().to_lowercase();
    if phrase == "executive" && SELLS.contains(&before.as_str()) {
        return false;
    }
    let after = words[found.end..].trim_start();
    let next = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let is_short = phrase.len() <= 4;
    !words[found.end..].starts_with(['\'', '’'])
        && (is_short
            || !after.starts_with(char::is_alphanumeric)
            || ["of", "for", "and", "at", "in", "to", "who", "with"].contains(&next.as_str()))
}

fn seniority(level: SeniorityLevel) -> Seniority {
    match level {
        SeniorityLevel::Intern => Seniority::Intern,
        SeniorityLevel::Junior => Seniority::Junior,
        SeniorityLevel::Mid => Seniority::Mid,
        SeniorityLevel::Senior => Seniority::Senior,
        SeniorityLevel::Lead => Seniority::Lead,
        SeniorityLevel::Manager => Seniority::Manager,
        SeniorityLevel::Director => Seniority::Director,
        SeniorityLevel::Executive => Seniority::Executive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_its_level() {
        let check = |title: &str, expected: Option<Seniority>| {
            let found = in_span(title, Span::new(0, title.len()), Lexicon::built_in());
            assert_eq!(found.map(|found| found.value), expected, "{title}");
        };
        check("Senior Roofer", Some(Seniority::Senior));
        check("Vice President, Sales", Some(Seniority::Executive));
        check("VP Engineering", Some(Seniority::Executive));
        check("President of the Board", Some(Seniority::Executive));
        check("Founder's Office Associate", Some(Seniority::Junior));
        check("Account Executive", None);
        check("Project Manager", None);
        check("Ward Manager", Some(Seniority::Manager));
    }
}
