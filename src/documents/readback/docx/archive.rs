//! The parts of a DOCX as text, within bounds. Part of the DOCX reader.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::fault::Fault;

/// The largest file that is read, in bytes.
const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// The most entries of an archive; a résumé with pictures has some forty.
const MAX_ENTRIES: usize = 2_000;

/// What one part, and all parts together, may unpack to, in bytes: an archive of kilobytes can
/// unpack to gigabytes.
const MAX_PART_BYTES: u64 = 16 * 1024 * 1024;
const MAX_ALL_BYTES: u64 = 48 * 1024 * 1024;

/// How far from its end the directory of an archive is looked for: its record and a comment.
const DIRECTORY_SEARCH: usize = 22 + 20 + 65_535;

/// An archive whose parts are read one after the other.
pub struct Archive<'f> {
    zip: ZipArchive<Cursor<&'f [u8]>>,
    bytes_left: u64,
}

impl<'f> Archive<'f> {
    /// Opens an archive.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn open(file: &'f [u8]) -> Result<Self, Fault> {
        if file.len() > MAX_FILE_BYTES {
            return Err(Fault::TooLarge);
        }
        if file.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(Fault::OlderFormat);
        }
        // An archive of the kind for more than 65,535 entries can claim any number of them, and
        // room is made for what is claimed.
        let end = &file[file.len().saturating_sub(DIRECTORY_SEARCH)..];
        if end.windows(4).any(|bytes| bytes == b"PK\x06\x07") {
            return Err(Fault::LargeArchive);
        }
        let zip = ZipArchive::new(Cursor::new(file)).map_err(|_| Fault::NotDocx)?;
        if zip.len() > MAX_ENTRIES {
            return Err(Fault::TooManyParts);
        }
        Ok(Self { zip, bytes_left: MAX_ALL_BYTES })
    }

    /// The names of its parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.zip.file_names()
    }

    /// The text of a part; none when there is no such part.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(Fault::NotUnpacked),
        };
        let limit = MAX_PART_BYTES.min(self.bytes_left);
        let mut bytes = Vec::new();
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|_| Fault::NotUnpacked)?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(Fault::UnpacksTooMuch);
        }
        self.bytes_left -= size;
        decode(bytes).map(Some)
    }
}

/// XML is UTF-8 unless its mark says otherwise (XML 1.0, appendix F).
fn decode(bytes: Vec<u8>) -> Result<String, Fault> {
    let units = |read: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect()
    };
    let text = match bytes.get(..2) {
        Some([0xff, 0xfe]) => String::from_utf16(&units(u16::from_le_bytes)).ok(),
        Some([0xfe, 0xff]) => String::from_utf16(&units(u16::from_be_bytes)).ok(),
        _ => String::from_utf8(bytes).ok(),
    };
    text.ok_or(Fault::NotText)
}
