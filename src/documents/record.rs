//! A document as it is kept: its versions and its files.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::changes::{AcceptedClaim, FilesFailure, FilesStatus, VersionOrigin};
use super::model::{DocumentContent, DocumentKind, ReadBack};
use crate::factcheck::model::Citation;
use crate::profiles::model::Fact;

/// A document without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The run that made it.
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

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// Portable Document Format.
    Pdf,
}

impl FileFormat {
    /// Every format.
    pub const ALL: [Self; 1] = [Self::Pdf];

    /// The format's name in SQL and file names.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
        }
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

/// Which documents a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct DocumentFilter {
    /// Of this kind only.
    pub kind: Option<DocumentKind>,
    /// Made from this profile only.
    pub profile_id: Option<Uuid>,
    /// Made for this job only.
    pub job_id: Option<Uuid>,
}

/// A name to save a file under: the person, the kind and the employer, in letters that every
/// system takes.
pub fn file_name(person: &str, kind: DocumentKind, company: &str, format: FileFormat) -> String {
    let kind = match kind {
        DocumentKind::Resume => "Resume",
        DocumentKind::CoverLetter => "Cover_Letter",
    };
    let parts: Vec<String> = [person, kind, company].iter().map(|part| plain(part)).collect();
    let name: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    format!("{}.{}", name.join("_"), format.slug())
}

/// Letters and digits of any script kept, all else an underscore; at most 60 characters.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars().take(60) {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_hold_nothing_a_system_would_choke_on() {
        let check = |person: &str, company: &str, expected: &str| {
            assert_eq!(file_name(person, DocumentKind::Resume, company, FileFormat::Pdf), expected);
        };
        check("Ana Maria O'Neil", "Smith & Sons", "Ana_Maria_O_Neil_Resume_Smith_Sons.pdf");
        check("../../etc/passwd", "\"x\"\r\n", "etc_passwd_Resume_x.pdf");
        check("", "", "Resume.pdf");
        check("Мария", "", "Мария_Resume.pdf");
    }
}
