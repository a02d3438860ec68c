//! Files in a folder of this machine.

use std::fs;
use std::io::{ErrorKind as IoErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::{FileHash, MAX_FILE_BYTES, name, proven};
use crate::error::{Error, Result};
use crate::ids;

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub(super) async fn put(&self, account_id: Uuid, bytes: Vec<u8>) -> Result<FileHash> {
        let folder = self.clone();
        off_thread(move || folder.put_now(account_id, &bytes)).await
    }

    pub(super) async fn get(&self, account_id: Uuid, hash: FileHash) -> Result<Vec<u8>> {
        let folder = self.clone();
        off_thread(move || folder.get_now(account_id, hash)).await
    }

    pub(super) async fn remove(&self, account_id: Uuid, hash: FileHash) -> Result<bool> {
        let path = self.path(account_id, hash);
        off_thread(move || match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(cause) if cause.kind() == IoErrorKind::NotFound => Ok(false),
            Err(cause) => Err(away(cause)),
        })
        .await
    }

    pub(super) async fn remove_account(&self, account_id: Uuid) -> Result<()> {
        let folder = self.root.join(account_id.to_string());
        off_thread(move || match fs::remove_dir_all(&folder) {
            Err(cause) if cause.kind() != IoErrorKind::NotFound => Err(away(cause)),
            _ => Ok(()),
        })
        .await
    }

    fn path(&self, account_id: Uuid, hash: FileHash) -> PathBuf {
        self.root.join(name(account_id, hash))
    }

    fn put_now(&self, account_id: Uuid, bytes: &[u8]) -> Result<FileHash> {
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
        proven(bytes, hash, &path.display().to_string())
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
        let store = Folder::new(folder.path().join("files"));
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
        let store = Folder::new(folder.path());
        let account_id = ids::new_id();
        let hash = store.put(account_id, b"bytes".to_vec()).await.expect("a kept file");
        fs::write(store.path(account_id, hash), b"other").expect("damage");
        assert_eq!(store.get(account_id, hash).await.expect_err("damaged").kind(), ErrorKind::Internal);
        store.put(account_id, b"bytes".to_vec()).await.expect("written anew");
        assert_eq!(store.get(account_id, hash).await.expect("whole again"), b"bytes");
        let kept = fs::read_dir(store.path(account_id, hash).parent().expect("a folder")).expect("a folder");
        assert_eq!(kept.count(), 1, "no draft is left");
    }
}
