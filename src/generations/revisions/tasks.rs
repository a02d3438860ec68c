//! The background face of changed documents: prints the file of a version and reads it back.
//!
//! Nothing of the content is left out to make it fit; type is set tighter as a generation would,
//! and what is still too long is noted as the version's failure. A version that a later one has
//! overtaken is not printed.

use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::model::{read_report, write_report};
use crate::clock::Clock;
use crate::db::{Connection, Db};
use crate::documents::changes::FilesFailure;
use crate::documents::fit::fit;
use crate::documents::model::{DocumentKind, PageFit};
use crate::documents::record::{Document, DocumentFile, DocumentVersion, FileFormat, file_name};
use crate::documents::service::Documents;
use crate::documents::templates;
use crate::error::{Error, ErrorKind, Result};
use crate::files::FileStore;
use crate::generations::model::{GenerationInput, QualityReport, RenderedFile, ReviewedDraft};
use crate::generations::paper::layout_options;
use crate::generations::pdf_exporter::export;
use crate::generations::quality_validator::tell_pages;
use crate::generations::stage::StageContext;
use crate::generations::store;
use crate::ids;
use crate::notifications::model::{NewNotification, NotificationKind};
use crate::notifications::service::notify;
use crate::queue::{self, Handler, NewTask, TaskContext, Terms};

/// The kind of task that prints a version.
pub const PRINT: &str = "document.print";

/// What the task is given.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PrintVersion {
    /// The document.
    pub document_id: Uuid,
    /// Which version.
    pub version: u32,
}

/// Queues the printing of a version in the caller's transaction.
pub async fn enqueue(conn: &mut Connection, account_id: Uuid, document_id: Uuid, version: u32) -> Result<()> {
    let task = NewTask {
        unique_key: Some(format!("{document_id}:{version}")),
        account_id: Some(account_id),
        ..NewTask::new(PRINT, json!(PrintVersion { document_id, version }))
    };
    queue::enqueue(conn, &task).await?;
    Ok(())
}

/// Prints versions. Cheap to clone.
#[derive(Clone)]
pub struct Printer {
    db: Db,
    clock: Clock,
    files: FileStore,
    documents: Documents,
    outside: StageContext,
}

/// What was printed.
struct Print {
    report: QualityReport,
    file: RenderedFile,
    bytes: Vec<u8>,
}

impl Printer {
    /// Makes a printer; `outside` is what the printing sees.
    pub fn new(db: Db, clock: Clock, files: FileStore, documents: Documents, outside: StageContext) -> Self {
        Self { db, clock, files, documents, outside }
    }

    /// Lets a version wait for its file again whose printing is run once more after it had failed for
    /// good.
    async fn reopen(&self, task: &TaskContext, asked: PrintVersion) -> Result<()> {
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                self.documents.ask_files_again(conn, asked.document_id, asked.version).await
            })
            .await?;
        Ok(())
    }

    async fn print(&self, task: &TaskContext, document: &Document, version: DocumentVersion) -> Result<()> {
        let found = match self.documents.find_ground(document).await? {
            Some(id) => store::find_ground(&mut *self.db.conn().await?, document.account_id, id).await?,
            None => None,
        };
        let (_, run, _) = found.ok_or_else(|| Error::not_found("generation behind the document"))?;
        let (template, number) = (document.template.clone(), version.version);
        let person = version.content.identity.name.as_ref().map(|name| name.text.clone()).unwrap_or_default();
        let Print { report, file, bytes } =
            self.outside.compute(move |ctx| print_version(&version, run, &template, ctx)).await?;
        self.files.put(document.account_id, bytes).await?;
        let company = document.company.as_deref().unwrap_or_default();
        let file = DocumentFile {
            id: ids::new_id(),
            document_id: document.id,
            version: number,
            account_id: document.account_id,
            format: FileFormat::Pdf,
            engine: None,
            paper: None,
            standard: None,
            file_name: file_name(&person, document.kind, company, FileFormat::Pdf),
            sha256: file.sha256,
            size_bytes: file.size_bytes,
            pages: Some(u32::from(file.pages)),
            read_back: Some(file.read_back),
            created_at: self.clock.now(),
        };
        let quality = write_report(&report)?;
        let notification = notification(document, NotificationKind::FilesReady, "is printed anew.");
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                if self.documents.finish_files(conn, &file, &quality).await? {
                    notify(conn, document.account_id, &notification, now).await?;
                }
                Ok(())
            })
            .await
    }

    /// Notes with the version why it has no file, unless the fault may pass and another run is
    /// left.
    async fn fail(&self, task: &TaskContext, document: &Document, version: u32, error: Error) -> Result<()> {
        let may_pass = matches!(
            error.kind(),
            ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::LimitReached | ErrorKind::Conflict
        );
        if task.cancellation.is_cancelled() || (may_pass && !task.is_last_attempt) {
            return Err(error);
        }
        self.note(task, document, version, &error).await?;
        if error.kind() == ErrorKind::DoesNotFit { Ok(()) } else { Err(error) }
    }

    async fn note(&self, task: &TaskContext, document: &Document, version: u32, error: &Error) -> Result<()> {
        let failure = failure(document.kind, error);
        let what = format!("could not be printed. {}", failure.message);
        let notification = notification(document, NotificationKind::FilesFailed, &what);
        let now = self.clock.now();
        self.db
            .transaction(async |conn| {
                task.hold(conn).await?;
                if self.documents.fail_files(conn, document.id, version, &failure).await? {
                    notify(conn, document.account_id, &notification, now).await?;
                }
                Ok(())
            })
            .await
    }
}

/// Printings of an account at once, over all processes.
const MOST_OF_AN_ACCOUNT: u32 = 4;

impl Handler for Printer {
    const KIND: &'static str = PRINT;

    type Payload = PrintVersion;

    /// Prints a version that waits for its file.
    ///
    /// # Errors
    /// A fault that may pass is left for another run; the last of them, and any other, is noted
    /// with the version by then. That it does not fit is no fault of the run.
    async fn run(&self, task: TaskContext, asked: PrintVersion) -> Result<()> {
        if task.is_rerun {
            self.reopen(&task, asked).await?;
        }
        let Some((document, version)) = self.documents.find_waiting(asked.document_id, asked.version).await?
        else {
            return Ok(());
        };
        match self.print(&task, &document, version).await {
            Ok(()) => Ok(()),
            Err(error) => self.fail(&task, &document, asked.version, error).await,
        }
    }

    /// Notes with a version that its file never came, once the process that printed it has died again
    /// and again.
    ///
    /// # Errors
    /// `Conflict` when the lease was lost; `Unavailable` when the database is away.
    async fn give_up(&self, task: TaskContext, asked: PrintVersion) -> Result<()> {
        let waiting = self.documents.find_waiting(asked.document_id, asked.version).await?;
        let Some((document, _)) = waiting else { return Ok(()) };
        let error = Error::internal("The printing broke off.", "every run was lost with its process");
        self.note(&task, &document, asked.version, &error).await
    }

    fn terms() -> Terms {
        Terms { max_running_per_account: Some(MOST_OF_AN_ACCOUNT), ..Terms::default() }
    }
}

/// Prints a version on the pages its run was asked for, and reads the file back. CPU-bound.
fn print_version(
    version: &DocumentVersion,
    run: GenerationInput,
    template: &str,
    ctx: &StageContext,
) -> Result<Print> {
    let found = templates::find(template)
        .ok_or_else(|| Error::internal("The template of a document is not known.", template.to_owned()))?;
    let run = GenerationInput { today: version.created_at.date_naive(), ..run };
    let mut report = read_report(&version.quality)?;
    let (content, length) = fit(
        &version.content,
        &[],
        &[],
        report.length.pages_asked,
        found,
        &ctx.typesetter,
        &layout_options(&run, &version.content.look, 0),
    )?;
    report.length = PageFit { left_out: report.length.left_out, ..length };
    tell_pages(&mut report.notes, &report.length);
    let draft = ReviewedDraft { content, template: template.to_owned(), quality: report };
    let (file, bytes) = export(&draft, &run, ctx)?;
    let report = QualityReport { ats: file.ats.clone(), ..draft.quality };
    Ok(Print { report, file, bytes })
}

/// What the owner of a document is told of its files.
fn notification(document: &Document, kind: NotificationKind, what: &str) -> NewNotification {
    let name = |words: &Option<String>, before| match words.as_deref() {
        Some(words) if !words.is_empty() => format!(" {before} {words}"),
        _ => String::new(),
    };
    let purpose = name(&document.job_title, "for") + &name(&document.company, "at");
    NewNotification {
        kind,
        message: format!("The {}{purpose} {what}", noun(document.kind)),
        generation_id: document.generation_id,
        document_id: Some(document.id),
    }
}

fn noun(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Resume => "résumé",
        DocumentKind::CoverLetter => "cover letter",
    }
}

/// What is told of a version that has no file. The words of the document are not.
fn failure(kind: DocumentKind, error: &Error) -> FilesFailure {
    let noun = noun(kind);
    match error.kind() {
        ErrorKind::DoesNotFit => FilesFailure {
            code: "does_not_fit".to_owned(),
            message: format!(
                "As it is now the {noun} is longer than the pages it was made for. Shorten a claim or reject \
                 one, or make it anew for more pages."
            ),
        },
        ErrorKind::Invalid | ErrorKind::Unsupported => {
            FilesFailure { code: "invalid".to_owned(), message: error.message().to_owned() }
        }
        _ => FilesFailure {
            code: FilesFailure::INTERNAL.to_owned(),
            message: format!("The {noun} could not be printed. Have it printed once more, or report it."),
        },
    }
}
