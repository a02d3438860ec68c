//! Blobs by content, in a folder or a store of objects.
//!
//! The bytes lie under their account and SHA-256, so the same file is kept once and
//! what is read is proved to be what was written. The row that says a file exists is
//! kept by [`record`], in the caller's transaction; bytes without a row are harmless.

mod folder;
mod objects;
mod store;

pub use self::store::{StoredFile, delete, find, record};

use std::path::PathBuf;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use self::folder::Folder;
use self::objects::Objects;
use crate::config::FilesConfig;
use crate::error::{Error, Result};
use crate::faults;
use crate::ids;

/// The most bytes a file may have.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// The SHA-256 of a file: its name within its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash that [`FileHash::to_hex`] wrote; none for any other text.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut hash = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(hash))
    }

    /// 64 lower-case hex digits.
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Where files are kept: a folder of this machine, or a store of objects that many share. Cheap to
/// clone.
#[derive(Debug, Clone)]
pub struct FileStore {
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(Folder),
    Objects(Objects),
}

impl FileStore {
    /// The store in this folder, which is made when the first file is.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { place: Place::Folder(Folder::new(folder)) }
    }

    /// The store that is configured: `folder`, unless `config` names another place.
    ///
    /// # Errors
    /// `Invalid` when the place cannot be one; `Internal` when no client for it can be made.
    pub fn try_new(config: &FilesConfig, folder: PathBuf) -> Result<Self> {
        match &config.place {
            None => Ok(Self::new(folder)),
            Some(place) => Ok(Self { place: Place::Objects(Objects::try_new(place)?) }),
        }
    }

    /// Keeps the bytes and returns their hash. They are safe when this returns, and readers see
    /// all of them or none.
    ///
    /// # Errors
    /// `Invalid` over [`MAX_FILE_BYTES`]; `Unavailable` when the place cannot be written.
    pub async fn put(&self, account_id: Uuid, bytes: Vec<u8>) -> Result<FileHash> {
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(Error::invalid(format!("A file may have at most {MAX_FILE_BYTES} bytes.")));
        }
        faults::point("files.put.before");
        let kept = match &self.place {
            Place::Folder(folder) => folder.put(account_id, bytes).await,
            Place::Objects(objects) => objects.put(account_id, bytes).await,
        };
        kept.inspect(|_| faults::point("files.put.after"))
    }

    /// Reads a file and proves it against its hash.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Internal` when its bytes have changed where they lie;
    /// `Unavailable` when the place cannot be read.
    pub async fn get(&self, account_id: Uuid, hash: FileHash) -> Result<Vec<u8>> {
        match &self.place {
            Place::Folder(folder) => folder.get(account_id, hash).await,
            Place::Objects(objects) => objects.get(account_id, hash).await,
        }
    }

    /// Removes a file; returns whether it was there.
    ///
    /// # Errors
    /// `Unavailable` when the place cannot be written.
    pub async fn remove(&self, account_id: Uuid, hash: FileHash) -> Result<bool> {
        match &self.place {
            Place::Folder(folder) => folder.remove(account_id, hash).await,
            Place::Objects(objects) => objects.remove(account_id, hash).await,
        }
    }

    /// Removes all files of an account, as its erasure asks.
    ///
    /// # Errors
    /// `Unavailable` when the place cannot be written.
    pub async fn remove_account(&self, account_id: Uuid) -> Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.remove_account(account_id).await,
            Place::Objects(objects) => objects.remove_account(account_id).await,
        }
    }

    /// Keeps a file, reads it again and removes it, to tell whether the place can be used.
    ///
    /// # Errors
    /// What went wrong, and what to look at.
    pub async fn check(&self) -> Result<()> {
        let nobody = ids::new_id();
        let bytes = nobody.as_bytes().to_vec();
        let hash = self.put(nobody, bytes.clone()).await?;
        if self.get(nobody, hash).await? != bytes {
            return Err(changed("other bytes came back"));
        }
        if !self.remove(nobody, hash).await? {
            return Err(changed("what was kept was not there to remove"));
        }
        self.remove_account(nobody).await
    }
}

/// The name of a file within its place: `<account>/<two digits>/<hash>`, so that no folder grows
/// without bound. A folder copied into a store of objects is the same store.
fn name(account_id: Uuid, hash: FileHash) -> String {
    let hex = hash.to_hex();
    format!("{account_id}/{}/{hex}", &hex[..2])
}

/// Bytes that are what they were when they were kept.
fn proven(bytes: Vec<u8>, hash: FileHash, name: &str) -> Result<Vec<u8>> {
    if FileHash::of(&bytes) == hash { Ok(bytes) } else { Err(changed(name)) }
}

fn changed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::internal("A kept file has changed where it lies.", cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn a_file_over_the_bound_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FileStore::new(folder.path());
        let bytes = vec![0; MAX_FILE_BYTES as usize + 1];
        let error = store.put(ids::new_id(), bytes).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }

    #[tokio::test]
    async fn a_place_that_works_passes_the_check_and_one_that_does_not_fails_it() {
        let folder = tempfile::tempdir().expect("a folder");
        FileStore::new(folder.path()).check().await.expect("a good place");
        let file = folder.path().join("file");
        std::fs::write(&file, b"no folder").expect("a file");
        let error = FileStore::new(&file).check().await.expect_err("no folder");
        assert_eq!(error.kind(), ErrorKind::Unavailable);
    }
}
