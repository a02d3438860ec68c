//! Files in, with a cap and a clear word when they are not what they should be; files out,
//! whole or not at all.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::jobs::posting::MAX_POSTING_BYTES;
use crate::profiles::json_resume::MAX_FILE_BYTES;

/// The most a file of skills may hold.
const MAX_SKILLS_BYTES: usize = 4 * 1024 * 1024;

/// The most a document written elsewhere may hold; a résumé of two pages has a hundredth.
const MAX_DOCUMENT_BYTES: usize = 8 * 1024 * 1024;

/// The most data a prompt is shown with; a budget holds a tenth.
const MAX_PROMPT_DATA_BYTES: usize = 256 * 1024;

/// What is being read, for messages and caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// A profile.
    Profile,
    /// A posting.
    Posting,
    /// Rows for the skill dictionary.
    Skills,
    /// Claims to check, one a line.
    Claims,
    /// A document written elsewhere.
    Document,
    /// A file to be checked as machines read it.
    FileToCheck,
    /// What a prompt is filled in with.
    PromptData,
}

impl Noun {
    fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Posting => "posting",
            Self::Skills => "file of skills",
            Self::Claims => "file of claims",
            Self::Document => "document",
            Self::FileToCheck => "file",
            Self::PromptData => "data of the prompt",
        }
    }

    fn max_bytes(self) -> usize {
        match self {
            Self::Profile => MAX_FILE_BYTES,
            Self::Posting => MAX_POSTING_BYTES,
            Self::Skills => MAX_SKILLS_BYTES,
            // Never held whole; a line has a cap of its own.
            Self::Claims => usize::MAX,
            Self::Document => MAX_DOCUMENT_BYTES,
            Self::FileToCheck => crate::documents::readback::foreign::MAX_FILE_BYTES,
            Self::PromptData => MAX_PROMPT_DATA_BYTES,
        }
    }
}

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// `Invalid` when it cannot be opened.
pub fn open(path: &Path, noun: Noun) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = fs::File::open(path).and_then(|file| match file.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    });
    file.map(|file| Box::new(file) as Box<dyn Read>).map_err(|cause| unread(path, noun, cause))
}

/// What is said of a file that cannot be read.
fn unread(path: &Path, noun: Noun, cause: io::Error) -> Error {
    let what = match cause.kind() {
        io::ErrorKind::NotFound => "there is no such file",
        io::ErrorKind::PermissionDenied => "it may not be opened",
        io::ErrorKind::IsADirectory => "it is a folder",
        _ => "it cannot be read",
    };
    Error::invalid(format!("The {} {} was not read: {what}.", noun.name(), path.display())).caused_by(cause)
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// `Invalid` when it cannot be opened, is empty, or is larger than its cap; no more than the
/// cap is ever held.
pub fn read_bytes(path: &Path, noun: Noun) -> Result<Vec<u8>> {
    let cap = noun.max_bytes() as u64 + 1;
    let mut bytes = Vec::new();
    let read = open(path, noun)?.take(cap).read_to_end(&mut bytes);
    read.map_err(|cause| unread(path, noun, cause))?;
    if bytes.len() > noun.max_bytes() {
        let kilobytes = noun.max_bytes() / 1024;
        let message = format!("The {} is larger than {kilobytes} KB; shorten it.", noun.name());
        return Err(Error::invalid(message));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::invalid(format!("The {} is empty.", noun.name())));
    }
    Ok(bytes)
}

/// Reads a text.
///
/// # Errors
/// Those of [`read_bytes`]; `Invalid` for what is no UTF-8 text.
pub fn read_text(path: &Path, noun: Noun) -> Result<String> {
    text(read_bytes(path, noun)?, noun)
}

/// What was read, as text.
///
/// # Errors
/// `Invalid` for what is no UTF-8 text.
pub fn text(bytes: Vec<u8>, noun: Noun) -> Result<String> {
    if bytes.contains(&0) {
        let message = format!("The {} is a binary file; give its text.", noun.name());
        return Err(Error::invalid(message));
    }
    let text = String::from_utf8(bytes).map_err(|cause| {
        let at = cause.utf8_error().valid_up_to();
        let message =
            format!("The {} is not UTF-8 text (byte {at}); save it as UTF-8 and try again.", noun.name());
        Error::invalid(message).caused_by(cause)
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Writes one file, under another name first, so that a reader never sees half of it.
///
/// # Errors
/// `Invalid` when its folder is not there or the path names a folder; `Internal` when it cannot be
/// written.
pub fn write_one(path: &Path, bytes: Vec<u8>) -> Result<()> {
    let (Some(name), false) = (path.file_name(), path.is_dir()) else {
        return Err(Error::invalid(format!("{} is a folder; name a file to write.", path.display())));
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Error::invalid(format!("There is no folder {}; make it first.", folder.display())));
    }
    let partial = folder.join(format!(".{}.partial", name.to_string_lossy()));
    let written = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    written.map_err(|cause| {
        // What was begun is of no use; that it may be gone already is fine.
        let _ = fs::remove_file(&partial);
        Error::internal(format!("{} could not be written; is there room?", path.display()), cause)
    })
}

/// Writes every file into the folder: first all of them under other names, then each takes
/// its own, so that a reader never sees half a file and a failure leaves the old ones.
///
/// # Errors
/// `Invalid` when the folder cannot be made; `Internal` when a file cannot be written.
pub fn write_all(folder: &Path, outputs: Vec<(String, Vec<u8>)>) -> Result<()> {
    fs::create_dir_all(folder).map_err(|cause| {
        let message = match folder.is_file() {
            true => format!("{} is a file; name a folder to write into.", folder.display()),
            false => format!("The folder {} cannot be made; choose another.", folder.display()),
        };
        Error::invalid(message).caused_by(cause)
    })?;
    let mut written: Vec<(PathBuf, PathBuf)> = Vec::new();
    let outcome = outputs.into_iter().try_for_each(|(name, bytes)| {
        let partial = folder.join(format!(".{name}.partial"));
        written.push((partial.clone(), folder.join(&name)));
        fs::write(&partial, bytes)
    });
    let outcome = outcome
        .and_then(|()| written.iter().try_for_each(|(partial, finished)| fs::rename(partial, finished)));
    outcome.map_err(|cause| {
        for (partial, _) in &written {
            // What was begun is of no use; that it may be gone already is fine.
            let _ = fs::remove_file(partial);
        }
        let message = format!("The files could not be written to {}; is there room?", folder.display());
        Error::internal(message, cause)
    })
}
