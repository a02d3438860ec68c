//! `jobwise render`: a document that `jobwise tailor` wrote, in any format.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::{files, print};
use crate::clock::Clock;
use crate::documents::fit::fit;
use crate::documents::formats::preview::{PreviewFormat, preview};
use crate::documents::formats::typst::{LayoutOptions, Typesetter};
use crate::documents::formats::wkhtmltopdf::Wkhtmltopdf;
use crate::documents::formats::{self, Engine, Source};
use crate::documents::look::Paper;
use crate::documents::model::{DocumentContent, DocumentKind};
use crate::documents::pdf_standard::PdfStandard;
use crate::documents::record::FileFormat;
use crate::documents::templates::{self, Template};
use crate::error::{Error, ErrorKind, Result};

/// Write a document in another format, or picture a page of it.
///
/// Reads a document as JSON, as `jobwise tailor` writes it (document-resume.json), and writes it in
/// the format asked: every one but a picture is read back before it is written, and a file in which
/// something is missing is refused.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Render {
    /// The document, JSON; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// What to write
    #[arg(long, value_parser = output_parser())]
    format: OutputFormat,
    /// The template of pages; the first for that kind of document when left out
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// The paper
    #[arg(long, value_enum, default_value_t = PaperName::A4)]
    paper: PaperName,
    /// What prints a PDF
    #[arg(long, value_enum, default_value_t = EngineName::Typst)]
    engine: EngineName,
    /// The standard a PDF is held to, by the engine typst alone; ua-1 when left out
    #[arg(long, value_enum, value_name = "STANDARD")]
    pdf_standard: Option<StandardName>,
    /// The program wkhtmltopdf, when it is not in the PATH
    #[arg(long, value_name = "PROGRAM", env = "WKHTMLTOPDF")]
    wkhtmltopdf: Option<PathBuf>,
    /// Pages at most; type is set tighter to hold them. As few as will do when left out
    #[arg(long, value_name = "1|2", value_parser = clap::value_parser!(u8).range(1..=2))]
    pages: Option<u8>,
    /// The page to picture, from 1
    #[arg(long, value_name = "N", default_value_t = 1)]
    page: u32,
    /// The width of a PNG in pixels, 50 to 2400
    #[arg(long, value_name = "PIXELS", default_value_t = 1000)]
    width: u32,
    /// The day to date the file on; when left out, files are without one, and those for archives,
    /// which must have one, of today
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// The file to write; `-` is standard output. resume.FORMAT or cover-letter.FORMAT when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  jobwise render --document out/document-resume.json --format docx --out resume.docx
  jobwise render --document out/document-resume.json --format md --out -
  jobwise render --document out/document-resume.json --format pdf --pdf-standard a-2a
  jobwise render --document out/document-cover-letter.json --format png --width 600

Exit codes: 0 done, 2 bad input, 3 does not fit the pages asked, 1 anything else.";

/// A file or a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OutputFormat {
    File(FileFormat),
    Picture(PreviewFormat),
}

impl OutputFormat {
    fn all() -> impl Iterator<Item = Self> {
        FileFormat::ALL.map(Self::File).into_iter().chain(PreviewFormat::ALL.map(Self::Picture))
    }

    fn slug(self) -> &'static str {
        match self {
            Self::File(format) => format.slug(),
            Self::Picture(format) => format.slug(),
        }
    }
}

fn output_parser() -> impl TypedValueParser<Value = OutputFormat> {
    let parser = PossibleValuesParser::new(OutputFormat::all().map(OutputFormat::slug));
    parser.map(|slug| {
        OutputFormat::all().find(|format| format.slug() == slug).expect("only names of formats pass")
    })
}

/// Reads a format of files by its name.
pub fn format_parser() -> impl TypedValueParser<Value = FileFormat> {
    let parser = PossibleValuesParser::new(FileFormat::ALL.map(FileFormat::slug));
    parser.map(|slug| FileFormat::from_slug(&slug).expect("only names of formats pass"))
}

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PaperName {
    /// ISO A4
    A4,
    /// US Letter
    Letter,
}

/// What prints a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EngineName {
    /// The typesetter within
    Typst,
    /// The installed program, over the HTML of the document
    Wkhtmltopdf,
}

/// The standard a PDF is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StandardName {
    /// PDF/UA-1: tagged for assistive technology
    #[value(name = "ua-1")]
    Ua1,
    /// PDF/A-2a for archives, and PDF/UA-1 too
    #[value(name = "a-2a")]
    A2a,
}

impl StandardName {
    fn standard(self) -> PdfStandard {
        match self {
            Self::Ua1 => PdfStandard::Ua1,
            Self::A2a => PdfStandard::A2aUa1,
        }
    }
}

impl Render {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for a document, template, standard, page or width that cannot be, `DoesNotFit` when
    /// the pages cannot hold the document, `Internal` when the file cannot be written.
    pub fn run(self, output: &mut dyn Write) -> Result<()> {
        if self.pdf_standard.is_some() && self.engine == EngineName::Wkhtmltopdf {
            return Err(Error::invalid("wkhtmltopdf keeps no PDF standard; print with --engine typst."));
        }
        let content = read(&files::read_bytes(&self.document, files::Noun::Document)?)?;
        let template = find_template(self.template.as_deref(), content.kind)?;
        let typesetter = Typesetter::new();
        let (options, pages) = self.layout(&content, template, &typesetter)?;
        let program = match self.engine {
            EngineName::Typst => None,
            EngineName::Wkhtmltopdf => Some(Wkhtmltopdf::find(self.wkhtmltopdf.as_deref())?),
        };
        let engine = program.as_ref().map(|program| Engine { program, is_cancelled: &|| false });
        let source =
            Source { content: &content, template, options: &options, typesetter: &typesetter, engine };
        let bytes = match self.format {
            OutputFormat::File(format) => formats::make_on_pages(format, &source, pages)?.0,
            OutputFormat::Picture(format) => preview(&source, format, self.page, self.width)?.bytes,
        };
        let out = self
            .out
            .unwrap_or_else(|| PathBuf::from(format!("{}.{}", content.kind.slug(), self.format.slug())));
        if out.as_os_str() == "-" { print(output, &bytes) } else { files::write_one(&out, bytes) }
    }

    /// The loosest layout on the pages asked, or on as few as will do, and how many these are.
    fn layout(
        &self,
        content: &DocumentContent,
        template: &Template,
        typesetter: &Typesetter,
    ) -> Result<(LayoutOptions, u8)> {
        let paper = match self.paper {
            PaperName::A4 => Paper::A4,
            PaperName::Letter => Paper::UsLetter,
        };
        let standard = self.pdf_standard.map(StandardName::standard).unwrap_or_default();
        let today = || standard.is_archival().then(|| Clock::System.today());
        let date = self.today.or_else(today);
        let loosest = LayoutOptions { paper, date, standard, ..LayoutOptions::default() };
        let on = |pages: u8| -> Result<(LayoutOptions, u8)> {
            let options = LayoutOptions { may_break: pages > 1, ..loosest };
            let (_, fit) = fit(content, &[], &[], pages, template, typesetter, &options)?;
            Ok((LayoutOptions { tightness: fit.tightness, ..options }, pages))
        };
        match self.pages {
            Some(pages) => on(pages),
            None => match on(1) {
                Err(error) if error.kind() == ErrorKind::DoesNotFit => match on(2) {
                    // Longer than anybody asked for: as it is, on as many pages as it takes.
                    Err(error) if error.kind() == ErrorKind::DoesNotFit => {
                        Ok((LayoutOptions { may_break: true, ..loosest }, u8::MAX))
                    }
                    on_two => on_two,
                },
                on_one => on_one,
            },
        }
    }
}

fn read(bytes: &[u8]) -> Result<DocumentContent> {
    serde_json::from_slice(bytes).map_err(|cause| {
        // The words of the cause may hold words of the document.
        Error::invalid(format!(
            "This is no document as `jobwise tailor` writes it: see line {}, column {}. Give a \
             document-resume.json or document-cover-letter.json.",
            cause.line(),
            cause.column()
        ))
    })
}

fn find_template(name: Option<&str>, kind: DocumentKind) -> Result<&'static Template> {
    let of_kind = || templates::ALL.iter().filter(|template| template.kind == kind);
    let found = match name {
        Some(name) => of_kind().find(|template| template.name == name),
        None => of_kind().next(),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = of_kind().map(|template| template.name).collect();
        let name = name.unwrap_or_default();
        Error::invalid(format!(
            "There is no template \"{name}\" for this document; there is {}.",
            names.join(", ")
        ))
    })
}
