//! References.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::graphql::profiles::item::{Fields, ItemHead, ProfilePlace, section_mutations, set_text};
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A reference.
#[derive(SimpleObject)]
pub struct Reference<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Who speaks.
    name: Option<&'p str>,
    /// What they say.
    reference: Option<&'p str>,
}

impl<'p> From<&'p Item<model::Reference>> for Reference<'p> {
    fn from(item: &'p Item<model::Reference>) -> Self {
        Self {
            head: item.into(),
            name: item.value.name.as_deref(),
            reference: item.value.reference.as_deref(),
        }
    }
}

/// The own fields of a reference.
#[derive(InputObject)]
pub struct ReferenceFields {
    /// Who speaks.
    name: MaybeUndefined<String>,
    /// What they say.
    reference: MaybeUndefined<String>,
}

impl Fields for ReferenceFields {
    type Section = sections::References;

    fn write(&self, value: &mut model::Reference) {
        set_text(&mut value.name, &self.name);
        set_text(&mut value.reference, &self.reference);
    }
}

section_mutations!(ReferencesMutation {
    /// Adds a reference.
    add_reference(AddReferenceInput { ProfilePlace, ReferenceFields });
    /// Changes a reference.
    update_reference(UpdateReferenceInput { ReferenceFields });
});
