//! `jobwise tailor`: the five stages from memory, files in and files out.

mod look;
mod report;

pub use report::pretty;

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::render::format_parser;
use super::{files, print, setup};
use crate::clock::Clock;
use crate::documents::formats::typst::Typesetter;
use crate::documents::formats::{self, Source};
use crate::documents::model::DocumentKind;
use crate::documents::record::FileFormat;
use crate::documents::templates;
use crate::error::{Error, Result};
use crate::generations::asking::Purses;
use crate::generations::model::{GenerationInput, GenerationOptions, Tone};
use crate::generations::paper::layout_options;
use crate::generations::pipeline::{self, Finished};
use crate::generations::stage::{ProgressSink, StageContext};
use crate::jobs::posting;
use crate::profiles::json_resume;
use crate::profiles::model::FactId;

/// Tailor a résumé and a cover letter to a posting.
///
/// Reads a profile as JSON Resume v1 and a posting as plain text, and writes into the output
/// folder: resume.pdf, cover-letter.pdf (and both in other formats, where asked),
/// document-resume.json and document-cover-letter.json (the content with the facts behind every sentence, as JSONPaths into the profile file) and
/// report.json (analysis, keyword coverage, ATS check, fact check, pages, timings; its keys are
/// told in docs/report.md). Nothing leaves this machine and no key is needed. Nothing is written
/// unless everything succeeded.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Tailor {
    /// The profile, JSON Resume v1; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// The posting, plain text in UTF-8; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    job: PathBuf,
    /// The folder to write into; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value_t = Kind::Both)]
    kind: Kind,
    /// Formats to write beside the PDF, with commas between; a letter has no json
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = format_parser())]
    formats: Vec<FileFormat>,
    /// Template of the résumé, and the letter in the same look; with `--kind cover-letter`, of the
    /// letter. Those there are, with pictures: docs/templates.md
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    #[command(flatten)]
    look: look::LookArgs,
    /// Pages of the résumé at most, 1 or 2 and more in some templates; one less is printed where the
    /// last would be nearly empty
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    pages: u8,
    /// Tone of the letter
    #[arg(long, value_enum, default_value_t = ToneName::Professional)]
    tone: ToneName,
    /// A point the letter should make, matched against the profile's facts; may be repeated
    #[arg(long, value_name = "TEXT")]
    key_point: Vec<String>,
    /// A skill to put first where the profile has it; may be repeated
    #[arg(long, value_name = "SKILL")]
    emphasise: Vec<String>,
    /// A fact to print whatever its score, as a JSONPath such as `$.work[0].highlights[2]`;
    /// may be repeated
    #[arg(long, value_name = "JSONPATH")]
    pin: Vec<String>,
    /// The day to take as today, instead of the machine's; everything written is then the same
    /// each time but for the timings
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// A file with more skills for the dictionary, in the format of assets/lexicon/skills.tsv
    #[arg(long, value_name = "FILE", env = "JOBWISE_SKILLS")]
    skills: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  jobwise tailor --profile me.json --job posting.txt --out out
  xclip -o | jobwise tailor --profile me.json --job - --kind resume --pages 2 --out out
  jobwise tailor --profile me.json --job posting.txt --formats docx,txt --out out

Exit codes: 0 done, 2 bad input, 3 pinned facts do not fit the pages asked, 1 anything else.";

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The résumé alone
    Resume,
    /// The letter alone
    CoverLetter,
    /// The résumé and the letter
    Both,
}

/// Tone of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ToneName {
    /// Plain and businesslike
    Professional,
    /// Warm
    Friendly,
    /// Reserved, full forms
    Formal,
    /// Short and direct
    Direct,
}

impl Tailor {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for input that cannot be read or is wrong, `DoesNotFit` for pins that are too
    /// long, `Internal` when a file cannot be written.
    pub fn run(self, output: &mut dyn Write) -> Result<()> {
        if self.profile.as_os_str() == "-" && self.job.as_os_str() == "-" {
            return Err(Error::invalid(
                "Only one of --profile and --job can be standard input; give the other as a file.",
            ));
        }
        let clock = self.today.map_or(Clock::System, Clock::fixed_day);
        let lexicon = setup::read_lexicon(self.skills.as_deref())?;
        let input = self.input(clock.today())?;
        let ctx = StageContext {
            lexicon,
            typesetter: std::sync::Arc::new(Typesetter::new()),
            pdf_engine: None,
            clock,
            progress: ProgressSink::silent(),
            ai: None,
            purses: Purses::default(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(|cause| Error::internal("The program could not start; try again.", cause))?;
        let finished = runtime.block_on(pipeline::run(&input, &ctx))?;
        let mut outputs = outputs(&finished)?;
        outputs.extend(self.more_formats(&input, &finished, &ctx)?);
        files::write_all(&self.out, outputs)?;
        print(output, report::summary(&finished, &self.out).as_bytes())
    }

    fn input(&self, today: NaiveDate) -> Result<GenerationInput> {
        let profile = files::read_bytes(&self.profile, files::Noun::Profile)?;
        let profile = json_resume::from_slice(&profile, &mut json_resume::path_ids())?;
        let posting = posting::read_bytes(&files::read_bytes(&self.job, files::Noun::Posting)?)?;
        Ok(GenerationInput::new(profile, posting, self.options()?, today))
    }

    /// The documents in the formats asked beside the PDF.
    fn more_formats(
        &self,
        input: &GenerationInput,
        finished: &Finished,
        ctx: &StageContext,
    ) -> Result<Vec<(String, Vec<u8>)>> {
        let mut outputs: Vec<(String, Vec<u8>)> = Vec::new();
        for document in &finished.reviewed.documents {
            let content = &document.content;
            let template = templates::find(&document.template).ok_or_else(|| Error::not_found("template"))?;
            let options = layout_options(input, &content.look, document.quality.length.tightness);
            let source =
                Source { content, template, options: &options, typesetter: &ctx.typesetter, engine: None };
            for format in &self.formats {
                let name = format!("{}.{}", content.kind.slug(), format.slug());
                // Where a letter alone was asked, that it has none is said.
                let is_passed_over = self.kind == Kind::Both && !format.is_for(content.kind);
                let is_written =
                    *format == FileFormat::Pdf || outputs.iter().any(|(other, _)| *other == name);
                if !is_passed_over && !is_written {
                    outputs.push((name, formats::make(*format, &source)?.0));
                }
            }
        }
        Ok(outputs)
    }

    fn options(&self) -> Result<GenerationOptions> {
        let look = self.look.read()?;
        let mut options = GenerationOptions {
            kinds: match self.kind {
                Kind::Resume => vec![DocumentKind::Resume],
                Kind::CoverLetter => vec![DocumentKind::CoverLetter],
                Kind::Both => DocumentKind::ALL.to_vec(),
            },
            pages: self.pages,
            emphasised_skills: self.emphasise.clone(),
            pinned: self.pin.iter().map(FactId::new).collect(),
            tone: match self.tone {
                ToneName::Professional => Tone::Professional,
                ToneName::Friendly => Tone::Friendly,
                ToneName::Formal => Tone::Formal,
                ToneName::Direct => Tone::Direct,
            },
            key_points: self.key_point.clone(),
            letter_look: look.clone(),
            resume_look: look,
            ..GenerationOptions::default()
        };
        if let Some(template) = &self.template {
            let kind = match self.kind {
                Kind::CoverLetter => DocumentKind::CoverLetter,
                Kind::Resume | Kind::Both => DocumentKind::Resume,
            };
            options.set_template(kind, template, true);
        }
        Ok(options)
    }
}

/// Every file of a run by name, the report last.
fn outputs(finished: &Finished) -> Result<Vec<(String, Vec<u8>)>> {
    let mut outputs = Vec::new();
    for (document, (file, bytes)) in finished.reviewed.documents.iter().zip(&finished.files) {
        let slug = file.kind.slug();
        outputs.push((format!("{slug}.pdf"), bytes.clone()));
        outputs.push((format!("document-{slug}.json"), report::pretty(&document.content)?));
    }
    outputs.push(("report.json".to_owned(), report::pretty(&report::report(finished))?));
    Ok(outputs)
}
