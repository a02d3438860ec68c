//! Skills in groups.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::error::Result;
use crate::graphql::profiles::item::{
    FactLine, Fields, ItemHead, NewItem, ProfilePlace, each, new_lines, section_mutations, set, set_text,
};
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A group of skills under a name that may itself be a skill (`Python`) or a category
/// (`Databases`).
#[derive(SimpleObject)]
pub struct SkillGroup<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// The category, or the skill itself.
    name: Option<&'p str>,
    /// The level, in the person's words.
    level: Option<&'p str>,
    /// Years of use.
    years: Option<f32>,
    /// The skills of the group; each is a fact.
    skills: Vec<FactLine<'p>>,
}

impl<'p> From<&'p Item<model::SkillGroup>> for SkillGroup<'p> {
    fn from(item: &'p Item<model::SkillGroup>) -> Self {
        let group = &item.value;
        Self {
            head: item.into(),
            name: group.name.as_deref(),
            level: group.level.as_deref(),
            years: group.years,
            skills: each(&group.skills),
        }
    }
}

/// The own fields of a group of skills.
#[derive(InputObject)]
pub struct SkillGroupFields {
    /// The category, or the skill itself.
    name: MaybeUndefined<String>,
    /// The level, in the person's words.
    level: MaybeUndefined<String>,
    /// Years of use, 0 to 100.
    years: MaybeUndefined<f32>,
}

impl Fields for SkillGroupFields {
    type Section = sections::SkillGroups;

    fn write(&self, group: &mut model::SkillGroup) {
        set_text(&mut group.name, &self.name);
        set_text(&mut group.level, &self.level);
        set(&mut group.years, &self.years, |years| Some(*years));
    }
}

/// A new group of skills.
#[derive(InputObject)]
pub struct NewSkillGroup {
    #[graphql(flatten)]
    fields: SkillGroupFields,
    /// The skills of the group, one each.
    skills: Option<Vec<String>>,
}

impl NewItem for NewSkillGroup {
    type Section = sections::SkillGroups;

    fn element(&self) -> Result<Item<model::SkillGroup>> {
        let mut item = self.fields.element()?;
        item.value.skills = new_lines("skills", self.skills.as_deref())?;
        Ok(item)
    }
}

section_mutations!(SkillGroupsMutation {
    /// Adds a group of skills.
    add_skill_group(AddSkillGroupInput { ProfilePlace, NewSkillGroup });
    /// Changes a group of skills. Its skills have mutations of their own.
    update_skill_group(UpdateSkillGroupInput { SkillGroupFields });
});
