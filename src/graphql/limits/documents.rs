//! Documents that were parsed, so that the next request with the same text is spared it. Part of
//! the limits of the GraphQL face.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::parser::types::ExecutableDocument;
use lru::LruCache;
use sha2::{Digest, Sha256};

/// The text kept at most, in bytes over all documents; parsed, it takes about twenty times this.
const MAX_KEPT_BYTES: usize = 512 * 1024;

/// SHA-256 of a document's text.
pub type DocumentHash = [u8; 32];

/// A parsed document with its text.
pub struct Document {
    /// The text.
    pub source: Arc<str>,
    /// What it says.
    pub parsed: ExecutableDocument,
    has_run: AtomicBool,
}

impl Document {
    /// A document that has not run yet.
    pub fn new(source: &str, parsed: ExecutableDocument) -> Self {
        Self { source: source.into(), parsed, has_run: AtomicBool::new(false) }
    }

    /// Whether it ran before, so that it has passed validation.
    pub fn has_run(&self) -> bool {
        self.has_run.load(Ordering::Relaxed)
    }
}

/// The parsed documents of this process, bounded by the length of their texts; the one asked for
/// longest ago goes first. Only documents that ran come in, so that broken ones cannot push good
/// ones out.
#[derive(Default)]
pub struct Documents(Mutex<Kept>);

struct Kept {
    documents: LruCache<DocumentHash, Arc<Document>>,
    bytes: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self { documents: LruCache::unbounded(), bytes: 0 }
    }
}

impl Documents {
    /// The document with this hash, when it ran before and is still kept.
    pub fn find(&self, hash: &DocumentHash) -> Option<Arc<Document>> {
        self.kept().documents.get(hash).cloned()
    }

    /// Keeps a document that ran, if this was the first time; returns the one that is kept, which
    /// may be another's.
    pub fn keep(&self, hash: DocumentHash, document: Arc<Document>) -> Arc<Document> {
        if document.has_run.swap(true, Ordering::Relaxed) {
            return document;
        }
        let mut kept = self.kept();
        if let Some(found) = kept.documents.get(&hash) {
            return Arc::clone(found);
        }
        let given = Arc::clone(&document);
        kept.bytes += document.source.len();
        kept.documents.push(hash, document);
        while kept.bytes > MAX_KEPT_BYTES
            && let Some((_, oldest)) = kept.documents.pop_lru()
        {
            kept.bytes -= oldest.source.len();
        }
        given
    }

    /// A panic cannot leave the sums wrong: nothing between their changes panics.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash of a document's text.
pub fn hash(source: &str) -> DocumentHash {
    Sha256::digest(source.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn document(source: &str) -> Arc<Document> {
        Arc::new(Document::new(source, parse_query(source).unwrap()))
    }

    #[test]
    fn a_kept_document_is_found_by_its_hash_alone() {
        let documents = Documents::default();
        let source = "{ __typename }";
        assert!(documents.find(&hash(source)).is_none());
        documents.keep(hash(source), document(source));
        assert_eq!(&*documents.find(&hash(source)).unwrap().source, source);
        assert!(documents.find(&hash("{ __typename  }")).is_none());
    }

    #[test]
    fn those_who_send_the_same_at_once_share_one() {
        let documents = Documents::default();
        let source = "{ __typename }";
        let (first, second) = (document(source), document(source));
        assert!(Arc::ptr_eq(&documents.keep(hash(source), Arc::clone(&first)), &first));
        assert!(Arc::ptr_eq(&documents.keep(hash(source), second), &first));
        assert_eq!(documents.kept().bytes, source.len());
    }

    #[test]
    fn the_store_stays_within_its_bound() {
        let documents = Documents::default();
        let padding = " ".repeat(10_000);
        for index in 0..500 {
            let source = format!("{{ a{index} }}{padding}");
            documents.keep(hash(&source), document(&source));
        }
        let kept = documents.kept();
        assert!(kept.bytes <= MAX_KEPT_BYTES);
        let held: usize = kept.documents.iter().map(|(_, document)| document.source.len()).sum();
        assert_eq!(kept.bytes, held);
        assert!(kept.documents.contains(&hash(&format!("{{ a499 }}{padding}"))));
    }
}
