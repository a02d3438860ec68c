//! Awards.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::graphql::profiles::item::{Fields, ItemHead, ProfilePlace, section_mutations, set_date, set_text};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// An award.
#[derive(SimpleObject)]
pub struct Award<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Its name.
    title: Option<&'p str>,
    /// Who gave it.
    awarder: Option<&'p str>,
    /// When it was given.
    date: Option<PartialDate>,
    /// What it was given for.
    summary: Option<&'p str>,
}

impl<'p> From<&'p Item<model::Award>> for Award<'p> {
    fn from(item: &'p Item<model::Award>) -> Self {
        Self {
            head: item.into(),
            title: item.value.title.as_deref(),
            awarder: item.value.awarder.as_deref(),
            date: item.value.date.map(PartialDate),
            summary: item.value.summary.as_deref(),
        }
    }
}

/// The own fields of an award.
#[derive(InputObject)]
pub struct AwardFields {
    /// Its name.
    title: MaybeUndefined<String>,
    /// Who gave it.
    awarder: MaybeUndefined<String>,
    /// When it was given.
    date: MaybeUndefined<PartialDate>,
    /// What it was given for.
    summary: MaybeUndefined<String>,
}

impl Fields for AwardFields {
    type Section = sections::Awards;

    fn write(&self, value: &mut model::Award) {
        set_text(&mut value.title, &self.title);
        set_text(&mut value.awarder, &self.awarder);
        set_date(&mut value.date, &self.date);
        set_text(&mut value.summary, &self.summary);
    }
}

section_mutations!(AwardsMutation {
    /// Adds an award.
    add_award(AddAwardInput { ProfilePlace, AwardFields });
    /// Changes an award.
    update_award(UpdateAwardInput { AwardFields });
});
