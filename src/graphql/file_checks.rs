//! `checkFile`: what does a machine make of a file? Part of the GraphQL face.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use futures_util::future::BoxFuture;

use super::ats_systems::AtsCompatibility;
use super::context::Asking;
use super::documents::quality::{AtsPlace, AtsReport, Coverage, HiddenText};
use super::error::Result;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::payload::Refusal;
use super::uploads::Upload;
use crate::documents::file_check::service::{Checked, Refused, SentFile};
use crate::documents::file_check::{self, contact, sections};
use crate::documents::readback::foreign;
use crate::error::ErrorKind;
use crate::language::headings;

/// A file to check.
#[derive(InputObject)]
pub struct CheckFileInput {
    /// The file, a PDF or DOCX of at most 10 MB and 50 pages, sent with the operation as
    /// multipart/form-data. It is told by its bytes, not by its name.
    file: Upload,
    /// The job it is meant for: adds which of the posting's keywords it says.
    job_id: Option<ID>,
}

/// What came of checking a file.
#[derive(SimpleObject)]
pub struct CheckFilePayload {
    /// What came of it.
    status: CheckFileStatus,
    /// Why it was not checked, for a person; null when it was.
    message: Option<&'static str>,
    /// The check; null for every status but `CHECKED`.
    check: Option<FileCheck>,
}

/// What came of checking a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum CheckFileStatus {
    /// The file was checked, whatever its score.
    Checked,
    /// Its bytes are neither those of a PDF nor of a DOCX.
    NotSupported,
    /// It has too many bytes or pages.
    TooLarge,
    /// It holds or unpacks to more than is followed.
    TooMuch,
    /// It was not read within the time allowed.
    TookTooLong,
    /// It is damaged.
    Malformed,
    /// There is no such job.
    NotFound,
}

impl From<Refused> for CheckFileStatus {
    fn from(reason: Refused) -> Self {
        match reason {
            Refused::NotSupported => Self::NotSupported,
            Refused::TooLarge => Self::TooLarge,
            Refused::TooMuch => Self::TooMuch,
            Refused::TookTooLong => Self::TookTooLong,
            Refused::Malformed => Self::Malformed,
        }
    }
}

/// What a machine makes of a file: judged by published rules from the file alone, an estimate and
/// not the word of any vendor.
#[derive(SimpleObject)]
pub struct FileCheck {
    /// Its format.
    format: CheckedFormat,
    /// Its size.
    size_bytes: u64,
    /// Its pages; null where the format leaves them to the program that opens it, and for a file
    /// with a password.
    pages: Option<u32>,
    /// Words that are seen.
    words: u32,
    /// The score, and what was found.
    ats: AtsReport,
    /// What a machine reads.
    read: FileReading,
    /// Fonts it names, each once.
    fonts: Vec<FontUse>,
    /// Text that is read and not seen. It counts for nothing.
    hidden_text: Vec<HiddenText>,
    /// What it says of the job's keywords; null without a job. Nothing is known of what its author
    /// could say, so `supportable` holds all keywords and `gaps` none.
    coverage: Option<Coverage>,
    /// The estimate for each named applicant system.
    compatibility: Vec<AtsCompatibility>,
}

/// The format of a checked file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "foreign::ForeignFormat")]
pub enum CheckedFormat {
    /// Portable Document Format.
    Pdf,
    /// The format of Word since 2007.
    Docx,
}

/// What a machine reads in a file.
#[derive(SimpleObject)]
pub struct FileReading {
    /// All of its text that is seen, line by line in the order it is read.
    text: String,
    /// Who it is from.
    contact: FileContact,
    /// Its sections, by their headings, in order.
    sections: Vec<FileSection>,
    /// Dates and periods as they are written, in order.
    dates: Vec<String>,
}

/// Who a file is from, as a machine finds it by the looks of words.
#[derive(SimpleObject)]
pub struct FileContact {
    /// The name.
    name: Option<FileDetail>,
    /// The e-mail address.
    email: Option<FileDetail>,
    /// The telephone number.
    phone: Option<FileDetail>,
    /// Where the person lives.
    location: Option<FileDetail>,
    /// Addresses of sites.
    links: Vec<String>,
}

/// A contact detail found in a file.
#[derive(SimpleObject)]
pub struct FileDetail {
    /// Its words.
    text: String,
    /// Where in the document it stands.
    part: FilePart,
    /// Where on its page; null in formats without places.
    place: Option<AtsPlace>,
}

/// Where in a document words stand. Many applicant systems read the body alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "foreign::Part")]
pub enum FilePart {
    /// In the body.
    Body,
    /// In a table of the body.
    Table,
    /// In a text box.
    TextBox,
    /// At the head of each page.
    Header,
    /// At the foot of each page.
    Footer,
    /// In a footnote, a comment or a field of a form.
    Note,
}

/// A section of a file.
#[derive(SimpleObject)]
pub struct FileSection {
    /// Its heading as written.
    heading: String,
    /// What a machine takes it for.
    kind: FileSectionKind,
    /// How many lines stand under it.
    lines: u32,
    /// Where its heading stands; null in formats without places.
    place: Option<AtsPlace>,
}

/// What a section of a file is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "headings::ResumeHeading")]
pub enum FileSectionKind {
    /// Name and ways to reach the person.
    Contact,
    /// Who the person is, in short.
    Summary,
    /// Positions held.
    Experience,
    /// Schools and degrees.
    Education,
    /// Skills.
    Skills,
    /// Projects.
    Projects,
    /// Certificates and licences.
    Certificates,
    /// Human languages.
    Languages,
    /// Publications.
    Publications,
    /// Awards.
    Awards,
    /// Unpaid work.
    Volunteering,
    /// Interests.
    Interests,
    /// People who speak for the person.
    References,
    /// Memberships of societies.
    Memberships,
    /// Courses and training.
    Courses,
    /// A known part of no other kind.
    Other,
}

/// A font a file names.
#[derive(SimpleObject)]
pub struct FontUse {
    /// Its name.
    name: String,
    /// Whether the file holds its letters; true in formats that never do.
    embedded: bool,
}

impl From<file_check::FileCheck> for FileCheck {
    fn from(check: file_check::FileCheck) -> Self {
        let text = check.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        Self {
            format: check.format.into(),
            size_bytes: check.size_bytes,
            pages: check.pages,
            words: check.words,
            ats: AtsReport::from(check.report),
            read: FileReading {
                text,
                contact: FileContact::from(check.contact),
                sections: check.sections.into_iter().map(FileSection::from).collect(),
                dates: check.dates,
            },
            fonts: check
                .fonts
                .into_iter()
                .map(|font| FontUse { name: font.name, embedded: font.is_embedded })
                .collect(),
            hidden_text: check.hidden.into_iter().map(HiddenText::from).collect(),
            coverage: check.coverage.map(Coverage::from),
            compatibility: check.systems.into_iter().map(AtsCompatibility::from).collect(),
        }
    }
}

impl From<contact::Contact> for FileContact {
    fn from(contact: contact::Contact) -> Self {
        let detail = |detail: Option<contact::Detail>| {
            detail.map(|contact::Detail { seen, part }| FileDetail {
                text: seen.words,
                part: part.into(),
                place: seen.place.map(AtsPlace::from),
            })
        };
        Self {
            name: detail(contact.name),
            email: detail(contact.email),
            phone: detail(contact.phone),
            location: detail(contact.location),
            links: contact.links,
        }
    }
}

impl From<sections::Section> for FileSection {
    fn from(section: sections::Section) -> Self {
        Self {
            lines: u32::try_from(section.lines.len()).unwrap_or(u32::MAX),
            heading: section.heading,
            kind: section.kind.into(),
            place: section.place.map(AtsPlace::from),
        }
    }
}

/// The root field about files somebody sends.
#[derive(Default)]
pub struct FileChecksMutation;

#[Object]
impl FileChecksMutation {
    /// Checks what machines make of a file, whoever made it: its score with findings and their
    /// places, what is read in it, and an estimate for each named applicant system. It changes
    /// nothing, and nothing of the file is kept or logged.
    #[graphql(guard = "SignedIn")]
    async fn check_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and what it is meant for.")] input: CheckFileInput,
    ) -> Result<CheckFilePayload> {
        let of = |status, message, check| Ok(CheckFilePayload { status, message, check });
        let who = ctx.viewer()?.account_id;
        let job_id = match &input.job_id {
            None => None,
            Some(id) => match GlobalId::read_as(NodeKind::Job, id) {
                None => return of(CheckFileStatus::NotFound, Some(NO_JOB), None),
                found => found,
            },
        };
        let file = input.file.file(ctx)?;
        let name = Some(file.file_name.clone());
        let file = SentFile { name, bytes: Arc::new(file.read().await?) };
        let checking: BoxFuture<'_, _> = Box::pin(ctx.app()?.file_checks.check(who, job_id, file));
        match checking.await {
            Ok(Checked::Checked(check)) => of(CheckFileStatus::Checked, None, Some(FileCheck::from(*check))),
            Ok(Checked::Refused(reason)) => of(reason.into(), Some(reason.told()), None),
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                of(CheckFileStatus::NotFound, Some(NO_JOB), None)
            }
        }
    }
}

/// What is said of a job that is not there.
const NO_JOB: &str = "There is no such job.";
