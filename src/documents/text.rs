//! A document as plain text: what it says, in print order.

use crate::documents::model::DocumentContent;
use crate::documents::printed::{Printed, PrintedEntry, PrintedSection, Style};

/// The words of a document in print order: a line a heading, an entry's header, a bullet.
/// This is the text coverage is counted over.
pub fn plain_text(content: &DocumentContent) -> String {
    let printed = Printed::new(content);
    let mut lines = Lines::default();
    lines.push(&[&printed.name]);
    lines.push(&[&printed.label]);
    let contacts: Vec<&str> = printed.contacts.iter().map(|contact| contact.text.as_str()).collect();
    lines.push(&contacts);
    if let Some(letter) = &printed.letter {
        for text in [&letter.date, &letter.company, &letter.position, &letter.salutation] {
            lines.push(&[text]);
        }
    }
    printed.sections.iter().for_each(|section| lines.push_section(section));
    if let Some(letter) = &printed.letter {
        lines.push(&[&letter.closing]);
        lines.push(&[&printed.name]);
    }
    lines.text
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// Adds the parts that are not empty as one line.
    fn push(&mut self, parts: &[&str]) {
        let before = self.text.len();
        for part in parts.iter().filter(|part| !part.is_empty()) {
            if self.text.len() > before {
                self.text.push_str(" | ");
            }
            self.text.push_str(part);
        }
        if self.text.len() > before {
            self.text.push('\n');
        }
    }

    fn push_section(&mut self, section: &PrintedSection) {
        self.push(&[&section.heading]);
        for entry in &section.entries {
            match section.style {
                Style::Prose => self.push(&[&entry.claims.join(" ")]),
                Style::Groups => self.push(&[&group(entry)]),
                Style::Inline => self.push(&[&levelled(entry)]),
                Style::Lines => {
                    let PrintedEntry { title, organisation, location, detail, address, dates, .. } = entry;
                    self.push(&[title, organisation, location, detail, address, dates]);
                    entry.claims.iter().for_each(|claim| self.push(&[&format!("• {claim}")]));
                }
                Style::Entries | Style::Bullets => {
                    let PrintedEntry { title, organisation, location, detail, address, dates, .. } = entry;
                    self.push(&[title]);
                    self.push(&[organisation, location, detail, address, dates]);
                    if entry.runs_on {
                        self.push(&[&entry.claims.join(", ")]);
                    } else {
                        entry.claims.iter().for_each(|claim| self.push(&[&format!("• {claim}")]));
                    }
                }
            }
        }
    }
}

/// "Databases (advanced): PostgreSQL, SQLite".
fn group(entry: &PrintedEntry) -> String {
    let name = levelled(entry);
    let skills = entry.claims.join(", ");
    if name.is_empty() || skills.is_empty() { name + &skills } else { format!("{name}: {skills}") }
}

/// "English (native)".
fn levelled(entry: &PrintedEntry) -> String {
    if entry.detail.is_empty() { entry.title.clone() } else { format!("{} ({})", entry.title, entry.detail) }
}
