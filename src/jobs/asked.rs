//! What a posting asks for, item by item, each with its place and how much it matters. Part of
//! the [`model`](super::model).

use serde::{Deserialize, Serialize};

use crate::jobs::model::Priority;
use crate::language::span::{Quoted, Span};

/// Years of experience asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct YearsAsked {
    /// At least this many.
    pub min: f32,
    /// At most this many, where a range is given.
    pub max: Option<f32>,
    /// What the experience is to be in, as printed.
    pub field: Option<Quoted<String>>,
    /// Where it stands.
    pub span: Span,
    /// How much it matters.
    pub priority: Priority,
}

/// The level of a degree, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A degree asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DegreeAsked {
    /// Its level.
    pub level: DegreeLevel,
    /// Its field, as printed.
    pub field: Option<Quoted<String>>,
    /// Where it stands.
    pub span: Span,
    /// How much it matters.
    pub priority: Priority,
}

/// A professional licence, certificate or registration asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LicenceAsked {
    /// The dictionary's name for it, or the posting's own words.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// How much it matters.
    pub priority: Priority,
}

/// A human language asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LanguageAsked {
    /// Its name in English.
    pub name: String,
    /// How well it is to be known, from 1 (A1) to 6 (C2, native), where the posting says so.
    pub rank: Option<u8>,
    /// Where it stands.
    pub span: Span,
    /// How much it matters.
    pub priority: Priority,
}

/// What somebody must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// An authorisation asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorisationAsked {
    /// What for.
    pub kind: AuthorisationKind,
    /// Where it stands.
    pub span: Span,
    /// How much it matters.
    pub priority: Priority,
}

/// When the work is done, beyond the usual hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A time of work that the posting names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleAsked {
    /// Which.
    pub kind: ScheduleKind,
    /// Where it stands.
    pub span: Span,
}

/// How much the work has somebody travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Travel {
    /// The most of the time spent on the way, in percent, where the posting says so.
    pub percent: Option<u8>,
}
