//! The very files that were attached to saved jobs: kept whatever becomes of the documents they
//! are of, until the saved job or the account is erased, and proved by their hashes.

pub(super) mod store;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::documents::model::DocumentKind;
use crate::documents::record::{DocumentFile, FileFormat};
use crate::files::FileHash;

/// A file that was attached to a saved job.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// The saved job.
    pub saved_job_id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The document it is of; that may be deleted.
    pub document_id: Uuid,
    /// Which version of it.
    pub version: u32,
    /// What the document is.
    pub kind: DocumentKind,
    /// The format.
    pub format: FileFormat,
    /// The name to save it under.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub hash: FileHash,
    /// Its size.
    pub size_bytes: u64,
    /// When it was attached.
    pub attached_at: DateTime<Utc>,
    /// When the document was taken off again; the file stays.
    pub detached_at: Option<DateTime<Utc>>,
}

impl Attachment {
    /// The file as its document had it.
    pub fn file(&self) -> DocumentFile {
        DocumentFile {
            id: self.id,
            document_id: self.document_id,
            version: self.version,
            account_id: self.account_id,
            format: self.format,
            engine: None,
            paper: None,
            standard: None,
            file_name: self.file_name.clone(),
            sha256: self.hash.to_hex(),
            size_bytes: self.size_bytes,
            pages: None,
            read_back: None,
            created_at: self.attached_at,
        }
    }
}

/// What came of reading every attached file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// Files whose bytes are what they were.
    pub proved: u64,
    /// The ids of those that are gone or have changed.
    pub lost: Vec<Uuid>,
}
