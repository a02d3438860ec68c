//! A document as it is kept: its versions and its files.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::changes::{AcceptedClaim, FilesFailure, FilesStatus, VersionOrigin};
use super::look::Paper;
use super::model::{DocumentContent, DocumentKind, ReadBack};
use super::pdf_standard::PdfStandard;
use crate::config::PdfEngine;
use crate::factcheck::model::Citation;
use crate::profiles::model::{Fact, FactId};

/// A document without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The run that made it; none for a copy.
    pub generation_id: Option<Uuid>,
    /// The profile it was made from.
    pub profile_id: Option<Uuid>,
    /// The job it was made for.
    pub job_id: Option<Uuid>,
    /// What it is.
    pub kind: DocumentKind,
    /// Its current version, from 1.
    pub version: u32,
    /// The template it is printed in.
    pub template: String,
    /// The profile's title when it was made.
    pub profile_title: String,
    /// The job's title when it was made.
    pub job_title: Option<String>,
    /// The job's employer when it was made.
    pub company: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// A name of the owner's own.
    pub title: Option<String>,
    /// When its owner put it away.
    pub archived_at: Option<DateTime<Utc>>,
}

/// The words of one version. `quality` is the report of the run that made it, as JSON of
/// `generations::model::QualityReport`, a later room's type.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentVersion {
    /// The document.
    pub document_id: Uuid,
    /// Which version, from 1.
    pub version: u32,
    /// The content.
    pub content: DocumentContent,
    /// How good it is, and why.
    pub quality: serde_json::Value,
    /// The facts its claims cite, as they stood when each was checked.
    pub facts: Vec<Fact>,
    /// How it came to be.
    pub origin: VersionOrigin,
    /// The claims a person has accepted as they stand.
    pub accepted: Vec<AcceptedClaim>,
    /// The facts that stay whatever is changed.
    pub pinned: Vec<FactId>,
    /// Whether its files are there.
    pub files_status: FilesStatus,
    /// Why they could not be printed.
    pub files_failure: Option<FilesFailure>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl DocumentVersion {
    /// The fact of a citation as it stood when it was cited.
    pub fn cited(&self, citation: &Citation) -> Option<&Fact> {
        let mut same = self.facts.iter().filter(|fact| fact.id == citation.fact);
        same.clone().find(|fact| fact.version == citation.version).or_else(|| same.next())
    }

    /// That the claim was accepted, if it was.
    pub fn acceptance(&self, claim_id: &str) -> Option<&AcceptedClaim> {
        self.accepted.iter().find(|accepted| accepted.claim == claim_id)
    }
}

/// The format of a file; how each is written and read back is in
/// [`formats::ALL`](super::formats::ALL).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileFormat {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML, as Word writes it.
    Docx,
    /// A web page of its own.
    Html,
    /// CommonMark.
    Markdown,
    /// Plain text.
    Text,
    /// JSON Resume v1, of résumés alone.
    JsonResume,
}

impl FileFormat {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Pdf, Self::Docx, Self::Html, Self::Markdown, Self::Text, Self::JsonResume];

    /// The format's name in SQL and at the end of file names.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::JsonResume => "json",
        }
    }

    /// The format of that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.slug() == slug)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8; variant=CommonMark",
            Self::Text => "text/plain; charset=utf-8",
            Self::JsonResume => "application/json",
        }
    }

    /// Whether it is set on pages, so that paper matters.
    pub fn has_pages(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Html)
    }

    /// Whether documents of that kind can be had in it.
    pub fn is_for(self, kind: DocumentKind) -> bool {
        self != Self::JsonResume || kind == DocumentKind::Resume
    }
}

/// The bytes of a document version in one format, by content.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentFile {
    /// Its id.
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// Which version it prints.
    pub version: u32,
    /// Whose it is.
    pub account_id: Uuid,
    /// Its format.
    pub format: FileFormat,
    /// What printed it, where somebody asked for one; none for the choice of its run.
    pub engine: Option<PdfEngine>,
    /// The paper somebody asked for; none for that of its run.
    pub paper: Option<Paper>,
    /// The standard somebody asked a PDF to be held to; none for that of its engine.
    pub standard: Option<PdfStandard>,
    /// The name to save it under.
    pub file_name: String,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Pages, where the format has pages.
    pub pages: Option<u32>,
    /// What a machine reads in it.
    pub read_back: Option<ReadBack>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What a file prints.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedContent {
    /// The file.
    pub file_id: Uuid,
    /// The template it is printed in.
    pub template: String,
    /// The content of its version.
    pub content: DocumentContent,
}

/// Which documents a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct DocumentFilter {
    /// Of this kind only.
    pub kind: Option<DocumentKind>,
    /// Made from this profile only.
    pub profile_id: Option<Uuid>,
    /// Made for this job only.
    pub job_id: Option<Uuid>,
    /// Those put away instead of those that are not.
    pub is_archived: bool,
}

/// A name to save a file under: the person, the employer and the kind, in letters that every
/// system takes, such as `Ada-Lovelace-Analytical-Engines-Resume.pdf`.
pub fn file_name(person: &str, kind: DocumentKind, company: &str, format: FileFormat) -> String {
    let kind = match kind {
        DocumentKind::Resume => "Resume",
        DocumentKind::CoverLetter => "Cover-Letter",
    };
    let parts: Vec<String> = [person, company].iter().map(|part| plain(part)).collect();
    let name: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).chain([kind]).collect();
    format!("{}.{}", name.join("-"), format.slug())
}

/// Letters and digits of any script kept, all else a hyphen; at most 60 characters. Apostrophes go
/// without one.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’' | '.')).take(60) {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.is_empty() && !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_hold_nothing_a_system_would_choke_on() {
        let check = |person: &str, company: &str, expected: &str| {
            assert_eq!(file_name(person, DocumentKind::Resume, company, FileFormat::Pdf), expected);
        };
        check("Ada Lovelace", "Analytical Engines", "Ada-Lovelace-Analytical-Engines-Resume.pdf");
        check("Ana Maria O'Neil", "Smith & Sons, Inc.", "Ana-Maria-ONeil-Smith-Sons-Inc-Resume.pdf");
        check("../../etc/passwd", "\"x\"\r\n", "etc-passwd-x-Resume.pdf");
        check("", "", "Resume.pdf");
        check("Мария", "", "Мария-Resume.pdf");
        let letter = file_name("Bo", DocumentKind::CoverLetter, "", FileFormat::Docx);
        assert_eq!(letter, "Bo-Cover-Letter.docx");
    }
}
