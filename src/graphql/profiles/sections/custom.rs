//! Sections of the person's own.

use async_graphql::{ID, InputObject, SimpleObject};

use crate::error::Result;
use crate::graphql::profiles::facts::item_id;
use crate::graphql::profiles::item::{
    FactLine, Fields, NewItem, ProfilePlace, check_text, each, new_lines, section_mutations,
};
use crate::profiles::edit::sections;
use crate::profiles::model;

/// A section of the person's own, such as `Patents`. Its lines are facts; it is none itself.
#[derive(SimpleObject)]
pub struct CustomSection<'p> {
    /// The section's id within its profile.
    id: ID,
    /// Its heading.
    title: &'p str,
    /// Its lines; each is a fact.
    items: Vec<FactLine<'p>>,
}

impl<'p> From<&'p model::CustomSection> for CustomSection<'p> {
    fn from(section: &'p model::CustomSection) -> Self {
        Self { id: item_id(&section.id), title: &section.title, items: each(&section.items) }
    }
}

/// The own fields of a section.
#[derive(InputObject)]
pub struct SectionFields {
    /// The heading, not blank.
    title: String,
}

impl Fields for SectionFields {
    type Section = sections::CustomSections;

    fn check(&self) -> Result<()> {
        check_text("title", &self.title)
    }

    fn write(&self, title: &mut String) {
        self.title.trim().clone_into(title);
    }
}

/// A new section.
#[derive(InputObject)]
pub struct NewSection {
    #[graphql(flatten)]
    fields: SectionFields,
    /// Its lines.
    items: Option<Vec<String>>,
}

impl NewItem for NewSection {
    type Section = sections::CustomSections;

    fn element(&self) -> Result<model::CustomSection> {
        let mut section = self.fields.element()?;
        section.items = new_lines("items", self.items.as_deref())?;
        Ok(section)
    }
}

section_mutations!(CustomSectionsMutation {
    /// Adds a section of the person's own, such as `Patents`.
    add_section(AddSectionInput { ProfilePlace, NewSection });
    /// Changes the heading of a section. Its items have mutations of their own.
    update_section(UpdateSectionInput { SectionFields });
});
