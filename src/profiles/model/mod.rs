//! The profile: everything true about a person, as facts with stable ids.
//!
//! Every addressable thing is an [`Item`]: a value with the id, version and standing
//! of the fact it is. Entries (a position, a project, a degree …) are facts for their
//! own fields; the highlights under them are facts of their own.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::language::dates::{PartialDate, Period};
use crate::language::span::Span;

/// The stable name of a fact within its profile: a UUID in a stored profile, a JSONPath
/// singular query such as `$.work[0].highlights[2]` in one read from a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactId(String);

impl FactId {
    /// Makes a fact id from its text.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a fact came to be known; only `Stated` and `Confirmed` may be published.
///
/// Ordered from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Written by a model, a merge or an import over an existing fact.
    Inferred,
    /// Extracted from a file, with the place it was read from.
    Imported,
    /// Imported, and accepted by its owner.
    Confirmed,
    /// Typed by its owner, or in their JSON Resume.
    #[default]
    Stated,
}

impl Standing {
    /// Whether a document may rest on such a fact.
    pub fn is_publishable(self) -> bool {
        matches!(self, Self::Confirmed | Self::Stated)
    }
}

/// A value that is a fact: it can be cited, and remembers how it came to be known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item<T> {
    /// The fact's id, stable through changes of its words.
    pub id: FactId,
    /// 1 at first, one more with each change of its words.
    pub version: u32,
    /// How it came to be known.
    #[serde(default)]
    pub standing: Standing,
    /// The place in an imported text it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Span>,
    /// What the fact says.
    #[serde(flatten)]
    pub value: T,
}

impl<T> Item<T> {
    /// Makes the first version of a stated fact.
    pub fn stated(id: FactId, value: T) -> Self {
        Self { id, version: 1, standing: Standing::Stated, source: None, value }
    }
}

/// A master résumé. Order within each list is the owner's order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileContent {
    /// Who the person is and how to reach them.
    pub basics: Basics,
    /// Employers, each with one or more positions.
    pub experience: Vec<Experience>,
    /// Projects.
    pub projects: Vec<Item<Project>>,
    /// Degrees and courses of study.
    pub education: Vec<Item<Education>>,
    /// Skills in groups.
    pub skills: Vec<Item<SkillGroup>>,
    /// Certificates and licences.
    pub certificates: Vec<Item<Certificate>>,
    /// Languages with levels.
    pub languages: Vec<Item<LanguageSkill>>,
    /// Publications.
    pub publications: Vec<Item<Publication>>,
    /// Awards.
    pub awards: Vec<Item<Award>>,
    /// Volunteering.
    pub volunteering: Vec<Item<Volunteering>>,
    /// Interests.
    pub interests: Vec<Item<Interest>>,
    /// References.
    pub references: Vec<Item<Reference>>,
    /// Sections of the person's own.
    pub sections: Vec<CustomSection>,
    /// What the person looks for.
    pub preferences: JobPreferences,
    /// Keys of a JSON Resume that mean nothing here, kept for its export.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A single line of text that is a fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    /// The words.
    pub text: String,
}

/// Who the person is. Each field is a fact of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Basics {
    /// Full name as it is to be printed.
    pub name: Option<Item<Line>>,
    /// Professional headline, such as "Registered Nurse".
    pub label: Option<Item<Line>>,
    /// E-mail address.
    pub email: Option<Item<Line>>,
    /// Telephone number as it is to be printed.
    pub phone: Option<Item<Line>>,
    /// Personal site.
    pub url: Option<Item<Line>>,
    /// Address of a photograph; kept, never printed.
    pub image: Option<Item<Line>>,
    /// The person's own summary, one or more sentences.
    pub summary: Option<Item<Line>>,
    /// Where the person lives.
    pub location: Option<Item<Location>>,
    /// Profiles on other sites.
    pub profiles: Vec<Item<NetworkProfile>>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// Where the person lives.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Street and number; never printed by the built-in templates.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or region.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A profile on another site.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NetworkProfile {
    /// The site, such as "LinkedIn".
    pub network: Option<String>,
    /// The name used there.
    pub username: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// An employer and the positions held there, newest first by custom. The employer's name is
/// part of every position's fact, so the employer is not a fact by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Experience {
    /// Stable id of the entry, for changes; not citable.
    pub id: FactId,
    /// Name of the employer.
    #[serde(default)]
    pub employer: Option<String>,
    /// The employer's site.
    #[serde(default)]
    pub url: Option<String>,
    /// What the employer does.
    #[serde(default)]
    pub description: Option<String>,
    /// One or more positions.
    pub positions: Vec<Item<Position>>,
}

/// A position held at an employer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// Job title.
    pub title: Option<String>,
    /// Place of work.
    pub location: Option<String>,
    /// When it was held.
    #[serde(flatten)]
    pub period: Period,
    /// What the position was, in a sentence or two.
    pub summary: Option<String>,
    /// What was done and achieved; each is a fact.
    pub highlights: Vec<Item<Line>>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    /// Its name.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// When it was worked on.
    #[serde(flatten)]
    pub period: Period,
    /// Address of its page.
    pub url: Option<String>,
    /// The person's roles in it.
    pub roles: Vec<String>,
    /// The organisation it belonged to.
    pub entity: Option<String>,
    /// Its type, such as "application" or "talk".
    pub kind: Option<String>,
    /// Tools, skills and tags.
    pub keywords: Vec<String>,
    /// What was done and achieved; each is a fact.
    pub highlights: Vec<Item<Line>>,
    /// Whether its owner wants it shown first.
    pub featured: bool,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A degree or course of study.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Education {
    /// School or university.
    pub institution: Option<String>,
    /// Its site.
    pub url: Option<String>,
    /// Field of study.
    pub area: Option<String>,
    /// Degree, such as "Bachelor of Science".
    pub study_type: Option<String>,
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// Grade as printed.
    pub score: Option<String>,
    /// Courses; each is a fact.
    pub courses: Vec<Item<Line>>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A group of skills under a name that may itself be a skill ("Python") or a category
/// ("Databases").
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillGroup {
    /// The category, or the skill itself.
    pub name: Option<String>,
    /// The level stated, in the person's words.
    pub level: Option<String>,
    /// Years of use, where stated.
    pub years: Option<f32>,
    /// The skills of the group; each is a fact.
    pub skills: Vec<Item<Line>>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A certificate or licence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Certificate {
    /// Its name.
    pub name: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When it was issued.
    pub date: Option<PartialDate>,
    /// Address of a proof.
    pub url: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A language with a level.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LanguageSkill {
    /// The language.
    pub language: Option<String>,
    /// The level in the person's words, such as "Native" or "B2".
    pub fluency: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Publication {
    /// Its title.
    pub name: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub release_date: Option<PartialDate>,
    /// Its address.
    pub url: Option<String>,
    /// What it is about.
    pub summary: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// An award.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Award {
    /// Its name.
    pub title: Option<String>,
    /// Who gave it.
    pub awarder: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// What it was given for.
    pub summary: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// Unpaid work.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Volunteering {
    /// The organisation.
    pub organization: Option<String>,
    /// The role.
    pub position: Option<String>,
    /// The organisation's site.
    pub url: Option<String>,
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// What it was.
    pub summary: Option<String>,
    /// What was done; each is a fact.
    pub highlights: Vec<Item<Line>>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// An interest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Interest {
    /// Its name.
    pub name: Option<String>,
    /// What of it.
    pub keywords: Vec<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A reference.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reference {
    /// Who speaks.
    pub name: Option<String>,
    /// What they say.
    pub reference: Option<String>,
    /// Unknown keys, kept.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// A section of the person's own, such as "Patents".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomSection {
    /// Stable id of the section, for changes; not citable.
    pub id: FactId,
    /// Its heading.
    pub title: String,
    /// Its lines; each is a fact.
    pub items: Vec<Item<Line>>,
}

/// What the person looks for. Steers the choice of facts; never printed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobPreferences {
    /// Titles wanted.
    pub target_roles: Vec<String>,
    /// Places wanted.
    pub places: Vec<String>,
    /// Least yearly salary, in whole units of `salary_currency`.
    pub salary_min: Option<i64>,
    /// ISO 4217.
    pub salary_currency: Option<String>,
    /// Whether the person would move.
    pub relocation: Option<bool>,
    /// Kinds of remote work wanted.
    pub remote: Vec<RemotePolicy>,
}

/// Where work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemotePolicy {
    /// At the employer's place.
    OnSite,
    /// Partly at the employer's place.
    Hybrid,
    /// Anywhere.
    Remote,
}

/// What sort of statement a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The person's name.
    Name,
    /// The professional headline.
    Label,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address on the web: the personal site or a profile elsewhere.
    Link,
    /// Where the person lives.
    Location,
    /// The person's own summary.
    Summary,
    /// A position: title, employer, place, period, summary.
    Position,
    /// A line under a position, project or volunteering.
    Highlight,
    /// A project: name, description, keywords, period.
    Project,
    /// A degree: institution, area, type, period, grade.
    Education,
    /// A course under a degree.
    Course,
    /// A group of skills: its name and level.
    SkillGroup,
    /// One skill.
    Skill,
    /// A certificate or licence.
    Certificate,
    /// A language with a level.
    Language,
    /// A publication.
    Publication,
    /// An award.
    Award,
    /// Unpaid work: role, organisation, period, summary.
    Volunteering,
    /// An interest.
    Interest,
    /// A reference.
    Reference,
    /// A line of a section of the person's own.
    Custom,
}

/// One fact of a profile, flat, as the later stages read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// Its version.
    pub version: u32,
    /// What sort of statement it is.
    pub kind: FactKind,
    /// How it came to be known.
    pub standing: Standing,
    /// Its own words: an entry's own fields joined, never its highlights.
    pub text: String,
    /// The entry it belongs to: a highlight's position, a skill's group. None for entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<FactId>,
    /// The time it speaks of: its own, or that of its entry.
    #[serde(default)]
    pub period: Period,
    /// The place in an imported text it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Span>,
}
