//! Where Postgres's programs are installed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// Debian keeps the programs of each version apart and off the `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with `initdb`, `pg_ctl` and `postgres`.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    folder: PathBuf,
}

impl Binaries {
    /// Looks through `program_folders`, then Debian's newest version.
    pub(super) fn find(program_folders: &[PathBuf]) -> Result<Self> {
        let mut folders = program_folders.to_vec();
        folders.extend(debian_versions());
        Self::find_in(&folders)
    }

    pub(super) fn find_in(folders: &[PathBuf]) -> Result<Self> {
        folders
            .iter()
            // PATH may hold links to single programs; initdb looks for its siblings itself.
            .filter_map(|folder| fs::canonicalize(folder.join("initdb")).ok())
            .filter_map(|initdb| initdb.parent().map(Path::to_owned))
            .find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file()))
            .map(|folder| Self { folder })
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::Unavailable,
                    "No Postgres is installed: install the Debian package `postgresql`, or set DATABASE_URL.",
                )
            })
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The program folders of Debian's versions, newest first.
fn debian_versions() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_unstable_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}
