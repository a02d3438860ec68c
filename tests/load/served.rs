//! The program as a process of its own: started, measured by `/proc`, ended.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The program: the one that was built with these tests, or the file `JOBWISE_BENCH_PROGRAM` names,
/// such as a release.
#[expect(clippy::disallowed_methods, reason = "a setting of benches and not of the program")]
pub fn program() -> OsString {
    env::var_os("JOBWISE_BENCH_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_jobwise").into())
}

/// A running server, ended when dropped.
pub struct Served {
    child: Child,
    /// Where it listens, as `127.0.0.1:8080`.
    pub address: String,
}

impl Served {
    /// Starts the program on a port of its own.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program());
        command.arg("serve").args(arguments).env("PORT", "0").env("JOBWISE_LOG", "error");
        // One machine asks for what thousands of people do.
        for who in ["", "_PREMIUM", "_ADMIN", "_ADDRESS"] {
            command.env(format!("REQUESTS_PER_MINUTE{who}"), "0");
        }
        command.envs(environment.iter().copied());
        Self::of(command)
    }

    /// Starts a command that prints where it listens in its first line.
    pub fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
        let output = child.stdout.take().expect("its output");
        let line = BufReader::new(output).lines().next().expect("a line when it is ready").expect("text");
        let (_, rest) = line.split_once("http://").expect("an address");
        let address = rest.split([' ', '/']).next().expect("an address").to_owned();
        Self { child, address }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The time its threads have spent on a CPU so far, in nanoseconds.
    pub fn cpu_ns(&self) -> u64 {
        cpu_ns(self.child.id())
    }

    /// What it holds of memory, in bytes.
    pub fn resident_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kib: u64 = line.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(0);
        kib * 1024
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The time the threads of a process have spent on a CPU so far, in nanoseconds; what threads that
/// have ended had spent is not in it. `/proc/PID/stat` counts in hundredths of a second, which is
/// longer than a request.
pub fn cpu_ns(process_id: u32) -> u64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{process_id}/task")) else { return 0 };
    let of_thread = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    };
    threads.flatten().filter_map(of_thread).sum()
}
