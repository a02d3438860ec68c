//! A document as paragraphs in print order, for every format that is written without a layout.
//!
//! What stands in which line, and what stands between its parts, is decided here once, so that
//! the formats carry the same words in the same order as the pages of [`typst`](super::typst).

use std::borrow::Cow;

use crate::documents::printed::{Contact, Printed, PrintedEntry, PrintedSection, Style};
use crate::language::dates::Period;

/// Between a line and its dates, between contacts, and between the items of one line.
const DOT: &str = " · ";

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The person's name.
    Name,
    /// The headline below it.
    Label,
    /// Ways to reach the person.
    Contacts,
    /// The day of a letter.
    LetterDate,
    /// Employer and position a letter is for, a line each.
    Addressee,
    /// Such as "Dear Hiring Team,".
    Salutation,
    /// The heading of a section.
    Heading,
    /// Sentences of a summary or letter.
    Prose,
    /// The title of an entry of several lines.
    EntryTitle,
    /// Place and dates below it.
    EntryPlace,
    /// An entry, or the items of one, on one line.
    Line,
    /// A statement under an entry or section.
    Bullet,
    /// Such as "Sincerely,".
    Closing,
    /// The name below it.
    Signature,
}

/// How a run is set apart from the rest of its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    None,
    /// It names something.
    Strong,
    /// It is a date.
    Date,
}

/// Words of a paragraph that look alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'p> {
    /// The words, never empty.
    pub text: Cow<'p, str>,
    /// What a click opens; empty when nothing.
    pub target: &'p str,
    /// How they are set apart.
    pub emphasis: Emphasis,
    /// For a date: when it is.
    pub period: Period,
}

/// A paragraph. An addressee has one run a line; those of other roles stand in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph<'p> {
    /// What it is.
    pub role: Role,
    /// Its words, at least one run.
    pub runs: Vec<Run<'p>>,
}

impl Paragraph<'_> {
    /// Its words as one string; the lines of an addressee with `break_line` between.
    pub fn text(&self, break_line: &str) -> String {
        let between = if self.role == Role::Addressee { break_line } else { "" };
        self.runs.iter().map(|run| run.text.as_ref()).collect::<Vec<_>>().join(between)
    }
}

/// The paragraphs of a document in print order.
pub fn paragraphs(printed: &Printed) -> Vec<Paragraph<'_>> {
    let mut flow = Flow::default();
    flow.push(Role::Name, vec![plain(&printed.name)]);
    flow.push(Role::Label, vec![plain(&printed.label)]);
    flow.push(Role::Contacts, dotted(printed.contacts.iter().map(contact)));
    if let Some(letter) = &printed.letter {
        flow.push(Role::LetterDate, vec![plain(&letter.date)]);
        flow.push(Role::Addressee, vec![plain(&letter.company), strong(&letter.position)]);
        flow.push(Role::Salutation, vec![plain(&letter.salutation)]);
    }
    printed.sections.iter().for_each(|section| flow.push_section(section));
    if let Some(letter) = &printed.letter {
        flow.push(Role::Closing, vec![plain(&letter.closing)]);
        flow.push(Role::Signature, vec![plain(&printed.name)]);
    }
    flow.paragraphs
}

#[derive(Default)]
struct Flow<'p> {
    paragraphs: Vec<Paragraph<'p>>,
}

impl<'p> Flow<'p> {
    /// Adds the runs that say anything, if one does.
    fn push(&mut self, role: Role, mut runs: Vec<Run<'p>>) {
        runs.retain(|run| !run.text.is_empty());
        if !runs.is_empty() {
            self.paragraphs.push(Paragraph { role, runs });
        }
    }

    fn push_section(&mut self, section: &'p PrintedSection) {
        self.push(Role::Heading, vec![plain(&section.heading)]);
        if section.style == Style::Inline {
            self.push(Role::Line, dotted(section.entries.iter().map(|entry| owned(levelled(entry)))));
            return;
        }
        for entry in &section.entries {
            match section.style {
                Style::Prose => self.push(Role::Prose, vec![owned(entry.claims.join(" "))]),
                Style::Groups => self.push_group(entry),
                Style::Lines => {
                    self.push_line(entry);
                    self.push_claims(entry);
                }
                Style::Bullets => self.push_claims(entry),
                Style::Entries | Style::Inline => {
                    self.push(Role::EntryTitle, vec![title(entry, Emphasis::None)]);
                    self.push(Role::EntryPlace, dated(vec![owned(place(entry))], entry));
                    self.push_claims(entry);
                }
            }
        }
    }

    /// "Databases (advanced): PostgreSQL, SQLite".
    fn push_group(&mut self, entry: &'p PrintedEntry) {
        let name = levelled(entry);
        let skills = entry.claims.join(", ");
        let colon = if name.is_empty() || skills.is_empty() { "" } else { ":" };
        let space = if colon.is_empty() { "" } else { " " };
        let strong = Run { emphasis: Emphasis::Strong, ..owned(name + colon) };
        self.push(Role::Line, vec![strong, owned(format!("{space}{skills}"))]);
    }

    /// "Certified Administrator, CNCF · Nov 2021".
    fn push_line(&mut self, entry: &'p PrintedEntry) {
        let rest = place(entry);
        let comma = if entry.title.is_empty() || rest.is_empty() { "" } else { ", " };
        let runs = vec![title(entry, Emphasis::Strong), owned(format!("{comma}{rest}"))];
        self.push(Role::Line, dated(runs, entry));
    }

    fn push_claims(&mut self, entry: &'p PrintedEntry) {
        if entry.runs_on {
            self.push(Role::Line, vec![owned(entry.claims.join(", "))]);
        } else {
            entry.claims.iter().for_each(|claim| self.push(Role::Bullet, vec![plain(claim)]));
        }
    }
}

fn plain(text: &str) -> Run<'_> {
    Run { text: Cow::Borrowed(text), target: "", emphasis: Emphasis::None, period: Period::default() }
}

fn owned<'p>(text: String) -> Run<'p> {
    Run { text: Cow::Owned(text), ..plain("") }
}

fn strong(text: &str) -> Run<'_> {
    Run { emphasis: Emphasis::Strong, ..plain(text) }
}

fn contact(contact: &Contact) -> Run<'_> {
    Run { target: &contact.target, ..plain(&contact.text) }
}

fn title(entry: &PrintedEntry, emphasis: Emphasis) -> Run<'_> {
    Run { target: &entry.target, emphasis, ..plain(&entry.title) }
}

/// The runs with dots between.
fn dotted<'p>(runs: impl Iterator<Item = Run<'p>>) -> Vec<Run<'p>> {
    let mut joined = Vec::new();
    for run in runs.filter(|run| !run.text.is_empty()) {
        if !joined.is_empty() {
            joined.push(plain(DOT));
        }
        joined.push(run);
    }
    joined
}

/// The runs with the entry's dates behind.
fn dated<'p>(mut runs: Vec<Run<'p>>, entry: &'p PrintedEntry) -> Vec<Run<'p>> {
    runs.retain(|run| !run.text.is_empty());
    if !entry.dates.is_empty() {
        if !runs.is_empty() {
            runs.push(plain(DOT));
        }
        runs.push(Run { emphasis: Emphasis::Date, period: entry.period, ..plain(&entry.dates) });
    }
    runs
}

/// Organisation, location, detail and address with commas between.
fn place(entry: &PrintedEntry) -> String {
    let parts = [&entry.organisation, &entry.location, &entry.detail, &entry.address];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// "English (native)".
fn levelled(entry: &PrintedEntry) -> String {
    if entry.detail.is_empty() { entry.title.clone() } else { format!("{} ({})", entry.title, entry.detail) }
}

/// The language of the document as a BCP 47 tag; English when it is none.
pub fn language_tag(printed: &Printed) -> &str {
    let mut parts = printed.language.split('-');
    let is_language = parts.next().is_some_and(|part| {
        matches!(part.len(), 2 | 3) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let is_subtag =
        |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_language && parts.all(is_subtag) { &printed.language } else { "en" }
}

/// Whether a text is written from right to left, told by its first letter that has a direction
/// (UAX #9, rule P2). The ranges are the right-to-left blocks of Unicode 16.
pub fn is_right_to_left(text: &str) -> bool {
    let is_rtl = |c: char| matches!(u32::from(c), 0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff);
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(is_rtl)
}

/// Whether documents of a language are written from right to left.
pub fn is_right_to_left_language(tag: &str) -> bool {
    const LANGUAGES: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];
    let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    LANGUAGES.contains(&primary.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_language_tags_are_taken_for_languages() {
        let check = |language: &str, tag: &str| {
            let printed = Printed::new(&crate::documents::model::DocumentContent {
                kind: crate::documents::model::DocumentKind::Resume,
                language: language.to_owned(),
                identity: Default::default(),
                letter: None,
                look: crate::documents::look::Look::default(),
                blocks: Vec::new(),
            });
            assert_eq!(language_tag(&printed), tag, "{language}");
        };
        check("en-GB", "en-GB");
        check("zh-Hant-TW", "zh-Hant-TW");
        check("", "en");
        check("\"><script>", "en");
        check("de-", "en");
    }

    #[test]
    fn direction_is_that_of_the_first_letter() {
        let check = |text: &str, is_rtl: bool| assert_eq!(is_right_to_left(text), is_rtl, "{text}");
        check("מהנדס", true);
        check("(2021) مهندس Rust", true);
        check("Rust مهندس", false);
        check("2021", false);
    }
}
