//! A private Postgres for development, run from the installed binaries: no TCP, a socket
//! in a folder only its owner enters, shared by all processes with the same data folder.
//!
//! It outlives the process that started it, so that the next start is quick; `stop`
//! ends it. Production never comes here.

mod binaries;
mod layout;
mod server;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use diesel::sql_types::Text;
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use self::binaries::Binaries;
use self::layout::Layout;
use self::server::Server;
use super::connect::{Purpose, connect};
use crate::config::{self, Secret};
use crate::error::{Error, Result};

/// The database and its owner inside the private cluster.
const NAME: &str = "jobwise";

/// Whether the private Postgres of a data folder runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalStatus {
    /// There is none yet.
    Absent,
    /// It exists and is at rest.
    Stopped,
    /// It runs and answers at this address, which holds no password.
    Running {
        /// A `postgresql://` address.
        url: String,
    },
}

/// The private Postgres of a data folder.
#[derive(Debug, Clone)]
pub struct LocalPostgres {
    server: Server,
    layout: Layout,
}

impl LocalPostgres {
    /// Finds the binaries and the folders; starts nothing.
    ///
    /// # Errors
    /// `Unavailable` when no Postgres is installed, naming the package.
    pub fn open(data_dir: &Path) -> Result<Self> {
        Self::open_with(data_dir, &config::program_folders(), true)
    }

    /// As [`LocalPostgres::open`], for a cluster whose content may be lost when the
    /// machine stops: it does not wait for the disk.
    ///
    /// # Errors
    /// As [`LocalPostgres::open`].
    pub fn open_throwaway(data_dir: &Path) -> Result<Self> {
        Self::open_with(data_dir, &config::program_folders(), false)
    }

    fn open_with(data_dir: &Path, program_folders: &[PathBuf], is_durable: bool) -> Result<Self> {
        let binaries = Binaries::find(program_folders)?;
        let layout = Layout::of(data_dir)?;
        Ok(Self { server: Server { binaries, layout: layout.clone(), is_durable }, layout })
    }

    /// Starts the cluster if it does not run, making it first if there is none, and
    /// returns the address of its database.
    ///
    /// Processes that start at once wait for each other; what an unclean stop left
    /// behind is recovered.
    ///
    /// # Errors
    /// `Unavailable` when Postgres cannot be started; the message names its log.
    pub async fn start(&self) -> Result<Secret> {
        let server = self.server.clone();
        let lock = blocking(move || {
            let lock = server.lock()?;
            server.start()?;
            Ok(lock)
        })
        .await?;
        let made = self.make_database().await;
        drop(lock);
        made?;
        Ok(Secret::new(self.layout.url(NAME)))
    }

    /// Stops the cluster, ending open connections. Returns whether it ran.
    ///
    /// # Errors
    /// `Unavailable` when it does not stop; the message names its log.
    pub async fn stop(&self) -> Result<bool> {
        if !self.layout.cluster.exists() {
            return Ok(false);
        }
        let server = self.server.clone();
        blocking(move || {
            let _lock = server.lock()?;
            server.stop()
        })
        .await
    }

    /// Tells whether the cluster runs.
    ///
    /// # Errors
    /// `Internal` when its folder cannot be read.
    pub async fn status(&self) -> Result<LocalStatus> {
        let server = self.server.clone();
        let url = self.layout.url(NAME);
        blocking(move || {
            Ok(if !server.layout.cluster.exists() {
                LocalStatus::Absent
            } else if server.postmaster()?.is_some() {
                LocalStatus::Running { url }
            } else {
                LocalStatus::Stopped
            })
        })
        .await
    }

    /// Stops the cluster and removes it with all its data.
    ///
    /// # Errors
    /// `Unavailable` when it does not stop, `Internal` when its folders cannot be removed.
    pub fn remove(&self) -> Result<()> {
        if self.layout.cluster.exists() {
            let _lock = self.server.lock()?;
            self.server.stop()?;
        }
        self.layout.remove()
    }

    /// Postgres's own folder, where its `postgresql.conf` lies.
    pub fn cluster_dir(&self) -> &Path {
        &self.layout.cluster
    }

    async fn make_database(&self) -> Result<()> {
        #[derive(QueryableByName)]
        struct Found {
            #[diesel(sql_type = Text)]
            #[diesel(column_name = datname)]
            _name: String,
        }
        let mut conn = connect(&self.layout.url("postgres"), Purpose::Statements, Default::default())
            .await
            .map_err(|cause| {
            Error::unavailable(
                format!("The private Postgres does not answer; see {}.", self.layout.log.display()),
                cause,
            )
        })?;
        let found: Option<Found> =
            diesel::sql_query("SELECT datname::text FROM pg_database WHERE datname = $1")
                .bind::<Text, _>(NAME)
                .get_result(&mut conn)
                .await
                .optional()?;
        if found.is_none() {
            conn.batch_execute(&format!("CREATE DATABASE {NAME}")).await?;
        }
        Ok(())
    }
}

/// Starts the private Postgres of `data_dir` and returns the address of its database.
///
/// # Errors
/// `Unavailable` when no Postgres is installed or it cannot be started.
pub async fn start(data_dir: &Path) -> Result<Secret> {
    LocalPostgres::open(data_dir)?.start().await
}

/// What `jobwise db stop` does; returns the sentence to print.
///
/// # Errors
/// `Unavailable` when the cluster does not stop.
pub async fn stop(data_dir: &Path) -> Result<String> {
    if !data_dir.exists() {
        return Ok(format!("There is no private Postgres for {}.", data_dir.display()));
    }
    let has_stopped = LocalPostgres::open(data_dir)?.stop().await?;
    let done = if has_stopped { "has stopped" } else { "was not running" };
    Ok(format!("The private Postgres of {} {done}.", data_dir.display()))
}

/// What `jobwise db remove` does; returns the sentence to print.
///
/// # Errors
/// Those of [`LocalPostgres::remove`].
pub async fn remove(data_dir: &Path) -> Result<String> {
    if data_dir.exists() {
        let cluster = LocalPostgres::open(data_dir)?;
        blocking(move || cluster.remove()).await?;
    }
    Ok(format!("There is no private Postgres for {} any more.", data_dir.display()))
}

/// What `jobwise db status` does; returns the sentence to print.
///
/// # Errors
/// `Internal` when the cluster's folder cannot be read.
pub async fn status(data_dir: &Path) -> Result<String> {
    if !data_dir.exists() {
        return Ok(format!("There is no private Postgres for {}.", data_dir.display()));
    }
    Ok(match LocalPostgres::open(data_dir)?.status().await? {
        LocalStatus::Absent => format!("There is no private Postgres for {}.", data_dir.display()),
        LocalStatus::Stopped => format!("The private Postgres of {} is at rest.", data_dir.display()),
        LocalStatus::Running { url } => {
            format!("The private Postgres of {} runs at {url}", data_dir.display())
        }
    })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|cause| Error::internal("The work on the private Postgres was interrupted.", cause))?
}

impl Server {
    /// Waits until no other process starts or stops this cluster; dropping the file lets go.
    fn lock(&self) -> Result<File> {
        self.layout.make()?;
        let path = &self.layout.lock;
        fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|cause| {
                Error::unavailable(format!("The lock {} cannot be taken.", path.display()), cause)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn absent_binaries_are_told_with_the_name_of_the_package() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Binaries::find_in(&[folder.path().to_owned()]).expect_err("an empty folder");
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(error.message().contains("`postgresql`"), "{error}");
    }

    #[test]
    fn a_data_folder_has_one_layout_however_it_is_spelled() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("data")).expect("a folder in it");
        let plain = Layout::of(&folder.path().join("data")).expect("a layout");
        let winding = Layout::of(&folder.path().join("data/../data/.")).expect("a layout");
        assert_eq!(plain, winding);
        let other = Layout::of(folder.path()).expect("a layout");
        assert_ne!(plain, other);
    }

    #[test]
    fn a_socket_path_stays_within_what_the_kernel_takes() {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("d".repeat(120));
        fs::create_dir(&deep).expect("a long folder");
        let layout = Layout::of(&deep).expect("a layout");
        assert!(layout.socket_dir.join(".s.PGSQL.5432").as_os_str().len() <= layout::MAX_SOCKET_PATH_BYTES);
    }
}
