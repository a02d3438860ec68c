//! Interests.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::graphql::profiles::item::{
    Fields, ItemHead, ProfilePlace, section_mutations, set_text, set_texts,
};
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// An interest.
#[derive(SimpleObject)]
pub struct Interest<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Its name.
    name: Option<&'p str>,
    /// What of it.
    keywords: &'p [String],
}

impl<'p> From<&'p Item<model::Interest>> for Interest<'p> {
    fn from(item: &'p Item<model::Interest>) -> Self {
        Self { head: item.into(), name: item.value.name.as_deref(), keywords: &item.value.keywords }
    }
}

/// The own fields of an interest.
#[derive(InputObject)]
pub struct InterestFields {
    /// Its name.
    name: MaybeUndefined<String>,
    /// What of it, instead of all old ones.
    keywords: MaybeUndefined<Vec<String>>,
}

impl Fields for InterestFields {
    type Section = sections::Interests;

    fn write(&self, value: &mut model::Interest) {
        set_text(&mut value.name, &self.name);
        set_texts(&mut value.keywords, &self.keywords);
    }
}

section_mutations!(InterestsMutation {
    /// Adds an interest.
    add_interest(AddInterestInput { ProfilePlace, InterestFields });
    /// Changes an interest.
    update_interest(UpdateInterestInput { InterestFields });
});
