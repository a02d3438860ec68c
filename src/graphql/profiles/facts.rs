//! The profile as citable facts. Part of the GraphQL face.

use async_graphql::{Enum, ID, Object, SimpleObject};

use crate::graphql::scalars::PartialDate;
use crate::language::span::Span;
use crate::profiles::model::{self, FactId};

/// An item's id as clients see it.
pub fn item_id(id: &FactId) -> ID {
    ID(id.as_str().to_owned())
}

/// An item's id as a client sent it.
pub fn fact_id(id: &ID) -> FactId {
    FactId::new(id.as_str())
}

/// One statement of a profile.
pub struct Fact(pub model::Fact);

/// One statement of a profile, as the sentences of documents cite it.
#[Object]
impl Fact {
    /// Its id within the profile: that of the item it is.
    async fn id(&self) -> ID {
        item_id(&self.0.id)
    }

    /// 1 at first, one more with each change of its words.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// What sort of statement it is.
    async fn kind(&self) -> FactKind {
        self.0.kind.into()
    }

    /// How it came to be known. Only stated and confirmed facts get into documents.
    async fn standing(&self) -> FactStanding {
        self.0.standing.into()
    }

    /// Its own words: an entry's own fields joined, without the lines under it.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The id of the entry it belongs to, such as a highlight's position or a skill's group;
    /// null for what stands in the profile by itself.
    async fn belongs_to(&self) -> Option<ID> {
        self.0.entry.as_ref().map(item_id)
    }

    /// When the time began that it speaks of: its own, or that of its entry.
    async fn start_date(&self) -> Option<PartialDate> {
        self.0.period.start.map(PartialDate)
    }

    /// When that time ended; null while it goes on, or where no time is known.
    async fn end_date(&self) -> Option<PartialDate> {
        self.0.period.end.map(PartialDate)
    }

    /// The place in an imported text it was read from; null once its owner has changed it.
    async fn source(&self) -> Option<SourceSpan> {
        self.0.source.map(SourceSpan::from)
    }
}

/// A stretch of the text a fact was imported from, in bytes of its UTF-8 form.
#[derive(SimpleObject)]
pub struct SourceSpan {
    /// The first byte.
    start: usize,
    /// One past the last byte.
    end: usize,
}

impl From<Span> for SourceSpan {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// How a fact came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Standing")]
pub enum FactStanding {
    /// Written by a model, a merge or an import over a fact that was there. State it to use it.
    Inferred,
    /// Read from a file, with its place there. Confirm it to use it: `confirmFacts`.
    Imported,
    /// Read from a file, and confirmed by its owner.
    Confirmed,
    /// Typed by its owner, or in their JSON Resume.
    Stated,
}

/// What sort of statement a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::FactKind")]
pub enum FactKind {
    /// The person's name.
    Name,
    /// The professional headline.
    Label,
    /// A mail address.
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
