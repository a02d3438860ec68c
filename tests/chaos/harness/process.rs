//! One process of the program: started, killed, stopped and continued, asked to end, and measured
//! from outside by `/proc`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::PATIENCE;

/// The program: the one that was built with this target, or the file `JOBWISE_BENCH_PROGRAM` names,
/// such as a release.
#[expect(clippy::disallowed_methods, reason = "a setting of benches and not of the program")]
pub fn program() -> OsString {
    std::env::var_os("JOBWISE_BENCH_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_jobwise").into())
}

/// A process of the program. It dies with this value.
pub struct Process {
    child: Child,
    id: u32,
    /// Where a server listens, as `127.0.0.1:8080`.
    pub address: Option<String>,
    log: PathBuf,
}

impl Process {
    /// Starts a command of the program and waits until it says that it is ready; none when it has
    /// died before that. What it logs is added to a file.
    pub async fn start(arguments: &[&str], environment: &[(String, String)], log: &Path) -> Option<Self> {
        let errors = File::options().create(true).append(true).open(log).expect("a log");
        let mut command = Command::new(program());
        for variable in jobwise::config::VARIABLES {
            command.env_remove(variable.name);
        }
        command
            .args(arguments)
            // Where no file of settings lies.
            .current_dir(log.parent().expect("a folder"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .kill_on_drop(true);
        let mut child = command.spawn().expect("the program");
        let id = child.id().expect("a process that runs");
        let output = child.stdout.take().expect("its output");
        let mut lines = BufReader::new(output).lines();
        let line = timeout(PATIENCE, lines.next_line()).await.expect("a line in time").ok().flatten()?;
        // Whoever speaks to a pipe that nobody reads is ended by it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let address =
            line.split_once("http://").and_then(|(_, rest)| rest.split([' ', '/']).next()).map(str::to_owned);
        Some(Self { child, id, address, log: log.to_owned() })
    }

    /// Kills it as a machine that loses its power does, and waits until it is gone.
    pub async fn kill(&mut self) {
        // It may have died by itself.
        let _ = self.child.start_kill();
        self.ended().await;
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.id.cast_signed()).expect("a number");
        kill_process(pid, signal).expect("a process of ours");
    }

    /// Asks it to end and waits until it has.
    pub async fn end(&mut self) -> ExitStatus {
        if self.is_alive() {
            self.signal(Signal::TERM);
        }
        self.ended().await
    }

    /// Waits until it is gone.
    ///
    /// # Panics
    /// When that takes longer than anything should.
    pub async fn ended(&mut self) -> ExitStatus {
        match timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => status.expect("a child of ours"),
            Err(_) => panic!("process {} does not end; its log is {}", self.id, self.log.display()),
        }
    }

    /// Whether it has not ended.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it stands still, stopped by a signal.
    ///
    /// # Panics
    /// When it does not.
    pub async fn stopped(&mut self) {
        let stopped = async {
            while self.state() != Some('T') {
                assert!(self.is_alive(), "process {} ended in place of standing still", self.id);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(timeout(PATIENCE, stopped).await.is_ok(), "process {} does not stand still", self.id);
    }

    /// The letter of its state, as `proc(5)` has them.
    fn state(&self) -> Option<char> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.id)).ok()?;
        text.rsplit_once(')')?.1.trim_start().chars().next()
    }

    /// What it holds of memory, in bytes.
    pub fn resident_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id)).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kib: u64 = line.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(0);
        kib * 1024
    }

    /// How many files and sockets it holds open.
    pub fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.id)).map_or(0, Iterator::count)
    }

    /// What it has logged, with what others have logged to the same file.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}
