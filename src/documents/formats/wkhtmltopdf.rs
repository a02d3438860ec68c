//! PDF by the program wkhtmltopdf over the [HTML](super::html) of a document, where it is installed.
//!
//! The program is an old browser, so it is trusted with nothing: no script, no file of the machine,
//! no network but a proxy that is not there, no variable of the environment, a folder of its own
//! that goes with it, and bounds on its memory, its time and what it writes. What it leaves is
//! judged by its bytes: it ends with 1 where a picture could not be loaded, although all is well.
//! Its files are not tagged; [`typst`](super::typst) stays what prints unless somebody asks.

use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process_group, prlimit};

use crate::config;
use crate::documents::look::Paper;
use crate::error::{Error, Result};

/// The name the program is looked for by.
const PROGRAM: &str = "wkhtmltopdf";

/// How often it is looked whether somebody still waits.
const LOOK: Duration = Duration::from_millis(50);

/// How much larger type has to be asked for than it is to be printed: the program as Debian builds
/// it takes 96 pixels for an inch where it prints 128.
pub const SCALE: f32 = 4.0 / 3.0;

/// What one run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From its start to its end.
    pub time: Duration,
    /// Addresses it may use, in bytes. It sets 1 GB aside at its start, and dies without it.
    pub memory_bytes: u64,
    /// The largest file it may write, in bytes.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(20), memory_bytes: 3 << 30, file_bytes: 20 << 20 }
    }
}

/// The page a document is printed on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSetup {
    /// The paper.
    pub paper: Paper,
    /// The margins above and below, in millimetres.
    pub vertical_mm: f32,
    /// The margins at the sides, in millimetres.
    pub horizontal_mm: f32,
}

/// The installed program. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Wkhtmltopdf {
    program: PathBuf,
    limits: Limits,
}

impl Wkhtmltopdf {
    /// The program at that path, or the first of its name in the folders of `PATH`.
    ///
    /// # Errors
    /// `Unavailable` when there is none.
    pub fn find(program: Option<&Path>) -> Result<Self> {
        let found = match program {
            Some(program) => Some(program.to_owned()),
            None => config::program_folders()
                .into_iter()
                .map(|folder| folder.join(PROGRAM))
                .find(|it| it.is_file()),
        };
        match found.filter(|program| program.is_file()) {
            Some(program) => Ok(Self { program, limits: Limits::default() }),
            None => Err(not_installed()),
        }
    }

    /// The same program within other bounds.
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Prints an HTML page as PDF. Blocks until the program has ended, which `is_cancelled` hastens:
    /// call it off the async threads.
    ///
    /// # Errors
    /// `Unavailable` when the program cannot be run, came to its bounds, was cancelled or left no
    /// PDF.
    pub fn print(&self, html: &str, page: &PageSetup, is_cancelled: &dyn Fn() -> bool) -> Result<Vec<u8>> {
        // Readable by this user alone, and gone with all that is in it when this ends.
        let folder = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o700))
            .tempdir()
            .map_err(|cause| unprinted("there is no room for its files", cause))?;
        let output = folder.path().join("out.pdf");
        let outcome = self.start(html, page, folder.path(), &output);
        let child = outcome.map_err(|cause| unprinted("it could not be started", cause))?;
        let status = wait(child, self.limits.time, is_cancelled)?;
        let bytes = read(&output, self.limits.file_bytes);
        bytes.filter(|bytes| bytes.starts_with(b"%PDF-")).ok_or_else(|| {
            let reason = if status.code().is_some() { "it left no PDF" } else { "it came to its bounds" };
            unprinted(reason, format!("wkhtmltopdf: {status}"))
        })
    }

    fn start(&self, html: &str, page: &PageSetup, folder: &Path, output: &Path) -> std::io::Result<Child> {
        // Read from standard input, so that no file has to be opened to it.
        let input = folder.join("in.html");
        fs::write(&input, html)?;
        let paper = match page.paper {
            Paper::A4 => "A4",
            Paper::UsLetter => "Letter",
        };
        let (vertical, horizontal) =
            (format!("{:.2}mm", page.vertical_mm), format!("{:.2}mm", page.horizontal_mm));
        let mut command = Command::new(&self.program);
        command
            .args(["--quiet", "--encoding", "utf-8"])
            .args(["--disable-javascript", "--disable-local-file-access", "--disable-plugins", "--no-images"])
            .args(["--proxy", "http://127.0.0.1:1", "--load-error-handling", "abort"])
            .args(["--load-media-error-handling", "ignore", "--page-size", paper])
            .args(["--margin-top", &vertical, "--margin-bottom", &vertical])
            .args(["--margin-left", &horizontal, "--margin-right", &horizontal])
            .arg("-")
            .arg(output)
            .env_clear()
            .envs([("HOME", folder), ("TMPDIR", folder), ("XDG_RUNTIME_DIR", folder)])
            .env("QT_QPA_PLATFORM", "offscreen")
            .env("LC_ALL", "C.UTF-8")
            .current_dir(folder)
            .stdin(File::open(&input)?)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A group of its own, so that nothing it may start is left.
            .process_group(0);
        let child = command.spawn()?;
        // Set from here, which no unsafe code is needed for; it has not read a byte by then.
        let pid = Pid::from_child(&child);
        let seconds = self.limits.time.as_secs() + 1;
        for (resource, most) in [
            (Resource::As, self.limits.memory_bytes),
            (Resource::Fsize, self.limits.file_bytes),
            (Resource::Cpu, seconds),
            (Resource::Core, 0),
        ] {
            let limit = Rlimit { current: Some(most), maximum: Some(most) };
            // A program that has ended by now has no limits to set, and is found so below.
            let _ = prlimit(Some(pid), resource, limit);
        }
        Ok(child)
    }
}

/// What is said where the program is not.
pub fn not_installed() -> Error {
    Error::unavailable(
        "wkhtmltopdf is not installed here. Print with typst, or install Debian's package wkhtmltopdf or name the \
         program in WKHTMLTOPDF.",
        "the program was not found",
    )
}

/// Waits until the program has ended; ends it with its group when its time is over or nobody waits.
fn wait(mut child: Child, time: Duration, is_cancelled: &dyn Fn() -> bool) -> Result<ExitStatus> {
    let pid = Pid::from_child(&child);
    let began = Instant::now();
    let (sender, ended) = mpsc::channel();
    // Ends with the program, which the loop below sees to.
    std::thread::spawn(move || sender.send(child.wait()));
    loop {
        match ended.recv_timeout(LOOK) {
            Ok(Ok(status)) => return Ok(status),
            Ok(Err(cause)) => return Err(unprinted("how it ended is not known", cause)),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(unprinted("how it ended is not known", "no status"));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        let is_late = began.elapsed() > time;
        if is_late || is_cancelled() {
            // That it has ended meanwhile is as good.
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = ended.recv();
            let reason = if is_late { "it took too long" } else { "it was cancelled" };
            return Err(unprinted(reason, "the program was killed"));
        }
    }
}

/// The file, if it is there and within its bounds.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

fn unprinted(reason: &str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::unavailable(
        format!("wkhtmltopdf did not print the document: {reason}. Print it with typst, or try again."),
        cause,
    )
}
