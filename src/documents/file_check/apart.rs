//! A stranger's file is read in a process of its own: whatever it does to its reader, a loop, a leap
//! in memory or the end of the process, is over with it. Part of the [file checks](super).
//!
//! The child holds no secret and no connection, and has nothing but the bytes, which come over its
//! standard input. What it read it writes to standard output as JSON.

use std::io::Read;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::documents::readback::foreign::{self, ForeignFile, MAX_FILE_BYTES, Unreadable};
use crate::error::{Error, Result};

/// The longest that a file may take to be read.
const MAX_TIME: Duration = Duration::from_secs(10);

/// The most memory that reading may take, in bytes of addresses: the program itself takes a good
/// part of that.
const MAX_MEMORY_BYTES: u64 = 3 * 1024 * 1024 * 1024;

/// The longest that reading may keep a processor busy, in seconds.
const MAX_CPU_SECONDS: u64 = 20;

/// The most that is taken of what a child writes.
const MAX_TOLD_BYTES: u64 = 32 * 1024 * 1024;

/// Makes the command that reads a file: it has to end in [`read_here`]. Cheap to clone.
#[derive(Clone)]
pub struct Reader(Arc<dyn Fn() -> Result<std::process::Command> + Send + Sync>);

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// Its reader came to an end.
    Read(std::result::Result<Box<ForeignFile>, Unreadable>),
    /// It was not read within the time.
    TookTooLong,
    /// Its reader ended without a word: it ran out of memory or time, or fell over the file.
    Died,
}

/// What a child writes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Read(Box<ForeignFile>),
    Unreadable(Unreadable),
}

impl Reader {
    /// A reader of these commands.
    pub fn new(command: impl Fn() -> Result<std::process::Command> + Send + Sync + 'static) -> Self {
        Self(Arc::new(command))
    }

    /// Reads a file in a child process, which is killed when this is dropped or takes too long.
    ///
    /// # Errors
    /// `Unavailable` when no process can be started.
    pub async fn read(&self, file: Arc<Vec<u8>>) -> Result<Outcome> {
        let mut command = tokio::process::Command::from((self.0)()?);
        command.env_clear().current_dir("/").process_group(0).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let failed = |cause| Error::unavailable("The file could not be read; send it again later.", cause);
        let mut child = command.spawn().map_err(failed)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let work = async {
            let send = async {
                if let Some(mut input) = input {
                    // A child that has read enough, or died, takes no more.
                    let _ = input.write_all(&file).await;
                }
            };
            let receive = async {
                let mut told = Vec::new();
                if let Some(output) = output {
                    output.take(MAX_TOLD_BYTES).read_to_end(&mut told).await?;
                }
                Ok::<_, std::io::Error>(told)
            };
            let ((), told) = tokio::join!(send, receive);
            let told = told?;
            child.wait().await?;
            Ok::<_, std::io::Error>(told)
        };
        match tokio::time::timeout(MAX_TIME, work).await {
            Err(_) => Ok(Outcome::TookTooLong),
            Ok(Err(cause)) => Err(failed(cause)),
            Ok(Ok(told)) => Ok(outcome(&told)),
        }
    }
}

fn outcome(told: &[u8]) -> Outcome {
    match serde_json::from_slice(told) {
        Ok(Told::Read(file)) => Outcome::Read(Ok(file)),
        Ok(Told::Unreadable(reason)) => Outcome::Read(Err(reason)),
        Err(_) => Outcome::Died,
    }
}

/// In the child: reads the file that comes over `input`, within what a process may take, and gives
/// what is to be written to standard output.
///
/// # Errors
/// `Internal` when the file cannot be taken or what was read cannot be told.
pub fn read_here(input: impl Read) -> Result<Vec<u8>> {
    bound();
    let mut file = Vec::new();
    input
        .take(MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut file)
        .map_err(|cause| Error::internal("The file did not come.", cause))?;
    let told = match foreign::read(&file) {
        Ok(file) => Told::Read(Box::new(file)),
        Err(reason) => Told::Unreadable(reason),
    };
    serde_json::to_vec(&told).map_err(|cause| Error::internal("What was read cannot be told.", cause))
}

/// Sets what this process may take; where that is not allowed, time is what bounds it. No file is
/// written and no process started from here on.
fn bound() {
    // Whoever is short of memory ends this process first.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    let limits = [
        (Resource::As, MAX_MEMORY_BYTES),
        (Resource::Cpu, MAX_CPU_SECONDS),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, most) in limits {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_tells_nothing_has_died() {
        assert!(matches!(outcome(b""), Outcome::Died));
        assert!(matches!(outcome(b"{\"read\":{"), Outcome::Died));
        let told = b"{\"unreadable\":\"locked\"}";
        assert!(matches!(outcome(told), Outcome::Read(Err(Unreadable::Locked))));
    }
}
