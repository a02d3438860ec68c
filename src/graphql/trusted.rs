//! Trusted documents: when the operator lists them, the server runs those and no others. Part of
//! the GraphQL face.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use async_graphql::parser::parse_query;

use super::limits::documents::{Document, DocumentHash, hash};
use crate::error::{Error, Result};

/// The documents a server may run, by the SHA-256 of their text.
pub struct TrustedDocuments(HashMap<DocumentHash, Arc<Document>>);

impl TrustedDocuments {
    /// Reads a manifest: a JSON object of documents by the hexadecimal SHA-256 of their text, as
    /// client generators write it (`persisted-documents.json`).
    ///
    /// # Errors
    /// `Invalid` naming the file or the entry when it cannot be read, is no such object, or a
    /// document is no GraphQL or has another hash than its key.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|cause| Error::invalid(format!("{shown} cannot be read.")).caused_by(cause))?;
        let entries: HashMap<String, String> = serde_json::from_str(&text).map_err(|cause| {
            Error::invalid(format!("{shown} is no JSON object of documents by their SHA-256."))
                .caused_by(cause)
        })?;
        let mut documents = HashMap::new();
        for (key, source) in entries {
            let found = hash(&source);
            if read_hash(key.strip_prefix("sha256:").unwrap_or(&key)) != Some(found) {
                return Err(Error::invalid(format!("{shown}: {key} is not the SHA-256 of its document.")));
            }
            let parsed = parse_query(&source)
                .map_err(|_| Error::invalid(format!("{shown}: the document {key} is no GraphQL.")))?;
            documents.insert(found, Arc::new(Document::new(&source, parsed)));
        }
        Ok(Self(documents))
    }

    /// The document with this hash.
    pub fn find(&self, hash: &DocumentHash) -> Option<Arc<Document>> {
        self.0.get(hash).cloned()
    }
}

/// Reads 64 hexadecimal digits.
pub fn read_hash(digits: &str) -> Option<DocumentHash> {
    let digits = digits.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut hash = DocumentHash::default();
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn open(text: &str) -> Result<TrustedDocuments> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        TrustedDocuments::open(file.path())
    }

    fn hex(hash: DocumentHash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_hash_reads_back() {
        let of = hash("{ __typename }");
        assert_eq!(read_hash(&hex(of)), Some(of));
        assert_eq!(read_hash("12"), None);
        assert_eq!(read_hash(&"g".repeat(64)), None);
        assert_eq!(read_hash(&"é".repeat(32)), None);
    }

    #[test]
    fn a_listed_document_is_found_and_no_other() {
        let source = "query Me { viewer { id } }";
        let trusted = open(&format!(r#"{{ "{}": "{source}" }}"#, hex(hash(source)))).unwrap();
        assert!(trusted.find(&hash(source)).is_some());
        assert!(trusted.find(&hash("{ viewer { id } }")).is_none());
    }

    #[test]
    fn a_manifest_that_is_wrong_is_refused() {
        assert!(open("[]").is_err());
        assert!(open(&format!(r#"{{ "{}": "{{ other }}" }}"#, "0".repeat(64))).is_err());
        let broken = "query {";
        assert!(open(&format!(r#"{{ "{}": "{broken}" }}"#, hex(hash(broken)))).is_err());
    }
}
