//! What is asked of an export, and what came of it. Pure.

use uuid::Uuid;

use crate::config::PdfEngine;
use crate::documents::look::Paper;
use crate::documents::model::DocumentKind;
use crate::documents::pdf_standard::PdfStandard;
use crate::documents::record::{Document, DocumentFile, FileFormat};
use crate::error::{Error, Result, Violation};

/// Files that are asked of a version.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// The document.
    pub document_id: Uuid,
    /// Which version; the current one when none.
    pub version: Option<u32>,
    /// The formats, each once.
    pub formats: Vec<FileFormat>,
    /// What prints a PDF; what the server is set to when none.
    pub engine: Option<PdfEngine>,
    /// The paper; that of the person's country when none.
    pub paper: Option<Paper>,
    /// The standard a PDF is held to; that of its engine when none.
    pub standard: Option<PdfStandard>,
}

/// What came of an export.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The document.
    pub document: Document,
    /// The files, in the order asked; the one that is still being printed is not among them.
    pub files: Vec<DocumentFile>,
    /// Whether the version's own PDF was asked for and is still being printed.
    pub is_pending: bool,
}

/// A file of a version as it is told apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    /// Its format.
    pub format: FileFormat,
    /// The engine asked for; none for formats other than PDF.
    pub engine: Option<PdfEngine>,
    /// The paper asked for; none for formats without pages.
    pub paper: Option<Paper>,
    /// The standard asked for; none for formats other than PDF.
    pub standard: Option<PdfStandard>,
}

impl Variant {
    /// The file of a version that its own run or a change printed.
    pub fn is_own_pdf(&self) -> bool {
        *self == Self { format: FileFormat::Pdf, engine: None, paper: None, standard: None }
    }

    /// Whether a file is it.
    pub fn is(&self, file: &DocumentFile) -> bool {
        let Self { format, engine, paper, standard } = *self;
        (file.format, file.engine, file.paper, file.standard) == (format, engine, paper, standard)
    }
}

impl ExportRequest {
    /// The files asked for; what does not matter to a format is left out.
    ///
    /// # Errors
    /// `Invalid` with the places: no format, the same twice, one that documents of that kind do not
    /// have, or a PDF standard that the engine asked for does not keep.
    pub fn variants(&self, kind: DocumentKind) -> Result<Vec<Variant>> {
        let mut wrong = Vec::new();
        if self.formats.is_empty() {
            wrong.push(Violation::new("input.formats", "required", "Name at least one format."));
        }
        for (index, format) in self.formats.iter().enumerate() {
            let place = format!("input.formats.{index}");
            if self.formats[..index].contains(format) {
                wrong.push(Violation::new(&place, "repeated", "Name each format once."));
            } else if !format.is_for(kind) {
                let message = "A cover letter has no such form; ask for another format.";
                wrong.push(Violation::new(&place, "not_for_kind", message));
            }
        }
        let is_pdf = self.formats.contains(&FileFormat::Pdf);
        if is_pdf && self.standard.is_some() && self.engine == Some(PdfEngine::Wkhtmltopdf) {
            let message = "wkhtmltopdf keeps no PDF standard; leave the engine out, or name TYPST.";
            wrong.push(Violation::new("input.pdfStandard", "not_for_engine", message));
        }
        if !wrong.is_empty() {
            return Err(Error::violations("The formats asked for cannot be made.", wrong));
        }
        let variant = |format: FileFormat| Variant {
            format,
            engine: self.engine.filter(|_| format == FileFormat::Pdf),
            paper: self.paper.filter(|_| format.has_pages()),
            standard: self.standard.filter(|_| format == FileFormat::Pdf),
        };
        Ok(self.formats.iter().copied().map(variant).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn request(formats: &[FileFormat]) -> ExportRequest {
        ExportRequest {
            document_id: Uuid::nil(),
            version: None,
            formats: formats.to_vec(),
            engine: Some(PdfEngine::Wkhtmltopdf),
            paper: Some(Paper::UsLetter),
            standard: None,
        }
    }

    #[test]
    fn what_does_not_matter_to_a_format_makes_no_further_file() {
        let formats = [FileFormat::Pdf, FileFormat::Docx, FileFormat::Text];
        let variants = request(&formats).variants(DocumentKind::Resume).expect("variants");
        let told: Vec<_> = variants.iter().map(|it| (it.engine.is_some(), it.paper.is_some())).collect();
        assert_eq!(told, [(true, true), (false, true), (false, false)]);
        assert!(!variants[0].is_own_pdf());
    }

    #[test]
    fn a_standard_makes_a_file_of_its_own_and_is_kept_by_the_typesetter_alone() {
        let formats = [FileFormat::Pdf, FileFormat::Text];
        let asked = |engine, formats: &[FileFormat]| {
            let standard = Some(PdfStandard::A2aUa1);
            ExportRequest { engine, standard, paper: None, ..request(formats) }.variants(DocumentKind::Resume)
        };
        for engine in [None, Some(PdfEngine::Typst)] {
            let variants = asked(engine, &formats).expect("variants");
            assert!(variants[0].standard.is_some() && variants[1].standard.is_none());
            assert!(!variants[0].is_own_pdf());
        }
        let refused = asked(Some(PdfEngine::Wkhtmltopdf), &formats).expect_err("no standard");
        let places: Vec<_> =
            refused.places().iter().map(|it| (it.path.join("."), it.code.as_str())).collect();
        assert_eq!(places, [("input.pdfStandard".to_owned(), "not_for_engine")]);
        assert!(asked(Some(PdfEngine::Wkhtmltopdf), &formats[1..]).is_ok(), "there is no PDF");
    }

    #[test]
    fn formats_that_cannot_be_are_named_by_their_places() {
        let check = |formats: &[FileFormat], codes: &[&str]| {
            let error = request(formats).variants(DocumentKind::CoverLetter).expect_err("wrong");
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert_eq!(error.places().iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), codes);
        };
        check(&[], &["required"]);
        check(&[FileFormat::Docx, FileFormat::Docx, FileFormat::JsonResume], &["repeated", "not_for_kind"]);
        assert!(request(&[FileFormat::Docx]).variants(DocumentKind::CoverLetter).is_ok());
    }
}
