//! What came of the demo, in a few lines.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use super::account::FILE_NAME;
use super::progress::title;
use crate::error::{Error, Result};

/// What is asked of a finished generation.
pub const GENERATION: &str = "query Generation($id: ID!) {
    generation(id: $id) {
        stages { stage elapsedMs }
        documents {
            kind
            files { format fileName sizeBytes sha256 downloadUrl }
            quality {
                coverage { covered supportable gaps ratio }
                ats { score }
                factuality { claims verbatim joined warned blocked dropped }
                length { pages }
                notes { message }
            }
        }
    }
}";

/// How many gaps are listed before the rest is only counted.
const LISTED_GAPS: usize = 8;

/// A generation with the bytes of its files.
pub struct Made {
    /// Its stages, in order.
    pub stages: Vec<StageRun>,
    /// Its documents, each with its PDF.
    pub documents: Vec<(Document, Vec<u8>)>,
}

/// A finished generation, as far as it was asked for.
#[derive(Deserialize)]
pub struct Generation {
    /// Its stages, in order.
    pub stages: Vec<StageRun>,
    /// Its documents.
    pub documents: Vec<Document>,
}

/// A stage.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StageRun {
    stage: String,
    elapsed_ms: Option<f64>,
}

/// A document.
#[derive(Deserialize)]
pub struct Document {
    kind: String,
    files: Vec<File>,
    quality: Quality,
}

/// A file of a document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    format: String,
    /// The name to save it under.
    pub file_name: String,
    /// Its size.
    pub size_bytes: u64,
    /// Of its bytes, hexadecimal.
    pub sha256: String,
    /// The link to its bytes.
    pub download_url: String,
}

#[derive(Deserialize)]
struct Quality {
    coverage: Coverage,
    ats: Ats,
    factuality: Factuality,
    length: Length,
    notes: Vec<Note>,
}

#[derive(Deserialize)]
struct Coverage {
    covered: Vec<String>,
    supportable: Vec<String>,
    gaps: Vec<String>,
    ratio: f64,
}

#[derive(Deserialize)]
struct Ats {
    score: u8,
}

#[derive(Deserialize)]
struct Factuality {
    claims: u32,
    verbatim: u32,
    joined: u32,
    warned: u32,
    blocked: u32,
    dropped: u32,
}

#[derive(Deserialize)]
struct Length {
    pages: u32,
}

#[derive(Deserialize)]
struct Note {
    message: String,
}

impl Document {
    /// Its PDF.
    ///
    /// # Errors
    /// `Internal` when it has none.
    pub fn pdf(&self) -> Result<&File> {
        let found = self.files.iter().find(|file| file.format == "PDF");
        found.ok_or_else(|| Error::internal("A document has no PDF; report it.", self.kind.clone()))
    }

    /// The name of its PDF in the output folder, the same each time: `resume.pdf`.
    pub fn file_name(&self) -> String {
        format!("{}.pdf", self.kind.to_lowercase().replace('_', "-"))
    }
}

/// The report, and where to go from here.
pub fn summary(made: &Made, out: &Path, data_dir: &Path) -> String {
    let mut text = String::from("\n");
    for (document, _) in &made.documents {
        tell_document(&mut text, document, out);
    }
    if let Some((document, _)) = made.documents.first() {
        tell_gaps(&mut text, &document.quality.coverage.gaps);
    }
    let total_ms: f64 = made.stages.iter().filter_map(|run| run.elapsed_ms).sum();
    let stages: Vec<String> = made
        .stages
        .iter()
        .map(|run| format!("{} {:.0} ms", title(&run.stage), run.elapsed_ms.unwrap_or_default()))
        .collect();
    let _ = writeln!(text, "Stages: {} (in all {total_ms:.0} ms)", stages.join(", "));
    let account = data_dir.join(FILE_NAME);
    let _ = writeln!(
        text,
        "\nNext: `make serve` (or `jobwise serve`) and open http://127.0.0.1:8080/graphiql; the account to \
         sign in with is in {}.\nWith your own files: jobwise demo --profile me.json --job posting.txt",
        account.display()
    );
    text
}

fn tell_document(text: &mut String, document: &Document, out: &Path) {
    let Quality { coverage, ats, factuality, length, notes } = &document.quality;
    let pages = if length.pages == 1 { "1 page".to_owned() } else { format!("{} pages", length.pages) };
    let _ = writeln!(text, "{}", out.join(document.file_name()).display());
    let _ = writeln!(text, "  {pages}, ATS score {}", ats.score);
    let _ = writeln!(
        text,
        "  keywords: {} of {} that your facts support are covered ({:.0} %)",
        coverage.covered.len(),
        coverage.supportable.len(),
        coverage.ratio * 100.0
    );
    let _ = writeln!(
        text,
        "  facts: {} claims checked, {} in your own words, {} joined of them, {} doubted, {} stopped",
        factuality.claims + factuality.dropped,
        factuality.verbatim,
        factuality.joined,
        factuality.warned,
        factuality.blocked
    );
    for note in notes {
        let _ = writeln!(text, "  note: {}", note.message);
    }
}

fn tell_gaps(text: &mut String, gaps: &[String]) {
    if gaps.is_empty() {
        return;
    }
    let listed = gaps.iter().take(LISTED_GAPS).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = gaps.len().saturating_sub(LISTED_GAPS);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let _ = writeln!(text, "Gaps, asked for without a fact in the profile: {listed}{more}");
}
