//! The parts of a profile's content, for readers that need few of them. Pure; part of the
//! profiles room.

/// Some of the parts of a profile's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Parts(u16);

/// The parts by their names, which are the keys they are stored under.
const NAMES: [&str; 15] = [
    "basics",
    "experience",
    "projects",
    "education",
    "skills",
    "certificates",
    "languages",
    "publications",
    "awards",
    "volunteering",
    "interests",
    "references",
    "sections",
    "preferences",
    "extra",
];

impl Parts {
    /// No part.
    pub const NONE: Self = Self(0);
    /// Every part.
    pub const ALL: Self = Self((1 << NAMES.len()) - 1);

    /// The part of that name, if it is one.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().position(|known| *known == name).map(|at| Self(1 << at))
    }

    /// These and those.
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether those are all among these.
    pub fn hold(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// The names of the parts that are not among these.
    pub fn missing(self) -> Vec<&'static str> {
        let numbered = NAMES.iter().enumerate();
        numbered.filter(|(at, _)| self.0 & (1 << at) == 0).map(|(_, name)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profiles::model::ProfileContent;

    #[test]
    fn the_names_are_the_keys_of_the_content() {
        let mut content = ProfileContent::default();
        content.extra.insert("theme".to_owned(), json!("flat"));
        let stored = serde_json::to_value(&content).expect("JSON");
        let mut keys: Vec<&str> = stored.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut names = NAMES.to_vec();
        keys.sort_unstable();
        names.sort_unstable();
        assert_eq!(keys, names);
    }

    #[test]
    fn parts_add_up_to_all() {
        let all = NAMES.iter().filter_map(|name| Parts::named(name)).fold(Parts::NONE, Parts::and);
        assert_eq!(all, Parts::ALL);
        assert_eq!(Parts::named("facts"), None);
        assert!(Parts::ALL.missing().is_empty());
        assert_eq!(Parts::NONE.missing(), NAMES);
    }

    #[test]
    fn some_parts_hold_themselves_and_nothing_else() {
        let [basics, skills] = ["basics", "skills"].map(|name| Parts::named(name).expect("a part"));
        assert!(basics.hold(basics) && basics.hold(Parts::NONE) && basics.and(skills).hold(skills));
        assert!(!basics.hold(skills) && !basics.hold(Parts::ALL));
        assert_eq!(basics.missing().len(), NAMES.len() - 1);
    }
}
