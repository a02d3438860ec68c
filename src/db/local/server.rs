//! The cluster's life: made, started, stopped, recovered. Callers hold its lock.

use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::binaries::Binaries;
use super::layout::{Layout, Runner};
use crate::error::{Error, ErrorKind, Result};

/// How long a start, with its recovery, or a stop may take.
const TIMEOUT_SECONDS: &str = "60";

/// What suits one developer's machine. The socket folder is the only way in.
const SETTINGS: &str = "\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = '64MB'
timezone = 'UTC'
log_timezone = 'UTC'
";

/// Settings for a cluster that may be lost with the machine.
const THROWAWAY_SETTINGS: &str = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";

#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) binaries: Binaries,
    pub(super) layout: Layout,
    pub(super) is_durable: bool,
}

impl Server {
    /// Starts the cluster unless it runs, and returns once it answers.
    pub(super) fn start(&self) -> Result<()> {
        if !self.layout.cluster.exists() {
            self.create()?;
        }
        self.write_settings()?;
        if self.postmaster()?.is_none() {
            self.forget_foreign_pid()?;
            let log = self.layout.log.to_string_lossy().into_owned();
            self.run("pg_ctl", &["start", "--wait", "--timeout", TIMEOUT_SECONDS, "--log", &log])?;
        }
        Ok(())
    }

    /// Stops the cluster; returns whether it ran.
    pub(super) fn stop(&self) -> Result<bool> {
        if self.postmaster()?.is_none() {
            return Ok(false);
        }
        self.run("pg_ctl", &["stop", "--mode", "fast", "--wait", "--timeout", TIMEOUT_SECONDS])?;
        Ok(true)
    }

    /// The process id of the running postmaster of this very cluster.
    pub(super) fn postmaster(&self) -> Result<Option<u32>> {
        let text = match fs::read_to_string(self.layout.cluster.join("postmaster.pid")) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(self.failed("read", cause)),
        };
        let id = text.lines().next().and_then(|line| line.trim().parse().ok());
        Ok(id.filter(|id| self.is_ours(*id)))
    }

    /// Whether that process works in our cluster's folder, as a postmaster does. After a
    /// crash or a restart of a container the number may belong to anybody.
    fn is_ours(&self, process_id: u32) -> bool {
        match fs::read_link(format!("/proc/{process_id}/cwd")) {
            Ok(folder) => fs::canonicalize(&self.layout.cluster).is_ok_and(|cluster| cluster == folder),
            // A machine without /proc: believe the file, as Postgres itself does.
            Err(_) => !Path::new("/proc/self").exists(),
        }
    }

    /// Removes a pid file whose number now belongs to a process that is not ours. A
    /// number that belongs to nobody is left for Postgres, which then also looks whether
    /// a child of the dead postmaster still holds its memory.
    fn forget_foreign_pid(&self) -> Result<()> {
        let path = self.layout.cluster.join("postmaster.pid");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let id = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok());
        if id.is_some_and(|id| Path::new(&format!("/proc/{id}")).exists()) {
            fs::remove_file(&path).map_err(|cause| self.failed("mend", cause))?;
        }
        Ok(())
    }

    /// Makes the cluster beside its place and moves it there whole, so that an
    /// interrupted making leaves nothing that looks finished.
    fn create(&self) -> Result<()> {
        let draft = self.layout.cluster.with_extension("new");
        match fs::remove_dir_all(&draft) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(self.failed("clear", cause));
            }
            _ => {}
        }
        let mut command = self.command("initdb")?;
        command.arg("--pgdata").arg(&draft).args([
            "--username",
            super::NAME,
            "--encoding",
            "UTF8",
            "--locale",
            "C.UTF-8",
            "--auth-local",
            "trust",
            "--auth-host",
            "reject",
        ]);
        if !self.is_durable {
            command.arg("--no-sync");
        }
        self.finish(command)?;
        let settings = draft.join("postgresql.conf");
        fs::read_to_string(&settings)
            .and_then(|text| fs::write(&settings, text + "\ninclude = 'jobwise.conf'\n"))
            .and_then(|()| fs::rename(&draft, &self.layout.cluster))
            .map_err(|cause| self.failed("make", cause))
    }

    /// Written at each start, so that a newer program brings its own settings.
    fn write_settings(&self) -> Result<()> {
        let path = self.layout.cluster.join("jobwise.conf");
        // A list of folders in a quoted text: `"` inside for the list, `'` doubled for the text.
        let folder = self.layout.socket_dir.to_string_lossy().replace('\'', "''");
        let durability = if self.is_durable { "" } else { THROWAWAY_SETTINGS };
        let text = format!("{SETTINGS}{durability}unix_socket_directories = '\"{folder}\"'\n");
        fs::write(&path, text)
            .and_then(|()| match self.layout.runs_as {
                Some(Runner { uid, gid }) => chown(&path, Some(uid), Some(gid)),
                None => Ok(()),
            })
            .map_err(|cause| self.failed("write", cause))
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = self.command(program)?;
        command.args(arguments).arg("--pgdata").arg(&self.layout.cluster);
        self.finish(command)
    }

    /// A child with nothing inherited: not our environment, not our folder (which user
    /// postgres may not enter), not our rights as root. What it says goes to the log.
    fn command(&self, program: &str) -> Result<Command> {
        let log = self.open_log().map_err(|cause| self.failed("log", cause))?;
        let errors = log.try_clone().map_err(|cause| self.failed("log", cause))?;
        let mut command = Command::new(self.binaries.program(program));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors);
        // Out of the terminal's process group, so that Ctrl-C ends the program alone.
        command.process_group(0);
        if let Some(Runner { uid, gid }) = self.layout.runs_as {
            command.uid(uid).gid(gid);
        }
        Ok(command)
    }

    fn open_log(&self) -> std::io::Result<File> {
        let log = File::options().create(true).append(true).open(&self.layout.log)?;
        if let Some(Runner { uid, gid }) = self.layout.runs_as {
            chown(&self.layout.log, Some(uid), Some(gid))?;
        }
        Ok(log)
    }

    fn finish(&self, mut command: Command) -> Result<()> {
        let status = command.status().map_err(|cause| self.failed("start", cause))?;
        if status.success() {
            return Ok(());
        }
        let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
        Err(Error::new(
            ErrorKind::Unavailable,
            format!("The private Postgres failed at {program}; see {}.", self.layout.log.display()),
        ))
    }

    fn failed(&self, doing: &str, cause: std::io::Error) -> Error {
        Error::unavailable(
            format!(
                "The private Postgres in {} cannot be reached to {doing} it.",
                self.layout.cluster.display()
            ),
            cause,
        )
    }
}
