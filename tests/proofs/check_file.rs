//! `jobwise check-file`: any file, as a person at a terminal meets it, and files made to harm.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::{Compress, Compression, FlushCompress};
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::templates;
use pdf_extract::{Dictionary, Document, Object, Stream};
use serde_json::Value;

use crate::documents_samples::ordinary;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    fn run(&self, file: &Path, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
        for variable in jobwise::config::VARIABLES {
            command.env_remove(variable.name);
        }
        command.arg("check-file").arg(file).args(more).current_dir(self.0.path());
        command.output().expect("the binary runs")
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn own_file() -> Vec<u8> {
    let template = templates::find("ats").expect("a template");
    Typesetter::new()
        .pdf(&ordinary(DocumentKind::Resume), template, &LayoutOptions::default())
        .expect("a file")
}

#[test]
fn a_file_is_checked_for_a_person_and_for_a_program() {
    let desk = Desk::new();
    let file = desk.write("Renee-ODwyer-Resume.pdf", &own_file());
    let posting = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/job-software-engineer.txt");
    let posting = posting.to_string_lossy();
    let output = desk.run(&file, &["--job", &posting]);
    let text = said(&output.stdout);
    assert!(output.status.success(), "{}", said(&output.stderr));
    for part in [
        "ATS score",
        "of 100: PDF",
        "name: Renée O’Dwyer-Łukasiewicz",
        "Keywords of the posting",
        "no vendor has confirmed",
    ] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
    let output = desk.run(&file, &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("one object");
    assert!(report["score"].as_i64().expect("a score") >= 85, "{}", report["findings"]);
    assert_eq!((&report["pages"], &report["coverage"]), (&Value::from(2), &Value::Null));
    assert_eq!(report["read"]["contact"]["email"]["part"], "body");
    assert!(
        report["read"]["sections"].as_array().expect("sections").iter().any(|it| it["kind"] == "experience")
    );
    assert!(report["systems"].as_array().expect("systems").len() >= 50);
}

#[test]
fn what_is_no_document_is_bad_input() {
    let desk = Desk::new();
    for (name, bytes, expected) in [
        ("notes.pdf", &b"only some notes"[..], "neither a PDF nor a DOCX"),
        ("broken.pdf", b"%PDF-1.7\n%%EOF", "damaged"),
        ("empty.pdf", b"", "empty"),
    ] {
        let output = desk.run(&desk.write(name, bytes), &[]);
        let error = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {error}");
        assert!(error.contains(expected), "{name}: {error}");
    }
    let output = desk.run(Path::new("nowhere.pdf"), &[]);
    assert_eq!(output.status.code(), Some(2));
    // A file is told by its bytes.
    let output = desk.run(&desk.write("picture.png", &own_file()), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
}

/// What unpacks to so many times 16 MB of spaces, as ZLIB.
fn bomb(times: usize) -> Vec<u8> {
    let chunk = vec![b' '; 16 * 1024 * 1024];
    let mut compress = Compress::new(Compression::best(), true);
    let mut flushed = || {
        let mut packed = Vec::with_capacity(256 * 1024);
        compress.compress_vec(&chunk, &mut packed, FlushCompress::Full).expect("packed");
        packed
    };
    // After a full flush the same bytes are packed the same way.
    let (first, next) = (flushed(), flushed());
    let mut packed = first;
    (1..times).for_each(|_| packed.extend(&next));
    packed
}

/// A PDF of one page with this content.
fn pdf(content: Stream) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let content = document.add_object(content);
    let pages = document.new_object_id();
    let dictionary = |entries: &[(&str, Object)]| {
        let mut dictionary = Dictionary::new();
        entries.iter().for_each(|(key, value)| dictionary.set(*key, value.clone()));
        dictionary
    };
    let name = |name: &str| Object::Name(name.as_bytes().to_vec());
    let page = document.add_object(dictionary(&[
        ("Type", name("Page")),
        ("Parent", pages.into()),
        ("MediaBox", vec![0.into(), 0.into(), 612.into(), 792.into()].into()),
        ("Contents", content.into()),
    ]));
    let kids = vec![Object::Reference(page)];
    document.set_object(
        pages,
        dictionary(&[("Type", name("Pages")), ("Kids", kids.into()), ("Count", 1.into())]),
    );
    let catalog = document.add_object(dictionary(&[("Type", name("Catalog")), ("Pages", pages.into())]));
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file");
    bytes
}

#[test]
fn files_made_to_harm_are_answered_and_harm_nobody() {
    let desk = Desk::new();
    let mut packed = Dictionary::new();
    packed.set("Filter", Object::Name(b"FlateDecode".to_vec()));
    let deep = [b"[".repeat(400_000), b"]".repeat(400_000)].concat();
    let endless = b"q ".repeat(4_000_000);
    for (name, bytes) in [
        ("unpacks to 6 GB", pdf(Stream::new(packed.clone(), bomb(400)))),
        ("nested 400,000 deep", pdf(Stream::new(Dictionary::new(), deep.clone()))),
        ("an object nested 400,000 deep", {
            let mut file = pdf(Stream::new(Dictionary::new(), Vec::new()));
            let object = [b"\n99 0 obj\n", &deep[..], b"\nendobj\n"].concat();
            file.splice(9..9, object);
            file
        }),
        ("eight million operators", pdf(Stream::new(Dictionary::new(), endless))),
    ] {
        let output = desk.run(&desk.write("harm.pdf", &bytes), &[]);
        let error = said(&output.stderr);
        // It is judged as a file without words, or refused; the program itself goes on to the end.
        assert!(matches!(output.status.code(), Some(0 | 2)), "{name}: {:?} {error}", output.status);
        let is_told = output.status.success() || error.starts_with("error: The file ");
        assert!(is_told, "{name}: {error}");
    }
    let output = desk.run(&desk.write("harm.pdf", &pdf(Stream::new(packed, bomb(400)))), &[]);
    assert!(said(&output.stderr).contains("holds or unpacks to more"), "{}", said(&output.stderr));
}

#[test]
fn the_reader_answers_in_one_object_and_needs_nothing() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
    command.args(["check-file", "--read"]).env_clear().current_dir("/");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(&own_file()).expect("taken");
    let output = child.wait_with_output().expect("an end");
    let read: Value = serde_json::from_slice(&output.stdout).expect("one object");
    assert_eq!(read["read"]["format"], "pdf");
}
