//! The profile: everything true about a person, as facts with stable ids.
//!
//! Every addressable thing is an [`Item`]: a value with the id, version and standing
//! of the fact it is. Entries (a position, a project, a degree …) are facts for their
//! own fields; the highlights under them are facts of their own.

mod entries;
mod fact;
mod preferences;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::entries::*;
pub use self::fact::{Fact, FactId, FactKind, Item, Standing};
pub use self::preferences::{JobPreferences, RemotePolicy};

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
