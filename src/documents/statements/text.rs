//! A résumé or letter as plain text or Markdown → its statements. Under [`super`].
//!
//! Headings tell the sections, and lines that name an entry of the profile tell under which
//! entry the lines after them stand. What is wrapped over several lines is joined again.

use super::entries::Entries;
use super::{Context, MAX_STATEMENTS, Statement, StatementKind};
use crate::error::{Error, Result};
use crate::language::headings::ResumeHeading;
use crate::language::lexicon::Lexicon;
use crate::language::tokens::sentences;
use crate::profiles::model::FactId;

/// The most text that is read, in bytes.
pub const MAX_TEXT_BYTES: usize = 512 * 1024;

/// A line of an entry's head has at most this many words, or it is a sentence.
const MAX_HEADER_WORDS: usize = 14;

/// A line at least this long, as a share of the longest, may go on in the next.
const FULL_LINE: f32 = 0.75;

/// The same where the next begins with a small letter.
const HALF_LINE: f32 = 0.4;

/// Nobody wraps lines at fewer characters.
const MIN_WRAPPED_CHARS: usize = 40;

/// What a list's items begin with.
const MARKS: [char; 16] =
    ['•', '●', '○', '◦', '▪', '■', '□', '‣', '⁃', '∙', '✓', '✔', '➢', '►', '–', '\u{f0b7}'];

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
pub fn read(text: &str, entries: &Entries, lexicon: &Lexicon) -> Result<Vec<Statement>> {
    if text.len() > MAX_TEXT_BYTES {
        let message =
            format!("The document has more than {} KiB of text; shorten it.", MAX_TEXT_BYTES / 1024);
        return Err(Error::invalid(message));
    }
    let blocks = blocks(text, lexicon);
    let is_letter = blocks.iter().any(|block| is_salutation(&block.text))
        && !blocks.iter().any(|block| block.heading.is_some());
    let mut reader =
        Reader { entries, lexicon, statements: Vec::new(), section: None, place: Place::Unknown };
    if is_letter {
        reader.letter(&blocks);
    } else {
        blocks.iter().for_each(|block| reader.block(block));
    }
    if reader.statements.len() > MAX_STATEMENTS {
        let message = format!("The document makes more than {MAX_STATEMENTS} statements; shorten it.");
        return Err(Error::invalid(message));
    }
    if reader.statements.is_empty() {
        return Err(Error::invalid("The document has no words that could be checked. Is it a scan?"));
    }
    Ok(reader.statements)
}

/// Lines that belong together.
struct Block {
    /// Counted from 1.
    line: usize,
    text: String,
    /// Whether it begins with the mark of a list's item.
    is_item: bool,
    heading: Option<ResumeHeading>,
}

fn blocks(text: &str, lexicon: &Lexicon) -> Vec<Block> {
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut blocks: Vec<Block> = Vec::new();
    // The line before, while the next may be the rest of it.
    let mut before = String::new();
    for (index, raw) in text.lines().enumerate() {
        let (line, is_item) = plain(raw);
        if !line.chars().any(char::is_alphanumeric) || is_page_number(&line) {
            before.clear();
            continue;
        }
        let heading = if is_item { None } else { lexicon.resume_heading(&line) };
        // An indented line under an item belongs to it.
        let is_indented =
            raw.starts_with("  ") && !before.is_empty() && blocks.last().is_some_and(|last| last.is_item);
        let is_rest = !is_item && heading.is_none() && (is_indented || goes_on(&before, &line, longest));
        match blocks.last_mut() {
            Some(last) if is_rest => {
                if !last.text.ends_with('-') {
                    last.text.push(' ');
                }
                last.text.push_str(&line);
            }
            _ => blocks.push(Block { line: index + 1, text: line.clone(), is_item, heading }),
        }
        before = if heading.is_some() { String::new() } else { line };
    }
    blocks
}

/// Whether a line is the rest of the one before, which fills its line without an end. Lines that
/// a person broke, such as those of an address, are shorter.
fn goes_on(before: &str, line: &str, longest: usize) -> bool {
    let share = before.chars().count() as f32 / longest.max(MIN_WRAPPED_CHARS) as f32;
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_small =
        first.starts_with(char::is_lowercase) && !first.trim_end_matches('.').contains(['@', '.', '/']);
    let needed = if is_small { HALF_LINE } else { FULL_LINE };
    let is_labelled = line.split_once(": ").is_some_and(|(label, _)| label.split_whitespace().count() <= 4);
    share >= needed && !is_labelled && !before.ends_with(['.', '!', '?', ':'])
}

/// A line without the marks of Markdown and of lists, and whether it was an item.
fn plain(raw: &str) -> (String, bool) {
    let line = raw.trim();
    let line = line.trim_start_matches('#').trim_start_matches('>').trim();
    let rest =
        line.strip_prefix(MARKS).or_else(|| line.strip_prefix("* ")).or_else(|| line.strip_prefix("- "));
    let rest = rest.or_else(|| line.strip_prefix("+ "));
    let (line, is_item) = rest.map_or((line, false), |rest| (rest.trim(), true));
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    // `[words](address)` becomes its words.
    while let Some((before, after)) = rest.split_once('[') {
        let Some((words, tail)) = after.split_once("](") else { break };
        let Some((_, tail)) = tail.split_once(')') else { break };
        text.push_str(before);
        text.push_str(words);
        rest = tail;
    }
    text.push_str(rest);
    let text = text.replace("**", "").replace("__", "").replace('`', "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let emphasised = text.strip_prefix(['*', '_']).and_then(|text| text.strip_suffix(['*', '_']));
    (emphasised.unwrap_or(&text).to_owned(), is_item)
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

struct Reader<'r> {
    entries: &'r Entries,
    lexicon: &'r Lexicon,
    statements: Vec<Statement>,
    section: Option<ResumeHeading>,
    place: Place,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        if block.heading.is_some() {
            self.section = block.heading;
            self.place = Place::Unknown;
            return;
        }
        match self.section {
            None | Some(ResumeHeading::Contact) if !is_prose(&block.text) => self.contacts(block),
            Some(ResumeHeading::Skills | ResumeHeading::Languages | ResumeHeading::Interests) => {
                self.items(block)
            }
            None | Some(ResumeHeading::Contact | ResumeHeading::Summary | ResumeHeading::Other) => {
                self.sentences(block, Context::Summary);
            }
            Some(_) => self.entry_line(block),
        }
    }

    /// A line in a section of entries: a head, or what stands under one.
    fn entry_line(&mut self, block: &Block) {
        if block.is_item || is_prose(&block.text) {
            if let Place::Under { is_open, .. } = &mut self.place {
                *is_open = false;
            }
            self.sentences(block, self.context());
            return;
        }
        let named = self.entries.headed_by(&block.text);
        let place = match &self.place {
            // The rest of a head: its second line narrows what the first left open.
            Place::Under { entries, is_open: true } => {
                let both: Vec<FactId> = entries.iter().filter(|id| named.contains(id)).cloned().collect();
                let dated = self.entries.dated_by(entries, &block.text);
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
        self.push(block, &block.text, StatementKind::Header, self.context());
    }

    fn context(&self) -> Context {
        match &self.place {
            Place::Unknown => Context::Summary,
            Place::Under { entries, .. } => Context::Under(entries.clone()),
        }
    }

    fn contacts(&mut self, block: &Block) {
        for part in block.text.split(CONTACT_SEPARATORS).map(str::trim) {
            self.push(block, part, StatementKind::Contact, Context::Summary);
        }
    }

    /// The items of a list that is written in a line: "Databases: PostgreSQL, SQLite".
    fn items(&mut self, block: &Block) {
        let text = match block.text.split_once(": ") {
            Some((label, items)) if self.lexicon.resume_heading(label).is_some() => items,
            Some((label, items)) => {
                self.push(block, label, StatementKind::Line, Context::Summary);
                items
            }
            None => &block.text,
        };
        if is_prose(text) {
            self.push(block, text, StatementKind::Line, Context::Summary);
            return;
        }
        for item in split_items(text) {
            self.push(block, item, StatementKind::Line, Context::Summary);
        }
    }

    fn sentences(&mut self, block: &Block, context: Context) {
        for span in sentences(&block.text) {
            self.push(block, span.of(&block.text), StatementKind::Line, context.clone());
        }
    }

    /// The sentences between a letter's salutation and its closing. What stands around them is
    /// the employer's address and the person's own.
    fn letter(&mut self, blocks: &[Block]) {
        let body = blocks.iter().skip_while(|block| !is_salutation(&block.text)).skip(1);
        for block in body.take_while(|block| !is_closing(&block.text)) {
            self.sentences(block, Context::Letter);
        }
    }

    fn push(&mut self, block: &Block, text: &str, kind: StatementKind, context: Context) {
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            let at = format!("line {}", block.line);
            self.statements.push(Statement { text: text.to_owned(), at, kind, context, cites: Vec::new() });
        }
    }
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

/// Whether a line is a page's foot: "Page 1", "Page 2 of 3 – …".
fn is_page_number(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("page"))
        && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_salutation(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split_whitespace().count() <= 8 && SALUTATIONS.iter().any(|begin| text.starts_with(begin))
}

fn is_closing(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split_whitespace().count() <= 5 && CLOSINGS.iter().any(|begin| text.starts_with(begin))
}
