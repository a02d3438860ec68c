//! The text of a PDF, by a reader of another make than the writer.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Dictionary, Document, Object, ObjectId, output_doc};

use super::columns::{self, Run};
use super::hidden::{self, Bounds, Hiding};
use super::page_text::PageText;
use super::{Unreadable, compare, widths};
use crate::documents::model::{DocumentContent, HiddenText, ReadBack};
use crate::documents::printed::Printed;
use crate::error::{Error, Result};
use crate::scoring::model::Place;

/// The largest file that is read, in bytes; a document is a hundredth of that.
const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// The most pages that are read.
const MAX_PAGES: usize = 50;

/// The most that is told of text hidden in one way, in characters.
const LONGEST_HIDDEN: usize = 160;

/// Fewer letters and digits are no text.
const LEAST_HIDDEN: usize = 3;

/// Reads a PDF and looks for every string the content prints, in print order, in what is seen of
/// it. CPU-bound.
///
/// # Errors
/// Invalid when the bytes are no PDF that can be read within the bounds of this module.
pub fn read_back(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let extract = extract(file).map_err(|reason| {
        let reason = reason.told();
        Error::invalid(format!("The PDF could not be read back: {reason}. Print the document again."))
    })?;
    let Extract { text, hidden, columns, document, .. } = extract;
    let found = compare::compare_placed(&Printed::new(content), &text.text, |range| text.place_of(range));
    Ok(ReadBack {
        fields: found.fields,
        is_in_order: found.is_in_order,
        glyph_problems: found.glyph_problems,
        fonts_missing: u32::try_from(count_missing_fonts(&document)).unwrap_or(u32::MAX),
        pages: u8::try_from(document.get_pages().len()).unwrap_or(u8::MAX),
        size_bytes: file.len() as u64,
        has_columns: columns.is_some(),
        columns_at: columns,
        hidden_text: hidden,
        text: text.text,
    })
}

/// The text of a PDF, as [`read_text`] gives it.
#[derive(Debug, Clone, PartialEq)]
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
        let has_words = text.text.chars().any(char::is_alphanumeric);
        match (has_words, hidden.is_empty()) {
            (true, _) => Ok(PdfText { text: text.text, hidden }),
            (false, true) => Err(Unreadable::NoText),
            (false, false) => Err(Unreadable::NoneSeen),
        }
    });
    text.map_err(|reason| {
        Error::invalid(format!("The PDF cannot be read: {}. Give its text instead.", reason.told()))
    })
}

/// What is read in a file.
pub(super) struct Extract {
    /// Its text that is seen, in the order it is written there.
    pub text: PageText,
    /// Its text that is not.
    pub hidden: Vec<HiddenText>,
    /// The first column that stands beside another.
    pub columns: Option<Place>,
    /// What of each page its pictures cover, in points from the foot of the page.
    pub pictured: Vec<Vec<Bounds>>,
    /// What is shown of each page, in its own units.
    pub pages: Vec<Bounds>,
    /// The file taken apart.
    pub document: Document,
}

/// Reads a file.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn extract(file: &[u8]) -> Result<Extract, Unreadable> {
    if file.len() > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    // The reader panics on some malformed files; it holds nothing that could be left half done.
    catch_unwind(AssertUnwindSafe(|| taken_apart(file))).unwrap_or(Err(Unreadable::Malformed))
}

fn taken_apart(file: &[u8]) -> Result<Extract, Unreadable> {
    let mut document = Document::load_mem(file).map_err(|cause| match cause {
        pdf_extract::Error::InvalidPassword | pdf_extract::Error::Decryption(_) => Unreadable::Locked,
        _ => Unreadable::OtherFormat,
    })?;
    // What an empty password opens has been opened by now.
    if document.trailer.has(b"Encrypt") && !document.was_encrypted() {
        return Err(Unreadable::Locked);
    }
    match document.get_pages().len() {
        0 => return Err(Unreadable::Malformed),
        1..=MAX_PAGES => {}
        _ => return Err(Unreadable::TooManyPages),
    }
    widths::spell_out(&mut document);
    let mut found = hidden::find(&document)?;
    let pages = hidden::pages(&document);
    let read = |document: &Document| -> Result<PageText, Unreadable> {
        let mut text = PageText::new(pages.clone());
        output_doc(document, &mut text).map_err(|_| Unreadable::Malformed)?;
        text.end_run();
        Ok(text)
    };
    // Mostly there is nothing to leave out, and the document is read as it is.
    let text = if found.hidden.is_empty() && found.pictures.is_empty() {
        read(&document)?
    } else {
        read(&hidden::keep(&document, &found, |hiding| hiding.is_none()))?
    };
    let mut hidden = Vec::new();
    for way in Hiding::ALL {
        if found.hidden.values().any(|hiding| *hiding == way) {
            hidden.extend(told(way, &read(&hidden::keep(&document, &found, |hiding| hiding == Some(way)))?));
        }
    }
    let columns = columns::find(&text.runs).and_then(|column| around(&column, &text));
    let pictured = std::mem::take(&mut found.pictured);
    Ok(Extract { text, hidden, columns, pictured, pages, document })
}

/// The box around the runs of a column.
fn around(column: &[Run], text: &PageText) -> Option<Place> {
    column.iter().map(|run| text.place_of_run(run)).reduce(Place::with)
}

/// Words hidden in one way, as they are told; none where there are hardly any letters.
fn told(way: Hiding, read: &PageText) -> Option<HiddenText> {
    let words = read.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told: String = words.chars().take(LONGEST_HIDDEN).collect();
    let how = way.told().to_owned();
    let count = u32::try_from(words.split(' ').count()).unwrap_or(u32::MAX);
    let line = read.text.trim_start();
    let start = read.text.len() - line.len();
    let place = read.place_of(&(start..start + line.find('\n').unwrap_or(line.len())));
    // A mark or a number by itself is no word that somebody hides.
    let is_said = words.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_HIDDEN;
    is_said.then_some(HiddenText { how, words: told, count, place })
}

/// How many fonts the file names without holding their outlines (ISO 32000-2, 9.6 to 9.9): a
/// descriptor without a font file, or a simple font without a descriptor. Type 3 fonts are
/// drawn in the file itself, and composite ones by their descendants.
fn count_missing_fonts(document: &Document) -> usize {
    let name = |dictionary: &Dictionary, key: &[u8]| {
        dictionary.get(key).and_then(Object::as_name).map(<[u8]>::to_vec).unwrap_or_default()
    };
    let dictionaries =
        || document.objects.iter().filter_map(|(id, object)| Some((*id, object.as_dict().ok()?)));
    // The letters of these are drawings of the file itself, so what describes them names no file.
    let drawn: HashSet<ObjectId> = dictionaries()
        .filter(|(_, font)| name(font, b"Subtype") == b"Type3")
        .filter_map(|(_, font)| font.get(b"FontDescriptor").and_then(Object::as_reference).ok())
        .collect();
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
    dictionaries().filter(|(id, it)| !drawn.contains(id) && is_missing(it)).count()
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
