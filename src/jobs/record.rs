//! A posting as it is kept, and the questions its lists answer.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{EmploymentType, JobAnalysis, RemotePolicy, Salary, SalaryPeriod, Seniority};

/// A posting without its long text.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// Whose it is; none for the shared catalogue.
    pub account_id: Option<Uuid>,
    /// Job title; never empty.
    pub title: String,
    /// Employer; empty when it is not known.
    pub company: String,
    /// Place of work as printed.
    pub location: Option<String>,
    /// Where the work is done.
    pub remote: Option<RemotePolicy>,
    /// The form of employment.
    pub employment_type: Option<EmploymentType>,
    /// How senior.
    pub seniority: Option<Seniority>,
    /// The salary range.
    pub salary: Option<Salary>,
    /// When it was posted, or created here where that is not known.
    pub posted_at: DateTime<Utc>,
    /// When it was created here.
    pub created_at: DateTime<Utc>,
    /// When it last changed here.
    pub updated_at: DateTime<Utc>,
}

/// The long part of a posting.
#[derive(Debug, Clone, PartialEq)]
pub struct JobText {
    /// The job.
    pub job_id: Uuid,
    /// The whole posting, plain text.
    pub description: String,
    /// The analysis by rules; its spans point into `description`.
    pub analysis: JobAnalysis,
}

/// What the owner knows of a posting; what is none is read from the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewJob {
    /// The posting as pasted.
    pub text: String,
    /// Job title.
    pub title: Option<String>,
    /// Employer.
    pub company: Option<String>,
    /// Place of work.
    pub location: Option<String>,
    /// Where the work is done.
    pub remote: Option<RemotePolicy>,
    /// The form of employment.
    pub employment_type: Option<EmploymentType>,
    /// How senior.
    pub seniority: Option<Seniority>,
    /// The salary range.
    pub salary: Option<Salary>,
    /// When it was posted.
    pub posted_at: Option<DateTime<Utc>>,
}

/// What an owner changes of a posting; what is none stays.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobPatch {
    /// New text; the analysis is made again.
    pub text: Option<String>,
    /// New title.
    pub title: Option<String>,
    /// New employer.
    pub company: Option<String>,
    /// New place; an empty text takes it away.
    pub location: Option<String>,
    /// Where the work is done.
    pub remote: Option<RemotePolicy>,
    /// The form of employment.
    pub employment_type: Option<EmploymentType>,
    /// How senior.
    pub seniority: Option<Seniority>,
    /// The salary range.
    pub salary: Option<Salary>,
    /// When it was posted.
    pub posted_at: Option<DateTime<Utc>>,
}

/// Which jobs a list holds; what is none does not narrow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobFilter {
    /// Words as a person types them into a search box: `nurse "night shift" -travel`.
    pub search: Option<String>,
    /// Words of the place, in any case.
    pub location: Option<String>,
    /// Where the work is done: any of these.
    pub remote: Vec<RemotePolicy>,
    /// The form of employment: any of these.
    pub employment_types: Vec<EmploymentType>,
    /// How senior: any of these.
    pub seniorities: Vec<Seniority>,
    /// A yearly salary that reaches at least this, in whole units of any currency.
    pub salary_at_least: Option<i64>,
    /// Posted then or later.
    pub posted_since: Option<DateTime<Utc>>,
    /// Only the account's own.
    pub is_own_only: bool,
}

/// In what order a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum JobOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Best match of the search first, among the newest 200 that match.
    Relevance,
}

/// Working hours of a year, for bringing a salary to a year: 52 weeks of 40 hours.
const HOURS_A_YEAR: i64 = 2_080;
/// Working days of a year: 52 weeks of 5 days.
const DAYS_A_YEAR: i64 = 260;

impl Salary {
    /// An amount of this salary brought to a year, in whole units of the currency.
    pub fn a_year(&self, amount: i64) -> i64 {
        amount.saturating_mul(match self.period {
            SalaryPeriod::Hour => HOURS_A_YEAR,
            SalaryPeriod::Day => DAYS_A_YEAR,
            SalaryPeriod::Week => 52,
            SalaryPeriod::Month => 12,
            SalaryPeriod::Year => 1,
        })
    }
}

/// A choice that has a name in SQL and logs.
pub trait Slug: Sized + Copy + 'static {
    /// Every choice with its name.
    const SLUGS: &'static [(Self, &'static str)];

    /// The choice's name.
    fn slug(self) -> &'static str;

    /// The choice of that name.
    fn from_slug(slug: &str) -> Option<Self> {
        Self::SLUGS.iter().find(|(_, name)| *name == slug).map(|(choice, _)| *choice)
    }
}

macro_rules! slugs {
    ($type:ident { $($choice:ident = $name:literal),+ $(,)? }) => {
        impl Slug for $type {
            const SLUGS: &'static [(Self, &'static str)] = &[$((Self::$choice, $name)),+];

            fn slug(self) -> &'static str {
                match self {
                    $(Self::$choice => $name),+
                }
            }
        }
    };
}

slugs!(RemotePolicy { OnSite = "on_site", Hybrid = "hybrid", Remote = "remote" });
slugs!(EmploymentType {
    FullTime = "full_time",
    PartTime = "part_time",
    Contract = "contract",
    Temporary = "temporary",
    Internship = "internship",
    Volunteer = "volunteer",
});
slugs!(Seniority {
    Intern = "intern",
    Junior = "junior",
    Mid = "mid",
    Senior = "senior",
    Lead = "lead",
    Manager = "manager",
    Director = "director",
    Executive = "executive",
});
slugs!(SalaryPeriod { Hour = "hour", Day = "day", Week = "week", Month = "month", Year = "year" });
