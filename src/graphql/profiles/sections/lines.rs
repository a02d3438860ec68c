//! The lines that stand under entries, each a fact of its own: highlights, courses, skills and
//! the items of own sections.

use std::marker::PhantomData;

use async_graphql::InputObject;

use crate::error::Result;
use crate::graphql::profiles::item::{EntryPlace, Fields, check_text, section_mutations};
use crate::profiles::edit::{Section, sections};
use crate::profiles::model::{Item, Line};

/// The words of a line.
#[derive(InputObject)]
#[graphql(
    concrete(name = "HighlightFields", params("sections::Highlights")),
    concrete(name = "CourseFields", params("sections::Courses")),
    concrete(name = "SkillFields", params("sections::Skills")),
    concrete(name = "SectionItemFields", params("sections::CustomItems"))
)]
pub struct LineFields<S: Section> {
    /// The words, 1 to 10,000 characters.
    text: String,
    #[graphql(skip)]
    section: PhantomData<fn() -> S>,
}

/// The words of a highlight.
pub type HighlightFields = LineFields<sections::Highlights>;
/// The words of a course.
pub type CourseFields = LineFields<sections::Courses>;
/// The name of a skill.
pub type SkillFields = LineFields<sections::Skills>;
/// The words of an item of an own section.
pub type SectionItemFields = LineFields<sections::CustomItems>;

impl<S: Section<Element = Item<Line>>> Fields for LineFields<S>
where
    Self: async_graphql::InputObjectType,
{
    type Section = S;

    fn check(&self) -> Result<()> {
        check_text("text", &self.text)
    }

    fn write(&self, line: &mut Line) {
        self.text.trim().clone_into(&mut line.text);
    }
}

section_mutations!(HighlightsMutation {
    /// Adds a highlight to a position, project or volunteering.
    add_highlight(AddHighlightInput { EntryPlace, HighlightFields });
    /// Changes the words of a highlight.
    update_highlight(UpdateHighlightInput { HighlightFields });
});

section_mutations!(CoursesMutation {
    /// Adds a course to an education.
    add_course(AddCourseInput { EntryPlace, CourseFields });
    /// Changes the words of a course.
    update_course(UpdateCourseInput { CourseFields });
});

section_mutations!(SkillsMutation {
    /// Adds a skill to a group.
    add_skill(AddSkillInput { EntryPlace, SkillFields });
    /// Changes the name of a skill.
    update_skill(UpdateSkillInput { SkillFields });
});

section_mutations!(SectionItemsMutation {
    /// Adds an item to a section of the person's own.
    add_section_item(AddSectionItemInput { EntryPlace, SectionItemFields });
    /// Changes the words of an item of a section of the person's own.
    update_section_item(UpdateSectionItemInput { SectionItemFields });
});
