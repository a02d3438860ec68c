//! The text of an exported PDF, by a reader of another make than the writer.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use pdf_extract::{Dictionary, Document, MediaBox, Object, OutputDev, OutputError, Transform, output_doc};

use super::compare;
use crate::documents::model::{DocumentContent, ReadBack};
use crate::documents::printed::Printed;
use crate::error::{Error, Result};

/// The largest file that is read, in bytes; a document is a hundredth of that.
const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// The most pages that are read.
const MAX_PAGES: usize = 50;

/// The most text that is read, in bytes.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

/// The longest that reading may take.
const MAX_TIME: Duration = Duration::from_secs(10);

/// A step up or down by more than this share of the type size begins a line.
const LINE_STEP: f64 = 0.45;

/// A gap wider than this many times the type size is a space. Spaces are written out in our
/// files; only words set far apart, such as a title and its dates, have none between them.
const WORD_GAP: f64 = 2.0;

/// The width in ems that is taken for a character when the file's own cannot be had: the reader
/// knows only one of the two ways a PDF may state widths.
const LIKELY_WIDTH: f64 = 0.55;

/// Reads a PDF and looks for every string the content prints, in print order. CPU-bound.
///
/// # Errors
/// Invalid when the bytes are no PDF that can be read within the bounds of this module.
pub fn read_back(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let Extract { text, pages, fonts_missing } = extract(file).map_err(|reason| {
        Error::invalid(format!("The PDF could not be read back: {reason}. Print the document again."))
    })?;
    let found = compare::compare(&Printed::new(content), &text);
    Ok(ReadBack {
        fields: found.fields,
        is_in_order: found.is_in_order,
        glyph_problems: found.glyph_problems,
        fonts_missing: u32::try_from(fonts_missing).unwrap_or(u32::MAX),
        pages: u8::try_from(pages).unwrap_or(u8::MAX),
        size_bytes: file.len() as u64,
        text,
    })
}

/// The text of a PDF written elsewhere, as a machine reads it. CPU-bound.
///
/// # Errors
/// Invalid when the bytes are no PDF that can be read within the bounds of this module, or hold
/// no text.
pub fn read_text(file: &[u8]) -> Result<String> {
    let text = extract(file).map(|extract| extract.text).and_then(|text| {
        let has_words = text.chars().any(char::is_alphanumeric);
        if has_words { Ok(text) } else { Err("it holds no text; it may be a scan") }
    });
    text.map_err(|reason| Error::invalid(format!("The PDF cannot be read: {reason}. Give its text instead.")))
}

/// What is read in a file.
#[derive(Debug)]
struct Extract {
    /// Its text, in the order it is written there.
    text: String,
    pages: usize,
    fonts_missing: usize,
}

fn extract(file: &[u8]) -> Result<Extract, &'static str> {
    if file.len() > MAX_FILE_BYTES {
        return Err("it is larger than 20 MB");
    }
    // The reader panics on some malformed files; it holds nothing that could be left half done.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let document = Document::load_mem(file).map_err(|_| "it is not a PDF file")?;
        let pages = document.get_pages().len();
        if pages > MAX_PAGES {
            return Err("it has more than 50 pages");
        }
        let mut text = PageText::new();
        output_doc(&document, &mut text).map_err(|_| "its text cannot be read")?;
        Ok(Extract { text: text.text, pages, fonts_missing: count_missing_fonts(&document) })
    }));
    match read {
        Ok(read) => read,
        Err(_) => Err("it is malformed"),
    }
}

/// How many fonts the file names without holding their outlines (ISO 32000-2, 9.6 to 9.9): a
/// descriptor without a font file, or a simple font without a descriptor. Type 3 fonts are
/// drawn in the file itself, and composite ones by their descendants.
fn count_missing_fonts(document: &Document) -> usize {
    let name = |dictionary: &Dictionary, key: &[u8]| {
        dictionary.get(key).and_then(Object::as_name).map(<[u8]>::to_vec).unwrap_or_default()
    };
    let is_missing = |dictionary: &Dictionary| match name(dictionary, b"Type").as_slice() {
        b"FontDescriptor" => {
            ![&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| dictionary.has(key))
        }
        b"Font" => {
            !matches!(name(dictionary, b"Subtype").as_slice(), b"Type0" | b"Type3")
                && !dictionary.has(b"FontDescriptor")
        }
        _ => false,
    };
    document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|it| is_missing(it)).count()
}

/// Text as it is read off the page: a change of height is a line, a gap is a space. It refuses
/// to grow beyond its bounds.
struct PageText {
    text: String,
    /// Where the last character is likely to end, and its height on the page; none at a page's
    /// beginning.
    last: Option<(f64, f64)>,
    began: Instant,
}

impl PageText {
    fn new() -> Self {
        Self { text: String::new(), last: None, began: Instant::now() }
    }

    fn push(&mut self, more: &str) -> Result<(), OutputError> {
        if self.text.len() + more.len() > MAX_TEXT_BYTES || self.began.elapsed() > MAX_TIME {
            return Err(OutputError::FormatError(fmt::Error));
        }
        self.text.push_str(more);
        Ok(())
    }
}

impl OutputDev for PageText {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.last = None;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.push("\n")
    }

    /// `width` is in ems; `place` takes units of the font size to points of the page.
    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        characters: &str,
    ) -> Result<(), OutputError> {
        let size = place.m11.hypot(place.m12) * font_size;
        let (left, height) = (place.m31, place.m32);
        let width = if width > 0.0 { width } else { LIKELY_WIDTH } * size;
        let end = match self.last {
            Some((_, last_height)) if (height - last_height).abs() > LINE_STEP * size => {
                self.push("\n")?;
                left
            }
            Some((end, _)) => {
                if left - end > WORD_GAP * size && !self.text.ends_with(' ') {
                    self.push(" ")?;
                }
                end.max(left)
            }
            None => left,
        };
        self.last = Some((end + width, height));
        self.push(characters)
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn bytes_that_are_no_pdf_are_refused() {
        for file in
            [&b""[..], b"%PDF-1.7", b"<html></html>", &[0; 4096], b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"]
        {
            assert!(extract(file).is_err());
            assert_eq!(read_text(file).expect_err("no PDF").kind(), ErrorKind::Invalid);
        }
    }

    #[test]
    fn a_font_the_file_does_not_hold_is_counted() {
        let check = |entries: &[(&str, &[u8])], expected: usize| {
            let mut dictionary = Dictionary::new();
            for (key, name) in entries {
                dictionary.set(*key, Object::Name(name.to_vec()));
            }
            let mut document = Document::new();
            document.add_object(dictionary);
            assert_eq!(count_missing_fonts(&document), expected, "{entries:?}");
        };
        check(&[("Type", b"FontDescriptor")], 1);
        check(&[("Type", b"FontDescriptor"), ("FontFile3", b"here")], 0);
        check(&[("Type", b"Font"), ("Subtype", b"Type1")], 1);
        check(&[("Type", b"Font"), ("Subtype", b"TrueType"), ("FontDescriptor", b"there")], 0);
        check(&[("Type", b"Font"), ("Subtype", b"Type0")], 0);
        check(&[("Type", b"Page")], 0);
    }

    #[test]
    fn text_stops_growing_at_its_bound() {
        let mut text = PageText::new();
        let chunk = "x".repeat(MAX_TEXT_BYTES);
        assert!(text.push(&chunk).is_ok());
        assert!(text.push("x").is_err());
    }

    #[test]
    fn gaps_become_spaces_and_steps_become_lines() {
        let mut text = PageText::new();
        let mut set = |x: f64, y: f64, c: &str| {
            let place = Transform::row_major(1.0, 0.0, 0.0, 1.0, x, y);
            text.output_character(&place, 0.5, 0.0, 10.0, c).expect("within bounds");
        };
        set(0.0, 0.0, "a");
        set(5.2, 0.0, "b");
        set(60.0, 0.0, "c");
        set(60.0, 0.0, "d");
        set(0.0, 12.0, "e");
        assert_eq!(text.text, "ab cd\ne");
    }
}
