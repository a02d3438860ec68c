//! The text of an exported PDF, by a reader of another make than the writer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Dictionary, Document, Object, output_doc};

use super::hidden::{self, Hiding};
use super::page_text::PageText;
use super::words::told;
use super::{columns, compare};
use crate::documents::model::{DocumentContent, HiddenText, ReadBack};
use crate::documents::printed::Printed;
use crate::error::{Error, Result};

/// The largest file that is read, in bytes; a document is a hundredth of that.
const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// The most pages that are read.
const MAX_PAGES: usize = 50;

/// Reads a PDF and looks for every string the content prints, in print order, in what is seen of
/// it. CPU-bound.
///
/// # Errors
/// Invalid when the bytes are no PDF that can be read within the bounds of this module.
pub fn read_back(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let Extract { text, hidden, has_columns, pages, fonts_missing } = extract(file).map_err(|reason| {
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
        has_columns,
        hidden_text: hidden,
        text,
    })
}

/// The text of a PDF, as [`read_text`] gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfText {
    /// What is seen, in the order it is written in the file.
    pub text: String,
    /// What a machine would read besides.
    pub hidden: Vec<HiddenText>,
}

/// The text of a PDF written elsewhere, as a machine reads it, apart from what nobody sees.
/// CPU-bound.
///
/// # Errors
/// Invalid when the bytes are no PDF that can be read within the bounds of this module, or hold
/// no text that is seen.
pub fn read_text(file: &[u8]) -> Result<PdfText> {
    let text = extract(file).and_then(|Extract { text, hidden, .. }| {
        let has_words = text.chars().any(char::is_alphanumeric);
        match (has_words, hidden.is_empty()) {
            (true, _) => Ok(PdfText { text, hidden }),
            (false, true) => Err("it holds no text; it may be a scan"),
            (false, false) => Err("none of its text is seen"),
        }
    });
    text.map_err(|reason| Error::invalid(format!("The PDF cannot be read: {reason}. Give its text instead.")))
}

/// What is read in a file.
#[derive(Debug)]
struct Extract {
    /// Its text that is seen, in the order it is written there.
    text: String,
    /// Its text that is not.
    hidden: Vec<HiddenText>,
    has_columns: bool,
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
        let found = hidden::find(&document)?;
        let read = |document: &Document| -> Result<PageText, &'static str> {
            let mut text = PageText::new();
            output_doc(document, &mut text).map_err(|_| "its text cannot be read")?;
            text.end_run();
            Ok(text)
        };
        // Mostly there is nothing to leave out, and the document is read as it is.
        let seen = if found.hidden.is_empty() && found.pictures.is_empty() {
            read(&document)?
        } else {
            read(&hidden::keep(&document, &found, |hiding| hiding.is_none()))?
        };
        let mut hidden = Vec::new();
        for way in Hiding::ALL {
            if found.hidden.values().any(|hiding| *hiding == way) {
                let words = read(&hidden::keep(&document, &found, |hiding| hiding == Some(way)))?.text;
                hidden.extend(told(way.told(), &words));
            }
        }
        let has_columns = columns::has_columns(&seen.runs);
        let fonts_missing = count_missing_fonts(&document);
        Ok(Extract { text: seen.text, hidden, has_columns, pages, fonts_missing })
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
}
