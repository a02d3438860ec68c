//! The formats a document can be had in. A format is a row here and a module beside it; a contract
//! test runs over [`ALL`].
//!
//! [`typst`] sets pages; the others write the paragraphs of [`flow`], which hold the same words in
//! the same order. Each format is read back by a reader that shares nothing with its writer.

pub mod docx;
pub mod flow;
pub mod html;
pub mod json_resume;
pub mod markdown;
pub mod preview;
pub mod text;
pub mod typst;
pub mod wkhtmltopdf;

use self::typst::{LayoutOptions, MAX_TIGHTNESS, Typesetter};
use self::wkhtmltopdf::Wkhtmltopdf;
use super::model::{DocumentContent, DocumentKind, ReadBack};
use super::pdf_standard::PdfStandard;
use super::printed::Printed;
use super::readback::{self, marked, standards};
use super::record::FileFormat;
use super::templates::Template;
use crate::error::{Error, ErrorKind, Result};

/// What a file is written from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The content.
    pub content: &'a DocumentContent,
    /// The template, which decides about the look of pages, and whether what does not read back is
    /// offered.
    pub template: &'a Template,
    /// Paper, tightness and day.
    pub options: &'a LayoutOptions,
    /// What sets pages.
    pub typesetter: &'a Typesetter,
    /// What prints PDFs in the typesetter's place, where that was asked.
    pub engine: Option<Engine<'a>>,
}

/// A program that prints PDFs, and whether somebody still waits for it.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The program.
    pub program: &'a Wkhtmltopdf,
    /// Ends the program when it turns true.
    pub is_cancelled: &'a dyn Fn() -> bool,
}

/// A format: what it is called, how it is written and how it is read back.
pub struct Format {
    /// Which.
    pub format: FileFormat,
    /// Its name for a person.
    pub title: &'static str,
    /// What it is good for, for a person.
    pub description: &'static str,
    /// Writes a file. The same source gives the same bytes.
    pub write: fn(&Source<'_>) -> Result<Vec<u8>>,
    /// Reads a file of its own back and looks for what the content prints.
    pub read_back: fn(&[u8], &DocumentContent) -> Result<ReadBack>,
}

/// Every format, in the order in which they are offered.
pub const ALL: &[Format] = &[
    Format {
        format: FileFormat::Pdf,
        title: "PDF",
        description: "Pages as they are printed, tagged (PDF/UA-1) and, where asked, for archives (PDF/A-2a).",
        write: write_pdf,
        read_back: readback::pdf::read_back,
    },
    Format {
        format: FileFormat::Docx,
        title: "Word",
        description: "DOCX with real styles, lists and links, to be edited or uploaded to a portal.",
        write: |source| docx::write(&Printed::new(source.content), source.options),
        read_back: readback::docx::read_back,
    },
    Format {
        format: FileFormat::Html,
        title: "Web page",
        description: "One HTML page that loads nothing else and prints well.",
        write: |source| Ok(html::write(&Printed::new(source.content), source.options).into_bytes()),
        read_back: marked::read_back_html,
    },
    Format {
        format: FileFormat::Markdown,
        title: "Markdown",
        description: "CommonMark without HTML, for notes and repositories.",
        write: |source| Ok(markdown::write(&Printed::new(source.content)).into_bytes()),
        read_back: marked::read_back_markdown,
    },
    Format {
        format: FileFormat::Text,
        title: "Plain text",
        description: "Unwrapped paragraphs, to be pasted into the fields of forms.",
        write: |source| Ok(text::write(&Printed::new(source.content)).into_bytes()),
        read_back: marked::read_back_text,
    },
    Format {
        format: FileFormat::JsonResume,
        title: "JSON Resume",
        description: "JSON Resume v1 of what the résumé prints; letters have none.",
        write: |source| Ok(json_resume::write(&Printed::new(source.content))),
        read_back: readback::json::read_back,
    },
];

/// Prints pages by the engine asked.
fn write_pdf(source: &Source<'_>) -> Result<Vec<u8>> {
    let Source { content, template, options, typesetter, engine } = *source;
    let Some(engine) = engine else {
        let file = typesetter.pdf(content, template, options)?;
        check_standard(&file, options.standard)?;
        return Ok(file);
    };
    if options.standard.is_archival() {
        return Err(Error::invalid("wkhtmltopdf keeps no PDF standard. Print an archival PDF with typst."));
    }
    let printed = Printed::new(content);
    let html = html::write_to_print(&printed, options, wkhtmltopdf::SCALE);
    engine.program.print(&html, &html::page_setup(&printed, options), engine.is_cancelled)
}

/// Refuses a file for archives that does not say it is one.
fn check_standard(file: &[u8], standard: PdfStandard) -> Result<()> {
    let is_kept = !standard.is_archival() || standards::read(file).is_ok_and(|stated| stated.keeps(standard));
    if is_kept {
        return Ok(());
    }
    let message =
        "The PDF was printed, but it does not keep the standard for archives. It is not offered; report it.";
    Err(Error::new(ErrorKind::Internal, message))
}

/// The row of a format.
pub fn find(format: FileFormat) -> &'static Format {
    ALL.iter().find(|row| row.format == format).expect("every format has a row")
}

/// Writes a document in a format and reads the file back. CPU-bound.
///
/// # Errors
/// `Invalid` when documents of its kind cannot be had in the format, or its script has no font;
/// `Internal` when a template that promises to be readable by machines gave a file that is not:
/// such a file is not offered.
pub fn make(format: FileFormat, source: &Source<'_>) -> Result<(Vec<u8>, ReadBack)> {
    let kind = source.content.kind;
    if !format.is_for(kind) {
        return Err(Error::invalid(format!(
            "A cover letter has no {} form; ask for another format.",
            find(format).title
        )));
    }
    let row = find(format);
    let bytes = (row.write)(source)?;
    let read_back = (row.read_back)(&bytes, source.content)?;
    check_readable(kind, source.template, &read_back)?;
    Ok((bytes, read_back))
}

/// The same on that many pages at most. The typesetter's pages were counted when the document was
/// fitted; those of another engine are counted here, and its type set tighter until they are few
/// enough.
///
/// # Errors
/// Those of [`make`]; `DoesNotFit` when no setting is tight enough.
pub fn make_on_pages(format: FileFormat, source: &Source<'_>, pages: u8) -> Result<(Vec<u8>, ReadBack)> {
    let loosest = source.options.tightness.min(MAX_TIGHTNESS);
    let steps = [loosest, (loosest + MAX_TIGHTNESS).div_ceil(2), MAX_TIGHTNESS];
    let is_counted = format == FileFormat::Pdf && source.engine.is_some();
    for (index, tightness) in steps.into_iter().enumerate() {
        if index > 0 && tightness == steps[index - 1] {
            continue;
        }
        let options = LayoutOptions { tightness, ..*source.options };
        let made = make(format, &Source { options: &options, ..*source })?;
        if !is_counted || made.1.pages <= pages.max(1) {
            return Ok(made);
        }
    }
    Err(Error::new(
        ErrorKind::DoesNotFit,
        "Printed by wkhtmltopdf the document is longer than the pages it was made for. Print it with typst, or \
         make it anew for more pages.",
    ))
}

/// Refuses a file in which a machine does not read everything, where its template promises that.
/// The message names the kinds of fields that were lost, never their words.
fn check_readable(kind: DocumentKind, template: &Template, read_back: &ReadBack) -> Result<()> {
    if !template.is_ats_safe || read_back.is_perfect() {
        return Ok(());
    }
    let mut lost: Vec<&str> =
        read_back.fields.iter().filter(|field| !field.is_found).map(|field| field.field.as_str()).collect();
    lost.sort_unstable();
    lost.dedup();
    let what = match (lost.is_empty(), read_back.is_in_order) {
        (false, _) => format!("these cannot be read in it: {}", lost.join(", ")),
        (true, false) => "its text is read in the wrong order".to_owned(),
        (true, true) => "some of its characters are not spelt".to_owned(),
    };
    Err(Error::new(
        ErrorKind::Internal,
        format!(
            "The {} was printed, but {what}. The file is not offered. Look for unusual characters in those \
             fields of the profile, or report it.",
            match kind {
                DocumentKind::Resume => "résumé",
                DocumentKind::CoverLetter => "cover letter",
            }
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::model::{GlyphProblem, ReadBackField};
    use crate::documents::templates;

    fn read_back(is_found: bool, is_in_order: bool, glyph_problems: &[&str]) -> ReadBack {
        ReadBack {
            fields: vec![ReadBackField {
                field: "employer".to_owned(),
                expected: "Harrow Mill".to_owned(),
                is_found,
                place: None,
            }],
            is_in_order,
            glyph_problems: glyph_problems
                .iter()
                .map(|problem| GlyphProblem { told: (*problem).to_owned(), place: None })
                .collect(),
            ..ReadBack::default()
        }
    }

    #[test]
    fn a_file_that_does_not_say_it_is_for_archives_is_not_offered_as_one() {
        let options =
            LayoutOptions { date: chrono::NaiveDate::from_ymd_opt(2026, 11, 20), ..LayoutOptions::default() };
        let template = templates::find("ats").expect("the template");
        let content = serde_json::json!({ "kind": "resume", "language": "en", "identity": {}, "blocks": [] });
        let content: DocumentContent = serde_json::from_value(content).expect("a document");
        let print = |standard| {
            let options = LayoutOptions { standard, ..options };
            Typesetter::new().pdf(&content, template, &options).expect("a file")
        };
        let (accessible, archival) = (print(PdfStandard::Ua1), print(PdfStandard::A2aUa1));
        assert!(check_standard(&archival, PdfStandard::A2aUa1).is_ok());
        assert!(check_standard(&accessible, PdfStandard::Ua1).is_ok());
        let error = check_standard(&accessible, PdfStandard::A2aUa1).expect_err("no such file");
        assert_eq!(error.kind(), ErrorKind::Internal);
    }

    #[test]
    fn a_file_that_is_not_read_back_whole_is_not_offered() {
        let template = templates::find("ats").expect("the template");
        let check = |read: &ReadBack, said: Option<&str>| {
            let outcome = check_readable(DocumentKind::Resume, template, read);
            let message = outcome.err().map(|error| error.to_string());
            match (&message, said) {
                (None, None) => {}
                (Some(message), Some(said)) => {
                    assert!(message.contains(said), "{message}");
                    assert!(!message.contains("Harrow Mill"), "the words of the profile are told");
                }
                _ => panic!("{message:?} instead of {said:?}"),
            }
        };
        check(&read_back(true, true, &[]), None);
        check(&read_back(false, true, &[]), Some("employer"));
        check(&read_back(true, false, &[]), Some("wrong order"));
        check(&read_back(true, true, &["x is shown and not spelt"]), Some("not spelt"));
    }
}
