//! What a posting asks for, each item with its place. Part of the jobs of the GraphQL face.

use async_graphql::{Enum, SimpleObject};

use super::asked::{
    AuthorisationAsked, DegreeAsked, LanguageAsked, LicenceAsked, ScheduleAsked, TravelAsked, YearsAsked,
};
use crate::graphql::scalars::decimal;
use crate::jobs::{model, record};
use crate::language::span::{Quoted, Span};

/// How much a demand of a posting matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Priority")]
pub enum Priority {
    /// Mentioned only.
    Mentioned,
    /// Would be welcome.
    Preferred,
    /// Is demanded.
    Required,
}

/// What sort of term a keyword is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::KeywordKind")]
pub enum KeywordKind {
    /// A skill or tool of the dictionary.
    Skill,
    /// A certificate or licence.
    Certificate,
    /// A degree or field of study.
    Degree,
    /// A language.
    Language,
    /// The job title.
    Title,
    /// Another phrase the posting uses of the work.
    Phrase,
}

/// A stretch of a text.
#[derive(SimpleObject)]
pub struct TextSpan {
    /// First byte of the UTF-8 text.
    start: i32,
    /// One past the last byte.
    end: i32,
    /// The words it quotes.
    text: String,
}

impl TextSpan {
    /// Quotes a text; lengths are bounded far below what an `Int` holds.
    pub fn of(text: &str, span: Span) -> Self {
        let int = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
        Self { start: int(span.start), end: int(span.end), text: span.of(text).to_owned() }
    }
}

/// A term of the posting that a screener would look for.
#[derive(SimpleObject)]
pub struct Keyword {
    /// The term as it is best printed.
    term: String,
    /// What sort of term it is.
    kind: KeywordKind,
    /// How much it weighs, above 0 up to 1.
    weight: f64,
    /// How much it matters.
    priority: Priority,
    /// Every place it stands.
    spans: Vec<TextSpan>,
}

impl Keyword {
    /// A keyword with its places in the posting's text.
    pub fn read(keyword: &model::Keyword, text: &str) -> Self {
        Self {
            term: keyword.term.clone(),
            kind: keyword.kind.into(),
            weight: decimal(keyword.weight),
            priority: keyword.priority.into(),
            spans: keyword.spans.iter().map(|span| TextSpan::of(text, *span)).collect(),
        }
    }
}

/// A single demand of a posting.
#[derive(SimpleObject)]
pub struct Requirement {
    /// Where it stands.
    span: TextSpan,
    /// How much it matters.
    priority: Priority,
}

/// What a posting asks for, and which words a screener would look for.
#[derive(SimpleObject)]
pub struct JobAnalysis {
    /// The industry.
    industry: Option<String>,
    /// Single demands, each with its priority.
    requirements: Vec<Requirement>,
    /// What the person would do.
    responsibilities: Vec<TextSpan>,
    /// Years of experience asked for.
    years: Vec<YearsAsked>,
    /// Degrees asked for.
    degrees: Vec<DegreeAsked>,
    /// Professional licences and certificates asked for.
    licences: Vec<LicenceAsked>,
    /// Human languages asked for.
    languages: Vec<LanguageAsked>,
    /// Permits to work, citizenship, clearances and driving licences asked for.
    authorisations: Vec<AuthorisationAsked>,
    /// When the work is done, beyond the usual hours.
    schedule: Vec<ScheduleAsked>,
    /// Whether and how much it has somebody travel.
    travel: Option<TravelAsked>,
    /// What a screener would look for, the weightiest first.
    keywords: Vec<Keyword>,
    /// Pieces that speak to an automated reader, not to a person; nothing is taken from them.
    instructions: Vec<TextSpan>,
}

impl JobAnalysis {
    /// The analysis of a posting, its spans quoted from the posting's text.
    pub fn read(job: &record::JobText) -> Self {
        let (analysis, text) = (&job.analysis, job.description.as_str());
        let quote = |span: &Span| TextSpan::of(text, *span);
        Self {
            industry: analysis.industry.as_ref().map(|found| found.value.clone()),
            requirements: analysis
                .requirements
                .iter()
                .map(|found| Requirement { span: quote(&found.span), priority: found.priority.into() })
                .collect(),
            responsibilities: analysis
                .responsibilities
                .iter()
                .map(|found: &Quoted<String>| quote(&found.span))
                .collect(),
            years: analysis.years.iter().map(|found| YearsAsked::read(found, text)).collect(),
            degrees: analysis.degrees.iter().map(|found| DegreeAsked::read(found, text)).collect(),
            licences: analysis.licences.iter().map(|found| LicenceAsked::read(found, text)).collect(),
            languages: analysis.languages.iter().map(|found| LanguageAsked::read(found, text)).collect(),
            authorisations: analysis
                .authorisations
                .iter()
                .map(|found| AuthorisationAsked::read(found, text))
                .collect(),
            schedule: analysis.schedule.iter().map(|found| ScheduleAsked::read(found, text)).collect(),
            travel: analysis.travel.as_ref().map(|found| TravelAsked::read(found, text)),
            keywords: analysis.keywords.iter().map(|keyword| Keyword::read(keyword, text)).collect(),
            instructions: analysis.instructions.iter().map(quote).collect(),
        }
    }
}
