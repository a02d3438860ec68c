//! Where items stand in a profile: every list by name, so that an item is found, moved and
//! removed by its id alone, and what is wrong with it is told at its place in the input. Part of
//! the GraphQL face.

use crate::error::{Error, ErrorKind, Result};
use crate::profiles::edit::{self, Element, Section, sections};
use crate::profiles::model::{FactId, ProfileContent};

/// One kind of list in a profile.
pub struct Kind {
    /// Its name in the profile's own paths.
    name: &'static str,
    find: fn(&mut ProfileContent, &FactId) -> Option<Found>,
    remove: fn(&mut ProfileContent, &FactId) -> Result<()>,
    move_to: fn(&mut ProfileContent, &FactId, usize) -> Result<()>,
}

/// An item in one of the lists of a kind.
struct Found {
    owner: Option<FactId>,
    index: usize,
}

/// Every kind of list.
pub const ALL: &[Kind] = &[
    kind::<sections::NetworkProfiles>("basics.profiles"),
    kind::<sections::Experience>("experience"),
    kind::<sections::Positions>("positions"),
    kind::<sections::Projects>("projects"),
    kind::<sections::Education>("education"),
    kind::<sections::SkillGroups>("skills"),
    kind::<sections::Certificates>("certificates"),
    kind::<sections::Languages>("languages"),
    kind::<sections::Publications>("publications"),
    kind::<sections::Awards>("awards"),
    kind::<sections::Volunteering>("volunteering"),
    kind::<sections::Interests>("interests"),
    kind::<sections::References>("references"),
    kind::<sections::Highlights>("highlights"),
    kind::<sections::Courses>("courses"),
    kind::<sections::Skills>("skills"),
    kind::<sections::CustomSections>("sections"),
    kind::<sections::CustomItems>("items"),
];

const fn kind<S: Section>(name: &'static str) -> Kind {
    Kind {
        name,
        find: |content, id| {
            S::lists(content).into_iter().find_map(|list| {
                let index = list.items.iter().position(|element| element.id() == id)?;
                Some(Found { owner: list.owner, index })
            })
        },
        remove: |content, id| edit::remove::<S>(content, id).map(drop),
        move_to: edit::move_to::<S>,
    }
}

/// Removes an item of any section.
///
/// # Errors
/// `NotFound` without such an item.
pub fn remove(content: &mut ProfileContent, id: &FactId) -> Result<()> {
    let (kind, _) = find(content, id).ok_or_else(missing)?;
    (kind.remove)(content, id)
}

/// Moves an item of any section within its list.
///
/// # Errors
/// `NotFound` without such an item, `Invalid` for an index past the end.
pub fn move_to(content: &mut ProfileContent, id: &FactId, index: usize) -> Result<()> {
    let (kind, _) = find(content, id).ok_or_else(missing)?;
    (kind.move_to)(content, id, index)
}

/// The way to an item from the profile's own fields inwards, as the room's violations write it:
/// `experience`, `0`, `positions`, `1`.
pub fn path(content: &mut ProfileContent, id: &FactId) -> Option<Vec<String>> {
    let (kind, found) = find(content, id)?;
    let mut path = match &found.owner {
        Some(owner) => path(content, owner)?,
        None => Vec::new(),
    };
    path.extend(kind.name.split('.').map(str::to_owned));
    path.push(found.index.to_string());
    Some(path)
}

fn find(content: &mut ProfileContent, id: &FactId) -> Option<(&'static Kind, Found)> {
    ALL.iter().find_map(|kind| Some((kind, (kind.find)(content, id)?)))
}

fn missing() -> Error {
    Error::not_found("item")
}

/// The same refusal with each path as `change` makes it; one that names no place names the whole
/// input. Other errors stay as they are.
pub fn relate(error: Error, change: impl Fn(&mut Vec<String>)) -> Error {
    if error.kind() != ErrorKind::Invalid {
        return error;
    }
    let mut violations = error.places().to_vec();
    if violations.is_empty() {
        violations.push(crate::error::Violation::new("", "invalid", error.message()));
    }
    violations.iter_mut().for_each(|violation| change(&mut violation.path));
    Error::violations(error.message().to_owned(), violations)
}

/// A path within an item as the input of that item has it; the item itself, when it is a line,
/// is its text.
pub fn within(item: &[String], path: &mut Vec<String>) {
    if item.is_empty() || !path.starts_with(item) {
        return;
    }
    path.drain(..item.len());
    if path.is_empty() {
        path.push("text".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::json_resume;

    fn content() -> ProfileContent {
        let file = serde_json::json!({
            "basics": { "name": "Ada Example", "profiles": [{ "network": "GitHub" }] },
            "work": [
                { "name": "Northlake", "position": "Lead", "highlights": ["a", "b"] },
                { "name": "Northlake", "position": "Engineer" },
            ],
            "volunteer": [{ "organization": "Shelter", "highlights": ["c"] }],
            "projects": [{ "name": "Ledger", "highlights": ["d"] }],
            "skills": [{ "name": "Python", "keywords": ["Django", "Flask"] }],
            "education": [{ "institution": "Northern", "courses": ["Algebra"] }],
            "jobwise": { "sections": [{ "title": "Patents", "items": ["e"] }] },
        });
        json_resume::parse(&file, &mut json_resume::path_ids()).expect("a good file")
    }

    #[test]
    fn an_item_is_found_by_its_id_alone() {
        let mut content = content();
        let mut check = |id: &str, expected: Option<&str>| {
            let found = path(&mut content, &FactId::new(id)).map(|path| path.join("."));
            assert_eq!(found.as_deref(), expected, "{id}");
        };
        check("$.basics.profiles[0]", Some("basics.profiles.0"));
        check("$.work[0].name", Some("experience.0"));
        check("$.work[1]", Some("experience.0.positions.1"));
        check("$.work[0].highlights[1]", Some("experience.0.positions.0.highlights.1"));
        check("$.volunteer[0].highlights[0]", Some("volunteering.0.highlights.0"));
        check("$.projects[0].highlights[0]", Some("projects.0.highlights.0"));
        check("$.skills[0]", Some("skills.0"));
        check("$.skills[0].keywords[1]", Some("skills.0.skills.1"));
        check("$.education[0].courses[0]", Some("education.0.courses.0"));
        check("$.jobwise.sections[0].items[0]", Some("sections.0.items.0"));
        check("$.basics.name", None);
        check("", None);
    }

    #[test]
    fn an_item_of_any_section_is_moved_and_removed() {
        let mut content = content();
        let id = FactId::new("$.skills[0].keywords[1]");
        move_to(&mut content, &id, 0).expect("a known item");
        assert_eq!(content.skills[0].value.skills[0].id, id);
        assert_eq!(move_to(&mut content, &id, 2).expect_err("past the end").places()[0].path, ["index"]);
        remove(&mut content, &id).expect("a known item");
        assert_eq!(remove(&mut content, &id).expect_err("gone").kind(), ErrorKind::NotFound);
    }

    #[test]
    fn a_path_is_told_from_the_item_inwards() {
        let check = |item: &str, path: &str, expected: &str| {
            let split = |path: &str| -> Vec<String> { path.split('.').map(str::to_owned).collect() };
            let mut path = split(path);
            within(&split(item), &mut path);
            assert_eq!(path.join("."), expected);
        };
        check("experience.0.positions.1", "experience.0.positions.1.endDate", "endDate");
        check("experience.0.positions.1", "experience.0.positions.1.highlights.2", "highlights.2");
        check("skills.0.skills.1", "skills.0.skills.1", "text");
        check("skills.0", "skills.1.name", "skills.1.name");
    }
}
