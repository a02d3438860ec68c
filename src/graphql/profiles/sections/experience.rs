//! Employers and the positions held there.

use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};

use crate::error::{Error, Result};
use crate::graphql::profiles::facts::item_id;
use crate::graphql::profiles::item::{
    EntryPlace, FactLine, Fields, ItemHead, NewItem, ProfilePlace, each, new_lines, section_mutations,
    set_date, set_text,
};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::{Employer, sections};
use crate::profiles::model::{self, Item};

/// An employer and the positions held there. Its name is part of each position's fact, so it is
/// no fact by itself and has no version.
#[derive(SimpleObject)]
pub struct Experience<'p> {
    /// The entry's id within its profile.
    id: ID,
    /// Name of the employer.
    employer: Option<&'p str>,
    /// The employer's site.
    url: Option<&'p str>,
    /// What the employer does.
    description: Option<&'p str>,
    /// One or more positions, in the owner's order.
    positions: Vec<Position<'p>>,
}

impl<'p> From<&'p model::Experience> for Experience<'p> {
    fn from(entry: &'p model::Experience) -> Self {
        Self {
            id: item_id(&entry.id),
            employer: entry.employer.as_deref(),
            url: entry.url.as_deref(),
            description: entry.description.as_deref(),
            positions: each(&entry.positions),
        }
    }
}

/// A position held at an employer.
#[derive(SimpleObject)]
pub struct Position<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Job title.
    title: Option<&'p str>,
    /// Place of work.
    location: Option<&'p str>,
    /// When it began.
    start_date: Option<PartialDate>,
    /// When it ended; null while it goes on.
    end_date: Option<PartialDate>,
    /// What the position was, in a sentence or two.
    summary: Option<&'p str>,
    /// What was done and achieved; each is a fact.
    highlights: Vec<FactLine<'p>>,
}

impl<'p> From<&'p Item<model::Position>> for Position<'p> {
    fn from(item: &'p Item<model::Position>) -> Self {
        let position = &item.value;
        Self {
            head: item.into(),
            title: position.title.as_deref(),
            location: position.location.as_deref(),
            start_date: position.period.start.map(PartialDate),
            end_date: position.period.end.map(PartialDate),
            summary: position.summary.as_deref(),
            highlights: each(&position.highlights),
        }
    }
}

/// The own fields of an employer.
#[derive(InputObject)]
pub struct ExperienceFields {
    /// Name of the employer.
    employer: MaybeUndefined<String>,
    /// The employer's site: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
    /// What the employer does.
    description: MaybeUndefined<String>,
}

impl Fields for ExperienceFields {
    type Section = sections::Experience;

    fn write(&self, employer: &mut Employer) {
        set_text(&mut employer.employer, &self.employer);
        set_text(&mut employer.url, &self.url);
        set_text(&mut employer.description, &self.description);
    }
}

/// A new employer.
#[derive(InputObject)]
pub struct NewExperience {
    #[graphql(flatten)]
    fields: ExperienceFields,
    /// One or more positions held there.
    positions: Vec<NewPosition>,
}

impl NewItem for NewExperience {
    type Section = sections::Experience;

    fn element(&self) -> Result<model::Experience> {
        let mut experience = self.fields.element()?;
        for (index, position) in self.positions.iter().enumerate() {
            let position = position.element().map_err(|error| under("positions", index, &error))?;
            experience.positions.push(position);
        }
        Ok(experience)
    }
}

/// The same refusal with its paths inside an element of a list.
fn under(list: &str, index: usize, error: &Error) -> Error {
    let mut violations = error.places().to_vec();
    for violation in &mut violations {
        violation.path.splice(0..0, [list.to_owned(), index.to_string()]);
    }
    Error::violations(error.message(), violations)
}

/// The own fields of a position.
#[derive(InputObject)]
pub struct PositionFields {
    /// Job title.
    title: MaybeUndefined<String>,
    /// Place of work.
    location: MaybeUndefined<String>,
    /// When it began.
    start_date: MaybeUndefined<PartialDate>,
    /// When it ended, not before it began; null while it goes on.
    end_date: MaybeUndefined<PartialDate>,
    /// What the position was, in a sentence or two.
    summary: MaybeUndefined<String>,
}

impl Fields for PositionFields {
    type Section = sections::Positions;

    fn write(&self, position: &mut model::Position) {
        set_text(&mut position.title, &self.title);
        set_text(&mut position.location, &self.location);
        set_date(&mut position.period.start, &self.start_date);
        set_date(&mut position.period.end, &self.end_date);
        set_text(&mut position.summary, &self.summary);
    }
}

/// A new position.
#[derive(InputObject)]
#[graphql(name = "PositionInput")]
pub struct NewPosition {
    #[graphql(flatten)]
    fields: PositionFields,
    /// What was done and achieved, a line each.
    highlights: Option<Vec<String>>,
}

impl NewItem for NewPosition {
    type Section = sections::Positions;

    fn element(&self) -> Result<Item<model::Position>> {
        let mut item = self.fields.element()?;
        item.value.highlights = new_lines("highlights", self.highlights.as_deref())?;
        Ok(item)
    }
}

section_mutations!(ExperienceMutation {
    /// Adds an employer with the positions held there.
    add_experience(AddExperienceInput { ProfilePlace, NewExperience });
    /// Changes an employer; its name and business are words of each of its positions, whose
    /// versions then grow too.
    update_experience(UpdateExperienceInput { ExperienceFields });
});

section_mutations!(PositionsMutation {
    /// Adds a position to an experience.
    add_position(AddPositionInput { EntryPlace, NewPosition });
    /// Changes a position. Its highlights have mutations of their own.
    update_position(UpdatePositionInput { PositionFields });
});
