//! PDF by Typst, inside the process: content and template in, pages or a tagged file out.
//!
//! The words of a document reach the template as a JSON file of strings and are set as
//! text, so nothing in them is ever read as markup; no other file can be opened. The same
//! content, template and options give the same bytes.

mod fonts;
mod measure;
mod picture;
mod world;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use ::typst::diag::SourceDiagnostic;
use ::typst::foundations::Smart;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandards};

use self::fonts::Shelf;
pub use self::picture::Picture;
use self::world::{Press, Sheet};
use crate::documents::look::Look;
use crate::documents::model::{DocumentContent, DocumentKind};
use crate::documents::pdf_standard::PdfStandard;
use crate::documents::printed::Printed;
use crate::documents::script;
use crate::documents::templates::Template;
use crate::error::{Error, Result};

pub use crate::documents::look::Paper;

/// The highest step of [`LayoutOptions::tightness`].
pub const MAX_TIGHTNESS: u8 = 6;

/// Layouts after which what Typst remembers is looked through, and how many such rounds a result
/// stays that no layout has used: long enough for the file to be printed from the last layout of
/// the page fit, and memory stays flat.
const LAYOUTS_A_ROUND: u32 = 3;
const ROUNDS_REMEMBERED: usize = 2;

/// How a document is laid out, beside what its [`Look`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LayoutOptions {
    /// The paper.
    pub paper: Paper,
    /// How tightly it is set, from 0 to [`MAX_TIGHTNESS`]: type, margins and gaps shrink a
    /// little with each step and stay easy to read.
    pub tightness: u8,
    /// Whether it may take several pages, so that breaks within its entries matter.
    pub may_break: bool,
    /// The date in the file's metadata; none leaves it out.
    pub date: Option<NaiveDate>,
    /// The standard a PDF is held to; it changes no layout.
    pub standard: PdfStandard,
}

/// What a layout came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Pages, at least 1.
    pub pages: usize,
    /// How far down the pages are printed, each as a share of its height between the margins,
    /// summed: 1.5 is a page and a half.
    pub filled: f32,
    /// The least distance of two lines, as a share of a page's height between the margins.
    pub line_height: f32,
}

/// Sets documents in type. The fonts and templates are read at the first use and kept; share
/// one between threads. All of its work is CPU-bound: call it off the async threads.
#[derive(Default)]
pub struct Typesetter {
    press: OnceLock<Press>,
    layouts: AtomicU32,
}

impl Typesetter {
    /// Makes a typesetter; cheap until it is used.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays a document out without printing it.
    ///
    /// # Errors
    /// Invalid when the text has a script no font is installed for; the message names the
    /// script and the Debian package that brings one. Internal when the template is faulty.
    pub fn layout(
        &self,
        content: &DocumentContent,
        template: &Template,
        options: &LayoutOptions,
    ) -> Result<Layout> {
        Ok(measure::measure(&self.set(content, template, options)?))
    }

    /// Prints a document as a tagged file of the standard asked for, with title, author and
    /// language.
    ///
    /// # Errors
    /// Those of [`Typesetter::layout`]. Invalid when an archival file is asked for without a date,
    /// or of characters it cannot hold.
    pub fn pdf(
        &self,
        content: &DocumentContent,
        template: &Template,
        options: &LayoutOptions,
    ) -> Result<Vec<u8>> {
        if options.standard.is_archival() && options.date.is_none() {
            return Err(Error::invalid("An archival PDF says on which day it was made; name a day."));
        }
        export(&self.set(content, template, options)?, options.standard)
    }

    /// Pictures every page of a document, that many pixels to the inch.
    ///
    /// # Errors
    /// Those of [`Typesetter::layout`].
    pub fn pictures(
        &self,
        content: &DocumentContent,
        template: &Template,
        options: &LayoutOptions,
        pixels_per_inch: f32,
    ) -> Result<Vec<Picture>> {
        Ok(picture::pictures(&self.set(content, template, options)?, pixels_per_inch))
    }

    pub(super) fn set(
        &self,
        content: &DocumentContent,
        template: &Template,
        options: &LayoutOptions,
    ) -> Result<PagedDocument> {
        if self.layouts.fetch_add(1, Ordering::Relaxed).is_multiple_of(LAYOUTS_A_ROUND) {
            comemo::evict(ROUNDS_REMEMBERED);
        }
        let press = self.press.get_or_init(Press::new);
        let printed = Printed::new(content);
        let shelf = press.shelf_for(&printed)?;
        let sheet = Sheet::new(
            press,
            template,
            &shelf,
            data(&printed, template.kind, &content.look, &shelf, options),
        );
        ::typst::compile::<PagedDocument>(&sheet)
            .output
            .map_err(|diagnostics| faulty("A document could not be laid out.", template.name, &diagnostics))
    }
}

/// What a template reads, as JSON.
#[derive(Serialize)]
struct Data<'a> {
    document: &'a Printed,
    kind: DocumentKind,
    language: String,
    /// `ltr` or `rtl`.
    direction: &'static str,
    paper: &'static str,
    /// 0 to 1.
    tightness: f32,
    may_break: bool,
    date: Option<Day>,
    fonts: Vec<&'a str>,
    /// The most characters of a text without a place to break a line at.
    longest_word: usize,
    style: Style<'a>,
    words: Words,
}

/// What the look asks for; what is none is as the template has it.
#[derive(Serialize)]
struct Style<'a> {
    accent: Option<&'a str>,
    /// In points.
    size: Option<f32>,
}

/// Punctuation in the locale of the document.
#[derive(Serialize)]
struct Words {
    comma: &'static str,
    colon: &'static str,
}

#[derive(Serialize)]
struct Day {
    year: i32,
    month: u32,
    day: u32,
}

fn data(
    printed: &Printed,
    kind: DocumentKind,
    look: &Look,
    shelf: &Shelf<'_>,
    options: &LayoutOptions,
) -> Vec<u8> {
    let data = Data {
        document: printed,
        kind,
        language: primary_language(&printed.language),
        direction: if script::is_right_to_left(printed) { "rtl" } else { "ltr" },
        paper: match options.paper {
            Paper::A4 => "a4",
            Paper::UsLetter => "us-letter",
        },
        tightness: f32::from(options.tightness.min(MAX_TIGHTNESS)) / f32::from(MAX_TIGHTNESS),
        may_break: options.may_break,
        date: options.date.map(|date| Day { year: date.year(), month: date.month(), day: date.day() }),
        fonts: shelf.families(),
        longest_word: script::longest_word(printed),
        style: Style {
            accent: look.accent.as_deref().filter(|_| look.colour().is_some()),
            size: look.text_size_pt,
        },
        words: Words { comma: look.locale.comma(), colon: look.locale.colon() },
    };
    serde_json::to_vec(&data).expect("strings and numbers are JSON")
}

/// The ISO 639 part of a BCP 47 tag, which is all a template needs; English when it is none.
fn primary_language(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_language = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_language { primary } else { "en".to_owned() }
}

fn export(document: &PagedDocument, standard: PdfStandard) -> Result<Vec<u8>> {
    let asked: &[typst_pdf::PdfStandard] = match standard {
        PdfStandard::Ua1 => &[typst_pdf::PdfStandard::Ua_1],
        PdfStandard::A2aUa1 => &[typst_pdf::PdfStandard::A_2a, typst_pdf::PdfStandard::Ua_1],
    };
    let standards = PdfStandards::new(asked).map_err(|error| {
        Error::internal("The PDF standard asked for is not known.", error.message().to_string())
    })?;
    let options =
        PdfOptions { creator: Smart::Custom(Some("JobWise".to_owned())), standards, ..PdfOptions::default() };
    typst_pdf::pdf(document, &options).map_err(|diagnostics| {
        let fault = faulty("A document could not be printed as PDF.", "export", &diagnostics);
        // What has been set can be printed but for the rules of archives about its characters.
        if standard.is_archival() {
            let message =
                "The document has characters that an archival PDF cannot hold. Print it as PDF/UA-1.";
            return Error::invalid(message).caused_by(fault);
        }
        fault
    })
}

/// A fault of a template, with what Typst says of it as the cause.
fn faulty(message: &str, place: &str, diagnostics: &[SourceDiagnostic]) -> Error {
    let cause: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    Error::internal(message, format!("{place}: {}", cause.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::primary_language;

    #[test]
    fn language_tags_are_cut_to_their_language() {
        let check = |tag: &str, language: &str| assert_eq!(primary_language(tag), language, "{tag}");
        check("en-GB", "en");
        check("DE", "de");
        check("", "en");
        check("#panic()", "en");
    }
}
