//! `jobwise check`: is what somebody wrote supported by a profile?

pub mod claims;
mod document;

use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{ArgGroup, Args, ValueEnum};

use self::document::Aside;
use super::tailor::pretty;
use super::{files, print, setup};
use crate::clock::Clock;
use crate::documents::statements;
use crate::error::{Error, Result};
use crate::factcheck::FactBase;
use crate::jobs::model::Posting;
use crate::jobs::posting;
use crate::profiles::json_resume;
use crate::profiles::json_resume::places::Places;

/// Check claims, or a whole document, against the facts of a profile.
///
/// With --claims: reads claims one a line, each a JSON object with an `id`, the `slot` it is
/// written for, its `text` and the places of the profile it `cites`, and answers each with a
/// line: its `id`, the `verdict` (`pass`, `warn` or `block`) and the `findings`, each with
/// `check`, `code`, `message` and the `start` and `end` of the words it is about, in bytes of the
/// text. A claim passes when everything it says is said by the facts it cites.
///
/// With --document: reads a résumé or letter written elsewhere, finds for each of its sentences,
/// lines and items the facts that could carry it, and prints which of them the profile supports,
/// which not, and why. What it takes for no statement, such as a page's number, is listed as not
/// read. Of a PDF only what is seen is read; text hidden in it is told of. A letter needs --job
/// too: the employer and position it is written to are no facts of the profile.
#[derive(Debug, Args)]
#[command(
    after_help = FORMAT,
    group(ArgGroup::new("what").required(true))
)]
pub struct Check {
    /// The profile, JSON Resume v1; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// The claims, JSON Lines; `-` reads standard input and answers each line as it comes
    #[arg(long, value_name = "FILE", group = "what")]
    claims: Option<PathBuf>,
    /// A whole document instead: PDF, plain text, Markdown, JSON Resume, or a document-*.json
    /// that `tailor` wrote; told apart by what it holds; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "what")]
    document: Option<PathBuf>,
    /// How the check of a document is printed
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "claims")]
    format: Format,
    /// The posting they are written for, plain text in UTF-8: its terms are no facts
    #[arg(long, value_name = "FILE")]
    job: Option<PathBuf>,
    /// The day to take as today, instead of the machine's: ends periods that go on
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// A file with more skills for the dictionary, in the format of assets/lexicon/skills.tsv
    #[arg(long, value_name = "FILE", env = "JOBWISE_SKILLS")]
    skills: Option<PathBuf>,
}

/// How the check of a document is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// One JSON object
    Json,
}

const FORMAT: &str = r#"A line of --claims:
  {"id":"c1","slot":"$.work[0]","text":"Led a team of 5.","cites":["$.work[0].highlights[1]"]}
Its answer, in the same order:
  {"id":"c1","verdict":"pass","findings":[]}

A place is a singular query of JSONPath (RFC 9535) into the profile file. A slot is the place of
the entry the claim would stand under, $.basics.summary, or the word letter. Citing an entry
means its own fields, never the lines under it: a highlight, course or listed skill is cited by
its own place. A place at which the profile has no fact is a finding (unknown_fact,
unknown_slot), no bad input. Unknown keys of a line are ignored and blank lines skipped; a line
holds at most 64 KiB.

Exit codes: 0 everything was checked, whatever the verdicts; 2 bad input, of claims with the
number of the line: those before it have been answered; 1 anything else.

Examples:
  jobwise check --profile me.json --claims claims.jsonl
  jobwise check --profile me.json --job posting.txt --claims - < claims.jsonl
  jobwise check --profile me.json --document old-resume.pdf"#;

impl Check {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for input that cannot be read or is wrong, `Internal` when the answers cannot be
    /// written.
    pub fn run(self, output: &mut dyn Write) -> Result<()> {
        self.refuse_shared_input()?;
        let today = self.today.map_or(Clock::System, Clock::fixed_day).today();
        let lexicon = setup::read_lexicon(self.skills.as_deref())?;
        let file = json_resume::value_from_slice(&files::read_bytes(&self.profile, files::Noun::Profile)?)?;
        let content = json_resume::parse(&file, &mut json_resume::path_ids())?;
        let posting = match &self.job {
            Some(path) => posting::read_bytes(&files::read_bytes(path, files::Noun::Posting)?)?,
            None => Posting::default(),
        };
        let base = FactBase::new(&content, &posting, today, lexicon);
        let places = Places::new(&file, &content);
        if let Some(path) = &self.claims {
            let input = BufReader::new(files::open(path, files::Noun::Claims)?);
            return claims::answer(input, output, &base, &places);
        }
        let Some(path) = &self.document else { return Ok(()) };
        let document = document::read(path, &content, lexicon)?;
        let reviewed = statements::review(&document.content.statements, &content, &base);
        let aside = Aside::new(&document, self.job.is_some());
        let report = match self.format {
            Format::Text => document::told(&reviewed, &aside).into_bytes(),
            Format::Json => pretty(&document::report(&reviewed, &aside))?,
        };
        print(output, &report)
    }

    fn refuse_shared_input(&self) -> Result<()> {
        let inputs = [Some(&self.profile), self.claims.as_ref(), self.document.as_ref(), self.job.as_ref()];
        let from_stdin = inputs.into_iter().flatten().filter(|path| path.as_path() == Path::new("-"));
        if from_stdin.count() > 1 {
            return Err(Error::invalid("Only one input can be standard input; give the others as files."));
        }
        Ok(())
    }
}
