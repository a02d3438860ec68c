//! `jobwise check-file`: what does a machine make of a file?

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::tailor::pretty;
use super::{files, print, setup};
use crate::app::file_reader;
use crate::documents::file_check::FileCheck;
use crate::documents::file_check::apart::{Reader, read_here};
use crate::documents::file_check::contact::Detail;
use crate::documents::file_check::service::{Checked, SentFile, judge, read_apart};
use crate::documents::printed::clean;
use crate::error::{Error, Result};
use crate::jobs::analysis::analyze;
use crate::jobs::posting;
use crate::scoring::model::{AtsFinding, Place, Severity};
use crate::scoring::systems::{Compatibility, Outlook};

/// Check what applicant systems make of a file, PDF or DOCX, whoever made it.
///
/// Prints a score from 0 to 100, what was found with its page and place and what would mend it, what
/// a machine reads (contact details, sections, dates), and an estimate for each of more than 80 named
/// applicant systems, from what is publicly known of them; no vendor has confirmed any of it. The
/// file is told by its bytes, not by its name, is read in a process of its own, and goes nowhere.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CheckFile {
    /// The file; `-` reads standard input
    #[arg(value_name = "FILE", required_unless_present = "read")]
    file: Option<PathBuf>,
    /// The posting it is meant for, plain text in UTF-8: adds which of its keywords the file says
    #[arg(long, value_name = "FILE")]
    job: Option<PathBuf>,
    /// How the check is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// A file with more skills for the dictionary, in the format of assets/lexicon/skills.tsv
    #[arg(long, value_name = "FILE", env = "JOBWISE_SKILLS")]
    skills: Option<PathBuf>,
    /// Read standard input and write what was read, for another process of this program
    #[arg(long, hide = true, exclusive = true)]
    read: bool,
}

/// How the check is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// One JSON object
    Json,
}

const EXAMPLES: &str =
    "Exit codes: 0 the file was checked, whatever its score; 2 bad input, such as a file that is
neither a PDF nor a DOCX, is damaged or too large; 1 anything else.

Examples:
  jobwise check-file resume.pdf
  jobwise check-file resume.docx --job posting.txt --format json";

impl CheckFile {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for a file or posting that cannot be read, `Internal` when the answer cannot be
    /// written.
    pub fn run(self, output: &mut dyn Write) -> Result<()> {
        let Some(path) = &self.file else { return print(output, &read_here(io::stdin().lock())?) };
        if path.as_os_str() == "-" && self.job.as_ref().is_some_and(|job| job.as_os_str() == "-") {
            return Err(Error::invalid("Only one input can be standard input; give the other as a file."));
        }
        let lexicon = setup::read_lexicon(self.skills.as_deref())?;
        let analysis = match &self.job {
            Some(job) => {
                let posting = posting::read_bytes(&files::read_bytes(job, files::Noun::Posting)?)?;
                Some(analyze(&posting, lexicon))
            }
            None => None,
        };
        let name =
            path.file_name().filter(|name| *name != "-").map(|name| name.to_string_lossy().into_owned());
        let bytes = files::read_bytes(path, files::Noun::FileToCheck)?;
        let file = SentFile { name, bytes: Arc::new(bytes) };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|cause| Error::internal("The program could not start; try again.", cause))?;
        let read = runtime.block_on(read_apart(&Reader::new(file_reader), &Semaphore::new(1), &file))?;
        match judge(read, &file, analysis.as_ref(), lexicon) {
            Checked::Refused(reason) => Err(Error::invalid(reason.told())),
            Checked::Checked(check) => {
                let report = match self.format {
                    Format::Text => told(&check).into_bytes(),
                    Format::Json => pretty(&report(&check))?,
                };
                print(output, &report)
            }
        }
    }
}

/// The check as JSON, as docs/ats.md tells it.
fn report(check: &FileCheck) -> Value {
    let detail = |detail: &Option<Detail>| {
        detail.as_ref().map(|it| json!({ "text": it.seen.words, "part": it.part, "place": it.seen.place }))
    };
    let contact = &check.contact;
    json!({
        "format": check.format,
        "size_bytes": check.size_bytes,
        "pages": check.pages,
        "words": check.words,
        "score": check.report.score,
        "findings": check.report.findings,
        "read": {
            "contact": {
                "name": detail(&contact.name),
                "email": detail(&contact.email),
                "phone": detail(&contact.phone),
                "location": detail(&contact.location),
                "links": contact.links,
            },
            "sections": check.sections.iter().map(|section| json!({
                "heading": section.heading,
                "kind": section.kind.name(),
                "place": section.place,
                "lines": section.lines.len(),
            })).collect::<Vec<_>>(),
            "dates": check.dates,
            "lines": check.lines.iter().map(|line| json!({
                "text": line.text,
                "part": line.part,
                "place": line.place,
            })).collect::<Vec<_>>(),
        },
        "fonts": check.fonts,
        "hidden_text": check.hidden,
        "coverage": check.coverage,
        "systems": check.systems.iter().map(system).collect::<Vec<_>>(),
        "note": NOTE,
    })
}

/// Said with every estimate.
const NOTE: &str = "Estimates from what is publicly known of each system; no vendor has confirmed them.";

fn system(of: &Compatibility) -> Value {
    json!({
        "id": of.system.id,
        "name": of.system.name,
        "outlook": of.outlook.word(),
        "sure": of.sure.map(|sure| sure.word()),
        "risks": of.risks.iter().map(|risk| json!({
            "fact": risk.known.fact.name,
            "why": risk.why,
            "mend": risk.mend,
            "sure": risk.known.sure.word(),
            "source": risk.known.source,
            "read": risk.known.read,
        })).collect::<Vec<_>>(),
    })
}

/// The check for a person.
fn told(check: &FileCheck) -> String {
    let pages = match check.pages {
        Some(1) => ", 1 page".to_owned(),
        Some(pages) => format!(", {pages} pages"),
        None => String::new(),
    };
    let format = check.format.extension().to_uppercase();
    let mut text =
        format!("ATS score {} of 100: {format}{pages}, {} words\n", check.report.score, check.words);
    for (severity, heading) in
        [(Severity::Blocker, "Blockers"), (Severity::Warning, "Warnings"), (Severity::Tip, "Tips")]
    {
        let mut findings = check.report.findings.iter().filter(|it| it.severity == severity).peekable();
        if findings.peek().is_some() {
            let _ = writeln!(text, "\n{heading}");
        }
        findings.for_each(|finding| tell(&mut text, finding));
    }
    let _ = writeln!(text, "\nRead by a machine");
    let contact = &check.contact;
    for (what, detail) in [
        ("name", &contact.name),
        ("e-mail", &contact.email),
        ("phone", &contact.phone),
        ("place", &contact.location),
    ] {
        let words = detail.as_ref().map_or("not found".to_owned(), |it| clean(&it.seen.words));
        let _ = writeln!(text, "  {what}: {words}");
    }
    let sections: Vec<String> = check
        .sections
        .iter()
        .map(|section| format!("{} ({})", clean(&section.heading), section.kind.name()))
        .collect();
    let _ = writeln!(
        text,
        "  sections: {}",
        if sections.is_empty() { "none".to_owned() } else { sections.join(", ") }
    );
    let _ = writeln!(text, "  dates: {}", check.dates.len());
    if let Some(coverage) = &check.coverage {
        let all = coverage.supportable.len();
        let missing: Vec<&str> = coverage
            .supportable
            .iter()
            .filter(|term| !coverage.covered.contains(term))
            .map(String::as_str)
            .collect();
        let _ = writeln!(text, "\nKeywords of the posting: {} of {all} are said", coverage.covered.len());
        if !missing.is_empty() {
            let _ = writeln!(text, "  not said: {}", clean(&missing.join(", ")));
        }
    }
    let count = |outlook| check.systems.iter().filter(|it| it.outlook == outlook).count();
    let _ = writeln!(
        text,
        "\nNamed applicant systems: {} fine, {} at risk, {} unknown\n  {NOTE}",
        count(Outlook::Fine),
        count(Outlook::Risk),
        count(Outlook::Unknown),
    );
    for at_risk in check.systems.iter().filter(|it| it.outlook == Outlook::Risk) {
        for risk in &at_risk.risks {
            let _ = writeln!(
                text,
                "  {}: {} {} ({}: {})",
                at_risk.system.name,
                risk.why,
                risk.mend,
                risk.known.sure.word(),
                risk.known.source
            );
        }
    }
    text
}

fn tell(text: &mut String, finding: &AtsFinding) {
    let place = finding.place.map(|place| format!(" ({})", at(place))).unwrap_or_default();
    let evidence =
        finding.evidence.as_deref().map(|words| format!(" “{}”", clean(words))).unwrap_or_default();
    // What the file holds is not for the terminal to obey.
    let _ = writeln!(text, "  {}: {}{evidence}{place}", finding.rule, finding.message);
    let _ = writeln!(text, "      {}", finding.mend);
}

/// A place, for a person.
fn at(place: Place) -> String {
    let Place { page, x, y, width, height } = place;
    format!("page {page}, {x:.0} pt from the left and {y:.0} pt from the top, {width:.0} × {height:.0} pt")
}
