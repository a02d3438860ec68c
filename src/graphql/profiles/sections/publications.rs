//! Publications.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::graphql::profiles::item::{Fields, ItemHead, ProfilePlace, section_mutations, set_date, set_text};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A publication.
#[derive(SimpleObject)]
pub struct Publication<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Its title.
    name: Option<&'p str>,
    /// Who published it.
    publisher: Option<&'p str>,
    /// When it was published.
    release_date: Option<PartialDate>,
    /// Its address.
    url: Option<&'p str>,
    /// What it is about.
    summary: Option<&'p str>,
}

impl<'p> From<&'p Item<model::Publication>> for Publication<'p> {
    fn from(item: &'p Item<model::Publication>) -> Self {
        Self {
            head: item.into(),
            name: item.value.name.as_deref(),
            publisher: item.value.publisher.as_deref(),
            release_date: item.value.release_date.map(PartialDate),
            url: item.value.url.as_deref(),
            summary: item.value.summary.as_deref(),
        }
    }
}

/// The own fields of a publication.
#[derive(InputObject)]
pub struct PublicationFields {
    /// Its title.
    name: MaybeUndefined<String>,
    /// Who published it.
    publisher: MaybeUndefined<String>,
    /// When it was published.
    release_date: MaybeUndefined<PartialDate>,
    /// Its address: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
    /// What it is about.
    summary: MaybeUndefined<String>,
}

impl Fields for PublicationFields {
    type Section = sections::Publications;

    fn write(&self, value: &mut model::Publication) {
        set_text(&mut value.name, &self.name);
        set_text(&mut value.publisher, &self.publisher);
        set_date(&mut value.release_date, &self.release_date);
        set_text(&mut value.url, &self.url);
        set_text(&mut value.summary, &self.summary);
    }
}

section_mutations!(PublicationsMutation {
    /// Adds a publication.
    add_publication(AddPublicationInput { ProfilePlace, PublicationFields });
    /// Changes a publication.
    update_publication(UpdatePublicationInput { PublicationFields });
});
