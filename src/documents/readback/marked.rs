//! The words of HTML and Markdown as this house writes them, by readers that know no more than
//! that. They are not for pages written elsewhere.

use crate::documents::model::{DocumentContent, ReadBack};
use crate::error::{Error, Result};

use super::words::read_back_of;

/// Elements after which a line ends.
const BLOCKS: &[&str] = &["h1", "h2", "h3", "p", "li", "address", "br", "title", "header", "section"];

/// Reads an HTML page of ours and looks for every string the content prints in its body.
///
/// # Errors
/// `Invalid` when it is no such page.
pub fn read_back_html(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let page = text(file)?;
    let body = page.split_once("<body>").map(|(_, body)| body).ok_or_else(|| unread("it has no body"))?;
    let mut words = String::new();
    let mut rest = body;
    while let Some((before, tag)) = rest.split_once('<') {
        push_decoded(&mut words, before)?;
        let (tag, after) = tag.split_once('>').ok_or_else(|| unread("an element does not end"))?;
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if matches!(name, "script" | "style") {
            return Err(unread("its body holds more than words"));
        }
        if BLOCKS.contains(&name) {
            words.push('\n');
        }
        rest = after;
    }
    push_decoded(&mut words, rest)?;
    Ok(read_back_of(content, words, file.len()))
}

/// Adds text with its references resolved.
fn push_decoded(words: &mut String, text: &str) -> Result<()> {
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once('&') {
        words.push_str(before);
        let (name, after) = reference.split_once(';').ok_or_else(|| unread("a reference does not end"))?;
        words.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            _ => return Err(unread("it uses a reference it should not")),
        });
        rest = after;
    }
    words.push_str(rest);
    Ok(())
}

/// Reads a Markdown text of ours and looks for every string the content prints in it.
///
/// # Errors
/// `Invalid` when it is no text.
pub fn read_back_markdown(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let words: String = text(file)?.lines().map(|line| markdown_line(line) + "\n").collect();
    Ok(read_back_of(content, words, file.len()))
}

/// The words of a line: without the mark at its beginning, asterisks of emphasis and targets of
/// links. All other marks are escaped.
fn markdown_line(line: &str) -> String {
    let line = ["# ", "## ", "### ", "- "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    let mut words = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => words.extend(chars.next()),
            '*' | '[' => {}
            ']' => {
                // A target stands in "(<" and ">)".
                let _ = chars.by_ref().take_while(|c| *c != '>').count();
                let _ = chars.next_if_eq(&')');
            }
            c => words.push(c),
        }
    }
    words
}

/// Reads a plain text of ours and looks for every string the content prints in it.
///
/// # Errors
/// `Invalid` when it is no text.
pub fn read_back_text(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    Ok(read_back_of(content, text(file)?.to_owned(), file.len()))
}

fn text(file: &[u8]) -> Result<&str> {
    std::str::from_utf8(file).map_err(|cause| unread("it is not UTF-8").caused_by(cause))
}

fn unread(reason: &str) -> Error {
    Error::invalid(format!("The file could not be read back: {reason}. Print the document again."))
}
