//! The text of an exported PDF, by a reader of another make than the writer.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use pdf_extract::{ConvertToFmt, Document, PlainTextOutput, output_doc};

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

/// Reads a PDF and looks for every string the content prints, in print order. CPU-bound.
///
/// # Errors
/// Invalid when the bytes are no PDF that can be read within the bounds of this module.
pub fn read_back(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let (text, pages) = extract(file)?;
    let found = compare::compare(&Printed::new(content), &text);
    Ok(ReadBack {
        fields: found.fields,
        is_in_order: found.is_in_order,
        glyph_problems: found.glyph_problems,
        pages: u8::try_from(pages).unwrap_or(u8::MAX),
        size_bytes: file.len() as u64,
        text,
    })
}

/// The text of a PDF in the order it is written there, and the number of its pages.
fn extract(file: &[u8]) -> Result<(String, usize)> {
    if file.len() > MAX_FILE_BYTES {
        return Err(unreadable("it is larger than 20 MB"));
    }
    // The reader panics on some malformed files; it holds nothing that could be left half done.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let document = Document::load_mem(file).map_err(|_| "it is not a PDF file")?;
        let pages = document.get_pages().len();
        if pages > MAX_PAGES {
            return Err("it has more than 50 pages");
        }
        let mut text = BoundedText::new();
        output_doc(&document, &mut PlainTextOutput::new(&mut text)).map_err(|_| "its text cannot be read")?;
        Ok((text.text, pages))
    }));
    match read {
        Ok(read) => read.map_err(unreadable),
        Err(_) => Err(unreadable("it is malformed")),
    }
}

fn unreadable(reason: &str) -> Error {
    Error::invalid(format!("The PDF could not be read back: {reason}. Print the document again."))
}

/// Text that refuses to grow beyond its bounds.
struct BoundedText {
    text: String,
    began: Instant,
}

impl BoundedText {
    fn new() -> Self {
        Self { text: String::new(), began: Instant::now() }
    }
}

impl fmt::Write for BoundedText {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        if self.text.len() + more.len() > MAX_TEXT_BYTES || self.began.elapsed() > MAX_TIME {
            return Err(fmt::Error);
        }
        self.text.push_str(more);
        Ok(())
    }
}

impl ConvertToFmt for &mut BoundedText {
    type Writer = Self;

    fn convert(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn bytes_that_are_no_pdf_are_refused() {
        for file in
            [&b""[..], b"%PDF-1.7", b"<html></html>", &[0; 4096], b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"]
        {
            assert_eq!(extract(file).expect_err("no PDF").kind(), ErrorKind::Invalid);
        }
    }

    #[test]
    fn text_stops_growing_at_its_bound() {
        let mut text = BoundedText::new();
        let chunk = "x".repeat(1024 * 1024);
        assert!(text.write_str(&chunk).is_ok() && text.write_str(&chunk).is_ok());
        assert!(text.write_str("x").is_err());
    }
}
