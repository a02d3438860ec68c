//! A résumé or letter as plain text or Markdown → its statements. Under [`super`].
//!
//! Headings tell the sections, and lines that name an entry of the profile tell under which
//! entry the lines after them stand. Every line with words ends in a statement or is told as not
//! read; only the words of known headings are not.

use super::basics::Basics;
use super::entries::Entries;
use super::lines::{self, Block, Line};
use super::{Content, Context, MAX_STATEMENTS, Statement, StatementKind, Unread};
use crate::error::{Error, Result};
use crate::language::headings::ResumeHeading;
use crate::language::lexicon::Lexicon;
use crate::language::tokens::sentences;
use crate::profiles::model::FactId;

/// The most text that is read, in bytes.
pub const MAX_TEXT_BYTES: usize = 512 * 1024;

/// A line of an entry's head has at most this many words, or it is a sentence.
const MAX_HEADER_WORDS: usize = 14;

/// An item of a list has at most this many words.
const MAX_ITEM_WORDS: usize = 5;

/// What parts the items of a line of contacts.
const CONTACT_SEPARATORS: [char; 5] = ['|', '•', '·', '∙', '\t'];

/// How letters begin and end; folded.
const SALUTATIONS: [&str; 5] = ["dear ", "to whom it may concern", "hello", "hi ", "good day"];
const CLOSINGS: [&str; 9] = [
    "sincerely",
    "yours",
    "kind regards",
    "best regards",
    "warm regards",
    "regards",
    "respectfully",
    "with best wishes",
    "best wishes",
];

/// Reads the statements of a text.
///
/// # Errors
/// `Invalid` for a text that is longer than [`MAX_TEXT_BYTES`] or has more than
/// [`MAX_STATEMENTS`] statements, or none.
pub fn read(text: &str, entries: &Entries, basics: &Basics, lexicon: &Lexicon) -> Result<Content> {
    if text.len() > MAX_TEXT_BYTES {
        let message =
            format!("The document has more than {} KiB of text; shorten it.", MAX_TEXT_BYTES / 1024);
        return Err(Error::invalid(message));
    }
    let mut unread = Vec::new();
    let lines = lines::lines(text, &mut unread);
    let is_alone =
        |line: &Line| lexicon.resume_heading(&line.text).is_some_and(|found| found.content.is_empty());
    let is_letter =
        lines.iter().flatten().any(|line| is_salutation(&line.text)) && !lines.iter().flatten().any(is_alone);
    let blocks = lines::blocks(&lines, entries, lexicon, is_letter, &mut unread);
    let content = Content { statements: Vec::new(), unread, is_letter };
    let mut reader = Reader { entries, basics, lexicon, content, section: None, place: Place::Unknown };
    if is_letter {
        reader.letter(&blocks);
    } else {
        blocks.iter().for_each(|block| reader.block(block));
    }
    let mut content = reader.content;
    if content.statements.len() > MAX_STATEMENTS {
        let message = format!("The document makes more than {MAX_STATEMENTS} statements; shorten it.");
        return Err(Error::invalid(message));
    }
    if content.statements.is_empty() {
        return Err(Error::invalid("The document has no words that could be checked. Is it a scan?"));
    }
    content.unread.sort_by_key(|unread| line_number(&unread.at));
    Ok(content)
}

/// Under which entry the reader stands.
#[derive(Clone, PartialEq)]
enum Place {
    /// Under no entry that could be told.
    Unknown,
    /// Under one of these; `is_open` while its head may go on.
    Under { entries: Vec<FactId>, is_open: bool },
}

impl Place {
    fn entries(&self) -> &[FactId] {
        match self {
            Self::Unknown => &[],
            Self::Under { entries, .. } => entries,
        }
    }
}

/// The part of the document the reader stands in.
#[derive(Clone, Copy)]
struct Section {
    kind: ResumeHeading,
    /// Whether its heading stood in a line of its own, and so holds until the next such.
    is_headed: bool,
}

struct Reader<'r> {
    entries: &'r Entries,
    basics: &'r Basics,
    lexicon: &'r Lexicon,
    content: Content,
    section: Option<Section>,
    place: Place,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block.heading {
            None => self.line(block),
            Some(kind) if block.text.is_empty() => {
                self.section = Some(Section { kind, is_headed: true });
                self.place = Place::Unknown;
            }
            Some(kind) => self.labelled(block, kind),
        }
    }

    /// A line that says something behind its heading: it opens a part, or is a line of the one it
    /// stands in.
    fn labelled(&mut self, block: &Block, kind: ResumeHeading) {
        let outer = self.section.filter(|section| section.is_headed && holds_labels(section.kind));
        let Some(outer) = outer else {
            self.section = Some(Section { kind, is_headed: false });
            self.place = Place::Unknown;
            return self.line(block);
        };
        self.close_head();
        let is_under = self.place != Place::Unknown && (is_list(kind) || kind == outer.kind);
        if is_under && !self.entries.is_head(&block.text) {
            return self.items(block, &self.context());
        }
        if is_under && kind == outer.kind || kind == ResumeHeading::Summary {
            return self.sentences(block, &self.context());
        }
        let place = std::mem::replace(&mut self.place, Place::Unknown);
        self.section = Some(Section { kind, is_headed: false });
        self.line(block);
        self.section = Some(outer);
        self.place = place;
    }

    fn line(&mut self, block: &Block) {
        match self.section.map(|section| section.kind) {
            None | Some(ResumeHeading::Contact) if !is_prose(&block.text) => self.contacts(block),
            Some(kind) if is_list(kind) => self.items(block, &Context::Summary),
            None | Some(ResumeHeading::Contact | ResumeHeading::Summary | ResumeHeading::Other) => {
                self.sentences(block, &Context::Summary);
            }
            Some(kind) => self.entry_line(block, kind),
        }
    }

    /// A line in a section of entries: a head, or what stands under one.
    fn entry_line(&mut self, block: &Block, section: ResumeHeading) {
        if block.is_item || is_prose(&block.text) {
            self.close_head();
            return self.sentences(block, &self.context());
        }
        if let Some(titles) = self.titles(&block.text) {
            for title in titles {
                let entries = self.entries.headed_in_section(title);
                let context = Context::Under(entries.clone());
                self.push(block, title, StatementKind::Header, &context);
                self.place = Place::Under { entries, is_open: true };
            }
            return;
        }
        let named = self.entries.headed_in_section(&block.text);
        let place = match &self.place {
            // The rest of a head: its second line narrows what the first left open.
            Place::Under { entries, is_open: true } => {
                let both: Vec<FactId> = entries.iter().filter(|id| named.contains(id)).cloned().collect();
                let dated = self.entries.dated_by(entries, &block.text);
                if named.is_empty() && dated.is_empty() && self.is_list_of_courses(&block.text, section) {
                    return self.items(block, &self.context());
                }
                let entries = [both, named, dated].into_iter().find(|found| !found.is_empty());
                Place::Under {
                    entries: entries.unwrap_or_else(|| self.place.entries().to_vec()),
                    is_open: true,
                }
            }
            _ if !named.is_empty() => Place::Under { entries: named, is_open: true },
            // A head the profile does not know: what follows is under no entry of it.
            _ => Place::Unknown,
        };
        self.place = place;
        self.push(block, &block.text, StatementKind::Header, &self.context());
    }

    /// The entries a line lists by nothing but their titles: "CISSP, PMP". Any other line names
    /// one entry, and its parts belong together.
    fn titles<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let items: Vec<&str> = split_items(text).into_iter().map(str::trim).collect();
        let are_titles = items.len() > 1 && items.iter().all(|item| self.entries.is_title(item));
        (are_titles && !self.entries.is_head(text)).then_some(items)
    }

    /// Whether a line under the head of a degree lists what was studied: it has parts, and is not
    /// of the head.
    fn is_list_of_courses(&self, text: &str, section: ResumeHeading) -> bool {
        matches!(section, ResumeHeading::Education | ResumeHeading::Courses)
            && split_items(text).len() > 1
            && self.entries.find_head(self.place.entries(), text).is_none()
    }

    fn close_head(&mut self) {
        if let Place::Under { is_open, .. } = &mut self.place {
            *is_open = false;
        }
    }

    fn context(&self) -> Context {
        match &self.place {
            Place::Unknown => Context::Summary,
            Place::Under { entries, .. } => Context::Under(entries.clone()),
        }
    }

    fn contacts(&mut self, block: &Block) {
        for part in block.text.split(CONTACT_SEPARATORS) {
            self.push(block, part, StatementKind::Contact, &Context::Summary);
        }
    }

    /// The items of a list that is written in a line: "Databases: PostgreSQL, SQLite".
    fn items(&mut self, block: &Block, context: &Context) {
        let text = match block.text.split_once(": ") {
            Some((label, items)) => {
                let heading = self.lexicon.resume_heading(label);
                if !heading.is_some_and(|heading| heading.is_whole && heading.content.is_empty()) {
                    self.push(block, label, StatementKind::Line, context);
                }
                items
            }
            None => &block.text,
        };
        let items = split_items(text);
        if is_prose(text) && !are_short(&items) {
            return self.push(block, text, StatementKind::Line, context);
        }
        for item in items {
            self.push(block, item, StatementKind::Line, context);
        }
    }

    fn sentences(&mut self, block: &Block, context: &Context) {
        for span in sentences(&block.text) {
            self.push(block, span.of(&block.text), StatementKind::Line, context);
        }
    }

    /// The sentences between a letter's salutation and its closing. What stands around them is the
    /// employer's address, which nothing is held against, and the person's own.
    fn letter(&mut self, blocks: &[Block]) {
        let mut is_body = false;
        for block in blocks {
            if !is_body && is_salutation(&block.text) {
                is_body = true;
                // "Dear team, I am …"
                let end = block.text.find([',', ':', '!']).map_or(block.text.len(), |at| at + 1);
                let (salutation, rest) = block.text.split_at(end);
                self.pass_over(block, salutation);
                self.push(block, rest, StatementKind::Line, &Context::Letter);
            } else if is_body && is_closing(&block.text) {
                is_body = false;
                self.around(block);
            } else if is_body || is_prose(&block.text) {
                self.sentences(block, &Context::Letter);
            } else {
                self.around(block);
            }
        }
    }

    fn around(&mut self, block: &Block) {
        for part in block.text.split(CONTACT_SEPARATORS) {
            if self.basics.find(part.trim()).is_some() {
                self.push(block, part, StatementKind::Contact, &Context::Summary);
            } else {
                self.pass_over(block, part);
            }
        }
    }

    fn pass_over(&mut self, block: &Block, text: &str) {
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            let at = lines::at(block.line);
            self.content.unread.push(Unread { text: text.to_owned(), at });
        }
    }

    fn push(&mut self, block: &Block, text: &str, kind: StatementKind, context: &Context) {
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            let (text, at) = (text.to_owned(), lines::at(block.line));
            let statement = Statement { text, at, kind, context: context.clone(), cites: Vec::new() };
            self.content.statements.push(statement);
        }
    }
}

/// Whether a section is a list, whose items stand under no entry.
fn is_list(kind: ResumeHeading) -> bool {
    matches!(kind, ResumeHeading::Skills | ResumeHeading::Languages | ResumeHeading::Interests)
}

/// Whether labelled lines belong to the section they stand in: "Languages: SQL" under skills,
/// "Tools: Ansible" under a position.
fn holds_labels(kind: ResumeHeading) -> bool {
    !matches!(kind, ResumeHeading::Contact | ResumeHeading::Summary | ResumeHeading::Other)
}

fn line_number(at: &str) -> usize {
    at.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Whether the parts of a text are those of a list rather than of a sentence.
fn are_short(items: &[&str]) -> bool {
    items.len() > 3 && items.iter().all(|item| item.split_whitespace().count() <= MAX_ITEM_WORDS)
}

/// Whether a line is a sentence rather than a head or a list.
fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let has_parts = text.contains(['|', '·', '\t']);
    (words > MAX_HEADER_WORDS && !has_parts) || (words > 3 && text.ends_with(['.', '!', '?']))
}

/// The parts between commas, semicolons and bars, those within brackets kept whole.
fn split_items(text: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '|' | '•' | '·' if depth == 0 => {
                items.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    items.push(&text[start..]);
    items
}

fn is_salutation(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split_whitespace().count() <= 8 && SALUTATIONS.iter().any(|begin| text.starts_with(begin))
}

fn is_closing(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split_whitespace().count() <= 5 && CLOSINGS.iter().any(|begin| text.starts_with(begin))
}
