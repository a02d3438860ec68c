//! Unpaid work.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::error::Result;
use crate::graphql::profiles::item::{
    FactLine, Fields, ItemHead, NewItem, ProfilePlace, each, new_lines, section_mutations, set_date, set_text,
};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// Unpaid work.
#[derive(SimpleObject)]
pub struct Volunteering<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// The organisation.
    organization: Option<&'p str>,
    /// The role.
    position: Option<&'p str>,
    /// The organisation's site.
    url: Option<&'p str>,
    /// When it began.
    start_date: Option<PartialDate>,
    /// When it ended; null while it goes on.
    end_date: Option<PartialDate>,
    /// What it was.
    summary: Option<&'p str>,
    /// What was done; each is a fact.
    highlights: Vec<FactLine<'p>>,
}

impl<'p> From<&'p Item<model::Volunteering>> for Volunteering<'p> {
    fn from(item: &'p Item<model::Volunteering>) -> Self {
        let volunteering = &item.value;
        Self {
            head: item.into(),
            organization: volunteering.organization.as_deref(),
            position: volunteering.position.as_deref(),
            url: volunteering.url.as_deref(),
            start_date: volunteering.period.start.map(PartialDate),
            end_date: volunteering.period.end.map(PartialDate),
            summary: volunteering.summary.as_deref(),
            highlights: each(&volunteering.highlights),
        }
    }
}

/// The own fields of unpaid work.
#[derive(InputObject)]
pub struct VolunteeringFields {
    /// The organisation.
    organization: MaybeUndefined<String>,
    /// The role.
    position: MaybeUndefined<String>,
    /// The organisation's site: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
    /// When it began.
    start_date: MaybeUndefined<PartialDate>,
    /// When it ended, not before it began; null while it goes on.
    end_date: MaybeUndefined<PartialDate>,
    /// What it was.
    summary: MaybeUndefined<String>,
}

impl Fields for VolunteeringFields {
    type Section = sections::Volunteering;

    fn write(&self, volunteering: &mut model::Volunteering) {
        set_text(&mut volunteering.organization, &self.organization);
        set_text(&mut volunteering.position, &self.position);
        set_text(&mut volunteering.url, &self.url);
        set_date(&mut volunteering.period.start, &self.start_date);
        set_date(&mut volunteering.period.end, &self.end_date);
        set_text(&mut volunteering.summary, &self.summary);
    }
}

/// New unpaid work.
#[derive(InputObject)]
pub struct NewVolunteering {
    #[graphql(flatten)]
    fields: VolunteeringFields,
    /// What was done, a line each.
    highlights: Option<Vec<String>>,
}

impl NewItem for NewVolunteering {
    type Section = sections::Volunteering;

    fn element(&self) -> Result<Item<model::Volunteering>> {
        let mut item = self.fields.element()?;
        item.value.highlights = new_lines("highlights", self.highlights.as_deref())?;
        Ok(item)
    }
}

section_mutations!(VolunteeringMutation {
    /// Adds unpaid work.
    add_volunteering(AddVolunteeringInput { ProfilePlace, NewVolunteering });
    /// Changes unpaid work. Its highlights have mutations of their own.
    update_volunteering(UpdateVolunteeringInput { VolunteeringFields });
});
