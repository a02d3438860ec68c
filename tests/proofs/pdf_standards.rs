//! PDFs for archives: every look can be had as one, what it says of itself is so, and nothing else
//! changes.

use std::sync::LazyLock;

use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::formats::wkhtmltopdf::Wkhtmltopdf;
use jobwise::documents::formats::{self, Engine, Source};
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::documents::pdf_standard::PdfStandard;
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::readback::standards::{self, Stated};
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates::{self, Template};
use jobwise::error::ErrorKind;

use crate::documents_samples::{hostile, ordinary, sparse};
use crate::looks_samples::scripts;

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn options(standard: PdfStandard) -> LayoutOptions {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 20);
    LayoutOptions { standard, date, may_break: true, ..LayoutOptions::default() }
}

fn print(content: &DocumentContent, template: &Template, standard: PdfStandard) -> Vec<u8> {
    let file = TYPESETTER.pdf(content, template, &options(standard));
    file.unwrap_or_else(|error| panic!("{} {}: {error:?}", template.name, content.language))
}

fn samples(kind: DocumentKind) -> Vec<DocumentContent> {
    let mut samples = vec![ordinary(kind), sparse(kind), hostile(kind)];
    samples.extend(scripts(kind).into_iter().map(|(_, content)| content));
    samples
}

#[test]
fn every_template_prints_every_sample_for_archives() {
    for template in templates::ALL {
        for content in samples(template.kind) {
            let file = print(&content, template, PdfStandard::A2aUa1);
            let stated = standards::read(&file).expect("a PDF");
            let expected = Stated {
                archival: Some(("2".to_owned(), "A".to_owned())),
                accessible: Some("1".to_owned()),
                has_output_intent: true,
                is_encrypted: false,
            };
            assert_eq!(stated, expected, "{}", template.name);
            let read = read_back(&file, &content).expect("a PDF");
            assert_eq!(read.fonts_missing, 0, "{}", template.name);
            assert!(read.is_perfect() || !template.is_ats_safe, "{}: {:?}", template.name, read.fields);
        }
    }
}

#[test]
fn a_pdf_is_for_archives_only_when_that_is_asked() {
    assert_eq!(LayoutOptions::default().standard, PdfStandard::Ua1);
    for template in templates::ALL {
        let content = ordinary(template.kind);
        let stated = standards::read(&print(&content, template, PdfStandard::Ua1)).expect("a PDF");
        let accessible = Some("1".to_owned());
        assert_eq!(stated, Stated { accessible, ..Stated::default() }, "{}", template.name);
    }
}

#[test]
fn a_pdf_for_archives_says_the_same_on_the_same_pages_with_the_same_bytes_each_time() {
    for template in templates::ALL {
        let content = ordinary(template.kind);
        let file = print(&content, template, PdfStandard::A2aUa1);
        let again = Typesetter::new().pdf(&content, template, &options(PdfStandard::A2aUa1)).expect("a file");
        assert!(file == again, "{} differs", template.name);
        let usual = read_back(&print(&content, template, PdfStandard::Ua1), &content).expect("a PDF");
        let archival = read_back(&file, &content).expect("a PDF");
        assert_eq!((archival.text, archival.pages), (usual.text, usual.pages), "{}", template.name);
    }
}

#[test]
fn an_archival_pdf_has_a_day_and_the_typesetter_alone_prints_it() {
    let (content, template) = (ordinary(DocumentKind::Resume), templates::find("ats").expect("a template"));
    let dated = options(PdfStandard::A2aUa1);
    let undated = LayoutOptions { date: None, ..dated };
    let make = |options: &LayoutOptions, engine: Option<Engine<'_>>| {
        let source = Source { content: &content, template, options, typesetter: &TYPESETTER, engine };
        formats::make(FileFormat::Pdf, &source)
    };
    assert!(make(&dated, None).is_ok());
    let error = make(&undated, None).expect_err("no day");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.message().contains("name a day"), "{error}");
    let program = Wkhtmltopdf::find(None).expect("wkhtmltopdf is installed");
    let engine = Some(Engine { program: &program, is_cancelled: &|| false });
    let error = make(&dated, engine).expect_err("another engine");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.message().contains("with typst"), "{error}");
    assert!(make(&options(PdfStandard::Ua1), engine).is_ok());
}
