//! The text of a file as poppler reads it, a reader that shares nothing with ours. Shared by tests;
//! no tests of its own.

use std::io::Write;
use std::process::{Command, Stdio};

/// The text poppler reads, in one of its modes; the program comes with the set-up.
pub fn pdftotext(file: &[u8], mode: Option<&str>) -> String {
    let mut program = Command::new("pdftotext")
        .args(mode)
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext (Debian package poppler-utils) is installed");
    let mut input = program.stdin.take().expect("a pipe");
    input.write_all(file).expect("the file is taken");
    drop(input);
    let output = program.wait_with_output().expect("an answer");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}
