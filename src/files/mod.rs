//! Blobs by content, in a folder.
//!
//! The bytes lie under their account and SHA-256, so the same file is kept once and
//! what is read is proved to be what was written. The row that says a file exists is
//! kept by [`record`], in the caller's transaction; bytes without a row are harmless.

mod store;

pub use self::store::{StoredFile, delete, find, record};

use std::fs;
use std::io::{ErrorKind as IoErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use uuid::Uuid;

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

/// A folder of files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// The store in this folder, which is made when the first file is.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Keeps the bytes and returns their hash. They are on the disk when this returns,
    /// and readers see all of them or none.
    ///
    /// # Errors
    /// `Invalid` over [`MAX_FILE_BYTES`]; `Unavailable` when the folder cannot be written.
    pub async fn put(&self, account_id: Uuid, bytes: Vec<u8>) -> Result<FileHash> {
        let store = self.clone();
        faults::point("files.put.before");
        off_thread(move || store.put_now(account_id, &bytes))
            .await
            .inspect(|_| faults::point("files.put.after"))
    }

    /// Reads a file and proves it against its hash.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Internal` when its bytes have changed on the disk.
    pub async fn get(&self, account_id: Uuid, hash: FileHash) -> Result<Vec<u8>> {
        let store = self.clone();
        off_thread(move || store.get_now(account_id, hash)).await
    }

    /// Removes a file; returns whether it was there.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be written.
    pub async fn remove(&self, account_id: Uuid, hash: FileHash) -> Result<bool> {
        let path = self.path(account_id, hash);
        off_thread(move || match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(cause) if cause.kind() == IoErrorKind::NotFound => Ok(false),
            Err(cause) => Err(away(cause)),
        })
        .await
    }

    /// Removes all files of an account, as its erasure asks.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be written.
    pub async fn remove_account(&self, account_id: Uuid) -> Result<()> {
        let folder = self.folder.join(account_id.to_string());
        off_thread(move || match fs::remove_dir_all(&folder) {
            Err(cause) if cause.kind() != IoErrorKind::NotFound => Err(away(cause)),
            _ => Ok(()),
        })
        .await
    }

    /// `<folder>/<account>/<two digits>/<hash>`: no folder grows without bound.
    fn path(&self, account_id: Uuid, hash: FileHash) -> PathBuf {
        let name = hash.to_hex();
        self.folder.join(account_id.to_string()).join(&name[..2]).join(&name)
    }

    fn put_now(&self, account_id: Uuid, bytes: &[u8]) -> Result<FileHash> {
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(Error::invalid(format!("A file may have at most {MAX_FILE_BYTES} bytes.")));
        }
        let hash = FileHash::of(bytes);
        let path = self.path(account_id, hash);
        // What is there but damaged is written anew.
        if self.get_now(account_id, hash).is_err() {
            write_whole(&path, bytes).map_err(away)?;
        }
        Ok(hash)
    }

    fn get_now(&self, account_id: Uuid, hash: FileHash) -> Result<Vec<u8>> {
        let path = self.path(account_id, hash);
        let file = fs::File::open(&path).map_err(|cause| match cause.kind() {
            IoErrorKind::NotFound => Error::not_found("file"),
            _ => away(cause),
        })?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(away)?;
        if FileHash::of(&bytes) != hash {
            return Err(Error::internal("A kept file has changed on the disk.", path.display().to_string()));
        }
        Ok(bytes)
    }
}

/// Writes beside the place, waits for the disk, then moves the file there.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".{}", ids::new_id()));
    let written = fs::File::create_new(&draft)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, path))
        .and_then(|()| fs::File::open(folder)?.sync_all());
    if written.is_err() {
        // The first failure is the one to tell; the draft may not even exist.
        let _ = fs::remove_file(&draft);
    }
    written
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|cause| Error::internal("The work on a file was interrupted.", cause))?
}

fn away(cause: std::io::Error) -> Error {
    Error::unavailable("The folder of files cannot be used; try again.", cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn what_is_put_is_got_back_by_its_account_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FileStore::new(folder.path().join("files"));
        let (mine, theirs) = (ids::new_id(), ids::new_id());
        let hash = store.put(mine, b"bytes".to_vec()).await.expect("a kept file");
        assert_eq!(store.put(mine, b"bytes".to_vec()).await.expect("the same file"), hash);
        assert_eq!(store.get(mine, hash).await.expect("the file"), b"bytes");
        assert_eq!(store.get(theirs, hash).await.expect_err("not theirs").kind(), ErrorKind::NotFound);
        assert!(store.remove(mine, hash).await.expect("a removal"));
        assert!(!store.remove(mine, hash).await.expect("nothing left"));
    }

    #[tokio::test]
    async fn changed_bytes_are_noticed_and_mended_by_putting_them_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FileStore::new(folder.path());
        let account_id = ids::new_id();
        let hash = store.put(account_id, b"bytes".to_vec()).await.expect("a kept file");
        fs::write(store.path(account_id, hash), b"other").expect("damage");
        assert_eq!(store.get(account_id, hash).await.expect_err("damaged").kind(), ErrorKind::Internal);
        store.put(account_id, b"bytes".to_vec()).await.expect("written anew");
        assert_eq!(store.get(account_id, hash).await.expect("whole again"), b"bytes");
        let kept = fs::read_dir(store.path(account_id, hash).parent().expect("a folder")).expect("a folder");
        assert_eq!(kept.count(), 1, "no draft is left");
    }

    #[tokio::test]
    async fn a_file_over_the_bound_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FileStore::new(folder.path());
        let bytes = vec![0; MAX_FILE_BYTES as usize + 1];
        let error = store.put(ids::new_id(), bytes).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
}
