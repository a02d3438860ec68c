//! What a fact is: its name, how it came to be known, and its own words. Part of the profile's
//! model.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::language::dates::Period;
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
