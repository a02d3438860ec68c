//! What goes into a run, what passes between its stages, and what comes out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::plain_profile::read_plainly;
use crate::ai::prompts::Prompt;
use crate::ai::routing::Attempt;
use crate::documents::look::Look;
use crate::documents::model::{DocumentContent, DocumentKind, PageFit, ReadBack};
use crate::documents::templates;
use crate::jobs::model::{JobAnalysis, Method, Posting};
use crate::language::dates::Period;
use crate::language::lexicon::Lexicon;
use crate::profiles::model::{FactId, ProfileContent};
use crate::scoring::model::{AtsReport, Coverage};

/// The five stages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Posting → analysis.
    JobAnalyzer,
    /// Profile and analysis → scored and chosen facts.
    ProfileCompiler,
    /// Chosen facts → drafts.
    DocumentGenerator,
    /// Drafts → checked and mended drafts with their quality.
    QualityValidator,
    /// Documents → files, read back.
    PdfExporter,
}

impl StageName {
    /// All five, in order.
    pub const ALL: [Self; 5] = [
        Self::JobAnalyzer,
        Self::ProfileCompiler,
        Self::DocumentGenerator,
        Self::QualityValidator,
        Self::PdfExporter,
    ];

    /// The stage's name in SQL, logs and reports.
    pub fn slug(self) -> &'static str {
        match self {
            Self::JobAnalyzer => "job_analyzer",
            Self::ProfileCompiler => "profile_compiler",
            Self::DocumentGenerator => "document_generator",
            Self::QualityValidator => "quality_validator",
            Self::PdfExporter => "pdf_exporter",
        }
    }
}

/// The tone of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Plain and businesslike.
    #[default]
    Professional,
    /// Warm, first names.
    Friendly,
    /// Reserved, full forms.
    Formal,
    /// Short and direct.
    Direct,
}

/// What the owner asks of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GenerationOptions {
    /// The documents to make, each once, in print order.
    pub kinds: Vec<DocumentKind>,
    /// Template of the résumé.
    pub resume_template: String,
    /// Template of the letter.
    pub letter_template: String,
    /// How the résumé is to look.
    #[serde(skip_serializing_if = "Look::is_usual")]
    pub resume_look: Look,
    /// How the letter is to look.
    #[serde(skip_serializing_if = "Look::is_usual")]
    pub letter_look: Look,
    /// Pages of the résumé at most, from 1 to those its template holds.
    pub pages: u8,
    /// Skills to put first where the profile has them.
    pub emphasised_skills: Vec<String>,
    /// Projects to print whatever their score; pinned.
    pub chosen_projects: Vec<FactId>,
    /// Facts to print whatever their score.
    pub pinned: Vec<FactId>,
    /// Tone of the letter.
    pub tone: Tone,
    /// Points the owner wants the letter to make; matched against facts, never copied.
    pub key_points: Vec<String>,
}

impl GenerationOptions {
    /// Sets the template of one kind of document, and where `with_pair` says so the one of the
    /// same look for the other. A name that is none is kept, to be told of.
    pub fn set_template(&mut self, kind: DocumentKind, name: &str, with_pair: bool) {
        let pair = templates::find(name).filter(|template| template.kind == kind && with_pair);
        let (own, other) = match kind {
            DocumentKind::Resume => (&mut self.resume_template, &mut self.letter_template),
            DocumentKind::CoverLetter => (&mut self.letter_template, &mut self.resume_template),
        };
        name.clone_into(own);
        if let Some(template) = pair {
            template.pair.clone_into(other);
        }
    }
}

impl Default for GenerationOptions {
    fn default() -> Self {
        Self {
            kinds: DocumentKind::ALL.to_vec(),
            resume_template: "ats".to_owned(),
            letter_template: "letter".to_owned(),
            resume_look: Look::default(),
            letter_look: Look::default(),
            pages: 1,
            emphasised_skills: Vec::new(),
            chosen_projects: Vec::new(),
            pinned: Vec::new(),
            tone: Tone::default(),
            key_points: Vec::new(),
        }
    }
}

impl GenerationOptions {
    /// Of the facts to print whatever their score those that a document prints.
    pub fn pinned_in(&self, content: &DocumentContent) -> Vec<FactId> {
        let printed = content.printed_facts();
        let all = self.pinned.iter().chain(&self.chosen_projects);
        all.filter(|fact| printed.contains(fact)).cloned().collect()
    }
}

/// Everything a run reads, frozen when it was accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GenerationInput {
    /// The profile, [read plainly](GenerationInput::new).
    pub profile: ProfileContent,
    /// The posting.
    pub posting: Posting,
    /// What was asked.
    pub options: GenerationOptions,
    /// The day of the run: dates the letter and ends open periods.
    pub today: NaiveDate,
    /// Sentences of the profile that speak to a machine, which no stage reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<String>,
}

impl GenerationInput {
    /// What a run reads. Of the profile, characters that nobody sees and sentences that speak to
    /// a machine are left away; whatever stands in a posting is read by `jobs`.
    pub fn new(
        profile: ProfileContent,
        posting: Posting,
        options: GenerationOptions,
        today: NaiveDate,
    ) -> Self {
        let (profile, set_aside) = read_plainly(profile, Lexicon::built_in());
        Self { profile, posting, options, today, set_aside }
    }

    /// The same with another profile.
    pub fn with_profile(&self, profile: ProfileContent) -> Self {
        Self::new(profile, self.posting.clone(), self.options.clone(), self.today)
    }
}

/// Stage 1's result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Analyzed {
    /// What the posting asks for.
    #[serde(flatten)]
    pub analysis: JobAnalysis,
    /// What models had a part in it.
    #[serde(default)]
    pub model_use: ModelUse,
    /// What a person should know of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// The four parts of a fact's score, each 0 to 100 before weighting 40 · 30 · 20 · 10.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ScoreParts {
    /// Keywords of the posting it names.
    pub keywords: f32,
    /// Skills of the posting it shows.
    pub skills: f32,
    /// Relevance and recency of the experience it belongs to.
    pub experience: f32,
    /// Nearness of industry and role.
    pub role: f32,
}

/// A fact with its worth for the posting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredFact {
    /// The fact.
    pub fact: FactId,
    /// 0 to 100.
    pub score: f32,
    /// How it comes about.
    pub parts: ScoreParts,
    /// The keywords of the posting it backs, by term.
    pub keywords: Vec<String>,
    /// Whether it must be printed.
    pub is_pinned: bool,
    /// Whether it was chosen for the length asked.
    pub is_chosen: bool,
    /// Whether it is printed, though not chosen, where the pages asked have room left.
    #[serde(default)]
    pub is_spare: bool,
}

/// A keyword of the posting and the facts that back it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeywordSupport {
    /// The keyword's term.
    pub term: String,
    /// Facts that back it, the best first; never empty.
    pub facts: Vec<FactId>,
}

/// Stage 2's result: the profile seen through the posting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CompiledProfile {
    /// Every publishable fact, the best first.
    pub facts: Vec<ScoredFact>,
    /// Keywords some fact backs.
    pub supported: Vec<KeywordSupport>,
    /// Terms no fact backs.
    pub gaps: Vec<String>,
    /// Of these terms those that facts come near to, with these facts, the best first.
    #[serde(default)]
    pub near: Vec<KeywordSupport>,
    /// Months of paid experience, overlaps counted once.
    pub experience_months: u32,
    /// Months of experience in positions near to the posting's, overlaps counted once.
    pub relevant_months: u32,
    /// The periods the months were counted from.
    pub periods: Vec<Period>,
    /// How it was made.
    pub method: Method,
}

/// Stage 3's result for one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The content.
    pub content: DocumentContent,
    /// Claims, and entries by their facts, that are printed only where the pages have room left
    /// in the loosest setting, the first to go first.
    #[serde(default)]
    pub spare: Vec<String>,
    /// The others in the order they would be dropped once these are gone, the first to go first;
    /// pinned ones are absent.
    pub drop_order: Vec<String>,
    /// What a person should know about it.
    pub notes: Vec<Note>,
}

/// Stage 3's result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Drafts {
    /// One draft a kind asked for, in order.
    pub documents: Vec<Draft>,
    /// How they were made.
    pub method: Method,
    /// What models had a part in it.
    #[serde(default)]
    pub model_use: ModelUse,
    /// Lines of a model for the résumé that the fact check stopped, which are not in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped: Vec<StoppedLine>,
}

/// A line in other words that do not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedLine {
    /// The claim it was to stand for.
    pub claim: String,
    /// The words.
    pub text: String,
}

/// What was asked of models, and what it cost.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelUse {
    /// Every attempt in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<ModelAttempt>,
}

/// Which words a model was asked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptUsed {
    /// The prompt's name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The hash of its file.
    pub hash: String,
}

/// One attempt to have a model answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelAttempt {
    /// The words it was asked with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<PromptUsed>,
    /// The document it was asked for; none where it was for all of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentKind>,
    /// Who was asked.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// Why it did not answer, by the class of failure; none where it did.
    pub failure: Option<String>,
    /// Tokens read, where the provider told.
    pub input_tokens: Option<u32>,
    /// Tokens written, where the provider told.
    pub output_tokens: Option<u32>,
    /// Tokens charged: what was told, or what was reserved where nothing was.
    pub charged_tokens: u64,
    /// Millionths of a US dollar; none where usage or price is unknown.
    pub cost_micros: Option<u64>,
    /// Wall time it took.
    pub elapsed_ms: f64,
    /// Whether an earlier answer was given again, which cost nothing.
    pub is_cached: bool,
    /// Whether it was asked with a key of the account's own.
    pub is_own_key: bool,
}

impl ModelUse {
    /// What some attempts with a prompt came to.
    pub fn of(prompt: Option<&Prompt>, document: Option<DocumentKind>, attempts: &[Attempt]) -> Self {
        let prompt = prompt.map(|prompt| PromptUsed {
            name: prompt.name.to_owned(),
            version: prompt.version,
            hash: prompt.hash.clone(),
        });
        let attempt = |attempt: &Attempt| ModelAttempt {
            prompt: prompt.clone(),
            document,
            provider: attempt.provider.clone(),
            model: attempt.model.clone(),
            failure: attempt.failure.as_ref().map(|failure| failure.class.slug().to_owned()),
            input_tokens: attempt.usage.map(|usage| usage.input_tokens),
            output_tokens: attempt.usage.map(|usage| usage.output_tokens),
            charged_tokens: attempt.charged_tokens,
            cost_micros: attempt.cost_micros,
            elapsed_ms: attempt.elapsed.as_secs_f64() * 1_000.0,
            is_cached: attempt.is_cached,
            is_own_key: attempt.is_own_key,
        };
        Self { attempts: attempts.iter().map(attempt).collect() }
    }

    /// The model that answered last; none where none did.
    pub fn writer(&self) -> Option<&str> {
        let mut answered = self.attempts.iter().rev().filter(|attempt| attempt.failure.is_none());
        answered.next().map(|attempt| attempt.model.as_str())
    }

    /// Adds what else was asked.
    pub fn add(&mut self, more: Self) {
        self.attempts.extend(more.attempts);
    }

    /// Tokens read and written, as far as providers told.
    pub fn tokens(&self) -> (u64, u64) {
        let sum = |tokens: fn(&ModelAttempt) -> Option<u32>| {
            self.attempts.iter().filter_map(tokens).map(u64::from).sum()
        };
        (sum(|attempt| attempt.input_tokens), sum(|attempt| attempt.output_tokens))
    }

    /// Tokens charged to the document.
    pub fn charged_tokens(&self) -> u64 {
        self.attempts.iter().map(|attempt| attempt.charged_tokens).sum()
    }

    /// Millionths of a US dollar; none where some of what was charged has no known price.
    pub fn cost_micros(&self) -> Option<u64> {
        let charged = self.attempts.iter().filter(|attempt| attempt.charged_tokens > 0);
        charged.map(|attempt| attempt.cost_micros).sum()
    }
}

/// The code of the note that no model answered. It is no doubt about the document.
pub const MODEL_UNAVAILABLE: &str = "model_unavailable";

/// The code of the note that a document is as the rules wrote it, because what a model had a part
/// in would have been worse. It is no doubt about the document.
pub const RULES_KEPT: &str = "rules_kept";

/// The code of the note that sentences of the profile were not read.
pub const PROFILE_INSTRUCTIONS: &str = "profile_instructions";

/// Something a person should know about a document, such as why a letter is short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A stable word to switch on, such as `letter_short`.
    pub code: String,
    /// The sentence for a person.
    pub message: String,
}

/// How many claims came through the fact check, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Factuality {
    /// Claims in the document.
    pub claims: u32,
    /// Of these, in a fact's own words.
    pub verbatim: u32,
    /// Of these, joined of facts or put in other words.
    pub joined: u32,
    /// Of these, with a doubt a person should look at.
    pub warned: u32,
    /// Claims the check stopped. Each was then rewritten, replaced or dropped.
    pub blocked: u32,
    /// Of the stopped, those that passed when they were rewritten.
    pub rewritten: u32,
    /// Of the stopped, those the fact itself stands for now.
    pub replaced: u32,
    /// Of the stopped, those that are not in the document.
    pub dropped: u32,
    /// Claims left out because an earlier one says the same.
    pub repeated: u32,
}

/// How easily a document reads.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Readability {
    /// Words in the document.
    pub words: u32,
    /// Mean words of a sentence or bullet.
    pub words_per_sentence: f32,
    /// Share of bullets that begin with an action verb, 0 to 1.
    pub action_verb_ratio: f32,
}

/// How good a document is, and why.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct QualityReport {
    /// Fact check in numbers.
    pub factuality: Factuality,
    /// Keyword coverage.
    pub coverage: Coverage,
    /// ATS check; complete once the file has been read back.
    pub ats: AtsReport,
    /// Length.
    pub length: PageFit,
    /// Readability.
    pub readability: Readability,
    /// What a person should know.
    pub notes: Vec<Note>,
    /// Whose version of the document was the better one and is printed.
    #[serde(default)]
    pub method: Method,
}

/// Stage 4's result for one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewedDraft {
    /// The content, mended.
    pub content: DocumentContent,
    /// Template it was fitted in.
    pub template: String,
    /// What the check says.
    pub quality: QualityReport,
}

/// Stage 4's result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reviewed {
    /// One a kind asked for, in order.
    pub documents: Vec<ReviewedDraft>,
    /// How they were reviewed.
    pub method: Method,
    /// What models had a part in it.
    #[serde(default)]
    pub model_use: ModelUse,
}

/// One exported file; its bytes travel beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenderedFile {
    /// The document it prints.
    pub kind: DocumentKind,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// Size of the file.
    pub size_bytes: u64,
    /// Pages.
    pub pages: u8,
    /// What a machine reads in it.
    pub read_back: ReadBack,
    /// The ATS check of the file.
    pub ats: AtsReport,
}

/// Stage 5's result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RenderedFiles {
    /// One a document, in order.
    pub files: Vec<RenderedFile>,
}
