//! The choices a job knows, and the filter over them. Part of the jobs of the GraphQL face.

use async_graphql::{Enum, InputObject, SimpleObject};

use crate::graphql::scalars::DateTime;
use crate::jobs::{model, record};

/// Where work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::RemotePolicy")]
pub enum RemotePolicy {
    /// At the employer's place.
    OnSite,
    /// Partly at the employer's place.
    Hybrid,
    /// Anywhere.
    Remote,
}

/// A form of employment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::EmploymentType")]
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

/// How senior a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Seniority")]
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

/// What a salary's amounts are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::SalaryPeriod")]
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

/// A salary range as stated.
#[derive(SimpleObject)]
pub struct Salary {
    /// The lower end, in whole units of the currency.
    min: Option<i64>,
    /// The upper end, in whole units of the currency.
    max: Option<i64>,
    /// ISO 4217, such as `EUR`.
    currency: String,
    /// What the amounts are paid for.
    period: SalaryPeriod,
}

impl From<model::Salary> for Salary {
    fn from(salary: model::Salary) -> Self {
        Self { min: salary.min, max: salary.max, currency: salary.currency, period: salary.period.into() }
    }
}

/// A salary range.
#[derive(InputObject)]
pub struct SalaryInput {
    /// The lower end, in whole units of the currency.
    min: Option<i64>,
    /// The upper end, in whole units of the currency.
    max: Option<i64>,
    /// ISO 4217, such as `EUR`.
    currency: String,
    /// What the amounts are paid for.
    period: SalaryPeriod,
}

impl From<SalaryInput> for model::Salary {
    fn from(input: SalaryInput) -> Self {
        Self { min: input.min, max: input.max, currency: input.currency, period: input.period.into() }
    }
}

/// Which jobs a list holds; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct JobFilter {
    /// Words of the place, in any case, such as `berlin`.
    location: Option<String>,
    /// Where the work is done: any of these.
    remote: Option<Vec<RemotePolicy>>,
    /// The form of employment: any of these.
    employment_types: Option<Vec<EmploymentType>>,
    /// How senior: any of these.
    seniorities: Option<Vec<Seniority>>,
    /// A salary that, brought to a year, reaches at least this many whole units of its currency.
    salary_at_least: Option<i64>,
    /// Posted then or later.
    posted_since: Option<DateTime>,
    /// Only those the viewer created.
    own_only: Option<bool>,
}

/// In what order jobs come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::JobOrder")]
pub enum JobOrder {
    /// Newest first.
    Newest,
    /// Best match of `search` first, among the newest 200 that match. Without `search`, as `NEWEST`.
    Relevance,
}

impl JobFilter {
    /// The filter as the room knows it, with the words to search for.
    pub fn read(self, search: Option<String>) -> record::JobFilter {
        fn all<A, B: From<A>>(choices: Option<Vec<A>>) -> Vec<B> {
            choices.unwrap_or_default().into_iter().map(B::from).collect()
        }
        record::JobFilter {
            search,
            location: self.location,
            remote: all(self.remote),
            employment_types: all(self.employment_types),
            seniorities: all(self.seniorities),
            salary_at_least: self.salary_at_least,
            posted_since: self.posted_since.map(|since| since.0),
            is_own_only: self.own_only.unwrap_or(false),
        }
    }
}
