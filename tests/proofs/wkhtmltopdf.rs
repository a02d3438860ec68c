//! The second PDF engine, for real: what it prints is read back, hostile pages reach nothing, and
//! it ends within its bounds. A listening socket is the witness, and the same pages printed with
//! the program's own settings show that it would have seen them.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jobwise::documents::formats::typst::{LayoutOptions, Paper, Typesetter};
use jobwise::documents::formats::wkhtmltopdf::{Limits, PageSetup, Wkhtmltopdf};
use jobwise::documents::formats::{self, Engine, Source};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates;
use jobwise::error::{Error, ErrorKind};

use crate::documents_samples::{hostile, ordinary, resume, sparse};
use crate::poppler::pdftotext;

const PAGE: PageSetup = PageSetup { paper: Paper::A4, vertical_mm: 20.0, horizontal_mm: 20.0 };

/// Words of a file that a page must not show.
const SECRET: &str = "OPENSESAME";

fn installed() -> Wkhtmltopdf {
    Wkhtmltopdf::find(None).expect("wkhtmltopdf (Debian package of that name) is installed")
}

/// Counts who connects.
struct Witness {
    address: String,
    /// The ports of who has connected.
    connections: Arc<Mutex<Vec<u16>>>,
}

impl Witness {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let connections = Arc::new(Mutex::new(Vec::new()));
        let counted = Arc::clone(&connections);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let peer = connection.and_then(|connection| connection.peer_addr());
                counted.lock().expect("a list").push(peer.map_or(0, |peer| peer.port()));
            }
        });
        Self { address, connections }
    }

    /// Connections since the last time. One of our own comes last, so that all before are counted.
    fn take(&self) -> usize {
        let own = TcpStream::connect(&self.address).expect("a connection");
        let port = own.local_addr().expect("an address").port();
        loop {
            let mut connections = self.connections.lock().expect("a list");
            if connections.contains(&port) {
                return std::mem::take(&mut *connections).len() - 1;
            }
            drop(connections);
            std::thread::yield_now();
        }
    }
}

/// Pages that want what they must not have: of the network, or of the files of this machine.
fn corpus(address: &str, secret: &Path) -> Vec<(&'static str, String)> {
    let web = format!("http://{address}");
    let file = format!("file://{}", secret.display());
    let page =
        |name, html: String| (name, format!("<!DOCTYPE html><html><body><p>VISIBLE</p>{html}</body></html>"));
    let head = |name, html: String| {
        (name, format!("<!DOCTYPE html><html><head>{html}</head><body><p>VISIBLE</p></body></html>"))
    };
    vec![
        page("picture", format!("<img src=\"{web}/a.png\">")),
        page("picture under a base", format!("<base href=\"{web}/\"><img src=\"a.png\">")),
        head("style sheet", format!("<link rel=\"stylesheet\" href=\"{web}/a.css\">")),
        head("import", format!("<style>@import url({web}/a.css);</style>")),
        head("background", format!("<style>body{{background:url({web}/a.png)}}</style>")),
        head(
            "font",
            format!("<style>@font-face{{font-family:x;src:url({web}/a.ttf)}}p{{font-family:x}}</style>"),
        ),
        head(
            "icon and prefetch",
            format!("<link rel=\"icon\" href=\"{web}/i\"><link rel=\"prefetch\" href=\"{web}/p\">"),
        ),
        head("refresh", format!("<meta http-equiv=\"refresh\" content=\"0;url={web}/\">")),
        page("frame", format!("<iframe src=\"{web}/\"></iframe>")),
        page("object", format!("<object data=\"{web}/\"></object>")),
        page("embed", format!("<embed src=\"{web}/\">")),
        page(
            "svg",
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\"><image xlink:href=\"{web}/a.png\" width=\"9\" height=\"9\"/></svg>"
            ),
        ),
        page("script", format!("<script>document.write('<img src=\"{web}/a.png\">')</script>")),
        page(
            "script that asks",
            format!("<script>var r=new XMLHttpRequest();r.open('GET','{web}/',false);r.send()</script>"),
        ),
        page("file in a frame", format!("<iframe src=\"{file}\" width=\"600\" height=\"300\"></iframe>")),
        page(
            "file in an object",
            format!("<object data=\"{file}\" type=\"text/html\" width=\"600\" height=\"300\"></object>"),
        ),
        head("refresh to a file", format!("<meta http-equiv=\"refresh\" content=\"0;url={file}\">")),
    ]
}

#[test]
fn hostile_pages_reach_nothing_that_they_reach_without_the_locks() {
    let (witness, folder) = (Witness::new(), tempfile::tempdir().expect("a folder"));
    let secret = folder.path().join("secret.html");
    fs::write(&secret, format!("<h1>{SECRET}</h1>")).expect("a file");
    let engine = installed();
    let mut printed = 0;
    for (name, html) in corpus(&witness.address, &secret) {
        match engine.print(&html, &PAGE, &|| false) {
            Ok(file) => {
                let text = pdftotext(&file, None);
                assert!(!text.contains(SECRET), "{name}: a file was read");
                printed += usize::from(text.contains("VISIBLE"));
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::Unavailable, "{name}: {error}"),
        }
        assert_eq!(witness.take(), 0, "{name}: the network was reached");
        // The same with the program's own settings, but for local files, which were open in all
        // versions before the last.
        let (input, output) = (folder.path().join("in.html"), folder.path().join("out.pdf"));
        fs::write(&input, &html).expect("a file");
        let mut stock = Command::new("wkhtmltopdf");
        stock.args(["--quiet", "--enable-local-file-access"]).arg(&input).arg(&output);
        stock.output().expect("the program runs");
        let shows_secret = fs::read(&output)
            .is_ok_and(|file| file.starts_with(b"%PDF") && pdftotext(&file, None).contains(SECRET));
        assert!(witness.take() > 0 || shows_secret, "{name}: harmless even without the locks");
        let _ = fs::remove_file(&output);
    }
    assert!(printed > 10, "only {printed} pages were printed at all, so nothing is shown");
}

#[test]
fn what_it_prints_is_read_back_whole_and_on_the_pages_asked() {
    let (engine, typesetter) = (installed(), Typesetter::new());
    let options = LayoutOptions::default();
    let check = |content: &_, kind: DocumentKind, pages: u8| {
        let template = templates::ALL.iter().find(|template| template.kind == kind).expect("a template");
        let engine = Some(Engine { program: &engine, is_cancelled: &|| false });
        let source = Source { content, template, options: &options, typesetter: &typesetter, engine };
        formats::make_on_pages(FileFormat::Pdf, &source, pages)
    };
    for kind in DocumentKind::ALL {
        for content in [ordinary(kind), sparse(kind)] {
            let (_, read) = check(&content, kind, 1).expect("a file");
            assert!(read.is_perfect() && read.pages == 1, "{:?}", read.fields);
        }
        let (_, read) = check(&hostile(kind), kind, 20).expect("a file");
        assert!(read.is_perfect());
    }
    let error = check(&resume(12), DocumentKind::Resume, 1).expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::DoesNotFit);
}

/// A program of these lines in the place of the real one; `$last` is the file it is to write.
fn program(folder: &Path, lines: &str) -> Wkhtmltopdf {
    let path: PathBuf = folder.join("program");
    let script = format!("#!/bin/sh\nfor last; do :; done\n{lines}\n");
    // Written by another process, so that none of ours has it open while it is started.
    let written = Command::new("sh")
        .args(["-c", "printf '%s' \"$2\" > \"$1\" && chmod 700 \"$1\"", "sh"])
        .arg(&path)
        .arg(&script)
        .status();
    assert!(written.expect("a shell").success());
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o700);
    Wkhtmltopdf::find(Some(&path)).expect("a program")
}

fn print(program: &Wkhtmltopdf) -> Result<Vec<u8>, Error> {
    program.print("<p>words</p>", &PAGE, &|| false)
}

#[test]
fn a_run_is_judged_by_what_it_leaves_and_not_by_how_it_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = program(folder.path(), "printf '%%PDF-1.4 whole' > \"$last\"; exit 1");
    assert_eq!(print(&written).expect("a file"), b"%PDF-1.4 whole");
    for (lines, said) in [
        ("exit 0", "left no PDF"),
        ("printf 'no such thing' > \"$last\"", "left no PDF"),
        ("kill -9 $$", "bounds"),
    ] {
        let error = print(&program(folder.path(), lines)).expect_err(lines);
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(error.message().contains(said), "{error}");
    }
}

#[test]
fn it_is_given_the_page_and_nothing_of_the_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    let told =
        program(folder.path(), "{ echo %PDF-; cat; echo \"$@\"; env; pwd; stat -c %a .; } > \"$last\"");
    let told = String::from_utf8(print(&told).expect("a file")).expect("text");
    assert!(told.contains("<p>words</p>") && told.contains("--disable-javascript"), "{told}");
    assert!(told.lines().any(|line| line == "700"), "its folder is open to others");
    assert!(!told.contains("CARGO") && !told.contains("USER=") && !told.contains("DATABASE"), "{told}");
}

#[test]
fn a_run_without_end_is_killed_with_all_it_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("pid");
    let lines = format!("/bin/sleep 1000 & echo $! > {}; wait", note.display());
    let endless = program(folder.path(), &lines);
    let soon = endless.clone().with_limits(Limits { time: Duration::from_secs(2), ..Limits::default() });
    let check = |outcome: Result<Vec<u8>, Error>, said: &str| {
        let error = outcome.expect_err("killed");
        assert!(error.message().contains(said), "{error}");
        let pid = fs::read_to_string(&note).expect("its note");
        // Gone, or a zombie that nobody has looked at yet; a busy machine takes its time over it.
        let began = std::time::Instant::now();
        let is_dead = || {
            let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
            state.is_empty()
                || state.rsplit(')').next().is_some_and(|rest| rest.trim().starts_with(['Z', 'X']))
        };
        while !is_dead() {
            assert!(began.elapsed() < Duration::from_secs(30), "what it started goes on");
            std::thread::yield_now();
        }
    };
    check(print(&soon), "too long");
    let is_noted = || fs::read_to_string(&note).is_ok_and(|pid| !pid.trim().is_empty());
    fs::remove_file(&note).expect("the note");
    check(endless.print("<p>words</p>", &PAGE, &is_noted), "cancelled");
}

#[test]
fn memory_and_files_are_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let starved = installed().with_limits(Limits { memory_bytes: 64 << 20, ..Limits::default() });
    assert_eq!(print(&starved).expect_err("no memory").kind(), ErrorKind::Unavailable);
    let wide = program(folder.path(), "printf '%%PDF-' > \"$last\"; head -c 3000000 /dev/zero >> \"$last\"");
    assert_eq!(print(&wide).expect("within its bounds").len(), 3_000_005);
    let narrow = wide.with_limits(Limits { file_bytes: 1 << 20, ..Limits::default() });
    let kept = print(&narrow);
    assert!(kept.is_err() || kept.is_ok_and(|bytes| bytes.len() <= 1 << 20));
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let error = Wkhtmltopdf::find(Some(Path::new("/no/such/program"))).expect_err("none");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.message().contains("WKHTMLTOPDF"), "{error}");
}
