//! The standards a PDF says it keeps, and what of them can be told without a validator: read from
//! its metadata (XMP, ISO 16684-1) and its catalogue.

use pdf_extract::{Dictionary, Document, Object};

use super::Unreadable;
use crate::documents::pdf_standard::PdfStandard;

/// What a PDF says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stated {
    /// Part and level of PDF/A (ISO 19005-2, 6.6.4), such as `2` and `A`.
    pub archival: Option<(String, String)>,
    /// Part of PDF/UA (ISO 14289-1, 5), such as `1`.
    pub accessible: Option<String>,
    /// Whether it says for archives which colours are meant: an output intent with a profile.
    pub has_output_intent: bool,
    /// Whether it is encrypted, which archives do not take.
    pub is_encrypted: bool,
}

impl Stated {
    /// Whether that is what a file of the standard says.
    pub fn keeps(&self, standard: PdfStandard) -> bool {
        let is_archival = self.archival.as_ref().is_some_and(|(part, level)| part == "2" && level == "A");
        let is_open = !self.is_encrypted && self.accessible.as_deref() == Some("1");
        match standard {
            PdfStandard::Ua1 => is_open,
            PdfStandard::A2aUa1 => is_open && is_archival && self.has_output_intent,
        }
    }
}

/// Reads what a PDF of our own says of itself. CPU-bound.
///
/// # Errors
/// Why it cannot be read.
pub fn read(file: &[u8]) -> Result<Stated, Unreadable> {
    let document = Document::load_mem(file).map_err(|_| Unreadable::Malformed)?;
    let catalogue = document.catalog().map_err(|_| Unreadable::Malformed)?;
    let metadata = metadata(&document, catalogue).unwrap_or_default();
    let archival = element(&metadata, "pdfaid:part").zip(element(&metadata, "pdfaid:conformance"));
    Ok(Stated {
        archival,
        accessible: element(&metadata, "pdfuaid:part"),
        has_output_intent: has_output_intent(&document, catalogue),
        is_encrypted: document.was_encrypted() || document.trailer.has(b"Encrypt"),
    })
}

/// The metadata as it stands; archives ask for it neither packed nor encrypted.
fn metadata(document: &Document, catalogue: &Dictionary) -> Option<String> {
    let (_, object) = document.dereference(catalogue.get(b"Metadata").ok()?).ok()?;
    let stream = object.as_stream().ok()?;
    let bytes = stream.get_plain_content().ok()?;
    String::from_utf8(bytes).ok()
}

/// The words of the first element of that name.
fn element(metadata: &str, name: &str) -> Option<String> {
    let (_, rest) = metadata.split_once(&format!("<{name}>"))?;
    let (words, _) = rest.split_once(&format!("</{name}>"))?;
    Some(words.trim().to_owned())
}

fn has_output_intent(document: &Document, catalogue: &Dictionary) -> bool {
    let resolved = |object: &Object| document.dereference(object).ok().map(|(_, object)| object.clone());
    let intents = catalogue.get(b"OutputIntents").ok().and_then(resolved);
    let intents = intents.as_ref().and_then(|intents| intents.as_array().ok());
    intents.into_iter().flatten().filter_map(resolved).any(|intent| {
        let Ok(intent) = intent.as_dict() else { return false };
        let is_archival = intent.get(b"S").and_then(Object::as_name).is_ok_and(|kind| kind == b"GTS_PDFA1");
        let profile = intent.get(b"DestOutputProfile").ok().and_then(resolved);
        is_archival && profile.is_some_and(|profile| profile.as_stream().is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_a_file_must_say_is_missed() {
        let good = Stated {
            archival: Some(("2".to_owned(), "A".to_owned())),
            accessible: Some("1".to_owned()),
            has_output_intent: true,
            is_encrypted: false,
        };
        assert!(good.keeps(PdfStandard::A2aUa1) && good.keeps(PdfStandard::Ua1));
        for (bad, is_accessible) in [
            (Stated { archival: None, ..good.clone() }, true),
            (Stated { archival: Some(("2".to_owned(), "B".to_owned())), ..good.clone() }, true),
            (Stated { archival: Some(("3".to_owned(), "A".to_owned())), ..good.clone() }, true),
            (Stated { has_output_intent: false, ..good.clone() }, true),
            (Stated { accessible: None, ..good.clone() }, false),
            (Stated { is_encrypted: true, ..good.clone() }, false),
        ] {
            assert!(!bad.keeps(PdfStandard::A2aUa1), "{bad:?}");
            assert_eq!(bad.keeps(PdfStandard::Ua1), is_accessible, "{bad:?}");
        }
        assert_eq!(read(b"no such file"), Err(Unreadable::Malformed));
    }
}
