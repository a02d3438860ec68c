//! Degrees and courses of study.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::error::Result;
use crate::graphql::profiles::item::{
    FactLine, Fields, ItemHead, NewItem, ProfilePlace, each, new_lines, section_mutations, set_date, set_text,
};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A degree or course of study.
#[derive(SimpleObject)]
pub struct Education<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// School or university.
    institution: Option<&'p str>,
    /// Its site.
    url: Option<&'p str>,
    /// Field of study.
    area: Option<&'p str>,
    /// Degree, such as `Bachelor of Science`.
    study_type: Option<&'p str>,
    /// When it began.
    start_date: Option<PartialDate>,
    /// When it ended; null while it goes on.
    end_date: Option<PartialDate>,
    /// Grade as printed.
    score: Option<&'p str>,
    /// Courses; each is a fact.
    courses: Vec<FactLine<'p>>,
}

impl<'p> From<&'p Item<model::Education>> for Education<'p> {
    fn from(item: &'p Item<model::Education>) -> Self {
        let education = &item.value;
        Self {
            head: item.into(),
            institution: education.institution.as_deref(),
            url: education.url.as_deref(),
            area: education.area.as_deref(),
            study_type: education.study_type.as_deref(),
            start_date: education.period.start.map(PartialDate),
            end_date: education.period.end.map(PartialDate),
            score: education.score.as_deref(),
            courses: each(&education.courses),
        }
    }
}

/// The own fields of an education.
#[derive(InputObject)]
pub struct EducationFields {
    /// School or university.
    institution: MaybeUndefined<String>,
    /// Its site: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
    /// Field of study.
    area: MaybeUndefined<String>,
    /// Degree, such as `Bachelor of Science`.
    study_type: MaybeUndefined<String>,
    /// When it began.
    start_date: MaybeUndefined<PartialDate>,
    /// When it ended, not before it began; null while it goes on.
    end_date: MaybeUndefined<PartialDate>,
    /// Grade as printed.
    score: MaybeUndefined<String>,
}

impl Fields for EducationFields {
    type Section = sections::Education;

    fn write(&self, education: &mut model::Education) {
        set_text(&mut education.institution, &self.institution);
        set_text(&mut education.url, &self.url);
        set_text(&mut education.area, &self.area);
        set_text(&mut education.study_type, &self.study_type);
        set_date(&mut education.period.start, &self.start_date);
        set_date(&mut education.period.end, &self.end_date);
        set_text(&mut education.score, &self.score);
    }
}

/// A new education.
#[derive(InputObject)]
pub struct NewEducation {
    #[graphql(flatten)]
    fields: EducationFields,
    /// Courses, a line each.
    courses: Option<Vec<String>>,
}

impl NewItem for NewEducation {
    type Section = sections::Education;

    fn element(&self) -> Result<Item<model::Education>> {
        let mut item = self.fields.element()?;
        item.value.courses = new_lines("courses", self.courses.as_deref())?;
        Ok(item)
    }
}

section_mutations!(EducationMutation {
    /// Adds a degree or course of study.
    add_education(AddEducationInput { ProfilePlace, NewEducation });
    /// Changes a degree or course of study. Its courses have mutations of their own.
    update_education(UpdateEducationInput { EducationFields });
});
