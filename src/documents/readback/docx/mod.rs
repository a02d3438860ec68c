//! The text of a DOCX, ours or one written elsewhere, by a reader of its own: paragraphs in the
//! order of the body, where each stands, and what of it nobody sees.
//!
//! What is bounded: the file, its parts and what they unpack to ([`archive`]), nesting and entities
//! ([`xml`]), the text ([`walk`]). Not looked at: pictures and what is drawn, text of charts, words
//! moved off the page by a frame.

pub(super) mod archive;
pub(super) mod fault;
mod look;
mod walk;
pub(super) mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::archive::Archive;
use self::fault::Fault;
use self::look::Styles;
use self::walk::Read;
use self::xml::{Token, Xml};
use super::words::{hidden_words, read_back_of};
use crate::documents::model::{DocumentContent, HiddenText, ReadBack};
use crate::error::{Error, Result};

/// Where words of a DOCX stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Place {
    /// In the body, which is all that every reader reads.
    #[default]
    Body,
    /// In a table of the body.
    Table,
    /// In a text box.
    TextBox,
    /// At the head of each page.
    Header,
    /// At the foot of each page.
    Footer,
    /// In a note of a page or of the document's end.
    Note,
    /// In a comment on the document.
    Comment,
}

/// The parts that stand beside the body, by the last word of their relationship's type.
const BESIDE: &[(&str, Place)] = &[
    ("header", Place::Header),
    ("footer", Place::Footer),
    ("footnotes", Place::Note),
    ("endnotes", Place::Note),
    ("comments", Place::Comment),
];

/// The most parts beside the body that are read.
const MAX_BESIDE: usize = 40;

/// A paragraph that is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub place: Place,
    /// Its words; an item of a list begins with a bullet.
    pub text: String,
}

/// What is read in a DOCX.
#[derive(Debug, Clone, PartialEq)]
pub struct DocxText {
    /// Paragraphs that are seen: the body in its order, then what stands beside it.
    pub passages: Vec<Passage>,
    /// What a machine would read besides.
    pub hidden: Vec<HiddenText>,
    /// Whether a section is set in columns.
    pub has_columns: bool,
    /// Pages when it was last saved, where its program noted them.
    pub pages: Option<u32>,
}

impl DocxText {
    /// The passages of these places, a line each.
    pub fn text(&self, is_wanted: impl Fn(Place) -> bool) -> String {
        let passages = self.passages.iter().filter(|passage| is_wanted(passage.place));
        passages.map(|passage| passage.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// Reads a DOCX and looks for every string the content prints, in print order, in what is seen of
/// its body. CPU-bound.
///
/// # Errors
/// `Invalid` when the bytes are no DOCX that can be read within the bounds of this module.
pub fn read_back(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let read = extract(file).map_err(|fault| {
        let reason = fault.told();
        Error::invalid(format!("The DOCX could not be read back: {reason}. Print the document again."))
    })?;
    let text = read.text(|place| place == Place::Body);
    Ok(ReadBack {
        pages: read.pages.and_then(|pages| u8::try_from(pages).ok()).unwrap_or_default(),
        has_columns: read.has_columns,
        hidden_text: read.hidden,
        ..read_back_of(content, text, file.len())
    })
}

/// The text of a DOCX written elsewhere, as a machine reads it. CPU-bound.
///
/// # Errors
/// `Invalid` when the bytes are no DOCX that can be read within the bounds of this module, or hold
/// no text that is seen.
pub fn read_text(file: &[u8]) -> Result<DocxText> {
    let read = extract(file).and_then(|read| {
        let has_words = read.passages.iter().any(|passage| passage.text.chars().any(char::is_alphanumeric));
        match (has_words, read.hidden.is_empty()) {
            (true, _) => Ok(read),
            (false, true) => Err(Fault::NoText),
            (false, false) => Err(Fault::NoneSeen),
        }
    });
    read.map_err(|fault| {
        Error::invalid(format!("The DOCX cannot be read: {}. Give its text instead.", fault.told()))
    })
}

pub(super) fn extract(file: &[u8]) -> Result<DocxText, Fault> {
    // Readers of archives and XML have had panics on malformed files; nothing is left half done.
    catch_unwind(AssertUnwindSafe(|| read_parts(file))).unwrap_or(Err(Fault::Malformed))
}

fn read_parts(file: &[u8]) -> Result<DocxText, Fault> {
    let mut archive = Archive::open(file)?;
    let package = archive.read("_rels/.rels")?.ok_or(Fault::NotDocx)?;
    let main = relationships(&package, "")?
        .into_iter()
        .find_map(|(kind, target)| (kind == "officeDocument").then_some(target))
        .ok_or(Fault::NotDocx)?;
    let body = archive.read(&main)?.ok_or(Fault::NoMainPart)?;
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    let beside = match archive.read(&format!("{folder}/_rels/{name}.rels"))? {
        Some(part) => relationships(&part, folder)?,
        None => Vec::new(),
    };
    let styles = match beside.iter().find(|(kind, _)| kind == "styles") {
        Some((_, target)) => archive.read(target)?,
        None => None,
    };
    let styles = styles.map_or_else(|| Ok(Styles::default()), |part| Styles::read(&part))?;
    let mut read = Read::default();
    walk::read(&body, Place::Body, &styles, &mut read)?;
    let place = |kind: &str| BESIDE.iter().find(|(word, _)| *word == kind).map(|(_, place)| *place);
    for (place, target) in
        beside.iter().filter_map(|(kind, target)| Some((place(kind)?, target))).take(MAX_BESIDE)
    {
        if let Some(part) = archive.read(target)? {
            walk::read(&part, place, &styles, &mut read)?;
        }
    }
    let pages = archive.read("docProps/app.xml")?.and_then(|part| pages(&part));
    Ok(DocxText {
        passages: read.passages,
        hidden: hidden_words(&read.hidden),
        has_columns: read.has_columns,
        pages,
    })
}

/// The relationships of a part within the archive: the last word of each one's type, and the name
/// of the part it points to.
fn relationships(part: &str, folder: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut found = Vec::new();
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else { continue };
        let is_outside = element.attribute("TargetMode").is_some_and(|mode| mode == "External");
        if let (Some(kind), Some(target), false) =
            (element.attribute("Type"), element.attribute("Target"), is_outside)
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            found.push((kind, target));
        }
    }
    Ok(found)
}

/// Pages as the program that saved the file counted them.
fn pages(part: &str) -> Option<u32> {
    let mut xml = Xml::new(part);
    let mut is_pages = false;
    while let Some(token) = xml.next().ok()? {
        match token {
            Token::Open(element) => is_pages = element.name() == "Pages",
            Token::Close(_) => is_pages = false,
            Token::Text(text) if is_pages => return text.trim().parse().ok(),
            Token::Text(_) => {}
        }
    }
    None
}
