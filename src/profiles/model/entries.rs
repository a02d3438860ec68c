//! What the items of a profile say, section by section. Part of the profile's model.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fact::{FactId, Item};
use crate::language::dates::{PartialDate, Period};

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
