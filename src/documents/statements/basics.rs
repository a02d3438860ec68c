//! Who a profile is about and how to reach them, found again in a line. Under [`super`].

use super::entries::plain_address;
use crate::factcheck::base::normalised;
use crate::profiles::facts::{list_facts, publishable};
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};

/// The publishable basics of a profile.
pub struct Basics {
    facts: Vec<Fact>,
}

impl Basics {
    /// Reads them.
    pub fn new(profile: &ProfileContent) -> Self {
        let kinds = [
            FactKind::Name,
            FactKind::Label,
            FactKind::Email,
            FactKind::Phone,
            FactKind::Link,
            FactKind::Location,
        ];
        let facts = list_facts(profile);
        let mut facts: Vec<Fact> =
            publishable(&facts).filter(|fact| kinds.contains(&fact.kind)).cloned().collect();
        facts.sort_by(|one, other| one.id.cmp(&other.id));
        Self { facts }
    }

    /// The fact that says just this, address and number compared as such.
    pub fn find(&self, text: &str) -> Option<&FactId> {
        let said = plain_address(text);
        if said.is_empty() {
            return None;
        }
        let found = self.facts.iter().find(|fact| match fact.kind {
            FactKind::Phone => digits(&fact.text) == digits(text) && !text.contains(char::is_alphabetic),
            // A place is printed without its street, an account elsewhere by its address alone.
            FactKind::Location => said.split(',').all(|part| has_part(&normalised(&fact.text), part.trim())),
            FactKind::Link => plain_address(&fact.text).ends_with(&said),
            _ => normalised(&fact.text) == said,
        });
        found.map(|fact| &fact.id)
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn has_part(whole: &str, part: &str) -> bool {
    !part.is_empty() && whole.split(", ").any(|own| own == part)
}
