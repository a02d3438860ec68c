//! Which fact stands at a place of a JSON Resume file. Under [`super`]; for facts named by
//! their place, as [`path_ids`](super::path_ids) names them.

use std::collections::HashSet;

use serde_json::Value;

use super::query::{Query, Step};
use crate::profiles::facts::list_facts;
use crate::profiles::model::{FactId, ProfileContent};

/// The places of a file at which facts stand.
pub struct Places<'f> {
    file: &'f Value,
    facts: HashSet<FactId>,
    /// The facts that are fields of the basics, in print order.
    basics: Vec<FactId>,
}

/// What a place stands for where something is to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintPlace {
    /// The head of the document: name, headline, summary.
    Basics,
    /// Under this entry.
    Entry(FactId),
}

impl<'f> Places<'f> {
    /// Reads the places of `file`, of which `content` was made.
    pub fn new(file: &'f Value, content: &ProfileContent) -> Self {
        let facts: Vec<FactId> = list_facts(content).into_iter().map(|fact| fact.id).collect();
        let is_own_field = |id: &&FactId| {
            id.as_str().strip_prefix("$.basics.").is_some_and(|field| !field.contains(['.', '[']))
        };
        let basics = facts.iter().filter(is_own_field).cloned().collect();
        Self { file, facts: facts.into_iter().collect(), basics }
    }

    /// The facts that citing a place cites; none where nothing stands there, or nothing that can
    /// be cited.
    ///
    /// A fact's own place cites it. A field of an entry, such as `$.work[0].position`, cites the
    /// entry. An entry stands for its own fields, never for the lines under it, and `$.basics`
    /// for its own fields, which are facts each. A list is no fact: its elements are.
    pub fn cited(&self, query: &Query) -> Vec<FactId> {
        let Some(query) = query.normalised(self.file) else { return Vec::new() };
        if query.to_string() == "$.basics" {
            return self.basics.clone();
        }
        let steps = query.steps();
        for length in (1..=steps.len()).rev() {
            let id = FactId::new(query.prefix(length).to_string());
            if self.facts.contains(&id) {
                return vec![id];
            }
            if is_line_list(&steps[..length]) {
                break;
            }
        }
        Vec::new()
    }

    /// Where a document prints what is written for a place; none where the file has no such
    /// entry. A line's place, or that of a line yet to be written, means its entry.
    pub fn print_place(&self, query: &Query) -> Option<PrintPlace> {
        let length = match query.steps() {
            [Step::Name(section), ..] if section == "basics" => return Some(PrintPlace::Basics),
            [Step::Name(own), Step::Name(_), Step::Index(_), ..] if own == super::OWN_KEY => 3,
            [Step::Name(_), Step::Index(_), ..] => 2,
            _ => return None,
        };
        let entry = query.prefix(length).normalised(self.file)?;
        Some(PrintPlace::Entry(FactId::new(entry.to_string())))
    }
}

/// Whether these steps lead to a list whose elements are facts of their own under an entry. A
/// place in it at which no fact stands must not be taken for a field of the entry.
fn is_line_list(steps: &[Step]) -> bool {
    let [Step::Name(section), Step::Index(_), Step::Name(list)] = steps else { return false };
    matches!(
        (section.as_str(), list.as_str()),
        ("work" | "volunteer" | "projects", "highlights") | ("education", "courses") | ("skills", "keywords")
    )
}

#[cfg(test)]
mod tests {
    use super::super::{parse, path_ids};
    use super::*;
    use serde_json::json;

    fn file() -> Value {
        json!({
            "basics": {
                "name": "Ada Moss", "label": "Baker", "image": "x.png", "summary": "Bakes.",
                "location": { "city": "Leeds" }, "profiles": [{ "network": "X", "username": "ada" }],
            },
            "work": [
                { "name": "Harrow Mill", "position": "Head Baker", "highlights": ["One", "", "Three"] },
                { "name": "Harrow Mill", "position": "Baker" },
                {},
            ],
            "education": [{ "institution": "Harrow College", "courses": ["Bread"] }],
            "skills": [{ "name": "Baking", "keywords": ["Sourdough", "Rye"] }, { "keywords": ["Sums"] }],
            "projects": [{ "name": "Oven", "keywords": ["Brick"], "roles": ["Builder"] }],
            "jobwise": { "sections": [{ "title": "Patents", "items": ["US 1"] }] },
        })
    }

    #[test]
    fn a_place_cites_the_fact_that_stands_there() {
        let file = file();
        let content = parse(&file, &mut path_ids()).expect("a profile");
        let places = Places::new(&file, &content);
        let check = |path: &str, expected: &[&str]| {
            let found = places.cited(&path.parse().expect(path));
            let found: Vec<&str> = found.iter().map(FactId::as_str).collect();
            assert_eq!(found, expected, "{path}");
        };
        check("$.work[0]", &["$.work[0]"]);
        check("$.work[1]", &["$.work[1]"]);
        check("$['work'][-3].highlights[-1]", &["$.work[0].highlights[2]"]);
        check("$.work[0].position", &["$.work[0]"]);
        check("$.work[1].name", &["$.work[1]"]);
        check("$.education[0].courses[0]", &["$.education[0].courses[0]"]);
        check("$.skills[0].keywords[1]", &["$.skills[0].keywords[1]"]);
        check("$.projects[0].keywords[0]", &["$.projects[0]"]);
        check("$.projects[0].roles[0]", &["$.projects[0]"]);
        check("$.basics.summary", &["$.basics.summary"]);
        check("$.basics.location.city", &["$.basics.location"]);
        check("$.basics.profiles[0].username", &["$.basics.profiles[0]"]);
        check("$.basics", &["$.basics.name", "$.basics.label", "$.basics.location", "$.basics.summary"]);
        check("$.jobwise.sections[0].items[0]", &["$.jobwise.sections[0].items[0]"]);
        // Nothing there, or nothing that says anything by itself.
        for path in [
            "$",
            "$.work",
            "$.work[0].highlights",
            "$.work[0].highlights[1]",
            "$.work[0].highlights[9]",
            "$.work[2]",
            "$.work[7]",
            "$.work[0].salary",
            "$.skills[0].keywords",
            "$.skills[1]",
            "$.basics.image",
            "$.basics.profiles",
            "$.jobwise.sections[0].title",
            "$.nothing",
        ] {
            check(path, &[]);
        }
    }

    #[test]
    fn a_place_to_print_at_is_an_entry_of_the_file() {
        let file = file();
        let content = parse(&file, &mut path_ids()).expect("a profile");
        let places = Places::new(&file, &content);
        let check = |path: &str, expected: Option<PrintPlace>| {
            assert_eq!(places.print_place(&path.parse().expect(path)), expected, "{path}");
        };
        let entry = |id: &str| Some(PrintPlace::Entry(FactId::new(id)));
        check("$.basics.summary", Some(PrintPlace::Basics));
        check("$.basics.headline", Some(PrintPlace::Basics));
        check("$.work[-2]", entry("$.work[1]"));
        check("$.work[0].highlights[7]", entry("$.work[0]"));
        check("$.skills[1].keywords", entry("$.skills[1]"));
        check("$.jobwise.sections[0].items[3]", entry("$.jobwise.sections[0]"));
        check("$.work[3]", None);
        check("$.work", None);
        check("$.summary", None);
        check("$", None);
    }
}
