//! Where a private cluster lies, and whose it is.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::config;
use crate::error::{Error, ErrorKind, Result};

/// What a socket's path may measure on Linux: `sun_path` of `unix(7)` less its closing zero.
pub(super) const MAX_SOCKET_PATH_BYTES: usize = 107;

/// The user that runs Postgres when we are root, which Postgres refuses to run as.
const USER: &str = "postgres";

/// The folders of one private cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The cluster's own folder; the rest but the socket lies beside it.
    pub(super) cluster: PathBuf,
    /// 0700, and the only way in.
    pub(super) socket_dir: PathBuf,
    pub(super) log: PathBuf,
    pub(super) lock: PathBuf,
    /// Who runs Postgres, when it is somebody else than we: only for root.
    pub(super) runs_as: Option<Runner>,
    home: PathBuf,
}

/// A user of this machine, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Runner {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Layout {
    /// The layout for a data folder, which is made if it does not exist.
    ///
    /// As root the cluster cannot lie in the data folder, which user postgres may not be
    /// able to enter, so it lies in a state folder named after the data folder's path.
    pub(super) fn of(data_dir: &Path) -> Result<Self> {
        let data_dir = fs::create_dir_all(data_dir)
            .and_then(|()| fs::canonicalize(data_dir))
            .map_err(|cause| failed(data_dir, cause))?;
        let name = short_name(&data_dir);
        let (home, socket_dir, runs_as) = if rustix::process::geteuid().is_root() {
            (
                Path::new("/var/lib/jobwise").join(&name),
                Path::new("/run/jobwise").join(&name),
                Some(runner()?),
            )
        } else {
            let home = data_dir.join("postgres");
            let near = home.join("socket");
            let is_short = near.join(".s.PGSQL.5432").as_os_str().len() <= MAX_SOCKET_PATH_BYTES;
            let far = config::runtime_folder().join(format!("jobwise-{name}"));
            (home, if is_short { near } else { far }, None)
        };
        Ok(Self {
            cluster: home.join("cluster"),
            log: home.join("log"),
            lock: home.join("lock"),
            socket_dir,
            runs_as,
            home,
        })
    }

    /// Makes the folders, 0700 and owned by whoever runs Postgres.
    pub(super) fn make(&self) -> Result<()> {
        for folder in [&self.home, &self.socket_dir] {
            self.make_private(folder).map_err(|cause| failed(folder, cause))?;
        }
        Ok(())
    }

    /// Removes the folders and all that lies in them.
    pub(super) fn remove(&self) -> Result<()> {
        for folder in [&self.socket_dir, &self.home] {
            match fs::remove_dir_all(folder) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    return Err(failed(folder, cause));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn make_private(&self, folder: &Path) -> std::io::Result<()> {
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        match fs::DirBuilder::new().mode(0o700).create(folder) {
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        // Whoever made it before us, a link or a stranger's folder is not ours to use.
        let found = fs::symlink_metadata(folder)?;
        if !found.is_dir() {
            return Err(std::io::Error::other("not a folder"));
        }
        if let Some(Runner { uid, gid }) = self.runs_as {
            chown(folder, Some(uid), Some(gid))?;
        }
        // Refused by the system when the folder belongs to somebody else.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
    }

    /// The address of a database of this cluster.
    pub(super) fn url(&self, database: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("host", &self.socket_dir.to_string_lossy()).append_pair("user", super::NAME);
        // A form writes a blank as `+`, which in a Postgres address is a plus sign.
        format!("postgresql:///{database}?{}", query.finish().replace('+', "%20"))
    }
}

/// The first 16 hex digits of the path's SHA-256: short enough for a socket's path.
fn short_name(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Finds user postgres, whom Debian's package makes.
fn runner() -> Result<Runner> {
    let users = fs::read_to_string("/etc/passwd").map_err(|cause| failed(Path::new("/etc/passwd"), cause))?;
    users
        .lines()
        .find_map(|line| {
            let mut fields = line.split(':');
            let is_runner = fields.next() == Some(USER);
            let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
            is_runner.then_some(Runner { uid, gid })
        })
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Unavailable,
                "Postgres does not run as root and there is no user `postgres`: install the Debian package `postgresql`, or set DATABASE_URL.",
            )
        })
}

fn failed(folder: &Path, cause: std::io::Error) -> Error {
    Error::internal(
        format!(
            "{} cannot be used for the private Postgres; make it accessible or set JOBWISE_DATA.",
            folder.display()
        ),
        cause,
    )
}
