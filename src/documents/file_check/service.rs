//! The use case of a file written elsewhere: check it. It changes nothing, and nothing of the file is
//! kept.

use std::sync::Arc;

use tokio::sync::Semaphore;
use uuid::Uuid;

use super::apart::{Outcome, Reader};
use super::{Asked, FileCheck, check};
use crate::documents::readback::foreign::{self, ForeignFormat, MAX_FILE_BYTES, Unreadable};
use crate::error::{Error, Result};
use crate::jobs::analysis::analyze;
use crate::jobs::service::Jobs;
use crate::language::lexicon::Lexicon;

/// Files that are read at once in a process; who comes later waits.
const AT_ONCE: usize = 4;

/// A file somebody sends.
#[derive(Clone)]
pub struct SentFile {
    /// The name it has with its sender.
    pub name: Option<String>,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
}

/// What came of a check.
#[derive(Debug)]
pub enum Checked {
    /// The file was judged.
    Checked(Box<FileCheck>),
    /// It was not, and why.
    Refused(Refused),
}

/// Why a file was not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refused {
    /// Its bytes are neither those of a PDF nor of a DOCX.
    NotSupported,
    /// It has too many bytes or pages.
    TooLarge,
    /// It holds or unpacks to more than is followed.
    TooMuch,
    /// It was not read within the time.
    TookTooLong,
    /// It is not what it says it is.
    Malformed,
}

impl Refused {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::NotSupported, Self::TooLarge, Self::TooMuch, Self::TookTooLong, Self::Malformed];

    /// What is said to a person.
    pub fn told(self) -> &'static str {
        match self {
            Self::NotSupported => "The file is neither a PDF nor a DOCX; send one of these.",
            Self::TooLarge => "The file has more than 10 MB or 50 pages; a résumé has not.",
            Self::TooMuch => "The file holds or unpacks to more than a document does; save it anew.",
            Self::TookTooLong => "The file was not read within the time allowed; save it anew.",
            Self::Malformed => "The file is damaged and cannot be read; save it anew.",
        }
    }
}

impl From<Unreadable> for Refused {
    fn from(reason: Unreadable) -> Self {
        match reason {
            Unreadable::OtherFormat => Self::NotSupported,
            Unreadable::TooLarge | Unreadable::TooManyPages => Self::TooLarge,
            Unreadable::TooMuch => Self::TooMuch,
            // A locked file is judged, and one without words too.
            Unreadable::Malformed | Unreadable::Locked | Unreadable::NoText | Unreadable::NoneSeen => {
                Self::Malformed
            }
        }
    }
}

/// Checks files. Cheap to clone.
#[derive(Clone)]
pub struct FileChecks {
    jobs: Jobs,
    reader: Reader,
    lexicon: &'static Lexicon,
    turns: Arc<Semaphore>,
}

impl FileChecks {
    /// Makes the service.
    pub fn new(jobs: Jobs, reader: Reader, lexicon: &'static Lexicon) -> Self {
        Self { jobs, reader, lexicon, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The service with another reader.
    pub fn with_reader(self, reader: Reader) -> Self {
        Self { reader, ..self }
    }

    /// Checks a file, and what it says for the job where one is given. The file is read in a process
    /// of its own, judged off the async threads, and forgotten.
    ///
    /// # Errors
    /// `NotFound` for a job the account does not see; `Unavailable` when no process can be started.
    pub async fn check(&self, account_id: Uuid, job_id: Option<Uuid>, file: SentFile) -> Result<Checked> {
        let posting = match job_id {
            Some(job_id) => Some(self.jobs.get_posting(account_id, job_id).await?.1),
            None => None,
        };
        let read = read_apart(&self.reader, &self.turns, &file).await?;
        let lexicon = self.lexicon;
        let judging = tokio::task::spawn_blocking(move || {
            let analysis = posting.map(|posting| analyze(&posting, lexicon));
            judge(read, &file, analysis.as_ref(), lexicon)
        });
        judging.await.map_err(|cause| Error::internal("Checking the file was broken off.", cause))
    }
}

/// Reads a file in a process of its own, when its turn has come.
///
/// # Errors
/// `Unavailable` when no process can be started.
pub async fn read_apart(reader: &Reader, turns: &Semaphore, file: &SentFile) -> Result<Outcome> {
    if file.bytes.len() > MAX_FILE_BYTES {
        return Ok(Outcome::Read(Err(Unreadable::TooLarge)));
    }
    if foreign::sniff(&file.bytes).is_none() {
        return Ok(Outcome::Read(Err(Unreadable::OtherFormat)));
    }
    let _turn = turns.acquire().await.map_err(|cause| Error::internal("No file is read any more.", cause))?;
    reader.read(Arc::clone(&file.bytes)).await
}

/// Judges what was read. CPU-bound.
pub fn judge(
    read: Outcome,
    file: &SentFile,
    analysis: Option<&crate::jobs::model::JobAnalysis>,
    lexicon: &Lexicon,
) -> Checked {
    let asked = Asked {
        name: file.name.as_deref().filter(|name| !name.is_empty()),
        size_bytes: file.bytes.len() as u64,
        format: foreign::sniff(&file.bytes).unwrap_or(ForeignFormat::Pdf),
        analysis,
    };
    let read = match read {
        Outcome::Read(read) => read.map(|file| *file),
        Outcome::TookTooLong => return Checked::Refused(Refused::TookTooLong),
        Outcome::Died => return Checked::Refused(Refused::TooMuch),
    };
    match check(read, &asked, lexicon) {
        Ok(checked) => Checked::Checked(Box::new(checked)),
        Err(reason) => Checked::Refused(reason.into()),
    }
}
