//! `jobwise render` and `tailor --formats` as a user meets them: files of every format, pictures,
//! and what is said of bad input.

use std::fs;
use std::path::Path;

use jobwise::documents::model::DocumentKind;
use jobwise::documents::pdf_standard::PdfStandard;
use jobwise::documents::readback::{docx, pdf, standards};
use jobwise::documents::record::FileFormat;

use crate::check::desk::Outcome;
use crate::documents_samples::{ordinary, resume};

/// Writes a document as `jobwise tailor` does.
fn written(folder: &Path, name: &str, content: &jobwise::documents::model::DocumentContent) -> String {
    let path = folder.join(name);
    fs::write(&path, serde_json::to_vec(content).expect("JSON")).expect("a file");
    path.to_string_lossy().into_owned()
}

fn render(document: &str, format: &str, more: &[&str]) -> Outcome {
    let mut arguments = vec!["jobwise", "render", "--document", document, "--format", format];
    arguments.extend(more);
    Outcome::of(&arguments)
}

#[test]
fn a_document_is_written_in_every_format_and_pictured() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = written(folder.path(), "document.json", &ordinary(DocumentKind::Resume));
    for slug in FileFormat::ALL.map(FileFormat::slug).into_iter().chain(["png", "svg"]) {
        let out = folder.path().join(format!("resume.{slug}"));
        let output = render(&document, slug, &["--out", &out.to_string_lossy()]);
        assert_eq!(output.code, 0, "{slug}: {}", output.error);
        assert!(fs::metadata(&out).is_ok_and(|file| file.len() > 500), "{slug}");
    }
    let read = |name: &str| fs::read(folder.path().join(name)).expect(name);
    assert!(docx::read_text(&read("resume.docx")).is_ok() && pdf::read_text(&read("resume.pdf")).is_ok());
    assert!(read("resume.png").starts_with(b"\x89PNG") && read("resume.svg").starts_with(b"<svg"));
    assert!(!String::from_utf8_lossy(&read("resume.svg")).contains("<script"));
    let said = render(&document, "md", &["--out", "-"]);
    assert!(said.output.starts_with("# Renée O’Dwyer-Łukasiewicz\n"), "{}", said.output);
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, FileFormat::ALL.len() + 3, "something is left beside the files");
}

#[test]
fn a_document_is_set_on_the_pages_asked_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = written(folder.path(), "document.json", &resume(7));
    let out = folder.path().join("resume.pdf").to_string_lossy().into_owned();
    let pages = |more: &[&str]| {
        let output = render(&document, "pdf", &[more, &["--out", &out]].concat());
        assert_eq!(output.code, 0, "{}", output.error);
        let content = resume(7);
        pdf::read_back(&fs::read(&out).expect("a file"), &content).expect("a PDF").pages
    };
    assert_eq!(pages(&[]), 2);
    assert_eq!(pages(&["--pages", "2", "--paper", "letter"]), 2);
    let output = render(&document, "pdf", &["--pages", "1", "--out", &out]);
    assert_eq!(output.code, 3, "{}", output.error);
}

#[test]
fn what_cannot_be_rendered_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let letter = written(folder.path(), "letter.json", &ordinary(DocumentKind::CoverLetter));
    let broken = folder.path().join("broken.json").to_string_lossy().into_owned();
    fs::write(&broken, r#"{"kind":"resume","language":"Secret words"}"#).expect("a file");
    let check = |document: &str, format: &str, more: &[&str], code: u8, said: &str| {
        let output = render(document, format, more);
        assert_eq!(output.code, code, "{said}: {}", output.error);
        assert!(output.error.contains(said), "{said}: {}", output.error);
        assert!(!output.error.contains("Secret"), "words of the document are told");
    };
    check(&letter, "json", &["--out", "-"], 2, "JSON Resume");
    check(&letter, "pdf", &["--template", "no-such", "--out", "-"], 2, "there is letter");
    check(&letter, "png", &["--page", "9", "--out", "-"], 2, "There is no page 9");
    check(&letter, "png", &["--width", "10", "--out", "-"], 2, "50 to 2400");
    check(&letter, "doc", &["--out", "-"], 2, "possible values");
    check(&letter, "txt", &["--out", "/no/such/folder/x.txt"], 2, "no folder");
    check(&letter, "txt", &["--out", &folder.path().to_string_lossy()], 2, "is a folder");
    check(&broken, "pdf", &["--out", "-"], 2, "no document");
    check("/no/such/file.json", "pdf", &["--out", "-"], 2, "no such file");
    let engine = ["--engine", "wkhtmltopdf", "--wkhtmltopdf", "/no/such/program", "--out", "-"];
    check(&letter, "pdf", &engine, 1, "not installed");
    let engine = ["--engine", "wkhtmltopdf", "--pdf-standard", "a-2a", "--out", "-"];
    check(&letter, "pdf", &engine, 2, "keeps no PDF standard");
    check(&letter, "pdf", &["--pdf-standard", "a-4", "--out", "-"], 2, "possible values");
}

#[test]
fn a_pdf_for_archives_is_dated_and_the_same_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = written(folder.path(), "document.json", &ordinary(DocumentKind::Resume));
    let out = folder.path().join("resume.pdf").to_string_lossy().into_owned();
    let file = |more: &[&str]| {
        let output = render(&document, "pdf", &[more, &["--out", &out]].concat());
        assert_eq!(output.code, 0, "{}", output.error);
        fs::read(&out).expect("a file")
    };
    let keeps = |file: &[u8]| standards::read(file).expect("a PDF").keeps(PdfStandard::A2aUa1);
    let dated = file(&["--pdf-standard", "a-2a", "--today", "2026-11-20"]);
    assert!(keeps(&dated) && dated == file(&["--pdf-standard", "a-2a", "--today", "2026-11-20"]));
    assert!(keeps(&file(&["--pdf-standard", "a-2a"])), "today is taken");
    let usual = file(&["--today", "2026-11-20"]);
    assert!(!keeps(&usual) && usual == file(&["--pdf-standard", "ua-1", "--today", "2026-11-20"]));
}

#[test]
fn tailor_writes_the_formats_asked_beside_the_pdf() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let (profile, job) =
        (data.join("profile-software-engineer.json"), data.join("job-software-engineer.txt"));
    let (profile, job, out) =
        (profile.to_string_lossy(), job.to_string_lossy(), folder.path().to_string_lossy());
    let arguments = ["jobwise", "tailor", "--profile", &profile, "--job", &job, "--out", &out];
    let output = Outcome::of(
        &[&arguments[..], &["--today", "2026-11-20", "--formats", "docx,json,pdf,docx"]].concat(),
    );
    assert_eq!(output.code, 0, "{}", output.error);
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let expected = [
        "cover-letter.docx",
        "cover-letter.pdf",
        "document-cover-letter.json",
        "document-resume.json",
        "report.json",
        "resume.docx",
        "resume.json",
        "resume.pdf",
    ];
    assert_eq!(names, expected);
    let letter = Outcome::of(&[&arguments[..], &["--kind", "cover-letter", "--formats", "json"]].concat());
    assert_eq!(letter.code, 2, "{}", letter.error);
}
