//! Values that never show themselves, and the secrets a development machine makes for itself.
//! Part of the configuration.

use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::{Error, Result};
use crate::ids;

/// The fewest bytes a secret of `JWT_SECRET` may have: the output size of HMAC-SHA-256
/// (RFC 7518, section 3.2).
pub const MIN_SECRET_BYTES: usize = 32;

/// A value that never shows itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself; not for logs and messages.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

/// A secret that a development machine makes for itself.
pub(super) struct Kept {
    /// Its file in the data folder.
    pub file: &'static str,
    /// What it is, such as "secret of access tokens".
    pub noun: &'static str,
    /// The variable that takes its place.
    pub variable: &'static str,
}

/// Reads a development secret or makes it. The file appears whole or not at all, and
/// of several processes that make it at once the first wins.
pub(super) fn kept_secret(data_dir: &Path, kept: &Kept) -> Result<Secret> {
    let Kept { file, noun, variable } = kept;
    let path = data_dir.join(file);
    let failed = |cause: std::io::Error| {
        Error::internal(
            format!(
                "The {noun} cannot be kept in {}; make that folder writable or set {variable}.",
                data_dir.display()
            ),
            cause,
        )
    };
    fs::create_dir_all(data_dir).map_err(failed)?;
    if !path.exists() {
        let draft = data_dir.join(format!(".{file}.{}", ids::new_id()));
        let text: String = ids::new_secret().iter().map(|byte| format!("{byte:02x}")).collect();
        let written = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| match fs::hard_link(&draft, &path) {
                Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
                linked => linked,
            });
        fs::remove_file(&draft).map_err(failed)?;
        written.map_err(failed)?;
    }
    let text = fs::read_to_string(&path).map_err(failed)?.trim().to_owned();
    if text.len() < MIN_SECRET_BYTES {
        return Err(Error::invalid(format!(
            "{} holds fewer than 32 bytes; remove it and a new secret is made.",
            path.display()
        )));
    }
    Ok(Secret(text))
}
