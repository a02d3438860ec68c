//! How good a document is, and why. Part of the documents of the GraphQL face.

use async_graphql::{Enum, ID, SimpleObject};

use crate::documents::model;
use crate::documents::record::{DocumentFile, DocumentVersion, FileFormat};
use crate::factcheck::model::Verdict;
use crate::generations::model as generation;
use crate::graphql::error::{ApiError, Result};
use crate::graphql::generations::Method;
use crate::graphql::scalars::decimal;
use crate::scoring::model as scoring;

/// How good a document is, and why.
#[derive(SimpleObject)]
pub struct QualityReport {
    /// How many claims came through the fact check, and how.
    factuality: Factuality,
    /// How much of what could be said for the posting it says.
    coverage: Coverage,
    /// How well applicant systems read its file.
    ats: AtsReport,
    /// What a machine read in its file; null when it has none.
    read_back: Option<ReadBack>,
    /// How its length met the one asked for.
    length: PageFit,
    /// How easily it reads.
    readability: Readability,
    /// What a person should know, such as why a letter is short.
    notes: Vec<Note>,
    /// Whose version it is. Where a model had a part in the run, its version and that of the rules
    /// alone were held against each other by keywords, room and what a machine reads, and the
    /// better one was printed; a note `rules_kept` says in what a model's was worse.
    method: Method,
}

/// How many claims came through the fact check, and how.
#[derive(SimpleObject)]
pub struct Factuality {
    /// Claims in the document.
    claims: u32,
    /// Of these, in a fact's own words.
    verbatim: u32,
    /// Of these, joined of facts or put in other words.
    joined: u32,
    /// Of these, with a doubt a person should look at.
    warned: u32,
    /// Of the doubted, those a person has accepted as they stand.
    accepted: u32,
    /// Claims the check stopped when the document was made. Each was then rewritten, replaced by its fact, or dropped.
    blocked: u32,
    /// Of the stopped, those that passed when they were rewritten.
    rewritten: u32,
    /// Of the stopped, those the fact itself stands for now.
    replaced_by_fact: u32,
    /// Of the stopped, those that are not in the document.
    dropped: u32,
    /// Claims left out because an earlier one says the same.
    repeated: u32,
}

/// How much of what could be said for a posting a document says.
#[derive(SimpleObject)]
pub struct Coverage {
    /// Supportable keywords that stand in the document.
    covered: Vec<String>,
    /// Keywords some fact backs, covered or not.
    supportable: Vec<String>,
    /// Keywords no fact backs: what the posting asks for and the profile does not show.
    gaps: Vec<String>,
    /// Covered ÷ supportable, 0 to 1.
    ratio: f64,
    /// Covered ÷ all keywords of the posting, 0 to 1.
    ratio_of_all: f64,
}

/// How well a machine reads a file: an estimate by published rules, not the word of any vendor.
#[derive(SimpleObject)]
pub struct AtsReport {
    /// 0 to 100.
    score: i32,
    /// What was found, the worst first.
    findings: Vec<AtsFinding>,
}

/// One thing an ATS rule found.
#[derive(SimpleObject)]
pub struct AtsFinding {
    /// The rule's stable name.
    rule: String,
    /// How bad.
    severity: Severity,
    /// What was found, for a person.
    message: String,
    /// What would mend it.
    mend: String,
    /// The words or number it was seen in.
    evidence: Option<String>,
    /// Where it was seen; null for what is not there, for what concerns the file as a whole, and
    /// for formats whose pages are made by the program that opens them.
    place: Option<AtsPlace>,
}

/// A box on a page, in the unit of the page: the point, 1/72 inch, unless the file says otherwise.
/// What is hidden beside the page has places beside it.
#[derive(SimpleObject)]
pub struct AtsPlace {
    /// The page, from 1.
    page: u32,
    /// From the left edge of the page to that of the box.
    x: f64,
    /// From the top edge of the page, before any turning of it, to that of the box.
    y: f64,
    /// Width of the box.
    width: f64,
    /// Height of the box.
    height: f64,
}

/// How bad an ATS finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "scoring::Severity")]
pub enum Severity {
    /// Worth knowing; never scores.
    Tip,
    /// Costs points, once a rule.
    Warning,
    /// Caps the score.
    Blocker,
}

/// What a machine read in an exported file.
#[derive(SimpleObject)]
pub struct ReadBack {
    /// Whether everything was found, in order and cleanly spelt.
    perfect: bool,
    /// Whether all that was found stands in print order.
    in_order: bool,
    /// How many printed fields were looked for.
    fields: u32,
    /// The printed fields that were not found.
    missing: Vec<String>,
    /// Characters the file shows but does not spell.
    glyph_problems: Vec<String>,
    /// Text of the file that a machine reads and nobody sees. No field is looked for in it.
    hidden_text: Vec<HiddenText>,
    /// Whether words stand in columns, told by their places.
    columns: bool,
}

/// Text of a file that a machine reads and nobody sees; it counts for nothing.
#[derive(SimpleObject)]
pub struct HiddenText {
    /// In what way, to follow "text that is".
    how: String,
    /// How it begins.
    words: String,
    /// How many words are hidden in this way.
    count: u32,
    /// Where the first of them stand; null in formats without places.
    place: Option<AtsPlace>,
}

/// How a printed length met the one asked for.
#[derive(SimpleObject)]
pub struct PageFit {
    /// Pages asked for.
    pages_asked: i32,
    /// Pages it takes, known before a changed document is printed; more than asked where it does not
    /// fit, and one less where the last would be nearly empty. 0 where it could not be laid out.
    pages: i32,
    /// Ids of the facts that are not printed, the worthiest for the posting first.
    left_out: Vec<ID>,
    /// The facts that are not printed, the worthiest for the posting first: of a résumé all that
    /// it could tell, of a letter those it had to go without.
    omissions: Vec<Omission>,
}

/// A fact that is not printed.
#[derive(SimpleObject)]
pub struct Omission {
    /// Id of the fact in its profile.
    fact_id: ID,
    /// Why.
    reason: OmissionReason,
}

/// Why a fact is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::LeftOutReason")]
pub enum OmissionReason {
    /// Others tell more to this posting, and what room the pages had left went to these.
    Selection,
    /// Chosen, and dropped so that the document fits its pages.
    Fit,
    /// Another line of its section says the same.
    Repeated,
    /// The fact check stopped what was written of it.
    Stopped,
    /// A person took out what was written of it.
    Removed,
}

/// How easily a document reads.
#[derive(SimpleObject)]
pub struct Readability {
    /// Words in the document.
    words: u32,
    /// Mean words of a sentence or bullet.
    words_per_sentence: f64,
    /// Share of bullets that begin with an action verb, 0 to 1.
    action_verb_ratio: f64,
}

/// Something a person should know about a document.
#[derive(SimpleObject)]
pub struct Note {
    /// A stable word to switch on, such as `letter_short`.
    code: String,
    /// The sentence for a person.
    message: String,
}

impl From<generation::Note> for Note {
    fn from(generation::Note { code, message }: generation::Note) -> Self {
        Self { code, message }
    }
}

impl From<model::LeftOut> for Omission {
    fn from(model::LeftOut { fact, reason }: model::LeftOut) -> Self {
        Self { fact_id: fact.as_str().into(), reason: reason.into() }
    }
}

impl QualityReport {
    /// The report of a version, with what was read back from its file.
    ///
    /// # Errors
    /// `INTERNAL` for a report that cannot be read.
    pub fn read(version: &DocumentVersion, files: &[DocumentFile]) -> Result<Self> {
        let report: generation::QualityReport =
            serde_json::from_value(version.quality.clone()).map_err(|cause| {
                ApiError::from(crate::error::Error::internal("A quality report cannot be read.", cause))
            })?;
        let generation::QualityReport { factuality, coverage, ats, length, readability, notes, method } =
            report;
        Ok(Self {
            factuality: Factuality {
                claims: factuality.claims,
                verbatim: factuality.verbatim,
                joined: factuality.joined,
                warned: factuality.warned,
                accepted: accepted(version),
                blocked: factuality.blocked,
                rewritten: factuality.rewritten,
                replaced_by_fact: factuality.replaced,
                dropped: factuality.dropped,
                repeated: factuality.repeated,
            },
            coverage: Coverage::from(coverage),
            ats: AtsReport::from(ats),
            read_back: files
                .iter()
                .filter(|file| file.format == FileFormat::Pdf)
                .find_map(|file| file.read_back.as_ref())
                .map(ReadBack::from),
            length: PageFit {
                pages_asked: length.pages_asked.into(),
                pages: length.pages.into(),
                left_out: length.left_out.iter().map(|left| left.fact.as_str().into()).collect(),
                omissions: length.left_out.into_iter().map(Omission::from).collect(),
            },
            readability: Readability {
                words: readability.words,
                words_per_sentence: decimal(readability.words_per_sentence),
                action_verb_ratio: decimal(readability.action_verb_ratio),
            },
            notes: notes.into_iter().map(Note::from).collect(),
            method: method.into(),
        })
    }
}

fn accepted(version: &DocumentVersion) -> u32 {
    let doubted = version.content.claims().filter(|claim| claim.verdict == Verdict::Warn);
    let accepted = doubted.filter(|claim| version.acceptance(&claim.id).is_some());
    u32::try_from(accepted.count()).unwrap_or(u32::MAX)
}

impl From<scoring::Coverage> for Coverage {
    fn from(coverage: scoring::Coverage) -> Self {
        Self {
            covered: coverage.covered,
            supportable: coverage.supportable,
            gaps: coverage.gaps.into_iter().map(|gap| gap.term).collect(),
            ratio: decimal(coverage.ratio),
            ratio_of_all: decimal(coverage.ratio_of_all),
        }
    }
}

impl From<scoring::AtsReport> for AtsReport {
    fn from(report: scoring::AtsReport) -> Self {
        Self {
            score: report.score.into(),
            findings: report.findings.into_iter().map(AtsFinding::from).collect(),
        }
    }
}

impl From<scoring::AtsFinding> for AtsFinding {
    fn from(finding: scoring::AtsFinding) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity.into(),
            message: finding.message,
            mend: finding.mend,
            evidence: finding.evidence,
            place: finding.place.map(AtsPlace::from),
        }
    }
}

impl From<scoring::Place> for AtsPlace {
    fn from(scoring::Place { page, x, y, width, height }: scoring::Place) -> Self {
        Self { page, x, y, width, height }
    }
}

impl From<model::HiddenText> for HiddenText {
    fn from(hidden: model::HiddenText) -> Self {
        let model::HiddenText { how, words, count, place } = hidden;
        Self { how, words, count, place: place.map(AtsPlace::from) }
    }
}

impl From<&model::ReadBack> for ReadBack {
    fn from(read: &model::ReadBack) -> Self {
        let missing = read.fields.iter().filter(|field| !field.is_found);
        Self {
            perfect: read.is_perfect(),
            in_order: read.is_in_order,
            fields: u32::try_from(read.fields.len()).unwrap_or(u32::MAX),
            missing: missing.map(|field| field.expected.clone()).collect(),
            glyph_problems: read.glyph_problems.iter().map(|problem| problem.told.clone()).collect(),
            hidden_text: read.hidden_text.iter().cloned().map(HiddenText::from).collect(),
            columns: read.has_columns,
        }
    }
}
