//! The lines of a text → blocks of lines that belong together: what is wrapped over several
//! lines is joined again. Under [`super`].

use super::Unread;
use super::entries::Entries;
use crate::language::headings::{Opening, ResumeHeading};
use crate::language::lexicon::Lexicon;
use crate::language::quantities::MONTH_NAMES;

/// A line at least this long, as a share of the longest, may go on in the next.
const FULL_LINE: f32 = 0.75;

/// The same where the next begins with a small letter.
const HALF_LINE: f32 = 0.4;

/// Nobody wraps lines at fewer characters.
const MIN_WRAPPED_CHARS: usize = 40;

/// A running head or foot has at most this many words.
const MAX_FOOT_WORDS: usize = 8;

/// What a list's items begin with.
const MARKS: [char; 16] =
    ['•', '●', '○', '◦', '▪', '■', '□', '‣', '⁃', '∙', '✓', '✔', '➢', '►', '–', '\u{f0b7}'];

/// What may stand before a date at a line's end.
const DATE_SEPARATORS: [char; 9] = ['·', '|', ',', '(', '–', '—', '-', '•', '\t'];

/// Lines that belong together.
pub struct Block {
    /// The number of the first, counted from 1.
    pub line: usize,
    /// Their words, without what is the heading.
    pub text: String,
    /// Whether it begins with the mark of a list's item.
    pub is_item: bool,
    /// What its first line opens.
    pub heading: Option<ResumeHeading>,
}

/// A line without its marks.
pub struct Line<'t> {
    raw: &'t str,
    number: usize,
    /// Its words.
    pub text: String,
    is_item: bool,
}

/// The lines that have words. What is left out is told: marks other than those documents are
/// ruled with, and the feet of pages.
pub fn lines<'t>(text: &'t str, unread: &mut Vec<Unread>) -> Vec<Option<Line<'t>>> {
    let mut found = Vec::new();
    for (index, raw) in text.lines().enumerate() {
        let (text, is_item) = plain(raw);
        let number = index + 1;
        let has_words = text.chars().any(char::is_alphanumeric);
        if has_words && !is_foot(&text) {
            found.push(Some(Line { raw, number, text, is_item }));
            continue;
        }
        if has_words || !raw.chars().all(is_ornament) {
            unread.push(Unread { text: raw.trim().to_owned(), at: at(number) });
        }
        found.push(None);
    }
    found
}

/// The place of a line, for a person.
pub fn at(number: usize) -> String {
    format!("line {number}")
}

/// Joins what was wrapped. In a letter no line is a heading, nor the head of an entry. A line that
/// only looks like a heading opens its part, and is told.
pub fn blocks(
    lines: &[Option<Line<'_>>],
    entries: &Entries,
    lexicon: &Lexicon,
    is_letter: bool,
    unread: &mut Vec<Unread>,
) -> Vec<Block> {
    let longest = lines.iter().flatten().map(|line| line.raw.chars().count()).max().unwrap_or(0);
    let mut blocks: Vec<Block> = Vec::new();
    // The line before, while the next may be the rest of it.
    let mut before = "";
    for (index, line) in lines.iter().enumerate() {
        let Some(line) = line else {
            before = "";
            continue;
        };
        let may_open = !is_letter && !line.is_item;
        let opening = if may_open { lexicon.resume_heading(&line.text) } else { None };
        let was_item = blocks.last().is_some_and(|last| last.is_item);
        let is_full = goes_on(before, &line.text, longest);
        // "… better planning\nskills: …" is one sentence.
        let opening = opening.filter(|_| !(is_full && line.text.starts_with(char::is_lowercase)));
        // An indented line under an item belongs to it.
        let is_indented = line.raw.starts_with("  ") && !before.is_empty() && was_item;
        let next = lines.get(index + 1).and_then(Option::as_ref).map_or("", |next| next.text.as_str());
        let is_new = || !is_letter && begins_entry(&line.text, before, was_item, next, entries, lexicon);
        let is_rest = !line.is_item && opening.is_none() && (is_indented || is_full) && !is_new();
        before = &line.text;
        match (opening, blocks.last_mut()) {
            (Some(Opening { kind, content, is_whole }), _) => {
                if !is_whole {
                    unread.push(Unread { text: line.text.clone(), at: at(line.number) });
                }
                let (text, heading) = (content.to_owned(), Some(kind));
                if text.is_empty() {
                    before = "";
                }
                blocks.push(Block { line: line.number, text, is_item: false, heading });
            }
            (None, Some(last)) if is_rest => {
                if !last.text.ends_with('-') {
                    last.text.push(' ');
                }
                last.text.push_str(&line.text);
            }
            (None, _) => {
                let text = line.text.clone();
                blocks.push(Block { line: line.number, text, is_item: line.is_item, heading: None });
            }
        }
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
    let last = before.split_whitespace().last().unwrap_or_default();
    let is_parted = !is_small && is_address(last);
    let is_labelled =
        !is_small && line.split_once(": ").is_some_and(|(label, _)| label.split_whitespace().count() <= 4);
    share >= needed && !is_labelled && !is_parted && !before.ends_with(['.', '!', '?', ':'])
}

/// Whether a word is an address of the net, which ends a line of contacts.
fn is_address(word: &str) -> bool {
    let is_site = word.split_once('.').is_some_and(|(site, rest)| {
        site.len() > 1 && rest.contains(['.', '/']) && rest.starts_with(char::is_alphabetic)
    });
    is_site || word.contains("://") || word.split_once('@').is_some_and(|(_, host)| host.contains('.'))
}

/// Whether a line behind a full one begins an entry: it is the head of one the profile has, or
/// dated like one, or the line before is an entry with its date.
fn begins_entry(
    line: &str,
    before: &str,
    was_item: bool,
    next: &str,
    entries: &Entries,
    lexicon: &Lexicon,
) -> bool {
    let last = before.split_whitespace().last().unwrap_or_default();
    let is_open = before.ends_with([',', ';', '-', '–', '&', '/', '(']) || lexicon.is_function_word(last);
    if is_open || line.starts_with(char::is_lowercase) || line.ends_with(['.', ';']) {
        return false;
    }
    let is_dated = ends_with_period(line) || (is_in_title_case(line) && ends_with_period(next));
    is_dated || (!was_item && ends_with_date(before)) || entries.is_head(line)
}

fn is_in_title_case(line: &str) -> bool {
    let mut words = line.split_whitespace().filter(|word| word.chars().count() > 3).peekable();
    words.peek().is_some() && words.all(|word| !word.starts_with(char::is_lowercase))
}

/// Whether a line ends with a date set apart from what stands before it: "…, 2021",
/// "… · May 2021", "(Jan 2020 – Present)".
fn ends_with_date(line: &str) -> bool {
    without_date(line).is_some_and(|rest| rest.is_empty() || rest.ends_with(DATE_SEPARATORS))
}

/// Whether a line ends with two dates and a dash or "to" between them.
fn ends_with_period(line: &str) -> bool {
    let before = without_date(line).and_then(|rest| {
        rest.strip_suffix(['–', '—', '-']).or_else(|| rest.strip_suffix(" to")).and_then(without_date)
    });
    before.is_some()
}

/// A line without the date at its end: a year, a month of one, or a word for today.
fn without_date(line: &str) -> Option<&str> {
    let line = line.trim_end_matches([' ', ')']);
    let start = line
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
    let (rest, word) = line.split_at(start);
    let rest = rest.trim_end();
    if ["present", "current", "now", "today", "ongoing"].iter().any(|now| word.eq_ignore_ascii_case(now)) {
        return Some(rest);
    }
    // "2021-05" and "05/2021".
    if let Some(year) = rest.strip_suffix('-').filter(|_| is_number(word, 2)) {
        return without_date(year).filter(|_| year.ends_with(|c: char| c.is_ascii_digit()));
    }
    if !is_number(word, 4) || !(word.starts_with("19") || word.starts_with("20")) {
        return None;
    }
    if let Some(month) = rest.strip_suffix('/') {
        return Some(month.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end());
    }
    let month = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
    let name = month.trim_start_matches('(').trim_end_matches(['.', ',']).to_lowercase();
    let is_month = MONTH_NAMES.iter().any(|full| name == *full || name == full[..3]) || name == "sept";
    let bracket = month.len() - month.trim_start_matches('(').len();
    Some(if is_month { rest[..rest.len() - month.len() + bracket].trim_end() } else { rest })
}

fn is_number(word: &str, digits: usize) -> bool {
    word.len() == digits && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line without the marks of Markdown and of lists, and whether it was an item.
fn plain(raw: &str) -> (String, bool) {
    let line = raw.trim();
    let line = line.trim_start_matches('#').trim_start_matches('>').trim();
    let rest =
        line.strip_prefix(MARKS).or_else(|| line.strip_prefix("* ")).or_else(|| line.strip_prefix("- "));
    let rest = rest.or_else(|| line.strip_prefix("+ "));
    let (line, is_item) = rest.map_or((line, false), |rest| (rest.trim(), true));
    let text = without_addresses(line).replace("**", "").replace("__", "").replace('`', "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let emphasised = text.strip_prefix(['*', '_']).and_then(|text| text.strip_suffix(['*', '_']));
    (emphasised.unwrap_or(&text).to_owned(), is_item)
}

/// `[words](address)` becomes its words, where it has any and the other is an address.
fn without_addresses(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((words, address, start, end)) = find_link(rest) {
        let is_link = words.chars().any(char::is_alphanumeric)
            && !address.contains(char::is_whitespace)
            && (address.contains(['/', '@', '#']) || address.contains('.'));
        text.push_str(&rest[..start]);
        text.push_str(if is_link { words } else { &rest[start..end] });
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

/// The first link: its words and address, and where it begins and ends.
fn find_link(text: &str) -> Option<(&str, &str, usize, usize)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let length = text[middle..].find(')')?;
    let (words, address) = (&text[start + 1..middle], &text[middle + 2..middle + length]);
    Some((words, address, start, middle + length + 1))
}

/// What lines are ruled and lists are marked with, and what says nothing by itself.
fn is_ornament(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || c.is_ascii_punctuation()
        || MARKS.contains(&c)
        || matches!(c, '·' | '—' | '―' | '…' | '\u{2500}'..='\u{257f}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Whether a line is a page's foot: "Page 1", "Page 2 of 3 – …".
fn is_foot(line: &str) -> bool {
    let mut words = line.split_whitespace();
    line.split_whitespace().count() <= MAX_FOOT_WORDS
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("page"))
        && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}
