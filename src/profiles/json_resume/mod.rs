//! JSON Resume v1 in and out without loss: what was read is written again, unknown keys and
//! the spelling of dates included. Pure; between a file and [`ProfileContent`].
//!
//! Source: the schema at <https://jsonresume.org/schema> (v1.0.0). Two keys go beyond it and are
//! read where they have the right shape: `skills[].years` (a number) and `projects[].featured`
//! (`true`). What the schema has no place for, sections of the person's own and job preferences,
//! stands under the top-level key `jobwise`. Every other unknown key is kept in the `extra` of
//! its level.
//!
//! Null, an empty text, list or object count as absence, so a file that has them comes back
//! without them.

mod blank;
mod entry;
mod place;
pub mod places;
pub mod query;
mod read;
mod spelling;
mod write;

use serde_json::Value;

use super::model::{FactId, ProfileContent};
use crate::error::{Error, Result};
use crate::ids;

pub use blank::without_blanks;
pub use read::parse;
pub use write::to_json;

/// The largest file that is read, in bytes: 1 MiB, some three hundred times an ordinary résumé.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;

/// The top-level key for what JSON Resume has no place for.
const OWN_KEY: &str = "jobwise";

/// Reads a JSON Resume file, naming each fact by what `new_id` makes of its JSONPath.
///
/// # Errors
/// `Invalid` for a file that is empty, too large, not UTF-8, binary or not JSON, and for
/// everything [`parse`] refuses. A byte order mark is skipped.
pub fn from_slice(bytes: &[u8], new_id: &mut dyn FnMut(&str) -> FactId) -> Result<ProfileContent> {
    parse(&value_from_slice(bytes)?, new_id)
}

/// Reads the JSON of a file, for whoever has to look at it beside what [`parse`] makes of it.
///
/// # Errors
/// `Invalid` for a file that is empty, too large, not UTF-8, binary or not JSON.
pub fn value_from_slice(bytes: &[u8]) -> Result<Value> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Error::invalid(format!(
            "The profile is larger than {MAX_FILE_BYTES} bytes. Remove embedded images and try again."
        )));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::invalid("The profile is empty. Give a JSON Resume file."));
    }
    if bytes.contains(&0) {
        return Err(Error::invalid(
            "The profile is a binary file, not text. Give a JSON Resume file in UTF-8.",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|cause| {
        Error::invalid(format!(
            "The profile is not UTF-8 text: byte {} cannot be read. Save it as UTF-8 and try again.",
            cause.valid_up_to()
        ))
    })?;
    serde_json::from_str(text).map_err(|cause| {
        // The words of the cause stay in the log; its place is what helps.
        Error::invalid(format!(
            "The profile is not JSON: see line {}, column {}. Give a JSON Resume file.",
            cause.line(),
            cause.column()
        ))
        .caused_by(cause)
    })
}

/// Names each fact by its place in the file, as the command line does.
pub fn path_ids() -> impl FnMut(&str) -> FactId {
    |json_path| FactId::new(json_path)
}

/// Names each fact by a new UUID, as a stored profile does.
pub fn new_ids() -> impl FnMut(&str) -> FactId {
    |_| FactId::new(ids::new_id().to_string())
}
