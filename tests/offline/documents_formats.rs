//! Every format keeps its contract over every sample: the same bytes each time, every printed
//! string in order, and nothing in a document that does anything.

use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::sync::LazyLock;

use jobwise::documents::formats::flow::paragraphs;
use jobwise::documents::formats::typst::{LayoutOptions, Paper, Typesetter};
use jobwise::documents::formats::{self, Source};
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::documents::printed::Printed;
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates;
use jobwise::error::ErrorKind;
use jobwise::profiles::json_resume;

use crate::documents_samples::{HOSTILE, block, claim, copied, hostile, ordinary, sparse};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn make_with(content: &DocumentContent, format: FileFormat, options: &LayoutOptions) -> Vec<u8> {
    let template = templates::ALL.iter().find(|template| template.kind == content.kind).expect("a template");
    let source = Source { content, template, options, typesetter: &TYPESETTER, engine: None };
    formats::make(format, &source).unwrap_or_else(|error| panic!("{format:?}: {error}")).0
}

fn make(content: &DocumentContent, format: FileFormat) -> Vec<u8> {
    make_with(content, format, &LayoutOptions::default())
}

fn text(content: &DocumentContent, format: FileFormat) -> String {
    String::from_utf8(make(content, format)).expect("UTF-8")
}

fn samples() -> Vec<DocumentContent> {
    let all = |kind| [ordinary(kind), sparse(kind), hostile(kind), right_to_left(kind)];
    DocumentKind::ALL.into_iter().flat_map(all).collect()
}

/// A sample in Hebrew with words of another direction within.
fn right_to_left(kind: DocumentKind) -> DocumentContent {
    let mut content = sparse(kind);
    content.language = "he".to_owned();
    content.identity.name = copied("נועה כהן");
    content.blocks = content
        .blocks
        .iter()
        .map(|it| {
            let mut entry = it.entries[0].clone();
            entry.claims = vec![claim("c1", "הקמתי שירות ב-Rust עבור 412 לקוחות.")];
            block(it.kind, "", vec![entry])
        })
        .collect();
    content
}

/// A part of a DOCX.
fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

#[test]
fn every_format_has_one_row_and_names_of_its_own() {
    let rows: Vec<FileFormat> = formats::ALL.iter().map(|row| row.format).collect();
    assert_eq!(rows, FileFormat::ALL);
    let slugs: HashSet<&str> = FileFormat::ALL.into_iter().map(FileFormat::slug).collect();
    assert_eq!(slugs.len(), FileFormat::ALL.len());
    for row in formats::ALL {
        assert_eq!(FileFormat::from_slug(row.format.slug()), Some(row.format));
        assert!(!row.title.is_empty() && row.description.ends_with('.'), "{:?}", row.format);
        assert!(row.format.media_type().contains('/'));
    }
    assert_eq!(FileFormat::from_slug("doc"), None);
}

#[test]
fn every_format_gives_back_every_sample_and_the_same_bytes_each_time() {
    for content in samples() {
        // A PDF holds Hebrew as it is seen, and the reader of pages does not turn it round.
        let is_readable = |format: &FileFormat| content.language != "he" || *format != FileFormat::Pdf;
        let formats = FileFormat::ALL.into_iter().filter(|format| format.is_for(content.kind));
        for format in formats.filter(is_readable) {
            for (paper, tightness) in [(Paper::A4, 0), (Paper::UsLetter, 6)] {
                let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 20);
                let options = LayoutOptions { paper, tightness, date, ..LayoutOptions::default() };
                // To be made at all, a file has been read back whole.
                let file = make_with(&content, format, &options);
                assert!(file == make_with(&content, format, &options), "{format:?} differs");
            }
        }
    }
}

#[test]
fn a_field_a_file_does_not_have_is_missed_by_each_reader() {
    for row in formats::ALL {
        let content = ordinary(DocumentKind::Resume);
        let file = make(&content, row.format);
        let mut other = content.clone();
        other.identity.phone = copied("+49 30 555 0199");
        let read = (row.read_back)(&file, &other).expect("a file");
        let missing: Vec<&str> =
            read.fields.iter().filter(|field| !field.is_found).map(|field| field.field.as_str()).collect();
        assert_eq!(missing, ["phone"], "{:?}", row.format);
        assert!((row.read_back)(b"\xff\x00 no such file", &content).is_err(), "{:?}", row.format);
    }
}

#[test]
fn a_letter_has_no_json_resume() {
    let content = ordinary(DocumentKind::CoverLetter);
    let template = templates::find("letter").expect("the letter");
    let source = Source {
        content: &content,
        template,
        options: &LayoutOptions::default(),
        typesetter: &TYPESETTER,
        engine: None,
    };
    let error = formats::make(FileFormat::JsonResume, &source).expect_err("no form");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.message().contains("JSON Resume"), "{error}");
}

#[test]
fn pages_and_words_without_pages_say_the_same_in_the_same_order() {
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    for content in samples() {
        let read = |format: FileFormat| {
            let row = formats::find(format);
            squeezed(&(row.read_back)(&make(&content, format), &content).expect("a file").text)
        };
        let docx = read(FileFormat::Docx);
        assert_eq!(docx, read(FileFormat::Text));
        assert_eq!(docx, read(FileFormat::Markdown));
        assert_eq!(docx, read(FileFormat::Html));
        if content.language != "he" {
            // A PDF holds words of the other direction as they are seen.
            assert_eq!(docx, read(FileFormat::Pdf));
        }
    }
}

#[test]
fn html_holds_nothing_that_loads_or_runs() {
    for kind in DocumentKind::ALL {
        let page = text(&hostile(kind), FileFormat::Html);
        for element in [
            "<script", "<img", "<link", "<iframe", "<base", "<form", "<object", "<svg", "onload", "url(",
            "@import",
        ] {
            let (_, body) = page.split_once("<body>").expect("a body");
            assert!(
                !body.contains(&format!("{element}>")) && !body.contains(&format!("{element} ")),
                "{element}"
            );
        }
        assert!(!page.contains("href=\"javascript"));
        let (_, style) = page.split_once("<style>").expect("a style");
        let (style, _) = style.split_once("</style>").expect("its end");
        assert!(!style.contains("url(") && !style.contains("@import") && !style.contains('<'));
        use base64::Engine;
        use sha2::{Digest, Sha256};
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes()));
        assert!(page.contains(&format!("style-src 'sha256-{hash}'")), "the style is not the one allowed");
    }
    let page = text(&ordinary(DocumentKind::Resume), FileFormat::Html);
    assert!(page.contains("<time datetime=\"2021-11-02\">Nov 2021</time>"), "{page}");
    assert!(page.contains("<html lang=\"en-US\" dir=\"ltr\">"));
    assert!(text(&right_to_left(DocumentKind::Resume), FileFormat::Html).contains("lang=\"he\" dir=\"rtl\""));
}

#[test]
fn docx_has_styles_lists_links_and_properties() {
    let content = ordinary(DocumentKind::Resume);
    let options = LayoutOptions {
        paper: Paper::UsLetter,
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 20),
        ..LayoutOptions::default()
    };
    let file = make_with(&content, FileFormat::Docx, &options);
    let body = part(&file, "word/document.xml");
    for style in ["Title", "Subtitle", "Heading1", "Heading2", "ListBullet", "Contact"] {
        assert!(body.contains(&format!("<w:pStyle w:val=\"{style}\"/>")), "{style}");
        assert!(part(&file, "word/styles.xml").contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
    for absent in ["<w:tbl>", "<w:tab/>", "headerReference", "footerReference", "txbx"] {
        assert!(!body.contains(absent), "{absent}");
    }
    assert!(body.contains("<w:pgSz w:w=\"12240\" w:h=\"15840\"/>"));
    let links = part(&file, "word/_rels/document.xml.rels");
    assert!(links.contains("Target=\"mailto:renee.odwyer@example.com\" TargetMode=\"External\""));
    let links_used = body.matches("<w:hyperlink ").count();
    assert_eq!(links.matches("/hyperlink\"").count(), links_used);
    let properties = part(&file, "docProps/core.xml");
    assert!(properties.contains("<dc:creator>Renée O’Dwyer-Łukasiewicz</dc:creator>"), "{properties}");
    assert!(properties.contains("<dc:language>en-US</dc:language>") && properties.contains("2026-11-20T"));
    let hebrew = part(&make(&right_to_left(DocumentKind::Resume), FileFormat::Docx), "word/document.xml");
    assert!(hebrew.contains("<w:bidi/>") && hebrew.contains("<w:rtl/>"));
    assert!(!body.contains("<w:bidi/>"));
}

#[test]
fn text_is_unwrapped_and_has_no_other_line_ends() {
    for content in samples() {
        let text = text(&content, FileFormat::Text);
        assert!(text.ends_with('\n') && !text.contains('\r') && !text.contains("\n\n\n"));
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let printed = Printed::new(&content);
        let paragraphs: Vec<String> = paragraphs(&printed)
            .iter()
            .flat_map(|it| it.text("\n").lines().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert_eq!(lines.len(), paragraphs.len());
        for (line, paragraph) in lines.iter().zip(&paragraphs) {
            assert_eq!(
                line.strip_prefix("- ").unwrap_or(line),
                paragraph.strip_prefix("- ").unwrap_or(paragraph)
            );
        }
    }
}

#[test]
fn markdown_holds_no_html_and_no_target_but_those_of_the_document() {
    for kind in DocumentKind::ALL {
        let text = text(&hostile(kind), FileFormat::Markdown);
        let mut before = ' ';
        for c in text.chars() {
            assert!(c != '<' || matches!(before, '\\' | '('), "{text}");
            before = if before == '\\' && c == '\\' { ' ' } else { c };
        }
        assert!(!text.contains("](<javascript") && text.contains("\\<script\\>"));
    }
    assert!(text(&ordinary(DocumentKind::Resume), FileFormat::Markdown).contains("\n## Experience\n"));
}

#[test]
fn a_resume_written_as_json_resume_is_one() {
    for content in
        [ordinary(DocumentKind::Resume), sparse(DocumentKind::Resume), hostile(DocumentKind::Resume)]
    {
        let file = make(&content, FileFormat::JsonResume);
        let profile = json_resume::from_slice(&file, &mut json_resume::path_ids()).expect("JSON Resume");
        let name = profile.basics.name.as_ref().map(|name| name.value.text.clone());
        assert_eq!(name.unwrap_or_default(), Printed::new(&content).name);
    }
    let file = make(&ordinary(DocumentKind::Resume), FileFormat::JsonResume);
    let profile = json_resume::from_slice(&file, &mut json_resume::path_ids()).expect("JSON Resume");
    assert_eq!(profile.experience.len(), 4);
    assert_eq!(profile.experience[0].positions[0].value.highlights.len(), 5);
    assert!(profile.experience[0].positions[0].value.period.is_current());
    let text = String::from_utf8(file).expect("UTF-8");
    assert!(
        text.contains("\"startDate\": \"2025-04\"") && text.contains("\"date\": \"2021-11-02\""),
        "{text}"
    );
    assert!(
        text.find("\"basics\"") < text.find("\"work\"") && text.find("\"work\"") < text.find("\"skills\"")
    );
    assert!(!text.contains(HOSTILE));
}
