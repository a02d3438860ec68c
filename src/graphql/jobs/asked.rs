//! What a posting asks for, item by item. Part of the jobs of the GraphQL face.

use async_graphql::{Enum, SimpleObject};

use super::analysis::{Priority, TextSpan};
use crate::graphql::scalars::decimal;
use crate::jobs::model;
use crate::language::span::Quoted;

/// Years of experience a posting asks for.
#[derive(SimpleObject)]
pub struct YearsAsked {
    /// At least this many.
    min: f64,
    /// At most this many, where a range is given.
    max: Option<f64>,
    /// What the experience is to be in, as printed.
    field: Option<String>,
    /// How much it matters.
    priority: Priority,
    /// Where it stands.
    span: TextSpan,
}

impl YearsAsked {
    /// One item of an analysis, with its place in the posting's text.
    pub fn read(found: &model::YearsAsked, text: &str) -> Self {
        Self {
            min: decimal(found.min),
            max: found.max.map(decimal),
            field: found.field.as_ref().map(|field| field.value.clone()),
            priority: found.priority.into(),
            span: TextSpan::of(text, found.span),
        }
    }
}

/// The level of a degree, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::DegreeLevel")]
pub enum DegreeLevel {
    /// Leaving certificate of a secondary school.
    HighSchool,
    /// Trade certificate, vocational or associate degree.
    Associate,
    /// Bachelor.
    Bachelor,
    /// Master.
    Master,
    /// Doctorate.
    Doctorate,
}

/// A degree a posting asks for.
#[derive(SimpleObject)]
pub struct DegreeAsked {
    /// Its level.
    level: DegreeLevel,
    /// Its field, as printed.
    field: Option<String>,
    /// How much it matters.
    priority: Priority,
    /// Where it stands.
    span: TextSpan,
}

impl DegreeAsked {
    /// One item of an analysis, with its place in the posting's text.
    pub fn read(found: &model::DegreeAsked, text: &str) -> Self {
        Self {
            level: found.level.into(),
            field: found.field.as_ref().map(|field| field.value.clone()),
            priority: found.priority.into(),
            span: TextSpan::of(text, found.span),
        }
    }
}

/// A professional licence, certificate or registration a posting asks for.
#[derive(SimpleObject)]
pub struct LicenceAsked {
    /// The dictionary's name for it, or the posting's own words.
    name: String,
    /// How much it matters.
    priority: Priority,
    /// Where it stands.
    span: TextSpan,
}

impl LicenceAsked {
    /// One item of an analysis, with its place in the posting's text.
    pub fn read(found: &model::LicenceAsked, text: &str) -> Self {
        Self {
            name: found.name.clone(),
            priority: found.priority.into(),
            span: TextSpan::of(text, found.span),
        }
    }
}

/// A human language a posting asks for.
#[derive(SimpleObject)]
pub struct LanguageAsked {
    /// Its name in English.
    name: String,
    /// How well it is to be known, from 1 (A1) to 6 (C2, native), where the posting says so.
    rank: Option<i32>,
    /// How much it matters.
    priority: Priority,
    /// Where it stands.
    span: TextSpan,
}

impl LanguageAsked {
    /// One item of an analysis, with its place in the posting's text.
    pub fn read(found: &model::LanguageAsked, text: &str) -> Self {
        Self {
            name: found.name.clone(),
            rank: found.rank.map(i32::from),
            priority: found.priority.into(),
            span: TextSpan::of(text, found.span),
        }
    }
}

/// What somebody must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::AuthorisationKind")]
pub enum AuthorisationKind {
    /// To work in the country, without a sponsor.
    WorkPermit,
    /// To be a citizen, or one of the persons a law names.
    Citizenship,
    /// To see secrets of a state.
    Clearance,
    /// To drive.
    DrivingLicence,
}

/// An authorisation a posting asks for.
#[derive(SimpleObject)]
pub struct AuthorisationAsked {
    /// What for.
    kind: AuthorisationKind,
    /// How much it matters; MENTIONED where only some of the positions need it.
    priority: Priority,
    /// Where it stands.
    span: TextSpan,
}

impl AuthorisationAsked {
    /// One item of an analysis, with its place in the posting's text.
    pub fn read(found: &model::AuthorisationAsked, text: &str) -> Self {
        Self {
            kind: found.kind.into(),
            priority: found.priority.into(),
            span: TextSpan::of(text, found.span),
        }
    }
}

/// When the work is done, beyond the usual hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ScheduleKind")]
pub enum ScheduleKind {
    /// At night.
    Nights,
    /// In the evening.
    Evenings,
    /// Early in the morning.
    EarlyMornings,
    /// On Saturdays or Sundays.
    Weekends,
    /// On public holidays.
    Holidays,
    /// In shifts.
    Shifts,
    /// On call.
    OnCall,
    /// Longer than agreed.
    Overtime,
    /// At hours of one's own choice.
    Flexible,
}

/// A time of work that a posting names.
#[derive(SimpleObject)]
pub struct ScheduleAsked {
    /// Which.
    kind: ScheduleKind,
    /// Where it stands.
    span: TextSpan,
}

impl ScheduleAsked {
    /// One item of an analysis, with its place in the posting's text.
    pub fn read(found: &model::ScheduleAsked, text: &str) -> Self {
        Self { kind: found.kind.into(), span: TextSpan::of(text, found.span) }
    }
}

/// How much the work has somebody travel.
#[derive(SimpleObject)]
pub struct TravelAsked {
    /// The most of the time spent on the way, in percent, where the posting says so.
    percent: Option<i32>,
    /// Where it stands.
    span: TextSpan,
}

impl TravelAsked {
    /// What an analysis tells of travel, with its place in the posting's text.
    pub fn read(found: &Quoted<model::Travel>, text: &str) -> Self {
        Self { percent: found.value.percent.map(i32::from), span: TextSpan::of(text, found.span) }
    }
}
