//! Pictures of pages, made when their link is opened and kept for a while. Part of the exports.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use super::service::Exports;
use crate::documents::formats::Source;
use crate::documents::formats::preview::preview;
use crate::documents::formats::typst::LayoutOptions;
use crate::documents::previews::PreviewPlace;
use crate::documents::templates;
use crate::error::{Error, Result};
use crate::generations::paper::layout_options;
use crate::generations::revisions::model::read_report;
use crate::generations::store;

/// Pictures a process keeps. A version never changes, so neither does its picture; one of a page
/// takes some 150 KB.
const KEPT: NonZeroUsize = NonZeroUsize::new(64).expect("a number above 0");

/// The pictures a process has made last. Cheap to clone.
#[derive(Clone)]
pub struct Previews(Arc<Mutex<LruCache<PreviewPlace, Arc<Vec<u8>>>>>);

impl Default for Previews {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(KEPT))))
    }
}

impl Previews {
    fn find(&self, place: &PreviewPlace) -> Option<Arc<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(place).cloned()
    }

    fn keep(&self, place: PreviewPlace, bytes: &Arc<Vec<u8>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(place, Arc::clone(bytes));
    }
}

impl Exports {
    /// The picture of a page. Takes no account: whoever asks has shown the permit, a signed link.
    ///
    /// # Errors
    /// `NotFound` when the document or version is gone; `Invalid` for a page it does not have.
    pub async fn preview(&self, place: PreviewPlace) -> Result<Arc<Vec<u8>>> {
        // Looked up even for a picture that is kept: a deleted document has no pictures.
        let (document, version) = self.documents.get_linked_version(place.document_id, place.version).await?;
        if let Some(bytes) = self.previews.find(&place) {
            return Ok(bytes);
        }
        let run = match self.documents.find_ground(&document).await? {
            Some(id) => store::find_ground(&mut *self.db.conn().await?, document.account_id, id).await?,
            None => None,
        };
        let length = read_report(&version.quality)?.length;
        let options = match run {
            Some((_, run, _)) => layout_options(&run, &version.content.look, length.tightness),
            None => LayoutOptions {
                paper: version.content.look.paper.unwrap_or_default(),
                tightness: length.tightness,
                may_break: length.pages_asked > 1,
                ..LayoutOptions::default()
            },
        };
        let turn = self.turn().await?;
        let bytes = self
            .outside
            .compute(move |ctx| {
                let _turn = turn;
                let template = templates::find(&document.template).ok_or_else(|| {
                    Error::internal("The template of a document is not known.", document.template)
                })?;
                let content = &version.content;
                let source = Source {
                    content,
                    template,
                    options: &options,
                    typesetter: &ctx.typesetter,
                    engine: None,
                };
                Ok(preview(&source, place.format, place.page, place.width_px())?.bytes)
            })
            .await?;
        let bytes = Arc::new(bytes);
        self.previews.keep(place, &bytes);
        Ok(bytes)
    }
}
