//! A file written elsewhere, as a machine reads it: its lines with where they stand, and what else
//! of it matters to who reads files by machine. What it is, is told by its bytes, never by its name.
//!
//! Nothing of it is trusted: it may lie about itself, unpack without end, or send a reader round in
//! circles. What is read is bounded here; whoever takes files from strangers reads them in a
//! process of its own besides.

mod docx;
mod pdf;

use serde::{Deserialize, Serialize};

pub use super::Unreadable;
use crate::documents::model::{GlyphProblem, HiddenText};
use crate::scoring::model::Place;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;

/// The most lines that are read; a résumé has a hundredth.
const MAX_LINES: usize = 10_000;

/// The most text that is read, in bytes; a résumé has a fiftieth.
const MAX_TEXT_BYTES: usize = 512 * 1024;

/// The beginnings of files: of PDF, of a ZIP archive, and of Word's own format, which also wraps
/// files with a password.
const PDF_MARK: &[u8] = b"%PDF-";
const ZIP_MARK: &[u8] = b"PK\x03\x04";
const COMPOUND_MARK: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How far into a file its mark may stand: some programs write a line before it.
const MARK_WITHIN: usize = 1024;

/// The format of a file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForeignFormat {
    /// Portable Document Format.
    Pdf,
    /// The format of Word since 2007.
    Docx,
}

impl ForeignFormat {
    /// Its extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }
}

/// Where in a document words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// In the body, which every reader reads.
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
    /// In a footnote, a comment or a field of a form.
    Note,
}

impl Part {
    /// Where it is, in words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Body => "in the body",
            Self::Table => "in a table",
            Self::TextBox => "in a text box",
            Self::Header => "in the header",
            Self::Footer => "in the footer",
            Self::Note => "in a note",
        }
    }

    /// Whether many systems leave out words that stand there.
    pub fn is_aside(self) -> bool {
        matches!(self, Self::TextBox | Self::Header | Self::Footer | Self::Note)
    }
}

/// A line, or a paragraph of a format that has no lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ForeignLine {
    /// Its words.
    pub text: String,
    /// Where it stands in the document.
    pub part: Part,
    /// Where it stands on its page; none in formats whose pages are made by who opens them.
    pub place: Option<Place>,
    /// Size of the type of most of its letters, in points, where it is known.
    pub size: Option<f64>,
    /// Whether it runs up or down the page.
    #[serde(default)]
    pub is_turned: bool,
    /// Words whose letters are set apart by the layout alone.
    #[serde(default)]
    pub apart: Vec<String>,
}

/// A font the file names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ForeignFont {
    /// Its name, without the mark of a part of it.
    pub name: String,
    /// Whether the file holds its letters; true in formats that never do.
    pub is_embedded: bool,
}

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Where it stands, where that is known.
    pub place: Option<Place>,
    /// The share of a page it takes up, 0 to 1.
    pub share: f64,
}

/// A file as a machine reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForeignFile {
    /// Its format.
    pub format: ForeignFormat,
    /// Its size.
    pub size_bytes: u64,
    /// Its pages; none where the format leaves them to who opens it.
    pub pages: Option<u32>,
    /// What is seen of it, in the order it is written there.
    pub lines: Vec<ForeignLine>,
    /// What is read of it and not seen.
    pub hidden: Vec<HiddenText>,
    /// Whether words stand in columns.
    pub has_columns: bool,
    /// The first column that stands beside another.
    pub columns_at: Option<Place>,
    /// Characters that spell nothing.
    pub glyph_problems: Vec<GlyphProblem>,
    /// The fonts it names, each once.
    pub fonts: Vec<ForeignFont>,
    /// Its pictures.
    pub pictures: Vec<Picture>,
    /// Pages that are a picture and hold no words.
    pub unread_pages: Vec<Place>,
    /// What runs or is carried along when it is opened, in words.
    pub active: Vec<String>,
    /// Tracked changes that were neither taken nor thrown away.
    pub open_changes: u32,
}

/// What a file is, by its bytes; none for one that is neither.
pub fn sniff(file: &[u8]) -> Option<ForeignFormat> {
    let head = &file[..file.len().min(MARK_WITHIN)];
    if head.windows(PDF_MARK.len()).any(|bytes| bytes == PDF_MARK) {
        Some(ForeignFormat::Pdf)
    } else if file.starts_with(ZIP_MARK) || is_locked_docx(file) {
        Some(ForeignFormat::Docx)
    } else {
        None
    }
}

/// Word wraps a document with a password in a file of its older format, which holds it under this
/// name ([MS-OFFCRYPTO] 2.3.4.4).
fn is_locked_docx(file: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    file.starts_with(COMPOUND_MARK) && file.windows(name.len()).any(|bytes| bytes == name)
}

/// Reads a file. CPU-bound, for seconds at worst; memory is bounded only by the process it runs in.
///
/// # Errors
/// Why it cannot be read. A file without words is read: it has no lines.
pub fn read(file: &[u8]) -> Result<ForeignFile, Unreadable> {
    if file.len() > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let read = match sniff(file).ok_or(Unreadable::OtherFormat)? {
        // What begins as a PDF and cannot be taken for one is damaged.
        ForeignFormat::Pdf => pdf::read(file).map_err(|reason| match reason {
            Unreadable::OtherFormat => Unreadable::Malformed,
            other => other,
        })?,
        ForeignFormat::Docx if is_locked_docx(file) => return Err(Unreadable::Locked),
        ForeignFormat::Docx => docx::read(file)?,
    };
    let text_bytes: usize = read.lines.iter().map(|line| line.text.len()).sum();
    if read.lines.len() > MAX_LINES || text_bytes > MAX_TEXT_BYTES {
        return Err(Unreadable::TooMuch);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_its_bytes() {
        let check = |file: &[u8], expected: Option<ForeignFormat>| assert_eq!(sniff(file), expected);
        check(b"%PDF-1.7\n", Some(ForeignFormat::Pdf));
        check(b"\n\nprinted by hand\n%PDF-1.4\n", Some(ForeignFormat::Pdf));
        check(b"PK\x03\x04rest", Some(ForeignFormat::Docx));
        let mut locked = COMPOUND_MARK.to_vec();
        check(&locked, None);
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        check(&locked, Some(ForeignFormat::Docx));
        assert_eq!(read(&locked), Err(Unreadable::Locked));
        for other in [&b""[..], b"{\\rtf1", b"<html>", b"\x89PNG\r\n", b"MZ"] {
            check(other, None);
            assert_eq!(read(other), Err(Unreadable::OtherFormat));
        }
        assert_eq!(read(&vec![b' '; MAX_FILE_BYTES + 1]), Err(Unreadable::TooLarge));
    }
}
