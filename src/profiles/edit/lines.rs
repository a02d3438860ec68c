//! A line under whatever entry holds lines. Under [`super`].

use super::add;
use super::sections::{Courses, CustomItems, Highlights, Skills};
use crate::error::{Error, ErrorKind, Result};
use crate::profiles::model::{FactId, Item, Line, ProfileContent};

/// Adds a line at the end of an entry's list: a highlight of a position, project or volunteering,
/// a course of an education, a skill of a group, an item of an own section.
///
/// # Errors
/// `NotFound` when no such entry holds lines; `Conflict` if the id of the line is taken.
pub fn add_line(content: &mut ProfileContent, entry: &FactId, line: &Item<Line>) -> Result<()> {
    type Add = fn(&mut ProfileContent, Option<&FactId>, Item<Line>, Option<usize>) -> Result<()>;
    const LISTS: [Add; 4] = [add::<Highlights>, add::<Courses>, add::<Skills>, add::<CustomItems>];
    for add in LISTS {
        match add(content, Some(entry), line.clone(), None) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => return done,
        }
    }
    Err(Error::not_found("entry with lines"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::facts::list_facts;
    use crate::profiles::json_resume;
    use crate::profiles::model::{FactKind, Standing};
    use serde_json::json;

    #[test]
    fn a_line_is_added_under_every_entry_that_holds_lines_and_no_other() {
        let profile = json!({
            "basics": { "name": "Ada Moss" },
            "work": [{ "name": "Harrow Mill", "position": "Baker" }],
            "projects": [{ "name": "Oven" }],
            "volunteer": [{ "organization": "Food bank" }],
            "education": [{ "institution": "Harrow College" }],
            "skills": [{ "name": "Baking" }],
            "awards": [{ "title": "Best loaf" }],
            "jobwise": { "sections": [{ "title": "Patents", "items": [] }] },
        });
        let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let section = profile.sections[0].id.to_string();
        let check = |entry: &str, kind: Option<FactKind>| {
            let mut content = profile.clone();
            let line = Item::stated(FactId::new("new"), Line { text: "Rye bread".to_owned() });
            let entry = FactId::new(entry);
            let added = add_line(&mut content, &entry, &line);
            let facts = list_facts(&content);
            let fact = facts.iter().find(|fact| fact.id.as_str() == "new");
            assert_eq!(fact.map(|fact| fact.kind), kind, "{entry}");
            assert!(fact.is_none_or(|fact| fact.entry.as_ref() == Some(&entry)));
            assert!(fact.is_none_or(|fact| fact.standing == Standing::Stated));
            assert_eq!(added.err().map(|error| error.kind()), kind.is_none().then_some(ErrorKind::NotFound));
        };
        check("$.work[0]", Some(FactKind::Highlight));
        check("$.projects[0]", Some(FactKind::Highlight));
        check("$.volunteer[0]", Some(FactKind::Highlight));
        check("$.education[0]", Some(FactKind::Course));
        check("$.skills[0]", Some(FactKind::Skill));
        check(&section, Some(FactKind::Custom));
        check("$.awards[0]", None);
        check("$.basics.name", None);
        check("$.work[1]", None);
    }
}
