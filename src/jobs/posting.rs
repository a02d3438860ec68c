//! From pasted text to a posting: cleaned, bounded, and with its title, employer and
//! place found where nobody gave them. The door of the jobs room for untrusted text.

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result, Violation};
use crate::jobs::flattened;
use crate::jobs::head;
use crate::jobs::instructions;
use crate::jobs::markup;
use crate::jobs::model::Posting;
use crate::language::lexicon::Lexicon;
use crate::language::phrase_search;
use crate::language::unseen::without_terminal_codes;

/// The most a posting may hold as it is pasted, in bytes of UTF-8. The longest of the public
/// bulletins this was tried on has 20 KiB; ten times that is room enough for any honest one.
pub const MAX_POSTING_BYTES: usize = 200 * 1024;

/// The fewest letters a text must hold to be read as a posting.
pub const MIN_POSTING_LETTERS: usize = 30;

/// Longest title, company or place that may be given, in characters.
pub const MAX_HEAD_CHARS: usize = 200;

/// Reads a posting from pasted text, plain or HTML, and finds its title, employer and place.
///
/// # Errors
/// `Invalid` when the text is empty, too short, longer than [`MAX_POSTING_BYTES`], or no text.
pub fn read(text: &str) -> Result<Posting> {
    complete(Posting { text: text.to_owned(), ..Posting::default() })
}

/// Reads a posting from bytes that should be UTF-8, such as a file's.
///
/// # Errors
/// As [`read`], and `Invalid` when the bytes are not UTF-8.
pub fn read_bytes(bytes: &[u8]) -> Result<Posting> {
    refuse_size(bytes.len())?;
    let text = std::str::from_utf8(bytes).map_err(|cause| {
        refusal("encoding", "The posting is not UTF-8 text. Save it as plain text in UTF-8.").caused_by(cause)
    })?;
    read(text)
}

/// Cleans a posting's text and fills in what was not given of title, employer and place.
///
/// What was given but does not stand in the text is put before it as a head, so that an
/// analysis can quote it like everything else.
///
/// # Errors
/// As [`read`]; also `Invalid` when a given title, company or place is longer than
/// [`MAX_HEAD_CHARS`].
pub fn complete(given: Posting) -> Result<Posting> {
    refuse_size(given.text.len())?;
    if given.text.contains('\0') {
        return Err(refusal(
            "binary",
            "The posting holds NUL bytes, so it is no text. Paste the words of the posting.",
        ));
    }
    refuse_data(&given.text)?;
    let plain = if markup::is_html(&given.text) { markup::to_text(&given.text) } else { given.text };
    let lexicon = Lexicon::built_in();
    let text = clean(&plain);
    let text = flattened::restore(&text, lexicon).into_owned();
    refuse_nonsense(&text)?;

    let title = clean_given("title", &given.title)?;
    let company = clean_given("company", &given.company)?;
    let location = clean_given("location", given.location.as_deref().unwrap_or_default())?;

    let mut lines = Vec::new();
    if !title.is_empty() && !phrase_search::stands_in(&text, &title) {
        lines.push(title.clone());
    }
    if !company.is_empty() && !phrase_search::stands_in(&text, &company) {
        lines.push(format!("Company: {company}"));
    }
    if !location.is_empty() && !phrase_search::stands_in(&text, &location) {
        lines.push(format!("Location: {location}"));
    }
    let found = head::find(&instructions::masked(&text, &instructions::find(&text, lexicon)));
    let or_found = |given: String, found: Option<head::Found>| {
        if given.is_empty() { found.map(|found| found.value).unwrap_or_default() } else { given }
    };
    let location = or_found(location, found.location);
    let posting = Posting {
        title: or_found(title, found.title),
        company: or_found(company, found.company),
        location: (!location.is_empty()).then_some(location),
        text,
        is_shared: given.is_shared,
    };
    if lines.is_empty() {
        return Ok(posting);
    }
    Ok(Posting { text: format!("{}\n\n{}", lines.join("\n"), posting.text), ..posting })
}

/// Makes a text plain: one kind of line end and of space, letters composed, and nothing a
/// reader cannot see (zero-width and bidirectional marks, tag characters, controls). At most
/// one blank line stays between paragraphs.
pub fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut previous = ' ';
    for character in without_terminal_codes(text).nfc() {
        match character {
            '\n' if previous == '\r' => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => plain.push('\n'),
            '\t' => plain.push(' '),
            _ if is_invisible(character) => {}
            _ if character.is_whitespace() => plain.push(' '),
            _ => plain.push(character),
        }
        previous = character;
    }
    let mut cleaned = String::with_capacity(plain.len());
    let mut blank_lines = 0;
    for line in plain.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        if !cleaned.is_empty() {
            cleaned.push_str(if blank_lines > 0 { "\n\n" } else { "\n" });
        }
        blank_lines = 0;
        cleaned.push_str(line);
    }
    cleaned
}

/// Whether a character shows nothing and so can only mislead: what is left of such marks in a
/// pasted posting is an accident of its source or an attempt to hide words.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
        || (character.is_control() && !character.is_whitespace())
}

fn refuse_size(size_bytes: usize) -> Result<()> {
    if size_bytes > MAX_POSTING_BYTES {
        return Err(refusal(
            "too_long",
            format!(
                "The posting has {} KiB; at most {} KiB are read. Paste the posting alone, without the page around it.",
                size_bytes.div_ceil(1024),
                MAX_POSTING_BYTES / 1024
            ),
        ));
    }
    Ok(())
}

/// A file of data holds a posting among much that is none, which would be read as its words.
fn refuse_data(text: &str) -> Result<()> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Err(refusal("data", "The posting is JSON. Paste the words of the posting instead."));
    }
    Ok(())
}

fn refuse_nonsense(text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(refusal("required", "The posting is empty. Paste its text."));
    }
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    if letters < MIN_POSTING_LETTERS {
        return Err(refusal(
            "too_short",
            format!(
                "The posting has {letters} letters; at least {MIN_POSTING_LETTERS} are needed. Paste its whole text."
            ),
        ));
    }
    let visible = text.chars().filter(|character| !character.is_whitespace()).count();
    let foreign = text.chars().filter(|character| *character == '\u{fffd}' || is_private(*character)).count();
    let longest_run =
        text.split_ascii_whitespace().filter(|run| run.is_ascii()).map(str::len).max().unwrap_or(0);
    // Prose is mostly letters and has spaces; encoded bytes fail on one or the other.
    if letters * 2 < visible || foreign * 20 > visible || (longest_run > 400 && longest_run * 2 > text.len())
    {
        return Err(refusal(
            "not_text",
            "The posting is mostly not words. Paste its text, not an encoded or binary file.",
        ));
    }
    Ok(())
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn clean_given(field: &str, given: &str) -> Result<String> {
    let cleaned = clean(given).split_whitespace().collect::<Vec<_>>().join(" ");
    let length = cleaned.chars().count();
    if length > MAX_HEAD_CHARS {
        let message = format!("The {field} has {length} characters; at most {MAX_HEAD_CHARS} are kept.");
        return Err(Error::violations(
            format!("The posting's {field} is too long. Shorten it."),
            vec![Violation::new(field, "too_long", message)],
        ));
    }
    Ok(cleaned)
}

fn refusal(code: &str, message: impl Into<String>) -> Error {
    let message = message.into();
    Error::violations(message.clone(), vec![Violation::new("text", code, message)])
}
