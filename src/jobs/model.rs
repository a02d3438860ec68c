//! A posting and its analysis. Every item of an analysis quotes its span of the
//! posting's text, so nothing in it can come from anywhere else.

use serde::{Deserialize, Serialize};

pub use crate::jobs::asked::{
    AuthorisationAsked, AuthorisationKind, DegreeAsked, DegreeLevel, LanguageAsked, LicenceAsked,
    ScheduleAsked, ScheduleKind, Travel, YearsAsked,
};
use crate::language::span::{Quoted, Span};
pub use crate::profiles::model::RemotePolicy;

/// What the stages need to know of a posting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Posting {
    /// Job title; empty when it could not be found.
    pub title: String,
    /// Employer; empty when it could not be found.
    pub company: String,
    /// Place of work as printed.
    pub location: Option<String>,
    /// The whole text, plain; all spans of an analysis point into it.
    pub text: String,
    /// Whether it stands in the shared catalogue, which everybody may see.
    pub is_shared: bool,
}

/// How senior a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seniority {
    /// Internship or apprenticeship.
    Intern,
    /// Entry level or junior.
    Junior,
    /// Neither junior nor senior.
    Mid,
    /// Senior.
    Senior,
    /// Lead, staff or principal.
    Lead,
    /// Manager of people.
    Manager,
    /// Director or head of.
    Director,
    /// Vice president and above.
    Executive,
}

/// The form of employment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmploymentType {
    /// Full time.
    FullTime,
    /// Part time.
    PartTime,
    /// For a fixed time, or through a contractor.
    Contract,
    /// Temporary or seasonal.
    Temporary,
    /// Internship.
    Internship,
    /// Unpaid.
    Volunteer,
}

/// A salary range as stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salary {
    /// Lower end, in whole units of the currency.
    pub min: Option<i64>,
    /// Upper end, in whole units of the currency.
    pub max: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// What the amounts are paid for.
    pub period: SalaryPeriod,
}

/// What a salary's amounts are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SalaryPeriod {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// How a stage came to its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By rules alone.
    #[default]
    Rules,
    /// By rules, refined by a model.
    Model,
    /// From an earlier answer to the same question.
    Cache,
}

impl Method {
    /// The way in traces.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Model => "model",
            Self::Cache => "cache",
        }
    }
}

/// What a posting asks for, and which words a screener would look for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobAnalysis {
    /// The title as printed.
    pub title: Option<Quoted<String>>,
    /// The employer as printed.
    pub company: Option<Quoted<String>>,
    /// The place as printed.
    pub location: Option<Quoted<String>>,
    /// How senior.
    pub seniority: Option<Quoted<Seniority>>,
    /// The industry, as one of the lexicon's names.
    pub industry: Option<Quoted<String>>,
    /// Where the work is done.
    pub remote: Option<Quoted<RemotePolicy>>,
    /// The form of employment.
    pub employment_type: Option<Quoted<EmploymentType>>,
    /// The salary range.
    pub salary: Option<Quoted<Salary>>,
    /// The parts of the posting, in order, covering the text that belongs to a part.
    pub sections: Vec<PostingSection>,
    /// Single demands, each with its priority.
    pub requirements: Vec<Requirement>,
    /// What the person would do.
    pub responsibilities: Vec<Quoted<String>>,
    /// Years of experience asked for.
    pub years: Vec<YearsAsked>,
    /// Degrees asked for.
    pub degrees: Vec<DegreeAsked>,
    /// Professional licences and certificates asked for, no name twice.
    pub licences: Vec<LicenceAsked>,
    /// Human languages asked for, none twice.
    pub languages: Vec<LanguageAsked>,
    /// Permits to work, citizenship, clearances and driving licences asked for, no kind twice.
    pub authorisations: Vec<AuthorisationAsked>,
    /// When the work is done, beyond the usual hours, no kind twice.
    pub schedule: Vec<ScheduleAsked>,
    /// Whether and how much it has somebody travel.
    pub travel: Option<Quoted<Travel>>,
    /// What a screener would look for, the weightiest first, no term twice.
    pub keywords: Vec<Keyword>,
    /// Pieces of the text that speak to an automated reader, not to a person; nothing is
    /// taken from them.
    pub instructions: Vec<Span>,
    /// How the analysis was made.
    pub method: Method,
}

/// What a part of a posting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// The title, place and facts at the head, and text of no known kind.
    Overview,
    /// What the person would do.
    Responsibilities,
    /// What is demanded.
    Required,
    /// What would be welcome.
    Preferred,
    /// What is paid and offered.
    Benefits,
    /// Who the employer is.
    Company,
    /// How to apply, and how the choice is made.
    Process,
    /// Equal-opportunity and other standing text; no keyword is taken from it.
    Legal,
}

/// One part of a posting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostingSection {
    /// What it is about.
    pub kind: SectionKind,
    /// Its heading, where it has one.
    pub heading: Option<Span>,
    /// Its text without the heading.
    pub span: Span,
}

/// How much a demand matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Mentioned only.
    Mentioned,
    /// Would be welcome.
    Preferred,
    /// Is demanded.
    Required,
}

/// A single demand, such as one bullet of the requirements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Where it stands.
    pub span: Span,
    /// How much it matters.
    pub priority: Priority,
}

/// What sort of term a keyword is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Another phrase the posting uses of the work, such as "incident reports".
    Phrase,
}

/// A term of the posting that a screener would look for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Keyword {
    /// The term as it is best printed: the dictionary's name, or the posting's own words.
    pub term: String,
    /// What sort of term it is.
    pub kind: KeywordKind,
    /// How much it weighs, above 0 up to 1.
    pub weight: f32,
    /// How much it matters.
    pub priority: Priority,
    /// Every place it stands, in order, at least one.
    pub spans: Vec<Span>,
}
