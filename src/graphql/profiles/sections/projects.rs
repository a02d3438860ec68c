//! Projects.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::error::Result;
use crate::graphql::profiles::item::{
    FactLine, Fields, ItemHead, NewItem, ProfilePlace, each, new_lines, section_mutations, set, set_date,
    set_text, set_texts,
};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A project.
#[derive(SimpleObject)]
pub struct Project<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Its name.
    name: Option<&'p str>,
    /// What it is.
    description: Option<&'p str>,
    /// When work on it began.
    start_date: Option<PartialDate>,
    /// When it ended; null while it goes on.
    end_date: Option<PartialDate>,
    /// Address of its page.
    url: Option<&'p str>,
    /// The person's roles in it.
    roles: &'p [String],
    /// The organisation it belonged to.
    entity: Option<&'p str>,
    /// Its type, such as `application` or `talk`.
    kind: Option<&'p str>,
    /// Tools, skills and tags.
    keywords: &'p [String],
    /// Whether its owner wants it shown first.
    featured: bool,
    /// What was done and achieved; each is a fact.
    highlights: Vec<FactLine<'p>>,
}

impl<'p> From<&'p Item<model::Project>> for Project<'p> {
    fn from(item: &'p Item<model::Project>) -> Self {
        let project = &item.value;
        Self {
            head: item.into(),
            name: project.name.as_deref(),
            description: project.description.as_deref(),
            start_date: project.period.start.map(PartialDate),
            end_date: project.period.end.map(PartialDate),
            url: project.url.as_deref(),
            roles: &project.roles,
            entity: project.entity.as_deref(),
            kind: project.kind.as_deref(),
            keywords: &project.keywords,
            featured: project.featured,
            highlights: each(&project.highlights),
        }
    }
}

/// The own fields of a project.
#[derive(InputObject)]
pub struct ProjectFields {
    /// Its name.
    name: MaybeUndefined<String>,
    /// What it is.
    description: MaybeUndefined<String>,
    /// When work on it began.
    start_date: MaybeUndefined<PartialDate>,
    /// When it ended, not before it began; null while it goes on.
    end_date: MaybeUndefined<PartialDate>,
    /// Address of its page: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
    /// The person's roles in it, instead of all old ones.
    roles: MaybeUndefined<Vec<String>>,
    /// The organisation it belonged to.
    entity: MaybeUndefined<String>,
    /// Its type, such as `application` or `talk`.
    kind: MaybeUndefined<String>,
    /// Tools, skills and tags, instead of all old ones.
    keywords: MaybeUndefined<Vec<String>>,
    /// Whether it is to be shown first.
    featured: MaybeUndefined<bool>,
}

impl Fields for ProjectFields {
    type Section = sections::Projects;

    fn write(&self, project: &mut model::Project) {
        set_text(&mut project.name, &self.name);
        set_text(&mut project.description, &self.description);
        set_date(&mut project.period.start, &self.start_date);
        set_date(&mut project.period.end, &self.end_date);
        set_text(&mut project.url, &self.url);
        set_texts(&mut project.roles, &self.roles);
        set_text(&mut project.entity, &self.entity);
        set_text(&mut project.kind, &self.kind);
        set_texts(&mut project.keywords, &self.keywords);
        set(&mut project.featured, &self.featured, |featured| *featured);
    }
}

/// A new project.
#[derive(InputObject)]
pub struct NewProject {
    #[graphql(flatten)]
    fields: ProjectFields,
    /// What was done and achieved, a line each.
    highlights: Option<Vec<String>>,
}

impl NewItem for NewProject {
    type Section = sections::Projects;

    fn element(&self) -> Result<Item<model::Project>> {
        let mut item = self.fields.element()?;
        item.value.highlights = new_lines("highlights", self.highlights.as_deref())?;
        Ok(item)
    }
}

section_mutations!(ProjectsMutation {
    /// Adds a project.
    add_project(AddProjectInput { ProfilePlace, NewProject });
    /// Changes a project. Its highlights have mutations of their own.
    update_project(UpdateProjectInput { ProjectFields });
});
