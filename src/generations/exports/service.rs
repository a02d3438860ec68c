//! The use case of exporting: load the version, make off the async threads what is not there, keep
//! it with the version.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::model::{ExportRequest, Exported, Variant};
use super::previews::Previews;
use crate::clock::Clock;
use crate::config::PdfEngine;
use crate::db::Db;
use crate::documents::changes::FilesStatus;
use crate::documents::fit::fit;
use crate::documents::formats::typst::LayoutOptions;
use crate::documents::formats::wkhtmltopdf::{self, Wkhtmltopdf};
use crate::documents::formats::{self, Engine, Source};
use crate::documents::model::ReadBack;
use crate::documents::record::{Document, DocumentFile, DocumentVersion, FileFormat, file_name};
use crate::documents::service::Documents;
use crate::documents::templates;
use crate::error::{Error, Result};
use crate::files::FileStore;
use crate::generations::model::GenerationInput;
use crate::generations::paper::layout_options;
use crate::generations::revisions::model::read_report;
use crate::generations::stage::StageContext;
use crate::generations::store;
use crate::ids;

/// Exports a process makes at once; others wait for their turn.
const AT_ONCE: usize = 2;

/// The use case of exporting documents. Cheap to clone.
#[derive(Clone)]
pub struct Exports {
    pub(super) db: Db,
    clock: Clock,
    files: FileStore,
    pub(super) documents: Documents,
    pub(super) outside: StageContext,
    pub(super) previews: Previews,
    wkhtmltopdf: Option<Wkhtmltopdf>,
    turns: Arc<Semaphore>,
}

impl Exports {
    /// Makes the service; `outside` is what the making sees, `wkhtmltopdf` the program where it is
    /// installed.
    pub fn new(
        db: Db,
        clock: Clock,
        files: FileStore,
        documents: Documents,
        outside: StageContext,
        wkhtmltopdf: Option<Wkhtmltopdf>,
    ) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { db, clock, files, documents, outside, previews: Previews::default(), wkhtmltopdf, turns }
    }

    /// Gives the files asked of a version, making those that are not there. Whoever goes away
    /// meanwhile ends the making.
    ///
    /// # Errors
    /// `NotFound` for a document or version the account does not have; `Invalid` with the places
    /// for formats that cannot be; `DoesNotFit` when the pages cannot hold it; `Unavailable` when
    /// the engine asked for is not installed or failed.
    pub async fn export(&self, account_id: Uuid, request: &ExportRequest) -> Result<Exported> {
        let document = self.documents.get(account_id, request.document_id).await?;
        let number = request.version.unwrap_or(document.version);
        let variants = request.variants(document.kind)?;
        let version = self.documents.get_version(account_id, document.id, number).await?;
        let there = self.there(account_id, document.id, number).await?;
        let is_there = |variant: &Variant| there.iter().any(|file| variant.is(file));
        let is_pending = variants.iter().any(|variant| {
            variant.is_own_pdf() && !is_there(variant) && version.files_status == FilesStatus::Pending
        });
        let missing: Vec<Variant> = variants
            .iter()
            .filter(|variant| !(is_there(variant) || is_pending && variant.is_own_pdf()))
            .copied()
            .collect();
        if !missing.is_empty() {
            self.make(&document, version, missing).await?;
        }
        let there = self.there(account_id, document.id, number).await?;
        let find = |variant: &Variant| there.iter().find(|file| variant.is(file)).cloned();
        Ok(Exported { document, files: variants.iter().filter_map(find).collect(), is_pending })
    }

    /// Waits for a turn at the cores of this machine; it ends when what is given is dropped.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        turn.map_err(|cause| Error::unavailable("The server is stopping; try again soon.", cause))
    }

    async fn there(&self, account_id: Uuid, id: Uuid, version: u32) -> Result<Vec<DocumentFile>> {
        let files = self.documents.list_all_files(account_id, &[id]).await?;
        Ok(files.into_iter().filter(|file| file.version == version).collect())
    }

    /// Makes files of a version, all or none, and keeps them.
    async fn make(
        &self,
        document: &Document,
        version: DocumentVersion,
        variants: Vec<Variant>,
    ) -> Result<()> {
        let is_wkhtmltopdf = |variant: &Variant| variant.engine == Some(PdfEngine::Wkhtmltopdf);
        if variants.iter().any(is_wkhtmltopdf) && self.wkhtmltopdf.is_none() {
            return Err(wkhtmltopdf::not_installed());
        }
        let run = match self.documents.find_ground(document).await? {
            Some(id) => store::find_ground(&mut *self.db.conn().await?, document.account_id, id).await?,
            None => None,
        };
        let run = run.map(|(_, run, _)| run);
        let person = version.content.identity.name.as_ref().map(|name| name.text.clone()).unwrap_or_default();
        let number = version.version;
        let work = Work {
            version,
            run,
            template: document.template.clone(),
            wkhtmltopdf: self.wkhtmltopdf.clone(),
            cancellation: CancellationToken::new(),
        };
        // Dropped with this future, which is dropped when nobody waits for it any more.
        let _end_with_us = work.cancellation.clone().drop_guard();
        let turn = self.turn().await?;
        let made = self
            .outside
            .compute(move |ctx| {
                let _turn = turn;
                variants
                    .into_iter()
                    .map(|variant| Ok((variant, work.make(variant, ctx)?)))
                    .collect::<Result<Vec<_>>>()
            })
            .await?;
        let company = document.company.as_deref().unwrap_or_default();
        let mut files = Vec::with_capacity(made.len());
        for (Variant { format, engine, paper, standard }, (bytes, read_back)) in made {
            let hash = self.files.put(document.account_id, bytes).await?;
            files.push(DocumentFile {
                id: ids::new_id(),
                document_id: document.id,
                version: number,
                account_id: document.account_id,
                format,
                engine,
                paper,
                standard,
                file_name: file_name(&person, document.kind, company, format),
                sha256: hash.to_hex(),
                size_bytes: read_back.size_bytes,
                pages: (read_back.pages > 0).then(|| u32::from(read_back.pages)),
                read_back: Some(read_back),
                created_at: self.clock.now(),
            });
        }
        self.documents.keep_files(&files).await
    }
}

/// What files of a version are made from.
struct Work {
    version: DocumentVersion,
    /// What its run was asked; none when the run is gone.
    run: Option<GenerationInput>,
    template: String,
    wkhtmltopdf: Option<Wkhtmltopdf>,
    cancellation: CancellationToken,
}

impl Work {
    /// Makes a file and reads it back. CPU-bound.
    fn make(&self, variant: Variant, ctx: &StageContext) -> Result<(Vec<u8>, ReadBack)> {
        let content = &self.version.content;
        let template = templates::find(&self.template).ok_or_else(|| {
            Error::internal("The template of a document is not known.", self.template.clone())
        })?;
        let length = read_report(&self.version.quality)?.length;
        let day = self.version.created_at.date_naive();
        let mut options = match &self.run {
            Some(run) => {
                LayoutOptions { date: Some(day), ..layout_options(run, &content.look, length.tightness) }
            }
            None => LayoutOptions {
                paper: content.look.paper.unwrap_or_default(),
                tightness: length.tightness,
                may_break: length.pages_asked > 1,
                date: Some(day),
                ..LayoutOptions::default()
            },
        };
        options.paper = variant.paper.unwrap_or(options.paper);
        options.standard = variant.standard.unwrap_or_default();
        let is_cancelled = || self.cancellation.is_cancelled();
        let program = match variant.engine {
            Some(PdfEngine::Wkhtmltopdf) => self.wkhtmltopdf.as_ref(),
            Some(PdfEngine::Typst) => None,
            // Whoever names a standard leaves the choice to what keeps it.
            None if variant.standard.is_some() => None,
            None => ctx.pdf_engine.as_deref(),
        };
        let engine = program.map(|program| Engine { program, is_cancelled: &is_cancelled });
        if variant.format == FileFormat::Pdf && engine.is_none() {
            // On other paper, or of words that were never printed, it may need to be set tighter.
            let loosest = LayoutOptions { tightness: 0, ..options };
            let pages = length.pages_asked;
            let (_, fitted) = fit(content, &[], &[], pages, template, &ctx.typesetter, &loosest)?;
            options.tightness = fitted.tightness;
        }
        let source = Source { content, template, options: &options, typesetter: &ctx.typesetter, engine };
        formats::make_on_pages(variant.format, &source, length.pages_asked)
    }
}
